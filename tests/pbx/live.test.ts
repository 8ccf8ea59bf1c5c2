/** The bridge to Svelte, built as for a browser: on the server Svelte's effects do nothing. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tile } from '../../src/pbx/index.ts';
import { hint, mirrored, type Mirrored } from './board.ts';
import { event } from './fake.ts';

type Parts = typeof import('./live-parts.svelte.ts');
type Live = import('./live-parts.svelte.ts').Live;

let parts: Parts;
const directory = mkdtempSync(join(tmpdir(), 'cordboard-live-'));

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [svelte()],
    build: {
      write: false,
      minify: false,
      lib: {
        entry: new URL('live-parts.svelte.ts', import.meta.url).pathname,
        formats: ['es'],
        fileName: 'live',
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!('output' in output)) throw new Error('nothing was built');
  const file = join(directory, 'live.mjs');
  writeFileSync(file, output.output[0].code);
  parts = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Parts;
});
afterAll(() => rmSync(directory, { recursive: true }));

async function started(): Promise<Mirrored & { readonly live: Live }> {
  const it = await mirrored({ ExtensionStateList: ['2000', '2002', '2004'].map((exten) => hint(exten)) });
  return { ...it, live: parts.createLive({ session: it.session, mirror: it.mirror, clock: it.clock }) };
}

const ring = (exten: string, status = 8) => hint(exten, status);

describe('reading is following', () => {
  test('an entity by its id: told when it changes, not when another does', async () => {
    const { live, session, clock } = await started();
    for (const follow of [parts.follow, parts.followDerived]) {
      clock.pass(200);
      const before = live.tables.extensions.get('2004@internal')?.state;
      const one = follow(() => live.tables.extensions.get('2004@internal')?.state);
      expect(one.seen).toEqual([before]);
      session.emit(ring('2002', before === 'idle' ? 8 : 0));
      parts.flushSync();
      expect(one.seen).toHaveLength(1);
      session.emit(ring('2004', before === 'idle' ? 8 : 0));
      parts.flushSync();
      expect(one.seen).toHaveLength(2);
      one.stop();
      session.emit(ring('2004', 16));
      parts.flushSync();
      expect(one.seen).toHaveLength(2);
      session.emit(ring('2004', 8));
    }
  });

  test('one that is not there: told when it comes and when it goes, and not otherwise', async () => {
    const { live, emit } = await started();
    const one = parts.follow(() => live.tables.mailboxes.get('2004@default')?.unread);
    emit('MessageWaiting', { Mailbox: '2002@default', New: 1, Old: 0 });
    parts.flushSync();
    expect(one.seen).toEqual([undefined]);
    emit('MessageWaiting', { Mailbox: '2004@default', New: 2, Old: 0 });
    parts.flushSync();
    expect(one.seen).toEqual([undefined, 2]);
    one.stop();
  });

  test('a whole table, and which ids it has', async () => {
    const { live, session, clock } = await started();
    const states = parts.follow(() =>
      [...live.tables.extensions.values()].map(({ state }) => state).join(' '),
    );
    const keys = parts.follow(() => [...live.tables.extensions.keys()].length + live.tables.extensions.size);
    session.emit(ring('2004'));
    parts.flushSync();
    expect(states.seen).toEqual(['idle idle idle', 'idle idle ringing']);
    expect(keys.seen).toEqual([6]);
    session.reply('ExtensionStateList', () => [hint('2000'), ring('2004')]);
    session.emit(event('Reload'));
    clock.pass(300);
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
    parts.flushSync();
    expect(states.seen.at(-1)).toBe('idle ringing');
    expect(keys.seen).toEqual([6, 4]);
    states.stop();
    keys.stop();
  });

  test('a tile’s question follows all it read', async () => {
    const { live, session, emit, mirror } = await started();
    const one = parts.followDerived(() => {
      const seen = tile(live.tables, '2004@internal');
      return `${seen?.name ?? ''} ${seen?.state ?? ''} ${seen?.unread ?? 0}`;
    });
    session.emit(ring('2004'));
    parts.flushSync();
    emit('MessageWaiting', { Mailbox: '2004@default', New: 2, Old: 0 });
    parts.flushSync();
    mirror.useSite({ ...mirror.site, names: { 2004: 'Anna' } });
    parts.flushSync();
    expect(one.seen).toEqual(['2004 idle 0', '2004 ringing 0', '2004 ringing 2', 'Anna ringing 2']);
    one.stop();
  });
});

describe('floods', () => {
  test('a lone change and an ordinary ring are told at once', async () => {
    const { live, session, clock } = await started();
    const one = parts.follow(() => live.tables.extensions.get('2004@internal')?.status);
    for (const status of [8, 9, 1]) {
      clock.pass(3);
      session.emit(ring('2004', status));
      parts.flushSync();
    }
    expect(one.seen).toEqual([0, 8, 9, 1]);
    one.stop();
  });

  test('in a flood the newest is told at most every 50 ms, and the last always', async () => {
    const { live, session, clock } = await started();
    const one = parts.follow(() => live.tables.extensions.get('2004@internal')?.status);
    for (let n = 1; n <= 500; n += 1) {
      clock.pass(2);
      session.emit(ring('2004', n % 2 === 0 ? 0 : 8));
      parts.flushSync();
    }
    // A second of it: 20 times, and the few at once at its beginning.
    expect(one.seen.length).toBeGreaterThan(15);
    expect(one.seen.length).toBeLessThan(30);
    session.emit(ring('2004', 4));
    clock.pass(50);
    parts.flushSync();
    expect(one.seen.at(-1)).toBe(4);
    // Quiet again: at once again.
    clock.pass(500);
    session.emit(ring('2004', 16));
    parts.flushSync();
    expect(one.seen.at(-1)).toBe(16);
    one.stop();
  });
});

test('what the status line shows: state, clock, age, audits', async () => {
  const { live, session, clock } = await started();
  const line = parts.follow(() => `${live.state.tag} ${live.ready} ${live.stale}`);
  const second = parts.follow(() => live.now);
  clock.pass(3000);
  parts.flushSync();
  expect(second.seen.length).toBeGreaterThan(1);
  session.lose();
  parts.flushSync();
  expect(line.seen.at(-1)).toBe('lost false true');
  session.live();
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  parts.flushSync();
  expect(live.ready).toBe(true);
  expect(live.auditedAt).toBe(clock.now());
  line.stop();
  second.stop();
  live.close();
});
