/** How fast bodies of WaitEvent's size are read: ours beside four npm packages, each in fresh processes, in turn. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Recording } from './bodies.ts';
import { compared, grid, median, most, short, type Figure } from './figures.ts';
import type { ReaderName } from './readers.ts';

const READER = fileURLToPath(new URL('reader.ts', import.meta.url));
const ALL: ReaderName = 'cordboard, all fields';
const NEEDED: ReaderName = 'cordboard, what the mirror needs';
const PEERS: readonly ReaderName[] = ['asterisk.io', 'yana', 'ami-io', 'asterisk-manager'];

export interface ReadingOptions {
  readonly rounds: number;
  /** Of CPU time, each reader in each round. */
  readonly seconds: number;
  readonly say: (line: string) => void;
}

export async function reading(
  recording: Recording,
  file: string,
  options: ReadingOptions,
): Promise<readonly Figure[]> {
  const names = [ALL, NEEDED, ...PEERS];
  const rates = new Map<ReaderName, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const name of names) rates.get(name)?.push(await readOnce(name, file, options.seconds));
  }
  const middle = (name: ReaderName): number => median(rates.get(name) ?? []);
  options.say(
    `${recording.bodies.length} bodies, ${recording.events} events, of this PBX; ${options.rounds} rounds:\n` +
      grid(
        ['reader', 'best MB per CPU second', 'median'],
        names.map((name) => [name, short(most(rates.get(name) ?? [])), short(middle(name))]),
      ),
  );
  const fastest = PEERS.reduce((best, name) => (middle(name) > middle(best) ? name : best));
  return [
    compared(`reading, all fields, against ${fastest} (MB per CPU second)`, middle(ALL), middle(fastest), [
      '≥',
      1.3,
    ]),
    compared(
      'reading, all fields, against asterisk-manager (MB per CPU second)',
      middle(ALL),
      middle('asterisk-manager'),
      ['≥', 4],
    ),
    compared(
      `reading, what the mirror needs, against ${fastest} (MB per CPU second)`,
      middle(NEEDED),
      middle(fastest),
      ['≥', 4],
    ),
  ];
}

async function readOnce(name: ReaderName, file: string, seconds: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--no-deprecation',
    READER,
    name,
    file,
    String(seconds),
  ]);
  const result: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  if (typeof result !== 'object' || result === null || !('rate' in result) || !('fields' in result)) {
    throw new Error(`${name} said ${stdout}`);
  }
  if (typeof result.rate !== 'number' || typeof result.fields !== 'number' || result.fields === 0) {
    throw new Error(`${name} read nothing`);
  }
  return result.rate;
}
