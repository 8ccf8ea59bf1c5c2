/** What each event changes. */
import { describe, expect, test } from 'vitest';
import { extensionStateOf, readHint } from '../../src/pbx/index.ts';
import { board, bridgeOf, channel, NOW, prefixed } from './board.ts';

describe('channels', () => {
  test('Newchannel makes one; its texts are unescaped and the unknown is empty', () => {
    const { tables, feed } = board();
    feed('Newchannel', {
      ...channel('1.1', 'PJSIP/2002-00000001', 'Ring', { Exten: '2004' }),
      CallerIDName: 'Cara O\\\'Neil \\"Bo\\" Łuk\\?',
      CallerIDNum: '2002',
    });
    expect(tables.channels.get('1.1')).toEqual({
      uniqueid: '1.1',
      linkedid: '1.1',
      name: 'PJSIP/2002-00000001',
      device: 'PJSIP/2002',
      state: 'Ring',
      caller: { name: 'Cara O\'Neil "Bo" Łuk?', number: '2002' },
      connected: { name: '', number: '' },
      context: 'internal',
      exten: '2004',
      priority: '1',
      application: '',
      dialled: '2004',
      bridge: undefined,
      held: false,
      since: NOW,
      bridgedSince: undefined,
    });
  });

  test('news of a channel that is not there is old and makes none', () => {
    const { tables, feed } = board();
    for (const name of [
      'Newstate',
      'NewCallerid',
      'Hold',
      'BridgeEnter',
      'QueueCallerJoin',
      'Hangup',
      'Rename',
    ])
      feed(name, {
        ...channel('1.1', 'PJSIP/2002-1'),
        ...bridgeOf('b'),
        Queue: 'q',
        Position: 1,
        Newname: 'x',
      });
    feed('DialBegin', {
      ...channel('1.1', 'PJSIP/2002-1'),
      ...prefixed('Dest', channel('1.2', 'PJSIP/2004-2')),
    });
    expect(Object.values(tables).map((table) => (table as ReadonlyMap<string, unknown>).size)).toEqual(
      Object.values(tables).map(() => 0),
    );
  });

  test('the Linkedid of any snapshot wins; what is the same changes nothing', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.2', 'PJSIP/2004-2', 'Down'));
    feed('NewConnectedLine', channel('1.2', 'PJSIP/2004-2', 'Ringing', { Linkedid: '1.1' }));
    const after = tables.channels.get('1.2');
    expect(after).toMatchObject({ linkedid: '1.1', state: 'Ringing' });
    expect(feed('Newstate', channel('1.2', 'PJSIP/2004-2', 'Ringing', { Linkedid: '1.1' }))).toEqual([]);
    expect(tables.channels.get('1.2')).toBe(after);
  });

  test('who was called carries the caller’s extension, but dialled nothing', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.2', 'PJSIP/2004-2', 'Down', { Linkedid: '1.1', Exten: 's' }));
    feed('NewConnectedLine', channel('1.2', 'PJSIP/2004-2', 'Down', { Linkedid: '1.1', Exten: '2004' }));
    expect(tables.channels.get('1.2')).toMatchObject({ exten: '2004', dialled: '' });
  });

  test('Rename, also by a masquerade', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.1', 'PJSIP/2002-00000001'));
    feed('Rename', {
      Channel: 'PJSIP/2002-00000001',
      Newname: 'AsyncGoto/PJSIP/2003-00000002',
      Uniqueid: '1.1',
    });
    expect(tables.channels.get('1.1')).toMatchObject({ device: 'PJSIP/2003' });
  });

  test('Hold and Unhold', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.1', 'PJSIP/2002-1'));
    feed('Hold', channel('1.1', 'PJSIP/2002-1'));
    expect(tables.channels.get('1.1')?.held).toBe(true);
    feed('Unhold', channel('1.1', 'PJSIP/2002-1'));
    expect(tables.channels.get('1.1')?.held).toBe(false);
  });

  test('a hold is of one conversation', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.1', 'PJSIP/2004-1'));
    const held = (bridge: string, event: string) => {
      feed(event, { ...channel('1.1', 'PJSIP/2004-1'), ...bridgeOf(bridge) });
      return tables.channels.get('1.1')?.held;
    };
    held('a', 'BridgeEnter');
    expect(held('a', 'Hold')).toBe(true);
    expect(held('a', 'BridgeEnter')).toBe(true);
    // The attended transfer of features.conf holds the guest and takes the channel to the colleague.
    expect(held('b', 'BridgeEnter')).toBe(false);
    held('b', 'Hold');
    expect(held('a', 'BridgeLeave')).toBe(true);
    expect(held('b', 'BridgeLeave')).toBe(false);
  });

  test('Hangup takes the channel’s dials, its parking and its place in a queue along', () => {
    const { tables, feed } = board();
    for (const [id, name] of [
      ['1.1', 'PJSIP/2002-1'],
      ['1.2', 'PJSIP/2004-2'],
      ['1.3', 'PJSIP/2005-3'],
    ] as const)
      feed('Newchannel', channel(id, name));
    feed('DialBegin', {
      ...channel('1.1', 'PJSIP/2002-1'),
      ...prefixed('Dest', channel('1.2', 'PJSIP/2004-2')),
    });
    feed('QueueCallerJoin', { ...channel('1.1', 'PJSIP/2002-1'), Queue: 'desk', Position: 1 });
    feed('QueueCallerJoin', { ...channel('1.3', 'PJSIP/2005-3'), Queue: 'desk', Position: 2 });
    feed('Hangup', channel('1.1', 'PJSIP/2002-1'));
    expect([...tables.channels.keys()]).toEqual(['1.2', '1.3']);
    expect(tables.dials.size).toBe(0);
    expect([...tables.queued.values()]).toMatchObject([{ uniqueid: '1.3', position: 1 }]);
  });
});

describe('bridges', () => {
  const two = () => {
    const it = board();
    it.feed('Newchannel', channel('5.2', 'PJSIP/2002-1'));
    it.feed('Newchannel', channel('5.1', 'PJSIP/2004-2'));
    it.feed('BridgeCreate', bridgeOf('b'));
    return it;
  };

  test('entering, leaving, another technology, the end', () => {
    const { tables, feed } = two();
    feed('BridgeEnter', { ...bridgeOf('b'), ...channel('5.2', 'PJSIP/2002-1') }, NOW + 5);
    expect(tables.channels.get('5.2')).toMatchObject({ bridge: 'b', bridgedSince: NOW + 5 });
    feed('BridgeEnter', {
      ...bridgeOf('b', { BridgeTechnology: 'native_rtp' }),
      ...channel('5.1', 'PJSIP/2004-2'),
    });
    expect(tables.bridges.get('b')).toEqual({
      id: 'b',
      type: 'basic',
      technology: 'native_rtp',
      creator: '',
      name: '',
    });
    feed('BridgeLeave', { ...bridgeOf('b'), ...channel('5.2', 'PJSIP/2002-1') });
    expect(tables.channels.get('5.2')).toMatchObject({ bridge: undefined, bridgedSince: undefined });
    feed('BridgeDestroy', bridgeOf('b'));
    expect(tables.bridges.size).toBe(0);
    expect(tables.channels.get('5.1')?.bridge).toBeUndefined();
  });

  test('in a call all take the oldest Linkedid, in a conference they keep their own', () => {
    const call = two();
    for (const id of ['5.2', '5.1'])
      call.feed('BridgeEnter', { ...bridgeOf('b'), ...channel(id, 'PJSIP/x-1') });
    expect(call.tables.channels.get('5.2')?.linkedid).toBe('5.1');
    const conference = two();
    for (const id of ['5.2', '5.1'])
      conference.feed('BridgeEnter', {
        ...bridgeOf('b', { BridgeType: 'base' }),
        ...channel(id, 'PJSIP/x-1'),
      });
    expect(conference.tables.channels.get('5.2')?.linkedid).toBe('5.2');
  });

  test('leaving the last bridge is told after entering the next', () => {
    const { tables, feed } = two();
    feed('BridgeCreate', bridgeOf('c'));
    feed('BridgeEnter', { ...bridgeOf('b'), ...channel('5.1', 'PJSIP/2004-2') });
    feed('BridgeEnter', { ...bridgeOf('c'), ...channel('5.1', 'PJSIP/2004-2') });
    feed('BridgeLeave', { ...bridgeOf('b'), ...channel('5.1', 'PJSIP/2004-2') });
    expect(tables.channels.get('5.1')?.bridge).toBe('c');
  });

  test('a merge: whoever is kicked out meanwhile is not in the bridge the others are taken to', () => {
    const { tables, feed } = two();
    feed('BridgeCreate', bridgeOf('c'));
    for (const [id, name] of [
      ['5.1', 'PJSIP/2004-2'],
      ['6.1', 'Local/2005@internal-1;1'],
    ] as const) {
      feed('Newchannel', channel(id, name));
      feed('BridgeEnter', { ...bridgeOf('b'), ...channel(id, name) });
    }
    // As an attended transfer does it whose transferer hung up while it rang.
    feed('BridgeMerge', { ...prefixed('To', bridgeOf('c')), ...prefixed('From', bridgeOf('b')) });
    feed('BridgeLeave', { ...bridgeOf('b'), ...channel('6.1', 'Local/2005@internal-1;1') });
    feed('BridgeEnter', { ...bridgeOf('c'), ...channel('6.1', 'Local/2005@internal-1;1') });
    feed('BridgeLeave', { ...bridgeOf('b'), ...channel('5.1', 'PJSIP/2004-2') });
    expect(tables.channels.get('6.1')?.bridge).toBe('c');
    expect(tables.channels.get('5.1')?.bridge).toBeUndefined();
  });
});

describe('dials', () => {
  test('begin, ringing, end; an Originate has no caller', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.1', 'PJSIP/2002-1', 'Ring'));
    feed('Newchannel', channel('1.2', 'PJSIP/2004-2', 'Down'));
    const both = {
      ...channel('1.1', 'PJSIP/2002-1', 'Ring'),
      ...prefixed('Dest', channel('1.2', 'PJSIP/2004-2', 'Down')),
    };
    feed('DialBegin', { ...both, DialString: '2004' });
    expect(tables.dials.get('1.2')).toEqual({
      dest: '1.2',
      caller: '1.1',
      dialString: '2004',
      ringing: false,
      since: NOW,
    });
    feed('DialState', { ...both, DialStatus: 'PROGRESS' });
    expect(tables.dials.get('1.2')?.ringing).toBe(false);
    feed('DialState', { ...both, DialStatus: 'RINGING' });
    expect(tables.dials.get('1.2')?.ringing).toBe(true);
    feed('DialEnd', { ...both, DialStatus: 'ANSWER' });
    expect(tables.dials.size).toBe(0);
    feed('DialBegin', prefixed('Dest', channel('1.2', 'PJSIP/2004-2', 'Down')));
    expect(tables.dials.get('1.2')?.caller).toBeUndefined();
  });
});

describe('parking and queues', () => {
  const park = (id: string, space: string) => ({
    ...prefixed('Parkee', channel(id, `PJSIP/x-${id}`)),
    Parkinglot: 'default',
    ParkingSpace: space,
    ParkerDialString: 'PJSIP/2000',
    ParkingTimeout: 45,
    ParkingDuration: 5,
  });

  test('parked with its time, swapped, timed out', () => {
    const { tables, feed } = board();
    for (const id of ['1.1', '1.2']) feed('Newchannel', channel(id, `PJSIP/x-${id}`));
    feed('ParkedCall', park('1.1', '701'));
    expect(tables.parked.get('1.1')).toEqual({
      uniqueid: '1.1',
      linkedid: '1.1',
      lot: 'default',
      space: '701',
      parker: 'PJSIP/2000',
      since: NOW - 5000,
      until: NOW + 45_000,
    });
    feed('ParkedCallSwap', park('1.2', '701'));
    expect([...tables.parked.keys()]).toEqual(['1.2']);
    for (const end of ['ParkedCallTimeOut', 'ParkedCallGiveUp', 'UnParkedCall']) {
      feed('ParkedCall', park('1.2', '701'));
      feed(end, park('1.2', '701'));
      expect(tables.parked.size, end).toBe(0);
    }
  });

  test('parked before its channel is told, as parking has a thread of its own', () => {
    const { tables, feed } = board();
    feed('Newchannel', channel('1.1', 'PJSIP/2004-1'));
    feed('ParkedCall', park('1.1', '701'));
    // A blind transfer of the parked call puts a Local channel in its place.
    feed('ParkedCallSwap', park('1.2', '701'));
    feed('Newchannel', channel('1.2', 'Local/0301234@internal-1;1'));
    feed('Hangup', channel('1.1', 'PJSIP/2004-1'));
    expect([...tables.parked.keys()]).toEqual(['1.2']);
    feed('Hangup', channel('1.2', 'Local/0301234@internal-1;1'));
    feed('ParkedCallGiveUp', park('1.2', '701'));
    expect(tables.parked.size).toBe(0);
  });

  test('told parked after it hung up: gone again with the next word of that space', () => {
    const { tables, feed } = board();
    feed('ParkedCall', park('1.1', '701'));
    feed('ParkedCallGiveUp', park('1.1', '701'));
    expect(tables.parked.size).toBe(0);
  });

  test('a space is freed under whatever id, another space is not', () => {
    const { tables, feed } = board();
    for (const [id, space] of [
      ['1.1', '701'],
      ['1.2', '702'],
    ] as const) {
      feed('Newchannel', channel(id, `PJSIP/x-${id}`));
      feed('ParkedCall', park(id, space));
    }
    feed('ParkedCallGiveUp', park('1.9', '701'));
    expect([...tables.parked.keys()]).toEqual(['1.2']);
    feed('ParkedCallGiveUp', { ...park('1.9', '702'), Parkinglot: 'other' });
    expect([...tables.parked.keys()]).toEqual(['1.2']);
  });

  test('parked for ever', () => {
    const { tables, feed } = board();
    feed('ParkedCall', { ...park('1.1', '701'), ParkingTimeout: 0, ParkingDuration: 0 });
    feed('ParkedCall', { ...park('1.2', '702'), ParkingTimeout: -7, ParkingDuration: 7 });
    expect([...tables.parked.values()].map(({ until }) => until)).toEqual([undefined, undefined]);
  });

  test('those behind move up, whoever joins in front moves them back', () => {
    const { tables, feed } = board();
    const order = () =>
      [...tables.queued.values()].sort((a, b) => a.position - b.position).map((entry) => entry.uniqueid);
    for (const [id, Position] of [
      ['1.1', 1],
      ['1.2', 2],
      ['1.3', 1],
    ] as const) {
      feed('Newchannel', channel(id, `PJSIP/x-${id}`));
      feed('QueueCallerJoin', { ...channel(id, 'PJSIP/x-1'), Queue: 'desk', Position });
    }
    expect(order()).toEqual(['1.3', '1.1', '1.2']);
    feed('QueueCallerAbandon', { ...channel('1.3', 'PJSIP/x-1'), Queue: 'desk', Position: 1 });
    feed('QueueCallerLeave', { ...channel('1.3', 'PJSIP/x-1'), Queue: 'desk', Position: 1 });
    expect([...tables.queued.values()].map((entry) => [entry.uniqueid, entry.position])).toEqual([
      ['1.1', 1],
      ['1.2', 2],
    ]);
  });
});

describe('extensions', () => {
  test.each([
    [-2, 'removed'],
    [-1, 'unknown'],
    [0, 'idle'],
    [1, 'inUse'],
    [2, 'busy'],
    [3, 'busy'],
    [4, 'unavailable'],
    [8, 'ringing'],
    [9, 'inUseRinging'],
    [10, 'inUseRinging'],
    [16, 'hold'],
    [17, 'inUseHold'],
    [24, 'inUseRinging'],
    [32, 'unknown'],
    [Number.NaN, 'unknown'],
  ] as const)('status %d is %s', (status, state) => {
    expect(extensionStateOf(status)).toBe(state);
    const { tables, feed } = board();
    feed('ExtensionStatus', { Exten: '1', Context: 'c', Hint: 'PJSIP/1', Status: status });
    expect(tables.extensions.get('1@c')?.state).toBe(state);
  });

  test('an empty Hint never takes away a known one; since is when the state changed', () => {
    const { tables, feed } = board();
    const status = {
      Exten: '2004',
      Context: 'internal',
      Hint: 'PJSIP/2004&Custom:dnd2004,CustomPresence:2004',
    };
    feed('ExtensionStatus', { ...status, Status: 0 });
    expect(tables.extensions.get('2004@internal')).toMatchObject({
      devices: ['PJSIP/2004', 'Custom:dnd2004'],
      presentity: 'CustomPresence:2004',
      since: undefined,
    });
    feed('ExtensionStatus', { ...status, Hint: '', Status: 8 }, NOW + 9);
    expect(tables.extensions.get('2004@internal')).toMatchObject({
      hint: status.Hint,
      state: 'ringing',
      since: NOW + 9,
    });
    expect(feed('ExtensionStatus', { ...status, Status: 8 }, NOW + 99)).toEqual([]);
  });

  test('presence by hint and by presentity', () => {
    const { tables, feed } = board();
    feed('ExtensionStatus', {
      Exten: '2004',
      Context: 'internal',
      Hint: 'PJSIP/2004,CustomPresence:2004',
      Status: 0,
    });
    feed('PresenceStatus', {
      Exten: '2004',
      Context: 'internal',
      Hint: '',
      Status: 'dnd',
      Subtype: 'a',
      Message: 'b: c',
    });
    const presence = { state: 'dnd', subtype: 'a', message: 'b: c' };
    expect(tables.extensions.get('2004@internal')?.presence).toEqual(presence);
    expect(
      feed('PresenceStateChange', {
        Presentity: 'CustomPresence:2004',
        Status: 'dnd',
        Subtype: 'a',
        Message: 'b: c',
      }),
    ).toEqual([]);
    feed('PresenceStateChange', {
      Presentity: 'CustomPresence:2004',
      Status: 'not_set',
      Subtype: '',
      Message: '',
    });
    expect(tables.extensions.get('2004@internal')?.presence?.state).toBe('not_set');
    expect(feed('PresenceStatus', { Exten: '2004', Context: 'internal', Status: 'no such word' })).toEqual(
      [],
    );
  });

  test('a presence’s quotes and backslashes: as set in PresenceStatus, escaped in PresenceStateChange', () => {
    const { tables, feed } = board();
    const at = { Exten: '2004', Context: 'internal' };
    feed('ExtensionStatus', { ...at, Hint: 'PJSIP/2004,CustomPresence:2004', Status: 0 });
    feed('PresenceStatus', { ...at, Status: 'away', Subtype: '', Message: '"off" \\ gone' });
    const told = { Presentity: 'CustomPresence:2004', Status: 'away', Subtype: '' };
    expect(feed('PresenceStateChange', { ...told, Message: '\\"off\\" \\\\ gone' })).toEqual([]);
    expect(tables.extensions.get('2004@internal')?.presence?.message).toBe('"off" \\ gone');
  });

  test('a hint’s text', () => {
    expect(readHint('PJSIP/1&Custom:x,CustomPresence:1')).toEqual({
      devices: ['PJSIP/1', 'Custom:x'],
      presentity: 'CustomPresence:1',
    });
    expect(readHint('')).toEqual({ devices: [], presentity: undefined });
    expect(readHint(',CustomPresence:1')).toEqual({ devices: [], presentity: 'CustomPresence:1' });
  });
});

describe('devices', () => {
  test('a device state says best whether the phone is there', () => {
    const { tables, feed } = board();
    const of = () => tables.devices.get('PJSIP/2004');
    feed('ContactStatus', { EndpointName: '2004', URI: 'sip:a', ContactStatus: 'Created', AOR: '2004' });
    expect(of()).toEqual({ device: 'PJSIP/2004', state: '', registered: true, contacts: ['sip:a'] });
    feed('DeviceStateChange', { Device: 'PJSIP/2004', State: 'UNAVAILABLE' });
    expect(of()?.registered).toBe(false);
    feed('PeerStatus', { ChannelType: 'PJSIP', Peer: 'PJSIP/2004', PeerStatus: 'Reachable' });
    expect(of()?.registered).toBe(false);
    feed('DeviceStateChange', { Device: 'PJSIP/2004', State: 'NOT_INUSE' });
    expect(of()?.registered).toBe(true);
  });

  test('where no device state is told, contacts and peers speak', () => {
    const { tables, feed } = board();
    feed('PeerStatus', { Peer: 'PJSIP/1', PeerStatus: 'Unreachable' });
    expect(tables.devices.get('PJSIP/1')?.registered).toBe(false);
    for (const URI of ['sip:a', 'sip:b'])
      feed('ContactStatus', { EndpointName: '1', URI, ContactStatus: 'NonQualified' });
    feed('ContactStatus', { EndpointName: '1', URI: 'sip:a', ContactStatus: 'Removed' });
    expect(tables.devices.get('PJSIP/1')).toMatchObject({ registered: true, contacts: ['sip:b'] });
    feed('ContactStatus', { EndpointName: '1', URI: 'sip:b', ContactStatus: 'Removed' });
    expect(tables.devices.get('PJSIP/1')?.registered).toBe(false);
  });

  test('Custom:, Queue: and Local devices are no phones', () => {
    const { tables, feed } = board();
    for (const Device of ['Custom:a/b', 'Queue:desk', 'Local/1@x', 'MWI:1@default', 'park:701@parkedcalls'])
      feed('DeviceStateChange', { Device, State: 'INUSE' });
    expect(tables.devices.size).toBe(0);
  });

  test('messages waiting, with and without numbers', () => {
    const { tables, feed } = board();
    feed('MessageWaiting', { Mailbox: '2004@default', Waiting: 1, New: 3, Old: 2 });
    expect(tables.mailboxes.get('2004@default')).toEqual({ mailbox: '2004@default', unread: 3, read: 2 });
    feed('MessageWaiting', { Mailbox: '2004@default', Waiting: 1 });
    expect(tables.mailboxes.get('2004@default')?.unread).toBe(1);
  });
});
