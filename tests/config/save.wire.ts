/** A save on a real PBX, from the lock to the running state, on the demo's own files. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { systemClock, Unreachable } from '../../src/ami/index.ts';
import { createExactFiles } from '../../src/config/save/bytes.ts';
import { parse, readingOf } from '../../src/config/document.ts';
import { forecast } from '../../src/config/forecast.ts';
import type { Operation, Reading } from '../../src/config/types.ts';
import { signedIn, version } from '../ami/wire.ts';
import { bytesOf, createConsole, textOf, type Console } from './console.ts';

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({
    version,
    accounts: [
      { username: 'files', secret: 'files-astoria', read: 'all', write: 'config,reporting' },
      { username: 'looker', secret: 'looker-astoria', read: 'all', write: 'reporting' },
    ],
  });
});
afterAll(() => pbx.stop());

const consoleFor = async (
  username = 'admin',
  more: Parameters<typeof createConsole>[1] = {},
): Promise<Console> => createConsole(await signedIn(pbx, { username, secret: `${username}-astoria` }), more);

const update = (cat: string, name: string, match: string, value: string): Operation => ({
  op: 'Update',
  cat,
  name,
  match,
  value,
});

const lines = ({ categories }: Reading): string[] =>
  categories.flatMap(({ name, variables }) => variables.map((one) => `[${name}] ${one.name}=${one.value}`));

describe('what the PBX runs afterwards is asked of it', () => {
  test('a hint in extensions.conf', async () => {
    const one = await consoleFor();
    const file = await one.open('extensions.conf');
    const before = textOf(pbx, 'extensions.conf').split('\n');
    const outcome = await one.save(file, [
      update(
        'internal',
        'exten',
        '2004,hint,PJSIP/2004,CustomPresence:2004',
        '2004,hint,PJSIP/2005,CustomPresence:2004',
      ),
    ]);
    expect(outcome).toMatchObject({
      tag: 'saved',
      locked: true,
      loaded: {
        tag: 'loaded',
        module: 'pbx_config',
        answer: 'Module Reloaded',
        running: { tag: 'asSaved', asked: 'ShowDialPlan', count: 1 },
      },
    });
    expect(await pbx.command('core show hint 2004')).toMatch(/2004@internal +: PJSIP\/2005,/);
    // Every comment and every other line is there.
    const changed = textOf(pbx, 'extensions.conf')
      .split('\n')
      .filter((line) => line.trim() !== '' && !before.map(spaced).includes(spaced(line)));
    expect(changed.map(spaced)).toEqual(['exten => 2004,hint,PJSIP/2005,CustomPresence:2004']);
    expect(one.steps).toEqual([
      'lock',
      'compare',
      'backup',
      'write',
      'readBack',
      'reload',
      'running',
      'release',
    ]);
    expect(await one.lock.read()).toEqual({ tag: 'free' });
  });

  test('a queue member in queues.conf', async () => {
    const one = await consoleFor();
    const outcome = await one.save(await one.open('queues.conf'), [
      {
        op: 'Append',
        cat: 'reception',
        name: 'member',
        value: 'PJSIP/2003,4,Somebody,PJSIP/2003',
        arrow: '=>',
      },
    ]);
    expect(outcome).toMatchObject({
      tag: 'saved',
      loaded: { module: 'app_queue', running: { tag: 'asSaved', asked: 'QueueStatus' } },
    });
    expect(await pbx.command('queue show reception')).toMatch(/PJSIP\/2003.*penalty 4/);
    expect(textOf(pbx, 'queues.conf')).toContain('member => PJSIP/2003,4,Somebody,PJSIP/2003\n');
  });

  test('an option in pjsip.conf, in one of three sections of the same name', async () => {
    const one = await consoleFor();
    const outcome = await one.save(await one.open('pjsip.conf'), [
      {
        op: 'Update',
        cat: '2001',
        filter: 'type=^endpoint$',
        name: 'device_state_busy_at',
        match: '3',
        value: '7',
      },
    ]);
    expect(outcome).toMatchObject({
      tag: 'saved',
      loaded: {
        module: 'res_pjsip',
        running: { tag: 'asSaved', asked: 'PJSIPShowEndpoint', count: 2 },
      },
    });
    expect(await pbx.command('pjsip show endpoint 2001')).toMatch(/device_state_busy_at\s+: 7/);
  });

  test('what the PBX did not take over is named', async () => {
    const one = await consoleFor();
    const file = await one.open('queues.conf');
    const outcome = await one.save(file, [update('reservations', 'strategy', 'rrmemory', 'nonsense')]);
    expect(outcome).toMatchObject({
      tag: 'saved',
      loaded: { running: { tag: 'differs', missing: ['reservations: strategy = nonsense'] } },
    });
    const back = await one.save(await one.open('queues.conf'), [
      update('reservations', 'strategy', 'nonsense', 'rrmemory'),
    ]);
    expect(back).toMatchObject({ loaded: { running: { tag: 'asSaved' } } });
  });

  test('a file nobody can be asked about: the module’s answer alone', async () => {
    const one = await consoleFor();
    const outcome = await one.save(await one.open('musiconhold.conf'), [
      { op: 'Append', cat: 'default', name: 'sort', value: 'alpha', arrow: '=' },
    ]);
    expect(outcome).toMatchObject({
      tag: 'saved',
      loaded: { tag: 'loaded', answer: 'Module Reloaded', running: { tag: 'untold', why: 'noQuestion' } },
    });
  });

  test('a file no module has loaded is only saved', async () => {
    pbx.writeFile('nobody.conf', '[a]\nb=1\n');
    const one = await consoleFor();
    const outcome = await one.save(await one.open('nobody.conf'), [update('a', 'b', '1', '2')]);
    expect(outcome).toMatchObject({ tag: 'saved', loaded: { tag: 'notLoaded' } });
  });
});

const spaced = (line: string): string => line.trim().replace(/\s*(=>?)\s*/, ' $1 ');

describe('figures', () => {
  test.each(['queues.conf', 'extensions.conf'])(
    'one saved edit of %s takes at most 12 requests, lock and all checks included',
    async (name) => {
      const one = await consoleFor();
      const counts: number[] = [];
      for (let turn = 0; turn < 21; turn += 1) {
        const file = await one.open(name);
        const [cat, key, was] =
          name === 'queues.conf' ? ['reception', 'timeout', '15'] : ['globals', 'RING_SECONDS', '25'];
        const value = file.reading.categories
          .find((category) => category.name === cat)
          ?.variables.find((variable) => variable.name === key)?.value;
        const outcome = await one.save(file, [
          update(cat, key, value ?? was, turn === 20 ? was : String(30 + turn)),
        ]);
        expect(outcome).toMatchObject({ tag: 'saved', locked: true, loaded: { tag: 'loaded' } });
        counts.push(one.sent().length);
      }
      // Once round the ring the names of its copies are there; until then each is made, and asked for again.
      expect(Math.max(...counts.slice(0, -1))).toBeLessThanOrEqual(14);
      expect(counts.at(-1)).toBeLessThanOrEqual(12);
    },
  );

  test('one changed line in a file of 50,000 sends at most 1 % of its bytes', async () => {
    const text = Array.from(
      { length: 16_667 },
      (_, index) => `exten => ${100_000 + index},1,Answer()\n same => n,Wait(1)\n same => n,Hangup()`,
    );
    pbx.writeFile('large.conf', `[large]\n${text.join('\n')}\n`);
    const one = await consoleFor();
    const file = await one.open('large.conf');
    expect(lines(file.reading)).toHaveLength(50_001);
    const outcome = await one.save(file, [
      update('large', 'exten', '108000,1,Answer()', '108000,1,Ringing()'),
    ]);
    expect(outcome.tag).toBe('saved');
    expect(bytesOf(one.sent()) / pbx.readFile('large.conf').length).toBeLessThan(0.01);
    expect(textOf(pbx, 'large.conf')).toBe(
      `[large]\n${text.join('\n')}\n`
        .replace('108000,1,Answer()', '108000,1,Ringing()')
        .replace(/^ same/gm, 'same'),
    );
  });
});

describe('nothing is written', () => {
  test('where somebody else has changed the file since it was opened', async () => {
    pbx.writeFile('conflict.conf', '[a]\nb=1\nc=1\n');
    const one = await consoleFor();
    const file = await one.open('conflict.conf');
    pbx.writeFile('conflict.conf', '[a]\nb=1\nc=2\n');
    const outcome = await one.save(file, [update('a', 'b', '1', '3')]);
    expect(outcome).toEqual({
      tag: 'conflict',
      current: {
        categories: [
          {
            name: 'a',
            template: false,
            templates: [],
            variables: [
              { name: 'b', value: '1' },
              { name: 'c', value: '2' },
            ],
          },
        ],
      },
    });
    expect(one.sent().map(({ action: name }) => name)).not.toContain('UpdateConfig');
    expect(pbx.readFile('conflict.conf')).toBe('[a]\nb=1\nc=2\n');
    expect(await one.lock.read()).toEqual({ tag: 'free' });
  });

  test('where somebody else is saving', async () => {
    const [one, other] = [await consoleFor(), await consoleFor('admin', { who: 'bob' })];
    await other.lock.claim('queues.conf');
    const outcome = await one.save(await one.open('conflict.conf'), [update('a', 'b', '1', '3')]);
    expect(outcome).toMatchObject({ tag: 'locked', by: { who: 'bob', file: 'queues.conf' } });
    expect(await one.lock.read()).toMatchObject({ tag: 'held', by: { who: 'bob' } });
    await other.lock.release();
  });

  test('where the forecast is not accepted, and nothing is sent at all', async () => {
    const one = await consoleFor();
    const file = await one.open('conflict.conf');
    const outcome = await one.save(file, [update('a', 'b', '1', '3')], { accepted: false });
    expect(outcome).toEqual({ tag: 'refused', why: { by: 'forecast', light: 'cannotSee' } });
    expect(one.sent()).toEqual([]);
  });

  test('where no operations make the edit, and nothing is sent at all', async () => {
    const one = await consoleFor();
    const file = await one.open('conflict.conf');
    const problem = { code: 'directive', weight: 'refused', in: 'draft', at: 0 } as const;
    const outcome = await one.save(file, [], { problems: [problem] });
    expect(outcome).toEqual({ tag: 'refused', why: { by: 'plan', problems: [problem] } });
    expect(one.sent()).toEqual([]);
  });

  test('where it would do harm, and nothing is sent at all', async () => {
    const one = await consoleFor();
    const file = await one.open('conflict.conf');
    const outcome = await one.save(file, [{ op: 'Insert', cat: 'a', line: 9, name: 'x', value: 'y' }]);
    expect(outcome).toEqual({
      tag: 'refused',
      why: { by: 'us', problem: { what: 'insertBeyondEnd', cat: 'a', line: 9, count: 2 } },
    });
    expect(one.sent()).toEqual([]);
  });

  test('where a guard says no: somebody wrote between the comparison and the write', async () => {
    const text = '[a]\nb = 1\nc = 1\nd = 1\n';
    pbx.writeFile('guard.conf', text);
    const one = await consoleFor('admin', {
      before: ({ headers }) => {
        if (headers.some(([name, value]) => name === 'Action-000001' && value === 'Delete')) {
          pbx.writeFile('guard.conf', text.replace('c = 1', 'c = other'));
        }
      },
    });
    const outcome = await one.save(await one.open('guard.conf'), [{ op: 'Delete', cat: 'a', line: 1 }]);
    // What they wrote stays, and is shown.
    expect(outcome).toMatchObject({
      tag: 'conflict',
      current: {
        categories: [{ variables: [{ value: '1' }, { name: 'c', value: 'other' }, { value: '1' }] }],
      },
    });
    expect(pbx.readFile('guard.conf')).toBe(text.replace('c = 1', 'c = other'));
    expect((await one.inspect('guard.conf')).tag).toBe('settled');
  });

  test('where a line that several operations by number stand on was changed, or one of a section that goes', async () => {
    const text = '[a]\nn = 0\nn = 1\nn = 2\nn = 3\n';
    for (const operations of [
      [
        { op: 'Delete', cat: 'a', line: 3 },
        { op: 'Delete', cat: 'a', line: 1 },
      ],
      [{ op: 'DelCat', cat: 'a' }],
      [{ op: 'EmptyCat', cat: 'a' }],
    ] as const satisfies readonly (readonly Operation[])[]) {
      pbx.writeFile('guards.conf', text);
      const [first] = operations;
      const one = await consoleFor('admin', {
        before: ({ headers }) => {
          const written = new Map(headers);
          if (written.get('DstFilename') !== 'guards.conf') return;
          if (
            [...headers.values()].some(([name, value]) => name.startsWith('Action-') && value === first.op)
          ) {
            pbx.writeFile('guards.conf', text.replace('n = 1', 'n = other'));
          }
        },
      });
      expect((await one.save(await one.open('guards.conf'), operations)).tag, first.op).toBe('conflict');
      expect(pbx.readFile('guards.conf'), first.op).toBe(text.replace('n = 1', 'n = other'));
    }
  });

  test('where somebody wrote while a large edit was made in the staging file', async () => {
    const text = '[a]\nb = 1\nc = 1\n';
    pbx.writeFile('staged.conf', text);
    const one = await consoleFor('admin', {
      before: ({ headers }) => {
        const written = new Map(headers);
        const source = written.get('SrcFilename');
        if (source !== undefined && source === written.get('DstFilename')) {
          pbx.writeFile('staged.conf', text.replace('c = 1', 'c = other'));
        }
      },
    });
    const operations = Array.from({ length: 100 }, (_, index): Operation => ({
      op: 'Append',
      cat: 'a',
      name: 'z',
      value: String(index),
      arrow: '=',
    }));
    expect((await one.save(await one.open('staged.conf'), operations)).tag).toBe('conflict');
    expect(pbx.readFile('staged.conf')).toBe(text.replace('c = 1', 'c = other'));
  });

  test('where a copy of the file reads otherwise: a save would bring a block comment to life', async () => {
    const text = '[a]\nb = 1\n;-- out of order\nc = 2\n--;\nd = 3\n';
    pbx.writeFile('block.conf', text);
    const one = await consoleFor();
    const file = await one.open('block.conf');
    const outcome = await one.save(file, [update('a', 'b', '1', '9')]);
    expect(outcome).toMatchObject({ tag: 'refused', why: { by: 'copy' } });
    expect(pbx.readFile('block.conf')).toBe(text);
    // The copy holds what would come alive: the next visit must not take it for a save to be finished.
    expect((await one.inspect('block.conf')).tag).toBe('settled');
  });

  test('where the account may not', async () => {
    const traits = (await consoleFor()).traits;
    const looker = await consoleFor('looker', { traits });
    const file = await (await consoleFor()).open('conflict.conf');
    expect(await looker.save(file, [update('a', 'b', '1', '3')])).toEqual({
      tag: 'notAllowed',
      action: 'GetConfig',
    });
  });
});

test('without the right to the lock the file is saved by guards alone, and that is said', async () => {
  pbx.writeFile('unlocked.conf', '[a]\nb=1\n');
  const one = await consoleFor('files');
  const outcome = await one.save(await one.open('unlocked.conf'), [update('a', 'b', '1', '2')]);
  expect(outcome).toMatchObject({ tag: 'saved', locked: false });
  expect(textOf(pbx, 'unlocked.conf')).toBe('[a]\nb = 2\n');
});

test('without the lock what another wrote meanwhile is never taken for damage and undone', async () => {
  pbx.writeFile('unlocked.conf', '[a]\nb = 1\nc = 1\n');
  const one = await consoleFor('files', {
    before: ({ headers }) => {
      const written = new Map(headers);
      if (written.get('DstFilename') === 'unlocked.conf')
        pbx.writeFile('unlocked.conf', '[a]\nb = 1\nc = theirs\n');
    },
  });
  const outcome = await one.save(await one.open('unlocked.conf'), [update('a', 'b', '1', '2')]);
  expect(outcome).toMatchObject({ tag: 'broken', by: 'write' });
  expect(textOf(pbx, 'unlocked.conf')).toBe('[a]\nb = 2\nc = theirs\n');
});

test('a comment alone, and no answer: nobody can say whether it was written', async () => {
  pbx.writeFile('silent.conf', '[a]\nb = 1\nc = 1\n');
  const one = await consoleFor('admin', {
    before: ({ headers }) => {
      if (new Map(headers).get('DstFilename') === 'silent.conf') throw new Unreachable('cut');
    },
  });
  const outcome = await one.save(await one.open('silent.conf'), [
    { op: 'Delete', cat: 'a', line: 1 },
    { op: 'Append', cat: 'a', name: '; why\nc', value: '1', arrow: '=' },
  ]);
  expect(outcome).toMatchObject({ tag: 'unsure', during: 'readBack' });
});

test('a lock taken over while the module was long in loading is its new owner’s afterwards too', async () => {
  let passed = 0;
  const [one, other] = [
    await consoleFor('admin', {
      before: async ({ action: name }) => {
        if (name !== 'Reload') return;
        passed = 60_000;
        const state = await other.lock.read();
        if (state.tag === 'held') await other.lock.takeOver(state.by, 'elsewhere.conf');
      },
    }),
    await consoleFor('admin', { who: 'bob' }),
  ];
  const file = await one.open('queues.conf');
  const was = file.reading.categories
    .find(({ name }) => name === 'reception')
    ?.variables.find(({ name }) => name === 'timeout')?.value;
  const clock = { ...systemClock, now: () => systemClock.now() + passed };
  const outcome = await one.save(file, [update('reception', 'timeout', was ?? '', '19')], { clock });
  expect(outcome).toMatchObject({ tag: 'saved', loaded: { tag: 'loaded' } });
  expect(await other.lock.read()).toMatchObject({ tag: 'mine', by: { file: 'elsewhere.conf' } });
  await other.lock.release();
});

test('a file that is not as foretold afterwards is given back', async () => {
  const text = '; about\n[a]\nb = 1 ; beside\n\n[c](!)\nd => 1\n; last\n; of all\n';
  pbx.writeFile('foretold.conf', text);
  const one = await consoleFor();
  const file = await one.open('foretold.conf');
  const { reading } = file;
  const outcome = await one.save(file, [update('a', 'b', '1', '2')], {
    // A forecast that is wrong: nothing would change.
    forecast: { light: 'announced', findings: [], after: undefined, reading },
  });
  expect(outcome).toMatchObject({ tag: 'restored' });
  expect(one.steps).toEqual(['lock', 'compare', 'backup', 'write', 'readBack', 'restore', 'release']);
  // Comments too, and of the note that was in the copy no more than a blank line.
  expect(textOf(pbx, 'foretold.conf').replace(/ +;/g, ' ;')).toBe(`\n${text}`);
});

test('a large edit is made in a staging file; the real one is untouched until the last request', async () => {
  pbx.writeFile('big.conf', '[a]\nb = 1\n');
  const seen: string[] = [];
  const one = await consoleFor('admin', {
    after: ({ action: name }) => {
      if (name === 'UpdateConfig') seen.push(textOf(pbx, 'big.conf'));
    },
  });
  const file = await one.open('big.conf');
  const operations = Array.from({ length: 100 }, (_, index): Operation => ({
    op: 'Append',
    cat: 'a',
    name: 'n',
    value: String(index),
    arrow: '=>',
  }));
  const outcome = await one.save(file, operations);
  expect(outcome.tag).toBe('saved');
  const whole = `[a]\nb = 1\n${operations.map((_, index) => `n => ${index}\n`).join('')}`;
  expect(seen.slice(0, -1).every((text) => text === '[a]\nb = 1\n')).toBe(true);
  expect(seen.at(-1)).toBe(whole);
  expect(seen.length).toBeGreaterThan(5);
});

test('the lock taken away before the write: nothing is written', async () => {
  pbx.writeFile('lock.conf', '[a]\nb = 1\n');
  let copies = 0;
  const one = await consoleFor('admin', {
    after: async ({ headers }) => {
      const isCopy = headers.some(([name, value]) => name === 'Action-000000' && value === 'NewCat');
      if (isCopy && (copies += 1) > 0) await pbx.command('dialplan reload');
    },
  });
  const outcome = await one.save(await one.open('lock.conf'), [update('a', 'b', '1', '2')]);
  expect(outcome).toMatchObject({ tag: 'lostLock', written: false });
  expect(pbx.readFile('lock.conf')).toBe('[a]\nb = 1\n');
});

test('the lock taken away while it was written: the file is looked at again, and not loaded', async () => {
  pbx.writeFile('lock.conf', '[a]\nb = 1\n');
  const one = await consoleFor('admin', {
    after: async ({ headers }) => {
      if (headers.some(([name, value]) => name === 'Action-000000' && value === 'Update')) {
        await pbx.command('dialplan reload');
      }
    },
  });
  const outcome = await one.save(await one.open('lock.conf'), [update('a', 'b', '1', '2')]);
  expect(outcome).toMatchObject({ tag: 'lostLock', written: true, asForetold: true });
});

describe('with exact bytes', () => {
  const text = '; top\n[a]\nb=1 ; tight\n\n;-- off\nexten = 999\n--;\nc = 2\n; last';

  async function opened(name: string) {
    pbx.writeFile(name, text);
    const session = await signedIn(pbx);
    const one = await createConsole(session);
    const exact = createExactFiles({
      session,
      clock: systemClock,
      random: Math.random,
      enabled: true,
    });
    const file = await one.open(name);
    return { one, exact, file: { ...file, exact: true, document: parse(text) } };
  }

  test('a file that UpdateConfig would damage is written as it was typed, and nothing else changes', async () => {
    const { one, exact, file } = await opened('exact.conf');
    const wanted = text.replace('c = 2', 'c = 3');
    const outcome = await one.save(file, [update('a', 'c', '2', '3')], { exact, draft: parse(wanted) });
    expect(outcome).toMatchObject({ tag: 'saved', locked: true });
    expect(pbx.readFile('exact.conf')).toBe(wanted);
    // The copy is the file's own bytes.
    expect(pbx.readFile('.cordboard-exact.conf-00')).toBe(text);
    expect(await one.inspect('exact.conf')).toEqual({ tag: 'settled' });
  });

  test('interrupted before it was written: old and new are given back byte for byte', async () => {
    const { one, exact, file } = await opened('exact-cut.conf');
    const wanted = text.replace('c = 2', 'c = 3');
    const cut = {
      ...exact,
      write: (name: string, bytes: Uint8Array) =>
        name === 'exact-cut.conf'
          ? Promise.reject(new Unreachable('The cable was cut'))
          : exact.write(name, bytes),
    };
    const outcome = await one.save(file, [update('a', 'c', '2', '3')], { exact: cut, draft: parse(wanted) });
    expect(outcome).toMatchObject({ tag: 'unsure' });
    pbx.writeFile('exact-cut.conf', wanted.slice(0, 20));
    const found = await one.inspect('exact-cut.conf');
    expect(found.tag).toBe('broken');
    expect(await one.giveBack(found, 'new', { exact })).toMatchObject({ tag: 'whole' });
    expect(pbx.readFile('exact-cut.conf')).toBe(wanted);
    expect(await one.giveBack(found, 'old', { exact })).toMatchObject({ tag: 'whole' });
    expect(pbx.readFile('exact-cut.conf')).toBe(text);
    // Where they are switched off again, nothing is made up.
    expect(await one.giveBack(found, 'new')).toEqual({ tag: 'noCopy' });
    expect(pbx.readFile('exact-cut.conf')).toBe(text);
  });

  test('a calm file goes through UpdateConfig; its copy, and what is given back, are its own bytes', async () => {
    const calm = '; top\n[a]\nb=1\n\tc = 2';
    const { one, exact, file } = await opened('exact-calm.conf');
    pbx.writeFile('exact-calm.conf', calm);
    const reading = readingOf(parse(calm));
    const outcome = await one.save(
      { ...file, document: parse(calm), reading },
      [update('a', 'b', '1', '2')],
      // A forecast that is wrong.
      { exact, forecast: { light: 'announced', findings: [], after: undefined, reading } },
    );
    expect(outcome).toMatchObject({ tag: 'restored' });
    expect(pbx.readFile('exact-calm.conf')).toBe(calm);
    expect(pbx.readFile('.cordboard-exact-calm.conf-00')).toBe(calm);
  });

  test('a file whose bytes could not be shown goes through UpdateConfig; its copy is its own bytes', async () => {
    const one = await consoleFor();
    const { exact } = await opened('exact-other.conf');
    const own = '; Latin-1, say\n[a]\nread = ,x\nb = 1\n';
    pbx.writeFile('exact-unshown.conf', own);
    const file = await one.open('exact-unshown.conf');
    const { reading } = forecast(file, [update('a', 'b', '1', '2')], one.traits, { flowDown: false });
    const outcome = await one.save(file, [update('a', 'b', '1', '2')], {
      exact,
      forecast: { light: 'damages', findings: [], after: undefined, reading },
    });
    expect(outcome.tag).toBe('saved');
    expect(pbx.readFile('exact-unshown.conf')).toContain('; Latin-1, say\n[a]\nread = ,x\nb = 2\n');
    expect(pbx.readFile('.cordboard-exact-unshown.conf-00')).toBe(own);
  });

  test('changed by somebody else in a comment alone: a conflict all the same', async () => {
    const { one, exact, file } = await opened('exact-note.conf');
    pbx.writeFile('exact-note.conf', text.replace('top', 'changed'));
    const outcome = await one.save(file, [update('a', 'c', '2', '3')], { exact, draft: parse(text) });
    expect(outcome.tag).toBe('conflict');
    expect(pbx.readFile('exact-note.conf')).toBe(text.replace('top', 'changed'));
  });
});
