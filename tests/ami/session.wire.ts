/** The life of a session on a real Asterisk. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startPbx, until, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import {
  coreShowChannels,
  coreStatus,
  hangup,
  listCommands,
  NotAllowed,
  ping,
  redirect,
  Refused,
  userEvent,
} from '../../src/ami/index.ts';
import { hostSessions } from '../../src/ami/node.ts';
import { epochOf, listen, newJar, open, raw, reaches, signedIn, version } from './wire.ts';

const single: Account = {
  username: 'single',
  secret: 'größe;"x"',
  read: 'system,call',
  write: 'call,reporting',
  lines: ['allowmultiplelogin = no'],
};

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: [single] });
});
afterAll(() => pbx.stop());

describe('signing in', () => {
  test.each(['rawman', 'mxml'] as const)(
    'over %s: live, with version, actions, clock and sessions',
    async (format) => {
      const session = await signedIn(pbx, pbx.accounts.reception, { format });
      if (session.state.tag !== 'live') return;
      const { site } = session.state;
      expect(site.version).toMatch(new RegExp(`^${version}\\.`));
      expect(site.actions).toContain('Redirect');
      expect(site.actions).not.toContain('UpdateConfig');
      expect(Math.abs(site.clockOffset)).toBeLessThan(1000);
      expect(site.sessions).toBeGreaterThanOrEqual(1);
      const { next } = listen(session, ['PresenceStatus', 'DeviceStateChange', 'UserEvent']);
      await session.send(userEvent('Cordboard', { Text: `a 'b' <c> & "d"` }));
      const event = await next('our event comes back', ({ name }) => name === 'UserEvent');
      expect(event.get('Text')).toBe(`a 'b' <c> & "d"`);
    },
  );

  test.each([
    ['credentials', { username: 'reception', secret: 'wrong' }],
    ['credentials', { username: 'nobody', secret: 'wrong' }],
  ] as const)('refused: %s of %j', async (why, credentials) => {
    const session = open(pbx);
    await session.signIn(credentials);
    expect(session.state).toEqual({ tag: 'refused', why, user: credentials.username });
    await expect(session.send(ping())).rejects.toThrow('Not signed in');
  });

  test('refused: inUse, where the account allows one session; a sign-in anew replaces one’s own', async () => {
    const jar = newJar();
    const first = await signedIn(pbx, single, { jar });
    const second = open(pbx);
    await second.signIn(single);
    expect(second.state).toEqual({ tag: 'refused', why: 'inUse', user: 'single' });
    await first.signIn(single);
    expect(first.state.tag).toBe('live');
    await first.signOut();
    await second.signIn(single);
    expect(second.state.tag).toBe('live');
    await second.signOut();
  });

  test('refused: httpManagerOff, while webenabled = no', async () => {
    const conf = pbx.readFile('manager.conf');
    pbx.writeFile('manager.conf', conf.replace('webenabled = yes', 'webenabled = no'));
    await pbx.reload('manager');
    const session = open(pbx);
    await session.signIn(pbx.accounts.reception);
    expect(session.state).toMatchObject({ tag: 'refused', why: 'httpManagerOff' });
    pbx.writeFile('manager.conf', conf);
    await pbx.reload('manager');
    await session.signIn(pbx.accounts.reception);
    expect(session.state.tag).toBe('live');
  });

  test('refused: unreachable, notAmi, forbidden', async () => {
    const proxy = await pbx.proxy();
    const session = open(pbx, { base: proxy.url });
    const reasons: unknown[] = [];
    const tryIt = async (): Promise<void> => {
      await session.signIn(pbx.accounts.reception);
      reasons.push(session.state.tag === 'refused' && session.state.why);
    };
    await proxy.refuse(true);
    await tryIt();
    await proxy.refuse(false);
    proxy.answer(200, '<html><body>Sign in to the Wi-Fi</body></html>');
    await tryIt();
    proxy.answer(403, '<html>');
    await tryIt();
    await proxy.heal();
    await session.signIn(pbx.accounts.reception);
    expect(reasons).toEqual(['unreachable', 'notAmi', 'forbidden']);
    expect(session.state.tag).toBe('live');
  });

  test('another session behind the cookie keeps its rights only until we sign in', async () => {
    const jar = newJar();
    await signedIn(pbx, pbx.accounts.admin, { jar });
    const session = await signedIn(pbx, pbx.accounts.viewer, { jar });
    expect(session.state.tag === 'live' && session.state.site.actions.has('UpdateConfig')).toBe(false);
    await expect(session.send(hangup({ Channel: 'nobody' }))).rejects.toBeInstanceOf(NotAllowed);
  });

  test('signing out ends the session on the PBX', async () => {
    const jar = newJar();
    const session = await signedIn(pbx, pbx.accounts.reception, { jar });
    await session.signOut();
    expect(session.state).toEqual({ tag: 'refused', why: 'signedOut', user: undefined });
    expect(await raw(pbx, { Action: 'Ping' }, jar)).toContain('Permission denied');
  });

  test('an account demoted keeps its rights until it signs in again, then less is offered', async () => {
    const session = await signedIn(pbx, pbx.accounts.reception);
    const conf = pbx.readFile('manager.conf');
    pbx.writeFile('manager.conf', conf.replace(/(\[reception\][^[]*write = ).*/, '$1reporting'));
    await pbx.reload('manager');
    onTestFinished(async () => {
      pbx.writeFile('manager.conf', conf);
      await pbx.reload('manager');
    });
    await expect(
      session.send(redirect({ Channel: 'x', Context: 'internal', Exten: '1', Priority: 1 })),
    ).rejects.toBeInstanceOf(Refused);
    await session.signIn(pbx.accounts.reception);
    expect(session.state.tag === 'live' && session.state.site.actions.has('Redirect')).toBe(false);
    await expect(
      session.send(redirect({ Channel: 'x', Context: 'internal', Exten: '1', Priority: 1 })),
    ).rejects.toBeInstanceOf(NotAllowed);
  });
});

describe('resuming', () => {
  test('on the cookie, without the secret; what the page before left parked swallows nothing', async () => {
    const jar = newJar();
    const before = await signedIn(pbx, pbx.accounts.reception, { jar });
    const { cookie } = jar;
    before.close();
    const session = open(pbx, { jar, resume: 'reception' });
    await reaches(session, 'live');
    expect(jar.cookie).toBe(cookie);
    const { heard, next } = listen(session, ['UserEvent']);
    for (let count = 0; count < 20; count += 1) await session.send(userEvent('Resumed', { Count: count }));
    await next('the last event', (event) => event.get('Count') === '19');
    expect(heard.map((event) => event.get('Count'))).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
  });

  test('on a cookie the PBX no longer knows: the session has ended, and says so', async () => {
    const jar = newJar();
    jar.cookie = 'deadbeef';
    const session = open(pbx, { jar, resume: 'reception' });
    const state = await reaches(session, 'refused');
    expect(state).toEqual({ tag: 'refused', why: 'sessionEnded', user: 'reception' });
  });
});

describe('the poll', () => {
  test('superseded: 200 and an empty body; taken back once, with a new epoch', async () => {
    const jar = newJar();
    const session = await signedIn(pbx, pbx.accounts.admin, { jar });
    const epoch = epochOf(session);
    let askedAt = 0;
    // The PBX may take a second to tell the one that was parked; and ours may not have been parked yet.
    await until('the place was lost and taken back', async () => {
      if (epochOf(session) > epoch) return true;
      if (Date.now() > askedAt + 2000) {
        askedAt = Date.now();
        expect(await raw(pbx, { Action: 'WaitEvent', Timeout: '0' }, jar)).toContain('WaitEventComplete');
      }
      return undefined;
    });
    expect(session.state.tag).toBe('live');
    const { next } = listen(session, ['UserEvent']);
    await session.send(userEvent('After'));
    await next('events come again', (event) => event.get('UserEvent') === 'After');
  });

  test.each(['/rawman', '/mxml'])('what the PBX says to who was superseded (%s)', async (path) => {
    const jar = newJar();
    const before = await signedIn(pbx, pbx.accounts.viewer, { jar });
    before.close();
    await raw(pbx, { Action: 'WaitEvent', Timeout: '0' }, jar);
    await raw(pbx, { Action: 'Events', EventMask: 'system' }, jar);
    const first = raw(pbx, { Action: 'WaitEvent', Timeout: '20' }, jar, path);
    const again = async (): Promise<string> => {
      // Asked until the first one is parked to be displaced.
      for (;;) {
        await raw(pbx, { Action: 'WaitEvent', Timeout: '0' }, jar, path);
        const done = await Promise.race([first, Promise.resolve(undefined)]);
        if (done !== undefined) return done;
      }
    };
    expect((await again()).replace(/\s/g, '')).toBe(
      path === '/mxml' ? '<ajax-response></ajax-response>' : '',
    );
  });

  test('somebody else polls on and on: displaced, and not fought', async () => {
    const jar = newJar();
    const session = await signedIn(pbx, pbx.accounts.admin, { jar });
    const peace = new AbortController();
    const fight = (async () => {
      while (!peace.signal.aborted) await raw(pbx, { Action: 'WaitEvent', Timeout: '2' }, jar);
    })();
    const state = await reaches(session, 'displaced');
    expect(state.sessions).toBeGreaterThanOrEqual(1);
    peace.abort();
    await fight;
    session.tryNow();
    await reaches(session, 'live');
  });

  test('aborted: what it would have brought is lost, as the PBX does not notice', async () => {
    const jar = newJar();
    const before = await signedIn(pbx, pbx.accounts.admin, { jar });
    before.close();
    await raw(pbx, { Action: 'WaitEvent', Timeout: '0' }, jar);
    await until('a dead poll has swallowed an event', async () => {
      const abort = new AbortController();
      const parked = raw(pbx, { Action: 'WaitEvent', Timeout: '20' }, jar, '/rawman', abort.signal);
      await raw(pbx, { Action: 'Ping' }, jar);
      abort.abort();
      await expect(parked).rejects.toThrow('abort');
      await raw(pbx, { Action: 'UserEvent', UserEvent: 'Swallowed' }, jar);
      await raw(pbx, { Action: 'Ping' }, jar);
      const next = await raw(pbx, { Action: 'WaitEvent', Timeout: '0' }, jar);
      return next.includes('Swallowed') ? undefined : true;
    });
  });

  test('cut in the middle of a body: polls again and asks for a fresh snapshot', async () => {
    const proxy = await pbx.proxy();
    const session = await signedIn(pbx, pbx.accounts.admin, { base: proxy.url });
    const epoch = epochOf(session);
    const { next } = listen(session, ['UserEvent']);
    await session.send(ping());
    proxy.cutBodyAfter(60);
    await session.send(userEvent('Cut'));
    await reaches(session, 'live', (state) => state.epoch > epoch);
    await session.send(userEvent('Whole'));
    await next('the next event', (event) => event.get('UserEvent') === 'Whole');
  });

  test('every connection broken, and refused for a while: lost, then live with a new epoch, nothing doubled', async () => {
    const proxy = await pbx.proxy();
    const session = await signedIn(pbx, pbx.accounts.admin, { base: proxy.url });
    const epoch = epochOf(session);
    const { heard, next } = listen(session, ['UserEvent']);
    await proxy.refuse(true);
    proxy.cut();
    await reaches(session, 'lost', (state) => state.attempt >= 2);
    await proxy.refuse(false);
    session.tryNow();
    await reaches(session, 'live', (state) => state.epoch > epoch);
    await session.send(userEvent('Back'));
    await next('events come again', (event) => event.get('UserEvent') === 'Back');
    expect(heard.filter((event) => event.get('UserEvent') === 'Back')).toHaveLength(1);
  });

  test('events in a body are in order and complete under a flood', async () => {
    const session = await signedIn(pbx);
    const { heard, next } = listen(session, ['UserEvent']);
    const count = 300;
    await Promise.all(
      Array.from({ length: count }, (_, index) => session.send(userEvent('Flood', { Index: index }))),
    );
    await next('all of them', () => heard.length === count);
    expect(new Set(heard.map((event) => event.get('Index'))).size).toBe(count);
  });
});

describe('tabs', () => {
  test('two on one host each see all events; there is one poll', async () => {
    const [first, second] = hostSessions({ base: pbx.url, tabs: 2 });
    if (!first || !second) throw new Error('two tabs');
    onTestFinished(() => {
      first.close();
      second.close();
    });
    await first.signIn(pbx.accounts.admin);
    await reaches(second, 'live');
    const heard = [listen(first, ['UserEvent']), listen(second, '*')];
    await second.send(ping());
    for (let count = 0; count < 100; count += 1) await first.send(userEvent('Both', { Count: count }));
    for (const { next } of heard) await next('the last', (event) => event.get('Count') === '99');
    for (const one of heard) {
      expect(one.heard.filter((event) => event.get('UserEvent') === 'Both')).toHaveLength(100);
    }
  });

  test('the mask follows what tabs want: nothing of other classes comes along', async () => {
    const jar = newJar();
    const session = await signedIn(pbx, pbx.accounts.admin, { jar });
    const seen: string[] = [];
    const { fetch } = jar;
    const spied = newJar();
    spied.cookie = jar.cookie;
    session.close();
    const other = open(pbx, {
      jar: {
        ...spied,
        async fetch(url, init) {
          spied.cookie = jar.cookie;
          const answer = await fetch(url, init);
          const copy = answer.clone();
          seen.push(
            ...[...(await copy.text()).matchAll(/^Privilege: (.*),all\r$/gm)].map(([, word = '']) => word),
          );
          return answer;
        },
      },
      resume: 'admin',
    });
    await reaches(other, 'live');
    const { next } = listen(other, ['UserEvent']);
    await other.send(ping());
    seen.length = 0;
    const { caller } = { caller: await pbx.phone('2001').call('2004') };
    await pbx.phone('2004').answer();
    await other.send(userEvent('End'));
    await next('the end', (event) => event.get('UserEvent') === 'End');
    expect(caller.uniqueid).not.toBe('');
    expect(new Set(seen)).toEqual(new Set(['user']));
    await pbx.hangupAll();
  });
});

test('Asterisk killed and restarted: lost, then signed in again by itself, able to do what it could', async () => {
  const session = await signedIn(pbx, pbx.accounts.admin);
  const actions = session.state.tag === 'live' ? session.state.site.actions : new Set<string>();
  const epoch = epochOf(session);
  const { next } = listen(session, ['UserEvent']);
  const restarted = pbx.restart();
  await reaches(session, 'lost');
  await restarted;
  await reaches(session, 'live', (state) => state.epoch > epoch && state.site.actions.size === actions.size);
  await session.send(userEvent('Restarted'));
  await next('events come', (event) => event.get('UserEvent') === 'Restarted');
  expect((await session.send(coreShowChannels())).events.at(-1)?.get('ListItems')).toBe('0');
  expect((await session.send(coreStatus())).response.get('CoreCurrentCalls')).toBe('0');
  expect((await session.send(listCommands())).response.headers.length).toBeGreaterThan(actions.size);
});
