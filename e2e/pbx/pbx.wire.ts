/** The rig itself: each verb of a phone does on the PBX what it says, and the demo's dialplan keeps its promises. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DIDS, HOPS, PARKING, PEOPLE, startPbx, until, type AmiMessage, type Pbx } from './index.ts';
import { demand } from './ami.ts';
import { day, startTraffic, type Step } from './traffic.ts';

const version = Number(process.env['CORDBOARD_PBX_VERSION'] ?? 22);
const GUEST = { name: 'Müller & Söhne; <b>', number: '+49301234567' };
const OTHER = { name: 'Иван', number: '+4420123456' };

let pbx: Pbx;

beforeAll(async () => {
  pbx = await startPbx({ version, extensions: 50, waits: { ring: 30, back: 1, parking: 5, menu: 30 } });
});
afterEach(() => pbx.hangupAll());
afterAll(() => pbx.stop());

/** The state word of a hint, as the PBX prints it in ExtensionStateList. */
async function state(exten: string): Promise<string> {
  const ami = await pbx.ami();
  try {
    const [reply] = await ami.action('ExtensionState', { Exten: exten, Context: 'internal' });
    return reply?.get('StatusText') ?? '';
  } finally {
    ami.close();
  }
}

const hasState = (exten: string, word: string): Promise<true> =>
  until(`${exten} is ${word}`, async () => ((await state(exten)) === word ? true : undefined));

/** What the page does to send a caller safely: three variables, then Redirect. */
async function sendSafely(number: string, target: string, back: string, seconds = 1): Promise<string> {
  const leg = await pbx.channelOf(number, (one) => one.state === 'Up' || one.state === 'Ring');
  const ami = await pbx.ami(pbx.accounts.reception);
  const act = async (name: string, headers: Record<string, string>): Promise<void> => {
    const [reply] = await ami.action(name, { Channel: leg.uniqueid, ...headers });
    expect(reply?.get('Response'), reply?.get('Message')).toBe('Success');
  };
  try {
    await act('Setvar', { Variable: 'CB_TARGET', Value: target });
    await act('Setvar', { Variable: 'CB_SECONDS', Value: String(seconds) });
    await act('Setvar', { Variable: 'CB_BACK', Value: back });
    await act('Redirect', { Context: 'cordboard', Exten: 'safe', Priority: '1' });
  } finally {
    ami.close();
  }
  return leg.uniqueid;
}

async function variable(channel: string, name: string): Promise<string> {
  const ami = await pbx.ami();
  try {
    const [reply] = await ami.action('Getvar', { Channel: channel, Variable: name });
    return reply?.get('Value') ?? '';
  } finally {
    ami.close();
  }
}

async function setGlobal(name: string, value: string): Promise<void> {
  const ami = await pbx.ami();
  await demand(ami, 'Setvar', { Variable: name, Value: value });
  ami.close();
}

test('it is the Asterisk that was asked for', async () => {
  expect([16, 22]).toContain(version);
  expect(await pbx.command('core show version')).toMatch(new RegExp(`^Asterisk ${version}\\.`));
});

describe('phones', () => {
  test('two phones talk', async () => {
    const placed = await pbx.phone('2004').call('2005');
    const incoming = await pbx.phone('2005').ringing();
    expect(incoming.from).toEqual({ name: 'Amélie Fôret', number: '2004' });
    expect(await state('2005')).toBe('Ringing');
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', '2005');
    expect(await pbx.bridges()).toEqual([['2004', '2005']]);
    expect(await pbx.talking('2004')).toEqual(['2005']);
    expect(await pbx.linkedid('2005')).toBe(placed.linkedid);
    await pbx.phone('2004').hangup();
    await pbx.quiet();
    expect(await pbx.bridges()).toEqual([]);
  });

  test('a phone that is busy or declines tells its own cause', async () => {
    const ami = await pbx.ami();
    const dialEnd = (event: AmiMessage): boolean =>
      event.get('Event') === 'DialEnd' && event.get('DestChannel').startsWith('PJSIP/2005-');
    for (const [verb, status, cause] of [
      ['busy', 'BUSY', '17'],
      ['refuse', 'NOANSWER', '21'],
      // The same 480 Temporarily Unavailable: what it counts as has changed since 16.
      ['offline', ...(version >= 18 ? (['NOANSWER', '19'] as const) : (['CHANUNAVAIL', '20'] as const))],
    ] as const) {
      await pbx.phone('2004').call('2005');
      const since = ami.events.mark();
      await pbx.phone('2005')[verb]();
      const ended = await ami.events.until(dialEnd, { since, what: 'DialEnd' });
      const hung = await ami.events.until(
        (event) => event.get('Event') === 'Hangup' && event.get('Channel').startsWith('PJSIP/2005-'),
        { since, what: 'Hangup' },
      );
      expect([verb, ended.get('DialStatus'), hung.get('Cause')]).toEqual([verb, status, cause]);
      await pbx.hangupAll();
    }
    ami.close();
  });

  test('a phone told beforehand turns calls away by itself', async () => {
    await pbx.phone('2005').onCall('answer');
    await pbx.phone('2004').call('2005');
    await pbx.waitBridged('2004', '2005');
    await pbx.phone('2005').onCall('ring');
  });

  test('hold: the PBX tells which phone holds, and shows the other on hold', async () => {
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').answer();
    await pbx.phone('2004').hold();
    await hasState('2005', 'Hold');
    expect((await pbx.phone('2004').calls()).map((one) => one.state)).toEqual(['holding']);
    await pbx.phone('2004').unhold();
    await hasState('2005', 'InUse');
    await pbx.waitBridged('2004', '2005');
  });

  test('a second call shows beside the first; as many as device_state_busy_at make a phone busy', async () => {
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').answer();
    await pbx.phone('2020').call('2005');
    const { callId } = await pbx.phone('2005').ringing();
    await hasState('2005', 'InUse&Ringing');
    await pbx.phone('2005').answer(callId);
    await pbx.waitBridged('2004', '2005');
    await pbx.waitBridged('2005', '2020');
    expect(await pbx.talking('2005')).toEqual(['2004', '2020']);
    await pbx.phone('2021').call('2023');
    await pbx.phone('2023').answer();
    await hasState('2023', 'InUse');
    await pbx.phone('2022').call('2023');
    await pbx.phone('2023').answer();
    await hasState('2023', 'Busy');
  });

  test('unregistered and idle are two things', async () => {
    await pbx.phone('2005').unregister();
    await hasState('2005', 'Unavailable');
    await pbx.phone('2004').call('2005');
    await until('voicemail or nobody takes the call', async () => {
      const [leg] = await pbx.channels();
      return leg === undefined || leg.application === 'VoiceMail' ? true : undefined;
    });
    expect(await pbx.phone('2005').calls()).toEqual([]);
    await pbx.hangupAll();
    await pbx.phone('2005').register();
    await hasState('2005', 'Idle');
  });

  test('a person with two devices rings on both, and only the one that answers talks', async () => {
    await pbx.phone('2004').call('2010');
    await pbx.phone('2010').ringing();
    await pbx.phone('2010-dect').answer();
    await pbx.waitBridged('2004', '2010');
    expect(await pbx.phone('2010').calls()).toEqual([]);
  });

  test('a number nobody has is refused by the PBX', async () => {
    await expect(pbx.phone('2004').call('9999')).rejects.toThrow('knows no such number');
  });

  test('every name arrives as it was written', async () => {
    const [setter] = PEOPLE;
    expect(setter?.name).toBe('Reception');
    for (const one of PEOPLE) {
      const [device] = one.devices;
      expect(await pbx.command(`pjsip show endpoint ${device ?? ''}`)).toContain(`<${one.number}>`);
      const ami = await pbx.ami();
      const [reply] = await ami.action('Getvar', { Variable: `PJSIP_ENDPOINT(${device ?? ''},callerid)` });
      ami.close();
      expect(reply?.get('Value')).toBe(`"${one.name.replace(/["\\]/g, '\\$&')}" <${one.number}>`);
    }
  });
});

describe('the world outside', () => {
  test('two callers at once, each answered by somebody else', async () => {
    await pbx.outside.call(`${DIDS.direct}2004`, GUEST);
    const other = await pbx.outside.call(`${DIDS.direct}2005`, OTHER);
    expect((await pbx.phone('2004').ringing()).from.number).toBe(GUEST.number);
    await pbx.phone('2004').answer();
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', GUEST.number);
    await pbx.waitBridged('2005', OTHER.number);
    await other.hangup();
    expect(await pbx.bridges()).toEqual([[GUEST.number, '2004']]);
  });

  test('a phone calls out through the trunk', async () => {
    await pbx.phone('2000').call('0+493099887766');
    expect((await pbx.outside.ringing('+493099887766')).from.number).toBe('2000');
    await pbx.outside.answer('+493099887766');
    await pbx.waitBridged('2000', '+493099887766');
    await pbx.outside.party('+493099887766').hold();
    await hasState('2000', 'Hold');
  });

  test('the menu sends the caller on by the digit pressed, and to the reception without one', async () => {
    const guest = await pbx.outside.call(DIDS.menu, GUEST);
    await pbx.waitUp(GUEST.number);
    await guest.press('2');
    expect((await pbx.phone('2020').ringing()).from.number).toBe(GUEST.number);
    await guest.hangup();
    await setGlobal('MENU_SECONDS', '1');
    try {
      await pbx.outside.call(DIDS.menu, OTHER);
      await pbx.phone('2001').answer();
      await pbx.waitBridged('2001', OTHER.number);
    } finally {
      await setGlobal('MENU_SECONDS', '30');
    }
  });

  test('queues: waiting, then answered by a member', async () => {
    await pbx.outside.call(DIDS.queue, GUEST);
    expect(await pbx.waitQueued(GUEST.number)).toBe(1);
    await pbx.phone('2001').answer();
    await pbx.waitBridged('2001', GUEST.number);
    await pbx.outside.call(DIDS.reservations, OTHER);
    await pbx.phone('2010').answer();
    await pbx.waitBridged('2010', OTHER.number);
  });

  test('Local channels are seen through', async () => {
    for (const hop of [HOPS.local, HOPS.localStays]) {
      await pbx.phone('2004').call(hop);
      await pbx.phone('2005').answer();
      await pbx.waitBridged('2004', '2005');
      await pbx.hangupAll();
    }
    await pbx.outside.call(`${DIDS.direct}${HOPS.localToMe}`, GUEST);
    await pbx.phone('2000').answer();
    await pbx.waitBridged('2000', GUEST.number);
  });
});

describe('safe@cordboard', () => {
  const talkToGuest = async (): Promise<void> => {
    await pbx.outside.call(`${DIDS.direct}2000`, GUEST);
    await pbx.phone('2000').answer();
    await pbx.waitBridged('2000', GUEST.number);
  };

  test('answered: the caller is with the target, whose display showed the caller', async () => {
    await talkToGuest();
    await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
    expect((await pbx.phone('2004').ringing()).from.number).toBe(GUEST.number);
    await pbx.phone('2004').answer();
    await pbx.waitBridged('2004', GUEST.number);
    expect(await pbx.talking('2000')).toEqual([]);
    await pbx.phone('2004').hangup();
    await pbx.quiet();
  });

  for (const [verb, status, cause] of [
    ['busy', 'BUSY', '17'],
    ['refuse', 'CHANUNAVAIL', '21'],
  ] as const) {
    test(`${verb}: the caller comes back, and the PBX remembers why`, async () => {
      await talkToGuest();
      const leg = await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
      await pbx.phone('2004')[verb]();
      expect((await pbx.phone('2000').ringing()).from.number).toBe(GUEST.number);
      expect(await variable(leg, 'CB_STATUS')).toBe(status);
      expect(await variable(leg, 'CB_CAUSE')).toBe(cause);
      await pbx.phone('2000').answer();
      await pbx.waitBridged('2000', GUEST.number);
    });
  }

  test('unregistered target: the caller comes back at once', async () => {
    await talkToGuest();
    await pbx.phone('2005').unregister();
    await sendSafely(GUEST.number, 'PJSIP/2005', 'PJSIP/2000', 20);
    await pbx.phone('2000').answer();
    await pbx.waitBridged('2000', GUEST.number);
    await pbx.phone('2005').register();
  });

  test('unanswered everywhere: parked, and brought back again by the park', async () => {
    await talkToGuest();
    const leg = await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000');
    await pbx.phone('2004').ringing();
    await pbx.phone('2000').ringing();
    const parked = await pbx.waitParked(GUEST.number);
    expect(Number(parked.space)).toBeGreaterThan(700);
    expect(parked.uniqueid).toBe(leg);
    expect(await pbx.bridges()).toEqual([]);
    await pbx.phone('2000').answer();
    await pbx.waitBridged('2000', GUEST.number);
  });

  test('parked by a safe transfer, and fetched from the slot', async () => {
    await talkToGuest();
    await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000');
    const parked = await pbx.waitParked(GUEST.number);
    await pbx.phone('2001').call(parked.space);
    await pbx.waitBridged('2001', GUEST.number);
    await pbx.phone('2001').hangup();
    await pbx.quiet();
  });

  test('works for a caller in a menu, waiting in a queue, still ringing, and for whom I called', async () => {
    await pbx.outside.call(DIDS.menu, GUEST);
    await pbx.waitUp(GUEST.number);
    await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
    await pbx.phone('2004').answer();
    await pbx.waitBridged('2004', GUEST.number);
    await pbx.hangupAll();

    await pbx.outside.call(DIDS.queue, GUEST);
    await pbx.waitQueued(GUEST.number);
    await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
    await pbx.phone('2004').answer();
    await pbx.waitBridged('2004', GUEST.number);
    await pbx.hangupAll();

    await pbx.outside.call(`${DIDS.direct}2000`, GUEST);
    await pbx.phone('2000').ringing();
    await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
    await pbx.phone('2004').answer();
    await pbx.waitBridged('2004', GUEST.number);
    expect(await pbx.phone('2000').calls()).toEqual([]);
    await pbx.hangupAll();

    await pbx.phone('2000').call('2021');
    await pbx.phone('2021').answer();
    await pbx.waitBridged('2000', '2021');
    await sendSafely('2021', 'PJSIP/2004', 'PJSIP/2000', 20);
    expect((await pbx.phone('2004').ringing()).from.number).toBe('2021');
    await pbx.phone('2004').answer();
    await pbx.waitBridged('2004', '2021');
  });

  test('a second safe transfer of the same caller does not remember the first', async () => {
    await talkToGuest();
    const leg = await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
    await pbx.phone('2004').busy();
    await pbx.phone('2000').answer();
    await pbx.waitBridged('2000', GUEST.number);
    await sendSafely(GUEST.number, 'PJSIP/2004', 'PJSIP/2000', 20);
    await pbx.phone('2004').ringing();
    expect(await variable(leg, 'CB_STATUS')).toBe('');
  });

  test('put keeps a value in the AstDB with the right to originate alone', async () => {
    const ami = await pbx.ami(pbx.accounts.reception);
    const [reply] = await ami.action('Originate', {
      Channel: 'Local/put@cordboard/n',
      Application: 'Wait',
      Data: '1',
      Async: 'true',
      Variable: ['K=note/2004', 'V=aGVsbG8'],
    });
    expect(reply?.get('Response')).toBe('Success');
    await until('the value is kept', async () => {
      const kept = await ami.action('DBGet', { Family: 'cordboard', Key: 'note/2004' });
      return kept.some((one) => one.get('Val') === 'aGVsbG8') || undefined;
    });
    ami.close();
  });
});

describe('parking', () => {
  test('a call parked by the AMI comes back to who parked it', async () => {
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', '2005');
    const parker = await pbx.channelOf('2005');
    const parkee = await pbx.channelOf('2004');
    const ami = await pbx.ami(pbx.accounts.reception);
    const [reply] = await ami.action('Park', { Channel: parkee.name, TimeoutChannel: parker.name });
    ami.close();
    expect(reply?.get('Response')).toBe('Success');
    expect((await pbx.waitParked('2004')).channel).toBe(parkee.name);
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', '2005');
  });

  test('a parked call is fetched by its slot', async () => {
    await pbx.phone('2004').call(PARKING.exten);
    const parked = await pbx.waitParked('2004');
    await pbx.phone('2005').call(parked.space);
    await pbx.waitBridged('2004', '2005');
  });
});

describe('traffic', () => {
  test('a seed tells one day, another seed another', () => {
    const begin = (seed: number): Step[] => {
      const steps = day(seed);
      return Array.from({ length: 200 }, () => steps.next().value);
    };
    expect(begin(1)).toEqual(begin(1));
    expect(begin(1)).not.toEqual(begin(2));
    const kinds = new Set(begin(1).map((step) => step.what.kind));
    expect([...kinds].sort()).toEqual(
      ['abandoned', 'inbound', 'internal', 'outbound', 'park', 'presence', 'transfer'].sort(),
    );
  });

  test('people call, talk and stop', async () => {
    const stop = startTraffic(pbx, { seed: 7, pace: 20 });
    try {
      await until(
        'two conversations',
        async () => ((await pbx.bridges()).length >= 2 ? true : undefined),
        60_000,
      );
      await until(
        'somebody holds',
        async () => (await pbx.phoneCalls()).some((one) => one.call.state === 'holding') || undefined,
        60_000,
      );
    } finally {
      stop();
    }
    const ami = await pbx.ami();
    const presences = await ami.action('PresenceStateList');
    ami.close();
    expect(presences.filter((one) => one.get('Event') === 'PresenceStateChange').length).toBeGreaterThan(0);
  });
});

describe('the PBX itself', () => {
  test('accounts may do what they are for', async () => {
    const rights = async (account: { username: string; secret: string }): Promise<string[]> => {
      const ami = await pbx.ami(account);
      const [reply] = await ami.action('ListCommands');
      ami.close();
      return (reply?.headers ?? []).map(([name]) => name);
    };
    const reception = await rights(pbx.accounts.reception);
    expect(reception).toEqual(expect.arrayContaining(['Redirect', 'Originate', 'UserEvent', 'QueueAdd']));
    for (const refused of ['UpdateConfig', 'Command', 'DBPut', 'GetConfig'])
      expect(reception).not.toContain(refused);
    const viewer = await rights(pbx.accounts.viewer);
    expect(viewer).toContain('CoreShowChannels');
    for (const refused of ['Redirect', 'Originate', 'Hangup', 'Setvar'])
      expect(viewer).not.toContain(refused);
    const admin = await rights(pbx.accounts.admin);
    expect(admin).toEqual(
      expect.arrayContaining(['UpdateConfig', 'Command', 'Reload', 'DBPut', 'DeviceStateList']),
    );
    expect(admin.includes('VoicemailUsersList')).toBe(version >= 18);
    expect(admin.includes('CoreShowChannelMap')).toBe(version >= 18);
  });

  test('site files: the public one for all, the private one for who has signed in', async () => {
    const open = await fetch(`${pbx.url}/static/cordboard/pbx.json`);
    expect(await open.json()).toMatchObject({ title: 'Hotel Astoria' });
    const path = `${pbx.url}/static/cordboard/private/cordboard.json`;
    expect((await fetch(path)).status).toBe(403);
    const { username, secret } = pbx.accounts.reception;
    const login = await fetch(`${pbx.url}/rawman?action=Login&username=${username}&secret=${secret}`);
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const closed = await fetch(path, { headers: { cookie } });
    expect(await closed.json()).toMatchObject({ context: 'internal', names: { 2004: 'Amélie Fôret' } });
  });

  test('a flood reaches the rate it was asked for', async () => {
    const ami = await pbx.ami();
    const since = ami.events.mark();
    const slow = await pbx.flood({ rate: 20, extensions: 10, seconds: 1 });
    const fast = await pbx.flood({ rate: 400, extensions: 50, seconds: 1 });
    expect([slow.changes, fast.changes]).toEqual([20, 400]);
    await until('every change has become an event', () => {
      const seen = ami.events
        .since(since)
        .filter((event) => event.get('Event') === 'ExtensionStatus' && event.get('Context') === 'many');
      return seen.length >= 420 ? true : undefined;
    });
    ami.close();
  });

  test('a proxy delays, cuts, truncates, refuses and heals', async () => {
    const proxy = await pbx.proxy();
    const post = (fields: Record<string, string>, cookie = ''): Promise<Response> =>
      fetch(`${proxy.url}/rawman`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { cookie },
      });
    const { username, secret } = pbx.accounts.reception;
    const login = await post({ Action: 'Login', Username: username, Secret: secret });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(await login.text()).toContain('Authentication accepted');
    expect(await (await post({ Action: 'Ping' }, cookie)).text()).toContain('Pong');

    proxy.delay(60_000);
    const parked = post({ Action: 'WaitEvent' }, cookie);
    await until('the poll is under way', () => (proxy.count('WaitEvent') === 1 ? true : undefined));
    proxy.cut();
    await expect(parked).rejects.toThrow();
    proxy.delay(0);

    proxy.cutBodyAfter(20);
    const half = await post({ Action: 'WaitEvent', Timeout: '0' }, cookie);
    await expect(half.text()).rejects.toThrow();
    expect(await (await post({ Action: 'WaitEvent', Timeout: '0' }, cookie)).text()).toContain(
      'WaitEventComplete',
    );

    proxy.answer(500, '<html>no</html>');
    expect((await post({ Action: 'Ping' }, cookie)).status).toBe(500);
    await proxy.refuse(true);
    await expect(post({ Action: 'Ping' }, cookie)).rejects.toThrow();
    await proxy.heal();
    expect(await (await post({ Action: 'Ping' }, cookie)).text()).toContain('Pong');
    expect(proxy.count('Ping')).toBe(3);
  });

  test('killed and restarted: phones register again and can talk', async () => {
    const before = pbx.pid;
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').ringing();
    await pbx.kill();
    await expect(fetch(`${pbx.url}/rawman?action=Ping`)).rejects.toThrow();
    await pbx.restart();
    expect(pbx.pid).not.toBe(before);
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', '2005');
  });

  test('its files can be changed and loaded', async () => {
    const before = pbx.readFile('extensions.conf');
    pbx.writeFile('extensions.conf', `${before}\n[added]\nexten => 1,hint,Custom:added\n`);
    await pbx.reload('pbx_config');
    expect(await pbx.command('dialplan show 1@added')).toContain('Custom:added');
    pbx.writeFile('extensions.conf', before);
    await pbx.reload('pbx_config');
  });

  test('two hotels run side by side', async () => {
    const second = await startPbx({ version, cordboardContext: false });
    try {
      expect(second.url).not.toBe(pbx.url);
      await second.phone('2004').call('2005');
      await second.phone('2005').answer();
      await second.waitBridged('2004', '2005');
      expect(await pbx.channels()).toEqual([]);
      expect(await second.command('dialplan show safe@cordboard')).toContain('no existence');
    } finally {
      await second.stop();
    }
  });
});
