/**
 * Saves that began and of whose end nobody has heard, over all files, in two questions: whose lock still stands, and
 * the marks in the AstDB. A save that ends well makes no mark: it costs it no request. Marked is
 *  - what a console saved without hearing how it ended, as soon as it can be reached again,
 *  - what the lock was claimed for that somebody took over, or that was found to be old: a `dialplan reload` sweeps it.
 * Where the PBX and the console that was saving die together nothing is marked; the copy's note tells of it when the
 * file is opened (recover.ts).
 */
import { action, dbPut, NotAllowed, Refused, type Session } from '../../ami/index.ts';
import { fileName, flat, missingRights } from '../find.ts';
import { recordIn } from './history.ts';
import type { FileLock, LockHolder } from './lock.ts';

export interface Mark {
  readonly file: string;
  readonly who: string;
  /** Milliseconds since 1970 by the PBX's clock. */
  readonly since: number;
}

export interface Unfinished extends Mark {
  /** Whose lock it is and for how many milliseconds: they may be at it this very moment. */
  readonly held: { readonly by: LockHolder; readonly age: number } | undefined;
  /** Written down in the AstDB. */
  readonly marked: boolean;
}

/** Milliseconds after which a lock is no save any more that is under way: the longest wait for one answer, twice. */
export const staleAfter = 120_000;

const family = 'cordboard';
const root = 'unfinished';
const longestName = 80;

export const keyOf = (file: string): string => `${root}/${flat(file)}`;

export function encodeMark({ file, who, since }: Mark): string {
  return JSON.stringify({ file, who: who.slice(0, longestName), since: Math.round(since) });
}

/** Undefined for what is no mark of ours: the AstDB is open to every dialplan. */
export function decodeMark(text: string): Mark | undefined {
  const { file, who, since } = recordIn(text) ?? {};
  if (typeof file !== 'string' || fileName(file).tag !== 'name' || typeof who !== 'string') return undefined;
  if (!Number.isSafeInteger(since) || Number(since) < 0 || Number(since) > 8.64e15) return undefined;
  return { file, who: who.slice(0, longestName), since: Number(since) };
}

/** By name; at most two requests, at once. What the account may not ask is left out. */
export async function listUnfinished(
  session: Pick<Session, 'send' | 'state'>,
  lock: Pick<FileLock, 'read'>,
): Promise<readonly Unfinished[]> {
  const [marks, state] = await Promise.all([marksOf(session), lock.read()]);
  const found = new Map<string, Unfinished>();
  for (const mark of marks) found.set(mark.file, { ...mark, held: undefined, marked: true });
  if (state.tag === 'held' && fileName(state.by.file).tag === 'name') {
    const { by, age } = state;
    const { file, who, since } = by;
    found.set(file, { file, who, since, held: { by, age }, marked: found.has(file) });
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function marksOf(session: Pick<Session, 'send' | 'state'>): Promise<readonly Mark[]> {
  if (missingRights(session, ['history']).length > 0) return [];
  const reply = await unlessRefused(() => session.send(action('DBGetTree', { Family: family, Key: root })));
  return (reply?.events ?? []).flatMap((event) => {
    if (event.name !== 'DBGetTreeResponse') return [];
    const mark = decodeMark(event.get('Val') ?? '');
    return mark && event.get('Key') === `/${family}/${keyOf(mark.file)}` ? [mark] : [];
  });
}

/** One request; false where the account may not. */
export async function markUnfinished(session: Pick<Session, 'send' | 'state'>, mark: Mark): Promise<boolean> {
  if (fileName(mark.file).tag !== 'name' || missingRights(session, ['history']).length > 0) return false;
  const reply = await unlessRefused(() =>
    session.send(dbPut({ Family: family, Key: keyOf(mark.file), Val: encodeMark(mark) })),
  );
  return reply !== undefined;
}

/** The save is settled. Harmless where there is no mark. */
export async function unmark(session: Pick<Session, 'send' | 'state'>, file: string): Promise<void> {
  if (missingRights(session, ['history']).length > 0) return;
  await unlessRefused(() => session.send(action('DBDel', { Family: family, Key: keyOf(file) })));
}

async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused || error instanceof NotAllowed) return undefined;
    throw error;
  }
}
