/** Runs heap.ts on a recording. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Recording } from './bodies.ts';
import { writeRecording } from './recording.ts';

const HEAP = fileURLToPath(new URL('heap.ts', import.meta.url));

export interface Replayed {
  /** Megabytes of heap after 10,000 events, and after all. */
  readonly early: number;
  readonly late: number;
  /** Changes of the mirror. */
  readonly changes: number;
}

export async function replay(recording: Recording, events: number): Promise<Replayed> {
  const dir = mkdtempSync(join(tmpdir(), 'cordboard-replay-'));
  try {
    const file = join(dir, 'recording');
    writeFileSync(file, writeRecording(recording.bodies));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', HEAP, file, String(events)],
      { maxBuffer: 1e7 },
    );
    return JSON.parse(stdout) as Replayed;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
