/** What lockout.ts says of sign-ins, seen: of `allowmultiplelogin`, of users.conf, and of who has loaded which file. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { doorOf } from '../../src/config/lockout.ts';
import { findFiles, knownOf } from '../../src/config/find.ts';
import { signedIn, version } from '../ami/wire.ts';

let pbx: Pbx;
let manager: string;
beforeAll(async () => {
  pbx = await startPbx({ version });
  expect(pbx.version).toBe(version);
  manager = pbx.readFile('manager.conf');
});
afterAll(() => pbx.stop());

/** manager.conf with more accounts, and with more in [general]; loaded. */
async function load(more: string, general = ''): Promise<void> {
  pbx.writeFile('manager.conf', `${manager.replace('[general]', `[general]\n${general}`)}\n${more}`);
  await pbx.command('manager reload');
}
const account = (name: string, more = ''): string =>
  `[${name}]\nsecret = s\nread = all\nwrite = all\n${more}`;
/** The PBX's words for a sign-in; the session it opens stands until `httptimeout`. */
async function signIn(name: string): Promise<string> {
  const answer = await fetch(`${pbx.url}/rawman?action=login&username=${name}&secret=s`);
  return /^Message: (.*?)\r?$/m.exec(await answer.text())?.[1] ?? '';
}
const [welcome, inUse, unknown] = [
  'Authentication accepted',
  'Login Already In Use',
  'Authentication failed',
];

test('allowmultiplelogin of an account: one session is enough to refuse the next, whatever the letters’ case', async () => {
  await load(account('solo', 'allowmultiplelogin = no\n'));
  expect(await signIn('solo')).toBe(welcome);
  expect(await signIn('solo')).toBe(inUse);
  expect(await signIn('SOLO')).toBe(inUse);
});

test('allowmultiplelogin of [general]: for accounts that come new, for the others after a restart', async () => {
  await load(account('older'));
  await load(account('older') + account('newer'), 'allowmultiplelogin = no\n');
  expect([await signIn('older'), await signIn('older')]).toEqual([welcome, welcome]);
  expect([await signIn('newer'), await signIn('newer')]).toEqual([welcome, inUse]);
  await pbx.restart();
  expect([await signIn('older'), await signIn('older')]).toEqual([welcome, inUse]);
});

test('users.conf: its accounts are the manager’s, with every right, until manager.conf is loaded anew', async () => {
  pbx.writeFile(
    'users.conf',
    '[general]\nhasmanager = yes\n[ulla]\nsecret = s\n[otto]\nhasmanager = no\nsecret = s\n',
  );
  await load('');
  expect([await signIn('ulla'), await signIn('otto')]).toEqual([welcome, unknown]);
  expect(await pbx.command('manager show user ulla')).toMatch(/write perm: .*config/);
  await load('; changed\n');
  expect(await signIn('ulla')).toBe(unknown);
});

test('which files are the manager’s and the web server’s, Asterisk tells', async () => {
  pbx.writeFile('people.conf', account('inka'));
  await load('#include "people.conf"\n');
  expect(await signIn('inka')).toBe(welcome);
  const session = await signedIn(pbx);
  const found = await findFiles(session, []);
  const doors = ['manager.conf', 'people.conf', 'users.conf', 'http.conf', 'extensions.conf'].map((name) =>
    doorOf({ name, ...knownOf(found, name) }),
  );
  expect(doors).toEqual(['manager', 'manager', 'users', 'server', undefined]);
});
