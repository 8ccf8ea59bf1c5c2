/**
 * The history of a file's saves, kept in the PBX: a ring of 20 copies in the configuration directory, and a note of
 * each in the AstDB (who, why, when, how far it came). AMI can delete no file and make no directory, hence the ring
 * of fixed names directly beside the files.
 *
 * The names begin with a dot, which no glob of an `#include` takes (glob(3): a leading period must be matched
 * explicitly; Asterisk passes no GLOB_PERIOD), whatever the pattern: `*.conf`, `*`, `ext*`.
 */
import { action, dbPut, NotAllowed, Refused, type Clock, type Message, type Session } from '../ami/index.ts';
import type { ExactFiles } from './bytes.ts';
import {
  createFile,
  fileRefusal,
  flat,
  missingRights,
  ownPrefix,
  type FileRefusal,
  type Missing,
} from './find.ts';
import type { Light, OpenedFile } from './types.ts';

export const ringSize = 20;

/** What a copy is made of. */
export type CopyForm =
  /** The file's own bytes. */
  | 'bytes'
  /** Written by Asterisk from the file: its lines in Asterisk's form. */
  | 'copy'
  /** The text of the document as it was read, wrapped up: not bytes, and not for UpdateConfig to give back. */
  | 'parsed';

/** How far a save came. `underWay` long after its time: it was interrupted, and the next visit looks after it. */
export type SaveState = 'underWay' | 'saved' | 'restored' | 'broken' | 'unsure';

/** What is written down before a file is touched. */
export interface NewNote {
  readonly file: string;
  readonly who: string;
  readonly why: string;
  /** Milliseconds since 1970, the PBX's clock. */
  readonly when: number;
  /** The copy of the file as it was. */
  readonly backup: string;
  /** Fingerprints of the file's reading before the save, and as foretold. */
  readonly before: string;
  readonly after: string;
}

/** What is known of it later. */
export interface SaveFacts {
  readonly state?: SaveState;
  readonly light?: Light;
  readonly form?: CopyForm;
  /** Bytes of the file before the save, where they are known. */
  readonly size?: number;
}

export interface Saved extends NewNote, SaveFacts {
  readonly state: SaveState;
  /** 0 … 19: the place in the ring. */
  readonly slot: number;
  /** Grows with every save of the file. */
  readonly number: number;
}

export type CopyText =
  | { readonly tag: 'bytes'; readonly bytes: Uint8Array }
  /** The document's text as it was read. */
  | { readonly tag: 'text'; readonly text: string }
  /** A file to be read as any other: GetConfig of this name. */
  | { readonly tag: 'file'; readonly name: string }
  | { readonly tag: 'gone' };

export interface FileHistory {
  /** Rights that are missing: without them nothing is noted, `notes` is empty, and copies take turns by the clock. */
  readonly missing: readonly Missing[];
  /** The name of the next copy: the ring's oldest. */
  next(file: string): Promise<string>;
  begin(note: NewNote, facts?: SaveFacts): Promise<void>;
  /** Adds to the note; `state` is 'saved' unless it is told otherwise. */
  finish(note: NewNote, facts?: SaveFacts): Promise<void>;
  /** Nothing was written after all. */
  forget(note: NewNote): Promise<void>;
  /** The newest first; at most 20. */
  notes(file: string): Promise<readonly Saved[]>;
  /** Of every file, saves that began and did not end; the newest first. */
  underWay(): Promise<readonly Saved[]>;
  /** A copy of the file as it is, under this name, in the best form there is. UpdateConfig only without includes. */
  copy(file: Pick<OpenedFile, 'name' | 'includes'>, to: string, text: string): Promise<Copied>;
  /** What a note's copy holds. */
  read(saved: Saved): Promise<CopyText>;
}

export type Copied = { readonly tag: 'copied'; readonly form: CopyForm } | FileRefusal;

export interface HistoryOptions {
  readonly session: Pick<Session, 'send' | 'state'>;
  readonly clock: Clock;
  /** Where the site has switched them on. */
  readonly exact?: ExactFiles | undefined;
}

const family = 'cordboard';
const root = 'saves';
const longestWords = 500;
const wrapped = 'cordboard-copy';
/** Asterisk skips lines of 8,191 bytes; four of these are a request. */
const wrappedLine = 7_500;
const wrappedAtOnce = 4;

/** The copy's name: `.cordboard-conf.d_2fberlin.conf-07`. */
export const copyName = (file: string, slot: number): string =>
  `${ownPrefix}${flat(file)}-${String(slot).padStart(2, '0')}`;

export function createHistory({ session, clock, exact }: HistoryOptions): FileHistory {
  /** Numbers of copies that were named and are not noted yet. */
  const upcoming = new Map<string, number>();
  const missing = (): readonly Missing[] => missingRights(session, ['history']);
  const keyOf = (file: string, slot: number): string => `${root}/${flat(file)}/${slot}`;

  async function tree(key: string): Promise<readonly Saved[]> {
    if (missing().length > 0) return [];
    try {
      const { events } = await session.send(action('DBGetTree', { Family: family, Key: key }));
      return events
        .flatMap((event) => noteOf(event) ?? [])
        .sort((a, b) => b.when - a.when || b.number - a.number);
    } catch (error) {
      if (error instanceof Refused || error instanceof NotAllowed) return [];
      throw error;
    }
  }

  const notes = async (file: string): Promise<readonly Saved[]> =>
    // The tree is found by LIKE, to which `_` is any letter: another file's may be among them.
    (await tree(`${root}/${flat(file)}`))
      .filter((saved) => saved.file === file)
      .sort((a, b) => b.number - a.number);

  async function put(saved: Saved): Promise<void> {
    if (missing().length > 0) return;
    await session.send(dbPut({ Family: family, Key: keyOf(saved.file, saved.slot), Val: encodeNote(saved) }));
  }

  const slotOf = (note: NewNote): number => Number(/-(\d\d)$/.exec(note.backup)?.[1] ?? 0) % ringSize;

  async function numberOf(note: NewNote): Promise<number> {
    const known = upcoming.get(note.backup);
    if (known !== undefined) return known;
    const all = await notes(note.file);
    const same = all.find((saved) => saved.backup === note.backup && saved.when === note.when);
    return same?.number ?? (all[0]?.number ?? -1) + 1;
  }

  async function wrap(to: string, text: string): Promise<void> {
    const blank = `${ownPrefix}blank`;
    await createFile(session, blank);
    const encoded = toBase64Url(text);
    const lines = Array.from({ length: Math.ceil(encoded.length / wrappedLine) }, (_, index) =>
      encoded.slice(index * wrappedLine, (index + 1) * wrappedLine),
    );
    // Written over what the ring's oldest copy was: the first request begins from a file without anything.
    for (let at = 0; at === 0 || at < lines.length; at += wrappedAtOnce) {
      const headers: [string, string][] = [
        ['SrcFilename', at === 0 ? blank : to],
        ['DstFilename', to],
      ];
      let number = 0;
      const operation = (fields: readonly (readonly [string, string])[]): void => {
        for (const [name, value] of fields)
          headers.push([`${name}-${String(number).padStart(6, '0')}`, value]);
        number += 1;
      };
      if (at === 0) {
        operation([
          ['Action', 'NewCat'],
          ['Cat', wrapped],
        ]);
      }
      for (const line of lines.slice(at, at + wrappedAtOnce)) {
        operation([
          ['Action', 'Append'],
          ['Cat', wrapped],
          ['Var', 'text'],
          ['Value', line],
        ]);
      }
      await session.send(action('UpdateConfig', headers));
    }
  }

  return {
    get missing() {
      return missing();
    },
    async next(file) {
      if (missing().length > 0) return copyName(file, Math.floor(clock.now() / 60_000) % ringSize);
      const number = ((await notes(file))[0]?.number ?? -1) + 1;
      const name = copyName(file, number % ringSize);
      upcoming.set(name, number);
      return name;
    },
    async begin(note, facts = {}) {
      const number = await numberOf(note);
      upcoming.set(note.backup, number);
      await put({ state: 'underWay', ...facts, ...note, slot: slotOf(note), number });
    },
    async finish(note, facts = {}) {
      const before = (await notes(note.file)).find(
        (saved) => saved.backup === note.backup && saved.when === note.when,
      );
      const number = before?.number ?? (await numberOf(note));
      upcoming.delete(note.backup);
      await put({ ...before, ...note, state: 'saved', ...facts, slot: slotOf(note), number });
    },
    async forget(note) {
      upcoming.delete(note.backup);
      if (missing().length > 0) return;
      try {
        await session.send(action('DBDel', { Family: family, Key: keyOf(note.file, slotOf(note)) }));
      } catch (error) {
        // "Database entry could not be deleted": it was not there.
        if (!(error instanceof Refused)) throw error;
      }
    },
    notes,
    underWay: async () => (await tree(root)).filter((saved) => saved.state === 'underWay'),
    async copy(file, to, text) {
      const created = await createFile(session, to);
      if (created.tag !== 'created' && created.tag !== 'exists') return created;
      if (exact) {
        await exact.copy(file.name, to);
        return { tag: 'copied', form: 'bytes' };
      }
      try {
        if (file.includes?.length === 0) {
          await session.send(action('UpdateConfig', { SrcFilename: file.name, DstFilename: to }));
          return { tag: 'copied', form: 'copy' };
        }
        await wrap(to, text);
        return { tag: 'copied', form: 'parsed' };
      } catch (error) {
        return fileRefusal(error, 'UpdateConfig');
      }
    },
    async read(saved) {
      if (saved.form === 'bytes' && exact) return { tag: 'bytes', bytes: await exact.read(saved.backup) };
      if (saved.form !== 'parsed') return { tag: 'file', name: saved.backup };
      try {
        const { response } = await session.send(
          action('GetConfig', { Filename: saved.backup, Category: wrapped }),
        );
        const lines = response.headers.filter(
          ([name, value]) => /^line-/i.test(name) && /^text=/.test(value),
        );
        return { tag: 'text', text: fromBase64Url(lines.map(([, value]) => value.slice(5)).join('')) };
      } catch (error) {
        if (error instanceof Refused) return { tag: 'gone' };
        throw error;
      }
    },
  };
}

/** One line, whatever the words are: JSON escapes what would end it. */
export function encodeNote(saved: Saved): string {
  const cut = (text: string): string => text.slice(0, longestWords);
  return JSON.stringify({ ...saved, who: cut(saved.who), why: cut(saved.why) });
}

const states: readonly SaveState[] = ['underWay', 'saved', 'restored', 'broken', 'unsure'];
const lights: readonly Light[] = ['safe', 'announced', 'damages', 'cannotSee'];
const forms: readonly CopyForm[] = ['bytes', 'copy', 'parsed'];

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
  const one = <T extends string>(name: string, of: readonly T[]): T | undefined =>
    of.find((word) => word === given[name]);
  const [file, who, why, backup] = [words('file'), words('who'), words('why'), words('backup')];
  const [before, after, when] = [words('before'), words('after'), count('when')];
  const [slot, number, state] = [count('slot'), count('number'), one('state', states)];
  if (file === undefined || who === undefined || why === undefined || backup === undefined) return undefined;
  if (before === undefined || after === undefined || when === undefined) return undefined;
  if (slot === undefined || number === undefined || state === undefined) return undefined;
  if (slot >= ringSize || backup !== copyName(file, slot)) return undefined;
  const [light, form, size] = [one('light', lights), one('form', forms), count('size')];
  return {
    ...{ file, who, why, when, backup, before, after, slot, number, state },
    ...(light === undefined ? {} : { light }),
    ...(form === undefined ? {} : { form }),
    ...(size === undefined ? {} : { size }),
  };
}

function noteOf(event: Message): Saved | undefined {
  if (event.name !== 'DBGetTreeResponse') return undefined;
  const saved = decodeNote(event.get('Val') ?? '');
  return saved && event.get('Key') === `/${family}/${root}/${flat(saved.file)}/${saved.slot}`
    ? saved
    : undefined;
}

function toBase64Url(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(binary, (letter) => letter.charCodeAt(0)),
  );
}
