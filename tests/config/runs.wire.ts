/** What runs of a file nobody saved in this session: asked of a real PBX, or told by the record of saves. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import { systemClock } from '../../src/ami/index.ts';
import { whatRuns, type Runs } from '../../src/config/runs.ts';
import type { Operation } from '../../src/config/types.ts';
import { signedIn, version } from '../ami/wire.ts';
import { createConsole, type Console } from './console.ts';

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({
    version,
    accounts: [{ username: 'quiet', secret: 's', read: 'all', write: 'config,reporting,system' }],
  });
});
afterAll(() => pbx.stop());

/** As somebody sees it who comes anew. */
async function runsOf(name: string, one?: Console): Promise<Runs> {
  const console = one ?? (await createConsole(await signedIn(pbx)));
  const file = await console.open(name);
  const runs = await whatRuns({
    ...{ session: console.session, file, notes: await console.history.notes(name) },
    now: () => systemClock.now(),
  });
  if (!one) console.session.close();
  return runs;
}

test('the dialplan, without any record: all of the hotel’s is there', async () => {
  const runs = await runsOf('extensions.conf');
  expect(runs).toMatchObject({ tag: 'asked', asked: 'ShowDialPlan' });
  expect(runs.tag === 'asked' && runs.count).toBeGreaterThan(30);
});

test('the dialplan: what was changed by another hand is named, until it is loaded', async () => {
  const text = pbx.readFile('extensions.conf');
  const added =
    '\n[added]\nexten => 77,1,NoOp(one)\n same => n,Wait(2)\nexten => 77,hint,Custom:added\ninclude => internal\n';
  try {
    pbx.writeFile('extensions.conf', text + added);
    expect(await runsOf('extensions.conf')).toMatchObject({
      tag: 'differs',
      missing: [
        'added: exten => 77,1,NoOp(one)',
        'added: same => n,Wait(2)',
        'added: exten => 77,hint,Custom:added',
        'added: include => internal',
      ],
      extra: [],
    });
    await pbx.reload('pbx_config');
    expect(await runsOf('extensions.conf')).toMatchObject({ tag: 'asked' });
  } finally {
    pbx.writeFile('extensions.conf', text);
  }
  expect(await runsOf('extensions.conf')).toMatchObject({
    tag: 'differs',
    missing: [],
    extra: expect.arrayContaining(['added: exten => 77,1,NoOp(one)']) as unknown,
  });
  await pbx.reload('pbx_config');
});

test('queues, without any record', async () => {
  expect(await runsOf('queues.conf')).toMatchObject({ tag: 'asked', asked: 'QueueStatus' });
  const text = pbx.readFile('queues.conf');
  try {
    pbx.writeFile('queues.conf', `${text}\n[new]\nstrategy = ringall\n`);
    expect(await runsOf('queues.conf')).toMatchObject({
      tag: 'differs',
      missing: ['[new]', 'new: strategy = ringall'],
    });
  } finally {
    pbx.writeFile('queues.conf', text);
  }
});

test('a file nobody can be asked about, and nobody has saved', async () => {
  expect(await runsOf('musiconhold.conf')).toEqual({ tag: 'unknown', why: 'none' });
  pbx.writeFile('nobody.conf', '[a]\nb=1\n');
  expect(await runsOf('nobody.conf')).toEqual({ tag: 'unknown', why: 'nobody' });
});

test('the record of saves: loaded, changed since, reloaded since, not loaded, started since', async () => {
  const name = 'musiconhold.conf';
  const one = await createConsole(await signedIn(pbx), { who: 'Ada' });
  const append = (value: string): readonly Operation[] => [
    { op: 'Append', cat: 'default', name: 'sort', value, arrow: '=' },
  ];
  const saved = await one.save(await one.open(name), append('alpha'));
  expect(saved).toMatchObject({ tag: 'saved', loaded: { tag: 'loaded' } });
  expect(await runsOf(name)).toMatchObject({ tag: 'loaded', by: { who: 'Ada' } });

  const text = pbx.readFile(name);
  pbx.writeFile(name, text.replace('alpha', 'random'));
  expect(await runsOf(name)).toMatchObject({ tag: 'older', by: { who: 'Ada' } });
  // Any reload may have been this file's.
  await until('the reload is later than the save', async () => {
    await pbx.command('module reload cdr');
    return (await runsOf(name)).tag === 'unknown' || undefined;
  });
  expect(await runsOf(name)).toMatchObject({ tag: 'unknown', why: 'reloaded' });
  pbx.writeFile(name, text);
  expect(await runsOf(name)).toMatchObject({ tag: 'loaded' });

  const only = await one.save(await one.open(name), append('randstart'), { reload: false });
  expect(only).toMatchObject({ tag: 'saved', loaded: { tag: 'notLoaded' } });
  expect(await runsOf(name)).toMatchObject({ tag: 'notLoaded', by: { who: 'Ada' } });

  // Without class command nobody knows since when it runs: nothing is made up.
  const quiet = await createConsole(await signedIn(pbx, { username: 'quiet', secret: 's' }), {
    traits: one.traits,
  });
  expect(await runsOf(name, quiet)).toEqual({ tag: 'unknown', why: 'noClock' });

  await until('the start is later than the save', async () => {
    await pbx.restart();
    return (await runsOf(name)).tag !== 'notLoaded' || undefined;
  });
  expect(await runsOf(name)).toMatchObject({ tag: 'started', by: { who: 'Ada' } });
});
