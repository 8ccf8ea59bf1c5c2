/**
 * The history of a file's saves, kept in the PBX: a ring of 20 copies in the configuration directory, and in the
 * AstDB who saved, why and when. AMI can delete no file and make no directory, hence the ring of fixed names directly
 * beside the files.
 *
 * The names begin with a dot, which no glob of an `#include` takes (glob(3): a leading period must be matched
 * explicitly; Asterisk passes no GLOB_PERIOD), whatever the pattern: `*.conf`, `*`, `ext*`.
 */
import {
  action,
  dbPut,
  decode,
  NotAllowed,
  Refused,
  type Clock,
  type Message,
  type Session,
} from '../../ami/index.ts';
import { NotExact, type ExactFiles } from './bytes.ts';
import { parse } from '../document.ts';
import { flat, missingRights, ownPrefix, type Missing } from '../find.ts';
import { withoutNote, type SaveNote } from './note.ts';
import { readSettled } from './settled.ts';
import type { Document, Light, Reading } from '../types.ts';

export const ringSize = 20;

/** What a copy is made of: the file's own bytes, or its lines as Asterisk writes them, with a note in front. */
export type CopyForm = 'bytes' | 'copy';

/** `refused`: a copy was made, and nothing else. */
export type SaveState = 'saved' | 'restored' | 'refused';

/** What is told of a save besides the note. */
export interface SaveFacts {
  readonly state?: SaveState;
  readonly light?: Light;
  readonly form?: CopyForm;
  /** Bytes of the file before the save, where they are known. */
  readonly size?: number;
  /** When the module loaded the file as it was saved, milliseconds since 1970; 0: it did not. */
  readonly loaded?: number;
}

/** A save as it goes to the AstDB; what was to be written stands in the copy alone. */
export type NewNote = Omit<SaveNote, 'new' | 'flowDown'>;

export interface Saved extends NewNote, SaveFacts {
  readonly state: SaveState;
  /** Grows with every save of the file; its rest by 20 is the place in the ring. */
  readonly number: number;
}

export type CopyText =
  /** With exact bytes: its text; of a copy Asterisk wrote, without the note and Asterisk's own header. */
  | { readonly tag: 'text'; readonly document: Document }
  | { readonly tag: 'reading'; readonly reading: Reading }
  /** It is not there, or cannot be read. */
  | { readonly tag: 'gone' };

export interface FileHistory {
  /** Rights that are missing: without them nothing is recorded, and copies take turns by the clock. */
  readonly missing: readonly Missing[];
  /**
   * The name of the next copy: the ring's oldest. Without `ask` by what is known of the file's notes since they were
   * asked for last, or where none is known by asking.
   */
  next(file: string, ask?: boolean): Promise<string>;
  /** Every save in the ring, the newest first. */
  notes(file: string): Promise<readonly Saved[]>;
  /** Of a save that is done: the copy the note names is the ring's newest from now on. */
  begin(note: NewNote, facts?: SaveFacts): Promise<void>;
  /** What a copy holds: the file as it was before that save. */
  read(saved: Pick<Saved, 'backup' | 'form'>): Promise<CopyText>;
}

export interface HistoryOptions {
  readonly session: Pick<Session, 'send' | 'state'>;
  readonly clock: Clock;
  /** Where the site has switched them on: copies are then read with their comments. */
  readonly exact?: Pick<ExactFiles, 'read'> | undefined;
}

const family = 'cordboard';
const root = 'saves';
const longestWords = 500;

/** The copy's name: `.cordboard-conf.d_2fberlin.conf-07`. */
export const copyName = (file: string, number: number): string =>
  `${ownPrefix}${flat(file)}-${String(number % ringSize).padStart(2, '0')}`;

export function createHistory({ session, clock, exact }: HistoryOptions): FileHistory {
  /** Number of each file's newest save, as far as it was asked; −1: none. */
  const known = new Map<string, number>();
  const missing = (): readonly Missing[] => missingRights(session, ['history']);

  async function notes(file: string): Promise<readonly Saved[]> {
    if (missing().length > 0) return [];
    const key = `${root}/${flat(file)}`;
    try {
      const { events } = await session.send(action('DBGetTree', { Family: family, Key: key }));
      // The tree is found by LIKE, to which `_` is any letter: another file's notes may be among them.
      const found = events.flatMap((event) => noteOf(event) ?? []).filter((saved) => saved.file === file);
      found.sort((a, b) => b.number - a.number);
      known.set(file, found[0]?.number ?? -1);
      return found;
    } catch (error) {
      if (error instanceof Refused || error instanceof NotAllowed) return [];
      throw error;
    }
  }

  async function numberOfNext(file: string, ask: boolean): Promise<number> {
    if (ask || !known.has(file)) await notes(file);
    const newest = known.get(file);
    return newest === undefined ? Math.floor(clock.now() / 60_000) : newest + 1;
  }

  return {
    get missing() {
      return missing();
    },
    next: async (file, ask = true) => copyName(file, await numberOfNext(file, ask)),
    notes,
    async begin(note, facts = {}) {
      if (missing().length > 0) return;
      // By the place the copy has: where that is not the next one, the next number that falls on it.
      let number = await numberOfNext(note.file, false);
      while (copyName(note.file, number) !== note.backup) {
        number += 1;
        if (number > ringSize * 2 + (known.get(note.file) ?? 0)) return;
      }
      const saved: Saved = { state: 'saved', ...note, ...facts, number };
      await session.send(
        dbPut({
          Family: family,
          Key: `${root}/${flat(note.file)}/${number % ringSize}`,
          Val: encodeNote(saved),
        }),
      );
      known.set(note.file, number);
    },
    async read({ backup, form }) {
      if (exact) {
        const bytes = await exact.read(backup).catch(goneOf);
        if (bytes === undefined) return { tag: 'gone' };
        const document = parse(decode(bytes));
        return { tag: 'text', document: form === 'bytes' ? document : ownText(document) };
      }
      const reading = await readSettled(session, backup, undefined, clock);
      return reading ? { tag: 'reading', reading: withoutNote(reading) } : { tag: 'gone' };
    },
  };
}

function goneOf(error: unknown): undefined {
  const gone =
    error instanceof NotExact && error.problem.what === 'file' && error.problem.refusal.tag === 'absent';
  if (!gone) throw error;
}

/** The lines that were the file's: without Asterisk's header and without the section of the note. */
function ownText({ bom, lines }: Document): Document {
  const kept = lines.filter((line) => !(line.tag === 'comment' && line.generated));
  const [first] = kept;
  if (first?.tag !== 'section' || !/^cordboard-save(-\d+)?$/.test(first.name)) return { bom, lines: kept };
  let from = 1;
  for (let line = kept[from]; line?.tag === 'entry' && line.name === 'note'; line = kept[from]) from += 1;
  return { bom, lines: kept.slice(from) };
}

/** One line, whatever the words are: JSON escapes what would end it. */
export function encodeNote(saved: Saved): string {
  const cut = (text: string): string => text.slice(0, longestWords);
  return JSON.stringify({ ...saved, who: cut(saved.who), why: cut(saved.why) });
}

const states: readonly SaveState[] = ['saved', 'restored', 'refused'];
const lights: readonly Light[] = ['safe', 'announced', 'damages', 'locksOut', 'cannotSee'];
const forms: readonly CopyForm[] = ['bytes', 'copy'];

/** What a text holds as JSON, by its names; undefined where it is none. */
export function recordIn(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Undefined for what is no note of ours: the AstDB is open to every dialplan. */
export function decodeNote(text: string): Saved | undefined {
  const given = recordIn(text);
  if (!given) return undefined;
  const words = (name: string): string | undefined =>
    typeof given[name] === 'string' ? given[name] : undefined;
  const count = (name: string): number | undefined =>
    Number.isSafeInteger(given[name]) && Number(given[name]) >= 0 ? Number(given[name]) : undefined;
  const one = <T extends string>(name: string, of: readonly T[]): T | undefined =>
    of.find((word) => word === given[name]);
  const [file, who, why, backup] = [words('file'), words('who'), words('why'), words('backup')];
  const [before, after, when, number] = [words('before'), words('after'), count('when'), count('number')];
  if (file === undefined || who === undefined || why === undefined || backup === undefined) return undefined;
  if (before === undefined || after === undefined || when === undefined) return undefined;
  if (number === undefined || backup !== copyName(file, number)) return undefined;
  const [light, form, size] = [one('light', lights), one('form', forms), count('size')];
  const loaded = count('loaded');
  return {
    ...{ file, who, why, when, backup, before, after, number },
    state: one('state', states) ?? 'saved',
    ...(light === undefined ? {} : { light }),
    ...(form === undefined ? {} : { form }),
    ...(size === undefined ? {} : { size }),
    ...(loaded === undefined ? {} : { loaded }),
  };
}

function noteOf(event: Message): Saved | undefined {
  if (event.name !== 'DBGetTreeResponse') return undefined;
  const saved = decodeNote(event.get('Val') ?? '');
  const key = saved && `/${family}/${root}/${flat(saved.file)}/${saved.number % ringSize}`;
  return event.get('Key') === key ? saved : undefined;
}
