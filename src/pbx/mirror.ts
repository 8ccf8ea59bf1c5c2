/**
 * The mirror: tables that follow the PBX.
 *
 *   live(epoch) ──▶ hold events ──▶ lists ──▶ apply differences ──▶ replay held events ──▶ ready
 *                                     ▲                                                     │
 *                      Reload, a hint made: the extensions again ◀──────────────────────────┤
 *                      every 22 s: list, compare, compare again, repair, count ◀────────────┘
 *
 * Lists may be newer than events still queued, never older (manager.c fills them from the caches that are
 * written before an event is queued), so replaying what came meanwhile ends at what the PBX lists.
 */
import {
  action,
  AmiError,
  epochOf,
  NotAllowed,
  Refused,
  type Clock,
  type Message,
  type Session,
  type Undo,
} from '../ami/index.ts';
import { createCalls } from './calls.ts';
import { differences, type Difference, type Lists } from './compare.ts';
import { createNames } from './names.ts';
import { reducedEvents, reduce } from './reduce.ts';
import { noSite, type Site } from './site.ts';
import { emptyTables, putChange } from './tables.ts';
import type { Change, ExtensionKey, Tables } from './types.ts';

export interface MirrorOptions {
  readonly clock: Clock;
  /** What the site's file says; can be given later by {@link Mirror.useSite}. */
  readonly site?: Site;
  /** Milliseconds between audits; 22,000, so that a hint removed without a word is found within 30 s. */
  readonly auditEvery?: number;
}

export interface AuditResult {
  /** When it ended; our clock. */
  readonly at: number;
  /** What was not as the PBX lists it, and is now. */
  readonly drift: readonly Difference[];
}

export interface Mirror {
  readonly tables: Tables;
  readonly site: Site;
  /** A snapshot of this session has been taken; false again while a new one is. */
  readonly ready: boolean;
  /** Entities found wrong by audits since the mirror was made. */
  readonly drift: number;
  /** When the mirror was last compared with the PBX, by snapshot or audit; 0 before. */
  readonly auditedAt: number;
  /** Lists the account may not ask for: their tables stay empty or follow events alone. */
  readonly missing: ReadonlySet<ListName>;
  /** After the tables have changed; one call for all the events of a poll. */
  onChanges(listener: (changes: readonly Change[]) => void): Undo;
  /** When ready, drift or auditedAt changed. */
  onStatus(listener: () => void): Undo;
  /** Compares now. Rejects when the PBX cannot be asked. */
  audit(): Promise<AuditResult>;
  /** These are on screen: look up their names first. */
  want(keys: readonly ExtensionKey[]): void;
  useSite(site: Site): void;
  close(): void;
}

export type ListName = Exclude<keyof Lists, 'at'>;

/** Which action fills which list; the first the account may run. */
const listActions: Readonly<Record<ListName, readonly string[]>> = {
  extensions: ['ExtensionStateList'],
  presence: ['PresenceStateList'],
  devices: ['DeviceStateList'],
  contacts: ['PJSIPShowContacts'],
  bridges: ['BridgeList'],
  channels: ['CoreShowChannels', 'Status'],
  details: ['Status', 'CoreShowChannels'],
  parked: ['ParkedCalls'],
  queues: ['QueueStatus'],
};
const lists = Object.keys(listActions) as readonly ListName[];
/** Status says all that CoreShowChannels says and what was first dialled, once; an audit takes the shorter one. */
const everything = lists.filter((name) => name !== 'channels');
const audited = lists.filter((name) => name !== 'details');

const hintLists: readonly ListName[] = ['extensions', 'presence'];

/** Lists that may have changed without a word. A hint made tells its state with an empty Hint, one gone tells nothing. */
function listsAfter(event: Message): readonly ListName[] | undefined {
  switch (event.name) {
    case 'FullyBooted':
    case 'Reload':
      return everything;
    case 'ExtensionStatus':
      return (event.get('Hint') ?? '') === '' ? hintLists : undefined;
    default:
      return undefined;
  }
}

/** "None there" is said as an error by some lists. */
const emptyList = /no dialplan hints|no contacts|no channels|no parking lots/i;

/** Lists an audit asks for at a time: whoever acts meanwhile must not wait behind them. */
const atOnce = 3;

/** Asks for lists; the order of the answers does not matter, as each may be newer than any event queued. */
export async function fetchLists(
  session: Pick<Session, 'send' | 'state'>,
  names: readonly ListName[],
  clock: Clock,
  missing?: Set<ListName>,
  together = atOnce,
): Promise<Lists> {
  const allowed = session.state.tag === 'live' ? session.state.site.actions : new Set<string>();
  const lists: { -readonly [K in keyof Lists]: Lists[K] } = { at: clock.now() };
  const waiting = [...names];
  const askOne = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      let items: readonly Message[] | undefined;
      // Which of them is allowed may not be known yet: then the PBX says so.
      for (const each of listActions[name])
        if (!items && (allowed.size === 0 || allowed.has(each))) items = await fetchList(session, each);
      if (items) {
        lists[name] = items;
        missing?.delete(name);
      } else missing?.add(name);
    }
  };
  await Promise.all(Array.from({ length: together }, askOne));
  if (lists.details) lists.channels ??= lists.details;
  return lists;
}

async function fetchList(
  session: Pick<Session, 'send'>,
  name: string,
): Promise<readonly Message[] | undefined> {
  try {
    const reply = await session.send(action(name), { timeout: 30_000 });
    return reply.events;
  } catch (error) {
    if (error instanceof Refused) return emptyList.test(error.message) ? [] : undefined;
    if (error instanceof NotAllowed) return undefined;
    throw error;
  }
}

/** The events the mirror subscribes. */
export const mirroredEvents: readonly string[] = [...reducedEvents, 'FullyBooted', 'Reload'];

/** Events of new hints come in bursts; the list is asked for when they pause. */
const relistAfter = 300;
/** Between two listings of an audit: what is only in flight has arrived by then. */
const secondLook = 1500;
/** Entities compared before the page gets its turn: while it is used, and while it waits for its first snapshot. */
const slice = 400;
const firstSlice = 2500;

export function createMirror(session: Session, options: MirrorOptions): Mirror {
  const { clock } = options;
  const now = (): number => clock.now();
  const mutable = emptyTables();
  const tables: Tables = mutable;
  let site = options.site ?? noSite;
  const calls = createCalls(tables, () => site);
  const listeners = new Set<(changes: readonly Change[]) => void>();
  const statusListeners = new Set<() => void>();
  const missing = new Set<ListName>();
  const auditEvery = options.auditEvery ?? 22_000;

  let closed = false;
  let ready = false;
  let drift = 0;
  let auditedAt = 0;
  /** The live epoch a snapshot was begun for. */
  let epoch: number | undefined;
  /** Events kept while lists are being asked for; undefined when events are applied as they come. */
  let held: Message[] | undefined;
  /** Entities changed since an audit began. */
  let hot: Set<string> | undefined;
  const relist = new Set<ListName>();
  let stopRelist: Undo = () => {};
  let stopAudit: Undo = () => {};
  /** One listing at a time; each waits for the one before. */
  let listing: Promise<unknown> = Promise.resolve();

  const set = (change: Change): void => putChange(mutable, change);

  function put(change: Change, changes: Change[]): void {
    calls.note(change, () => set(change));
    hot?.add(`${change.table} ${change.id}`);
    changes.push(change);
  }

  /** Derives what follows from the changes and tells everybody. */
  function finish(changes: Change[]): void {
    for (const change of calls.derive(now())) {
      set(change);
      changes.push(change);
    }
    for (const change of names.follow(changes)) {
      set(change);
      changes.push(change);
    }
    if (changes.length > 0) for (const listener of [...listeners]) listener(changes);
  }

  function take(events: readonly Message[], changes: Change[]): void {
    const at = now();
    for (const event of events) {
      const wanted = listsAfter(event);
      if (wanted) relistSoon(wanted);
      for (const change of reduce(tables, event, at)) {
        // A hint that is gone is never told, so news of one not listed may be old: the list decides.
        if (
          change.table === 'extensions' &&
          !tables.extensions.has(change.id) &&
          !missing.has('extensions')
        ) {
          relistSoon(hintLists);
          continue;
        }
        put(change, changes);
      }
    }
  }

  function onEvents(events: readonly Message[]): void {
    if (held) {
      held.push(...events);
      return;
    }
    const changes: Change[] = [];
    take(events, changes);
    finish(changes);
  }

  const breathe = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => clock.after(milliseconds, resolve));

  async function compareInSlices(lists: Lists): Promise<readonly Difference[]> {
    const found: Difference[] = [];
    let looked = 0;
    const most = ready ? slice : firstSlice;
    for (const difference of differences(tables, lists)) {
      if (difference) found.push(difference);
      looked += 1;
      if (looked % most === 0) await breathe(0);
    }
    return found;
  }

  function changeStatus(change: () => void): void {
    change();
    for (const listener of [...statusListeners]) listener();
  }

  /** Lists, differences, held events: all at once for whoever listens. */
  async function snapshot(wanted: readonly ListName[]): Promise<void> {
    held ??= [];
    try {
      // All together, and so in the hands of the worker: this thread is about to draw the board.
      const lists = await fetchLists(session, wanted, clock, missing, wanted.length);
      const found = await compareInSlices(lists);
      const changes: Change[] = [];
      for (const { change } of found) put(change, changes);
      const waiting = held;
      held = undefined;
      take(waiting, changes);
      finish(changes);
    } finally {
      // The PBX went away meanwhile: what was held is still news, and the next epoch brings a snapshot.
      const waiting = held;
      held = undefined;
      if (waiting && waiting.length > 0) onEvents(waiting);
    }
  }

  /** Runs listings one after the other, so that no two hold events at once. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = listing.then(run, run);
    listing = turn.catch(() => undefined);
    return turn;
  }

  function isLive(of: number): boolean {
    return !closed && epochOf(session.state) === of;
  }

  let stopLooking: Undo = () => {};
  async function begin(of: number): Promise<void> {
    for (let wait = 500; isLive(of); wait = Math.min(2 * wait, 10_000)) {
      try {
        await snapshot(everything);
        if (!isLive(of)) return;
        changeStatus(() => {
          ready = true;
          auditedAt = now();
        });
        auditLater();
        // States first: names are many small questions, and the site's file may answer them meanwhile.
        stopLooking();
        stopLooking = clock.after(300, () => names.look());
        return;
      } catch (error) {
        if (!(error instanceof AmiError)) throw error;
        await breathe(wait);
      }
    }
    if (epoch === undefined) held = undefined;
  }

  function relistSoon(wanted: readonly ListName[]): void {
    if (closed) return;
    for (const name of wanted) relist.add(name);
    stopRelist();
    stopRelist = clock.after(relistAfter, () => {
      const names = everything.filter((name) => relist.has(name));
      relist.clear();
      if (ready) inTurn(() => snapshot(names)).catch(ignoreAmi);
    });
  }

  function auditLater(): void {
    stopAudit();
    stopAudit = clock.after(auditEvery, () => {
      if (!ready || closed) return;
      audit().catch(ignoreAmi).finally(auditLater);
    });
  }

  async function auditNow(): Promise<AuditResult> {
    const touched = new Set<string>();
    hot = touched;
    const keyOf = ({ change }: Difference): string => `${change.table} ${change.id}`;
    const settled = (found: readonly Difference[]): readonly Difference[] =>
      found.filter((difference) => !touched.has(keyOf(difference)));
    try {
      let found = settled(await compareInSlices(await fetchLists(session, audited, clock, missing)));
      if (found.some((difference) => !difference.soft)) {
        await breathe(secondLook);
        found = settled(found);
      }
      // What the PBX has told meanwhile was only on its way; the rest is looked at a second time.
      if (found.some((difference) => !difference.soft)) {
        const first = new Set(found.map(keyOf));
        const again = await compareInSlices(await fetchLists(session, audited, clock, missing));
        found = settled(again).filter((difference) => first.has(keyOf(difference)));
      }
      hot = undefined;
      const changes: Change[] = [];
      for (const { change } of found) put(change, changes);
      finish(changes);
      const wrong = found.filter((difference) => !difference.soft);
      changeStatus(() => {
        drift += wrong.length;
        auditedAt = now();
      });
      return { at: auditedAt, drift: wrong };
    } finally {
      hot = undefined;
    }
  }

  const audit = (): Promise<AuditResult> => inTurn(auditNow);

  function onState(): void {
    const of = epochOf(session.state);
    if (of === epoch) return;
    epoch = of;
    if (of === undefined) {
      if (ready) changeStatus(() => (ready = false));
      return;
    }
    // Events from here on are held. Older ones must not be replayed: what they began may have ended untold.
    held = [];
    if (ready) changeStatus(() => (ready = false));
    inTurn(() => begin(of)).catch(ignoreAmi);
  }

  const names = createNames({
    session,
    tables,
    site: () => site,
    tell(changes) {
      const all: Change[] = [];
      for (const change of changes) put(change, all);
      finish(all);
    },
  });
  const stopEvents = session.onEvents(mirroredEvents, onEvents);
  const stopState = session.onState(onState);
  onState();

  return {
    tables,
    get site() {
      return site;
    },
    get ready() {
      return ready;
    },
    get drift() {
      return drift;
    },
    get auditedAt() {
      return auditedAt;
    },
    missing,
    onChanges(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onStatus(listener) {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    audit,
    want: (keys) => names.want(keys),
    useSite(given) {
      if (JSON.stringify(given) === JSON.stringify(site)) return;
      site = given;
      const changes: Change[] = [];
      // Who is outside and what is a safe transfer may be read differently now.
      for (const [id, value] of tables.channels) put({ table: 'channels', id, value }, changes);
      finish(changes);
      names.useSite();
    },
    close() {
      closed = true;
      stopEvents();
      stopState();
      stopLooking();
      names.close();
      stopRelist();
      stopAudit();
      listeners.clear();
      statusListeners.clear();
    },
  };
}

/** The session tells its own troubles; a listing that failed for them is asked for again with the next epoch. */
function ignoreAmi(error: unknown): void {
  if (!(error instanceof AmiError)) throw error;
}
