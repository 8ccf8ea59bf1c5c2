/**
 * One request, one answer. Asterisk's HTTP server takes POST bodies of `application/x-www-form-urlencoded` up to
 * 40,960 bytes, keeps at most 128 headers of them and drops the rest *silently*: hence the limits here, below its own.
 */
import type { Format } from './body.ts';
import { decode } from './bytes.ts';
import type { Clock } from './clock.ts';
import { AmiError, NotAmi, Refused, Unreachable, Unsendable } from './errors.ts';
import type { Message, Request } from './types.ts';

const mostHeaders = 120;
const mostBytes = 40_000;
/** A browser opens six connections to an origin: one is parked in WaitEvent, one stays free for Ping. */
const mostAtOnce = 4;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface AskOptions {
  /** Milliseconds. */
  readonly timeout: number;
  /** Does not queue behind other requests: WaitEvent and Ping. */
  readonly ahead?: boolean;
  /** Gives everybody else precedence, and waits for the one like it before. */
  readonly behind?: boolean;
  readonly signal?: AbortSignal;
}

export interface Wire {
  readonly format: Format;
  /** The bytes of a 200 answer. Throws Unsendable, Unreachable or NotAmi (any other status). */
  ask(request: Request, options: AskOptions): Promise<Uint8Array<ArrayBuffer>>;
}

export interface WireOptions {
  /** '' or '/asterisk'; in Node with the origin in front. */
  readonly base: string;
  readonly format: Format;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Shared by wires to the same server, so that they queue together. */
  readonly places?: Places;
}

/**
 * A request as the body of a POST. A line break inside a value would be a second header, or a second line in a
 * configuration file: only the names a request lists in `newlinesIn` may carry LF, none CR or NUL.
 */
export function encode(request: Request): string {
  const form = new URLSearchParams();
  const add = (name: string, value: string): void => {
    const lines = request.newlinesIn?.includes(name) === true;
    if (/[\r\n\0:]/.test(name)) throw new Unsendable(`Header name ${JSON.stringify(name)}`);
    if ((lines ? /[\r\0]/ : /[\r\n\0]/).test(value)) throw new Unsendable(`Line break or NUL in ${name}`);
    form.append(name, value);
  };
  add('Action', request.action);
  for (const [name, value] of request.headers) add(name, value);
  if (request.headers.length + 1 > mostHeaders) {
    throw new Unsendable(`${request.headers.length + 1} headers, at most ${mostHeaders} are sent`);
  }
  const body = form.toString();
  if (body.length > mostBytes) throw new Unsendable(`${body.length} bytes, at most ${mostBytes} are sent`);
  return body;
}

export function createWire({ base, format, fetch, clock, places = createPlaces() }: WireOptions): Wire {
  const url = base + format.path;
  return {
    format,
    async ask(request, { timeout, ahead = false, behind = false, signal }) {
      const body = encode(request);
      const abort = new AbortController();
      const giveUp = (): void => abort.abort();
      const stopTimer = clock.after(timeout, giveUp);
      signal?.addEventListener('abort', giveUp);
      if (signal?.aborted === true) giveUp();
      let leave = (): void => {};
      try {
        if (!ahead) leave = await places.take(abort.signal, behind);
        abort.signal.throwIfAborted();
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body,
          cache: 'no-store',
          credentials: 'same-origin',
          signal: abort.signal,
        });
        if (answer.status !== 200) {
          await answer.body?.cancel();
          throw new NotAmi(`HTTP ${answer.status} ${answer.statusText}`.trim(), answer.status);
        }
        return new Uint8Array(await answer.arrayBuffer());
      } catch (error) {
        if (error instanceof AmiError) throw error;
        const why = abort.signal.aborted ? `No answer within ${timeout} ms` : 'No answer';
        throw new Unreachable(why, { cause: error });
      } finally {
        leave();
        stopTimer();
        signal?.removeEventListener('abort', giveUp);
      }
    },
  };
}

/** Of requests under way; whoever finds none free waits in turn. */
export interface Places {
  /** Resolves with what gives the place back. */
  take(signal: AbortSignal, behind?: boolean): Promise<() => void>;
}

export function createPlaces(): Places {
  let free = mostAtOnce;
  /** One that lets others go first is under way. */
  let polite = false;
  const waiting: (() => void)[] = [];
  const behindThem: (() => void)[] = [];
  const mayFollow = (): boolean => !polite && free > mostAtOnce / 2;
  const leave = (): void => {
    const next = waiting.shift();
    if (next) return next();
    free += 1;
    follow();
  };
  const leavePolitely = (): void => {
    polite = false;
    leave();
    follow();
  };
  const follow = (): void => {
    if (!mayFollow()) return;
    const next = behindThem.shift();
    if (!next) return;
    free -= 1;
    polite = true;
    next();
  };
  return {
    take(signal, behind = false) {
      if (behind ? mayFollow() : free > 0) {
        free -= 1;
        polite ||= behind;
        return Promise.resolve(behind ? leavePolitely : leave);
      }
      const queue = behind ? behindThem : waiting;
      return new Promise((resolve, reject) => {
        const mine = (): void => {
          signal.removeEventListener('abort', givenUp);
          resolve(behind ? leavePolitely : leave);
        };
        const givenUp = (): void => {
          queue.splice(queue.indexOf(mine), 1);
          reject(new Unreachable('Gave up waiting for a connection'));
        };
        queue.push(mine);
        signal.addEventListener('abort', givenUp, { once: true });
      });
    },
  };
}

/** What the first message of an answer amounts to. */
export type Verdict =
  | { readonly tag: 'fine' }
  /** "Permission denied": a missing class, or no session at all; Ping tells which. */
  | { readonly tag: 'denied'; readonly message: string }
  | { readonly tag: 'shuttingDown' }
  | { readonly tag: 'refused'; readonly message: string }
  | { readonly tag: 'notAmi' };

export function judge(first: Message | undefined): Verdict {
  if (first?.kind !== 'response') return { tag: 'notAmi' };
  if (first.name !== 'Error') return { tag: 'fine' };
  const message = first.get('Message') ?? '';
  if (message === 'Permission denied') return { tag: 'denied', message };
  if (message === 'Asterisk is shutting down') return { tag: 'shuttingDown' };
  return { tag: 'refused', message };
}

/** Bytes of a large reply that are read to judge it. */
const headBytes = 4096;

/** The verdict on an answer, reading no more of it than that takes. */
export function judgeBytes(format: Format, bytes: Uint8Array): Verdict {
  if (bytes.length > headBytes) {
    const head = decode(bytes.subarray(0, headBytes));
    if (format.firstEnds(head) !== -1) return judge(format.read(head)[0]);
  }
  return judge(format.read(decode(bytes))[0]);
}

/** For actions of our own whose refusal has a meaning: the messages of a good answer, otherwise throws Refused. */
export async function ask(wire: Wire, request: Request, options: AskOptions): Promise<Message[]> {
  const text = decode(await wire.ask(request, options));
  const messages = wire.format.read(text);
  const verdict = judge(messages[0]);
  switch (verdict.tag) {
    case 'fine':
      return messages;
    case 'denied':
    case 'refused':
      throw new Refused(verdict.message);
    case 'shuttingDown':
      throw new NotAmi('Asterisk is shutting down', 503);
    case 'notAmi':
      throw new NotAmi('The answer is not AMI', 200);
  }
}
