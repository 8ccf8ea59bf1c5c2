/**
 * One small pure reducer per event. A reducer says what the event changes and nothing else: it keeps no state,
 * knows no order and may be given an event that is older than what the tables hold (a list may be newer than
 * events still queued in the PBX, never older). Two rules make that safe:
 *  - only Newchannel makes a channel and only BridgeCreate a bridge; any other event about an id that is not
 *    there is old news of something that has ended (but see parking, which has a thread of its own);
 *  - an event says the whole new value of a field, never a step to be added to the old one.
 */
import { unescapeC } from '../ami/index.ts';
import type { Message } from '../ami/index.ts';
import { extensionStateOf, readHint } from './hints.ts';
import type {
  Bridge,
  Change,
  Channel,
  ChannelState,
  Device,
  Dial,
  Extension,
  Parked,
  Presence,
  PresenceState,
  QueueEntry,
  Tables,
} from './types.ts';

export type Reducer = (tables: Tables, message: Message, now: number) => readonly Change[];

const nothing: readonly Change[] = [];

/** `<unknown>` stands for a value nobody gave; it could be a real name, but never is. */
export function known(value: string | undefined): string {
  return value === undefined || value === '<unknown>' ? '' : value;
}

/** A field that channel snapshots carry C-escaped (manager_channels.c, ast_manager_build_channel_state_string). */
export function unescaped(value: string | undefined): string {
  const text = known(value);
  return text.includes('\\') ? unescapeC(text) : text;
}

/** `PJSIP/2004-0000001a` → `PJSIP/2004`; `Local/9@ctx-0000;1` → `Local/9@ctx`; what masquerades add goes as well. */
export function deviceOf(name: string): string {
  const plain = name.startsWith('AsyncGoto/') ? name.slice('AsyncGoto/'.length) : name;
  const dash = plain.lastIndexOf('-');
  return dash > 0 ? plain.slice(0, dash) : plain;
}

export function isLocal(name: string): boolean {
  return name.startsWith('Local/');
}

const channelStates: ReadonlySet<string> = new Set<ChannelState>([
  'Down',
  'Rsrvd',
  'OffHook',
  'Dialing',
  'Ring',
  'Ringing',
  'Up',
  'Busy',
  'Dialing Offhook',
  'Pre-ring',
  'Mute',
  'Unknown',
]);

function isChannelState(word: string): word is ChannelState {
  return channelStates.has(word);
}

/** What every channel snapshot says, in events (with a prefix such as `Dest`) and in lists. */
export type Snapshot = Pick<
  Channel,
  | 'uniqueid'
  | 'linkedid'
  | 'name'
  | 'device'
  | 'state'
  | 'caller'
  | 'connected'
  | 'context'
  | 'exten'
  | 'priority'
>;

export function readSnapshot(message: Message, prefix = ''): Snapshot | undefined {
  const uniqueid = message.get(`${prefix}Uniqueid`);
  if (uniqueid === undefined || uniqueid === '') return undefined;
  const name = message.get(`${prefix}Channel`) ?? '';
  const state = message.get(`${prefix}ChannelStateDesc`) ?? '';
  return {
    uniqueid,
    linkedid: message.get(`${prefix}Linkedid`) ?? uniqueid,
    name,
    device: deviceOf(name),
    state: isChannelState(state) ? state : 'Unknown',
    caller: {
      name: unescaped(message.get(`${prefix}CallerIDName`)),
      number: known(message.get(`${prefix}CallerIDNum`)),
    },
    connected: {
      name: unescaped(message.get(`${prefix}ConnectedLineName`)),
      number: known(message.get(`${prefix}ConnectedLineNum`)),
    },
    context: message.get(`${prefix}Context`) ?? '',
    exten: message.get(`${prefix}Exten`) ?? '',
    priority: message.get(`${prefix}Priority`) ?? '',
  };
}

/** `s`, `h`, `i` … are the dialplan's own names, not something a person dialled. */
export function dialledNumber(exten: string): string {
  return /^[a-zA-Z]?$/.test(exten) ? '' : exten;
}

/** A channel that was dialled carries the extension of whoever dials it; only one that began a call asked for its own. */
function askedFor(snapshot: Snapshot): string {
  const began = snapshot.uniqueid === snapshot.linkedid || snapshot.state === 'Ring';
  return began && !isLocal(snapshot.name) ? dialledNumber(snapshot.exten) : '';
}

/** The channel with what the snapshot says of it; the same object when that is nothing new. */
export function withSnapshot(channel: Channel, snapshot: Snapshot): Channel {
  const dialled = channel.dialled === '' ? askedFor(snapshot) : channel.dialled;
  if (
    channel.linkedid === snapshot.linkedid &&
    channel.name === snapshot.name &&
    channel.state === snapshot.state &&
    channel.exten === snapshot.exten &&
    channel.context === snapshot.context &&
    channel.priority === snapshot.priority &&
    channel.dialled === dialled &&
    channel.caller.name === snapshot.caller.name &&
    channel.caller.number === snapshot.caller.number &&
    channel.connected.name === snapshot.connected.name &&
    channel.connected.number === snapshot.connected.number
  )
    return channel;
  return { ...channel, ...snapshot, dialled };
}

export function newChannel(snapshot: Snapshot, since: number): Channel {
  return {
    ...snapshot,
    application: '',
    dialled: askedFor(snapshot),
    bridge: undefined,
    held: false,
    since,
    bridgedSince: undefined,
  };
}

function channelChange(before: Channel | undefined, after: Channel): readonly Change[] {
  return before === after ? nothing : [{ table: 'channels', id: after.uniqueid, value: after }];
}

/** Takes over what a snapshot says of a channel that is there. */
function seen(tables: Tables, message: Message, prefix = '', more?: Partial<Channel>): readonly Change[] {
  const snapshot = readSnapshot(message, prefix);
  const before = snapshot && tables.channels.get(snapshot.uniqueid);
  if (!snapshot || !before) return nothing;
  const after = withSnapshot(before, snapshot);
  return channelChange(before, more ? { ...after, ...more } : after);
}

const seenChannel: Reducer = (tables, message) => seen(tables, message);

const newchannel: Reducer = (tables, message, now) => {
  const snapshot = readSnapshot(message);
  if (!snapshot) return nothing;
  const before = tables.channels.get(snapshot.uniqueid);
  return channelChange(before, before ? withSnapshot(before, snapshot) : newChannel(snapshot, now));
};

const rename: Reducer = (tables, message) => {
  const before = tables.channels.get(message.get('Uniqueid') ?? '');
  const name = message.get('Newname');
  if (!before || name === undefined || name === before.name) return nothing;
  return channelChange(before, { ...before, name, device: deviceOf(name) });
};

const hangup: Reducer = (tables, message) => {
  const id = message.get('Uniqueid') ?? '';
  const changes: Change[] = [];
  if (tables.channels.has(id)) changes.push({ table: 'channels', id, value: undefined });
  for (const dial of tables.dials.values())
    if (dial.dest === id || dial.caller === id)
      changes.push({ table: 'dials', id: dial.dest, value: undefined });
  if (tables.parked.has(id)) changes.push({ table: 'parked', id, value: undefined });
  changes.push(...leaveQueue(tables, id));
  return changes;
};

const hold: Reducer = (tables, message) => seen(tables, message, '', { held: true });
const unhold: Reducer = (tables, message) => seen(tables, message, '', { held: false });

export function readBridge(message: Message, prefix = ''): Bridge | undefined {
  const id = message.get(`${prefix}BridgeUniqueid`);
  if (id === undefined || id === '') return undefined;
  return {
    id,
    type: message.get(`${prefix}BridgeType`) ?? '',
    technology: message.get(`${prefix}BridgeTechnology`) ?? '',
    creator: known(message.get(`${prefix}BridgeCreator`)),
    name: known(message.get(`${prefix}BridgeName`)),
  };
}

export function sameBridge(a: Bridge, b: Bridge): boolean {
  return a.technology === b.technology && a.type === b.type && a.creator === b.creator && a.name === b.name;
}

/** A bridge that is there, as the event tells it: its technology changes as parties come and go. */
function seenBridge(tables: Tables, message: Message): readonly Change[] {
  const bridge = readBridge(message);
  const before = bridge && tables.bridges.get(bridge.id);
  if (!bridge || !before || sameBridge(before, bridge)) return nothing;
  return [{ table: 'bridges', id: bridge.id, value: bridge }];
}

const bridgeCreate: Reducer = (_tables, message) => {
  const bridge = readBridge(message);
  return bridge ? [{ table: 'bridges', id: bridge.id, value: bridge }] : nothing;
};

const bridgeDestroy: Reducer = (tables, message) => {
  const id = message.get('BridgeUniqueid') ?? '';
  const changes: Change[] = [];
  for (const channel of tables.channels.values())
    if (channel.bridge === id)
      changes.push(...channelChange(channel, { ...channel, bridge: undefined, bridgedSince: undefined }));
  if (tables.bridges.has(id)) changes.push({ table: 'bridges', id, value: undefined });
  return changes;
};

/** Creation second and sequence of `system-1763880000.17`, as Asterisk compares them. */
function age(id: string): readonly [number, number] | undefined {
  const match = /(\d+)\.(\d+)$/.exec(id);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

/** The Linkedid of two channels that meet (channel_internal_api.c, oldest_linkedid). */
export function oldestLinkedid(a: string, b: string): string {
  const [ageA, ageB] = [age(a), age(b)];
  if (!ageA || !ageB) return a;
  return ageB[0] < ageA[0] || (ageB[0] === ageA[0] && ageB[1] < ageA[1]) ? b : a;
}

const bridgeEnter: Reducer = (tables, message, now) => {
  const snapshot = readSnapshot(message);
  const bridge = message.get('BridgeUniqueid');
  const before = snapshot && tables.channels.get(snapshot.uniqueid);
  const changes: Change[] = [...seenBridge(tables, message)];
  if (!snapshot || !before || bridge === undefined) return changes;
  const seenAs = withSnapshot(before, snapshot);
  // A hold is of one conversation: whoever is taken into another (to ask a colleague first) holds nobody there, and
  // the PBX sends no Unhold.
  const moved = { ...seenAs, bridge, bridgedSince: now, held: false };
  changes.push(...channelChange(before, before.bridge === bridge ? seenAs : moved));
  // In a call (not in a conference) those already there take the newcomer's Linkedid when it is older, and no event
  // says so (bridge_basic.c, bridge_basic_push).
  if (message.get('BridgeType') !== 'basic') return changes;
  for (const other of tables.channels.values())
    if (other.bridge === bridge && other.uniqueid !== snapshot.uniqueid) {
      const linkedid = oldestLinkedid(other.linkedid, snapshot.linkedid);
      if (linkedid !== other.linkedid) changes.push(...channelChange(other, { ...other, linkedid }));
    }
  return changes;
};

/**
 * BridgeMerge is not followed: it is told first, then each channel leaves and enters by itself, but for those that are
 * kicked out meanwhile and never enter (bridge.c, bridge_do_merge).
 */
const bridgeLeave: Reducer = (tables, message) => {
  const snapshot = readSnapshot(message);
  const before = snapshot && tables.channels.get(snapshot.uniqueid);
  const changes: Change[] = [...seenBridge(tables, message)];
  if (!snapshot || !before) return changes;
  const after = withSnapshot(before, snapshot);
  // It may have entered its next bridge before this was told.
  const left = after.bridge === message.get('BridgeUniqueid');
  changes.push(
    ...channelChange(
      before,
      left ? { ...after, bridge: undefined, bridgedSince: undefined, held: false } : after,
    ),
  );
  return changes;
};

const dialBegin: Reducer = (tables, message, now) => {
  const changes: Change[] = [...seen(tables, message), ...seen(tables, message, 'Dest')];
  const dest = message.get('DestUniqueid') ?? '';
  if (!tables.channels.has(dest)) return changes;
  const caller = message.get('Uniqueid');
  const dial: Dial = {
    dest,
    caller: caller === '' ? undefined : caller,
    dialString: message.get('DialString') ?? '',
    ringing: false,
    since: tables.dials.get(dest)?.since ?? now,
  };
  changes.push({ table: 'dials', id: dest, value: dial });
  return changes;
};

const dialState: Reducer = (tables, message) => {
  const changes: Change[] = [...seen(tables, message), ...seen(tables, message, 'Dest')];
  const dial = tables.dials.get(message.get('DestUniqueid') ?? '');
  if (dial && !dial.ringing && message.get('DialStatus') === 'RINGING')
    changes.push({ table: 'dials', id: dial.dest, value: { ...dial, ringing: true } });
  return changes;
};

const dialEnd: Reducer = (tables, message) => {
  const changes: Change[] = [...seen(tables, message), ...seen(tables, message, 'Dest')];
  const id = message.get('DestUniqueid') ?? '';
  if (tables.dials.has(id)) changes.push({ table: 'dials', id, value: undefined });
  return changes;
};

const localBridge: Reducer = (tables, message) => [
  ...seen(tables, message, 'LocalOne'),
  ...seen(tables, message, 'LocalTwo'),
];

/**
 * Parking tells its news from a thread of its own: the channel's snapshot in it may be old, so only ids are read.
 * ParkingTimeout is what is left of the time, not the whole of it (parking_manager.c); seen on 16.28 and 22.10.
 */
export function readParked(message: Message, now: number): Parked | undefined {
  const uniqueid = message.get('ParkeeUniqueid');
  if (uniqueid === undefined || uniqueid === '') return undefined;
  const passed = seconds(message.get('ParkingDuration'));
  const left = seconds(message.get('ParkingTimeout'));
  return {
    uniqueid,
    linkedid: message.get('ParkeeLinkedid') ?? uniqueid,
    lot: message.get('Parkinglot') ?? '',
    space: message.get('ParkingSpace') ?? '',
    parker: known(message.get('ParkerDialString')),
    since: now - 1000 * passed,
    until: passed + left > 0 ? now + 1000 * left : undefined,
  };
}

function seconds(value: string | undefined): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** Whoever else stood on that space. */
function freed(tables: Tables, lot: string, space: string, except: string): readonly Change[] {
  const changes: Change[] = [];
  for (const other of tables.parked.values())
    if (other.uniqueid !== except && other.lot === lot && other.space === space)
      changes.push({ table: 'parked', id: other.uniqueid, value: undefined });
  return changes;
}

/**
 * Told in order among themselves, in no order with the channels': a channel made to be parked (a transfer of a
 * parked call puts a Local channel in its place) may be told parked before its Newchannel. That a call left its
 * space is always told as well, so one that has ended does not stay.
 */
const parkedCall: Reducer = (tables, message, now) => {
  const parked = readParked(message, now);
  if (!parked) return nothing;
  return [
    ...freed(tables, parked.lot, parked.space, parked.uniqueid),
    { table: 'parked', id: parked.uniqueid, value: parked },
  ];
};

/** The space counts as well as the id: a parked call that is redirected leaves under the id of what took its place. */
const unparked: Reducer = (tables, message) => {
  const id = message.get('ParkeeUniqueid') ?? '';
  const changes: Change[] = tables.parked.has(id) ? [{ table: 'parked', id, value: undefined }] : [];
  const [lot, space] = [message.get('Parkinglot') ?? '', message.get('ParkingSpace') ?? ''];
  return space === '' ? changes : [...changes, ...freed(tables, lot, space, id)];
};

export function readQueueEntry(message: Message, now: number): QueueEntry | undefined {
  const uniqueid = message.get('Uniqueid');
  const queue = message.get('Queue');
  if (uniqueid === undefined || uniqueid === '' || queue === undefined) return undefined;
  return {
    uniqueid,
    queue,
    position: seconds(message.get('Position')),
    since: now - 1000 * seconds(message.get('Wait')),
  };
}

/** Those behind move up, as the PBX does it without an event. Nothing when the list no longer had the caller. */
function leaveQueue(tables: Tables, id: string): readonly Change[] {
  const entry = tables.queued.get(id);
  if (!entry) return nothing;
  const changes: Change[] = [{ table: 'queued', id, value: undefined }];
  for (const other of tables.queued.values())
    if (other.queue === entry.queue && other.position > entry.position)
      changes.push({
        table: 'queued',
        id: other.uniqueid,
        value: { ...other, position: other.position - 1 },
      });
  return changes;
}

const queueJoin: Reducer = (tables, message, now) => {
  const entry = readQueueEntry(message, now);
  // A caller the list already told has a newer position than the event.
  if (!entry || tables.queued.has(entry.uniqueid) || !tables.channels.has(entry.uniqueid)) return nothing;
  const changes: Change[] = [{ table: 'queued', id: entry.uniqueid, value: entry }];
  for (const other of tables.queued.values())
    if (other.queue === entry.queue && other.position >= entry.position)
      changes.push({
        table: 'queued',
        id: other.uniqueid,
        value: { ...other, position: other.position + 1 },
      });
  return changes;
};

const queueLeave: Reducer = (tables, message) => leaveQueue(tables, message.get('Uniqueid') ?? '');

const extensionStatus: Reducer = (tables, message, now) => {
  const exten = message.get('Exten') ?? '';
  const context = message.get('Context') ?? '';
  if (exten === '') return nothing;
  const key = `${exten}@${context}`;
  const before = tables.extensions.get(key);
  const after = withStatus(before, exten, context, message, now);
  return before === after ? nothing : [{ table: 'extensions', id: key, value: after }];
};

/** An extension as an ExtensionStatus (event or list) tells it; the same object when that is nothing new. */
export function withStatus(
  before: Extension | undefined,
  exten: string,
  context: string,
  message: Message,
  now: number,
): Extension {
  const status = Number.parseInt(message.get('Status') ?? '', 10);
  const told = message.get('Hint') ?? '';
  // A hint made by `dialplan reload` tells its state with an empty Hint.
  const hint = told === '' ? (before?.hint ?? '') : told;
  if (before && before.status === status && before.hint === hint) return before;
  const state = extensionStateOf(status);
  const { devices, presentity } = before?.hint === hint ? before : readHint(hint);
  return {
    key: `${exten}@${context}`,
    exten,
    context,
    hint,
    devices,
    presentity,
    status: Number.isNaN(status) ? -1 : status,
    state,
    presence: before?.presence,
    since: before === undefined || before.state === state ? before?.since : now,
  };
}

const presenceStates: ReadonlySet<string> = new Set<PresenceState>([
  'not_set',
  'unavailable',
  'available',
  'away',
  'xa',
  'chat',
  'dnd',
]);

function isPresenceState(word: string): word is PresenceState {
  return presenceStates.has(word);
}

/**
 * PresenceStateChange, the event and the list item of that name, carries its texts C-escaped; PresenceStatus says the
 * same as it was set. Seen on 16.28 and 22.10.
 */
export function readPresence(message: Message): Presence | undefined {
  const state = (message.get('Status') ?? '').toLowerCase();
  if (!isPresenceState(state)) return undefined;
  const escaped = message.name === 'PresenceStateChange';
  const text = (header: string): string => {
    const value = message.get(header) ?? '';
    return escaped ? unescapeC(value) : value;
  };
  return { state, subtype: text('Subtype'), message: text('Message') };
}

export function samePresence(a: Presence | undefined, b: Presence | undefined): boolean {
  return a?.state === b?.state && a?.subtype === b?.subtype && a?.message === b?.message;
}

const presenceStatus: Reducer = (tables, message) => {
  const id = `${message.get('Exten') ?? ''}@${message.get('Context') ?? ''}`;
  const before = tables.extensions.get(id);
  const presence = readPresence(message);
  if (!before || !presence || samePresence(before.presence, presence)) return nothing;
  return [{ table: 'extensions', id, value: { ...before, presence } }];
};

/** Said of a presentity, for every hint that names it: the same news as PresenceStatus where both come. */
const presenceStateChange: Reducer = (tables, message) => {
  const presentity = message.get('Presentity');
  const presence = readPresence(message);
  if (presentity === undefined || !presence) return nothing;
  const changes: Change[] = [];
  for (const before of tables.extensions.values())
    if (before.presentity === presentity && !samePresence(before.presence, presence))
      changes.push({ table: 'extensions', id: before.key, value: { ...before, presence } });
  return changes;
};

/** A phone's device, not `Custom:x` or `Queue:x`, and not the Local channels that come and go. */
export function isPhone(device: string): boolean {
  const slash = device.indexOf('/');
  const colon = device.indexOf(':');
  return slash > 0 && (colon < 0 || slash < colon) && !isLocal(device);
}

/** A device state says best whether the phone is there; contacts and peer events serve where none was told. */
export function withRegistration(device: Device, told: boolean | undefined): Device {
  const registered = registeredBy(device.state) ?? told ?? device.registered;
  return registered === device.registered ? device : { ...device, registered };
}

function registeredBy(state: string): boolean | undefined {
  switch (state) {
    case '':
    case 'UNKNOWN':
      return undefined;
    case 'UNAVAILABLE':
    case 'INVALID':
      return false;
    default:
      return true;
  }
}

export function emptyDevice(device: string): Device {
  return { device, state: '', registered: undefined, contacts: [] };
}

const deviceStateChange: Reducer = (tables, message) => {
  const id = message.get('Device') ?? '';
  if (!isPhone(id)) return nothing;
  const state = message.get('State') ?? '';
  const before = tables.devices.get(id);
  if (before?.state === state) return nothing;
  const value = withRegistration({ ...(before ?? emptyDevice(id)), state }, undefined);
  return [{ table: 'devices', id, value }];
};

const contactStatus: Reducer = (tables, message) => {
  const endpoint = message.get('EndpointName') ?? '';
  const uri = message.get('URI') ?? '';
  if (endpoint === '' || uri === '') return nothing;
  const id = `PJSIP/${endpoint}`;
  const before = tables.devices.get(id) ?? emptyDevice(id);
  const others = before.contacts.filter((contact) => contact !== uri);
  const contacts = message.get('ContactStatus') === 'Removed' ? others : [...others, uri].sort();
  const value = withRegistration({ ...before, contacts }, contacts.length > 0);
  return [{ table: 'devices', id, value }];
};

const peerStatus: Reducer = (tables, message) => {
  const id = message.get('Peer') ?? '';
  if (!isPhone(id)) return nothing;
  const word = message.get('PeerStatus') ?? '';
  const before = tables.devices.get(id) ?? emptyDevice(id);
  const there = ['Registered', 'Reachable', 'Lagged'].includes(word);
  const after = withRegistration(before, there);
  return after === before ? nothing : [{ table: 'devices', id, value: after }];
};

const messageWaiting: Reducer = (_tables, message) => {
  const mailbox = message.get('Mailbox') ?? '';
  if (mailbox === '') return nothing;
  const waiting = message.get('Waiting') === '1' ? 1 : 0;
  const unread = message.get('New');
  return [
    {
      table: 'mailboxes',
      id: mailbox,
      value: {
        mailbox,
        unread: unread === undefined ? waiting : seconds(unread),
        read: seconds(message.get('Old')),
      },
    },
  ];
};

const reducers: ReadonlyMap<string, Reducer> = new Map([
  ['Newchannel', newchannel],
  ['Newstate', seenChannel],
  ['NewCallerid', seenChannel],
  ['NewConnectedLine', seenChannel],
  ['Rename', rename],
  ['Hangup', hangup],
  ['Hold', hold],
  ['Unhold', unhold],
  ['BridgeCreate', bridgeCreate],
  ['BridgeDestroy', bridgeDestroy],
  ['BridgeEnter', bridgeEnter],
  ['BridgeLeave', bridgeLeave],
  ['DialBegin', dialBegin],
  ['DialState', dialState],
  ['DialEnd', dialEnd],
  ['LocalBridge', localBridge],
  ['ParkedCall', parkedCall],
  ['ParkedCallSwap', parkedCall],
  ['ParkedCallTimeOut', unparked],
  ['ParkedCallGiveUp', unparked],
  ['UnParkedCall', unparked],
  ['QueueCallerJoin', queueJoin],
  ['QueueCallerLeave', queueLeave],
  ['QueueCallerAbandon', queueLeave],
  ['ExtensionStatus', extensionStatus],
  ['PresenceStatus', presenceStatus],
  ['PresenceStateChange', presenceStateChange],
  ['DeviceStateChange', deviceStateChange],
  ['ContactStatus', contactStatus],
  ['PeerStatus', peerStatus],
  ['MessageWaiting', messageWaiting],
]);

/** The events there is a reducer for. */
export const reducedEvents: readonly string[] = [...reducers.keys()];

export function reduce(tables: Tables, message: Message, now: number): readonly Change[] {
  return reducers.get(message.name)?.(tables, message, now) ?? nothing;
}
