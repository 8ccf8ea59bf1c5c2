/** Everything the PBX documents of its modules is read: no line of it is missed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { createHelp, modulesFor } from '../../src/config/help.ts';
import { signedIn, version } from '../ami/wire.ts';

const plain: Account = { username: 'plain', secret: 'plain-s', read: 'all', write: 'config' };
let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: [plain] });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());

test('every type of every module, with every option it lists', async () => {
  const help = createHelp(await signedIn(pbx));
  const modules = (await help.modules()) ?? [];
  expect(modules.length).toBeGreaterThan(25);
  let options = 0;
  for (const module of modules) {
    for (const name of await help.types(module)) {
      const type = await help.type(module, name);
      expect(type, `${module} ${name}`).toMatchObject({ module, name });
      options += type?.options.length ?? 0;
    }
  }
  expect(options).toBeGreaterThan(500);
});

test.each([
  ['res_pjsip', 'endpoint'],
  ['res_pjsip', 'global'],
  ['res_parking', 'parking_lot'],
  ['app_confbridge', 'bridge_profile'],
])('every option of %s %s', async (module, name) => {
  const help = createHelp(await signedIn(pbx));
  const type = await help.type(module, name);
  expect(type?.options.length).toBeGreaterThan(8);
  for (const { name: option, synopsis } of type?.options ?? []) {
    const found = await help.option(module, name, option);
    expect(found?.name, option).toBe(option);
    // The list cuts what the option's own page has whole, and breaks.
    const whole = found?.synopsis.replace(/\s+/g, ' ') ?? '';
    expect(whole.startsWith(synopsis.replace(/\s+/g, ' ').slice(0, 40)), `${option}: ${whole}`).toBe(true);
  }
});

test('types, defaults and choices', async () => {
  const help = createHelp(await signedIn(pbx));
  expect(await help.option('res_pjsip', 'endpoint', 'dtmf_mode')).toMatchObject({
    type: 'Custom',
    default: 'rfc4733',
    choices: expect.arrayContaining([
      { word: 'inband', meaning: 'DTMF is sent as part of audio stream.' },
    ]) as unknown,
  });
  expect(await help.option('res_parking', 'parking_lot', 'parkingtime')).toMatchObject({
    type: 'Unsigned Integer',
    default: '45',
    choices: undefined,
  });
  expect((await help.type('app_confbridge', 'user_profile'))?.rule).toEqual({
    name: { pattern: '^general$', not: true },
    field: { name: 'type', value: 'user' },
  });
});

test('nothing is invented', async () => {
  const session = await signedIn(pbx);
  const help = createHelp(session);
  expect(await help.type('res_pjsip', 'nix')).toBeUndefined();
  expect(await help.option('res_pjsip', 'endpoint', 'nix')).toBeUndefined();
  expect(await help.types('nix')).toEqual([]);
  // More than a word would be another command.
  expect(await help.types('res_pjsip endpoint')).toEqual([]);
  const modules = (await help.modules()) ?? [];
  for (const file of ['extensions.conf', 'queues.conf', 'voicemail.conf']) {
    expect(modulesFor(file, modules, ['pbx_config', 'app_queue', 'app_voicemail'])).toEqual([]);
  }
  expect(await createHelp(await signedIn(pbx, plain)).modules()).toBeUndefined();
});
