/** Which files there are, as a real PBX tells it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { action } from '../../src/ami/index.ts';
import { createFile, findFiles, knownOf, lookInto, missingRights } from '../../src/config/find.ts';
import { signedIn, version } from '../ami/wire.ts';

const plain: Account = { username: 'plain', secret: 'plain-s', read: 'all', write: 'call,reporting' };
let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: [plain] });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());

test('what is loaded, by whom, and what it includes', async () => {
  mkdirSync(join(pbx.dir, 'etc/ext.d'), { recursive: true });
  pbx.writeFile('ext.d/more.conf', '[more]\nexten => 1,1,NoOp()\n#include "deep.conf"\n');
  pbx.writeFile('deep.conf', 'exten => 2,1,NoOp()\n');
  const session = await signedIn(pbx);
  const before = await findFiles(session);
  expect(before.directory).toBe(join(pbx.dir, 'etc'));
  expect(before.missing).toEqual([]);
  expect(knownOf(before, 'extensions.conf')).toEqual({ includes: [], modules: ['pbx_config'] });
  expect(knownOf(before, 'queues.conf')).toEqual({ includes: [], modules: ['app_queue'] });
  expect(knownOf(before, 'pjsip.conf')).toEqual({ includes: [], modules: ['sorcery'] });
  expect(knownOf(before, 'features.conf')).toEqual({ includes: undefined, modules: ['core'] });
  expect(knownOf(before, 'nothing.conf')).toEqual({ includes: undefined, modules: [] });

  pbx.writeFile('extensions.conf', `${pbx.readFile('extensions.conf')}\n#include "ext.d/*.conf"\n`);
  await pbx.reload('pbx_config');
  const after = await findFiles(session, ['own.conf', 'extensions.conf']);
  expect(knownOf(after, 'extensions.conf').includes).toEqual(['deep.conf', 'ext.d/more.conf']);
  expect(after.files.filter(({ named }) => named).map(({ name }) => name)).toEqual([
    'extensions.conf',
    'own.conf',
  ]);
});

test('without command only what the site names, and which right is missing', async () => {
  const session = await signedIn(pbx, plain);
  const found = await findFiles(session, ['pjsip.conf']);
  expect(found.files.map(({ name }) => name)).toEqual(['pjsip.conf']);
  expect(found.missing).toEqual([{ ability: 'list', action: 'Command', right: 'command' }]);
  const lacks = missingRights(session, ['save', 'lock', 'history', 'look', 'reload']);
  expect(lacks.map(({ action: name, right }) => `${name} ${right}`)).toEqual([
    'UpdateConfig config',
    'DialplanExtensionAdd system',
    'DialplanExtensionRemove system',
    'DBPut system',
    'ListCategories config',
    'Reload config',
  ]);
  expect(missingRights(await signedIn(pbx))).toEqual([]);
});

test('a quick look', async () => {
  const session = await signedIn(pbx);
  pbx.writeFile('look.conf', '[t](!)\na=1\n[b](t)\n[b]\nc=2\n');
  pbx.writeFile('comments.conf', '; nothing\n; but comments\n');
  pbx.writeFile('wrong.conf', '[a\nb=1\n');
  expect(await lookInto(session, 'look.conf')).toEqual({ tag: 'categories', names: ['t', 'b', 'b'] });
  expect(await lookInto(session, 'comments.conf')).toEqual({ tag: 'categories', names: [] });
  expect(await lookInto(session, 'wrong.conf')).toEqual({ tag: 'invalid' });
  expect(await lookInto(session, 'absent.conf')).toEqual({ tag: 'absent' });
  expect(await lookInto(session, '../log/messages')).toEqual({ tag: 'restricted' });
  expect(await lookInto(await signedIn(pbx, plain), 'look.conf')).toEqual({
    tag: 'notAllowed',
    action: 'ListCategories',
  });
});

test('a new file: made once, never over another, never outside', async () => {
  const session = await signedIn(pbx);
  expect(await createFile(session, 'new one.conf')).toEqual({ tag: 'created' });
  expect(pbx.readFile('new one.conf')).toBe('');
  pbx.writeFile('new one.conf', 'kept');
  expect(await createFile(session, 'new one.conf')).toEqual({ tag: 'exists' });
  expect(pbx.readFile('new one.conf')).toBe('kept');
  expect(await createFile(session, 'nowhere/x.conf')).toEqual({ tag: 'noDirectory' });
  for (const name of ['../made.conf', '/tmp/made.conf', '.cordboard-../../made']) {
    expect(await createFile(session, name)).toEqual({ tag: 'restricted' });
  }
  expect(existsSync(join(pbx.dir, 'made.conf'))).toBe(false);
});

test('16 makes a file outside the directory when asked to, 22 does not: so a name is checked here', async () => {
  const session = await signedIn(pbx);
  const made = session.send(action('CreateConfig', { Filename: '../outside.conf' }));
  if (version === 16) {
    await made;
    expect(readFileSync(join(pbx.dir, 'outside.conf'), 'utf8')).toBe('');
  } else {
    await expect(made).rejects.toThrow(/escalated/);
    expect(existsSync(join(pbx.dir, 'outside.conf'))).toBe(false);
  }
});
