/** Calls and extensions in the operator's words. Pure: the pages draw what is said here. */
import type {
  Call,
  Channel,
  ExtensionKey,
  ExtensionState,
  Leg,
  Parked,
  QueueEntry,
  Tile,
  Uniqueid,
} from '../pbx/index.ts';
import { say, type Key, type Say } from '../words/index.ts';

/** What naming needs to know. */
export interface Names {
  readonly me: ExtensionKey | undefined;
  nameOf(key: ExtensionKey): string;
}

/** How a thing looks: the glyph and the colour of its state. */
export type Look = 'idle' | 'inUse' | 'ringing' | 'hold' | 'busy' | 'gone' | 'flight';

/** A tile's state; `unregistered` is idle's twin that must never look like it. */
export type TileState = ExtensionState | 'unregistered';

export function legName(leg: Leg, names: Names): string {
  if (leg.extension !== undefined) return names.nameOf(leg.extension);
  return leg.party.name || leg.party.number || leg.device;
}

export const myLegOf = (call: Call, me: ExtensionKey | undefined): Leg | undefined =>
  me === undefined ? undefined : call.legs.find((leg) => leg.extension === me && leg.state !== 'down');

const legById = (call: Call, id: Uniqueid | undefined): Leg | undefined =>
  id === undefined ? undefined : call.legs.find((leg) => leg.uniqueid === id);

/** Whom a call is about: my far end, else the guest from outside, else who began it. */
export function guest(call: Call, names: Names): Leg | undefined {
  const mine = myLegOf(call, names.me);
  if (call.flight) return legById(call, call.flight.uniqueid) ?? call.legs[0];
  if (mine) {
    const far = legById(call, mine.with[0]);
    if (far) return far;
    return (
      call.legs.find((leg) => leg !== mine && leg.uniqueid === call.caller) ??
      call.legs.find((leg) => leg !== mine)
    );
  }
  return legById(call, call.caller) ?? call.legs.find((leg) => leg.extension === undefined) ?? call.legs[0];
}

/** The name on a card; `undefined` when nobody is known. */
export function whoIs(call: Call, names: Names): string | undefined {
  const leg = guest(call, names);
  if (leg) {
    const name = legName(leg, names);
    if (name !== '') return name;
  }
  return undefined;
}

/** The number that goes with the name, when it says more than the name does. */
export function numberOf(call: Call, names: Names): string {
  const leg = guest(call, names);
  if (!leg) return '';
  const number = leg.extension?.split('@')[0] ?? leg.party.number;
  return number === legName(leg, names) ? '' : number;
}

/** Somebody with two phones is one. */
const list = (who: readonly string[]): string => [...new Set(who)].join(', ');

export interface Told {
  readonly said: Say;
  readonly look: Look;
  /** Since when, our clock. */
  readonly since: number;
}

export interface Around {
  readonly parked: ReadonlyMap<Uniqueid, Parked>;
  readonly queued: ReadonlyMap<Uniqueid, QueueEntry>;
  /** Whose device this is. */
  whose(device: string): string;
}

/** What a call is doing, as far as the operator cares. */
export function tell(call: Call, names: Names, around: Around): Told {
  const mine = myLegOf(call, names.me);
  if (call.flight && mine?.state !== 'ringing') {
    const who = list(call.flight.ringing.map((device) => around.whose(device)));
    return {
      said: who === '' ? say('call.flight') : say('call.flightTo', { who }),
      look: 'flight',
      since: call.flight.since,
    };
  }
  const main = guest(call, names);
  const parked = call.legs.find((leg) => leg.state === 'parked');
  // The parker hears the number of the slot for a moment; what matters is the parked caller.
  if (mine && mine.state !== 'parked' && !(parked && mine.state === 'menu')) {
    const since = mine.since;
    switch (mine.state) {
      case 'ringing':
        return { said: say('call.ringsMe'), look: 'ringing', since };
      case 'talking':
        return { said: say('call.talksMe'), look: 'inUse', since };
      case 'held':
        return { said: say('call.heldMe'), look: 'hold', since };
      case 'conference':
        return { said: say('call.conference'), look: 'inUse', since };
      case 'dialling': {
        const far = main && main !== mine ? legName(main, names) : call.dialled;
        return { said: say('call.dials', { who: far }), look: 'ringing', since };
      }
      case 'queued':
        return { said: queuedWords(mine, around), look: 'hold', since };
      case 'menu':
        return { said: say('call.menu'), look: 'inUse', since };
      case 'down':
        return { said: say('call.down'), look: 'gone', since };
    }
  }
  if (parked) {
    const slot = around.parked.get(parked.uniqueid);
    return {
      said: slot ? say('call.parkedOn', { space: slot.space }) : say('call.parked'),
      look: 'hold',
      since: slot?.since ?? parked.since,
    };
  }
  const ringing = call.legs.filter((leg) => leg.state === 'ringing');
  const others = (of: readonly Leg[]) => list(of.map((leg) => legName(leg, names)));
  const queued = call.legs.find((leg) => leg.state === 'queued');
  const talking = call.legs.filter((leg) => leg.state === 'talking' || leg.state === 'conference');
  if (talking.length > 1) {
    const rest = talking.filter((leg) => leg !== main);
    return {
      said: say('call.talksWith', { who: others(rest) }),
      look: 'inUse',
      since: call.answered ?? call.since,
    };
  }
  if (ringing.length > 0)
    return {
      said: say('call.rings', { who: others(ringing) }),
      look: 'ringing',
      since: ringing[0]?.since ?? call.since,
    };
  if (queued) return { said: queuedWords(queued, around), look: 'ringing', since: queued.since };
  const leg = main ?? call.legs[0];
  const since = leg?.since ?? call.since;
  switch (leg?.state) {
    case 'held':
      return { said: say('call.held'), look: 'hold', since };
    case 'conference':
      return { said: say('call.conference'), look: 'inUse', since };
    case 'talking':
      return { said: say('call.talks'), look: 'inUse', since };
    case 'dialling':
      return { said: say('call.dialsNumber', { number: call.dialled }), look: 'ringing', since };
    case 'menu':
      return { said: say('call.menu'), look: 'inUse', since };
    case 'down':
    case undefined:
      return { said: say('call.down'), look: 'gone', since };
    case 'ringing':
    case 'parked':
    case 'queued':
      return { said: say('call.rings', { who: legName(leg, names) }), look: 'ringing', since };
  }
}

function queuedWords(leg: Leg, around: Around): Say {
  const entry = around.queued.get(leg.uniqueid);
  return entry ? say('call.queuedAt', { position: entry.position, queue: entry.queue }) : say('leg.queued');
}

/** Glyph and colour of a tile's state. */
export function lookOf(state: TileState): Look {
  switch (state) {
    case 'idle':
      return 'idle';
    case 'inUse':
      return 'inUse';
    case 'busy':
      return 'busy';
    case 'ringing':
    case 'inUseRinging':
      return 'ringing';
    case 'hold':
    case 'inUseHold':
      return 'hold';
    case 'unavailable':
    case 'unregistered':
    case 'removed':
    case 'unknown':
      return 'gone';
  }
}

export const stateWord = (state: TileState): Say => say(`state.${state}` satisfies Key);

/** Unregistered is a word of its own: what is idle can be rung, this cannot. */
export const tileState = (tile: Tile): TileState =>
  tile.registered === false && tile.state === 'unavailable' ? 'unregistered' : tile.state;

/** One step of a call's way here. */
export interface Step {
  readonly said: Say;
  readonly at: number;
}

/** The journey as far as the mirror has seen it, the earliest first. */
export function journey(
  call: Call,
  channels: ReadonlyMap<Uniqueid, Channel>,
  names: Names,
  around: Around,
): readonly Step[] {
  const steps: Step[] = [
    {
      said: call.dialled === '' ? say('journey.arrived') : say('journey.called', { number: call.dialled }),
      at: call.since,
    },
  ];
  if (call.answered !== undefined) steps.push({ said: say('journey.answered'), at: call.answered });
  const parked = call.legs.some((leg) => leg.state === 'parked');
  for (const leg of call.legs) {
    const who = legName(leg, names);
    switch (leg.state) {
      case 'ringing':
        if (!call.flight) steps.push({ said: say('journey.rings', { who }), at: leg.since });
        break;
      case 'queued':
        steps.push(queueStep(leg, around.queued.get(leg.uniqueid)));
        break;
      case 'parked':
        steps.push(parkedStep(leg, around.parked.get(leg.uniqueid)));
        break;
      case 'menu':
        // The parker, who hears the number of the slot for a moment, is not in a menu.
        if (!parked)
          steps.push({
            said: say('journey.menu', { context: channels.get(leg.uniqueid)?.context ?? '' }),
            at: leg.since,
          });
        break;
      case 'held':
        steps.push({ said: say('journey.held', { who }), at: leg.since });
        break;
      case 'talking':
      case 'conference':
        if (leg.uniqueid !== call.caller) steps.push({ said: say('journey.talks', { who }), at: leg.since });
        break;
      case 'down':
      case 'dialling':
        break;
    }
  }
  if (call.flight) {
    const who = list(call.flight.ringing.map((device) => around.whose(device)));
    steps.push({
      said: who === '' ? say('call.flight') : say('journey.flight', { who }),
      at: call.flight.since,
    });
  }
  return steps.sort((a, b) => a.at - b.at);
}

/** A leg is seen waiting before, or without, the queue's own word. */
const queueStep = (leg: Leg, entry: QueueEntry | undefined): Step =>
  entry
    ? { said: say('journey.queue', { queue: entry.queue }), at: entry.since }
    : { said: say('leg.queued'), at: leg.since };

const parkedStep = (leg: Leg, slot: Parked | undefined): Step =>
  slot
    ? { said: say('journey.parked', { space: slot.space }), at: slot.since }
    : { said: say('call.parked'), at: leg.since };
