/** What stands between a draft and the PBX: the forecast, what it takes, the save while it runs, and what became of it. */
import type { FileAccess, Prepared } from '../../ask/index.ts';
import {
  print,
  type Document,
  type Forecast,
  type Inspected,
  type OpenedFile,
  type PlanProblem,
  type Problem,
  type SaveNote,
  type SaveOutcome,
  type Step,
} from '../../config/index.ts';
import type { Announcer } from '../../ui/index.ts';
import { say, type Say } from '../../words/index.ts';
import { fileRefusalWord, givenBackWord, missingWord, outcomeWord } from './words.ts';
import type { Work } from './work.svelte.ts';

/** Milliseconds without a change after which a forecast is made; typing is not held up by it. */
const QUIET = 150;

export interface SaverOptions {
  readonly work: Work;
  readonly access: FileAccess;
  readonly announcer: Announcer;
  /** Milliseconds as a person reads them. */
  readonly age: (milliseconds: number) => string;
  /** The draft is done with: saved or thrown away. */
  readonly forget: () => void;
  /** The file changed: what was asked about it is old. */
  readonly stale: () => void;
}

export type Saver = ReturnType<typeof createSaver>;

/** Two texts of one file that both grew out of `base`. */
export interface Apart {
  readonly base: Document;
  readonly theirs: OpenedFile;
}

export function createSaver({ work, access, announcer, age, forget, stale }: SaverOptions) {
  let prepared = $state.raw<Prepared>();
  let working = $state(false);
  let steps = $state.raw<readonly { readonly step: Step; readonly done: boolean }[]>([]);
  let outcome = $state.raw<SaveOutcome>();
  let apart = $state.raw<Apart>();
  let merging = $state.raw(false);
  let interrupted = $state.raw<Exclude<Inspected, { readonly tag: 'settled' }>>();
  let wantedReload = true;

  const mayNot = $derived.by((): Say | undefined => {
    const [missing] = access.missing('save');
    return missing && missingWord(missing);
  });
  const mayReload = $derived.by((): Say | undefined => {
    const [missing] = access.missing('reload');
    return missing && missingWord(missing);
  });
  const current = $derived(
    prepared?.draft === work.document && prepared.file === work.file ? prepared : undefined,
  );
  const mustAccept = $derived.by(() => {
    const light = prepared?.forecast.light;
    return light === 'damages' || light === 'cannotSee';
  });

  // The forecast follows the draft; before the first edit it tells what any save of this file would do.
  $effect(() => {
    const { document, file } = work;
    if (current !== undefined) return;
    let over = false;
    const timer = setTimeout(
      () => {
        void access
          .prepare(file, document)
          .then((made) => {
            if (!over) prepared = made;
          })
          .catch((problem: unknown) => {
            if (!over) announcer.tell({ ok: false, said: failedWord(problem) });
          });
      },
      prepared === undefined ? 0 : QUIET,
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  });
  $effect(() => {
    if (prepared !== undefined) work.mustAccept = mustAccept;
  });

  const failedWord = (problem: unknown): Say =>
    say('files.failed', { words: problem instanceof Error ? problem.message : String(problem) });

  /** The file as the PBX has it now, with whatever else was found out. */
  async function reopen(): Promise<OpenedFile | undefined> {
    try {
      const opened = await access.open(work.name);
      if (opened.tag === 'open') return opened.file;
      announcer.tell({ ok: false, said: fileRefusalWord(opened, work.name) });
    } catch (problem) {
      // What became of the save is told all the same.
      announcer.tell({ ok: false, said: failedWord(problem) });
    }
    return undefined;
  }

  /** The save that was under way, as the PBX has noted it. */
  async function noteOf(): Promise<SaveNote | undefined> {
    const found = await access.inspect(work.name);
    return found.tag === 'settled' ? undefined : found.note;
  }

  async function settle(result: SaveOutcome) {
    if (result.tag === 'saved') {
      // Done with before anything else: a page closed now must not bring it back.
      forget();
      const now = await reopen();
      if (now !== undefined) work.rebase(now);
    } else if (result.tag === 'conflict') {
      const theirs = await reopen();
      if (theirs !== undefined) apart = { base: work.file.document, theirs };
    }
    outcome = result;
    announcer.tell(
      { ok: result.tag === 'saved', said: outcomeWord(result, work.name, age) },
      { passing: true },
    );
    if (result.tag !== 'locked' && result.tag !== 'refused') stale();
  }

  return {
    /** The last one that was made; `thinking`: of an earlier draft. */
    get forecast(): Forecast | undefined {
      return prepared?.forecast;
    },
    get thinking() {
      return current === undefined;
    },
    get problems(): readonly PlanProblem[] {
      return prepared?.problems ?? [];
    },
    /** What may not be sent, known before anything is. */
    get unsendable(): Problem | undefined {
      return prepared?.unsendable;
    },
    get cost() {
      return prepared?.cost;
    },
    /** It goes through exact bytes. */
    get raw() {
      return prepared?.raw ?? false;
    },
    get mustAccept() {
      return mustAccept;
    },
    get mayNot() {
      return mayNot;
    },
    get mayReload() {
      return mayReload;
    },
    /** Why this edit cannot be saved as it is. */
    get refused(): Say | undefined {
      if (apart !== undefined) return say('files.outsideChange', { file: work.name });
      if (current === undefined || current.raw) return undefined;
      if (current.unsendable !== undefined || current.problems.some(({ weight }) => weight === 'refused'))
        return say('files.save.cannot');
      return undefined;
    },
    get running() {
      return working;
    },
    get steps() {
      return steps;
    },
    get outcome() {
      return outcome;
    },
    get apart() {
      return apart;
    },
    get merging() {
      return merging;
    },
    get interrupted() {
      return interrupted;
    },
    set interrupted(found) {
      interrupted = found;
    },

    async save(reload: boolean): Promise<void> {
      if (working || mayNot !== undefined || !work.dirty) return;
      working = true;
      wantedReload = reload;
      outcome = undefined;
      steps = [];
      try {
        // Whoever saves quicker than the forecast is made waits for it.
        const ready = current ?? (await access.prepare(work.file, work.document));
        prepared = ready;
        const why = mustAccept && !work.accepted ? say('files.outcome.unaccepted') : this.refused;
        if (why !== undefined) {
          announcer.tell({ ok: false, said: why }, { passing: true });
          return;
        }
        const result = await access.save({
          prepared: ready,
          accepted: work.accepted,
          why: work.why.trim(),
          reload,
          onStep: (step) => {
            steps = [...steps.map((one) => ({ ...one, done: true })), { step, done: false }];
          },
        });
        steps = steps.map((one) => ({ ...one, done: true }));
        await settle(result);
      } catch (problem) {
        announcer.tell({ ok: false, said: failedWord(problem) });
      } finally {
        working = false;
      }
    },
    again(): Promise<void> {
      return this.save(wantedReload);
    },
    forget() {
      outcome = undefined;
    },
    /** Back to what the file says; itself an edit that can be undone. */
    discard() {
      const was = work.document;
      work.become(work.file.document);
      forget();
      outcome = undefined;
      announcer.tell(
        { ok: true, said: say('files.discarded', { file: work.name }) },
        {
          undo: {
            label: say('files.discard.undo'),
            possible: () => !work.dirty,
            run: () => work.become(was),
          },
        },
      );
    },

    /** The PBX has another text than the draft was begun on. */
    diverged(theirs: OpenedFile) {
      apart = { base: work.file.document, theirs };
    },
    async openMerge(): Promise<void> {
      if (apart === undefined) {
        const theirs = await reopen();
        if (theirs !== undefined) apart = { base: work.file.document, theirs };
      }
      merging = apart !== undefined;
    },
    closeMerge() {
      merging = false;
    },
    merged(text: Document) {
      if (apart === undefined) return;
      work.rebase(apart.theirs, text);
      apart = undefined;
      merging = false;
      outcome = undefined;
      announcer.tell({ ok: true, said: say('files.merge.done') });
    },

    async takeOver(): Promise<void> {
      if (outcome?.tag !== 'locked') return;
      const state = await access.takeOver(outcome.by, work.name);
      if (state.tag === 'mine' || state.tag === 'free') await this.again();
      else if (state.tag === 'held') outcome = { tag: 'locked', by: state.by, age: state.age };
    },
    /** What became of a save that was not heard of to its end. */
    async look(): Promise<void> {
      const found = await access.inspect(work.name);
      outcome = undefined;
      interrupted = found.tag === 'settled' ? undefined : found;
      const now = await reopen();
      if (now === undefined) return;
      if (print(now.document) === print(work.document)) {
        work.rebase(now);
        forget();
      } else if (print(now.document) !== print(work.file.document)) this.diverged(now);
      if (interrupted === undefined)
        announcer.tell({ ok: true, said: say('files.recover.settled', { file: work.name }) });
      stale();
    },
    /** Whether a save of this file was cut off before it was opened here. */
    async lookBack(): Promise<void> {
      if (mayNot !== undefined) return;
      // Nothing hangs on it but an offer: where it cannot be asked the file is worked on as it is.
      const found = await access.inspect(work.name).catch(() => undefined);
      if (found !== undefined && found.tag !== 'settled' && found.tag !== 'changed') interrupted = found;
    },
    async giveBack(which: 'old' | 'new'): Promise<void> {
      working = true;
      try {
        const note = interrupted?.note ?? (await noteOf());
        if (note === undefined) {
          announcer.tell({ ok: false, said: say('files.recover.none') });
          return;
        }
        const result = await access.giveBack({
          file: work.file,
          note,
          which,
          accepted: work.accepted || !mustAccept,
        });
        announcer.tell({ ok: result.tag === 'whole', said: givenBackWord(result, work.name, age) });
        if (result.tag === 'whole') {
          interrupted = undefined;
          outcome = undefined;
          const now = await reopen();
          if (now !== undefined && which === 'new' && !work.dirty) work.rebase(now);
          else if (now !== undefined) work.rebase(now, which === 'new' ? undefined : work.document);
        }
        stale();
      } catch (problem) {
        announcer.tell({ ok: false, said: failedWord(problem) });
      } finally {
        working = false;
      }
    },
  };
}
