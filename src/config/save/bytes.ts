/**
 * A file's own bytes, which AMI does not give: off unless the site's `exactFiles` is true, and only inside the
 * configuration directory. An Originate answers a Local channel of ours and runs one application, whose argument
 * the dialplan's functions fill: FILE and STAT (func_env), BASE64_ENCODE and BASE64_DECODE (func_base64).
 *
 *   read   Exec(UserEvent(…,C0: ${BASE64_ENCODE(${STRREPLACE(FILE(path,offset,4096),\),token)}end)})
 *   write  Exec(Set(FILE(copy,0,,)=${BASE64_DECODE(…)})) piece by piece into a copy, read back and compared;
 *          then Exec(Set(FILE(path,0,,)=${FILE(copy,offset,length)})), read back and compared again
 *
 * Any byte can be read. NUL cannot be written: to the dialplan it ends a text.
 * Seen on 16.28 and 22.10, with `live_dangerously=no`: what an account with class `system` originates is not held by it.
 */
import {
  action,
  NotAllowed,
  originate,
  Refused,
  type Clock,
  type Message,
  type Session,
  type Undo,
} from '../../ami/index.ts';
import {
  configurationDirectory,
  fileName,
  isOwn,
  lookInto,
  missingRights,
  ownPrefix,
  type FileNameProblem,
  type FileRefusal,
  type Missing,
} from '../find.ts';

/** Why a file's bytes cannot be had or given. The page has words for each. */
export type ExactProblem =
  /** The site has not switched it on. */
  | { readonly what: 'off' }
  | { readonly what: 'rights'; readonly missing: readonly Missing[] }
  /** Modules that are not loaded: `func_env`, `func_base64`, … */
  | { readonly what: 'modules'; readonly modules: readonly string[] }
  /** The PBX does not tell where its configuration directory is, or its path has characters a dialplan reads. */
  | { readonly what: 'directory' }
  /** The Originate was refused, or its channel not answered. */
  | { readonly what: 'refused'; readonly words: string }
  /** No event came of it within the time: `user` or `call` is missing in the account's `read`, or a filter holds it. */
  | { readonly what: 'noEvents' }
  | { readonly what: 'name'; readonly problem: FileNameProblem }
  | { readonly what: 'file'; readonly refusal: FileRefusal }
  /** Somebody wrote into it while it was read. */
  | { readonly what: 'changing' }
  /** A byte that cannot be written. */
  | { readonly what: 'nul'; readonly at: number }
  /** Read back, the file is not what was written, from this byte on. */
  | { readonly what: 'differs'; readonly file: string; readonly at: number };

export class NotExact extends Error {
  readonly problem: ExactProblem;
  constructor(problem: ExactProblem) {
    super(`Exact bytes: ${JSON.stringify(problem)}`);
    this.problem = problem;
  }
}

export type Exactness =
  | { readonly tag: 'ready'; readonly directory: string }
  | { readonly tag: 'lacking'; readonly problems: readonly ExactProblem[] };

export interface ExactFiles {
  /** Everything that is missing, found out without touching a file; then a try on constant text. Never hangs. */
  probe(): Promise<Exactness>;
  /** The file's bytes, whole and of one moment. Throws NotExact. */
  read(file: string): Promise<Uint8Array>;
  /** Writes these bytes and nothing else; resolves when read back equal. Throws NotExact. */
  write(file: string, bytes: Uint8Array): Promise<void>;
  /** One file's bytes into another, within the PBX; resolves when both read equal. Throws NotExact. */
  copy(from: string, to: string): Promise<void>;
}

export interface ExactOptions {
  readonly session: Pick<Session, 'send' | 'state' | 'onEvents'>;
  readonly clock: Clock;
  /** [0, 1): names of requests and tokens are made of it. */
  readonly random: () => number;
  /** The site's `exactFiles`. */
  readonly enabled: boolean;
  /** Milliseconds until a request's event is given up; default 10,000. */
  readonly patience?: number;
}

const context = 'cordboard-bytes';
const modules = ['func_env', 'func_base64', 'func_strings', 'app_exec', 'app_userevent', 'pbx_config'];
/** What FILE reads at once: beyond, it goes on behind a NUL as if nothing were there. */
const piece = 4096;
/** Asterisk's threads have 480 kB of stack, and applications copy their argument onto it. */
const piecesAtOnce = 6;
const writtenAtOnce = 18_000;
const copiedAtOnce = 49_152;
/** Milliseconds a UserEvent may come later than the end of its channel. */
const afterEnd = 1000;
/** Of the four requests at a time. */
const requestsAtOnce = 3;
const copy = `${ownPrefix}bytes`;

/** A path that stands in a dialplan function's argument as it is. */
const plainPath = /^[\p{L}\p{M}\p{N}._\-+@~ /]+$/u;

interface Piece {
  readonly offset: number;
  readonly length: number;
}

/** What one event told. */
interface Told {
  /** Bytes; `NaN` when there is no such file. */
  readonly size: number;
  readonly changed: string;
  readonly pieces: readonly Uint8Array[];
}

export function createExactFiles({
  session,
  clock,
  random,
  enabled,
  patience = 10_000,
}: ExactOptions): ExactFiles {
  let directory: string | undefined;
  let answers = false;
  const word = (): string =>
    Math.floor(random() * 36 ** 6)
      .toString(36)
      .padStart(6, '0');

  /**
   * One application on an answered channel, until the channel's end, or its UserEvent where one is expected; undefined
   * when it ended without. On 16 the end may be told first.
   */
  async function run(application: string, raises: boolean): Promise<Message | undefined> {
    if (!answers) await addAnswer();
    const id = `cordboard-${word()}${word()}`;
    let stops: Undo[] = [];
    try {
      return await new Promise<Message | undefined>((resolve, reject) => {
        const giveUp = (): void => reject(new NotExact({ what: 'noEvents' }));
        stops = [
          clock.after(patience, giveUp),
          session.onEvents(['UserEvent', 'Hangup', 'OriginateResponse'], (events) => {
            for (const event of events) {
              const mine = event.get('Uniqueid') === id;
              if (mine && event.name === 'UserEvent') resolve(event);
              else if (mine && event.name === 'Hangup') {
                if (raises) stops.push(clock.after(afterEnd, () => resolve(undefined)));
                else resolve(undefined);
              } else if (
                event.name === 'OriginateResponse' &&
                event.get('ActionID') === id &&
                event.get('Response') !== 'Success'
              ) {
                // The extension went with a dialplan reload.
                answers = false;
                reject(new NotExact({ what: 'refused', words: `Originate: reason ${event.get('Reason')}` }));
              }
            }
          }),
        ];
        session
          .send(
            originate({
              ActionID: id,
              Channel: `Local/answer@${context}/n`,
              ChannelId: id,
              OtherChannelId: `${id}-2`,
              Application: 'Exec',
              Data: application,
              Timeout: Math.min(patience, 5000),
              Async: 'true',
            }),
          )
          .catch((error: unknown) => {
            if (error instanceof Refused) reject(new NotExact({ what: 'refused', words: error.message }));
            else reject(error instanceof Error ? error : new Error(String(error)));
          });
      });
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** Once more after a dialplan reload took the extension away. */
  async function tryRun(application: string, raises: boolean): Promise<Message | undefined> {
    try {
      return await run(application, raises);
    } catch (error) {
      if (error instanceof NotExact && error.problem.what === 'refused' && !answers)
        return run(application, raises);
      throw error;
    }
  }

  /** The extension that answers: kept in the PBX's memory until the next dialplan reload, it does nothing else. */
  async function addAnswer(): Promise<void> {
    const steps = [
      { Priority: 1, Application: 'Answer' },
      { Priority: 2, Application: 'Wait', ApplicationData: 30 },
    ];
    for (const step of steps) {
      try {
        await session.send(
          action('DialplanExtensionAdd', { Context: context, Extension: 'answer', ...step }),
        );
      } catch (error) {
        if (!(error instanceof Refused && error.message.includes('already exist'))) throw error;
      }
    }
    answers = true;
  }

  /** STAT and pieces of a file, in one event. */
  async function ask(path: string, pieces: readonly Piece[]): Promise<Told> {
    // A `)` followed by a `:` would end the text for the dialplan's reader, so `)` travels as a token; where the
    // file itself holds the token, the length does not come out, and other tokens are tried. STRREPLACE is not put
    // into itself: both would work in the same buffer. 16 may cut up to three bytes off the end: what follows the
    // token `end` is there to be cut.
    for (let turn = 0; ; turn += 1) {
      const token = `<${word()}>`;
      const end = `<${word()}.>`;
      const parts = pieces.map(
        ({ offset, length }, index) =>
          `C${index}: \${BASE64_ENCODE(\${STRREPLACE(FILE(${path},${offset},${length}),\\),${token})}${end}....)}`,
      );
      const event = await tryRun(
        `UserEvent(${[`cordboard`, `E: \${STAT(e,${path})}`, `S: \${STAT(s,${path})}`, `M: \${STAT(M,${path})}`, ...parts].join(',')})`,
        true,
      );
      if (event === undefined) throw new NotExact({ what: 'noEvents' });
      const size = event.get('S') ?? '';
      const read = pieces.map((_, index) => between(fromBase64(event.get(`C${index}`) ?? ''), token, end));
      const told: Told = {
        size: event.get('E') === '1' && /^\d+$/.test(size) ? Number(size) : NaN,
        changed: event.get('M') ?? '',
        pieces: read,
      };
      const whole = read.every((bytes, index) => bytes.length === pieces[index]?.length);
      if (whole || turn === 1) return told;
    }
  }

  function pathOf(file: string): string {
    if (!isOwn(file)) {
      const read = fileName(file);
      if (read.tag === 'problem') throw new NotExact({ what: 'name', problem: read.problem });
    }
    if (directory === undefined) throw new NotExact({ what: 'directory' });
    return `${directory}/${file}`;
  }

  async function prepare(): Promise<void> {
    const problems = await lacks();
    const [first] = problems;
    if (first) throw new NotExact(first);
  }

  /** The PBX itself follows symbolic links and says whether they lead out of the directory. */
  async function check(file: string): Promise<void> {
    const looked = await lookInto(session, file);
    switch (looked.tag) {
      case 'categories':
      case 'invalid':
        return;
      case 'absent':
        if (isOwn(file)) return;
        break;
      case 'exists':
      case 'noDirectory':
      case 'restricted':
      case 'notWritable':
      case 'notAllowed':
      case 'refused':
    }
    throw new NotExact({ what: 'file', refusal: looked });
  }

  /** Found out once: what is missing, without touching a file. */
  async function lacks(): Promise<readonly ExactProblem[]> {
    if (!enabled) return [{ what: 'off' }];
    const missing = missingRights(session, ['exact', 'look']);
    if (missing.length > 0) return [{ what: 'rights', missing }];
    if (directory !== undefined) return [];
    const problems: ExactProblem[] = [];
    const absent = (await Promise.all(modules.map((module) => isLoaded(module)))).flatMap((loaded, index) =>
      loaded ? [] : [modules[index] ?? ''],
    );
    if (absent.length > 0) problems.push({ what: 'modules', modules: absent });
    const found = await configurationDirectory(session);
    if (found === undefined || !plainPath.test(found)) problems.push({ what: 'directory' });
    else if (problems.length === 0) directory = found;
    return problems;
  }

  async function isLoaded(module: string): Promise<boolean> {
    try {
      await session.send(action('ModuleCheck', { Module: module }));
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  async function readPath(path: string): Promise<Uint8Array | undefined> {
    const first = await ask(path, []);
    if (Number.isNaN(first.size)) return undefined;
    const pieces: Piece[] = [];
    for (let offset = 0; offset < first.size; offset += piece) {
      pieces.push({ offset, length: Math.min(piece, first.size - offset) });
    }
    const bytes = new Uint8Array(first.size);
    const same = (told: Told): void => {
      if (told.size !== first.size || told.changed !== first.changed)
        throw new NotExact({ what: 'changing' });
    };
    const batches: Piece[][] = [];
    for (let at = 0; at < pieces.length; at += piecesAtOnce)
      batches.push(pieces.slice(at, at + piecesAtOnce));
    await inTurn(batches, requestsAtOnce, async (batch) => {
      const told = await ask(path, batch);
      same(told);
      for (const [index, part] of batch.entries()) {
        const read = told.pieces[index] ?? new Uint8Array();
        bytes.set(read.subarray(0, part.length), part.offset);
        if (read.length < part.length) await readOverNul(path, part, read.length);
      }
    });
    /** A piece that ends early ended at a NUL, which already stands in `bytes`: on behind it. */
    async function readOverNul(of: string, part: Piece, got: number): Promise<void> {
      let at = got;
      while (at < part.length) {
        at += 1;
        if (at >= part.length) return;
        const told = await ask(of, [{ offset: part.offset + at, length: part.length - at }]);
        same(told);
        const read = told.pieces[0] ?? new Uint8Array();
        bytes.set(read.subarray(0, part.length - at), part.offset + at);
        at += read.length;
      }
    }
    if (bytes.length > 0) same(await ask(path, []));
    return bytes;
  }

  /** Raises nothing: the channel's end tells that it is done, reading back whether it worked. */
  async function set(path: string, append: boolean, value: string): Promise<void> {
    await tryRun(`Set(FILE(${path},0,,${append ? 'a' : ''})=\${${value}})`, false);
  }

  /** Within the PBX: nothing of it passes through here. */
  async function transfer(from: string, to: string, size: number): Promise<void> {
    await set(to, false, 'EMPTY');
    for (let at = 0; at < size; at += copiedAtOnce) {
      const length = Math.min(copiedAtOnce, size - at);
      await set(to, at > 0, `FILE(${from},${at},${length})`);
    }
  }

  async function compare(file: string, path: string, bytes: Uint8Array): Promise<void> {
    const found = await readPath(path);
    const at = found === undefined ? 0 : firstDifference(found, bytes);
    if (at !== undefined) throw new NotExact({ what: 'differs', file, at });
  }

  return {
    async probe() {
      const problems = await lacks();
      if (problems.length > 0 || directory === undefined) return { tag: 'lacking', problems };
      try {
        const event = await tryRun('UserEvent(cordboard,C0: ${BASE64_ENCODE(cordboard)})', true);
        if (event?.get('C0') === 'Y29yZGJvYXJk') return { tag: 'ready', directory };
        return { tag: 'lacking', problems: [{ what: 'noEvents' }] };
      } catch (error) {
        if (error instanceof NotExact) return { tag: 'lacking', problems: [error.problem] };
        if (error instanceof NotAllowed) {
          return { tag: 'lacking', problems: [{ what: 'refused', words: error.message }] };
        }
        throw error;
      }
    },
    async read(file) {
      await prepare();
      const path = pathOf(file);
      await check(file);
      for (let turn = 0; ; turn += 1) {
        try {
          const bytes = await readPath(path);
          if (bytes === undefined) throw new NotExact({ what: 'file', refusal: { tag: 'absent' } });
          return bytes;
        } catch (error) {
          if (!(error instanceof NotExact && error.problem.what === 'changing') || turn === 2) throw error;
        }
      }
    },
    async write(file, bytes) {
      const nul = bytes.indexOf(0);
      if (nul !== -1) throw new NotExact({ what: 'nul', at: nul });
      await prepare();
      const path = pathOf(file);
      const scratch = pathOf(copy);
      await check(file);
      await check(copy);
      // First whole and right beside it, so that the file itself is short only for the time of a copy on the PBX.
      await set(scratch, false, 'EMPTY');
      for (let at = 0; at < bytes.length; at += writtenAtOnce) {
        const text = toBase64(bytes.subarray(at, at + writtenAtOnce));
        await set(scratch, at > 0, `BASE64_DECODE(${text})`);
      }
      await compare(copy, scratch, bytes);
      await transfer(scratch, path, bytes.length);
      await compare(file, path, bytes);
    },
    async copy(from, to) {
      await prepare();
      const [source, target] = [pathOf(from), pathOf(to)];
      await check(from);
      await check(to);
      const bytes = await readPath(source);
      if (bytes === undefined) throw new NotExact({ what: 'file', refusal: { tag: 'absent' } });
      const nul = bytes.indexOf(0);
      if (nul !== -1) throw new NotExact({ what: 'nul', at: nul });
      await transfer(source, target, bytes.length);
      await compare(to, target, bytes);
    },
  };
}

/** Every one through `act`, so many at a time. */
async function inTurn<T>(list: readonly T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const one = list[at];
      if (one === undefined) return;
      await act(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
}

/** What stands in front of the last `end`, each `token` as the `)` it was. */
function between(bytes: Uint8Array, token: string, end: string): Uint8Array {
  const mark = new TextEncoder().encode(token);
  const last = new TextEncoder().encode(end);
  const stands = (what: Uint8Array, at: number): boolean =>
    what.every((byte, index) => bytes[at + index] === byte);
  let stop = bytes.length - last.length;
  while (stop > 0 && !stands(last, stop)) stop -= 1;
  const out = new Uint8Array(Math.max(0, stop));
  let length = 0;
  for (let at = 0; at < stop; length += 1) {
    const found = stands(mark, at);
    out[length] = found ? 41 : (bytes[at] ?? 0);
    at += found ? mark.length : 1;
  }
  return out.subarray(0, length);
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) if (a[at] !== b[at]) return at;
  return undefined;
}

function fromBase64(text: string): Uint8Array {
  let binary = '';
  try {
    // Cut off, it need not end with a whole group.
    binary = atob(text.slice(0, text.length - (text.length % 4)));
  } catch {
    // Not ours: the length tells that something is missing.
  }
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
