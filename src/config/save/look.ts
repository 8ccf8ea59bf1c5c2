/** What the PBX makes of a file when it writes it: the only look behind what it does not show. */
import type { Clock, Session } from '../../ami/index.ts';
import { ownPrefix } from '../find.ts';
import { copyOf } from './requests.ts';
import { readSettled } from './settled.ts';
import { create } from './traits.ts';
import type { OpenedFile, Operation, Reading, Traits } from '../types.ts';

/** A scratch file to look at what the PBX makes of a text; each that is used at the same time has a name. */
export const lookFile = (which: number | 'back'): string => `${ownPrefix}look-${which}.conf`;

export interface LookOptions {
  readonly session: Pick<Session, 'send'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly traits: Traits;
  /** The scratch file it is copied into; other consoles may use it at the same moment. */
  readonly scratch: string;
}

/**
 * A copy of the file, made with no operations and read back. Asterisk's write is not atomic, and two at one moment leave
 * parts of both: the copy carries a mark at either end. Undefined where it was disturbed again and again.
 */
export async function readCopy(file: OpenedFile, options: LookOptions): Promise<Reading | undefined> {
  const { session, clock, random, traits, scratch } = options;
  await create(session, scratch);
  for (let turn = 0; turn < 3; turn += 1) {
    const mark = `cordboard-look-${Math.floor(random() * 2 ** 48).toString(36)}`;
    const [first] = file.reading.categories;
    const operations: readonly Operation[] = [
      { op: 'NewCat', cat: `${mark}-first`, ...(first ? { before: first.name } : {}) },
      { op: 'NewCat', cat: `${mark}-last` },
    ];
    await session.send(copyOf(file, file.name, scratch, { traits, operations }));
    const read = await readSettled(session, scratch, undefined, clock);
    const names = read?.categories.map(({ name }) => name);
    if (names?.[0] === `${mark}-first` && names.at(-1) === `${mark}-last`)
      return { categories: read?.categories.slice(1, -1) ?? [] };
  }
  return undefined;
}
