/**
 * Calls, derived from channels, bridges and dials. Only what a change can have altered is derived again: the
 * book keeps who stands next to whom, so that a batch of events costs what it touched, not what there is.
 *
 * What a leg does and with whom comes from bridge membership and dials, seen through Local channels; never
 * from direction, and never from Linkedid, which only says which legs belong on one card.
 */
import { isLocal, isPhone } from './reduce.ts';
import type { Site } from './site.ts';
import type {
  Bridge,
  Call,
  Change,
  Channel,
  ExtensionKey,
  Flight,
  Leg,
  LegState,
  Line,
  Linkedid,
  Party,
  Tables,
  Uniqueid,
} from './types.ts';

export interface Calls {
  /** To be told of every change around the moment it is put in the tables: `before` it and after. */
  note(change: Change, put: () => void): void;
  /** The calls and lines that differ since the last time; to be put in the tables by the caller. */
  derive(now: number): readonly Change[];
}

const flightPrefix = 'cordboard';

/**
 * The ChannelId for an Originate that rings somebody for a parked caller, so that every page can read from the
 * PBX itself for whom it rings. It ends as a Uniqueid does (second.sequence), and later than the caller's:
 * Asterisk merges Linkedids only when it can compare them, and keeps the older.
 */
export function flightId(caller: Uniqueid, now: number, sequence: number): Uniqueid {
  return `${flightPrefix}-${caller}-${Math.ceil(now / 1000) + 86_400}.${sequence}`;
}

/** The caller a leg rings for, from its flightId. */
export function flightFor(uniqueid: Uniqueid): Uniqueid | undefined {
  return /^cordboard-(.+\.\d+)-\d+\.\d+$/.exec(uniqueid)?.[1];
}

/** Bridges whose members do not hear each other: parking and queue waiting rooms. */
function isHolding(bridge: Bridge | undefined): boolean {
  return bridge?.technology === 'holding_bridge';
}

function isConference(bridge: Bridge | undefined): boolean {
  return bridge?.creator === 'ConfBridge' || bridge?.creator === 'MeetMe';
}

/** How a far end was reached. */
type Reach = 'talk' | 'dials' | 'rings';
type Ends = ReadonlyMap<Uniqueid, Reach>;
type Place = 'parked' | 'conference' | 'queued';
interface Reached {
  readonly ends: Ends;
  readonly place: Place | undefined;
}

class Sets<K> {
  readonly #sets = new Map<K, Set<string>>();
  of(key: K): ReadonlySet<string> {
    return this.#sets.get(key) ?? noIds;
  }
  add(key: K, id: string): void {
    const set = this.#sets.get(key);
    if (set) set.add(id);
    else this.#sets.set(key, new Set([id]));
  }
  remove(key: K, id: string): void {
    const set = this.#sets.get(key);
    set?.delete(id);
    if (set?.size === 0) this.#sets.delete(key);
  }
}
const noIds: ReadonlySet<string> = new Set();

export function createCalls(tables: Tables, site: () => Site): Calls {
  const ofCall = new Sets<Linkedid>();
  const ofBridge = new Sets<string>();
  const ofDevice = new Sets<string>();
  const dialledBy = new Sets<Uniqueid>();
  const ringingFor = new Sets<Uniqueid>();
  const localHalves = new Sets<string>();
  const extensionsOf = new Sets<string>();
  const touched = new Set<Linkedid>();
  /** The call a channel was last counted in. */
  const homes = new Map<Uniqueid, Linkedid>();

  /** While it rings for a parked caller a leg has a Linkedid of its own; it stands on the caller's card. */
  const homeOf = (channel: Channel): Linkedid => {
    const waiting = flightFor(channel.linkedid);
    return (waiting === undefined ? undefined : tables.channels.get(waiting)?.linkedid) ?? channel.linkedid;
  };

  /** `Local/9@ctx-0000;1` and `;2` share what stands before the semicolon. */
  const pairName = (channel: Channel): string => channel.name.slice(0, channel.name.lastIndexOf(';'));

  const otherHalf = (channel: Channel): Channel | undefined => {
    for (const id of localHalves.of(pairName(channel)))
      if (id !== channel.uniqueid) return tables.channels.get(id);
    return undefined;
  };

  function index(channel: Channel): void {
    const home = homeOf(channel);
    homes.set(channel.uniqueid, home);
    ofCall.add(home, channel.uniqueid);
    ofDevice.add(channel.device, channel.uniqueid);
    if (channel.bridge !== undefined) ofBridge.add(channel.bridge, channel.uniqueid);
    if (isLocal(channel.name)) localHalves.add(pairName(channel), channel.uniqueid);
    const waiting = flightFor(channel.uniqueid);
    if (waiting !== undefined) ringingFor.add(waiting, channel.uniqueid);
  }

  function unindex(channel: Channel): void {
    ofCall.remove(homes.get(channel.uniqueid) ?? channel.linkedid, channel.uniqueid);
    homes.delete(channel.uniqueid);
    ofDevice.remove(channel.device, channel.uniqueid);
    if (channel.bridge !== undefined) ofBridge.remove(channel.bridge, channel.uniqueid);
    if (isLocal(channel.name)) localHalves.remove(pairName(channel), channel.uniqueid);
    const waiting = flightFor(channel.uniqueid);
    if (waiting !== undefined) ringingFor.remove(waiting, channel.uniqueid);
  }

  /** Every channel one step away, and how. */
  function* neighbours(channel: Channel): Generator<readonly [Channel, Reach]> {
    const reach = function* (ids: Iterable<Uniqueid>, how: Reach): Generator<readonly [Channel, Reach]> {
      for (const id of ids) {
        const other = id === channel.uniqueid ? undefined : tables.channels.get(id);
        if (other) yield [other, how];
      }
    };
    if (channel.bridge !== undefined && !isHolding(tables.bridges.get(channel.bridge)))
      yield* reach(ofBridge.of(channel.bridge), 'talk');
    yield* reach(dialledBy.of(channel.uniqueid), 'dials');
    const dial = tables.dials.get(channel.uniqueid);
    if (dial?.caller !== undefined) yield* reach([dial.caller], 'rings');
    // An Originate of ours for a parked caller, until it is answered.
    for (const id of ringingFor.of(channel.uniqueid))
      if (tables.channels.get(id)?.state !== 'Up') yield* reach([id], 'dials');
    const waiting = flightFor(channel.uniqueid);
    if (waiting !== undefined && channel.state !== 'Up') yield* reach([waiting], 'rings');
  }

  /** Where a channel waits or confers, whoever else is there. */
  function placeOf(channel: Channel): Place | undefined {
    if (tables.parked.has(channel.uniqueid)) return 'parked';
    if (channel.bridge !== undefined && isConference(tables.bridges.get(channel.bridge))) return 'conference';
    return tables.queued.has(channel.uniqueid) ? 'queued' : undefined;
  }

  /** The far ends of a leg, Local channels followed through, and where the leg, or the half that stands for it, waits. */
  function farEnds(leg: Channel): Reached {
    const found = new Map<Uniqueid, Reach>();
    let place = placeOf(leg);
    const passed = new Set<Uniqueid>([leg.uniqueid]);
    const ways: (readonly [Channel, Reach])[] = [[leg, 'talk']];
    for (let way = ways.pop(); way; way = ways.pop()) {
      const [from, sofar] = way;
      for (const [other, how] of neighbours(from)) {
        if (passed.has(other.uniqueid)) continue;
        // A dial anywhere on the way means they do not talk yet; the first one says who rings.
        const reach = sofar === 'talk' ? how : sofar;
        if (!isLocal(other.name)) {
          if (found.get(other.uniqueid) !== 'talk') found.set(other.uniqueid, reach);
          continue;
        }
        passed.add(other.uniqueid);
        const half = otherHalf(other);
        if (half && !passed.has(half.uniqueid)) {
          passed.add(half.uniqueid);
          ways.push([half, reach]);
          if (reach === 'talk') place ??= placeOf(half);
        }
      }
    }
    return { ends: found, place };
  }

  /** A channel changed: its own card and those of everybody it reaches or that reach it. */
  function touch(channel: Channel): void {
    const seen = new Set<Uniqueid>();
    const rest = [channel];
    for (let next = rest.pop(); next; next = rest.pop()) {
      if (seen.has(next.uniqueid)) continue;
      seen.add(next.uniqueid);
      touched.add(homes.get(next.uniqueid) ?? homeOf(next));
      if (next !== channel && !isLocal(next.name)) continue;
      for (const [other] of neighbours(next)) rest.push(other);
      const half = isLocal(next.name) ? otherHalf(next) : undefined;
      if (half) rest.push(half);
    }
  }

  function touchId(id: Uniqueid | undefined): void {
    const channel = id === undefined ? undefined : tables.channels.get(id);
    if (channel) touch(channel);
  }

  function rehome(id: Uniqueid): void {
    for (const other of ringingFor.of(id)) {
      const channel = tables.channels.get(other);
      const was = homes.get(other);
      if (!channel || was === homeOf(channel)) continue;
      if (was !== undefined) touched.add(was);
      unindex(channel);
      index(channel);
      touch(channel);
    }
  }

  function note(change: Change, put: () => void): void {
    switch (change.table) {
      case 'channels': {
        const before = tables.channels.get(change.id);
        if (before) {
          touch(before);
          unindex(before);
        }
        put();
        const after = change.value;
        if (after) {
          index(after);
          touch(after);
        }
        if (before?.linkedid !== after?.linkedid) rehome(change.id);
        return;
      }
      case 'dials': {
        const before = tables.dials.get(change.id);
        touchId(change.id);
        touchId(before?.caller);
        if (before?.caller !== undefined) dialledBy.remove(before.caller, change.id);
        put();
        if (change.value?.caller !== undefined) dialledBy.add(change.value.caller, change.id);
        touchId(change.id);
        touchId(change.value?.caller);
        return;
      }
      case 'bridges':
        put();
        for (const id of ofBridge.of(change.id)) touchId(id);
        return;
      case 'parked':
      case 'queued':
        put();
        touchId(change.id);
        return;
      case 'extensions': {
        const before = tables.extensions.get(change.id);
        put();
        const [was, is] = [before?.devices, change.value?.devices];
        if (was === is) return;
        for (const device of was ?? []) extensionsOf.remove(device, change.id);
        for (const device of is ?? []) extensionsOf.add(device, change.id);
        for (const device of [...(was ?? []), ...(is ?? [])])
          for (const id of ofDevice.of(device)) touchId(id);
        return;
      }
      case 'devices':
      case 'mailboxes':
      case 'calls':
      case 'lines':
      case 'names':
        put();
    }
  }

  function extensionOf(device: string): ExtensionKey | undefined {
    const keys = extensionsOf.of(device);
    const { context } = site();
    let first: ExtensionKey | undefined;
    for (const key of keys) {
      if (context !== '' && key.endsWith(`@${context}`)) return key;
      first ??= key;
    }
    return first;
  }

  /** Trunks are those the site names; where it names none, phones are what hints name and the rest is outside. */
  function isOutside(channel: Channel): boolean {
    const { trunks } = site();
    if (!isPhone(channel.device)) return false;
    if (trunks.length > 0) return trunks.includes(channel.device);
    return extensionsOf.of(channel.device).size === 0 && tables.extensions.size > 0;
  }

  function stateOf(channel: Channel, { ends, place }: Reached): LegState {
    if (place === 'parked' || place === 'conference') return place;
    const reaches = new Set(ends.values());
    if (channel.held && channel.state === 'Up') return 'held';
    if (reaches.has('talk')) return 'talking';
    if (place === 'queued') return place;
    if (channel.state === 'Ringing') return 'ringing';
    if (reaches.has('rings') && channel.state !== 'Up')
      return tables.dials.get(channel.uniqueid)?.ringing === true ? 'ringing' : 'dialling';
    if (reaches.has('dials')) return 'dialling';
    switch (channel.state) {
      case 'Down':
      case 'Rsrvd':
        return 'down';
      case 'Up':
        return 'menu';
      default:
        return 'dialling';
    }
  }

  function partyOf(channel: Channel, extension: ExtensionKey | undefined): Party {
    const number = (extension && tables.extensions.get(extension)?.exten) ?? channel.caller.number;
    return { name: channel.caller.name, number };
  }

  function deriveCall(linkedid: Linkedid, now: number): Call | undefined {
    const previous = tables.calls.get(linkedid);
    const channels: Channel[] = [];
    for (const id of ofCall.of(linkedid)) {
      const channel = tables.channels.get(id);
      if (channel) channels.push(channel);
    }
    const people = channels.filter((channel) => !isLocal(channel.name)).sort(byAge);
    if (people.length === 0) return undefined;
    let talking: number | undefined;
    let flight: Flight | undefined;
    const legs = people.map((channel): Leg => {
      const reached = farEnds(channel);
      const { ends } = reached;
      const state = stateOf(channel, reached);
      const extension = extensionOf(channel.device);
      const was = previous?.legs.find((leg) => leg.uniqueid === channel.uniqueid);
      const entered = channel.bridgedSince ?? channel.since;
      const since =
        was?.state === state ? was.since : was ? now : state === 'talking' ? entered : channel.since;
      if ((state === 'talking' || state === 'conference') && ends.size > 0)
        talking = Math.max(talking ?? 0, entered);
      flight ??= flightOf(channel, state, ends, previous?.flight, now);
      return {
        uniqueid: channel.uniqueid,
        channel: channel.name,
        device: channel.device,
        extension,
        party: partyOf(channel, extension),
        state,
        with: [...ends.keys()].sort(),
        since,
      };
    });
    const first = people.find((channel) => channel.uniqueid === linkedid);
    const caller = first ?? (previous ? people.find((c) => c.uniqueid === previous.caller) : people[0]);
    return {
      linkedid,
      legs,
      channels: channels.map((channel) => channel.uniqueid).sort(),
      direction: directionOf(people, caller, previous),
      caller: caller?.uniqueid,
      dialled: previous && previous.dialled !== '' ? previous.dialled : (caller?.dialled ?? ''),
      since: Math.min(previous?.since ?? Infinity, ...people.map((channel) => channel.since)),
      answered: previous?.answered ?? talking,
      flight,
    };
  }

  function directionOf(
    people: readonly Channel[],
    caller: Channel | undefined,
    previous: Call | undefined,
  ): Call['direction'] {
    if (previous && previous.direction !== 'internal') return previous.direction;
    if (!previous && caller && isOutside(caller)) return 'inbound';
    if (previous?.caller === caller?.uniqueid && caller && isOutside(caller)) return 'inbound';
    return people.some((channel) => channel !== caller && isOutside(channel)) ? 'outbound' : 'internal';
  }

  function flightOf(
    channel: Channel,
    state: LegState,
    ends: Ends,
    previous: Flight | undefined,
    now: number,
  ): Flight | undefined {
    const { safe } = site();
    const safely =
      channel.context === safe.context &&
      channel.exten === safe.exten &&
      (state === 'dialling' || state === 'menu');
    const waits = state === 'parked' && [...ends.values()].includes('dials');
    if (!safely && !waits) return undefined;
    const ringing = new Set<string>();
    for (const [id, how] of ends) {
      const device = how === 'dials' ? tables.channels.get(id)?.device : undefined;
      if (device !== undefined) ringing.add(device);
    }
    return {
      how: waits ? 'parked' : 'safe',
      uniqueid: channel.uniqueid,
      ringing: [...ringing].sort(),
      since: previous?.uniqueid === channel.uniqueid ? previous.since : now,
    };
  }

  function derive(now: number): readonly Change[] {
    if (touched.size === 0) return [];
    const changes: Change[] = [];
    const at = new Set<ExtensionKey>();
    const fresh = new Map<Linkedid, Call | undefined>();
    for (const linkedid of touched) {
      const before = tables.calls.get(linkedid);
      const after = deriveCall(linkedid, now);
      fresh.set(linkedid, after);
      if (before === undefined && after === undefined) continue;
      for (const leg of [...(before?.legs ?? []), ...(after?.legs ?? [])])
        if (leg.extension !== undefined) at.add(leg.extension);
      if (before === undefined || after === undefined || !sameCall(before, after))
        changes.push({ table: 'calls', id: linkedid, value: after });
    }
    touched.clear();
    for (const key of at) {
      const before = tables.lines.get(key);
      const after = linesAt(key, fresh);
      if (before === undefined ? after.length > 0 : !sameLines(before, after))
        changes.push({ table: 'lines', id: key, value: after.length > 0 ? after : undefined });
    }
    return changes;
  }

  function linesAt(key: ExtensionKey, fresh: ReadonlyMap<Linkedid, Call | undefined>): readonly Line[] {
    const lines: Line[] = [];
    const calls = new Set<Linkedid>();
    for (const device of tables.extensions.get(key)?.devices ?? [])
      for (const id of ofDevice.of(device)) {
        const home = homes.get(id);
        if (home !== undefined) calls.add(home);
      }
    for (const linkedid of calls) {
      const call = fresh.has(linkedid) ? fresh.get(linkedid) : tables.calls.get(linkedid);
      for (const leg of call?.legs ?? []) if (call && leg.extension === key) lines.push(lineOf(call, leg));
    }
    return lines.sort((a, b) => a.since - b.since || (a.uniqueid < b.uniqueid ? -1 : 1));
  }

  function lineOf(call: Call, leg: Leg): Line {
    const far = leg.with[0] === undefined ? undefined : tables.channels.get(leg.with[0]);
    const farExtension = far && extensionOf(far.device);
    const dialled = leg.uniqueid === call.caller ? call.dialled : '';
    const own = tables.channels.get(leg.uniqueid);
    return {
      linkedid: call.linkedid,
      uniqueid: leg.uniqueid,
      state: leg.state,
      since: leg.since,
      far: far?.uniqueid,
      party: far
        ? partyOf(far, farExtension)
        : { name: own?.connected.name ?? '', number: own?.connected.number || dialled },
      farExtension,
      others: leg.with.length,
    };
  }

  return { note, derive };
}

/** Oldest first; Uniqueids of one second by their sequence. */
function byAge(a: Channel, b: Channel): number {
  return a.since - b.since || a.uniqueid.localeCompare(b.uniqueid, 'en', { numeric: true });
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function sameParty(a: Party, b: Party): boolean {
  return a.name === b.name && a.number === b.number;
}

function sameLeg(a: Leg, b: Leg): boolean {
  return (
    a.uniqueid === b.uniqueid &&
    a.state === b.state &&
    a.since === b.since &&
    a.channel === b.channel &&
    a.extension === b.extension &&
    sameParty(a.party, b.party) &&
    sameList(a.with, b.with)
  );
}

function sameFlight(a: Flight | undefined, b: Flight | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.uniqueid === b.uniqueid && a.how === b.how && sameList(a.ringing, b.ringing);
}

function sameCall(a: Call, b: Call): boolean {
  return (
    a.direction === b.direction &&
    a.caller === b.caller &&
    a.dialled === b.dialled &&
    a.since === b.since &&
    a.answered === b.answered &&
    sameFlight(a.flight, b.flight) &&
    sameList(a.channels, b.channels) &&
    a.legs.length === b.legs.length &&
    a.legs.every((leg, at) => {
      const other = b.legs[at];
      return other !== undefined && sameLeg(leg, other);
    })
  );
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  return (
    a.length === b.length &&
    a.every((line, at) => {
      const other = b[at];
      return (
        other !== undefined &&
        line.uniqueid === other.uniqueid &&
        line.linkedid === other.linkedid &&
        line.state === other.state &&
        line.since === other.since &&
        line.far === other.far &&
        line.farExtension === other.farExtension &&
        line.others === other.others &&
        sameParty(line.party, other.party)
      );
    })
  );
}
