/** The one lock for all files, on a real PBX. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { action, systemClock, type Clock, type Session } from '../../src/ami/index.ts';
import { createLock, lockContext, type FileLock } from '../../src/config/save/lock.ts';
import { newJar, signedIn, version } from '../ami/wire.ts';

const noSystem: Account = {
  username: 'noSystem',
  secret: 'noSystem-s',
  read: 'all',
  write: 'call,command,config,reporting',
};
let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: [noSystem] });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());
afterEach(() => pbx.command('dialplan reload'));

const lockOf = (session: Session, who: string, clock: Clock = systemClock): FileLock =>
  createLock({ session, clock, who, random: Math.random });
/** One after the other: Asterisk closes what is beyond its hundred connections. */
async function many(count: number): Promise<readonly Session[]> {
  const sessions: Session[] = [];
  while (sessions.length < count) sessions.push(await signedIn(pbx, pbx.accounts.admin, { jar: newJar() }));
  return sessions;
}
const extensions = (): Promise<string> => pbx.command(`dialplan show ${lockContext}`);

test('of twenty sessions who claim it at once exactly one has it, again and again', async () => {
  const sessions = await many(20);
  const locks = sessions.map((session, index) => lockOf(session, `admin ${index}`));
  for (let round = 0; round < 5; round += 1) {
    const claims = await Promise.all(locks.map((lock) => lock.claim(`file ${round}.conf`)));
    const winners = claims.filter(({ tag }) => tag === 'mine');
    expect(winners).toHaveLength(1);
    const winner = claims.findIndex(({ tag }) => tag === 'mine');
    for (const claim of claims.filter(({ tag }) => tag !== 'mine')) {
      expect(claim).toMatchObject({
        tag: 'held',
        by: { who: `admin ${winner}`, file: `file ${round}.conf` },
      });
    }
    const checks = await Promise.all(locks.map((lock) => lock.check()));
    expect(checks.filter(Boolean)).toHaveLength(1);
    // Nobody else's release gives it back.
    await Promise.all(locks.filter((_, index) => index !== winner).map((lock) => lock.release()));
    expect(await locks[winner]?.check()).toBe(true);
    await locks[winner]?.release();
    expect(await locks[0]?.read()).toEqual({ tag: 'free' });
  }
});

test('owner, age and what for, whatever letters they are of', async () => {
  const [one, other] = [await signedIn(pbx), await signedIn(pbx)];
  const lock = lockOf(one, 'Żuk, "A" ;%$&)');
  expect(await lock.read()).toEqual({ tag: 'free' });
  expect(await lock.claim('conf.d/ż ó.conf')).toMatchObject({ tag: 'mine' });
  const later: Clock = { ...systemClock, now: () => systemClock.now() + 600_000 };
  const seen = await lockOf(other, 'b', later).read();
  expect(seen).toMatchObject({ tag: 'held', by: { who: 'Żuk, "A" ;%$&)', file: 'conf.d/ż ó.conf' } });
  expect(seen.tag === 'held' && seen.age).toBeGreaterThan(590_000);
  // Ours already is ours once more.
  expect(await lock.claim('other.conf')).toMatchObject({ tag: 'mine' });
});

test('a dialplan reload sweeps it away: noticed, claimed again, unless somebody was faster', async () => {
  const [one, other] = [await signedIn(pbx), await signedIn(pbx)];
  const [mine, theirs] = [lockOf(one, 'a'), lockOf(other, 'b')];
  await mine.claim('extensions.conf');
  await pbx.reload('pbx_config');
  expect(await mine.check()).toBe(false);
  expect(await mine.claim('extensions.conf')).toMatchObject({ tag: 'mine' });
  expect(await mine.check()).toBe(true);
  await pbx.reload('pbx_config');
  expect(await theirs.claim('pjsip.conf')).toMatchObject({ tag: 'mine' });
  expect(await mine.claim('extensions.conf')).toMatchObject({ tag: 'held', by: { who: 'b' } });
  expect(await mine.check()).toBe(false);
  await mine.release();
  expect(await theirs.check()).toBe(true);
});

describe('taking it over', () => {
  test('a stale one, by name; whoever had it notices', async () => {
    const [one, other] = [await signedIn(pbx), await signedIn(pbx)];
    const [mine, theirs] = [lockOf(one, 'a'), lockOf(other, 'b')];
    await mine.claim('pjsip.conf');
    const seen = await theirs.read();
    if (seen.tag !== 'held') throw new Error(seen.tag);
    expect(await theirs.takeOver(seen.by, 'queues.conf')).toMatchObject({
      tag: 'mine',
      by: { who: 'b', file: 'queues.conf' },
    });
    expect(await mine.check()).toBe(false);
    await mine.release();
    expect(await theirs.check()).toBe(true);
    await theirs.release();
    // Nothing is left of the fight.
    expect(await extensions()).not.toContain('=>');
  });

  test('of many who take the same one over at once exactly one has it', async () => {
    const first = lockOf(await signedIn(pbx), 'first');
    await first.claim('a.conf');
    const sessions = await many(12);
    const locks = sessions.map((session, index) => lockOf(session, `taker ${index}`));
    const seen = await locks[0]?.read();
    if (seen?.tag !== 'held') throw new Error(seen?.tag);
    await Promise.all(locks.map((lock) => lock.takeOver(seen.by, 'b.conf')));
    const checks = await Promise.all(locks.map((lock) => lock.check()));
    expect(checks.filter(Boolean)).toHaveLength(1);
    expect(await first.check()).toBe(false);
  });

  test('not of another than the one seen, nor of one given back', async () => {
    const [one, other] = [await signedIn(pbx), await signedIn(pbx)];
    const [mine, theirs] = [lockOf(one, 'a'), lockOf(other, 'b')];
    const claim = await mine.claim('a.conf');
    if (claim.tag !== 'mine') throw new Error(claim.tag);
    const stranger = { ...claim.by, id: 'f'.repeat(16) };
    expect(await theirs.takeOver(stranger, 'b.conf')).toMatchObject({ tag: 'held', by: { who: 'a' } });
    expect(await mine.check()).toBe(true);
    await mine.release();
    expect(await theirs.takeOver(claim.by, 'b.conf')).toEqual({ tag: 'free' });
    expect(await theirs.check()).toBe(false);
  });

  test('where whoever won the right was never heard of again, the next may after half a minute', async () => {
    const [one, other] = [await signedIn(pbx), await signedIn(pbx)];
    const mine = lockOf(one, 'a');
    const claim = await mine.claim('a.conf');
    if (claim.tag !== 'mine') throw new Error(claim.tag);
    await one.send(
      action('DialplanExtensionAdd', {
        Context: lockContext,
        Extension: `end-${claim.by.id}-1`,
        Priority: 1,
        Application: 'NoOp',
        ApplicationData: `1 0123456789abcdef ${Math.round(claim.by.since)} gone x`,
      }),
    );
    expect(await lockOf(other, 'b').takeOver(claim.by, 'b.conf')).toMatchObject({ tag: 'held' });
    const later: Clock = { ...systemClock, now: () => systemClock.now() + 31_000 };
    expect(await lockOf(other, 'c', later).takeOver(claim.by, 'b.conf')).toMatchObject({
      tag: 'mine',
      by: { who: 'c' },
    });
  });
});

test('an account that may not: unavailable, with what is missing', async () => {
  const lock = lockOf(await signedIn(pbx, noSystem), 'x');
  const unavailable = {
    tag: 'unavailable',
    missing: [
      { ability: 'lock', action: 'DialplanExtensionAdd', right: 'system' },
      { ability: 'lock', action: 'DialplanExtensionRemove', right: 'system' },
    ],
  };
  expect(await lock.read()).toEqual(unavailable);
  expect(await lock.claim('a.conf')).toEqual(unavailable);
  expect(await lock.check()).toBe(false);
  await lock.release();
  expect(await extensions()).not.toContain('=>');
});
