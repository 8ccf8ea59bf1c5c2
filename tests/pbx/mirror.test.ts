/** Calls as cards and tiles show them, names, audits: a mirror fed by lists and events. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMxml, readRawman, type Message } from '../../src/ami/index.ts';
import {
  callsOf,
  createMirror,
  extensionOf,
  flightFor,
  flightId,
  groups,
  noSite,
  partiesOf,
  readSite,
  tile,
  type Call,
  type Tables,
} from '../../src/pbx/index.ts';
import { bridgeOf, channel, hint, mirrored, prefixed, type Mirrored } from './board.ts';
import { event, fakeClock, fakeSession, refused, settle, unreachable, type Fields } from './fake.ts';

const site = readSite({ context: 'internal' }).site;
const hints = ['2000', '2002', '2004', '2005', '2010'].map((exten) => hint(exten));

const phone = (exten: string, n: number): string => `PJSIP/${exten}-0000000${n}`;
const called = (caller: Fields, dest: Fields): Fields => ({ ...caller, ...prefixed('Dest', dest) });

/** Each leg in a line: device, what it does, with whom. */
function legs(tables: Tables, call: Call | undefined): readonly string[] {
  const device = (id: string): string => tables.channels.get(id)?.device.replace('PJSIP/', '') ?? id;
  return (call?.legs ?? []).map((leg) =>
    `${device(leg.uniqueid)} ${leg.state} ${leg.with.map(device).join('+')}`.trim(),
  );
}

/** 2002 calls 2004, who rings. */
function ring({ emit }: Mirrored, more: Fields = {}): { readonly a: Fields; readonly b: Fields } {
  const a = channel('1.1', phone('2002', 1), 'Ring', { Exten: '2004', CallerIDNum: '2002', ...more });
  const b = channel('1.2', phone('2004', 2), 'Ringing', { Linkedid: '1.1', CallerIDNum: '2004', ...more });
  emit('Newchannel', a);
  emit('Newchannel', { ...b, ChannelStateDesc: 'Down' });
  emit('DialBegin', called(a, b));
  emit('Newstate', b);
  return { a, b };
}

function join({ emit }: Mirrored, bridge: string, ...members: readonly Fields[]): void {
  emit('BridgeCreate', bridgeOf(bridge));
  for (const member of members) emit('BridgeEnter', { ...bridgeOf(bridge), ...member });
}

describe('calls', () => {
  test('ringing, talking, over', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const { tables } = it.mirror;
    const { a, b } = ring(it);
    expect(legs(tables, tables.calls.get('1.1'))).toEqual(['2002 dialling 2004', '2004 ringing 2002']);
    expect(tables.lines.get('2004@internal')).toMatchObject([
      {
        linkedid: '1.1',
        state: 'ringing',
        far: '1.1',
        farExtension: '2002@internal',
        party: { number: '2002' },
      },
    ]);
    it.clock.pass(3000);
    const up = { ChannelStateDesc: 'Up' };
    it.emit('DialEnd', { ...called({ ...a, ...up }, { ...b, ...up }), DialStatus: 'ANSWER' });
    join(it, 'b', { ...a, ...up }, { ...b, ...up });
    const call = tables.calls.get('1.1');
    expect(legs(tables, call)).toEqual(['2002 talking 2004', '2004 talking 2002']);
    expect(call).toMatchObject({ direction: 'internal', caller: '1.1', dialled: '2004' });
    expect(call?.answered).toBe(it.clock.now());
    expect(call?.since).toBeLessThanOrEqual(it.clock.now() - 3000);
    for (const leg of [a, b]) it.emit('Hangup', leg);
    expect([tables.calls.size, tables.lines.size]).toEqual([0, 0]);
  });

  test('through two Local channels in a row', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const { tables } = it.mirror;
    const a = channel('1.1', phone('2002', 1));
    const z = channel('1.9', phone('2005', 9), 'Up', { Linkedid: '1.1' });
    const halves = ['1.2', '1.3', '1.4', '1.5'].map((id, n) =>
      channel(id, `Local/${n < 2 ? 1 : 2}@internal-0000000a;${(n % 2) + 1}`, 'Up', { Linkedid: '1.1' }),
    );
    for (const each of [a, ...halves, z]) it.emit('Newchannel', each);
    const [one, two, three, four] = halves as [Fields, Fields, Fields, Fields];
    join(it, 'x', a, one);
    join(it, 'y', two, three);
    expect(legs(tables, tables.calls.get('1.1'))).toEqual(['2002 menu', '2005 menu']);
    join(it, 'z', four, z);
    expect(legs(tables, tables.calls.get('1.1'))).toEqual(['2002 talking 2005', '2005 talking 2002']);
    expect(tables.calls.get('1.1')?.channels).toHaveLength(6);
    // The queue a Local half waits in is where its far party waits.
    it.emit('BridgeLeave', { ...bridgeOf('z'), ...four });
    it.emit('QueueCallerJoin', { ...four, Queue: 'desk', Position: 1 });
    expect(legs(tables, tables.calls.get('1.1'))).toEqual(['2002 queued', '2005 menu']);
  });

  test('Linkedids that merge leave one call', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const { tables } = it.mirror;
    const [a, b] = [channel('1.1', phone('2002', 1)), channel('1.2', phone('2004', 2))];
    for (const each of [a, b]) it.emit('Newchannel', each);
    expect([...tables.calls.keys()]).toEqual(['1.1', '1.2']);
    join(it, 'b', b, a);
    expect([...tables.calls.keys()]).toEqual(['1.1']);
    expect(callsOf(tables, '2004@internal').map((call) => call.linkedid)).toEqual(['1.1']);
  });

  test('direction: a device no hint names is outside, unless the site names its trunks', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const { tables } = it.mirror;
    it.emit('Newchannel', channel('1.1', 'PJSIP/berlin-00000001', 'Ring', { Exten: '+49305550100' }));
    expect(tables.calls.get('1.1')).toMatchObject({ direction: 'inbound', dialled: '+49305550100' });
    it.mirror.useSite(readSite({ trunks: ['PJSIP/hamburg'] }).site);
    it.emit('Newchannel', channel('2.1', phone('2002', 2), 'Ring', { Exten: '0123' }));
    it.emit('Newchannel', channel('2.2', 'PJSIP/hamburg-00000003', 'Down', { Linkedid: '2.1' }));
    it.emit('Newchannel', channel('3.1', 'PJSIP/fax-00000004', 'Ring'));
    expect(tables.calls.get('2.1')).toMatchObject({ direction: 'outbound', dialled: '0123', caller: '2.1' });
    expect(tables.calls.get('3.1')?.direction).toBe('internal');
  });

  test('a safe transfer by the site’s context is in flight until somebody talks', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const { tables } = it.mirror;
    const guest = channel('1.1', 'PJSIP/berlin-00000001', 'Up', { Context: 'cordboard', Exten: 'safe' });
    const dest = channel('1.2', phone('2004', 2), 'Ringing', { Linkedid: '1.1' });
    it.emit('Newchannel', { ...guest, Context: 'from-berlin', Exten: '100' });
    it.emit('Newchannel', dest);
    expect(tables.calls.get('1.1')?.flight).toBeUndefined();
    it.emit('DialBegin', called(guest, dest));
    const began = it.clock.now();
    it.clock.pass(5000);
    it.emit('DialState', { ...called(guest, dest), DialStatus: 'RINGING' });
    expect(tables.calls.get('1.1')?.flight).toEqual({
      how: 'safe',
      uniqueid: '1.1',
      ringing: ['PJSIP/2004'],
      since: began,
    });
    it.emit('DialEnd', { ...called(guest, { ...dest, ChannelStateDesc: 'Up' }), DialStatus: 'ANSWER' });
    join(it, 'b', guest, { ...dest, ChannelStateDesc: 'Up' });
    expect(tables.calls.get('1.1')?.flight).toBeUndefined();
  });

  test('a leg that rings for a parked caller stands on the caller’s card, whichever is told first', async () => {
    const id = flightId('astoria-1.1', 1_800_000_000_000, 3);
    expect(flightFor(id)).toBe('astoria-1.1');
    expect(flightFor('astoria-1.1')).toBeUndefined();
    const guest = channel('astoria-1.1', 'PJSIP/berlin-00000001');
    const rings = channel(id, phone('2004', 2), 'Ringing');
    const parked = {
      ...prefixed('Parkee', guest),
      Parkinglot: 'default',
      ParkingSpace: '701',
      ParkingTimeout: 45,
    };
    for (const order of [
      [guest, rings],
      [rings, guest],
    ]) {
      const it = await mirrored({ ExtensionStateList: hints }, site);
      const { tables } = it.mirror;
      for (const each of order) it.emit('Newchannel', each);
      it.emit('ParkedCall', parked);
      expect([...tables.calls.keys()]).toEqual(['astoria-1.1']);
      expect(tables.calls.get('astoria-1.1')?.flight).toMatchObject({
        how: 'parked',
        ringing: ['PJSIP/2004'],
      });
      expect(tables.lines.get('2004@internal')).toMatchObject([
        { linkedid: 'astoria-1.1', state: 'ringing' },
      ]);
      it.emit('Hangup', guest);
      expect([...tables.calls.keys()]).toEqual([id]);
      it.emit('Hangup', rings);
      expect(tables.calls.size).toBe(0);
    }
  });

  test('a page opened late infers who dials whom and who holds', async () => {
    const row = (fields: Fields, Application: string, Data: string, BridgeID = ''): Message =>
      event('Status', { ...fields, Application, Data, BridgeID, Seconds: 65 });
    const member = { Linkedid: '1.1' };
    const it = await mirrored({
      ExtensionStateList: hints,
      DeviceStateList: [event('DeviceStateChange', { Device: 'PJSIP/2002', State: 'ONHOLD' })],
      BridgeList: [event('BridgeListItem', bridgeOf('b'))],
      Status: [
        row(
          channel('1.1', 'PJSIP/berlin-00000001', 'Up', { Exten: '601', DNID: '+49305550103' }),
          'Queue',
          'reservations',
        ),
        row(
          channel('1.2', 'Local/2010@internal-00000001;1', 'Ringing', member),
          'AppQueue',
          '(Outgoing Line)',
        ),
        row(channel('1.3', 'Local/2010@internal-00000001;2', 'Ring', member), 'Dial', 'PJSIP/2010,30'),
        row(channel('1.4', phone('2010', 4), 'Ringing', member), 'AppDial', '(Outgoing Line)'),
        row(channel('5.1', phone('2002', 5)), 'Dial', 'PJSIP/2005', 'b'),
        row(channel('5.2', phone('2005', 6), 'Up', { Linkedid: '5.1' }), 'AppDial', '', 'b'),
      ],
      QueueStatus: [event('QueueEntry', { Queue: 'reservations', Position: 1, Uniqueid: '1.1', Wait: 65 })],
    });
    const { tables } = it.mirror;
    expect(legs(tables, tables.calls.get('1.1'))).toEqual(['berlin queued 2010', '2010 ringing berlin']);
    expect(tables.calls.get('1.1')).toMatchObject({ dialled: '+49305550103', direction: 'inbound' });
    expect(legs(tables, tables.calls.get('5.1'))).toEqual(['2002 talking 2005', '2005 held 2002']);
    expect(it.clock.now() - (tables.channels.get('1.1')?.since ?? 0)).toBeGreaterThanOrEqual(65_000);
  });
});

describe('recorded on real PBXs', () => {
  test.each(['22', '16'])(
    'a call held and taken up again, another from the trunk turned away: Asterisk %s',
    async (version) => {
      const directory = new URL(`../recorded/${version}/`, import.meta.url);
      const extensions = readRawman(readFileSync(new URL('ExtensionStateList.rawman', directory), 'utf8'));
      const it = await mirrored({ ExtensionStateList: extensions.slice(1) }, site);
      const { tables } = it.mirror;
      const seen: string[] = [];
      const files = readdirSync(directory).filter((file) => file.startsWith('WaitEvent'));
      for (const file of files.sort()) {
        const body = readFileSync(new URL(file, directory), 'utf8');
        const read = file.endsWith('.mxml') ? readMxml : readRawman;
        for (const each of read(body)) {
          it.session.emit(each);
          for (const call of tables.calls.values()) {
            const shown = `${call.direction} ${legs(tables, call).join(', ')}`;
            if (!seen.includes(shown)) seen.push(shown);
          }
        }
      }
      expect(seen).toEqual(
        expect.arrayContaining([
          'internal 2001 dialling 2004, 2004 ringing 2001',
          'internal 2001 talking 2004, 2004 talking 2001',
          'internal 2001 talking 2004, 2004 held 2001',
        ]),
      );
      expect(seen.some((shown) => shown.startsWith('inbound berlin'))).toBe(true);
      expect([tables.channels.size, tables.bridges.size, tables.dials.size, tables.calls.size]).toEqual([
        0, 0, 0, 0,
      ]);
    },
  );
});

describe('tiles', () => {
  test('idle and not registered never look alike', async () => {
    const it = await mirrored(
      {
        ExtensionStateList: [
          hint('1', 0, { Hint: 'PJSIP/1&Custom:dnd1' }),
          hint('2', 4, { Hint: 'PJSIP/2' }),
          hint('3', 0, { Hint: 'Custom:only' }),
          hint('4', 0, { Hint: 'PJSIP/4&PJSIP/4-dect' }),
        ],
        DeviceStateList: [
          event('DeviceStateChange', { Device: 'PJSIP/1', State: 'UNAVAILABLE' }),
          event('DeviceStateChange', { Device: 'PJSIP/4', State: 'UNAVAILABLE' }),
          event('DeviceStateChange', { Device: 'PJSIP/4-dect', State: 'NOT_INUSE' }),
        ],
      },
      site,
    );
    const seen = (exten: string) => tile(it.mirror.tables, `${exten}@internal`);
    expect(seen('1')).toMatchObject({ state: 'unavailable', registered: false });
    expect(seen('2')).toMatchObject({ state: 'unavailable', registered: false });
    expect(seen('3')).toMatchObject({ state: 'idle', registered: undefined });
    expect(seen('4')).toMatchObject({ state: 'idle', registered: true });
    expect(tile(it.mirror.tables, 'nobody@internal')).toBeUndefined();
  });

  test('what rings comes before what talks; the far end by its best name; unread messages', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, readSite({ names: { 2002: 'Zoë' } }).site);
    const { tables } = it.mirror;
    const [x, y] = [
      channel('9.1', phone('2004', 3)),
      channel('9.2', phone('2005', 4), 'Up', { Linkedid: '9.1' }),
    ];
    for (const each of [x, y]) it.emit('Newchannel', each);
    join(it, 'b', x, y);
    ring(it);
    it.emit('MessageWaiting', { Mailbox: '2004@default', Waiting: 1, New: 2, Old: 0 });
    expect(tile(tables, '2004@internal')).toMatchObject({
      lines: 2,
      line: { state: 'ringing' },
      with: 'Zoë',
      unread: 2,
    });
    const call = tables.calls.get('1.1');
    expect(call && partiesOf(tables, call).map((party) => [party.name, party.number])).toEqual([
      ['Zoë', '2002'],
      ['2004', '2004'],
    ]);
    expect(extensionOf(tables, 'PJSIP/2005', site)?.key).toBe('2005@internal');
    expect(extensionOf(tables, 'PJSIP/none')).toBeUndefined();
  });

  test('groups: departments in the site’s order, then contexts, the site’s own first', async () => {
    const lists = {
      ExtensionStateList: [...hints, hint('10', 0, { Context: 'annex' }), hint('9', 0, { Context: 'annex' })],
    };
    const it = await mirrored(lists);
    const departments = [
      { name: 'Desk', extensions: ['2000', '2000', '10@annex', '7777'] },
      { name: 'Nobody', extensions: ['1'] },
    ];
    const found = groups(it.mirror.tables, readSite({ context: 'internal', departments }).site);
    expect(found.map((group) => [group.name, group.kind, group.keys.join(' ')])).toEqual([
      ['Desk', 'department', '2000@internal 10@annex'],
      ['internal', 'context', '2002@internal 2004@internal 2005@internal 2010@internal'],
      ['annex', 'context', '9@annex'],
    ]);
    expect(groups(it.mirror.tables, noSite).map((group) => group.name)).toEqual(['annex', 'internal']);
  });
});

describe('names', () => {
  const lists = {
    ExtensionStateList: hints,
    VoicemailUsersList: [
      event('VoicemailUserEntry', {
        VMContext: 'default',
        VoiceMailbox: '2002',
        Fullname: 'Voice Mail',
        NewMessageCount: 4,
        OldMessageCount: 1,
      }),
    ],
    DBGetTree: [
      event('DBGetTreeResponse', { Key: '/AMPUSER/2005/cidname', Val: 'Data Base' }),
      event('DBGetTreeResponse', { Key: '/AMPUSER/2002/cidname', Val: 'Worse' }),
    ],
  };

  test('the first source that knows one', async () => {
    const it = await mirrored(lists, readSite({ names: { 2000: 'Site File' } }).site);
    await settle();
    const { names, mailboxes } = it.mirror.tables;
    expect(Object.fromEntries(names)).toEqual({
      '2000@internal': 'Site File',
      '2002@internal': 'Voice Mail',
      '2005@internal': 'Data Base',
    });
    expect(mailboxes.get('2002@default')).toEqual({ mailbox: '2002@default', unread: 4, read: 1 });
    // Nobody else knows 2004: the caller ID last seen does.
    ring(it, { CallerIDName: 'Last Seen' });
    expect(names.get('2004@internal')).toBe('Last Seen');
    expect(names.get('2002@internal')).toBe('Voice Mail');
    it.mirror.useSite(readSite({ names: { 2004: 'New File' } }).site);
    expect(names.get('2004@internal')).toBe('New File');
  });

  test('phones are asked for their caller ID once each, and not again after a refusal', async () => {
    const clock = fakeClock();
    const session = fakeSession();
    session.reply('ExtensionStateList', () => hints);
    for (const action of ['PresenceStateList', 'DeviceStateList', 'PJSIPShowContacts', 'BridgeList'])
      session.reply(action, () => []);
    for (const action of ['CoreShowChannels', 'Status', 'ParkedCalls', 'QueueStatus', 'VoicemailUsersList'])
      session.reply(action, () => refused('no'));
    session.reply('DBGetTree', () => refused('no'));
    const mirror = createMirror(session, { clock });
    session.live();
    await settle();
    clock.pass(300);
    await settle();
    const asked = () => session.pending.filter(({ request }) => request.action === 'Getvar');
    expect(asked()).toHaveLength(4);
    asked()[0]?.answer([]);
    await settle();
    expect(asked()).toHaveLength(4);
    asked()[0]?.answer(refused('no'));
    for (const waiting of asked()) waiting.answer(refused('no'));
    await settle();
    mirror.want(['2000@internal', '2010@internal']);
    expect(asked()).toHaveLength(0);
  });
});

describe('audits', () => {
  const broken = (mirror: Mirrored, exten: string) =>
    mirror.session.reply('ExtensionStateList', () => hints.filter((each) => each.get('Exten') !== exten));

  test('a hint removed without a word is found, counted once and told', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    broken(it, '2004');
    const told: string[] = [];
    it.mirror.onChanges((changes) => told.push(...changes.map((change) => change.id)));
    // The audit comes by itself, within 30 s.
    for (let second = 0; second < 30; second += 1) {
      it.clock.pass(1000);
      await settle();
    }
    expect(it.mirror.tables.extensions.has('2004@internal')).toBe(false);
    expect(it.mirror.drift).toBe(1);
    expect(told).toContain('2004@internal');
    expect(it.clock.now() - it.mirror.auditedAt).toBeLessThan(30_000);
  });

  test('what is only on its way is no drift', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const later = hint('2004', 8);
    it.session.reply('ExtensionStateList', () => [
      ...hints.filter((each) => each.get('Exten') !== '2004'),
      later,
    ]);
    const audit = it.mirror.audit();
    await settle();
    // The list was newer than the events; now the event comes.
    it.session.emit(later);
    it.clock.pass(1500);
    const { drift } = await audit;
    expect(drift).toEqual([]);
    expect(it.mirror.drift).toBe(0);
    expect(it.mirror.tables.extensions.get('2004@internal')?.state).toBe('ringing');
  });

  test('an audit that finds nothing asks once', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    const before = it.session.sent.length;
    await it.mirror.audit();
    const asked = it.session.sent.slice(before).map((request) => request.action);
    expect(asked.filter((action) => action === 'ExtensionStateList')).toHaveLength(1);
    expect(asked).not.toContain('Status');
  });

  test('Reload and a hint made ask for the lists again, without counting drift', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    it.session.reply('ExtensionStateList', () => [...hints, hint('2042')]);
    it.session.emit(hint('2042', 0, { Hint: '' }));
    expect(it.mirror.tables.extensions.has('2042@internal')).toBe(false);
    it.clock.pass(300);
    await settle();
    expect(it.mirror.tables.extensions.get('2042@internal')?.devices).toEqual(['PJSIP/2042']);
    it.session.reply('ExtensionStateList', () => hints);
    it.emit('Reload', { Module: 'pbx_config', Status: 0 });
    it.clock.pass(300);
    await settle();
    expect(it.mirror.tables.extensions.has('2042@internal')).toBe(false);
    expect(it.mirror.drift).toBe(0);
  });

  test('news of a removed hint does not bring it back', async () => {
    const it = await mirrored({ ExtensionStateList: hints }, site);
    broken(it, '2004');
    await Promise.all([it.mirror.audit(), settle().then(() => it.clock.pass(1500))]);
    it.session.emit(hint('2004', 1));
    expect(it.mirror.tables.extensions.has('2004@internal')).toBe(false);
  });
});

describe('what the account may not do', () => {
  test('lists refused leave their tables to the events; no hints is an empty board', async () => {
    const clock = fakeClock();
    const session = fakeSession();
    for (const action of [
      'BridgeList',
      'ParkedCalls',
      'QueueStatus',
      'VoicemailUsersList',
      'DBGetTree',
      'Getvar',
    ])
      session.reply(action, () => refused('Permission denied'));
    session.reply('ExtensionStateList', () => refused('No dialplan hints are available'));
    session.reply('Status', () => [event('Status', channel('1.1', phone('2002', 1)))]);
    const mirror = createMirror(session, { clock });
    session.live(['ExtensionStateList', 'BridgeList', 'Status', 'ParkedCalls']);
    await settle();
    expect(mirror.ready).toBe(true);
    expect([...mirror.missing].sort()).toEqual([
      'bridges',
      'contacts',
      'devices',
      'parked',
      'presence',
      'queues',
    ]);
    expect([...mirror.tables.channels.keys()]).toEqual(['1.1']);
    session.emit(event('BridgeCreate', bridgeOf('b')));
    await mirror.audit();
    expect(mirror.tables.bridges.has('b')).toBe(true);
  });

  test('without the list of extensions the events make them', async () => {
    const session = fakeSession();
    const mirror = createMirror(session, { clock: fakeClock() });
    session.reply('CoreShowChannels', () => []);
    session.live(['CoreShowChannels']);
    await settle();
    session.emit(hint('2004', 8));
    expect(mirror.tables.extensions.get('2004@internal')?.state).toBe('ringing');
  });

  test('no answer: asked again, and ready when there is one', async () => {
    const clock = fakeClock();
    const session = fakeSession();
    let up = false;
    session.reply('CoreShowChannels', () => (up ? [] : unreachable()));
    const mirror = createMirror(session, { clock });
    session.live(['CoreShowChannels']);
    await settle();
    expect(mirror.ready).toBe(false);
    up = true;
    clock.pass(500);
    await settle();
    expect(mirror.ready).toBe(true);
    session.lose();
    expect(mirror.ready).toBe(false);
    await expect(mirror.audit()).rejects.toThrow('nobody is signed in');
  });
});
