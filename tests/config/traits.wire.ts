/** What was found out by trying lives as long as the PBX runs. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import type { Request, Session } from '../../src/ami/index.ts';
import { keepTraits } from '../../src/config/save/traits.ts';
import { epochOf, signedIn, version } from '../ami/wire.ts';

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());

test('a PBX that was restarted is tried anew', async () => {
  const session = await signedIn(pbx);
  let tried = 0;
  const watched = Object.create(session, {
    send: {
      value: (request: Request) => {
        if (request.action === 'UpdateConfig') tried += 1;
        return session.send(request);
      },
    },
  }) as Session;
  const traits = keepTraits(watched);
  const found = await traits();
  expect(found.updateHits).toBe('first');
  expect(await traits()).toBe(found);
  expect(tried).toBe(3);

  const epoch = epochOf(session);
  // What it wrote before it was stopped must not be what is read afterwards.
  await pbx.restart();
  pbx.writeFile('.cordboard-scratch.conf', '[cordboard]\na = 1\na = 2\n');
  await until('the session is back', () => {
    if (session.state.tag === 'refused') void session.signIn(pbx.accounts.admin);
    return session.state.tag === 'live' && epochOf(session) > epoch ? true : undefined;
  });
  const again = await traits();
  expect(again).not.toBe(found);
  expect(again).toEqual(found);
  expect(tried).toBe(6);
});
