/** The other files of the PBX, read one by one when something is to be found in all of them. */
import type { FoundFile } from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';
import type { Desk } from './desk.svelte.ts';
import type { Work } from './work.svelte.ts';

export type Others = ReturnType<typeof createOthers>;

export function createOthers(
  open: Desk['openFile'],
  { known, except }: { readonly known: readonly FoundFile[]; readonly except: string },
) {
  const wanted = known.filter(({ name, inside }) => inside && name !== except).map(({ name }) => name);
  let works = $state.raw<readonly Work[]>([]);
  let unread = $state.raw<readonly { readonly file: string; readonly why: Say }[]>([]);
  let done = $state.raw(0);
  let state = $state.raw<'idle' | 'reading' | 'stopped' | 'read'>('idle');

  return {
    /** Those that were read, in their order. */
    get works() {
      return works;
    },
    /** Those that could not be, and why. */
    get unread() {
      return unread;
    },
    get done() {
      return done;
    },
    count: wanted.length,
    get reading() {
      return state === 'reading';
    },
    /** Not all of them were looked at. */
    get stopped() {
      return state === 'stopped';
    },
    /** Each once; after a stop it goes on where it was. */
    async read(): Promise<void> {
      if (state === 'reading' || state === 'read') return;
      state = 'reading';
      for (let file = wanted[done]; file !== undefined; file = wanted[done]) {
        const opened = await open(file).catch((problem: unknown) =>
          say('files.failed', { words: problem instanceof Error ? problem.message : String(problem) }),
        );
        if ('document' in opened) works = [...works, opened];
        else unread = [...unread, { file, why: opened }];
        done += 1;
        if (isStopped()) return;
      }
      state = 'read';
    },
    /** The one that is being read is still taken. */
    stop() {
      if (state === 'reading') state = 'stopped';
    },
  };
  function isStopped(): boolean {
    return state === 'stopped';
  }
}
