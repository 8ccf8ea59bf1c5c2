/**
 * One reader over one recording in a process of its own, so that none finds a heap or a compiler warmed by another:
 * `node --import tsx tests/bench/reader.ts READER RECORDING SECONDS`. Prints one line of JSON. By CPU time, the time
 * of its garbage collector and compiler included: the machine does other things as well.
 */
import { readFileSync, writeSync } from 'node:fs';
import { readers, type ReaderName } from './readers.ts';
import { readRecording } from './recording.ts';

const [name, recording, seconds] = process.argv.slice(2);
if (name === undefined || recording === undefined || !(name in readers)) {
  throw new Error(`Which reader? ${Object.keys(readers).join(', ')}`);
}
const bodies = readRecording(readFileSync(recording));
let fields = 0;
const reader = readers[name as ReaderName]((count) => (fields += count));

/** Lets what a reader put off happen, as it would between two polls. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Reads for so many seconds of CPU time; megabytes a second. */
async function read(wanted: number): Promise<number> {
  const before = process.cpuUsage();
  const used = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
  let bytes = 0;
  for (let turn = 0; ; turn += 1) {
    const body = bodies[turn % bodies.length];
    if (!body) throw new Error('The recording is empty');
    reader(body);
    bytes += body.length;
    if (turn % 16 !== 15) continue;
    await breathe();
    if (used() >= wanted) return bytes / 1e6 / used();
  }
}

await read(Number(seconds) / 2);
fields = 0;
const rate = await read(Number(seconds));
// Not by process.stdout: sockets are not what they were.
writeSync(1, `${JSON.stringify({ rate, fields })}\n`);
process.exit(0);
