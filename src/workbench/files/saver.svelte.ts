/** What stands between a draft and the PBX: the forecast, what it takes, the save while it runs, and what became of it. */
import type { FileAccess, Prepared } from '../../ask/index.ts';
import {
  mergedDocument,
  mergeDocuments,
  moduleOf,
  samePrint,
  type Document,
  type Forecast,
  type Inspected,
  type OpenedFile,
  type PlanProblem,
  type Problem,
  type SaveNote,
  type SaveOutcome,
  type Step,
  type Texts,
} from '../../config/index.ts';
import type { Announcer } from '../../ui/index.ts';
import { say, type Say } from '../../words/index.ts';
import { risksOf } from './risks.ts';
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
  /** The draft is done with: this text of it was saved or thrown away. */
  readonly forget: (text: Document) => void;
  /** Whether somebody looks at it: what a save would do to a file that is only searched is nobody's question. */
  readonly shown: () => boolean;
  /** The file changed: what was asked about it is old. */
  readonly stale: () => void;
}

export type Saver = ReturnType<typeof createSaver>;

/** Two texts of one file that both grew out of `base`. */
export interface Apart {
  readonly base: Document;
  readonly theirs: OpenedFile;
}

/** What a save that was cut off had to do with, and the file somebody has changed since. */
export interface Back extends Texts {
  readonly theirs: OpenedFile;
}

export function createSaver({ work, access, announcer, age, forget, stale, shown }: SaverOptions) {
  let prepared = $state.raw<Prepared>();
  let working = $state(false);
  let steps = $state.raw<readonly { readonly step: Step; readonly done: boolean }[]>([]);
  let outcome = $state.raw<SaveOutcome>();
  let apart = $state.raw<Apart>();
  let merging = $state.raw(false);
  let interrupted = $state.raw<Exclude<Inspected, { readonly tag: 'settled' }>>();
  let back = $state.raw<Back>();
  let wantedReload = true;
  /** The text of a save whose end is not known. */
  let sent: Document | undefined;

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
  const risksIn = ({ forecast, file }: Prepared): readonly string[] => risksOf(forecast, file.document);
  const risks = $derived(prepared === undefined ? [] : risksIn(prepared));

  /** Why this edit cannot be saved as it is. */
  function cannot(made: Prepared | undefined): Say | undefined {
    if (apart !== undefined) return say('files.outsideChange', { file: work.name });
    if (made === undefined || made.raw) return undefined;
    if (made.unsendable !== undefined || made.problems.some(({ weight }) => weight === 'refused'))
      return say('files.save.cannot');
    return undefined;
  }
  const unaccepted = (made: Prepared): Say | undefined =>
    work.accepts(risksIn(made)) ? undefined : say('files.outcome.unaccepted');
  /** Why it is not saved now. */
  const stopped = $derived.by((): Say | undefined => {
    if (mayNot !== undefined) return mayNot;
    if (!work.dirty) return say('files.save.nothing');
    if (working) return say('files.save.running');
    return (prepared && unaccepted(prepared)) ?? cannot(current);
  });
  /** Whether saving is to load the file as well: where a module has loaded it, and the account may. */
  const loads = $derived(moduleOf(work.file) !== undefined && mayReload === undefined);

  // The forecast follows the draft; before the first edit it tells what any save of this file would do.
  $effect(() => {
    const { document, file } = work;
    // What may not be saved is not judged either, and gets no light.
    if (current !== undefined || mayNot !== undefined || !shown()) return;
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
  /** The file's text whose own risks protect it: nothing that is typed makes a file read-only. */
  let judged: Document | undefined;
  $effect(() => {
    if (prepared === undefined) return;
    const { file, draft } = prepared;
    const { document } = file;
    const isItself = samePrint(draft, document);
    if (judged === document && !isItself) return;
    judged = document;
    if (isItself) work.guard(risks);
    // Opened with a draft, the file itself is not judged yet.
    else
      void access.prepare(file, document).then(
        (made) => {
          if (judged === document) work.guard(risksIn(made));
        },
        // What cannot be told of the file is told with the draft.
        () => undefined,
      );
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

  /** The file as it is now is `from` as the PBX wrote it; what was typed since stays a draft. */
  function goOn(from: Document, now: OpenedFile) {
    if (samePrint(work.document, from)) work.rebase(now);
    else {
      const pieces = mergeDocuments(from, work.document, now.document);
      work.rebase(
        now,
        mergedDocument(pieces, now.document, ({ ours }) => ours),
      );
    }
  }

  async function settle(result: SaveOutcome, saved: Document) {
    if (result.tag === 'saved') {
      // Done with before anything else: a page closed now must not bring it back.
      if (samePrint(work.document, saved)) forget(saved);
      const now = await reopen();
      if (now !== undefined) goOn(saved, now);
    } else if (result.tag === 'conflict') {
      const theirs = await reopen();
      if (theirs !== undefined) apart = { base: work.file.document, theirs };
    }
    if (result.tag !== 'unsure' && result.tag !== 'broken' && result.tag !== 'lostLock') sent = undefined;
    outcome = result;
    announcer.tell(
      { ok: result.tag === 'saved', said: outcomeWord(result, work.name, age) },
      { passing: true },
    );
    if (result.tag !== 'locked' && result.tag !== 'refused') stale();
  }

  /** The file was given back whole; what was typed stays, unless the file says it now. */
  function given(now: OpenedFile, which: 'old' | 'new') {
    apart = undefined;
    if (!work.dirty || samePrint(now.document, work.document)) work.rebase(now);
    else if (which === 'old') work.rebase(now, work.document);
    else if (sent !== undefined) goOn(sent, now);
    else apart = { base: work.file.document, theirs: now };
  }

  return {
    /** The last one that was made; `thinking`: of an earlier draft. */
    get forecast(): Forecast | undefined {
      return prepared?.forecast;
    },
    get thinking() {
      return current === undefined && mayNot === undefined;
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
    /** What there is to accept before a save. */
    get risks() {
      return risks;
    },
    get accepted() {
      return work.accepts(risks);
    },
    accept(yes: boolean) {
      work.accept(risks, yes);
    },
    get mayNot() {
      return mayNot;
    },
    get mayReload() {
      return mayReload;
    },
    /** Why it is not saved now. */
    get stopped() {
      return stopped;
    },
    get loads() {
      return loads;
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

    /** What stands there now is saved; what is typed meanwhile stays a draft. */
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
        const why = unaccepted(ready) ?? cannot(ready);
        if (why !== undefined) {
          announcer.tell({ ok: false, said: why }, { passing: true });
          return;
        }
        sent = ready.draft;
        const result = await access.save({
          prepared: ready,
          accepted: risksIn(ready).length > 0,
          why: work.why.trim(),
          reload,
          onStep: (step) => {
            steps = [...steps.map((one) => ({ ...one, done: true })), { step, done: false }];
          },
        });
        steps = steps.map((one) => ({ ...one, done: true }));
        await settle(result, ready.draft);
      } catch (problem) {
        announcer.tell({ ok: false, said: failedWord(problem) });
      } finally {
        working = false;
      }
    },
    /** As the button that can be pressed does, or why none can. */
    saveByKey() {
      if (stopped === undefined) void this.save(loads);
      else announcer.tell({ ok: false, said: stopped }, { passing: true });
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
      forget(was);
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
      try {
        const state = await access.takeOver(outcome.by, work.name);
        if (state.tag === 'held') outcome = { tag: 'locked', by: state.by, age: state.age };
        else if (state.tag === 'unavailable') {
          const [missing] = state.missing;
          if (missing) announcer.tell({ ok: false, said: missingWord(missing) });
        } else {
          await this.again();
          // Where it was refused before the lock was claimed nobody else would give back what was taken.
          await access.release();
        }
      } catch (problem) {
        announcer.tell({ ok: false, said: failedWord(problem) });
      }
    },
    /** What became of a save that was not heard of to its end. */
    async look(): Promise<void> {
      try {
        const found = await access.inspect(work.name);
        const now = await reopen();
        if (now === undefined) return;
        outcome = undefined;
        interrupted = found.tag === 'settled' ? undefined : found;
        const was = work.document;
        if (samePrint(now.document, was)) {
          work.rebase(now);
          forget(was);
        } else if (!samePrint(now.document, work.file.document)) this.diverged(now);
        if (interrupted === undefined)
          announcer.tell({ ok: true, said: say('files.recover.settled', { file: work.name }) });
        stale();
      } catch (problem) {
        announcer.tell({ ok: false, said: failedWord(problem) });
      }
    },
    /** Whether a save of this file was cut off before it was opened here; `listed`: it is on record that one was. */
    async lookBack(listed = false): Promise<void> {
      if (mayNot !== undefined) return;
      // Nothing hangs on it but an offer: where it cannot be asked the file is worked on as it is.
      const found = await access.inspect(work.name).catch(() => undefined);
      if (found !== undefined && found.tag !== 'settled' && (listed || found.tag !== 'changed'))
        interrupted = found;
    },
    /** Seen, and left as it is. */
    leave() {
      interrupted = undefined;
      void access.leave(work.name).catch(() => undefined);
    },
    /** Takes the lock knowingly from whoever left it behind, and looks what became of the file. */
    async free(): Promise<void> {
      if (interrupted?.tag !== 'underWay') return;
      try {
        await access.free(interrupted.by);
        interrupted = undefined;
        await this.lookBack(true);
      } catch (problem) {
        announcer.tell({ ok: false, said: failedWord(problem) });
      }
    },
    /** What is given back is to be brought together with what somebody made of the file since. */
    get back() {
      return back;
    },
    closeBack() {
      back = undefined;
    },
    /** It becomes the draft; what was typed before can be had again by undoing. */
    broughtBack(text: Document) {
      if (back === undefined) return;
      const { theirs } = back;
      if (work.dirty) {
        work.rebase(theirs, work.document);
        work.become(text);
      } else work.rebase(theirs, text);
      back = undefined;
      outcome = undefined;
      this.leave();
      announcer.tell({ ok: true, said: say('files.back.done') });
    },
    async giveBack(which: 'old' | 'new'): Promise<void> {
      working = true;
      try {
        // Where it cannot be told what it would do, nothing of it was accepted.
        const made = prepared ?? (await access.prepare(work.file, work.document).catch(() => undefined));
        const note = interrupted?.note ?? (await noteOf());
        if (note === undefined) {
          announcer.tell({ ok: false, said: say('files.recover.none') });
          return;
        }
        const result = await access.giveBack({
          file: work.file,
          note,
          which,
          accepted: made !== undefined && work.accepts(risksIn(made)),
        });
        announcer.tell({ ok: result.tag === 'whole', said: givenBackWord(result, work.name, age) });
        if (result.tag === 'changed') {
          const theirs = await reopen();
          const texts = theirs && (await access.textsOf({ theirs, note, which }));
          if (theirs && texts) back = { ...texts, theirs };
          else if (theirs) announcer.tell({ ok: false, said: say('files.back.gone') });
        }
        if (result.tag === 'whole') {
          interrupted = undefined;
          outcome = undefined;
          const now = await reopen();
          if (now !== undefined) given(now, which);
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
