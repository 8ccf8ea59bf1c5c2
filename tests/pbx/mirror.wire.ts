/** The mirror beside a real PBX with real phones, seen with a receptionist's rights. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CONFERENCE, DIDS, HOPS, QUEUES, startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import { siteFile } from '../../e2e/pbx/site.ts';
import { fetchLists, flightId, readSite, tile, type Call, type Leg } from '../../src/pbx/index.ts';
import { systemClock } from '../../src/ami/index.ts';
import { randomCalls } from './random-calls.ts';
import { watch, type Watching } from './watching.ts';

const version = Number(process.env['CORDBOARD_PBX_VERSION'] ?? 22);
const GUEST = { name: 'Müller & Söhne; <b>', number: '+49301234567' };

let pbx: Pbx;
let watching: Watching;

beforeAll(async () => {
  pbx = await startPbx({ version, waits: { ring: 30, menu: 20, parking: 30, back: 20 } });
  watching = await watch(pbx);
});
afterEach(async () => {
  await pbx.hangupAll();
  await watching.asListed();
  const { calls, lines, dials, parked, queued } = watching.mirror.tables;
  expect([calls.size, lines.size, dials.size, parked.size, queued.size]).toEqual([0, 0, 0, 0, 0]);
});
afterAll(async () => {
  watching.close();
  await pbx.stop();
});

const tables = () => watching.mirror.tables;
const seen = (exten: string) => tile(tables(), `${exten}@internal`);

/** Each leg in a line: device, what it does, devices at the far end. */
function legs(call: Call): readonly string[] {
  const device = (id: string): string => tables().channels.get(id)?.device.replace('PJSIP/', '') ?? id;
  return call.legs
    .map((leg) => `${device(leg.uniqueid)} ${leg.state} ${leg.with.map(device).sort().join('+')}`.trim())
    .sort();
}

async function shows(exten: string, state: string): Promise<void> {
  await until(`${exten} is ${state}`, () => (seen(exten)?.state === state ? true : undefined));
}

async function admin(name: string, headers: Record<string, string>): Promise<void> {
  const ami = await pbx.ami();
  const [reply] = await ami.action(name, headers);
  ami.close();
  expect(reply?.get('Response'), reply?.get('Message')).toBe('Success');
}

async function connect(caller: string, number: string, callee = number): Promise<Call> {
  await pbx.phone(caller).call(number);
  await pbx.phone(callee).answer();
  return watching.call(caller, 'talks', (_call, leg) => leg.state === 'talking');
}

describe('what a tile can show', () => {
  test('idle, ringing, in use', async () => {
    expect(seen('2004')).toMatchObject({ state: 'idle', registered: true, lines: 0, with: '' });
    await pbx.phone('2002').call('2004');
    await shows('2004', 'ringing');
    await shows('2002', 'inUse');
    expect(seen('2004')).toMatchObject({
      lines: 1,
      with: 'Concierge Zoë Ångström',
      line: { state: 'ringing' },
    });
    await pbx.phone('2004').answer();
    await shows('2004', 'inUse');
    await until('they talk', () => (seen('2004')?.line?.state === 'talking' ? true : undefined));
    expect(seen('2002')).toMatchObject({ with: 'Amélie Fôret', line: { farExtension: '2004@internal' } });
  });

  test('busy with a second call, and in use & ringing where another phone rings', async () => {
    await connect('2010', '2012');
    await pbx.phone('2020').call('2010');
    await shows('2010', 'inUseRinging');
    expect(seen('2010')).toMatchObject({ lines: 2, line: { state: 'ringing' } });
    await connect('2011', '2023');
    await pbx.phone('2021').call('2023');
    await pbx.phone('2023').answer();
    await shows('2023', 'busy');
  });

  test('hold: whoever hears the music is on hold, the leg that put it there says held', async () => {
    await connect('2002', '2004');
    await pbx.phone('2004').hold();
    await shows('2002', 'hold');
    const call = await watching.call('2004', 'holds', (_call, leg) => leg.state === 'held');
    expect(legs(call)).toEqual(['2002 talking 2004', '2004 held 2002']);
    // A page opened now sees the same.
    const late = await watch(pbx);
    const [again] = [...late.mirror.tables.calls.values()];
    expect(again?.legs.map((leg) => leg.state)).toEqual(call.legs.map((leg) => leg.state));
    late.close();
    await pbx.phone('2004').unhold();
    await shows('2002', 'inUse');
    await watching.call('2004', 'talks again', (_call, leg) => leg.state === 'talking');
  });

  test('not registered never looks idle, even where a Custom: device makes the hint idle', async () => {
    await pbx.phone('2041').unregister();
    await until('2041 is away', () => (seen('2041')?.registered === false ? true : undefined));
    expect(seen('2041')).toMatchObject({ state: 'unavailable', registered: false });
    await admin('Setvar', { Variable: 'DEVICE_STATE(Custom:dnd2030)', Value: 'NOT_INUSE' });
    await pbx.phone('2030').unregister();
    await until('2030 is away', () => (seen('2030')?.registered === false ? true : undefined));
    expect(tables().extensions.get('2030@internal')?.state).toBe('idle');
    expect(seen('2030')).toMatchObject({ state: 'unavailable', registered: false });
    await watching.asListed();
    await pbx.phone('2041').register();
    await pbx.phone('2030').register();
    await until('both are back', () => (seen('2041')?.registered && seen('2030')?.registered) || undefined);
    expect(seen('2041')?.state).toBe('idle');
  });

  test('presence with subtype and message, told and listed', async () => {
    await admin('Setvar', {
      Variable: 'PRESENCE_STATE(CustomPresence:2004)',
      Value: 'dnd,lunch,Back at 14:00; <b>really</b>',
    });
    await until('the presence is there', () => (seen('2004')?.presence?.state === 'dnd' ? true : undefined));
    const presence = { state: 'dnd', subtype: 'lunch', message: 'Back at 14:00; <b>really</b>' };
    expect(seen('2004')?.presence).toEqual(presence);
    const late = await watch(pbx);
    expect(late.mirror.tables.extensions.get('2004@internal')?.presence).toEqual(presence);
    late.close();
    await admin('Setvar', { Variable: 'PRESENCE_STATE(CustomPresence:2004)', Value: 'available' });
    await until('it changed', () => (seen('2004')?.presence?.state === 'available' ? true : undefined));
  });

  test('names, from the first source that knows one', async () => {
    const named = (key: string) => until(`${key} has a name`, () => tables().names.get(key));
    expect(await named('2021@internal')).toBe('<script>alert(1)</script>');
    expect(await named('2011@internal')).toBe('Jörg "Jojo" Müßig');
    // No mailbox: the phone's own caller ID.
    expect(await named('2000@internal')).toBe('Reception');
    const { site } = readSite({ names: { '2000': 'Front desk' } });
    watching.mirror.useSite(site);
    expect(tables().names.get('2000@internal')).toBe('Front desk');
    watching.mirror.useSite(readSite(undefined).site);
    expect(await named('2000@internal')).toBe('Reception');
  });

  test('a hint made is there at once; one removed without a word is found by the audit', async () => {
    const before = pbx.readFile('extensions.conf');
    const { drift } = watching.mirror;
    try {
      pbx.writeFile('extensions.conf', `${before}\n[more]\nexten => 77,hint,PJSIP/2041\n`);
      await pbx.command('dialplan reload');
      await until('77 is there', () => tables().extensions.get('77@more'));
      expect(tables().extensions.get('77@more')).toMatchObject({
        hint: 'PJSIP/2041',
        devices: ['PJSIP/2041'],
      });
      expect(watching.mirror.drift).toBe(drift);
    } finally {
      pbx.writeFile('extensions.conf', before);
      await pbx.command('dialplan reload');
    }
    const audit = await watching.mirror.audit();
    expect(audit.drift.map(({ change }) => [change.id, change.value])).toEqual([['77@more', undefined]]);
    expect(tables().extensions.has('77@more')).toBe(false);
    expect(watching.mirror.drift).toBe(drift + 1);
  });
});

describe('calls', () => {
  test('internal', async () => {
    const call = await connect('2002', '2004');
    expect(legs(call)).toEqual(['2002 talking 2004', '2004 talking 2002']);
    expect(call).toMatchObject({ direction: 'internal', dialled: '2004', flight: undefined });
    expect(call.caller).toBe(call.legs.find((leg) => leg.device === 'PJSIP/2002')?.uniqueid);
    expect(call.answered).toBeGreaterThanOrEqual(call.since);
  });

  test('from the trunk through the menu and a queue to an agent behind a Local channel', async () => {
    const guest = await pbx.outside.call(DIDS.menu, GUEST);
    const inMenu = await watching.call('berlin', 'is in the menu', (_call, leg) => leg.state === 'menu');
    expect(inMenu).toMatchObject({ direction: 'inbound', dialled: DIDS.menu, answered: undefined });
    expect(inMenu.legs[0]?.party).toEqual(GUEST);
    await pbx.waitUp(GUEST.number);
    await guest.press('1');
    const waits = await watching.call(
      'berlin',
      'waits while an agent rings',
      (call, leg) => leg.state === 'queued' && call.legs.some((each) => each.state === 'ringing'),
    );
    const agent = waits.legs.find((leg) => leg.state === 'ringing')?.device.replace('PJSIP/', '') ?? '';
    expect([...tables().queued.values()]).toMatchObject([{ queue: 'reservations', position: 1 }]);
    await pbx.phone(agent).answer();
    const talks = await watching.call('berlin', 'talks', (_call, leg) => leg.state === 'talking');
    expect(legs(talks)).toEqual([`${agent} talking berlin`, `berlin talking ${agent}`]);
    expect(talks.linkedid).toBe(inMenu.linkedid);
    expect(talks).toMatchObject({ direction: 'inbound', dialled: DIDS.menu });
    expect(talks.channels.length).toBe(4);
    expect(tables().queued.size).toBe(0);
  });

  test('to outside', async () => {
    await pbx.phone('2002').call('0301234');
    await pbx.outside.ringing('301234');
    const rings = await watching.call('berlin', 'rings', (_call, leg) => leg.state === 'ringing');
    expect(rings).toMatchObject({ direction: 'outbound', dialled: '0301234' });
    await pbx.outside.answer('301234');
    await watching.call('2002', 'talks', (_call, leg) => leg.state === 'talking');
  });

  test.each([HOPS.local, HOPS.localStays, HOPS.forwarded])('through %s', async (number) => {
    const far = number === HOPS.forwarded ? '2004' : '2005';
    const call = await connect('2002', number, far);
    expect(legs(call)).toEqual([`2002 talking ${far}`, `${far} talking 2002`]);
    await watching.asListed();
  });

  test('after a blind transfer, also of a party behind a Local channel', async () => {
    const first = await connect('2002', HOPS.localStays, '2005');
    await pbx.transfer('2002', '2011');
    const rings = await watching.call('2011', 'rings', (_call, leg) => leg.state === 'ringing');
    expect(legs(rings)).toEqual(['2005 dialling 2011', '2011 ringing 2005']);
    await pbx.phone('2011').answer();
    const talks = await watching.call('2011', 'talks', (_call, leg) => leg.state === 'talking');
    expect(legs(talks)).toEqual(['2005 talking 2011', '2011 talking 2005']);
    expect(talks.linkedid).toBe(first.linkedid);
    await pbx.transfer('2011', QUEUES.reception);
    await watching.call('2005', 'waits in the queue', (_call, leg) => leg.state === 'queued');
  });

  test('parked, rung for and fetched: one call with the caller’s Linkedid', async () => {
    await pbx.outside.call(`${DIDS.direct}2000`, GUEST);
    await pbx.phone('2000').answer();
    const call = await watching.call('2000', 'talks', (_call, leg) => leg.state === 'talking');
    const [guest, mine] = ['PJSIP/berlin', 'PJSIP/2000'].map((device) =>
      call.legs.find((leg) => leg.device === device),
    ) as [Leg, Leg];
    await admin('Park', { Channel: guest.channel, TimeoutChannel: mine.channel });
    await watching.call('berlin', 'is parked', (_call, leg) => leg.state === 'parked');
    const parked = tables().parked.get(guest.uniqueid);
    expect(parked).toMatchObject({ parker: 'PJSIP/2000', lot: 'default' });
    expect(parked?.until).toBeGreaterThan(Date.now());
    await admin('Originate', {
      Channel: 'PJSIP/2005',
      Context: 'parkedcalls',
      Exten: parked?.space ?? '',
      Priority: '1',
      Async: 'true',
      ChannelId: flightId(guest.uniqueid, Date.now(), 1),
    });
    await pbx.phone('2005').ringing();
    const flies = await watching.call(
      '2005',
      'rings for the guest',
      (each, leg) => leg.state === 'ringing' && !!each.flight,
    );
    expect(flies).toMatchObject({
      linkedid: call.linkedid,
      flight: { how: 'parked', uniqueid: guest.uniqueid, ringing: ['PJSIP/2005'] },
    });
    expect(tables().calls.size).toBe(1);
    await pbx.phone('2005').answer();
    const talks = await watching.call('2005', 'talks', (_call, leg) => leg.state === 'talking');
    expect(talks).toMatchObject({ linkedid: call.linkedid, flight: undefined, direction: 'inbound' });
    expect(legs(talks)).toEqual(expect.arrayContaining(['2005 talking berlin', 'berlin talking 2005']));
  });

  test('a safe transfer is in flight until answered, and a page opened meanwhile sees it', async () => {
    const call = await connect('2002', '2000');
    const leg = call.legs.find((each) => each.device === 'PJSIP/2002')?.uniqueid ?? '';
    for (const [Variable, Value] of Object.entries({
      CB_TARGET: 'PJSIP/2005',
      CB_SECONDS: '30',
      CB_BACK: 'PJSIP/2000',
    }))
      await admin('Setvar', { Channel: leg, Variable, Value });
    await admin('Redirect', { Channel: leg, Context: 'cordboard', Exten: 'safe', Priority: '1' });
    const flies = await watching.call('2002', 'is in flight', (each) => each.flight?.ringing.length === 1);
    expect(flies).toMatchObject({
      linkedid: call.linkedid,
      flight: { how: 'safe', uniqueid: leg, ringing: ['PJSIP/2005'] },
    });
    const late = await watch(pbx);
    const [again] = [...late.mirror.tables.calls.values()];
    expect(again).toMatchObject({
      linkedid: call.linkedid,
      flight: { uniqueid: leg, ringing: ['PJSIP/2005'] },
    });
    late.close();
    await pbx.phone('2005').answer();
    const landed = await watching.call('2005', 'talks', (_call, each) => each.state === 'talking');
    expect(landed.flight).toBeUndefined();
  });

  test('conference', async () => {
    for (const phone of ['2002', '2004', '2005']) await pbx.phone(phone).call(CONFERENCE);
    const call = await watching.call(
      '2002',
      'confers with two',
      (_call, leg) => leg.state === 'conference' && leg.with.length === 2,
    );
    expect(legs(call)).toEqual(['2002 conference 2004+2005']);
    await watching.asListed();
  });

  test('a page opened in the middle of everything shows the same calls', async () => {
    await connect('2002', HOPS.localStays, '2005');
    await pbx.phone('2011').call('2004');
    await pbx.phone('2004').ringing();
    await pbx.outside.call(DIDS.reservations, GUEST);
    await watching.call('berlin', 'waits', (_call, leg) => leg.state === 'queued' && leg.with.length > 0);
    await watching.asListed();
    const late = await watch(pbx);
    const shape = ({ mirror }: Watching) =>
      [...mirror.tables.calls.values()]
        .map((call) => ({
          linkedid: call.linkedid,
          direction: call.direction,
          dialled: call.dialled,
          legs: call.legs.map((leg) => [leg.uniqueid, leg.state, leg.with, leg.extension]),
        }))
        .sort((a, b) => (a.linkedid < b.linkedid ? -1 : 1));
    await until(
      'both are the same',
      () => (JSON.stringify(shape(late)) === JSON.stringify(shape(watching)) ? true : undefined),
      5000,
    ).finally(() => expect(shape(late)).toEqual(shape(watching)));
    late.close();
  });
});

test('a viewer, who may not even list with full rights, sees the same board', async () => {
  const viewer = await watch(pbx, 'viewer');
  await connect('2002', '2004');
  await viewer.call('2004', 'talks', (_call, leg) => leg.state === 'talking');
  await viewer.asListed();
  viewer.close();
});

test('the administrator’s list of contacts agrees with the device states', async () => {
  const admin = await watch(pbx, 'admin');
  const { contacts } = await fetchLists(admin.session, ['contacts'], systemClock);
  expect(contacts?.length).toBeGreaterThan(20);
  expect(admin.mirror.missing.has('contacts')).toBe(false);
  expect(watching.mirror.missing.has('contacts')).toBe(true);
  const registered = [...admin.mirror.tables.devices.values()].filter((device) => device.registered);
  for (const device of registered)
    expect(watching.mirror.tables.devices.get(device.device)?.registered, device.device).toBe(true);
  admin.close();
});

test('the site file of the demo is read without a problem', () => {
  const file: unknown = JSON.parse(
    siteFile({ safe: 20, cordboardContext: true, many: false, mailboxes: true }),
  );
  expect(readSite(file)).toMatchObject({ problems: [], site: { context: 'internal', emergency: ['112'] } });
});

test('killed and started again: the mirror is as listed, with nothing doubled or left', async () => {
  await connect('2002', '2004');
  await pbx.restart();
  await until('the mirror is ready again', () => (watching.mirror.ready ? true : undefined), 30_000);
  await watching.asListed(10_000);
  expect(tables().calls.size).toBe(0);
  await until(
    '2004 is registered and idle',
    () => (seen('2004')?.state === 'idle' && seen('2004')?.registered) || undefined,
  );
  await connect('2002', '2004');
});

test('random calls, transfers and hang-ups leave the mirror as the PBX lists', async () => {
  const count = Number(process.env['CORDBOARD_RANDOM_CALLS'] ?? 30);
  const seed = Number(process.env['CORDBOARD_SEED'] ?? Math.floor(Math.random() * 1e6));
  console.log(`random calls: CORDBOARD_SEED=${seed}`);
  const { wrong, tried } = await randomCalls(pbx, watching, {
    count,
    seed,
    ...(process.env['CORDBOARD_SAY'] === undefined ? {} : { say: (line: string) => console.log(line) }),
  });
  expect(wrong).toEqual([]);
  expect(tried).toBe(count);
  const { drift } = await watching.mirror.audit();
  expect(drift).toEqual([]);
}, 600_000);
