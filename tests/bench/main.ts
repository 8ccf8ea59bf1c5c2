/**
 * The bench: every figure of the README beside the same of something plain, in one run, in turn.
 * `npm run bench`, or some of its rows: `npm run bench -- --only=reading,painting`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { Misused, readNumber, readOptions, refuse } from '../../e2e/cli/options.ts';
import { launch } from '../../e2e/fixtures.ts';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { record, type Recording } from './bodies.ts';
import { servePages, WALL } from './browser.ts';
import { buildPage, size, type Build } from './build.ts';
import { manyExtensions } from './changes.ts';
import { entries } from './entries.ts';
import { longestTasks, openFile } from './files.ts';
import { compared, table, type Figure } from './figures.ts';
import { afterQuiet, besideThePoll, operators } from './operators.ts';
import { painting } from './painting.ts';
import { reading } from './reading.ts';
import { writeRecording } from './recording.ts';
import { replay } from './replay.ts';
import { filesOfBoard, firstPaint, ring, signIn, twoTabs } from './shows.ts';

interface Stage {
  readonly pbx: Pbx;
  readonly browser: Browser;
}

/** A PBX of a size, and the rows measured on it. */
interface Scene {
  readonly extensions: number;
  readonly rows: Readonly<Record<string, (stage: Stage) => Promise<readonly Figure[]>>>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HELP = `npm run bench [-- OPTIONS]
  --only ROW,…      rows whose names begin so
  --rounds N        of each row and side; fewer only to try a row out`;

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (problem) {
    if (problem instanceof Misused) refuse(problem, HELP);
    throw problem;
  }
}

const { only, rounds } = orRefuse(() => {
  const values = readOptions({ only: { type: 'string' }, rounds: { type: 'string', default: '5' } });
  return { only: values.only?.split(','), rounds: readNumber('rounds', values.rounds, { least: 1 }) };
});
const say = (line: string): void => console.log(`${line}\n`);

async function heap(recording: Recording): Promise<readonly Figure[]> {
  const { early, late, changes } = await replay(recording, 1_000_000);
  const note = `${changes} changes of the mirror`;
  return [compared('heap after 1,000,000 events against after 10,000 (MB)', late, early, ['≤', 1.2], note)];
}

const house: Scene = {
  // With the people of the house and their conference room: sixty.
  extensions: 33,
  rows: {
    async reading({ pbx }) {
      const recording = await record(pbx, 3);
      writeFileSync(recorded, writeRecording(recording.bodies));
      return reading(recording, recorded, { rounds, seconds: 1.5, say });
    },
    entries: () => Promise.resolve(entries(rounds)),
    heap: async ({ pbx }) => heap(await record(pbx, 3)),
    size: async ({ pbx }) => size(built, await filesOfBoard(pbx), say),
    act: ({ pbx }) => besideThePoll(pbx, rounds),
    quiet: ({ pbx }) => afterQuiet(pbx, rounds),
    tabs: ({ pbx }) => twoTabs(pbx, rounds),
    'painting-60': ({ pbx, browser }) =>
      painting(
        pbx,
        browser,
        {
          name: '10/s, 60 extensions',
          rate: 10,
          seconds: 8,
          rounds,
          ours: manyExtensions(33),
          against: manyExtensions(33),
          query: 'show=one',
          onlyShown: true,
          viewport: WALL,
          wanted: { p50: ['≤', 1.3], p95: ['≤', 1.5] },
        },
        say,
      ),
    file: ({ pbx, browser }) => openFile(pbx, browser, rounds, say),
    'file-tasks': ({ pbx, browser }) => longestTasks(pbx, browser, rounds, say),
    ring: ({ pbx, browser }) => ring(pbx, browser, rounds, say),
    'sign-in': ({ pbx, browser }) => signIn(pbx, browser, rounds, say),
  },
};

const thousand: Scene = {
  extensions: 1000,
  rows: {
    operators: ({ pbx }) => operators(pbx, { rounds, seconds: 8, extensions: 1000, say }),
    'painting-1000': ({ pbx, browser }) =>
      painting(
        pbx,
        browser,
        {
          name: '1,000/s, 1,000 extensions',
          rate: 1000,
          seconds: 8,
          rounds,
          ours: manyExtensions(1000),
          against: manyExtensions(1000),
          query: 'show=1000&context=many',
          onlyShown: false,
          wanted: { p95: ['≤', 1.5], main: ['≤', 0.4] },
        },
        say,
      ),
  },
};

const tenThousand: Scene = {
  extensions: 10_000,
  rows: {
    'painting-10000': ({ pbx, browser }) =>
      painting(
        pbx,
        browser,
        {
          name: '1,000/s, 10,000 extensions, against 1,000 plain tiles',
          rate: 1000,
          seconds: 8,
          rounds,
          ours: manyExtensions(10_000),
          against: manyExtensions(1000),
          query: 'show=1000&context=many',
          onlyShown: false,
          wanted: { main: ['≤', 0.3], longTasks: ['≤', 0.99] },
        },
        say,
      ),
    'first-paint': ({ pbx, browser }) => firstPaint(pbx, browser, rounds),
  },
};

const scenes = [house, thousand, tenThousand];
const isWanted = (name: string): boolean => only?.some((one) => name.startsWith(one)) ?? true;
orRefuse(() => {
  const rows = scenes.flatMap((scene) => Object.keys(scene.rows));
  for (const one of only ?? []) {
    if (!rows.some((name) => name.startsWith(one)))
      throw new Misused(`--only: no row begins with “${one}”. There are: ${rows.join(', ')}`);
  }
});

async function play(scene: Scene, figures: Figure[]): Promise<void> {
  const rows = Object.entries(scene.rows).filter(([name]) => isWanted(name));
  if (rows.length === 0) return;
  const pbx = await startPbx({ extensions: scene.extensions, staticDir: built.dir });
  const browser = await launch({ 'pbx.test': pbx.address });
  try {
    servePages(pbx);
    for (const [name, measure] of rows) {
      console.log(`… ${name}`);
      figures.push(...(await measure({ pbx, browser })));
    }
  } finally {
    await browser.close();
    await pbx.stop();
  }
}

const dir = mkdtempSync(join(tmpdir(), 'cordboard-bench-'));
const recorded = join(dir, 'recording');
const figures: Figure[] = [];
let built: Build;
try {
  built = await buildPage(join(dir, 'page'));
  for (const scene of scenes) await play(scene, figures);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
say(table(figures));
writeFileSync(join(ROOT, 'bench.json'), `${JSON.stringify(figures, undefined, 2)}\n`);
if (figures.some((figure) => !figure.holds)) process.exitCode = 1;
