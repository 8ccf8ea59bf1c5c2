/**
 * The history of a file's saves, kept in the PBX: a ring of 20 copies in the configuration directory, and in the
 * AstDB who saved, why and when. AMI can delete no file and make no directory, hence the ring of fixed names directly
 * beside the files.
 *
 * The names begin with a dot, which no glob of an `#include` takes (glob(3): a leading period must be matched
 * explicitly; Asterisk passes no GLOB_PERIOD), whatever the pattern: `*.conf`, `*`, `ext*`.
 */
import { action, dbPut, NotAllowed, Refused, type Clock, type Message, type Session } from '../ami/index.ts';
import type { ExactFiles } from './bytes.ts';
import { parse } from './document.ts';
import { flat, missingRights, ownPrefix, type Missing } from './find.ts';
import { withoutNote, withoutNoteIn, type SaveNote } from './note.ts';
import { readSettled } from './settled.ts';
import type { Document, Reading } from './types.ts';

export const ringSize = 20;

/** A save that is done, as the AstDB has it; what was to be written stands in the copy alone. */
export interface Saved extends Omit<SaveNote, 'new'> {
  /** Grows with every save of the file; its rest by 20 is the place in the ring. */
  readonly number: number;
}

/** What a copy holds: the file as it was before that save. */
export type CopyText =
  /** With exact bytes: its text, without the note and without Asterisk's own header. */
  | { readonly tag: 'text'; readonly document: Document }
  | { readonly tag: 'reading'; readonly reading: Reading }
  /** It is not there, or cannot be read. */
  | { readonly tag: 'gone' };

export interface FileHistory {
  /** Rights that are missing: without them nothing is recorded, and copies take turns by the clock. */
  readonly missing: readonly Missing[];
  /**
   * The name of the next copy: the ring's oldest. By what `newest` and `notes` found last, without a request; asks only
   * where neither has been asked for this file.
   */
  next(file: string): Promise<string>;
  /** The newest save that was recorded; asked of the PBX. */
  newest(file: string): Promise<Saved | undefined>;
  /** Every save in the ring, the newest first; asked of the PBX. */
  notes(file: string): Promise<readonly Saved[]>;
  /** The file is as the note says: the copy named in it is the ring's newest. */
  record(note: Omit<SaveNote, 'new'>): Promise<void>;
  read(saved: Pick<Saved, 'backup'>): Promise<CopyText>;
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

  async function numberOfNext(file: string): Promise<number> {
    if (!known.has(file)) await notes(file);
    const newest = known.get(file);
    return newest === undefined ? Math.floor(clock.now() / 60_000) : newest + 1;
  }

  return {
    get missing() {
      return missing();
    },
    next: async (file) => copyName(file, await numberOfNext(file)),
    newest: async (file) => (await notes(file))[0],
    notes,
    async record(note) {
      if (missing().length > 0) return;
      // Recorded twice, or after somebody else's: by the place the copy has, the next number that falls on it.
      const slot = Number(/-(\d\d)$/.exec(note.backup)?.[1]);
      let number = await numberOfNext(note.file);
      while (Number.isInteger(slot) && number % ringSize !== slot % ringSize) number += 1;
      await session.send(
        dbPut({
          Family: family,
          Key: `${root}/${flat(note.file)}/${number % ringSize}`,
          Val: encodeNote({ ...note, number }),
        }),
      );
      known.set(note.file, number);
    },
    async read({ backup }) {
      if (exact) {
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await exact.read(backup));
        return { tag: 'text', document: withoutNoteIn(parse(text)) };
      }
      const reading = await readSettled(session, backup, undefined, clock);
      return reading ? { tag: 'reading', reading: withoutNote(reading) } : { tag: 'gone' };
    },
  };
}

/** One line, whatever the words are: JSON escapes what would end it. */
export function encodeNote({
  file,
  who,
  why,
  when,
  backup,
  before,
  after,
  flowDown,
  number,
}: Saved): string {
  const cut = (text: string): string => text.slice(0, longestWords);
  return JSON.stringify({
    ...{ file, who: cut(who), why: cut(why), when, backup, before, after, flowDown, number },
  });
}

/** Undefined for what is no note of ours: the AstDB is open to every dialplan. */
export function decodeNote(text: string): Saved | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Readonly<Record<string, unknown>>;
  const words = (name: string): string | undefined =>
    typeof given[name] === 'string' ? given[name] : undefined;
  const count = (name: string): number | undefined =>
    Number.isSafeInteger(given[name]) && Number(given[name]) >= 0 ? Number(given[name]) : undefined;
  const [file, who, why, backup] = [words('file'), words('who'), words('why'), words('backup')];
  const [before, after, when, number] = [words('before'), words('after'), count('when'), count('number')];
  if (file === undefined || who === undefined || why === undefined || backup === undefined) return undefined;
  if (before === undefined || after === undefined || when === undefined) return undefined;
  if (number === undefined || backup !== copyName(file, number)) return undefined;
  return { file, who, why, when, backup, before, after, flowDown: given['flowDown'] === true, number };
}

function noteOf(event: Message): Saved | undefined {
  if (event.name !== 'DBGetTreeResponse') return undefined;
  const saved = decodeNote(event.get('Val') ?? '');
  const key = saved && `/${family}/${root}/${flat(saved.file)}/${saved.number % ringSize}`;
  return event.get('Key') === key ? saved : undefined;
}
