/** A file as it reads while somebody may be writing it: short answers are "Success" too, so two must agree. */
import { action, Refused, type Clock, type Session } from '../../ami/index.ts';
import type { FileLock, LockState } from './lock.ts';
import { glimpseOf, readSteps } from '../read.ts';
import { atOnce, bySlices, type Steps } from '../slices.ts';
import type { Category, Reading } from '../types.ts';

export interface ReadOptions {
  /** Nobody wants it any more. */
  readonly signal?: AbortSignal;
  /**
   * Told how a long file begins, before the rest is read and before it is known to be at rest: something to look at,
   * nothing to change. Reading goes on when it has been shown. Told anew where the file had to be read anew.
   */
  readonly onGlimpse?: (beginning: Reading) => Promise<void>;
}

/** GetConfig, templates too. Throws Refused where Asterisk cannot load the file, or there is none. */
export async function readFile(
  session: Pick<Session, 'send'>,
  file: string,
  { signal, onGlimpse }: ReadOptions = {},
): Promise<Reading> {
  const { response } = await session.send(
    action('GetConfig', { Filename: file, Filter: 'TEMPLATES=include' }),
    { timeout: 60_000 },
  );
  signal?.throwIfAborted();
  const beginning = onGlimpse && glimpseOf(response);
  if (beginning !== undefined) await onGlimpse?.(beginning);
  return bySlices(readSteps(response), signal);
}

/** The same; undefined where Asterisk cannot load the file, or there is none. */
export async function readOnce(
  session: Pick<Session, 'send'>,
  file: string,
  options: ReadOptions = {},
): Promise<Reading | undefined> {
  try {
    return await readFile(session, file, options);
  } catch (error) {
    if (error instanceof Refused && /invalid format|not found/.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * The file when it has come to rest: as expected, or twice the same. What is expected is one of the two: a whole
 * file does not read so by chance.
 */
export async function readSettled(
  session: Pick<Session, 'send'>,
  file: string,
  expected: Reading | undefined,
  clock: Clock,
  options: ReadOptions = {},
): Promise<Reading | undefined> {
  let last: Reading | undefined | 'none' = 'none';
  for (let turn = 0; turn < 40; turn += 1) {
    const now = await readOnce(session, file, options);
    if (expected && now && sameReading(now, expected)) return now;
    if (last !== 'none' && (now && last ? sameReading(now, last) : now === last)) return now;
    last = now;
    // A save of a large file takes some ten milliseconds: two looks within it would agree on a half.
    await new Promise<void>((resolve) => clock.after(50, resolve));
  }
  throw new Refused(`${file} is being written all the time`);
}

/**
 * The file for somebody who opens it: read while nobody was saving it, neither before nor afterwards. On a busy PBX a
 * write can rest in the middle long enough for two looks to agree on a half. A lock that was left behind is not
 * waited for: then two looks must do, as where the account may not see the lock.
 *
 * "Before" is asked together with the file, and counts when it is answered first: whoever saves reads the whole file
 * back before giving the lock away, so a lock given away while we read was done with writing before we began.
 */
export async function readAtRest(
  session: Pick<Session, 'send'>,
  lock: Pick<FileLock, 'read'>,
  file: string,
  clock: Clock,
  options: ReadOptions = {},
): Promise<Reading | undefined> {
  const pause = (): Promise<void> => new Promise((resolve) => clock.after(50, resolve));
  const isSaved = (state: LockState): boolean => state.tag === 'held' && state.by.file === file;
  /** The last that was seen of the lock. */
  let before: LockState | undefined;
  const first = lock.read().then((state) => (before = state));
  // Its failure is told when it is waited for.
  first.catch(() => undefined);
  let counts = false as boolean;
  const noting: Pick<Session, 'send'> = {
    async send(request, sending) {
      try {
        return await session.send(request, sending);
      } finally {
        // Now: what follows, taking the answer apart, takes longer than whoever saves.
        counts = before !== undefined && !isSaved(before);
      }
    },
  };
  for (let turn = 0; turn < 40; turn += 1) {
    const reading = await readOnce(noting, file, options);
    if ((await first).tag === 'unavailable') {
      await pause();
      return readSettled(session, file, reading, clock, options);
    }
    before = await lock.read();
    if (counts && !isSaved(before)) return reading;
    for (; isSaved(before) && turn < 40; turn += 1) {
      await pause();
      before = await lock.read();
    }
  }
  return readSettled(session, file, undefined, clock, options);
}

/** Line by line; the first that differs ends it. */
export function sameReading(one: Reading, other: Reading): boolean {
  return (
    one.categories.length === other.categories.length &&
    one.categories.every((category, index) => sameCategory(category, other.categories[index]))
  );
}

function sameCategory(one: Category, other: Category | undefined): boolean {
  return (
    one.name === other?.name &&
    one.template === other.template &&
    one.templates.join() === other.templates.join() &&
    one.variables.length === other.variables.length &&
    one.variables.every(({ name, value }, index) => {
      const variable = other.variables[index];
      return name === variable?.name && value === variable.value;
    })
  );
}

/**
 * Whether all that was wanted is there, in its order, and nothing of what the edit took away; others may have added to
 * it since.
 */
export function stillHolds(now: Reading, wanted: Reading, before: Reading): boolean {
  if (!inOrder(wanted.categories, now.categories, holdsSection)) return false;
  const [had, has, should] = [countsOf(before), countsOf(now), countsOf(wanted)];
  return [...had].every(([line, times]) => {
    const meant = should.get(line) ?? 0;
    return times <= meant || (has.get(line) ?? 0) <= meant;
  });
}

const holdsSection = (wanted: Category, now: Category): boolean =>
  now.name === wanted.name &&
  now.template === wanted.template &&
  now.templates.join() === wanted.templates.join() &&
  inOrder(
    wanted.variables,
    now.variables,
    (one, other) => one.name === other.name && one.value === other.value,
  );

/** Whether each of `wanted` is among `all`, one after the other. */
function inOrder<T>(wanted: readonly T[], all: readonly T[], fits: (one: T, other: T) => boolean): boolean {
  let at = 0;
  for (const other of all) {
    const one = wanted[at];
    if (one === undefined) return true;
    if (fits(one, other)) at += 1;
  }
  return at === wanted.length;
}

function countsOf({ categories }: Reading): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (line: string): void => void counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const { name, variables } of categories) {
    count(`[${name}]`);
    for (const variable of variables) count(`${name}\n${variable.name}\n${variable.value}`);
  }
  return counts;
}

/** A word for a reading (cyrb53, 53 bits, and its length): equal readings have equal ones. Not against forgers. */
export const fingerprint = (reading: Reading): string => atOnce(fingerprintSteps(reading));

export function* fingerprintSteps({ categories }: Reading): Steps<string> {
  let [one, two, length] = [0xdeadbeef, 0x41c6ce57, 0];
  const take = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      one = Math.imul(one ^ code, 2654435761);
      two = Math.imul(two ^ code, 1597334677);
    }
    one = Math.imul(one ^ 10, 2654435761);
    two = Math.imul(two ^ 10, 1597334677);
    length += text.length + 1;
  };
  let taken = 0;
  for (const { name, template, templates, variables } of categories) {
    take(`[${name}](${template ? '!' : ''}${templates.join()})`);
    for (const variable of variables) {
      take(`${variable.name}=${variable.value}`);
      taken += 1;
      if (taken % 2000 === 0) yield;
    }
  }
  const high = (two ^ (two >>> 16)) >>> 0;
  return `${high.toString(16).padStart(8, '0')}${(one >>> 0).toString(16).padStart(8, '0')}-${length}`;
}
