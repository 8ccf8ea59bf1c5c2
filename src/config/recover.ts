/**
 * The next visit after a save that was interrupted: the note that went into the copy, in the same request as the copy
 * itself, tells what was under way. `inspect` says what became of the file; `giveBack` makes it whole.
 */
import { AmiError, NotAllowed, Refused, type Clock, type Request, type Session } from '../ami/index.ts';
import { NotExact, type ExactFiles } from './bytes.ts';
import type { FileHistory } from './history.ts';
import type { FileLock, LockHolder } from './lock.ts';
import { noteIn, withoutNote, type SaveNote } from './note.ts';
import { copyOf, NotSent } from './requests.ts';
import { loadFile, noteFileOf, recorded, restoring, type Loaded, type SaveRefusal } from './save.ts';
import { fingerprint, readOnce, readSettled } from './settled.ts';
import type { OpenedFile, Reading, Traits } from './types.ts';

/** What became of the last save of a file. */
export type Inspected =
  /** No save of it was interrupted. */
  | { readonly tag: 'settled' }
  /** Somebody is saving it now, or was when the lock was left behind: who, and how long ago, tells which. */
  | {
      readonly tag: 'underWay';
      readonly note: SaveNote;
      readonly by: LockHolder;
      readonly age: number;
    }
  /** The save had not begun to write, or was refused: the file is as it was. */
  | { readonly tag: 'old'; readonly note: SaveNote; readonly reading: Reading }
  /** The save had written everything. Whether it was loaded is not known. */
  | { readonly tag: 'new'; readonly note: SaveNote; readonly reading: Reading }
  /** The PBX cut it off while it wrote. Undefined: Asterisk cannot read it any more. */
  | { readonly tag: 'broken'; readonly note: SaveNote; readonly reading: Reading | undefined }
  /** Somebody has changed it since: neither the old nor the new. */
  | { readonly tag: 'changed'; readonly note: SaveNote; readonly reading: Reading };

export interface InspectOptions {
  readonly session: Pick<Session, 'send'>;
  readonly file: string;
  readonly history: Pick<FileHistory, 'next' | 'notes'>;
  readonly lock: Pick<FileLock, 'read'>;
  readonly clock: Clock;
}

/** Two requests where no save was interrupted, three and more where one was. Throws what `send` throws. */
export async function inspect({ session, file, history, lock, clock }: InspectOptions): Promise<Inspected> {
  const [newest] = await history.notes(file);
  const backup = await history.next(file, false);
  // The place in the ring that is next holds the oldest copy, or one that was never recorded. The note stands first:
  // it can be read in half a file.
  let copy: Reading | undefined;
  let note: SaveNote | undefined;
  for (const name of [backup, noteFileOf(backup)]) {
    copy = await readOnce(session, name);
    note = copy && noteIn(copy);
    if (note) break;
  }
  if (!copy || note?.file !== file || (newest && newest.when >= note.when)) return { tag: 'settled' };
  const state = await lock.read();
  if (state.tag === 'held' && state.by.file === file) {
    return { tag: 'underWay', note, by: state.by, age: state.age };
  }
  const reading = await readSettled(session, file, undefined, clock);
  if (!reading) return { tag: 'broken', note, reading };
  switch (fingerprint(reading)) {
    case note.before:
      return { tag: 'old', note, reading };
    case note.after:
      return { tag: 'new', note, reading };
    default: {
      const texts = [withoutNote(copy)];
      for (const name of [note.bytes, note.new.in === 'staging' ? note.new.name : undefined]) {
        const text = name === undefined ? undefined : await readOnce(session, name);
        if (text) texts.push(text);
      }
      return { tag: isCutOff(reading, texts, note) ? 'broken' : 'changed', note, reading };
    }
  }
}

/**
 * Asterisk writes from the top: what it left is the beginning of the text it was to write, its last line perhaps cut
 * in the middle. Lines taken out at the end by hand look the same.
 */
function isCutOff(reading: Reading, texts: readonly Reading[], note: SaveNote): boolean {
  const known = new Set(texts.flatMap(linesOf));
  const added = note.new.in === 'operations' ? note.new.operations : [];
  const words = JSON.stringify(added);
  const isKnown = (line: string): boolean => {
    const value = line.startsWith('[') ? line.slice(1, -1) : line.slice(line.indexOf('=') + 1);
    return known.has(line) || (value !== '' && words.includes(JSON.stringify(value).slice(1, -1)));
  };
  const left = linesOf(reading);
  const last = left.pop();
  if (last === undefined) return true;
  if (!left.every(isKnown)) return false;
  if (!isKnown(last)) return [...known].some((line) => line.startsWith(last.replace(/\]$/, '')));
  const most = Math.max(...texts.map((text) => linesOf(text).length)) + added.length;
  return left.length + 1 < most;
}

const linesOf = ({ categories }: Reading): string[] =>
  categories.flatMap(({ name, variables }) => [
    `[${name}]`,
    ...variables.map((variable) => `${variable.name}=${variable.value}`),
  ]);

export interface GiveBackOptions {
  readonly session: Pick<Session, 'send' | 'state'>;
  readonly file: Pick<OpenedFile, 'name' | 'includes' | 'modules'>;
  readonly note: SaveNote;
  readonly which: 'old' | 'new';
  readonly traits: Traits;
  /** As for `save`: included files are rewritten too. */
  readonly accepted: boolean;
  readonly lock: FileLock;
  readonly history: Pick<FileHistory, 'begin'>;
  /** Where the site has switched them on: needed for what was saved through them. */
  readonly exact?: Pick<ExactFiles, 'copy'> | undefined;
  readonly clock: Clock;
  readonly reload?: boolean;
}

export type GivenBack =
  /** The file is whole again. */
  | { readonly tag: 'whole'; readonly reading: Reading; readonly loaded: Loaded }
  /** The copy is not what the note says: nothing was written. */
  | { readonly tag: 'noCopy' }
  | { readonly tag: 'locked'; readonly by: LockHolder; readonly age: number }
  | { readonly tag: 'refused'; readonly why: SaveRefusal }
  | { readonly tag: 'notAllowed' }
  | { readonly tag: 'broken'; readonly found: Reading | undefined }
  /** No answer: look again. */
  | { readonly tag: 'unsure'; readonly words: string };

/** The old or the new text as the file, whole, and loaded. Can be called again whatever came of it. */
export async function giveBack(options: GiveBackOptions): Promise<GivenBack> {
  const { session, file, note, which, lock, clock, history } = options;
  let locked = false;
  try {
    const claim = await lock.claim(file.name);
    if (claim.tag === 'held') return { tag: 'locked', by: claim.by, age: claim.age };
    locked = claim.tag === 'mine';
    const source = which === 'new' && note.new.in === 'staging' ? note.new.name : note.backup;
    const copy = await readSettled(session, source, undefined, clock);
    const wanted = which === 'old' ? note.before : note.after;
    const isWhole =
      copy && (source === note.backup ? noteIn(copy)?.before === note.before : fingerprint(copy) === wanted);
    if (!isWhole) return { tag: 'noCopy' };

    const before: OpenedFile = {
      ...file,
      document: { bom: false, lines: [] },
      exact: false,
      reading: withoutNote(copy),
    };
    const sending = {
      includesAccepted: options.accepted,
      traits: options.traits,
      flowDown: which === 'new' && note.flowDown,
    };
    const request = (): Request =>
      source === note.backup
        ? restoring(
            before,
            source,
            copy,
            sending,
            which === 'new' && note.new.in === 'operations' ? note.new.operations : [],
          )
        : copyOf(before, source, file.name, sending);
    if (locked && !(await lock.check())) return { tag: 'unsure', words: '' };
    const bytes = which === 'old' ? note.bytes : note.new.in === 'staging' ? note.new.name : undefined;
    if (note.bytes !== undefined && bytes !== undefined && options.exact) {
      await options.exact.copy(bytes, file.name);
    } else {
      const { categories } = withoutNote(copy);
      // A note by itself: the text is to be had in bytes alone.
      if (note.bytes !== undefined && categories.length === 0) return { tag: 'noCopy' };
      await session.send(request());
    }
    const found = await readSettled(session, file.name, undefined, clock);
    if (!found || fingerprint(found) !== wanted) return { tag: 'broken', found };
    if (locked && !(await lock.check())) return { tag: 'unsure', words: '' };
    await recorded(history, note, {
      state: which === 'new' ? 'saved' : 'restored',
      form: note.bytes === undefined ? 'copy' : 'bytes',
    });
    const loaded =
      options.reload === false
        ? ({ tag: 'notLoaded' } as const)
        : await loadFile(session, file, { categories: [] }, found, clock, () => {});
    return { tag: 'whole', reading: found, loaded };
  } catch (error) {
    if (error instanceof NotSent) return { tag: 'refused', why: { by: 'us', problem: error.problem } };
    if (error instanceof NotAllowed) return { tag: 'notAllowed' };
    if (error instanceof Refused || error instanceof NotExact) {
      return { tag: 'refused', why: { by: 'pbx', words: error.message } };
    }
    if (error instanceof AmiError) return { tag: 'unsure', words: error.message };
    throw error;
  } finally {
    if (locked) {
      await lock.release().catch((error: unknown) => {
        if (!(error instanceof AmiError)) throw error;
      });
    }
  }
}
