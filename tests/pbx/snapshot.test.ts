/**
 * A snapshot without gaps: however the lists' answers fall between the events around them, the mirror ends as the
 * PBX lists things afterwards.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, createMirror, type Difference, type Lists } from '../../src/pbx/index.ts';
import { fakeClock, fakeSession, settle, unreachable } from './fake.ts';
import { modelPbx } from './model.ts';

const actions = [
  'CoreShowChannels',
  'BridgeList',
  'ExtensionStateList',
  'PresenceStateList',
  'DeviceStateList',
  'ParkedCalls',
  'QueueStatus',
];

/** One story: what happens on the PBX, when its events come, when it answers, when the connection breaks. */
async function run(story: readonly number[]) {
  let at = 0;
  const draw = (): number => {
    const number = story[at % story.length] ?? 0;
    at += 1;
    return number + Math.floor(at / story.length);
  };
  const choices = {
    number: (below: number) => draw() % below,
    pick: <T>(from: readonly T[]): T | undefined => from[draw() % Math.max(1, from.length)],
  };
  const clock = fakeClock();
  const session = fakeSession();
  const pbx = modelPbx(choices);
  const mirror = createMirror(session, { clock });

  const answer = (): void => {
    const [oldest] = session.pending;
    oldest?.answer(pbx.list(oldest.request.action));
  };
  for (let n = 0; n < 12; n += 1) pbx.act();
  // What was queued before the session began is not for it.
  while (pbx.undelivered > 0) pbx.deliver(100);
  session.live(actions);
  for (let step = 0; step < story.length; step += 1) {
    switch (draw() % 8) {
      case 0:
      case 1:
      case 2:
        pbx.act();
        break;
      case 3:
      case 4:
        session.emit(...pbx.deliver(1 + choices.number(6)));
        break;
      case 5:
        answer();
        break;
      case 6:
        clock.pass(choices.number(500));
        break;
      default:
        if (choices.number(3) > 0) break;
        // Events of a broken poll are lost; the next epoch begins with a new queue.
        session.lose();
        for (const waiting of [...session.pending]) waiting.answer(unreachable());
        while (pbx.undelivered > 0) pbx.deliver(100);
        session.live(actions);
    }
    await settle();
  }
  const calm = async (): Promise<void> => {
    for (let idle = 0; idle < 3;) {
      idle += 1;
      if (pbx.undelivered > 0) session.emit(...pbx.deliver(100));
      if (session.pending.length > 0) answer();
      await settle();
      if (pbx.undelivered > 0 || session.pending.length > 0 || !mirror.ready) idle = 0;
      // A hint made is asked for a little later; audits wait longer than this.
      clock.pass(400);
      await settle();
      if (session.pending.length > 0) idle = 0;
    }
  };
  await calm();
  const lists = (): Lists => ({
    at: clock.now(),
    channels: pbx.list('CoreShowChannels'),
    bridges: pbx.list('BridgeList'),
    extensions: pbx.list('ExtensionStateList'),
    presence: pbx.list('PresenceStateList'),
    devices: pbx.list('DeviceStateList'),
    parked: pbx.list('ParkedCalls'),
    queues: pbx.list('QueueStatus'),
  });
  const before = wrong(compare(mirror.tables, lists()));
  const audit = mirror.audit();
  for (let turn = 0; turn < 60; turn += 1) {
    answer();
    await settle();
    clock.pass(200);
  }
  const { drift } = await audit;
  const after = wrong(compare(mirror.tables, lists()));
  const calls = new Set([...mirror.tables.calls.values()].flatMap((call) => call.channels));
  mirror.close();
  return { before, drift, after, mirror, calls };
}

/** Application and context change without events; everything else must be as listed. */
function wrong(found: readonly Difference[]): readonly string[] {
  return found
    .filter((difference) => !difference.soft)
    .map(({ change }) => `${change.table} ${change.id} ${change.value === undefined ? 'is gone' : ''}`);
}

/** A hint that is removed says nothing: the one thing an audit may find. */
const silent = /^extensions \S+ is gone$/;

test('any interleaving of a snapshot with the events around it ends as the PBX lists', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 999 }), { minLength: 30, maxLength: 150 }), async (story) => {
      const { before, drift, after, mirror, calls } = await run(story);
      expect(before.filter((each) => !silent.test(each))).toEqual([]);
      expect(drift.every(({ change }) => change.table === 'extensions' && change.value === undefined)).toBe(
        true,
      );
      expect(after).toEqual([]);
      // Every channel is on a card, and no card shows one that is gone.
      expect([...calls].sort()).toEqual([...mirror.tables.channels.keys()].sort());
    }),
    { numRuns: Number(process.env['CORDBOARD_RUNS'] ?? 300) },
  );
});
