/**
 * What the PBX lists, against what the tables hold. A snapshot applies the differences, an audit counts them,
 * a proof wants none: all three are this one comparison.
 *
 * Lists do not tell everything: who put whom on hold, which Dial a ringing leg belongs to and when things began
 * is history. Of a channel that is new such facts are inferred, of one that is known they are kept.
 */
import type { Message } from '../ami/index.ts';
import {
  dialledNumber,
  emptyDevice,
  isPhone,
  known,
  newChannel,
  readBridge,
  readParked,
  readPresence,
  readQueueEntry,
  readSnapshot,
  sameBridge,
  samePresence,
  withRegistration,
  withSnapshot,
  withStatus,
} from './reduce.ts';
import type { Change, Channel, Device, Presence, Tables } from './types.ts';

/** List items as the PBX sent them; a list the account may not ask for is absent and its table left alone. */
export interface Lists {
  /** When they were asked; our clock. */
  readonly at: number;
  /** CoreShowChannels, or Status where that is refused. */
  readonly channels?: readonly Message[];
  /** Status beside CoreShowChannels: it alone tells the number first dialled (DNID). */
  readonly details?: readonly Message[];
  readonly bridges?: readonly Message[];
  readonly extensions?: readonly Message[];
  /** PresenceStateList. */
  readonly presence?: readonly Message[];
  /** DeviceStateList. */
  readonly devices?: readonly Message[];
  /** PJSIPShowContacts. */
  readonly contacts?: readonly Message[];
  readonly parked?: readonly Message[];
  /** QueueStatus. */
  readonly queues?: readonly Message[];
}

export interface Difference {
  /** What makes the tables say what the PBX lists. */
  readonly change: Change;
  /** Of something that changes without an event, or is only inferred: repaired, but no drift. */
  readonly soft: boolean;
}

/** All differences at once. */
export function compare(tables: Tables, lists: Lists): readonly Difference[] {
  const found: Difference[] = [];
  for (const difference of differences(tables, lists)) if (difference) found.push(difference);
  return found;
}

/** The same a step at a time, undefined where an entity is as listed: 10,000 extensions need not be one long task. */
export function* differences(tables: Tables, lists: Lists): Generator<Difference | undefined> {
  if (lists.extensions) yield* extensions(tables, lists.extensions, lists);
  else if (lists.presence) yield* presences(tables, lists.presence);
  yield* devices(tables, lists);
  if (lists.bridges) yield* bridges(tables, lists.bridges);
  if (lists.channels) yield* channels(tables, lists.channels, lists);
  if (lists.parked) yield* parked(tables, lists.parked, lists.at);
  if (lists.queues) yield* queued(tables, lists.queues, lists.at);
}

const hard = (change: Change): Difference => ({ change, soft: false });
const soft = (change: Change): Difference => ({ change, soft: true });

function presencesOf(items: readonly Message[]): ReadonlyMap<string, Presence> {
  const found = new Map<string, Presence>();
  for (const item of items) {
    const presence = readPresence(item);
    if (presence) found.set(item.get('Presentity') ?? '', presence);
  }
  return found;
}

function* extensions(
  tables: Tables,
  items: readonly Message[],
  lists: Lists,
): Generator<Difference | undefined> {
  const told = presencesOf(lists.presence ?? []);
  const listed = new Set<string>();
  for (const item of items) {
    const exten = item.get('Exten') ?? '';
    if (exten === '') continue;
    const context = item.get('Context') ?? '';
    const key = `${exten}@${context}`;
    listed.add(key);
    const before = tables.extensions.get(key);
    const status = withStatus(before, exten, context, item, lists.at);
    const presence = status.presentity === undefined ? undefined : told.get(status.presentity);
    const after =
      presence === undefined || samePresence(presence, status.presence) ? status : { ...status, presence };
    yield after === before ? undefined : hard({ table: 'extensions', id: key, value: after });
  }
  for (const key of tables.extensions.keys())
    yield listed.has(key) ? undefined : hard({ table: 'extensions', id: key, value: undefined });
}

function* presences(tables: Tables, items: readonly Message[]): Generator<Difference | undefined> {
  const told = presencesOf(items);
  for (const before of tables.extensions.values()) {
    const presence = before.presentity === undefined ? undefined : told.get(before.presentity);
    yield presence === undefined || samePresence(presence, before.presence)
      ? undefined
      : hard({ table: 'extensions', id: before.key, value: { ...before, presence } });
  }
}

/** A device the list leaves out is not gone: the PBX lists those whose state it has ever worked out. */
function* devices(tables: Tables, lists: Lists): Generator<Difference | undefined> {
  const after = new Map<string, Device>();
  const told = (id: string): Device => after.get(id) ?? tables.devices.get(id) ?? emptyDevice(id);
  for (const item of lists.devices ?? []) {
    const id = item.get('Device') ?? '';
    if (!isPhone(id)) {
      yield undefined;
      continue;
    }
    after.set(id, withRegistration({ ...told(id), state: item.get('State') ?? '' }, undefined));
    yield undefined;
  }
  if (lists.contacts) {
    const contacts = new Map<string, string[]>();
    for (const item of lists.contacts) {
      const endpoint = item.get('Endpoint') ?? item.get('EndpointName') ?? '';
      const uri = item.get('Uri') ?? item.get('URI') ?? '';
      if (endpoint === '' || uri === '') continue;
      const id = `PJSIP/${endpoint}`;
      contacts.set(id, [...(contacts.get(id) ?? []), uri].sort());
    }
    for (const id of new Set([...tables.devices.keys(), ...after.keys(), ...contacts.keys()])) {
      if (!id.startsWith('PJSIP/')) continue;
      const is = contacts.get(id) ?? [];
      after.set(id, withRegistration({ ...told(id), contacts: is }, is.length > 0));
    }
  }
  for (const [id, value] of after) {
    const before = tables.devices.get(id);
    const same =
      before?.state === value.state &&
      before.registered === value.registered &&
      before.contacts.join(' ') === value.contacts.join(' ');
    yield same ? undefined : hard({ table: 'devices', id, value });
  }
}

function* bridges(tables: Tables, items: readonly Message[]): Generator<Difference | undefined> {
  const listed = new Set<string>();
  for (const item of items) {
    const bridge = readBridge(item);
    if (!bridge) continue;
    listed.add(bridge.id);
    const before = tables.bridges.get(bridge.id);
    const change: Change = { table: 'bridges', id: bridge.id, value: bridge };
    if (!before) yield hard(change);
    else yield sameBridge(before, bridge) ? undefined : soft(change);
  }
  for (const id of tables.bridges.keys())
    yield listed.has(id) ? undefined : hard({ table: 'bridges', id, value: undefined });
}

/** `HH:MM:SS` or seconds. */
function age(item: Message): number {
  const seconds = item.get('Seconds');
  const parts = (seconds ?? item.get('Duration') ?? '').split(':').map(Number);
  const total = parts.reduce((sum, part) => sum * 60 + part, 0);
  return Number.isFinite(total) ? total * 1000 : 0;
}

interface Listed {
  readonly channel: Channel;
  readonly application: string;
  readonly appData: string;
}

function* channels(
  tables: Tables,
  items: readonly Message[],
  lists: Lists,
): Generator<Difference | undefined> {
  const dnid = new Map<string, string>();
  for (const item of lists.details ?? [])
    dnid.set(item.get('Uniqueid') ?? '', dialledNumber(known(item.get('DNID'))));

  const listed = new Map<string, Listed>();
  for (const item of items) {
    const snapshot = readSnapshot(item);
    if (!snapshot) continue;
    const id = snapshot.uniqueid;
    const before = tables.channels.get(id);
    const bridge = (item.get('BridgeId') ?? item.get('BridgeID') ?? '') || undefined;
    const application = item.get('Application') ?? '';
    const base = before ? withSnapshot(before, snapshot) : newChannel(snapshot, lists.at - age(item));
    const asked = dnid.get(id) ?? dialledNumber(known(item.get('DNID')));
    const stays = bridge === before?.bridge;
    const after: Channel = {
      ...base,
      application,
      bridge,
      held: stays && base.held,
      bridgedSince: stays ? base.bridgedSince : undefined,
      dialled: before || asked === '' ? base.dialled : asked,
    };
    listed.set(id, {
      channel: after,
      application,
      appData: item.get('ApplicationData') ?? item.get('Data') ?? '',
    });
  }
  for (const id of tables.channels.keys())
    if (!listed.has(id)) yield hard({ table: 'channels', id, value: undefined });

  for (const { channel } of listed.values()) {
    const before = tables.channels.get(channel.uniqueid);
    const held =
      channel.held || (channel.bridge !== before?.bridge && wasHolding(channel, listed, tables, lists));
    const value = held === channel.held ? channel : { ...channel, held };
    const change: Change = { table: 'channels', id: channel.uniqueid, value };
    if (!before || !sameWhereEventsTell(before, value)) yield hard(change);
    else yield sameElsewhere(before, value) ? undefined : soft(change);
  }
  yield* dials(tables, listed, lists.at);
}

function sameWhereEventsTell(a: Channel, b: Channel): boolean {
  return (
    a.linkedid === b.linkedid &&
    a.name === b.name &&
    a.state === b.state &&
    a.bridge === b.bridge &&
    a.caller.name === b.caller.name &&
    a.caller.number === b.caller.number &&
    a.connected.name === b.connected.name &&
    a.connected.number === b.connected.number
  );
}

/** A channel walks through its dialplan without a word (Newexten is not subscribed). */
function sameElsewhere(a: Channel, b: Channel): boolean {
  return (
    a.context === b.context &&
    a.exten === b.exten &&
    a.priority === b.priority &&
    a.application === b.application &&
    a.dialled === b.dialled
  );
}

/** Hold music makes the device that hears it ONHOLD: the one on the other side of the bridge put it there. */
function wasHolding(
  channel: Channel,
  listed: ReadonlyMap<string, Listed>,
  tables: Tables,
  lists: Lists,
): boolean {
  if (channel.bridge === undefined) return false;
  const others = [...listed.values()].map((item) => item.channel).filter((other) => other !== channel);
  const partners = others.filter((other) => other.bridge === channel.bridge);
  const [partner] = partners;
  if (partner === undefined || partners.length > 1) return false;
  const told = lists.devices?.find((item) => item.get('Device') === partner.device)?.get('State');
  if ((told ?? tables.devices.get(partner.device)?.state) !== 'ONHOLD') return false;
  return !others.some((other) => other !== partner && other.device === partner.device);
}

/** Applications that dial, by what the leg they dialled says it runs. */
function dialling(legApplication: string): readonly string[] {
  switch (legApplication) {
    case 'AppQueue':
      return ['Queue'];
    case 'AppDial':
      return ['Dial', 'RetryDial', 'Page', 'FollowMe'];
    default:
      return [];
  }
}

/** A dial ends when its leg is answered or gone; one we never saw begin is inferred. */
function* dials(
  tables: Tables,
  listed: ReadonlyMap<string, Listed>,
  at: number,
): Generator<Difference | undefined> {
  const calling = (item: Listed | undefined): boolean =>
    item !== undefined && item.channel.state !== 'Up' && item.channel.bridge === undefined;
  for (const dial of tables.dials.values())
    if (!calling(listed.get(dial.dest))) yield hard({ table: 'dials', id: dial.dest, value: undefined });

  for (const item of listed.values()) {
    const { channel, application } = item;
    if (!calling(item) || tables.dials.has(channel.uniqueid)) continue;
    if (!/^App(Dial2?|Queue)$/.test(application)) continue;
    const callers = [...listed.values()].filter(
      (other) =>
        other !== item &&
        other.channel.linkedid === channel.linkedid &&
        dialling(application).includes(other.application),
    );
    const named = callers.filter((other) => other.appData.includes(channel.device));
    const caller = named[0] ?? (callers.length === 1 ? callers[0] : undefined);
    yield soft({
      table: 'dials',
      id: channel.uniqueid,
      value: {
        dest: channel.uniqueid,
        caller: caller?.channel.uniqueid,
        dialString: channel.device.slice(channel.device.indexOf('/') + 1),
        ringing: channel.state === 'Ringing',
        since: Math.min(channel.since, at),
      },
    });
  }
}

function* parked(tables: Tables, items: readonly Message[], at: number): Generator<Difference | undefined> {
  const listed = new Set<string>();
  for (const item of items) {
    const told = readParked(item, at);
    if (!told) continue;
    listed.add(told.uniqueid);
    const before = tables.parked.get(told.uniqueid);
    const same = before?.lot === told.lot && before.space === told.space && before.parker === told.parker;
    yield same
      ? undefined
      : hard({
          table: 'parked',
          id: told.uniqueid,
          value: before && before.space === told.space ? { ...before, parker: told.parker } : told,
        });
  }
  for (const id of tables.parked.keys())
    yield listed.has(id) ? undefined : hard({ table: 'parked', id, value: undefined });
}

function* queued(tables: Tables, items: readonly Message[], at: number): Generator<Difference | undefined> {
  const listed = new Set<string>();
  for (const item of items) {
    const told = item.name === 'QueueEntry' ? readQueueEntry(item, at) : undefined;
    if (!told) continue;
    listed.add(told.uniqueid);
    const before = tables.queued.get(told.uniqueid);
    const same = before?.queue === told.queue && before.position === told.position;
    const value = before?.queue === told.queue ? { ...told, since: before.since } : told;
    yield same ? undefined : hard({ table: 'queued', id: told.uniqueid, value });
  }
  for (const id of tables.queued.keys())
    yield listed.has(id) ? undefined : hard({ table: 'queued', id, value: undefined });
}
