/** What the forecast says of lists of rights, asked of the PBX: who may do what with them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { grantsEverything } from '../../src/config/lockout.ts';
import { newJar, raw, version } from '../ami/wire.ts';

/** Lists that grant `call` by their words, and nothing that saves a file. */
const LISTS = [
  'call',
  'call,',
  'call,reporting',
  'call,,reporting',
  ',call',
  'call,,',
  'a,call',
  'al,call',
  'call,al',
  'call, ,reporting',
];

const accounts: readonly Account[] = LISTS.map((write, index) => ({
  username: `list${index}`,
  secret: 'astoria',
  read: '',
  write,
}));

let pbx: Pbx;

beforeAll(async () => {
  pbx = await startPbx({ version, accounts });
});
afterAll(() => pbx.stop());

test.each(accounts)('write = $write', async ({ username, secret, write }) => {
  const jar = newJar();
  expect(await raw(pbx, { Action: 'Login', Username: username, Secret: secret }, jar)).toContain('Success');
  const answer = await raw(pbx, { Action: 'UpdateConfig' }, jar);
  // Without file names nothing is saved: either the right is missing, or the names are.
  expect(answer).toContain(grantsEverything(write) ? 'Filename not specified' : 'Permission denied');
});
