/** The page as it is shipped, built anew into a directory of the bench's own, and what in it weighs how much. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { alone, grid, type Figure } from './figures.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Chunk {
  /** Relative to the directory, as the browser asks for it. */
  readonly file: string;
  /** Modules and the characters each has before minification. */
  readonly modules: readonly (readonly [id: string, characters: number])[];
}

export interface Build {
  readonly dir: string;
  readonly chunks: readonly Chunk[];
}

export async function buildPage(dir: string): Promise<Build> {
  const built = await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: dir, emptyOutDir: true },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  return {
    dir,
    chunks: outputs.flatMap((one) =>
      one.type === 'chunk'
        ? [
            {
              file: one.fileName,
              modules: Object.entries(one.modules).map(
                ([id, module]) => [id, module.renderedLength] as const,
              ),
            },
          ]
        : [],
    ),
  };
}

/** CodeMirror alone, as a script for the page that shows it (pages/editor.html). */
export async function buildEditor(dir: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: dir,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: join(ROOT, 'tests/bench/editor.js'), formats: ['es'], fileName: () => 'editor.js' },
    },
  });
}

const RAW = 380;
const GZIP = 120;

/** `asked`: the files the browser asked for from the first request until the board stood. */
export function size(built: Build, asked: readonly string[], say: (line: string) => void): readonly Figure[] {
  const files = [...new Set(asked)].filter((file) => /\.(js|css)$/.test(file)).sort();
  if (!files.some((file) => file.endsWith('.js')) || !files.some((file) => file.endsWith('.css'))) {
    throw new Error(`Script or style is missing among what was asked for: ${files.join(', ')}`);
  }
  const weights = files.map((file) => {
    const bytes = readFileSync(join(built.dir, file));
    return { file, raw: bytes.length / 1000, gzip: gzipSync(bytes, { level: 9 }).length / 1000 };
  });
  const kilobytes = (value: number): string => value.toFixed(1);
  say(
    grid(
      ['file', 'raw kB', 'gzip kB'],
      weights.map((one) => [one.file, kilobytes(one.raw), kilobytes(one.gzip)]),
    ),
  );
  say(partsTable(built, weights));
  const sum = (what: 'raw' | 'gzip'): number => weights.reduce((all, one) => all + one[what], 0);
  return [
    alone('script and style for sign-in + board, raw (kB)', sum('raw'), ['≤', RAW]),
    alone('script and style for sign-in + board, gzip (kB)', sum('gzip'), ['≤', GZIP]),
  ];
}

/** Each part's share of its chunk before minification, of the chunk's real weight. */
function partsTable(
  built: Build,
  weights: readonly { readonly file: string; readonly raw: number; readonly gzip: number }[],
): string {
  const parts = new Map<string, { raw: number; gzip: number }>();
  for (const { file, raw, gzip } of weights) {
    const chunk = built.chunks.find((one) => one.file === file);
    const all = chunk?.modules.reduce((sum, [, characters]) => sum + characters, 0) ?? 0;
    for (const [id, characters] of chunk?.modules ?? [[file, 1] as const]) {
      const share = all === 0 ? 1 : characters / all;
      const part = parts.get(partOf(id)) ?? { raw: 0, gzip: 0 };
      parts.set(partOf(id), { raw: part.raw + raw * share, gzip: part.gzip + gzip * share });
    }
  }
  return grid(
    ['part', 'raw kB, about', 'gzip kB, about'],
    [...parts]
      .sort(([, a], [, b]) => b.raw - a.raw)
      .map(([part, { raw, gzip }]) => [part, raw.toFixed(1), gzip.toFixed(1)]),
  );
}

/** The package, or the folder of ours. */
function partOf(id: string): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1];
  if (inPackage !== undefined) return inPackage;
  const ours = /\/(src\/[^/?]+)/.exec(id)?.[1];
  return ours ?? (id.endsWith('.css') ? 'style' : id);
}
