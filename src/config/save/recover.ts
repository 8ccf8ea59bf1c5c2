/**
 * The next visit after a save that was interrupted: the note that went into the copy, in the same request as the copy
 * itself, tells what was under way. `inspect` says what became of the file; `giveBack` makes it whole.
 */
import {
  AmiError,
  decode,
  NotAllowed,
  Refused,
  type Clock,
  type Request,
  type Session,
} from '../../ami/index.ts';
import { NotExact, type ExactFiles } from './bytes.ts';
import { diff } from '../diff.ts';
import { parse } from '../document.ts';
import type { FileHistory } from './history.ts';
import type { FileLock, LockHolder } from './lock.ts';
import { lookFile } from './look.ts';
import { noteIn, withoutNote, type SaveNote } from './note.ts';
import { documentOf } from '../read.ts';
import { copyOf, NotSent } from './requests.ts';
import { loadFile, noteFileOf, recorded, restoring, type Loaded, type SaveRefusal } from './save.ts';
import { fingerprint, readOnce, readSettled } from './settled.ts';
import { create } from './traits.ts';
import type { Document, Line, OpenedFile, Reading, Traits } from '../types.ts';

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
  const noted = await notedCopy(session, backup);
  if (noted?.note.file !== file || (newest && newest.when >= noted.note.when)) return { tag: 'settled' };
  const { copy, note } = noted;
  const state = await lock.read();
  if (state.tag === 'held' && state.by.file === file) {
    return { tag: 'underWay', note, by: state.by, age: state.age };
  }
  const reading = await readSettled(session, file, undefined, clock);
  if (!reading) return { tag: 'broken', note, reading };
  return { tag: await became(session, reading, copy, note), note, reading };
}

/** What became of the file, by what Asterisk reads of it. */
async function became(
  session: Pick<Session, 'send'>,
  reading: Reading,
  copy: Reading,
  note: SaveNote,
): Promise<'old' | 'new' | 'broken' | 'changed'> {
  switch (fingerprint(reading)) {
    case note.before:
      return 'old';
    case note.after:
      return 'new';
    default: {
      const texts = [withoutNote(copy)];
      for (const name of [note.bytes, note.new.in === 'staging' ? note.new.name : undefined]) {
        const text = name === undefined ? undefined : await readOnce(session, name);
        if (text) texts.push(text);
      }
      return isCutOff(reading, texts, note) ? 'broken' : 'changed';
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
  readonly history: Pick<FileHistory, 'begin' | 'notes'>;
  /** Where the site has switched them on: needed for what was saved through them. */
  readonly exact?: Pick<ExactFiles, 'copy' | 'read'> | undefined;
  readonly clock: Clock;
  readonly reload?: boolean;
}

export type GivenBack =
  /** The file is whole again. */
  | { readonly tag: 'whole'; readonly reading: Reading; readonly loaded: Loaded }
  /** Somebody has changed it since: nothing was written. {@link textsOfSave} tells what there is to bring together. */
  | { readonly tag: 'changed'; readonly reading: Reading }
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
    if (!copy) return { tag: 'noCopy' };
    const isNoted = source === note.backup ? isSameSave(noteIn(copy), note) : fingerprint(copy) === wanted;
    if (!isNoted) return { tag: 'noCopy' };

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
    const now = await readSettled(session, file.name, undefined, clock);
    if (now && (await isChanged(options, now, copy))) return { tag: 'changed', reading: now };
    // Nothing tells that the write had begun: then it is the copy that may have been cut off.
    const isUntouched = now !== undefined && fingerprint(now) === note.before;
    const isThere = isUntouched && which === 'old' && note.before !== note.after;
    if (isUntouched && !isThere && source === note.backup && !(await isWhole(session, copy, note))) {
      return { tag: 'noCopy' };
    }
    if (locked && !(await lock.check())) return { tag: 'unsure', words: '' };
    const bytes = which === 'old' ? note.bytes : note.new.in === 'staging' ? note.new.name : undefined;
    if (isThere) {
      // Whatever is in the copy, the file itself is the better one.
    } else if (note.bytes !== undefined && bytes !== undefined && options.exact) {
      await options.exact.copy(bytes, file.name);
    } else {
      const noted = source === note.backup ? copy : await readOnce(session, note.backup);
      // A note by itself: Asterisk would write the text otherwise than it was.
      if (note.bytes !== undefined && (!noted || withoutNote(noted).categories.length === 0)) {
        return { tag: 'noCopy' };
      }
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

/** A place in the ring may be another save's by now. */
const isSameSave = (one: SaveNote | undefined, other: SaveNote): boolean =>
  one?.before === other.before &&
  one.after === other.after &&
  one.when === other.when &&
  one.who === other.who;

/** Whether the copy holds all of the file as it was. */
async function isWhole(session: Pick<Session, 'send'>, copy: Reading, note: SaveNote): Promise<boolean> {
  const text = withoutNote(copy);
  const alone = text.categories.length === 0 && note.bytes !== undefined;
  const reading = alone ? await readOnce(session, note.bytes) : text;
  return reading !== undefined && fingerprint(reading) === note.before;
}

/** Whether what stands in the file would be lost: it is neither the old nor the new text, nor the beginning of one. */
async function isChanged(
  { session, file, note, exact, history }: GiveBackOptions,
  now: Reading,
  copy: Reading,
): Promise<boolean> {
  // Of a copy in bytes the note stands alone: then the bytes tell, or nobody can.
  const source =
    copy.categories.length > 1 || note.bytes === undefined ? copy : await readOnce(session, note.bytes);
  const [newest] = await history.notes(file.name);
  if (newest && newest.when > note.when) return true;
  const state = await became(session, now, source ?? copy, note);
  if (state === 'changed' || state === 'broken') return state === 'changed';
  if (exact === undefined || note.bytes === undefined) return false;
  // A comment is nothing Asterisk reads: somebody may have changed one all the same.
  const known = new Set(commentsOf(parse(decode(await exact.read(note.bytes)))));
  if (note.new.in === 'staging')
    for (const comment of commentsOf(parse(decode(await exact.read(note.new.name))))) known.add(comment);
  return commentsOf(parse(decode(await exact.read(file.name)))).some((comment) => !known.has(comment));
}

const commentsOf = ({ lines }: Document): readonly string[] =>
  lines.flatMap((line) => {
    const text = line.tag === 'comment' ? line.text : 'comment' in line ? line.comment : '';
    return isHeader(line) || text.trim() === '' ? [] : [text.trim()];
  });

const isHeader = (line: Line): boolean => line.tag === 'comment' && line.generated;

/** The note of a save that is on record, while its copy is there. */
export async function noteOf(
  session: Pick<Session, 'send'>,
  { backup, when }: Pick<SaveNote, 'backup' | 'when'>,
): Promise<SaveNote | undefined> {
  const noted = await notedCopy(session, backup, (note) => note.when === when);
  return noted?.note;
}

/** The first note that is meant, in the copy or beside it, and the file it stands in. */
async function notedCopy(
  session: Pick<Session, 'send'>,
  backup: string,
  isMeant: (note: SaveNote) => boolean = () => true,
): Promise<{ readonly copy: Reading; readonly note: SaveNote } | undefined> {
  for (const name of [backup, noteFileOf(backup)]) {
    const copy = await readOnce(session, name);
    const note = copy && noteIn(copy);
    if (copy && note && isMeant(note)) return { copy, note };
  }
  return undefined;
}

export interface Texts {
  /** What was changed since stands on this one: the nearer of the two. */
  readonly base: Document;
  /** What is to be given back. */
  readonly wanted: Document;
}

/**
 * What a save that was cut off had to do with: for bringing together what is wanted of it with what somebody made of
 * the file since. Undefined where the copy is gone. The new text is made by the PBX, in a scratch file of ours.
 */
export async function textsOfSave(
  options: Pick<GiveBackOptions, 'session' | 'note' | 'which' | 'traits' | 'clock'> & {
    readonly exact?: Pick<ExactFiles, 'read'> | undefined;
    /** The file as it is now. */
    readonly theirs: OpenedFile;
  },
): Promise<Texts | undefined> {
  const { session, note, which, traits, clock, exact, theirs } = options;
  // As bytes or as Asterisk reads it: both sides of a comparison are seen alike.
  const read = async (name: string): Promise<Document | undefined> => {
    if (theirs.exact && exact) return parse(decode(await exact.read(name)));
    const reading = await readSettled(session, name, undefined, clock);
    return reading && documentOf(reading);
  };
  const copy = await readSettled(session, note.backup, undefined, clock);
  if (!copy || noteIn(copy)?.before !== note.before) return undefined;
  const marked: OpenedFile = {
    ...theirs,
    document: { bom: false, lines: [] },
    reading: withoutNote(copy),
    includes: [],
  };
  const made = async (operations: SaveNote['new']): Promise<Document | undefined> => {
    if (operations.in === 'staging') return read(operations.name);
    const scratch = lookFile('back');
    await create(session, scratch);
    await session.send(
      restoring(
        marked,
        note.backup,
        copy,
        { traits, flowDown: note.flowDown },
        operations.operations,
        scratch,
      ),
    );
    return read(scratch);
  };
  const old =
    note.bytes === undefined ? await made({ in: 'operations', operations: [] }) : await read(note.bytes);
  const fresh = await made(note.new);
  if (!old || !fresh) return undefined;
  const header = theirs.document.lines.filter(isHeader);
  const alike = ({ bom, lines }: Document): Document => ({
    bom,
    lines: [...header, ...withoutBlankTop(lines.filter((line) => !isHeader(line)))],
  });
  const texts = { old: alike(old), new: alike(fresh) };
  const other = which === 'old' ? texts.new : texts.old;
  const wanted = texts[which];
  return { base: apart(wanted, theirs.document) < apart(other, theirs.document) ? wanted : other, wanted };
}

/** The note that stood in front leaves a blank line behind. */
const withoutBlankTop = (lines: readonly Line[]): readonly Line[] =>
  lines[0]?.tag === 'blank' ? lines.slice(1) : lines;

/** Lines in which two texts differ. */
function apart(one: Document, other: Document): number {
  const texts = ({ lines }: Document): readonly string[] => lines.map(({ text }) => text.trim());
  return diff(texts(one), texts(other)).reduce(
    (sum, hunk) => sum + hunk.until - hunk.from + hunk.otherUntil - hunk.otherFrom,
    0,
  );
}
