/** What the PBX runs of the open file, and how that is said. */
import { useRuns, type FileAccess } from '../../ask/index.ts';
import { say, type Say } from '../../words/index.ts';
import { runsWord } from './words.ts';
import type { Works } from './works.svelte.ts';

export interface RunsOptions {
  readonly works: Works;
  readonly access: FileAccess;
  /** A moment as a person reads it. */
  readonly when: (milliseconds: number) => string;
}

export type RunsAsked = ReturnType<typeof createRuns>;

export function createRuns({ works, access, when }: RunsOptions) {
  const { opened, history } = works;
  let insisted = $state.raw<string>();
  const runs = useRuns(access, () => ({
    // Asked once, when the record is there or cannot be had.
    file:
      history.data !== undefined || history.error !== null || access.missing('history').length > 0
        ? works.work?.file
        : undefined,
    notes: history.data ?? [],
    at: opened.dataUpdatedAt + history.dataUpdatedAt,
    insist: insisted === works.name,
  }));

  /** Draft, in the file, running: which of them are the same. */
  const said = $derived.by((): Say => {
    const outcome = works.saver?.outcome;
    if (outcome?.tag === 'saved' && outcome.loaded.tag === 'loaded') {
      if (outcome.loaded.running.tag === 'asSaved') return say('files.three.running');
      if (outcome.loaded.running.tag === 'differs') return say('files.three.differs');
      return say('files.three.loaded');
    }
    if (outcome?.tag === 'saved') return say('files.three.notLoaded');
    if (runs.error) return say('files.failed', { words: runs.error.message });
    return runs.data ? runsWord(runs.data, when) : say('files.runs.asking');
  });

  return {
    /** Undefined until it is known. */
    get known() {
      return runs.data ?? undefined;
    },
    get said() {
      return said;
    },
    /** Asks also where the answer is as long as the file. */
    insist() {
      insisted = works.name;
    },
  };
}
