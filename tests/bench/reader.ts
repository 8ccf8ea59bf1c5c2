/**
 * One reader over one recording in a process of its own, so that none finds a heap or a compiler warmed by another:
 * `node --import tsx tests/bench/reader.ts READER RECORDING MEGABYTES`. Prints one line of JSON.
 */
import { readFileSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { readers, type ReaderName } from './readers.ts';
import { readRecording } from './recording.ts';

const [name, recording, megabytes] = process.argv.slice(2);
if (name === undefined || recording === undefined || !(name in readers)) {
  throw new Error(`Which reader? ${Object.keys(readers).join(', ')}`);
}
const bodies = readRecording(readFileSync(recording));
const bytes = Number(megabytes) * 1e6;
let fields = 0;
const reader = readers[name as ReaderName]((count) => (fields += count));

/** Lets what a reader put off happen, as it would between two polls. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function read(until: number): Promise<void> {
  let done = 0;
  for (let turn = 0; done < until; turn += 1) {
    const body = bodies[turn % bodies.length];
    if (!body) throw new Error('The recording is empty');
    reader(body);
    done += body.length;
    if (turn % 16 === 15) await breathe();
  }
  await breathe();
}

await read(bytes / 4);
fields = 0;
const began = performance.now();
await read(bytes);
const seconds = (performance.now() - began) / 1000;
// Not by process.stdout: sockets are not what they were.
writeSync(1, `${JSON.stringify({ rate: bytes / 1e6 / seconds, fields })}\n`);
process.exit(0);
