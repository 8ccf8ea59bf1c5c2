/**
 * The one lock for all configuration files, kept in the PBX: UpdateConfig has none, and two writers at once lose
 * lines and break the file.
 *
 * `DialplanExtensionAdd` without `Replace` is the one act of AMI that succeeds for exactly one of many who try at
 * once: the extension `files` of the context `cordboard-lock`, whose NoOp's data says who, since when, what for. A
 * `dialplan reload` sweeps it away (it has the file's registrar), and so does a restart: hence `check` before and
 * after each write. Seen on 16.28 and 22.10.
 */
import { action, NotAllowed, Refused, type Clock, type Session } from '../../ami/index.ts';
import { missingRights, type Missing } from '../find.ts';

/** The PBX's clock, the same for all consoles; milliseconds since 1970. */
export const pbxTime = ({ state }: Pick<Session, 'state'>, clock: Clock): number =>
  clock.now() + (state.tag === 'live' ? state.site.clockOffset : 0);

export const lockContext = 'cordboard-lock';
const lockExten = 'files';

/** Who has the lock. */
export interface LockHolder {
  /** One claim's own; nobody else has it. */
  readonly id: string;
  readonly who: string;
  /** Milliseconds since 1970 by the PBX's clock. */
  readonly since: number;
  /** What it was claimed for. */
  readonly file: string;
}

export type LockState =
  | { readonly tag: 'free' }
  | { readonly tag: 'mine'; readonly by: LockHolder; readonly age: number }
  /** `age` in milliseconds: by it a person judges whether it is stale. */
  | { readonly tag: 'held'; readonly by: LockHolder; readonly age: number }
  /** The account may not: guards alone protect the files, and the page says so. */
  | { readonly tag: 'unavailable'; readonly missing: readonly Missing[] };

export type LockClaim = Exclude<LockState, { readonly tag: 'free' }>;

export interface FileLock {
  read(): Promise<LockState>;
  /** Waits for nobody: `held` says who has it. Ours already is `mine` again, for the file it was claimed for. */
  claim(file: string): Promise<LockClaim>;
  /** Whether it is still ours. Where it is `unavailable` nothing is: false. */
  check(): Promise<boolean>;
  /**
   * Gives it back. Somebody else's is left alone; harmless without any. `ask` false: `check` has just said that it is
   * ours, one question is spared.
   */
  release(ask?: boolean): Promise<void>;
  /**
   * Takes a stale lock knowingly: `expected` is whom the person saw and named. Of several who do so at once one
   * succeeds. `free` afterwards means it was given back in the meantime: claim it.
   */
  takeOver(expected: LockHolder, file: string): Promise<LockState>;
}

export interface LockOptions {
  readonly session: Pick<Session, 'send' | 'state'>;
  readonly clock: Clock;
  readonly who: string;
  /** [0, 1): the claim's id is made of it. */
  readonly random: () => number;
}

/** Whoever takes over has this long between winning the right and replacing: afterwards another may. */
const takeOverWithin = 30_000;
/** A tab that slept between the two steps must not act on a right that may be another's by now. */
const actWithin = 5_000;

export function createLock({ session, clock, who, random }: LockOptions): FileLock {
  let mine: string | undefined;

  const pbxNow = (): number => pbxTime(session, clock);
  const missing = (): readonly Missing[] => missingRights(session, ['lock']);
  const newHolder = (file: string): LockHolder => ({
    id: Array.from({ length: 4 }, () =>
      Math.floor(random() * 0x1_0000)
        .toString(16)
        .padStart(4, '0'),
    ).join(''),
    who: who.slice(0, 80),
    since: pbxNow(),
    file: file.slice(0, 200),
  });
  const stateOf = (by: LockHolder): LockClaim => {
    const age = Math.max(0, pbxNow() - by.since);
    return by.id === mine ? { tag: 'mine', by, age } : { tag: 'held', by, age };
  };

  /** One extension's data; undefined when it is not there. */
  async function look(exten: string): Promise<LockHolder | undefined> {
    try {
      const { events } = await session.send(
        action('ShowDialPlan', { Context: lockContext, Extension: exten }),
      );
      const entry = events.find((event) => event.name === 'ListDialplan');
      return entry && decodeHolder(entry.get('AppData') ?? '');
    } catch (error) {
      // "Did not find context …", "Did not find extension …"
      if (error instanceof Refused && error.message.startsWith('Did not find')) return undefined;
      throw error;
    }
  }

  /** True for the one who added it. */
  async function add(exten: string, by: LockHolder, replace = false): Promise<boolean> {
    try {
      await session.send(
        action('DialplanExtensionAdd', {
          Context: lockContext,
          Extension: exten,
          Priority: 1,
          Application: 'NoOp',
          ApplicationData: encodeHolder(by),
          Replace: replace ? 'yes' : undefined,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Refused && error.message.includes('already exist')) return false;
      throw error;
    }
  }

  async function remove(exten: string): Promise<void> {
    try {
      await session.send(
        action('DialplanExtensionRemove', { Context: lockContext, Extension: exten, Priority: 1 }),
      );
    } catch (error) {
      // "Failed to remove requested extension": it was not there.
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** ListCommands may be older than the account's rights. */
  async function allowed<T>(act: () => Promise<T>): Promise<T | (LockState & { tag: 'unavailable' })> {
    const lacks = missing();
    if (lacks.length > 0) return { tag: 'unavailable', missing: lacks };
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      return {
        tag: 'unavailable',
        missing: [{ ability: 'lock', action: 'DialplanExtensionAdd', right: 'system' }],
      };
    }
  }

  const read = (): Promise<LockState> =>
    allowed(async () => {
      const by = await look(lockExten);
      return by ? stateOf(by) : { tag: 'free' };
    });

  return {
    read,
    claim: (file) =>
      allowed(async () => {
        // An answer that was lost may have been a Success: by its id the lock is known for ours.
        const by = { ...newHolder(file), ...(mine === undefined ? {} : { id: mine }) };
        mine = by.id;
        // Given back between the two questions: once more.
        for (let turn = 0; turn < 5; turn += 1) {
          if (await add(lockExten, by)) return stateOf(by);
          const holder = await look(lockExten);
          if (!holder) continue;
          if (holder.id !== mine) mine = undefined;
          return stateOf(holder);
        }
        throw new Refused('The lock is given back and taken all the time');
      }),
    async check() {
      return mine !== undefined && (await read()).tag === 'mine';
    },
    async release(ask = true) {
      if (mine === undefined) return;
      if (!ask || (await read()).tag === 'mine') await remove(lockExten);
      mine = undefined;
    },
    takeOver: (expected, file) =>
      allowed(async (): Promise<LockState> => {
        const by = newHolder(file);
        // Who may replace this claim is decided as the lock itself is: by adding one extension. Where the winner of
        // that was never heard of again, the next number is fought for.
        for (let turn = 1; turn <= 20; turn += 1) {
          const mark = `end-${digest(expected.id)}-${turn}`;
          const asked = clock.now();
          if (await add(mark, by)) {
            const now = await look(lockExten);
            if (now?.id !== expected.id || clock.now() - asked > actWithin) {
              await remove(mark);
              return now ? stateOf(now) : { tag: 'free' };
            }
            mine = by.id;
            await add(lockExten, by, true);
            await remove(mark);
            return read();
          }
          const winner = await look(mark);
          if (winner && pbxNow() - winner.since < takeOverWithin) break;
        }
        return read();
      }),
  };
}

/** Letters, digits and `%` alone: nothing a dialplan, a header or a list would read as more than a word. */
export function encodeHolder({ id, who, since, file }: LockHolder): string {
  const word = (text: string): string =>
    encodeURIComponent(text.replace(/\p{Cs}/gu, '\uFFFD')).replace(
      /[!'()*~]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16)}`,
    );
  return ['1', word(id), String(Math.round(since)), word(who), word(file)].join(' ');
}

/** Never throws: what is not ours is a holder of unknown age, whose id is the text itself. */
export function decodeHolder(text: string): LockHolder {
  const strange: LockHolder = { id: text, who: '', since: 0, file: '' };
  const [version, id, since, who, file, ...more] = text.split(' ');
  if (version !== '1' || !id || who === undefined || file === undefined || more.length > 0) return strange;
  if (!/^\d{1,15}$/.test(since ?? '')) return strange;
  try {
    return {
      id: decodeURIComponent(id),
      who: decodeURIComponent(who),
      since: Number(since),
      file: decodeURIComponent(file),
    };
  } catch {
    return strange;
  }
}

/** An id as a word for an extension's name, of which Asterisk keeps 79 bytes. */
function digest(id: string): string {
  if (/^[0-9a-f]{16}$/.test(id)) return id;
  let sum = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(id)) {
    sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  }
  return `x${sum.toString(16)}`;
}
