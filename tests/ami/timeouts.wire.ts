/** An httptimeout so short that WaitEvent returns at once (it waits httptimeout − 10 s at most). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import { userEvent } from '../../src/ami/index.ts';
import { createCookieJar } from '../../src/ami/node.ts';
import { listen, newJar, raw, reaches, signedIn, version } from './wire.ts';

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, httptimeout: 8 });
});
afterAll(() => pbx.stop());

test('WaitEvent returns at once, and the client does not spin', async () => {
  const jar = newJar();
  let polls = 0;
  const counting = createCookieJar((url, init) => {
    if (typeof init.body === 'string' && init.body.includes('Action=WaitEvent')) polls += 1;
    return jar.fetch(url, init);
  });
  const session = await signedIn(pbx, pbx.accounts.admin, { jar: counting });
  const { next } = listen(session, ['UserEvent']);
  await until('it has polled for a while', () => (polls >= 12 ? true : undefined));
  const [from, before] = [Date.now(), polls];
  await until('and a while longer', () => (polls >= before + 8 ? true : undefined));
  expect((polls - before) / ((Date.now() - from) / 1000)).toBeLessThan(10);
  await session.send(userEvent('Still'));
  await next('events come all the same', (event) => event.get('UserEvent') === 'Still');
  expect(session.state.tag).toBe('live');
});

test('a session left alone longer than httptimeout is signed in again by whoever has the secret', async () => {
  const jar = newJar();
  const session = await signedIn(pbx, pbx.accounts.admin, { jar });
  const epoch = session.state.tag === 'live' ? session.state.epoch : 0;
  // As after a night's sleep: the PBX no longer knows the cookie.
  await raw(pbx, { Action: 'Logoff' }, jar);
  await reaches(session, 'live', (state) => state.epoch > epoch);
});
