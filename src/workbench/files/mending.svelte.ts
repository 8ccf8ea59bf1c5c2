/** A file that cannot be opened because a save of it was cut off: it can be given back whole. */
import type { FileAccess } from '../../ask/index.ts';
import type { FoundFile, Inspected } from '../../config/index.ts';
import { duration, type Announcer } from '../../ui/index.ts';
import { say } from '../../words/index.ts';
import { givenBackWord } from './words.ts';
import type { Works } from './works.svelte.ts';

export interface MendingOptions {
  readonly works: Works;
  readonly access: FileAccess;
  readonly announcer: Announcer;
  /** What is known of the file without reading it. */
  readonly known: (file: string) => FoundFile | undefined;
}

export type Mending = ReturnType<typeof createMending>;

export function createMending({ works, access, announcer, known }: MendingOptions) {
  let broken = $state.raw<Extract<Inspected, { readonly tag: 'broken' }>>();
  let running = $state.raw(false);
  $effect(() => {
    const file = works.name;
    broken = undefined;
    if (file === undefined || works.opened.data?.tag !== 'invalid') return;
    void access.inspect(file).then(
      (found) => {
        if (found.tag === 'broken' && found.note.file === works.name) broken = found;
      },
      () => undefined,
    );
  });

  return {
    /** The save that was cut off. */
    get broken() {
      return broken;
    },
    get running() {
      return running;
    },
    async mend(which: 'old' | 'new'): Promise<void> {
      if (broken === undefined) return;
      running = true;
      const { note } = broken;
      try {
        const found = known(note.file);
        const file = { name: note.file, includes: found?.includes, modules: found?.modules ?? [] };
        // It is written as it was copied, whatever it includes: nothing else can make it whole.
        const given = await access.giveBack({ file, note, which, accepted: true });
        announcer.tell({ ok: given.tag === 'whole', said: givenBackWord(given, note.file, duration) });
        await works.opened.refetch();
      } catch (problem) {
        announcer.tell({
          ok: false,
          said: say('files.failed', { words: problem instanceof Error ? problem.message : String(problem) }),
        });
      } finally {
        running = false;
      }
    },
  };
}
