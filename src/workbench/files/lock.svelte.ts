/** Who else is saving, watched while somebody has something to save. */
import { untrack } from 'svelte';
import { useFileLock, type FileAccess } from '../../ask/index.ts';
import type { Works } from './works.svelte.ts';

export type LockWatch = ReturnType<typeof createLockWatch>;

export function createLockWatch({ works, access }: { readonly works: Works; readonly access: FileAccess }) {
  const lock = useFileLock(access, () => works.work?.dirty === true);
  const saving = $derived(lock.data?.tag === 'held' && works.work?.dirty === true ? lock.data : undefined);

  /** When a save was last refused for somebody else's. */
  let lockedAt = Infinity;
  // Whoever was in the way is gone: it can be saved again.
  $effect(() => {
    const one = works.saver;
    if (one?.outcome?.tag !== 'locked') return;
    const asked = lock.dataUpdatedAt;
    if (lock.data?.tag === 'free' && asked > lockedAt) untrack(() => one.forget());
  });
  $effect(() => {
    lockedAt = works.saver?.outcome?.tag === 'locked' ? Date.now() : Infinity;
    if (lockedAt !== Infinity) void lock.refetch();
  });

  return {
    /** Somebody else who is saving now. */
    get saving() {
      return saving;
    },
    /** When that was last asked, in milliseconds since 1970. */
    get askedAt() {
      return lock.dataUpdatedAt;
    },
  };
}
