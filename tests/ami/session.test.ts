import { describe, expect, onTestFinished, test } from 'vitest';
import {
  action,
  NotAllowed,
  NotAmi,
  redirect,
  Refused,
  SignedOut,
  Unreachable,
  Unsendable,
  type Session,
  type SessionState,
} from '../../src/ami/index.ts';
import { createCookieJar, hostSessions } from '../../src/ami/node.ts';
import { denied, event, fakeClock, fakePbx, type FakeClock, type FakePbx } from './fake.ts';

interface Setting {
  readonly clock: FakeClock;
  readonly pbx: FakePbx;
  readonly session: Session;
  readonly tabs: readonly Session[];
  readonly states: SessionState[];
}

function setUp(options: { resume?: string; tabs?: number } = {}): Setting {
  const clock = fakeClock();
  const pbx = fakePbx(clock);
  const jar = createCookieJar(pbx.fetch);
  if (options.resume !== undefined) jar.cookie = 'abc';
  const tabs = hostSessions({ base: '', clock, random: () => 0.5, jar, ...options });
  onTestFinished(() => tabs.forEach((tab) => tab.close()));
  const [session] = tabs;
  if (!session) throw new Error('no tab');
  const states: SessionState[] = [];
  session.onState((state) => states.push(state));
  return { clock, pbx, session, tabs, states };
}

async function signedIn(options: { tabs?: number } = {}): Promise<Setting> {
  const setting = setUp(options);
  const done = setting.session.signIn({ username: 'reception', secret: 'geheim' });
  await setting.clock.settle();
  await done;
  expect(setting.session.state.tag).toBe('live');
  setting.pbx.actions();
  setting.states.length = 0;
  return setting;
}

const epochOf = ({ state }: Session): number => (state.tag === 'live' ? state.epoch : -1);
const hangup = (number: number) => event('Hangup', ['Uniqueid', String(number)]);

describe('the poll', () => {
  test('quiet, then one event: polled again at once', async () => {
    const { clock, pbx, session } = await signedIn();
    const heard: string[] = [];
    session.onEvents(['Hangup'], (events) => heard.push(...events.map((one) => one.get('Uniqueid') ?? '')));
    await clock.advance(4000);
    const before = clock.now();
    pbx.emit(hangup(1));
    await clock.settle();
    expect(heard).toEqual(['1']);
    expect(pbx.parked).toBe(1);
    expect(clock.now()).toBe(before);
  });

  test('several busy polls in a row: a gap of 50–100 ms, none for a burst, and back to none when quiet', async () => {
    const { clock, pbx } = await signedIn();
    const gaps = async (polls: number): Promise<number[]> => {
      const times: number[] = [];
      for (let poll = 0; poll < polls; poll += 1) {
        pbx.emit(hangup(poll));
        const from = clock.now();
        await clock.settle();
        while (pbx.parked === 0) await clock.advance(1);
        times.push(clock.now() - from);
      }
      return times;
    };
    await clock.advance(4000);
    const flood = await gaps(30);
    expect(flood.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    for (const gap of flood.slice(-15)) {
      expect(gap).toBeGreaterThanOrEqual(50);
      expect(gap).toBeLessThanOrEqual(100);
    }
    await clock.advance(3000);
    expect(await gaps(3)).toEqual([0, 0, 0]);
  });

  test('events ten times a second are never held back', async () => {
    const { clock, pbx } = await signedIn();
    for (let count = 0; count < 60; count += 1) {
      await clock.advance(100);
      expect(pbx.parked).toBe(1);
      pbx.emit(hangup(count));
    }
  });

  test('empty wake-ups (events the account may not see) are throttled, not an error', async () => {
    const { clock, pbx, session } = await signedIn();
    await clock.advance(2000);
    pbx.actions();
    const epoch = epochOf(session);
    for (let count = 0; count < 500; count += 1) {
      pbx.wake();
      await clock.advance(10);
    }
    expect(session.state.tag).toBe('live');
    expect(epochOf(session)).toBe(epoch);
    const polls = pbx.actions().filter((name) => name === 'WaitEvent').length;
    expect(polls).toBeLessThan(30);
    expect(polls).toBeGreaterThan(15);
  });

  test('httptimeout 10 s or less makes WaitEvent return at once: no spinning', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('WaitEvent', [[['Response', 'Success']], event('WaitEventComplete')]);
    pbx.wake();
    await clock.advance(10_000);
    const polls = pbx.actions().filter((name) => name === 'WaitEvent').length;
    expect(polls).toBeLessThan(55);
    expect(session.state.tag).toBe('live');
  });

  test('httptimeout large: a poll is parked no longer than proxies bear, and keeps the session alive', async () => {
    const { clock, pbx } = await signedIn();
    const [poll] = pbx.asked.filter(({ action }) => action === 'WaitEvent');
    expect(Number(poll?.get('Timeout'))).toBe(25);
    await clock.advance(26_000);
    expect(pbx.actions().filter((name) => name === 'WaitEvent')).toHaveLength(1);
    expect(pbx.parked).toBe(1);
  });

  test('200 with an empty body: the place is taken back once, and a fresh snapshot asked for', async () => {
    const { clock, pbx, session } = await signedIn();
    const epoch = epochOf(session);
    pbx.reply('WaitEvent', '', 1);
    pbx.wake();
    await clock.settle();
    expect(pbx.actions()).toEqual(['WaitEvent', 'WaitEvent', 'WaitEvent']);
    expect(pbx.asked.at(-2)?.get('Timeout')).toBe('0');
    expect(epochOf(session)).toBe(epoch + 1);
    expect(pbx.parked).toBe(1);
  });

  test('200 with an empty body, and again: displaced, not fought over; told to, it takes the place back', async () => {
    const { clock, pbx, session } = await signedIn();
    const epoch = epochOf(session);
    const other = (): void => void pbx.fetch('', { body: 'Action=WaitEvent&Timeout=20' });
    other();
    await clock.advance(20_000);
    other();
    await clock.advance(1000);
    expect(session.state).toMatchObject({ tag: 'displaced', user: 'reception', sessions: 1 });
    pbx.actions();
    await clock.advance(120_000);
    expect(pbx.actions()).toEqual([]);
    session.tryNow();
    await clock.settle();
    expect(epochOf(session)).toBeGreaterThan(epoch);
    expect(pbx.parked).toBe(1);
  });

  test.each([
    ['failed', 'broken' as const],
    ['cut in the middle', 'Response: Success\r\n\r\nEvent: Hangup\r\nUniq'],
    ['answered by a proxy', 502],
    ['answered with HTML', '<html><body>Sign in to the Wi-Fi'],
  ])('a poll %s: a new poll first, then a fresh snapshot', async (_, answer) => {
    const { clock, pbx, session, states } = await signedIn();
    const epoch = epochOf(session);
    session.onState((state) => {
      if (state.tag === 'live') expect(pbx.parked).toBe(1);
    });
    pbx.reply('WaitEvent', answer, 1);
    pbx.wake();
    await clock.settle();
    expect(states.map(({ tag }) => tag)).toEqual(['live']);
    expect(epochOf(session)).toBe(epoch + 1);
    // The first answer, the failure, the drain, the next to be parked.
    expect(pbx.asked.slice(-3).map((one) => one.get('Timeout'))).toEqual(['25', '0', '25']);
  });

  test('events that a drain brings are delivered', async () => {
    const { clock, pbx, session } = await signedIn();
    const heard: string[] = [];
    session.onEvents(['Hangup'], (events) => heard.push(...events.map((one) => one.get('Uniqueid') ?? '')));
    pbx.reply('WaitEvent', 'broken', 1);
    pbx.wake();
    pbx.emit(hangup(7));
    await clock.settle();
    expect(heard).toEqual(['7']);
  });

  test('a dead network is noticed by the Ping, not only when the poll runs out', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('*', 'never');
    await clock.advance(15_000 + 12_000 + 10_000);
    expect(session.state.tag).toBe('lost');
  });
});

describe('the session', () => {
  test('laptop asleep longer than the session: quietly signed in again while the secret is there', async () => {
    const { clock, pbx, session, states } = await signedIn();
    const epoch = epochOf(session);
    pbx.reply('WaitEvent', denied, 1);
    pbx.wake();
    await clock.settle();
    expect(states.map(({ tag }) => tag)).toEqual(['connecting', 'connecting', 'live']);
    expect(epochOf(session)).toBe(epoch + 1);
    expect(pbx.actions()).toContain('Login');
  });

  test('and asked in place when the secret has gone', async () => {
    const { clock, pbx, session } = setUp({ resume: 'reception' });
    await clock.settle();
    expect(session.state).toMatchObject({ tag: 'live', user: 'reception' });
    expect(pbx.actions()).not.toContain('Login');
    pbx.reply('WaitEvent', denied);
    pbx.reply('Ping', denied);
    pbx.wake();
    await clock.settle();
    expect(session.state).toEqual({ tag: 'refused', why: 'sessionEnded', user: 'reception' });
  });

  test('a reload resumes on the cookie: a drain first, for the poll of the page before', async () => {
    const { clock, pbx, session } = setUp({ resume: 'reception' });
    await clock.settle();
    expect(session.state.tag).toBe('live');
    expect(pbx.actions()).toEqual([
      'Ping',
      'Events',
      'Ping',
      'ListCommands',
      'CoreSettings',
      'Getvar',
      'WaitEvent',
      'WaitEvent',
    ]);
    expect(pbx.asked.at(-2)?.get('Timeout')).toBe('0');
  });

  test('a reload while the PBX is down waits for it', async () => {
    const { clock, pbx, session } = setUp({ resume: 'reception' });
    pbx.reply('*', 'broken');
    await clock.advance(10_000);
    expect(session.state).toMatchObject({ tag: 'lost', user: 'reception', why: 'unreachable' });
    pbx.heal();
    await clock.advance(5000);
    expect(session.state.tag).toBe('live');
  });

  test.each([
    [
      'credentials',
      'Login',
      [
        [
          ['Response', 'Error'],
          ['Message', 'Authentication failed'],
        ],
      ],
    ],
    [
      'inUse',
      'Login',
      [
        [
          ['Response', 'Error'],
          ['Message', 'Login Already In Use'],
        ],
      ],
    ],
    [
      'otherUser',
      'Login',
      [
        [
          ['Response', 'Success'],
          ['Message', 'Already authenticated'],
        ],
      ],
    ],
    ['httpManagerOff', '*', 404],
    ['forbidden', '*', 403],
    ['unreachable', '*', 'broken'],
    ['unreachable', '*', 503],
    ['notAmi', '*', '<html>'],
    ['notAmi', '*', 500],
  ] as const)('sign-in refused: %s (%s answers %j)', async (why, name, answer) => {
    const { clock, pbx, session } = setUp();
    await clock.settle();
    expect(session.state).toEqual({ tag: 'refused', why: 'signedOut', user: undefined });
    pbx.reply(name, answer);
    void session.signIn({ username: 'reception', secret: 'x' });
    await clock.advance(100);
    expect(session.state).toEqual({ tag: 'refused', why, user: 'reception' });
  });

  test('a challenge that ran out on a slow line is not called a wrong secret', async () => {
    const { clock, pbx, session } = setUp();
    pbx.reply('Login', 'never', 1);
    void session.signIn({ username: 'reception', secret: 'x' });
    await clock.advance(15_000);
    expect(session.state).toMatchObject({ tag: 'refused', why: 'unreachable' });
  });

  test('signs in with md5(challenge + secret) in UTF-8, and asks what it may do', async () => {
    const { clock, pbx, session } = setUp();
    const done = session.signIn({ username: 'reception', secret: 'größe' });
    await clock.settle();
    await done;
    const login = pbx.asked.find(({ action }) => action === 'Login');
    // printf '123größe' | md5sum
    expect(login?.get('Key')).toBe('34a73e0cf8ef0d0da926ad324bf0baf3');
    expect(pbx.actions().slice(0, 3)).toEqual(['Challenge', 'Login', 'Ping']);
    expect(session.state).toMatchObject({ tag: 'live', user: 'reception', epoch: 1 });
    if (session.state.tag !== 'live') return;
    expect(session.state.site).toMatchObject({ version: '22.0.0', clockOffset: 2000, sessions: 1 });
    expect(session.state.site.actions).toEqual(new Set(['Ping', 'Redirect']));
  });

  test('while a secret is typed its challenge is asked for, kept fresh, and used once', async () => {
    const { clock, pbx, session } = setUp();
    await clock.settle();
    session.expect();
    session.expect();
    await clock.advance(2500);
    session.expect();
    await clock.settle();
    expect(pbx.actions()).toEqual(['Challenge', 'Challenge']);
    const signIn = async (): Promise<void> => {
      const done = session.signIn({ username: 'reception', secret: 'größe' });
      await clock.settle();
      await done;
    };
    await signIn();
    expect(pbx.asked.find(({ action }) => action === 'Login')?.get('Key')).toBe(
      '34a73e0cf8ef0d0da926ad324bf0baf3',
    );
    expect(pbx.actions().slice(0, 2)).toEqual(['Login', 'Ping']);
    session.expect();
    await clock.settle();
    expect(pbx.actions()).not.toContain('Challenge');
    await session.signOut();
    await signIn();
    expect(pbx.actions().filter((name) => /Challenge|Login/.test(name))).toEqual(['Challenge', 'Login']);
  });

  test('a challenge that is under way is waited for, one that has grown old is asked anew', async () => {
    const { clock, pbx, session } = setUp();
    await clock.settle();
    session.expect();
    const done = session.signIn({ username: 'reception', secret: 'x' });
    await clock.settle();
    await done;
    expect(pbx.actions().slice(0, 2)).toEqual(['Challenge', 'Login']);
    await session.signOut();
    session.expect();
    await clock.advance(4000);
    pbx.actions();
    const again = session.signIn({ username: 'reception', secret: 'x' });
    await clock.settle();
    await again;
    expect(pbx.actions().slice(0, 2)).toEqual(['Challenge', 'Login']);
  });

  test('a session that somebody opened before is ended, not used', async () => {
    const { clock, pbx, session } = setUp();
    pbx.reply(
      'Login',
      [
        [
          ['Response', 'Success'],
          ['Message', 'Already authenticated'],
        ],
      ],
      1,
    );
    const done = session.signIn({ username: 'reception', secret: 'x' });
    await clock.settle();
    await done;
    expect(pbx.actions().slice(0, 5)).toEqual(['Challenge', 'Login', 'Logoff', 'Challenge', 'Login']);
    expect(session.state).toMatchObject({ tag: 'live', user: 'reception' });
  });

  test('lost: tries again with a growing pause, and at once when told to', async () => {
    const { clock, pbx, session, states } = await signedIn();
    pbx.reply('*', 'broken');
    pbx.wake();
    await clock.settle();
    expect(session.state).toMatchObject({ tag: 'lost', attempt: 1, retryAt: clock.now() + 500 });
    await clock.advance(20_000);
    const lost = states.flatMap((state) => (state.tag === 'lost' ? [state] : []));
    const pauses = lost.slice(1).map((state, index) => state.retryAt - (lost[index]?.retryAt ?? 0));
    expect(pauses.slice(0, 5)).toEqual([1000, 2000, 4000, 4000, 4000]);
    expect(new Set(lost.map(({ since }) => since)).size).toBe(1);
    pbx.heal();
    session.tryNow();
    await clock.settle();
    expect(session.state.tag).toBe('live');
    expect(pbx.parked).toBe(1);
  });

  test('the PBX restarts: refused, then a session unknown to it, then live with a new epoch and one poll', async () => {
    const { clock, pbx, session } = await signedIn();
    const epoch = epochOf(session);
    pbx.reply('*', 'broken');
    pbx.wake();
    await clock.advance(6000);
    expect(session.state.tag).toBe('lost');
    pbx.heal();
    pbx.reply('WaitEvent', denied, 1);
    await clock.advance(4000);
    expect(session.state.tag).toBe('live');
    expect(epochOf(session)).toBe(epoch + 1);
    expect(pbx.actions().filter((name) => name === 'Login')).toHaveLength(1);
  });

  test('while Asterisk still loads its modules, what it can do is looked up again', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('WaitEvent', denied, 1);
    pbx.reply(
      'Login',
      [
        [
          ['Response', 'Success'],
          ['Message', 'Authentication accepted'],
        ],
      ],
      1,
    );
    pbx.reply(
      'ListCommands',
      [
        [
          ['Response', 'Success'],
          ['Ping', 'x'],
        ],
      ],
      1,
    );
    pbx.wake();
    await clock.settle();
    const epoch = epochOf(session);
    expect(session.state.tag === 'live' && [...session.state.site.actions]).toEqual(['Ping']);
    await clock.advance(4000);
    expect(session.state.tag === 'live' && [...session.state.site.actions]).toEqual(['Ping', 'Redirect']);
    expect(epochOf(session)).toBe(epoch + 1);
  });

  test('FullyBooted asks for a fresh snapshot', async () => {
    const { clock, pbx, session } = await signedIn();
    const epoch = epochOf(session);
    pbx.emit(event('FullyBooted', ['Status', 'Fully Booted']));
    await clock.settle();
    expect(epochOf(session)).toBe(epoch + 1);
  });

  test('signing out ends it for every tab and polls no more', async () => {
    const { clock, pbx, session, tabs } = await signedIn({ tabs: 2 });
    const done = session.signOut();
    await clock.settle();
    await done;
    expect(tabs.map(({ state }) => state)).toEqual(
      tabs.map(() => ({ tag: 'refused', why: 'signedOut', user: undefined })),
    );
    expect(pbx.actions()).toEqual(['Logoff']);
    await clock.advance(120_000);
    expect(pbx.actions()).toEqual([]);
  });

  test.each([
    ['signOutUnconfirmed', 'broken'],
    ['signOutUnconfirmed', 500],
    ['signOutUnconfirmed', '<html>'],
    [
      'signedOut',
      [
        [
          ['Response', 'Error'],
          ['Message', 'Permission denied'],
        ],
      ],
    ],
  ] as const)('signing out is %s when Logoff is answered by %j', async (why, answer) => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('Logoff', answer);
    const done = session.signOut();
    await clock.advance(6000);
    await done;
    expect(session.state).toEqual({ tag: 'refused', why, user: undefined });
    await clock.advance(120_000);
    expect(pbx.actions()).toEqual(['Logoff']);
  });

  test('heard and roundTrip follow the Ping', async () => {
    const { clock, session } = await signedIn();
    const before = session.heardAt;
    await clock.advance(16_000);
    expect(session.heardAt).toBeGreaterThan(before);
    expect(session.roundTrip).toBe(0);
  });
});

describe('send', () => {
  test('"Permission denied": Ping answers, so the right is missing', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('Redirect', denied);
    const sent = session.send(redirect({ Channel: 'x', Context: 'c', Exten: 'e', Priority: 1 }));
    await expect(sent).rejects.toBeInstanceOf(NotAllowed);
    await clock.settle();
    expect(pbx.actions()).toEqual(['Redirect', 'Ping']);
    expect(session.state.tag).toBe('live');
  });

  test('"Permission denied": Ping is denied too, so the session has ended', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('Redirect', denied);
    pbx.reply('Ping', denied, 1);
    const sent = session.send(redirect({ Channel: 'x', Context: 'c', Exten: 'e', Priority: 1 }));
    await expect(sent).rejects.toBeInstanceOf(SignedOut);
    await clock.settle();
    expect(session.state.tag).toBe('live');
    expect(pbx.actions()).toContain('Login');
  });

  test("the PBX's no comes in its own words, with the whole reply", async () => {
    const { pbx, session } = await signedIn();
    pbx.reply('Command', [
      [
        ['Response', 'Error'],
        ['Message', 'Command output follows'],
        ['Output', 'No such command'],
      ],
    ]);
    const error = await session.send(action('Command', { Command: 'x' })).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Refused);
    expect(error).toMatchObject({ message: 'Command output follows' });
    expect((error as Refused).raw).toContain('Output: No such command');
  });

  test.each([
    ['broken', Unreachable],
    ['<html>', NotAmi],
    ['', NotAmi],
    [404, NotAmi],
  ] as const)('%j is told as what it is', async (answer, kind) => {
    const { pbx, session } = await signedIn();
    pbx.reply('Status', answer, 1);
    await expect(session.send(action('Status'))).rejects.toBeInstanceOf(kind);
  });

  test('no act waits for ever', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('Status', 'never');
    const sent = session.send(action('Status')).catch((error: unknown) => error);
    await clock.advance(15_000);
    expect(await sent).toBeInstanceOf(Unreachable);
  });

  test('while not live it rejects at once', async () => {
    const { clock, pbx, session } = setUp();
    await expect(session.send(action('Status'))).rejects.toBeInstanceOf(SignedOut);
    const lost = await signedIn();
    lost.pbx.reply('*', 'broken');
    lost.pbx.wake();
    await lost.clock.settle();
    await expect(lost.session.send(action('Status'))).rejects.toBeInstanceOf(Unreachable);
    await clock.settle();
    expect(pbx.actions()).toEqual([]);
  });

  test('CR, LF and NUL never leave in a header, but for LF through the one door', async () => {
    const { pbx, session } = await signedIn();
    for (const value of ['a\rb', 'a\nb', 'a\0b']) {
      await expect(session.send(action('Setvar', { Variable: 'X', Value: value }))).rejects.toBeInstanceOf(
        Unsendable,
      );
      await expect(session.send(action('Setvar', { [value]: 'x' }))).rejects.toBeInstanceOf(Unsendable);
    }
    await expect(
      session.send({ action: 'Setvar', headers: [['Value', 'a\r\nb']], newlinesIn: ['Value'] }),
    ).rejects.toBeInstanceOf(Unsendable);
    expect(pbx.actions()).toEqual([]);
    await session.send({ action: 'Setvar', headers: [['Value', 'a\nb']], newlinesIn: ['Value'] });
    expect(pbx.asked.at(-1)?.get('Value')).toBe('a\nb');
  });

  test('more than 120 headers or 40,000 bytes are never sent', async () => {
    const { pbx, session } = await signedIn();
    const many = (count: number) =>
      action(
        'X',
        Array.from({ length: count }, (_, index) => [`H${index}`, '1'] as const),
      );
    await expect(session.send(many(120))).rejects.toBeInstanceOf(Unsendable);
    await session.send(many(119));
    // Each of these letters is nine bytes on the wire.
    await expect(session.send(action('X', { A: '漢'.repeat(4500) }))).rejects.toBeInstanceOf(Unsendable);
    await session.send(action('X', { A: '漢'.repeat(4400) }));
    expect(pbx.actions()).toEqual(['X', 'X']);
  });

  test('at most four at once beside the poll, the others in turn', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('Status', 'never', 4);
    const sent = Array.from({ length: 10 }, () =>
      session.send(action('Status'), { timeout: 3000 }).catch(() => 'given up'),
    );
    await clock.settle();
    expect(pbx.actions()).toHaveLength(4);
    await clock.advance(3000);
    expect((await Promise.all(sent)).filter((reply) => reply === 'given up').length).toBeGreaterThanOrEqual(
      4,
    );
  });

  test('a large reply comes whole', async () => {
    const { pbx, session } = await signedIn();
    const rows = Array.from({ length: 2000 }, (_, index) =>
      event('Row', ['Number', String(index)], ['Name', 'Łukasz 陳']),
    );
    pbx.reply('Status', [
      [
        ['Response', 'Success'],
        ['EventList', 'start'],
      ],
      ...rows,
    ]);
    const reply = await session.send(action('Status'));
    expect(reply.events).toHaveLength(2000);
    expect(reply.events.at(-1)?.get('Number')).toBe('1999');
    expect(reply.events.at(-1)?.get('Name')).toBe('Łukasz 陳');
  });
});

describe('tabs', () => {
  test('each hears every event it wants, and none it does not', async () => {
    const { clock, pbx, tabs } = await signedIn({ tabs: 3 });
    const heard: string[][] = [[], [], []];
    const listen = (index: number, names: readonly string[] | '*'): void =>
      void tabs[index]?.onEvents(names, (events) => heard[index]?.push(...events.map(({ name }) => name)));
    listen(0, ['Hangup', 'Newchannel']);
    listen(1, ['Newchannel']);
    listen(2, '*');
    await clock.settle();
    pbx.emit(event('Newchannel'), event('VarSet'), hangup(1));
    await clock.settle();
    expect(heard).toEqual([['Newchannel', 'Hangup'], ['Newchannel'], ['Newchannel', 'VarSet', 'Hangup']]);
    expect(pbx.actions().filter((name) => name === 'WaitEvent')).toHaveLength(1);
  });

  test('the mask follows what is wanted: wider at once and before the next request, narrower after a while', async () => {
    const { clock, pbx, session } = await signedIn();
    const masks = (): (string | undefined)[] =>
      pbx.asked.filter((one) => one.action === 'Events').map((one) => one.get('EventMask'));
    expect(pbx.asked.find((one) => one.action === 'Login')?.get('Events')).toBe('system');
    const stop = session.onEvents(['Hangup', 'QueueParams'], () => {});
    await session.send(action('QueueStatus'));
    expect(masks()).toEqual(['agent,call,system']);
    expect(pbx.actions()).toEqual(['Events', 'QueueStatus']);
    const stopAll = session.onEvents('*', () => {});
    await clock.settle();
    expect(masks().at(-1)).toBe('on');
    stopAll();
    stop();
    session.onEvents(['Hangup'], () => {});
    await clock.settle();
    expect(masks()).toHaveLength(2);
    await clock.advance(6000);
    expect(masks().at(-1)).toBe('call,system');
  });

  test('a mask the PBX may not have taken is sent anew when the session works again', async () => {
    const { clock, pbx, session } = await signedIn();
    pbx.reply('*', 'broken');
    session.onEvents(['Hangup'], () => {});
    pbx.wake();
    await clock.settle();
    expect(session.state.tag).toBe('lost');
    pbx.heal();
    await clock.advance(5000);
    expect(session.state.tag).toBe('live');
    const last = pbx.asked.findLast((one) => one.action === 'Events');
    expect(last?.get('EventMask')).toBe('call,system');
    const drained = pbx.asked.findLastIndex(
      (one) => one.action === 'WaitEvent' && one.get('Timeout') === '0',
    );
    expect(pbx.asked.slice(drained).map((one) => one.action)).toContain('Events');
  });

  test('the mask goes along with a new sign-in', async () => {
    const { clock, pbx, session } = await signedIn();
    session.onEvents(['Hangup'], () => {});
    await clock.settle();
    pbx.reply('WaitEvent', denied, 1);
    pbx.wake();
    await clock.settle();
    expect(pbx.asked.findLast((one) => one.action === 'Login')?.get('Events')).toBe('call,system');
  });

  test('a tab closed is forgotten, the others go on', async () => {
    const { clock, pbx, tabs } = await signedIn({ tabs: 2 });
    const heard: string[] = [];
    tabs[1]?.onEvents(['Hangup'], (events) => heard.push(...events.map(({ name }) => name)));
    tabs[0]?.close();
    await clock.settle();
    pbx.emit(hangup(1));
    await clock.settle();
    expect(heard).toEqual(['Hangup']);
  });

  test('a listener that was undone hears nothing more, twice undone harms nothing', async () => {
    const { clock, pbx, session } = await signedIn();
    const heard: string[] = [];
    const stop = session.onEvents(['Hangup'], () => heard.push('hangup'));
    stop();
    stop();
    pbx.emit(hangup(1));
    await clock.settle();
    expect(heard).toEqual([]);
  });
});
