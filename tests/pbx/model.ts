/**
 * A PBX as far as the mirror can see one: what it lists, and the events it queues for every change. Made to be
 * random, not to be Asterisk: the wire tests ask the real one. Three threads queue events, each in its own order:
 * channels, hints and parking. Hints may come late, parking late or early.
 */
import type { Message } from '../../src/ami/index.ts';
import { event, type Fields } from './fake.ts';

interface ModelChannel {
  readonly id: string;
  readonly began: number;
  linkedid: string;
  device: string;
  state: string;
  caller: string;
  connected: string;
  exten: string;
  bridge: string | undefined;
  /** Whom it dials: ids of ringing legs. */
  dials: string[];
  queued: boolean;
  parked: string | undefined;
}

type Thread = 'channels' | 'hints' | 'parking';

interface Queued {
  readonly message: Message;
  /** How many channel events had been queued before it: a hint is never ahead of them. */
  readonly after: number;
}

/** Numbers from a list, over and over: what fast-check shrinks. */
export interface Choices {
  pick<T>(from: readonly T[]): T | undefined;
  number(below: number): number;
}

const states = { ring: 'Ring', ringing: 'Ringing', down: 'Down', up: 'Up' } as const;

export function modelPbx(choices: Choices) {
  const channels = new Map<string, ModelChannel>();
  const bridges = new Map<string, Set<string>>();
  const hints = new Map<string, { status: number; presence: string }>();
  const devices = new Map<string, string>();
  /** Oldest first. */
  const queue: string[] = [];
  const queues: Record<Thread, Queued[]> = { channels: [], hints: [], parking: [] };
  let told = 0;
  let delivered = 0;
  let sequence = 0;

  for (let n = 0; n < 4; n += 1) {
    hints.set(`200${n}`, { status: 0, presence: 'not_set' });
    devices.set(`PJSIP/200${n}`, 'NOT_INUSE');
  }

  function tell(thread: Thread, name: string, fields: Fields): void {
    queues[thread].push({ message: event(name, fields), after: told });
    if (thread === 'channels') told += 1;
  }

  const snapshot = (channel: ModelChannel, prefix = ''): Fields =>
    Object.fromEntries(
      Object.entries({
        Channel: `${channel.device}-${channel.id.split('.')[1] ?? ''}`,
        ChannelStateDesc: channel.state,
        CallerIDNum: channel.caller,
        CallerIDName: '<unknown>',
        ConnectedLineNum: channel.connected,
        ConnectedLineName: '<unknown>',
        Context: 'internal',
        Exten: channel.exten,
        Priority: 1,
        Uniqueid: channel.id,
        Linkedid: channel.linkedid,
      }).map(([name, value]) => [`${prefix}${name}`, value]),
    );
  const bridgeFields = (id: string): Fields => ({
    BridgeUniqueid: id,
    BridgeType: 'basic',
    BridgeTechnology: 'simple_bridge',
    BridgeCreator: '<unknown>',
    BridgeName: '<unknown>',
  });
  const hintFields = (exten: string, status: number): Fields => ({
    Exten: exten,
    Context: 'internal',
    Hint: `PJSIP/${exten},CustomPresence:${exten}`,
    Status: status,
  });
  const parkFields = (channel: ModelChannel): Fields => ({
    ...snapshot(channel, 'Parkee'),
    Parkinglot: 'default',
    ParkingSpace: channel.parked ?? '',
    ParkerDialString: 'PJSIP/2000',
    ParkingTimeout: 45,
    ParkingDuration: 0,
  });

  function makeChannel(linkedid: string | undefined, state: string): ModelChannel {
    sequence += 1;
    const id = `1800000000.${sequence}`;
    const number = `200${choices.number(5)}`;
    const channel: ModelChannel = {
      id,
      began: sequence,
      linkedid: linkedid ?? id,
      device: `PJSIP/${number}`,
      state,
      caller: number,
      connected: '<unknown>',
      exten: `200${choices.number(4)}`,
      bridge: undefined,
      dials: [],
      queued: false,
      parked: undefined,
    };
    channels.set(id, channel);
    tell('channels', 'Newchannel', snapshot(channel));
    return channel;
  }

  function leaveBridge(channel: ModelChannel): void {
    const id = channel.bridge;
    if (id === undefined) return;
    channel.bridge = undefined;
    const members = bridges.get(id);
    members?.delete(channel.id);
    tell('channels', 'BridgeLeave', { ...bridgeFields(id), ...snapshot(channel) });
    if (members?.size === 0) {
      bridges.delete(id);
      tell('channels', 'BridgeDestroy', bridgeFields(id));
    }
  }

  function leaveQueue(channel: ModelChannel): void {
    if (!channel.queued) return;
    channel.queued = false;
    const at = queue.indexOf(channel.id);
    queue.splice(at, 1);
    tell('channels', 'QueueCallerLeave', { ...snapshot(channel), Queue: 'desk', Position: at + 1 });
  }

  function unpark(channel: ModelChannel, how: string): void {
    if (channel.parked === undefined) return;
    tell('parking', how, parkFields(channel));
    channel.parked = undefined;
  }

  function endDials(channel: ModelChannel, status: string): void {
    for (const id of channel.dials) {
      const dest = channels.get(id);
      if (!dest) continue;
      tell('channels', 'DialEnd', { ...snapshot(channel), ...snapshot(dest, 'Dest'), DialStatus: status });
    }
    channel.dials = [];
  }

  function hangup(channel: ModelChannel): void {
    leaveQueue(channel);
    unpark(channel, 'ParkedCallGiveUp');
    leaveBridge(channel);
    const ringing = channel.dials.map((id) => channels.get(id));
    endDials(channel, 'CANCEL');
    for (const other of channels.values())
      if (other.dials.includes(channel.id)) {
        other.dials = other.dials.filter((id) => id !== channel.id);
        tell('channels', 'DialEnd', {
          ...snapshot(other),
          ...snapshot(channel, 'Dest'),
          DialStatus: 'BUSY',
        });
      }
    channels.delete(channel.id);
    tell('channels', 'Hangup', { ...snapshot(channel), Cause: 16 });
    for (const each of ringing) if (each && channels.has(each.id)) hangup(each);
  }

  function enter(id: string, channel: ModelChannel): void {
    channel.bridge = id;
    const members = bridges.get(id);
    members?.add(channel.id);
    const here = [...(members ?? [])].map((each) => channels.get(each)).filter((each) => each !== undefined);
    const oldest = here.reduce((best, each) =>
      sequenceOf(each.linkedid) < sequenceOf(best.linkedid) ? each : best,
    ).linkedid;
    for (const each of here) each.linkedid = oldest;
    tell('channels', 'BridgeEnter', { ...bridgeFields(id), ...snapshot(channel) });
  }

  const idle = (channel: ModelChannel): boolean =>
    channel.bridge === undefined && !channel.queued && channel.parked === undefined;
  const some = (of: (channel: ModelChannel) => boolean): ModelChannel | undefined =>
    choices.pick([...channels.values()].filter(of));

  const acts: readonly (() => void)[] = [
    () => {
      if (channels.size < 10) makeChannel(undefined, states.ring);
    },
    function dial() {
      const caller = some(
        (each) => idle(each) && each.state !== states.ringing && each.state !== states.down,
      );
      if (!caller || channels.size >= 10) return;
      const dest = makeChannel(caller.linkedid, states.down);
      caller.dials.push(dest.id);
      tell('channels', 'DialBegin', {
        ...snapshot(caller),
        ...snapshot(dest, 'Dest'),
        DialString: dest.device,
      });
      dest.state = states.ringing;
      tell('channels', 'Newstate', snapshot(dest));
    },
    function answer() {
      const caller = some((each) => each.dials.length > 0);
      const dest = channels.get(choices.pick(caller?.dials ?? []) ?? '');
      if (!caller || !dest) return;
      dest.state = states.up;
      tell('channels', 'Newstate', snapshot(dest));
      const others = caller.dials.filter((id) => id !== dest.id);
      endDials(caller, 'ANSWER');
      for (const id of others) {
        const other = channels.get(id);
        if (other) hangup(other);
      }
      leaveQueue(caller);
      unpark(caller, 'UnParkedCall');
      caller.state = states.up;
      tell('channels', 'Newstate', snapshot(caller));
      sequence += 1;
      const bridge = `bridge-${sequence}`;
      bridges.set(bridge, new Set());
      tell('channels', 'BridgeCreate', bridgeFields(bridge));
      enter(bridge, choices.number(2) === 0 ? caller : dest);
      enter(bridge, caller.bridge === undefined ? caller : dest);
    },
    function join() {
      const bridge = choices.pick([...bridges.keys()]);
      const one = some(
        (each) => each.bridge !== bridge && each.state === states.up && each.dials.length === 0,
      );
      if (!one || bridge === undefined) return;
      leaveQueue(one);
      unpark(one, 'UnParkedCall');
      // Made to leave first: its old bridge may be destroyed, never the one it enters.
      leaveBridge(one);
      enter(bridge, one);
    },
    function hangUp() {
      const one = some(() => true);
      if (one) hangup(one);
    },
    function callerId() {
      const one = some(() => true);
      if (!one) return;
      one.caller = `9${choices.number(100)}`;
      tell('channels', 'NewCallerid', snapshot(one));
    },
    function connectedLine() {
      const one = some(() => true);
      if (!one) return;
      one.connected = `8${choices.number(100)}`;
      tell('channels', 'NewConnectedLine', snapshot(one));
    },
    function joinQueue() {
      const one = some((each) => idle(each) && each.state === states.up && each.dials.length === 0);
      if (!one) return;
      // A caller with a priority goes in front of others.
      const at = choices.number(queue.length + 1);
      queue.splice(at, 0, one.id);
      one.queued = true;
      tell('channels', 'QueueCallerJoin', { ...snapshot(one), Queue: 'desk', Position: at + 1 });
    },
    function giveUpQueue() {
      const one = some((each) => each.queued);
      if (one) leaveQueue(one);
    },
    function park() {
      const one = some((each) => each.state === states.up && each.parked === undefined && !each.queued);
      if (!one || one.dials.length > 0) return;
      leaveBridge(one);
      const taken = new Set([...channels.values()].map((each) => each.parked));
      one.parked = ['701', '702', '703'].find((space) => !taken.has(space));
      if (one.parked !== undefined) tell('parking', 'ParkedCall', parkFields(one));
    },
    function swapParked() {
      const one = some((each) => each.parked !== undefined);
      if (!one || channels.size >= 10) return;
      const instead = makeChannel(one.linkedid, states.up);
      instead.parked = one.parked;
      one.parked = undefined;
      tell('parking', 'ParkedCallSwap', parkFields(instead));
      hangup(one);
    },
    function timeOut() {
      const one = some((each) => each.parked !== undefined);
      if (one) unpark(one, 'ParkedCallTimeOut');
    },
    function hintState() {
      const exten = choices.pick([...hints.keys()]);
      const hint = exten === undefined ? undefined : hints.get(exten);
      if (exten === undefined || !hint) return;
      hint.status = choices.pick([0, 1, 2, 4, 8, 9, 16]) ?? 0;
      tell('hints', 'ExtensionStatus', hintFields(exten, hint.status));
    },
    function presence() {
      const exten = choices.pick([...hints.keys()]);
      const hint = exten === undefined ? undefined : hints.get(exten);
      if (exten === undefined || !hint) return;
      hint.presence = choices.pick(['available', 'away', 'dnd']) ?? 'away';
      tell('hints', 'PresenceStatus', {
        ...hintFields(exten, 0),
        Status: hint.presence,
        Subtype: '',
        Message: '',
      });
    },
    function deviceState() {
      const device = choices.pick([...devices.keys()]) ?? '';
      const state = choices.pick(['NOT_INUSE', 'INUSE', 'UNAVAILABLE', 'RINGING', 'ONHOLD']) ?? '';
      devices.set(device, state);
      tell('channels', 'DeviceStateChange', { Device: device, State: state });
    },
    function makeHint() {
      const exten = `20${choices.number(4)}0`;
      if (hints.has(exten)) return;
      hints.set(exten, { status: 0, presence: 'not_set' });
      tell('hints', 'ExtensionStatus', { ...hintFields(exten, 0), Hint: '' });
    },
    function removeHintWithoutAWord() {
      const exten = choices.pick([...hints.keys()]);
      if (exten !== undefined && hints.size > 2) hints.delete(exten);
    },
  ];

  function list(action: string): readonly Message[] {
    switch (action) {
      case 'CoreShowChannels':
        return [...channels.values()].map((channel) =>
          event('CoreShowChannel', {
            ...snapshot(channel),
            Application: 'Dial',
            ApplicationData: '',
            Duration: '00:00:01',
            BridgeId: channel.bridge ?? '',
          }),
        );
      case 'BridgeList':
        return [...bridges.keys()].map((id) => event('BridgeListItem', bridgeFields(id)));
      case 'ExtensionStateList':
        return [...hints].map(([exten, { status }]) => event('ExtensionStatus', hintFields(exten, status)));
      case 'PresenceStateList':
        return [...hints].map(([exten, hint]) =>
          event('PresenceStateChange', {
            Presentity: `CustomPresence:${exten}`,
            Status: hint.presence,
            Subtype: '',
            Message: '',
          }),
        );
      case 'DeviceStateList':
        return [...devices].map(([Device, State]) => event('DeviceStateChange', { Device, State }));
      case 'ParkedCalls':
        return [...channels.values()]
          .filter((channel) => channel.parked !== undefined)
          .map((channel) => event('ParkedCall', parkFields(channel)));
      case 'QueueStatus':
        return queue.map((id, at) =>
          event('QueueEntry', { Queue: 'desk', Position: at + 1, Uniqueid: id, Wait: 0 }),
        );
      default:
        return [];
    }
  }

  /** The next events of one thread, as many as are asked for and may come yet. */
  function deliver(count: number): readonly Message[] {
    const thread =
      choices.pick<Thread>(['channels', 'channels', 'channels', 'hints', 'parking']) ?? 'channels';
    const events: Message[] = [];
    for (let next = queues[thread][0]; next && events.length < count; next = queues[thread][0]) {
      if (thread === 'hints' && next.after > delivered) break;
      queues[thread].shift();
      if (thread === 'channels') delivered += 1;
      events.push(next.message);
    }
    return events;
  }

  return {
    act: () => acts[choices.number(acts.length)]?.(),
    list,
    deliver,
    get undelivered() {
      return queues.channels.length + queues.hints.length + queues.parking.length;
    },
  };
}

function sequenceOf(id: string): number {
  return Number(id.split('.')[1]);
}
