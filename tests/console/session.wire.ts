/** The session's own actions, each asserted by what another session or the PBX's console sees of it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until, type RawAmi } from '../../e2e/pbx/index.ts';
import { curlOf, readHelp, readOffered } from '../../src/console/index.ts';
import { Refused } from '../../src/ami/index.ts';
import { version } from '../ami/wire.ts';
import {
  account,
  requestFor,
  sessionsOf,
  startHouse,
  stateComesAndGoes,
  web,
  webSignedIn,
  type House,
  type Web,
} from './rig.ts';

let house: House;
let witness: RawAmi;

beforeAll(async () => {
  // The shortest life with which WaitEvent still waits (it ends 10 s before the session would).
  house = await startHouse({ httptimeout: 15 });
  witness = await house.pbx.ami();
});
afterAll(async () => {
  witness.close();
  await house.stop();
});

const reception = () => house.pbx.accounts.reception;
const viewer = () => house.pbx.accounts.viewer;
const countOf = async (username: string): Promise<number> => (await sessionsOf(house.pbx, username)).length;
const until0 = (username: string): Promise<true> =>
  until(`no session of ${username} is left`, async () =>
    (await countOf(username)) === 0 ? true : undefined,
  );
const tell = (name: string) => witness.action('UserEvent', { UserEvent: name });
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const challengeOf = (answer: string): string => /^Challenge: (\d+)/m.exec(answer)?.[1] ?? '';

test('Ping keeps a session alive that would end without it', async () => {
  const kept = await webSignedIn(house.pbx, reception());
  const silent = await webSignedIn(house.pbx, viewer());
  await until(
    'the silent session has ended',
    async () => {
      expect(await kept.ask('Ping')).toContain('Ping: Pong');
      return (await countOf('viewer')) === 0 ? true : undefined;
    },
    60_000,
  );
  expect(await countOf('reception')).toBe(1);
  expect(await kept.ask('Status')).toContain('Response: Success');
  expect(await silent.ask('Ping')).toContain('Permission denied');
  await kept.ask('Logoff');
});

test('Events lets through what its mask names, and nothing else', async () => {
  const tab = await webSignedIn(house.pbx);
  /** A change of class call, then one of class user, both heard by the witness. */
  const both = async (tag: string): Promise<string> => {
    const mark = witness.events.mark();
    await stateComesAndGoes(witness);
    await tell(tag);
    for (const name of ['ExtensionStatus', 'UserEvent']) {
      await witness.events.until((event) => event.get('Event') === name, { since: mark, what: name });
    }
    return tab.ask('WaitEvent', { Timeout: '0' });
  };
  await tab.ask('Events', { EventMask: 'user' });
  await tab.ask('WaitEvent', { Timeout: '0' });
  const user = await both('masked');
  expect(user).toContain('UserEvent: masked');
  expect(user).not.toContain('Event: ExtensionStatus');
  expect(await tab.ask('Events', { EventMask: 'call' })).toContain('Events: On');
  const call = await both('unseen');
  expect(call).not.toContain('UserEvent: unseen');
  expect(call).toContain('Event: ExtensionStatus');
  await tab.ask('Logoff');
});

test('Challenge and Login: the key made of the challenge lets its own session in, once', async () => {
  const [tab, other] = [web(house.pbx), web(house.pbx)];
  const challenge = challengeOf(await tab.ask('Challenge', { AuthType: 'MD5' }));
  const login = (by: Web, secret: string) =>
    by.ask('Login', { AuthType: 'MD5', Username: 'viewer', Key: md5(challenge + secret) });
  expect(await countOf('viewer')).toBe(0);
  expect(await login(other, viewer().secret)).toContain('Authentication failed');
  expect(await countOf('viewer')).toBe(0);
  expect(await login(tab, viewer().secret)).toContain('Authentication accepted');
  expect(await countOf('viewer')).toBe(1);
  await tab.ask('Logoff');
  // A wrong key ends the session, and its challenge with it.
  const again = web(house.pbx);
  const second = challengeOf(await again.ask('Challenge', { AuthType: 'MD5' }));
  const wrong = { AuthType: 'MD5', Username: 'viewer', Key: md5(`${second}wrong`) };
  expect(await again.ask('Login', wrong)).toContain('Authentication failed');
  const late = { ...wrong, Key: md5(second + viewer().secret) };
  expect(await again.ask('Login', late)).toContain('Authentication failed');
  await until0('viewer');
});

test('Login signs in: the session is listed, and may what its account may', async () => {
  const tab = await webSignedIn(house.pbx, viewer());
  expect(await countOf('viewer')).toBe(1);
  expect(await tab.ask('CoreShowChannels')).toContain('Response: Success');
  expect(await tab.ask('Setvar', { Variable: 'X', Value: '1' })).toContain('Permission denied');
  // Once signed in it looks at nothing: the rights stay the viewer's.
  expect(await tab.ask('Login', { Username: account.username, Secret: 'wrong' })).toContain(
    'Already authenticated',
  );
  expect(await tab.ask('Setvar', { Variable: 'X', Value: '1' })).toContain('Permission denied');
  expect(await countOf('viewer')).toBe(1);
  await tab.ask('Logoff');
});

test('Logoff ends the session on the PBX', async () => {
  const tab = await webSignedIn(house.pbx, viewer());
  expect(await countOf('viewer')).toBe(1);
  expect(await tab.ask('Logoff')).toContain('Response: Goodbye');
  await until0('viewer');
  expect(await tab.ask('Ping')).toContain('Permission denied');
});

test('AMI_CLIENT counts the sessions the PBX lists', async () => {
  const sessions = async (username: string): Promise<string> =>
    (await house.run('Getvar', ['Variable', `AMI_CLIENT(${username},sessions)`])).response.get('Value') ??
    'none';
  expect(await sessions('viewer')).toBe('0');
  const tabs = [await webSignedIn(house.pbx, viewer()), await webSignedIn(house.pbx, viewer())];
  expect(await sessions('viewer')).toBe('2');
  expect(await countOf('viewer')).toBe(2);
  await tabs[0]?.ask('Logoff');
  await until('one is left', async () => ((await countOf('viewer')) === 1 ? true : undefined));
  expect(await sessions('viewer')).toBe('1');
  await tabs[1]?.ask('Logoff');
  expect(await sessions('nobody')).toBe('');
});

test('WaitEvent waits until something happens, and takes it away', async () => {
  const tab = await webSignedIn(house.pbx, reception());
  await tab.ask('Events', { EventMask: 'user' });
  await tab.ask('WaitEvent', { Timeout: '0' });
  const parked = tab.ask('WaitEvent', { Timeout: '30' });
  await until('the PBX holds the request', async () =>
    (await sessionsOf(house.pbx, 'reception')).some(({ busy }) => busy === 1) ? true : undefined,
  );
  await tell('woken');
  expect(await parked).toMatch(/Response: Success[^]*UserEvent: woken[^]*Event: WaitEventComplete/);
  expect(await tab.ask('WaitEvent', { Timeout: '0' })).not.toContain('woken');
  await tab.ask('Logoff');
});

test('UserEvent reaches every session that reads user, with all its headers in order', async () => {
  const tab = await webSignedIn(house.pbx, reception());
  const deaf = await webSignedIn(house.pbx, viewer());
  const mark = witness.events.mark();
  await house.run(
    'UserEvent',
    ['UserEvent', 'Doorbell'],
    ['Zimmer', 'Ægir & Søn: "7"'],
    ['Colour', 'red'],
    ['Colour', 'blue'],
  );
  const event = await witness.events.until((one) => one.get('UserEvent') === 'Doorbell', { since: mark });
  expect(event.headers.filter(([name]) => /Zimmer|Colour/.test(name))).toEqual([
    ['Zimmer', 'Ægir & Søn: "7"'],
    ['Colour', 'red'],
    ['Colour', 'blue'],
  ]);
  expect(await tab.drain('the tab heard it', (text) => text.includes('Doorbell'))).toContain('Colour: blue');
  expect(await deaf.ask('WaitEvent', { Timeout: '0' })).not.toContain('Doorbell');
  await Promise.all([tab.ask('Logoff'), deaf.ask('Logoff')]);
});

test('ListCommands lists what the session may do: the others are refused, one by one', async () => {
  const all = readOffered((await house.run('ListCommands')).response);
  expect(all.length).toBeGreaterThan(100);
  expect(all.find((one) => one.action === 'Originate')).toEqual({
    action: 'Originate',
    synopsis: 'Originate a call.',
    privileges: ['originate'],
  });
  expect(all.find((one) => one.action === 'Ping')?.privileges).toEqual([]);
  // The PBX's console knows the same actions.
  const console = await house.pbx.command('manager show commands');
  expect(all.filter(({ action }) => !console.includes(action.slice(0, 20)))).toEqual([]);
  const tab = await webSignedIn(house.pbx, viewer());
  const listed = [...(await tab.ask('ListCommands')).matchAll(/^(\w+): .*\(Priv: /gm)].map(
    ([, name]) => name,
  );
  expect(listed).toEqual(
    all
      .filter(({ privileges }) => privileges.length === 0 || privileges.includes('reporting'))
      .map(({ action }) => action),
  );
  for (const { action } of all) {
    if (listed.includes(action)) continue;
    expect(await tab.ask(action), action).toContain('Permission denied');
  }
  await tab.ask('Logoff');
});

test('the documentation of an action is read from the PBX', async () => {
  const reply = await house.run('Command', ['Command', 'manager show command Originate']);
  const help = readHelp(reply.response.all('Output'));
  expect(help.synopsis).toBe('Originate a call.');
  expect(help.description).toContain('Generates an outgoing call');
  expect(help.fields.get('Timeout')).toContain('in ms');
  expect(help.fields.get('Channel')).toBe('Channel name to call.');
});

test('the same as curl does the same', async () => {
  const request = requestFor(
    'Setvar',
    ['Variable', 'CONSOLE_CURL'],
    ['Value', `it's "a" $HOME \`id\` \\ ü & =@%41;+`],
  );
  const line = curlOf(request, { base: house.pbx.url, username: account.username });
  expect(line).not.toContain(account.secret);
  const { stdout } = await promisify(execFile)('sh', ['-c', line], {
    env: { ...process.env, AMI_SECRET: account.secret },
  });
  expect(stdout).toContain('Response: Success');
  expect(await house.pbx.command('dialplan show globals')).toContain(
    `CONSOLE_CURL=it's "a" $HOME \`id\` \\ ü & =@%41;+`,
  );
  // Signed out again: only the test's own session is left.
  await until('it signed out', async () => ((await countOf('console')) === 1 ? true : undefined));
});

test('an action no Asterisk has is refused in the PBX’s words', async () => {
  await expect(house.session.send(requestFor('NoSuchAction'))).rejects.toBeInstanceOf(Refused);
  expect(house.offers('CoreShowChannelMap')).toBe(version === 22);
});
