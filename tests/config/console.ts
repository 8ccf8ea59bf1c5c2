/** A console as the page makes one, for the tests of saving: session, lock, history; and everything it sent. */
import type { Pbx } from '../../e2e/pbx/index.ts';
import { systemClock, type Reply, type Request, type Session } from '../../src/ami/index.ts';
import { encode } from '../../src/ami/http.ts';
import { forecast } from '../../src/config/forecast.ts';
import { createHistory, type FileHistory } from '../../src/config/save/history.ts';
import { createLock, type FileLock } from '../../src/config/save/lock.ts';
import {
  giveBack,
  inspect,
  type GiveBackOptions,
  type GivenBack,
  type Inspected,
} from '../../src/config/save/recover.ts';
import { moduleOf } from '../../src/config/running.ts';
import { save, type SaveOptions, type SaveOutcome, type Step } from '../../src/config/save/save.ts';
import { readAtRest } from '../../src/config/save/settled.ts';
import { findTraits } from '../../src/config/save/traits.ts';
import type { OpenedFile, Operation, Traits } from '../../src/config/types.ts';

export interface Console {
  readonly session: Session;
  readonly lock: FileLock;
  readonly history: FileHistory;
  readonly traits: Traits;
  /** As the page opens a file: looked after first, then read. */
  open(name: string): Promise<OpenedFile>;
  save(file: OpenedFile, operations: readonly Operation[], more?: Partial<SaveOptions>): Promise<SaveOutcome>;
  inspect(name: string): Promise<Inspected>;
  giveBack(found: Inspected, which: 'old' | 'new', more?: Partial<GiveBackOptions>): Promise<GivenBack>;
  /** Requests since it was last asked. */
  sent(): readonly Request[];
  /** Steps of the last save. */
  readonly steps: readonly Step[];
}

export interface ConsoleOptions {
  readonly who?: string;
  /** Known already: nothing is tried out. */
  readonly traits?: Traits;
  /** In front of each request, and behind each answer. */
  readonly before?: (request: Request) => Promise<void> | void;
  readonly after?: (request: Request) => Promise<void> | void;
}

export async function createConsole(
  session: Session,
  { who = 'ada', traits, before, after }: ConsoleOptions = {},
): Promise<Console> {
  let requests: Request[] = [];
  let steps: Step[] = [];
  const watched: Session = Object.create(session, {
    send: {
      value: async (request: Request, options?: Parameters<Session['send']>[1]): Promise<Reply> => {
        requests.push(request);
        await before?.(request);
        const reply = await session.send(request, options);
        await after?.(request);
        return reply;
      },
    },
  }) as Session;
  const lock = createLock({ session: watched, clock: systemClock, who, random: Math.random });
  const history = createHistory({ session: watched, clock: systemClock });
  const found = traits ?? (await findTraits(session));

  return {
    session: watched,
    lock,
    history,
    traits: found,
    async open(name) {
      await inspect({ session: watched, file: name, history, lock, clock: systemClock });
      const reading = await readAtRest(watched, lock, name, systemClock);
      if (!reading) throw new Error(`${name} cannot be read`);
      const module = moduleOf({ name, modules: [] });
      requests = [];
      return {
        name,
        document: { bom: false, lines: [] },
        exact: false,
        reading,
        includes: [],
        modules: module === undefined ? [] : [module],
      };
    },
    save(file, operations, more = {}) {
      steps = [];
      const flowDown = more.flowDown === true;
      return save({
        session: watched,
        file,
        draft: file.document,
        operations,
        forecast: forecast(file, operations, found, { flowDown }),
        accepted: true,
        traits: found,
        lock,
        history,
        exact: undefined,
        clock: systemClock,
        who,
        why: 'a test',
        onStep: (step) => steps.push(step),
        ...more,
      });
    },
    inspect: (name) => inspect({ session: watched, file: name, history, lock, clock: systemClock }),
    giveBack(given, which, more = {}) {
      if (given.tag === 'settled') throw new Error('Nothing was interrupted');
      const module = moduleOf({ name: given.note.file, modules: [] });
      return giveBack({
        session: watched,
        file: { name: given.note.file, includes: [], modules: module === undefined ? [] : [module] },
        note: given.note,
        which,
        traits: found,
        accepted: true,
        lock,
        history,
        clock: systemClock,
        ...more,
      });
    },
    sent() {
      const all = requests;
      requests = [];
      return all;
    },
    get steps() {
      return steps;
    },
  };
}

/** Bytes as they went over the wire. */
export const bytesOf = (requests: readonly Request[]): number =>
  requests.reduce((sum, request) => sum + encode(request).length, 0);

/** A file on the PBX's disk, without the header Asterisk writes in front. */
export function textOf(pbx: Pbx, name: string): string {
  return pbx.readFile(name).replace(/^;!.*\n/gm, '');
}
