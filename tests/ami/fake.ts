/** A clock moved by hand, and a PBX with two verbs: `reply` and `emit`. It imagines nothing beyond that. */
import type { Clock } from '../../src/ami/index.ts';
import { writeRawman, type Line } from './write.ts';

export interface FakeClock extends Clock {
  /** Lets what is due in the meantime happen, in order, and what follows from it. */
  advance(milliseconds: number): Promise<void>;
  /** Lets happen what needs no time. */
  settle(): Promise<void>;
}

export function fakeClock(): FakeClock {
  let now = 1_800_000_000_000;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const settle = async (): Promise<void> => {
    // Promises that wait for promises: a few turns of the loop bring them all to rest.
    for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    settle,
    async advance(milliseconds) {
      const end = now + milliseconds;
      await settle();
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = Math.max(now, due.at);
        due.run();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Messages; or text as it is; or an HTTP status; or, by the words `never` and `broken`, no answer. */
export type Answer = readonly (readonly Line[])[] | string | number;

export interface Asked {
  readonly action: string;
  readonly at: number;
  get(header: string): string | undefined;
}

export interface FakePbx {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** From now on, or so many times, this is the answer to the action; `*` = to all. */
  reply(action: string, answer: Answer, times?: number): void;
  /** What was set by `reply` is forgotten. */
  heal(): void;
  /** Wakes the parked WaitEvent, or waits for the next. */
  emit(...events: readonly (readonly Line[])[]): void;
  /** Wakes it with nothing: an event this account may not see. */
  wake(): void;
  readonly asked: readonly Asked[];
  /** The actions asked since the last call of this. */
  actions(): string[];
  /** WaitEvents parked now. */
  readonly parked: number;
}

const success: readonly Line[] = [['Response', 'Success']];

export const denied: Answer = [
  [
    ['Response', 'Error'],
    ['Message', 'Permission denied'],
  ],
];
export const event = (name: string, ...headers: readonly Line[]): readonly Line[] => [
  ['Event', name],
  ...headers,
];

export function fakePbx(clock: Clock): FakePbx {
  const replies: { readonly action: string; readonly answer: Answer; left: number }[] = [];
  const asked: Asked[] = [];
  let seen = 0;
  let queue: (readonly Line[])[] = [];
  /** The one parked WaitEvent; a newer one takes its place. */
  let parked: { readonly end: (body: string) => void } | undefined;

  const waited = (): string => {
    const body = writeRawman([success, ...queue, event('WaitEventComplete')]);
    queue = [];
    return body;
  };

  const usual = (action: string): readonly (readonly Line[])[] => {
    switch (action) {
      case 'Challenge':
        return [[...success, ['Challenge', '123']]];
      case 'Login':
        return [[...success, ['Message', 'Authentication accepted']], event('FullyBooted')];
      case 'Logoff':
        return [[['Response', 'Goodbye']]];
      case 'Ping':
        return [[...success, ['Ping', 'Pong'], ['Timestamp', (clock.now() / 1000 + 2).toFixed(6)]]];
      case 'ListCommands':
        return [
          [...success, ['Ping', 'Keepalive (Priv: <none>)'], ['Redirect', 'Redirect (Priv: call,all)']],
        ];
      case 'CoreSettings':
        return [[...success, ['AsteriskVersion', '22.0.0']]];
      case 'Getvar':
        return [[...success, ['Variable', 'x'], ['Value', '1']]];
      default:
        return [success];
    }
  };

  const wait = (seconds: number, signal: AbortSignal | undefined): Promise<string> => {
    parked?.end('');
    parked = undefined;
    if (seconds === 0 || queue.length > 0) return Promise.resolve(waited());
    return new Promise((resolve, reject) => {
      const stop = clock.after(seconds * 1000, () => mine.end(waited()));
      const mine = {
        end: (body: string): void => {
          stop();
          if (parked === mine) parked = undefined;
          resolve(body);
        },
      };
      parked = mine;
      // The PBX does not notice: the poll stays parked there until something wakes it.
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  };

  const never = (signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });

  return {
    async fetch(_url, init) {
      const form = new URLSearchParams(typeof init.body === 'string' ? init.body : '');
      const action = form.get('Action') ?? '';
      const signal = init.signal ?? undefined;
      asked.push({ action, at: clock.now(), get: (header) => form.get(header) ?? undefined });
      const set = replies.findLast((one) => one.left > 0 && (one.action === action || one.action === '*'));
      if (set) set.left -= 1;
      const answer =
        set?.answer ??
        (action === 'WaitEvent' ? await wait(Number(form.get('Timeout')), signal) : usual(action));
      if (answer === 'never') return never(signal);
      if (answer === 'broken') throw new TypeError('fetch failed');
      if (typeof answer === 'number') return new Response('<html>', { status: answer });
      return new Response(typeof answer === 'string' ? answer : writeRawman(answer));
    },
    reply(action, answer, times = Infinity) {
      replies.push({ action, answer, left: times });
    },
    heal() {
      replies.length = 0;
    },
    emit(...events) {
      queue.push(...events);
      parked?.end(waited());
    },
    wake: () => parked?.end(waited()),
    asked,
    actions() {
      const since = asked.slice(seen).map(({ action }) => action);
      seen = asked.length;
      return since;
    },
    get parked() {
      return parked ? 1 : 0;
    },
  };
}
