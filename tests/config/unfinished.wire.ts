/** Which saves were not finished, over all files, in two questions; on a real PBX. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { dbPut, systemClock, type Session } from '../../src/ami/index.ts';
import { createLock, type FileLock } from '../../src/config/save/lock.ts';
import { listUnfinished, markUnfinished, unmark } from '../../src/config/save/unfinished.ts';
import { signedIn, version } from '../ami/wire.ts';

const noSystem: Account = { username: 'noSystem', secret: 's', read: 'all', write: 'config,reporting' };
let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: [noSystem] });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());
afterEach(async () => {
  await pbx.command('dialplan reload');
  await pbx.command('database deltree cordboard');
});

const lockOf = (session: Session, who: string): FileLock =>
  createLock({ session, clock: systemClock, who, random: Math.random });

test('nothing was left behind', async () => {
  const session = await signedIn(pbx);
  expect(await listUnfinished(session, lockOf(session, 'x'))).toEqual([]);
});

test('a lock that stands tells which file, who and since when; one’s own is none', async () => {
  const [one, other] = [await signedIn(pbx), await signedIn(pbx)];
  const mine = lockOf(one, 'Żuk "A"');
  await mine.claim('conf.d/ż.conf');
  expect(await listUnfinished(one, mine)).toEqual([]);
  const found = await listUnfinished(other, lockOf(other, 'b'));
  expect(found).toMatchObject([
    { file: 'conf.d/ż.conf', who: 'Żuk "A"', marked: false, held: { by: { who: 'Żuk "A"' } } },
  ]);
  // A reload sweeps the lock; what was written down stays.
  for (const one of found) expect(await markUnfinished(other, one)).toBe(true);
  await pbx.command('dialplan reload');
  expect(await listUnfinished(other, lockOf(other, 'b'))).toEqual([
    { file: 'conf.d/ż.conf', who: 'Żuk "A"', since: found[0]?.since, held: undefined, marked: true },
  ]);
});

test('marks of several files, by name; one is settled, the others stay', async () => {
  const session = await signedIn(pbx);
  const lock = lockOf(session, 'x');
  for (const file of ['queues.conf', 'a_b.conf', 'aXb.conf']) {
    expect(await markUnfinished(session, { file, who: 'Berta', since: 1_800_000_000_000 })).toBe(true);
  }
  await unmark(session, 'a_b.conf');
  await unmark(session, 'never.conf');
  expect((await listUnfinished(session, lock)).map(({ file }) => file)).toEqual(['aXb.conf', 'queues.conf']);
});

test('what somebody else put there is passed over', async () => {
  const session = await signedIn(pbx);
  const put = (key: string, value: string) =>
    session.send(dbPut({ Family: 'cordboard', Key: `unfinished/${key}`, Val: value }));
  await put('a.conf', 'hello');
  await put('b.conf', '{"file":"../b.conf","who":"x","since":1}');
  await put('c.conf', '{"file":"d.conf","who":"x","since":1}');
  expect(await listUnfinished(session, lockOf(session, 'x'))).toEqual([]);
  expect(await markUnfinished(session, { file: '../x', who: 'x', since: 1 })).toBe(false);
});

test('who may not ask asks nothing', async () => {
  const session = await signedIn(pbx, noSystem);
  const asked: string[] = [];
  const watched: Pick<Session, 'send' | 'state'> = {
    state: session.state,
    send: (request, options) => {
      asked.push(request.action);
      return session.send(request, options);
    },
  };
  const lock = createLock({ session: watched, clock: systemClock, who: 'x', random: Math.random });
  expect(await listUnfinished(watched, lock)).toEqual([]);
  expect(await markUnfinished(watched, { file: 'a.conf', who: 'x', since: 1 })).toBe(false);
  await unmark(watched, 'a.conf');
  expect(asked).toEqual([]);
});
