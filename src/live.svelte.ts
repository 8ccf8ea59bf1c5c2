/**
 * The bridge from the mirror to Svelte.
 *
 * A page reads `live.tables` as it would read the mirror's, and what it read is followed: an entity by its id, a
 * table as a whole when it was walked through. The tables are the mirror's own and nothing is copied; there is
 * one subscriber for every id that somebody looks at. (A SvelteMap follows ids too, but one that is absent, as
 * most extensions are in `lines`, follows the whole map, and walking it follows every id by itself.)
 */
import { createSubscriber } from 'svelte/reactivity';
import { epochOf, type Clock, type Session, type SessionState, type Undo } from './ami/index.ts';
import type { AuditResult, Change, ExtensionKey, Mirror, Site, Tables } from './pbx/index.ts';

export interface Live {
  /** The mirror's tables; what is read in a component or effect is followed. */
  readonly tables: Tables;
  readonly session: Session;
  readonly state: SessionState;
  /** Our clock, once a second. */
  readonly now: number;
  /** When the PBX last answered anything, as of `now`; 0 before. */
  readonly heardAt: number;
  /** Milliseconds to the PBX and back, as of `now`; undefined before the first Ping. */
  readonly roundTrip: number | undefined;
  /** A snapshot of this session stands. */
  readonly ready: boolean;
  /** What is shown may no longer be true: no live session, no snapshot yet, or nothing heard for `staleAfter`. */
  readonly stale: boolean;
  /** Entities the audits found wrong and put right. */
  readonly drift: number;
  /** When the tables were last compared with the PBX; 0 before. */
  readonly auditedAt: number;
  readonly site: Site;
  /** The site's file was read, or there is none. */
  readonly siteKnown: boolean;
  /** Undefined: there is none to be read; what is known stays. */
  useSite(site: Site | undefined): void;
  /** These tiles are on screen: their names are looked up first. */
  want(keys: readonly ExtensionKey[]): void;
  audit(): Promise<AuditResult>;
  /** Every change as the mirror tells it, for commands and announcements; screens read `tables`. */
  onChanges(listener: (changes: readonly Change[]) => void): Undo;
  close(): void;
}

export interface LiveOptions {
  readonly session: Session;
  readonly mirror: Mirror;
  readonly clock: Clock;
  /** Milliseconds of silence after which the board says that it is old: longer than a quiet poll lasts (50 s). */
  readonly staleAfter?: number;
  /** Runs something when what has changed by now is on the screen; without it nothing waits for that. */
  readonly afterPaint?: (run: () => void) => Undo;
}

/** Batches less than this apart … */
const near = 75;
/** … so many in a row are a flood (a ring is two or three); screens then follow at most … */
const many = 5;
/** … so often. */
const calm = 50;

/** Whoever read something, to be told when it changes. */
class Readers {
  #tell: (() => void) | undefined;
  readonly follow: () => void;

  /** `gone`: nobody reads it any more. */
  constructor(gone?: () => void) {
    this.follow = createSubscriber((update) => {
      this.#tell = update;
      return () => {
        this.#tell = undefined;
        gone?.();
      };
    });
  }

  tell(): void {
    this.#tell?.();
  }
}

/** One table of the mirror, its readers noted. */
class LiveTable<V> implements ReadonlyMap<string, V> {
  readonly #table: ReadonlyMap<string, V>;
  readonly #readers = new Map<string, Readers>();
  /** Of which ids there are. */
  readonly #members = new Readers();
  /** Of the whole. */
  readonly #all = new Readers();
  /** Not told yet. */
  readonly #changed = new Set<string>();
  #removed = false;
  #size: number;

  constructor(table: ReadonlyMap<string, V>) {
    this.#table = table;
    this.#size = table.size;
  }

  mark(id: string, removed: boolean): void {
    this.#changed.add(id);
    this.#removed ||= removed;
  }

  tell(): void {
    if (this.#changed.size === 0) return;
    for (const id of this.#changed) this.#readers.get(id)?.tell();
    this.#changed.clear();
    this.#all.tell();
    if (this.#removed || this.#size !== this.#table.size) this.#members.tell();
    this.#removed = false;
    this.#size = this.#table.size;
  }

  #follow(id: string): void {
    if (!$effect.tracking()) return;
    let readers = this.#readers.get(id);
    if (!readers) {
      const made: Readers = new Readers(() => {
        if (this.#readers.get(id) === made) this.#readers.delete(id);
      });
      this.#readers.set(id, made);
      readers = made;
    }
    readers.follow();
  }

  get(id: string): V | undefined {
    this.#follow(id);
    return this.#table.get(id);
  }

  has(id: string): boolean {
    this.#follow(id);
    return this.#table.has(id);
  }

  get size(): number {
    this.#members.follow();
    return this.#table.size;
  }

  keys(): MapIterator<string> {
    this.#members.follow();
    return this.#table.keys();
  }

  values(): MapIterator<V> {
    this.#all.follow();
    return this.#table.values();
  }

  entries(): MapIterator<[string, V]> {
    this.#all.follow();
    return this.#table.entries();
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(call: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    this.#all.follow();
    for (const [key, value] of this.#table) call(value, key, this);
  }
}

type LiveTables = { readonly [T in keyof Tables]: LiveTable<ValueOf<Tables[T]>> };
type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;

function liveTables(of: Tables): LiveTables {
  return {
    channels: new LiveTable(of.channels),
    bridges: new LiveTable(of.bridges),
    dials: new LiveTable(of.dials),
    extensions: new LiveTable(of.extensions),
    devices: new LiveTable(of.devices),
    parked: new LiveTable(of.parked),
    queued: new LiveTable(of.queued),
    mailboxes: new LiveTable(of.mailboxes),
    calls: new LiveTable(of.calls),
    lines: new LiveTable(of.lines),
    names: new LiveTable(of.names),
  };
}

export function createLive(options: LiveOptions): Live {
  const { session, mirror, clock } = options;
  const staleAfter = options.staleAfter ?? 75_000;
  const tables = liveTables(mirror.tables);

  let state = $state.raw<SessionState>(session.state);
  let now = $state.raw(clock.now());
  let heardAt = $state.raw(session.heardAt);
  let roundTrip = $state.raw(session.roundTrip);
  let ready = $state.raw(mirror.ready);
  let drift = $state.raw(mirror.drift);
  let auditedAt = $state.raw(mirror.auditedAt);
  let site = $state.raw(mirror.site);
  let siteKnown = $state.raw(false);

  let flushedAt = -Infinity;
  let batchAt = -Infinity;
  let inARow = 0;
  let stopFlush: Undo | undefined;
  let stopCalls: Undo | undefined;

  function tellCalls(): void {
    stopCalls?.();
    stopCalls = undefined;
    tables.calls.tell();
  }

  /**
   * Tiles first, cards a frame later: a call is told of in two or three bodies, and the card that the first of them
   * makes would be in the way of the tile that rings by the last.
   */
  function flush(): void {
    stopFlush = undefined;
    flushedAt = clock.now();
    for (const table of Object.values(tables)) if (table !== tables.calls) table.tell();
    if (!mirror.ready || options.afterPaint === undefined) tellCalls();
    else stopCalls ??= options.afterPaint(tellCalls);
  }

  /** A lone change is told at once; in a flood the newest of each id is, at most every `calm` ms. */
  function onChanges(changes: readonly Change[]): void {
    for (const { table, id, value } of changes) tables[table].mark(id, value === undefined);
    const at = clock.now();
    inARow = at - batchAt < near ? inARow + 1 : 0;
    batchAt = at;
    if (stopFlush) return;
    const wait = inARow < many ? 0 : flushedAt + calm - at;
    if (wait <= 0) flush();
    else stopFlush = clock.after(wait, flush);
  }

  let stopTick: Undo = () => {};
  function tick(): void {
    now = clock.now();
    heardAt = session.heardAt;
    roundTrip = session.roundTrip;
    stopTick = clock.after(1000 - (now % 1000), tick);
  }
  tick();

  const undo: readonly Undo[] = [
    mirror.onChanges(onChanges),
    mirror.onStatus(() => {
      ready = mirror.ready;
      drift = mirror.drift;
      auditedAt = mirror.auditedAt;
    }),
    session.onState((next) => {
      state = next;
      heardAt = session.heardAt;
    }),
  ];

  return {
    tables,
    session,
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    get heardAt() {
      return heardAt;
    },
    get roundTrip() {
      return roundTrip;
    },
    get ready() {
      return ready;
    },
    get stale() {
      return epochOf(state) === undefined || !ready || now - heardAt > staleAfter;
    },
    get drift() {
      return drift;
    },
    get auditedAt() {
      return auditedAt;
    },
    get site() {
      return site;
    },
    get siteKnown() {
      return siteKnown;
    },
    useSite(given) {
      siteKnown = true;
      if (given === undefined) return;
      site = given;
      mirror.useSite(given);
    },
    want: (keys) => {
      mirror.want(keys);
    },
    audit: () => mirror.audit(),
    onChanges: (listener) => mirror.onChanges(listener),
    close() {
      for (const each of undo) each();
      stopTick();
      stopFlush?.();
      stopCalls?.();
    },
  };
}
