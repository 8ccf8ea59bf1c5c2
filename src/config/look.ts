/** What the PBX makes of a file when it writes it: the only look behind what it does not show. */
import type { Clock, Session } from '../ami/index.ts';
import { copyOf } from './requests.ts';
import { readSettled } from './settled.ts';
import { create } from './traits.ts';
import type { OpenedFile, Reading, Traits } from './types.ts';

export interface LookOptions {
  readonly session: Pick<Session, 'send'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly traits: Traits;
  /** The scratch file it is copied into; other consoles may use it at the same moment. */
  readonly scratch: string;
}

/**
 * A copy of the file, made with no operations and read back. It carries a mark: what somebody else put there at the
 * same moment is not taken for it. Undefined where that happened again and again.
 */
export async function readCopy(file: OpenedFile, options: LookOptions): Promise<Reading | undefined> {
  const { session, clock, random, traits, scratch } = options;
  await create(session, scratch);
  for (let turn = 0; turn < 3; turn += 1) {
    const mark = `cordboard-look-${Math.floor(random() * 2 ** 48).toString(36)}`;
    const operations = [{ op: 'NewCat', cat: mark } as const];
    await session.send(copyOf(file, file.name, scratch, { traits, operations }));
    const read = await readSettled(session, scratch, undefined, clock);
    if (read?.categories.at(-1)?.name === mark) return { categories: read.categories.slice(0, -1) };
  }
  return undefined;
}
