/**
 * A save, from the lock to the running PBX. UpdateConfig rewrites the whole file, and neither checks a version nor
 * writes at once: so the file is compared before, copied, written, read back, compared with what was foretold, given
 * back when it differs, and only then loaded.
 *
 *   lock → compare → backup → write → readBack ─┬─ as foretold → reload → running → release : saved
 *            │         │        │               └─ otherwise  → restore → release           : restored | broken
 *            └ conflict└────────┴ refused
 *
 *   No answer in between: unsure, until `inspect` (recover.ts) has looked. The lock gone: lostLock.
 */
import {
  AmiError,
  NotAllowed,
  reload,
  Refused,
  Unreachable,
  Unsendable,
  type Clock,
  type Session,
} from '../../ami/index.ts';
import { NotExact, type ExactFiles } from './bytes.ts';
import { print, readingOf } from '../document.ts';
import { copyName, type FileHistory, type SaveFacts } from './history.ts';
import { pbxTime, type FileLock, type LockHolder } from './lock.ts';
import { noteText, withoutNote, withNote, type SaveNote } from './note.ts';
import type { PlanProblem } from '../plan.ts';
import { copyOf, guardsOf, NotSent, requestsOf, type Problem, type Writing } from './requests.ts';
import { moduleOf, readRunning, type RunningState } from '../running.ts';
import { fingerprintSteps, readSettled, sameReading, stillHolds } from './settled.ts';
import { bySlices } from '../slices.ts';
import { create } from './traits.ts';
import type { Document, Forecast, OpenedFile, Operation, Reading, Traits } from '../types.ts';

/** What a save is doing; told as it begins. */
export type Step =
  'lock' | 'compare' | 'backup' | 'write' | 'readBack' | 'restore' | 'reload' | 'running' | 'release';

export interface SaveOptions {
  readonly session: Pick<Session, 'send' | 'state'>;
  /** As it was opened: what the edit stands on. */
  readonly file: OpenedFile;
  /** The text wanted; written as it is where it goes through exact bytes. */
  readonly draft: Document;
  readonly operations: readonly Operation[];
  /** What no operation can say: with one that is `refused` the operations are not the edit, and nothing is sent. */
  readonly problems?: readonly PlanProblem[];
  readonly forecast: Forecast;
  /** The person has seen a forecast that is not `safe` or `announced`, and wants the save all the same. */
  readonly accepted: boolean;
  readonly traits: Traits;
  /** A template's new value reaches its children; otherwise they keep the old one as their own. */
  readonly flowDown?: boolean;
  readonly lock: FileLock;
  readonly history: Pick<FileHistory, 'next' | 'begin'>;
  /**
   * Exact bytes, where the site has switched them on. A file that UpdateConfig would damage is written through them,
   * and one that came out otherwise is given back through them, byte for byte.
   */
  readonly exact: Pick<ExactFiles, 'read' | 'write' | 'copy'> | undefined;
  readonly clock: Clock;
  readonly who: string;
  readonly why: string;
  /** Load the file into the running PBX afterwards; default true. */
  readonly reload?: boolean;
  readonly onStep?: (step: Step) => void;
}

/** What became of the running PBX after the file was written. */
export type Loaded =
  /** No module has loaded this file, or it was not wanted. */
  | { readonly tag: 'notLoaded' }
  /** The module's answer, and what was asked of the PBX afterwards. */
  | {
      readonly tag: 'loaded';
      readonly module: string;
      readonly answer: string;
      readonly running: RunningState;
    }
  /** The module said no, or gave no answer: the file is saved, the PBX may run the old one. */
  | { readonly tag: 'failed'; readonly module: string; readonly words: string }
  | { readonly tag: 'notAllowed'; readonly module: string };

/** Why nothing was written. */
export type SaveRefusal =
  /** Never sent: it would do harm. */
  | { readonly by: 'us'; readonly problem: Problem }
  /** No operations make this edit. */
  | { readonly by: 'plan'; readonly problems: readonly PlanProblem[] }
  /** The forecast is neither safe nor announced, and nobody has accepted it. */
  | { readonly by: 'forecast'; readonly light: Forecast['light'] }
  /** A copy of the file reads otherwise than the file: saving would change more than the edit. `copy`: how. */
  | { readonly by: 'copy'; readonly copy: Reading | undefined }
  /** A guard, or a file that cannot be written; the PBX's own words. */
  | { readonly by: 'pbx'; readonly words: string };

/** One member for each thing one can do next. */
export type SaveOutcome =
  /** In the file as foretold. */
  | {
      readonly tag: 'saved';
      readonly reading: Reading;
      readonly backup: string;
      readonly loaded: Loaded;
      /** Whether others were kept out. Where the account may not, guards alone protect the file, and the page says so. */
      readonly locked: boolean;
    }
  /** Somebody else changed the file since it was opened; nothing was sent. Undefined: it cannot be read any more. */
  | { readonly tag: 'conflict'; readonly current: Reading | undefined }
  /** Somebody else is saving; nothing was sent. Wait, or take the lock over knowingly. */
  | { readonly tag: 'locked'; readonly by: LockHolder; readonly age: number }
  /** The file is as it was. */
  | { readonly tag: 'refused'; readonly why: SaveRefusal }
  /** The file was not as foretold afterwards, and is again as it was. Undefined: it could not be read. */
  | { readonly tag: 'restored'; readonly found: Reading | undefined; readonly backup: string }
  /** The file is neither as it was nor as foretold. `found` is undefined where it cannot even be read. */
  | {
      readonly tag: 'broken';
      readonly by: 'write' | 'restore';
      readonly words: string;
      readonly backup: string;
      readonly found: Reading | undefined;
    }
  /** No answer in the middle: look again (`inspect`) once the PBX can be reached. */
  | { readonly tag: 'unsure'; readonly during: Step; readonly words: string; readonly backup: string }
  /**
   * The lock was gone. Before the write: the file is untouched. After it: it was read once more and is as `found`;
   * whoever has the lock may be writing.
   */
  | {
      readonly tag: 'lostLock';
      readonly written: boolean;
      readonly asForetold: boolean;
      readonly found: Reading | undefined;
      readonly backup: string;
    }
  | { readonly tag: 'notAllowed'; readonly action: string }
  /** No session, or no PBX; nothing was sent to the file. */
  | { readonly tag: 'unreachable'; readonly words: string };

/** Name of the file in which the next text of a large edit is made. */
export const stagingOf = (backup: string): string => backup.replace(/(-\d+)?$/, '-next');

/** Name of the file the note goes into where the copy is of exact bytes. */
export const noteFileOf = (backup: string): string => backup.replace(/(-\d+)?$/, '-note');

/** Milliseconds for which the lock counts as ours after it was looked at. */
const freshFor = 2000;

/** Milliseconds after which a request that was on its way at the same time as ours has written, at least. */
const settlesWithin = 300;

/** Milliseconds between two questions for a module that is still loading. */
const patience = 200;

/** A save and the words for what the file reads as before it and afterwards: they are long in the making. */
interface Saving extends SaveOptions {
  readonly before: string;
  readonly after: string;
}

/** Never throws what the wire throws: every save ends in an outcome. */
export async function save(wanted: SaveOptions): Promise<SaveOutcome> {
  const { file, forecast, accepted, lock } = wanted;
  // Bytes that could not be shown were not edited either: such a file goes the other way, or not at all.
  const throughBytes = wanted.exact !== undefined && file.exact && forecast.light === 'damages';
  const isCalm = forecast.light === 'safe' || forecast.light === 'announced';
  const cannot = (wanted.problems ?? []).filter(({ weight }) => weight === 'refused');
  if (!throughBytes && cannot.length > 0) return { tag: 'refused', why: { by: 'plan', problems: cannot } };
  if (!isCalm && !accepted) return { tag: 'refused', why: { by: 'forecast', light: forecast.light } };

  const stage: Stage = { step: 'lock', touched: false, backup: '' };
  const at = (step: Step): void => {
    stage.step = step;
    wanted.onStep?.(step);
  };
  const options: Saving = {
    ...wanted,
    before: await bySlices(fingerprintSteps(file.reading)),
    after: await bySlices(fingerprintSteps(forecast.reading)),
  };
  let locked = false;
  /** When the lock was last seen to be ours. */
  let owned = -Infinity;
  try {
    const job = throughBytes ? undefined : prepare(options);
    at('lock');
    const claim = await lock.claim(file.name);
    if (claim.tag === 'held') return { tag: 'locked', by: claim.by, age: claim.age };
    locked = claim.tag === 'mine';
    const hold: Hold = {
      locked,
      async owns() {
        const asked = wanted.clock.now();
        const isOurs = !locked || (await lock.check());
        if (isOurs) owned = asked;
        return isOurs;
      },
    };
    const outcome = job
      ? await throughUpdateConfig(options, job, hold, stage, at)
      : await throughExactBytes(options, hold, stage, at);
    return outcome;
  } catch (error) {
    return outcomeOf(error, stage);
  } finally {
    if (locked) {
      at('release');
      // A moment ago it was ours, and no reload of the dialplan swept it since: a question is spared. Whoever took it in
      // that moment would find it gone before writing.
      const isFresh = wanted.clock.now() - owned < freshFor && moduleOf(file) !== 'pbx_config';
      // Where the PBX is gone the lock is gone with it, or is taken over by its age.
      await lock.release(!isFresh).catch((error: unknown) => {
        if (!(error instanceof AmiError)) throw error;
      });
    }
  }
}

/** How far the save has come, for an error to be told by. */
interface Stage {
  step: Step;
  /** A request that changes the file itself has been sent. */
  touched: boolean;
  backup: string;
}

interface Hold {
  readonly locked: boolean;
  owns(): Promise<boolean>;
}

function outcomeOf(error: unknown, { step, touched, backup }: Stage): SaveOutcome {
  if (error instanceof NotSent) return { tag: 'refused', why: { by: 'us', problem: error.problem } };
  if (error instanceof NotExact) return { tag: 'refused', why: { by: 'pbx', words: error.message } };
  if (!(error instanceof AmiError)) throw error;
  if (touched) return { tag: 'unsure', during: step, words: error.message, backup };
  if (error instanceof NotAllowed) return { tag: 'notAllowed', action: actionAt(step) };
  if (error instanceof Refused || error instanceof Unsendable) {
    return { tag: 'refused', why: { by: 'pbx', words: error.message } };
  }
  return { tag: 'unreachable', words: error.message };
}

const actionAt = (step: Step): string =>
  step === 'lock' ? 'DialplanExtensionAdd' : step === 'compare' ? 'GetConfig' : 'UpdateConfig';

/** Everything a save sends, made before anything is sent: what may not be sent is known before the lock is claimed. */
interface Job {
  writing(backup: string): Writing;
  readonly staged: boolean;
}

function prepare(options: Saving): Job {
  const { file, operations, traits, accepted } = options;
  const guards = guardsOf(file.reading, operations, traits);
  const flowDown = options.flowDown === true;
  const writing = (backup: string, staged: boolean): Writing =>
    requestsOf(file, operations, guards, {
      traits,
      staging: stagingOf(backup),
      includesAccepted: accepted,
      flowDown,
      staged,
    });
  // The note holds the operations, so that the new text can be made again of the copy; larger ones are in staging.
  const name = copyName('any.conf', 0);
  let { staged } = writing(name, false);
  try {
    if (!staged) redo(options, name);
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
    staged = true;
  }
  return { staged, writing: (backup) => writing(backup, staged) };
}

/** Checks that copy and note, and the operations made anew on the copy, fit in one request each. */
function redo(options: Saving, backup: string): void {
  const note = noteOf(options, backup, false);
  const marked = withNote(options.file, note);
  copyOf(options.file, options.file.name, backup, { ...copying(options), operations: marked.put });
  copyOf(marked.file, backup, options.file.name, {
    ...copying(options),
    operations: [...marked.take, ...options.operations],
  });
}

const copying = ({ accepted, traits }: SaveOptions) => ({ includesAccepted: accepted, traits });

function noteOf(options: Saving, backup: string, staged: boolean): SaveNote {
  const { session, file, operations, before, after, who, why, clock } = options;
  return {
    file: file.name,
    who,
    why,
    when: pbxTime(session, clock),
    backup,
    before,
    after,
    flowDown: options.flowDown === true,
    new: staged ? { in: 'staging', name: stagingOf(backup) } : { in: 'operations', operations },
  };
}

async function throughUpdateConfig(
  options: Saving,
  job: Job,
  hold: Hold,
  stage: Stage,
  at: (step: Step) => void,
): Promise<SaveOutcome> {
  const { session, file, forecast, clock, history, exact } = options;
  at('compare');
  const current = await readSettled(session, file.name, file.reading, clock);
  if (!current || !sameReading(current, file.reading)) return { tag: 'conflict', current };

  at('backup');
  const place = await history.next(file.name, false);
  const backup = exact ? noteFileOf(place) : place;
  stage.backup = place;
  const note: SaveNote = {
    ...noteOf(options, place, job.staged),
    backup,
    ...(exact ? { bytes: place } : {}),
  };
  if (exact) {
    await create(session, place);
    await exact.copy(file.name, place);
  }
  const form = { form: exact ? ('bytes' as const) : ('copy' as const) };
  const marked = withNote(file, note);
  const backupRequest = copyOf(file, file.name, backup, { ...copying(options), operations: marked.put });
  await made(session, backup, () => session.send(backupRequest));
  // The copy is the way back, and it shows what a save does to this file: so it is read before anything else is sent.
  const copy = await readSettled(session, backup, marked.file.reading, clock);
  const isFaithful = copy !== undefined && sameReading(copy, marked.file.reading);
  /** Nothing was written: the note in the copy must not look like a save that was cut off. */
  const unwritten = async <Outcome extends SaveOutcome>(outcome: Outcome): Promise<Outcome> => {
    await recorded(history, note, { state: 'refused', light: forecast.light, ...form });
    return outcome;
  };
  if (!isFaithful && !(forecast.light === 'damages' && copy)) {
    return unwritten({ tag: 'refused', why: { by: 'copy', copy: copy && withoutNote(copy) } });
  }

  at('write');
  const { requests, staged } = job.writing(place);
  const lost = (written: boolean, found: Reading | undefined): SaveOutcome => ({
    tag: 'lostLock',
    written,
    asForetold: found !== undefined && sameReading(found, forecast.reading),
    found,
    backup,
  });
  let refused: Refused | undefined;
  let silent: Unreachable | undefined;
  let asked = clock.now();
  for (const [index, request] of requests.entries()) {
    if (!(await hold.owns())) return lost(false, current);
    const isLast = index === requests.length - 1;
    if (staged && isLast) {
      // The last of them copies over whatever is there: guards are long behind.
      const now = await readSettled(session, file.name, file.reading, clock);
      if (!now || !sameReading(now, file.reading)) return unwritten({ tag: 'conflict', current: now });
    }
    if (isLast) stage.touched = true;
    asked = clock.now();
    try {
      if (staged && !isLast) await made(session, stagingOf(place), () => session.send(request));
      else await session.send(request);
    } catch (error) {
      // A guard said no, or the file cannot be written: what it is now is read below.
      if (error instanceof NotAllowed && isLast) stage.touched = false;
      if (error instanceof Unreachable && isLast) silent = error;
      else if (!(error instanceof Refused)) throw error;
      else if (!isLast) return unwritten({ tag: 'refused', why: { by: 'pbx', words: error.message } });
      else refused = error;
    }
  }

  const took = clock.now() - asked;

  at('readBack');
  const wanted = refused ? file.reading : forecast.reading;
  let found = await readSettled(session, file.name, wanted, clock);
  // Not as foretold: the request may still be on its way, or in the making. As foretold says nothing of a comment.
  const isSilent = sameReading(forecast.reading, file.reading);
  if (silent && (isSilent || !(found && sameReading(found, wanted)))) throw silent;
  if (!(await hold.owns())) {
    found = await readSettled(session, file.name, undefined, clock);
    return lost(true, found);
  }
  if (refused && found && sameReading(found, file.reading)) {
    return unwritten({ tag: 'refused', why: { by: 'pbx', words: refused.message } });
  }
  // A guard said no, before a byte was written: what is there is somebody else's.
  if (refused && !mayHaveWritten(refused)) return unwritten({ tag: 'conflict', current: found });
  if (!hold.locked && !refused) {
    // Where nobody is kept out another's request may have read the file before this one wrote it, and write what it
    // read afterwards: once it must be done, whether the edit is still there is looked at again.
    await new Promise<void>((resolve) => clock.after(Math.max(settlesWithin, took * 4), resolve));
    found = await readSettled(session, file.name, wanted, clock);
  }
  const isThere =
    found !== undefined && (hold.locked ? sameReading : stillHolds)(found, forecast.reading, file.reading);
  if (!hold.locked && (refused || !isThere)) {
    // It may be another's save that shows: giving the copy back would take it away.
    return { tag: 'broken', by: 'write', words: refused?.message ?? '', backup, found };
  }
  if (refused || !found || !isThere) {
    const outcome = await restore(options, hold, backup, found, refused?.message ?? '', at, copy);
    // A broken one is not noted: it is the next visit's to find.
    if (outcome.tag === 'restored') {
      await recorded(history, note, { state: outcome.tag, light: forecast.light, ...form });
    }
    return outcome;
  }
  return {
    tag: 'saved',
    reading: found,
    backup,
    loaded: await loadAndRecord(options, found, at, note, { light: forecast.light, ...form }),
    locked: hold.locked,
  };
}

/** Back from the copy; through exact bytes where they are known, byte for byte. */
async function restore(
  options: SaveOptions,
  hold: Hold,
  backup: string,
  found: Reading | undefined,
  words: string,
  at: (step: Step) => void,
  copy: Reading,
): Promise<SaveOutcome> {
  const { session, file, clock, exact } = options;
  at('restore');
  let why = words;
  try {
    if (exact && file.exact) await exact.write(file.name, new TextEncoder().encode(print(file.document)));
    else await session.send(restoring(file, backup, copy, copying(options)));
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NotExact)) throw error;
    why = error.message;
  }
  const after = await readSettled(session, file.name, file.reading, clock);
  if (!(await hold.owns())) {
    return { tag: 'lostLock', written: true, asForetold: false, found: after, backup };
  }
  if (after && sameReading(after, file.reading)) return { tag: 'restored', found, backup };
  return { tag: 'broken', by: 'restore', words: why, backup, found: after };
}

/** The copy back as the file, without its note. `copy` is what the copy reads as. */
export function restoring(
  file: OpenedFile,
  backup: string,
  copy: Reading,
  options: Parameters<typeof copyOf>[3],
  operations: readonly Operation[] = [],
  to = file.name,
): ReturnType<typeof copyOf> {
  const marked = { ...file, reading: copy };
  const [first] = copy.categories;
  const take: readonly Operation[] =
    withoutNote(copy) === copy || !first ? [] : [{ op: 'DelCat', cat: first.name }];
  return copyOf(marked, backup, to, { ...options, operations: [...take, ...operations] });
}

/** Written as it is, for a file that UpdateConfig would damage. */
async function throughExactBytes(
  options: Saving,
  hold: Hold,
  stage: Stage,
  at: (step: Step) => void,
): Promise<SaveOutcome> {
  const { session, file, forecast, clock, history, exact, draft } = options;
  if (!exact) throw new NotSent({ what: 'includesUnknown' });
  const bytes = new TextEncoder();
  const old = bytes.encode(print(file.document));
  at('compare');
  const now = await exact.read(file.name);
  if (!sameBytes(now, old)) {
    return { tag: 'conflict', current: await readSettled(session, file.name, undefined, clock) };
  }
  at('backup');
  const backup = await history.next(file.name, false);
  stage.backup = backup;
  const text = bytes.encode(print(draft));
  const after = readingOf(draft);
  const [noteFile, next] = [noteFileOf(backup), stagingOf(backup)];
  const note: SaveNote = {
    ...noteOf(options, backup, true),
    backup: noteFile,
    bytes: backup,
    after: await bySlices(fingerprintSteps(after)),
  };
  for (const name of [backup, next, noteFile]) await create(session, name);
  await exact.copy(file.name, backup);
  await exact.write(next, text);
  await exact.write(noteFile, bytes.encode(noteText(note)));

  at('write');
  if (!(await hold.owns())) {
    return { tag: 'lostLock', written: false, asForetold: false, found: file.reading, backup };
  }
  stage.touched = true;
  try {
    await exact.write(file.name, text);
  } catch (error) {
    if (!(error instanceof NotExact)) throw error;
    return await restore(options, hold, backup, undefined, error.message, at, file.reading);
  }
  at('readBack');
  const found = await readSettled(session, file.name, undefined, clock);
  if (!(await hold.owns())) {
    const asForetold = found !== undefined && sameReading(found, after);
    return { tag: 'lostLock', written: true, asForetold, found, backup };
  }
  if (!found) return restore(options, hold, backup, found, '', at, file.reading);
  const facts = { light: forecast.light, form: 'bytes', size: now.length } as const;
  return {
    tag: 'saved',
    reading: found,
    backup,
    loaded: await loadAndRecord(options, found, at, note, facts),
    locked: hold.locked,
  };
}

/** Of UpdateConfig's refusals one alone comes after the file was opened for writing (manager.c, action_updateconfig). */
const mayHaveWritten = ({ message }: Refused): boolean => /save of config failed/i.test(message);

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

/** A copy that is not there yet is made: Asterisk 22 refuses to write to a name there is no file of. */
async function made<T>(session: Pick<Session, 'send'>, name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Refused) || !/escalated|not found/i.test(error.message)) throw error;
    await create(session, name);
    return act();
  }
}

/**
 * Loaded and written down, with when it was loaded. The dialplan's reload sweeps the lock, and another save would take
 * the same place in the ring: that one is written down before, and the PBX itself tells whether it runs.
 */
async function loadAndRecord(
  options: SaveOptions,
  after: Reading,
  at: (step: Step) => void,
  note: SaveNote,
  facts: SaveFacts,
): Promise<Loaded> {
  const { session, history, clock, file } = options;
  const saved = { state: 'saved', ...facts } as const;
  if (options.reload !== false && moduleOf(file) === 'pbx_config') {
    await recorded(history, note, saved);
    return load(options, after, at);
  }
  const loaded = await load(options, after, at);
  await recorded(history, note, {
    ...saved,
    loaded: loaded.tag === 'loaded' ? Math.round(pbxTime(session, clock)) : 0,
  });
  return loaded;
}

const load = (options: SaveOptions, after: Reading, at: (step: Step) => void): Promise<Loaded> =>
  options.reload === false
    ? Promise.resolve({ tag: 'notLoaded' })
    : loadFile(options.session, options.file, options.file.reading, after, options.clock, at);

/** The history is told; what became of the file does not hang on it. */
export async function recorded(
  history: Pick<FileHistory, 'begin'>,
  { file, who, why, when, backup, bytes = backup, before, after }: SaveNote,
  facts: SaveFacts,
): Promise<void> {
  try {
    await history.begin({ file, who, why, when, backup: bytes, before, after }, facts);
  } catch (error) {
    if (!(error instanceof AmiError)) throw error;
  }
}

/** Only the module concerned. Whatever comes of it, the file is saved. */
export async function loadFile(
  session: Pick<Session, 'send'>,
  file: Pick<OpenedFile, 'name' | 'modules'>,
  before: Reading,
  after: Reading,
  clock: Clock,
  at: (step: Step) => void,
): Promise<Loaded> {
  const module = moduleOf(file);
  if (module === undefined) return { tag: 'notLoaded' };
  at('reload');
  try {
    const answer = await reloaded(session, module, clock);
    at('running');
    const running = await readRunning(session, module, before, after);
    return { tag: 'loaded', module, answer, running };
  } catch (error) {
    if (error instanceof NotAllowed) return { tag: 'notAllowed', module };
    if (error instanceof AmiError) return { tag: 'failed', module, words: error.message };
    throw error;
  }
}

async function reloaded(session: Pick<Session, 'send'>, module: string, clock: Clock): Promise<string> {
  for (let turn = 1; ; turn += 1) {
    try {
      return (
        (await session.send(reload({ Module: module }), { timeout: 60_000 })).response.get('Message') ?? ''
      );
    } catch (error) {
      const isBusy = error instanceof Refused && /in progress/i.test(error.message);
      if (!isBusy || turn === 10) throw error;
      await new Promise<void>((resolve) => clock.after(patience, resolve));
    }
  }
}
