/** A session with two verbs, `reply` and `emit`, on a clock that stands still until it is told to go. */
import {
  readRawman,
  Refused,
  SignedOut,
  Unreachable,
  type Clock,
  type Message,
  type Reply,
  type Request,
  type Session,
  type SessionState,
} from '../../src/ami/index.ts';

export type Fields = Readonly<Record<string, string | number>>;

/** A message as rawman would read it from its text. */
export function message(fields: Fields): Message {
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const [read] = readRawman(`${text.join('')}\r\n`);
  if (!read) throw new Error('no message in the text');
  return read;
}

export const event = (name: string, fields: Fields = {}): Message => message({ Event: name, ...fields });

export interface FakeClock extends Clock {
  /** Runs the next timer, time moving on to it; false when there is none. */
  next(): boolean;
  /** Time moves on, running what is due. */
  pass(milliseconds: number): void;
}

export function fakeClock(): FakeClock {
  let time = 1_800_000_000_000;
  let waiting: { readonly at: number; readonly run: () => void }[] = [];
  function earliest(limit: number): boolean {
    const first = waiting.reduce<(typeof waiting)[number] | undefined>(
      (best, each) => (best === undefined || each.at < best.at ? each : best),
      undefined,
    );
    if (!first || first.at > limit) return false;
    waiting = waiting.filter((each) => each !== first);
    time = Math.max(time, first.at);
    first.run();
    return true;
  }
  return {
    now: () => time,
    after(milliseconds, run) {
      const timer = { at: time + milliseconds, run };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((each) => each !== timer);
      };
    },
    next: () => earliest(Infinity),
    pass(milliseconds) {
      const end = time + milliseconds;
      while (earliest(end));
      time = end;
    },
  };
}

export interface FakeSession extends Session {
  /** Answers to an action: list items, or a refusal. Without one, the request waits in `pending`. */
  reply(action: string, answer: (request: Request) => readonly Message[] | Error): void;
  emit(...events: readonly Message[]): void;
  /** A new epoch, with these actions allowed (none named: all are tried). */
  live(actions?: readonly string[]): void;
  lose(): void;
  /** Requests not answered yet, oldest first. */
  readonly pending: readonly Waiting[];
  readonly sent: readonly Request[];
}

export interface Waiting {
  readonly request: Request;
  answer(items: readonly Message[] | Error): void;
}

export function fakeSession(): FakeSession {
  let state: SessionState = { tag: 'refused', why: 'signedOut', user: undefined };
  let epoch = 0;
  const stateListeners = new Set<(state: SessionState) => void>();
  const eventListeners = new Set<{
    readonly names: ReadonlySet<string> | '*';
    readonly listener: (events: readonly Message[]) => void;
  }>();
  const answers = new Map<string, (request: Request) => readonly Message[] | Error>();
  const pending: Waiting[] = [];
  const sent: Request[] = [];
  const become = (next: SessionState): void => {
    state = next;
    for (const listener of stateListeners) listener(next);
  };
  return {
    base: '',
    get state() {
      return state;
    },
    heardAt: 0,
    roundTrip: undefined,
    pending,
    sent,
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    onEvents(names, listener) {
      const entry = { names: names === '*' ? names : new Set(names), listener };
      eventListeners.add(entry);
      return () => eventListeners.delete(entry);
    },
    expect: () => {},
    signIn: () => Promise.resolve(),
    signOut: () => Promise.resolve(),
    tryNow() {},
    send(request) {
      if (state.tag !== 'live') return Promise.reject(new SignedOut('nobody is signed in'));
      sent.push(request);
      return new Promise<Reply>((resolve, reject) => {
        const answer = (items: readonly Message[] | Error): void => {
          const at = pending.indexOf(waiting);
          if (at >= 0) pending.splice(at, 1);
          if (items instanceof Error) reject(items);
          else resolve({ response: message({ Response: 'Success' }), events: items, raw: '' });
        };
        const waiting: Waiting = { request, answer };
        const known = answers.get(request.action);
        if (known) answer(known(request));
        else pending.push(waiting);
      });
    },
    close() {},
    reply(action, answer) {
      answers.set(action, answer);
    },
    emit(...events) {
      for (const { names, listener } of eventListeners) {
        const wanted = names === '*' ? events : events.filter((each) => names.has(each.name));
        if (wanted.length > 0) listener(wanted);
      }
    },
    live(actions = []) {
      epoch += 1;
      become({
        tag: 'live',
        user: 'reception',
        epoch,
        since: 0,
        site: { version: '22.0.0', actions: new Set(actions), clockOffset: 0, sessions: 1 },
      });
    },
    lose() {
      become({ tag: 'lost', user: 'reception', why: 'unreachable', since: 0, retryAt: 0, attempt: 1 });
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

export const refused = (words: string): Error => new Refused(words);
export const unreachable = (): Error => new Unreachable('no answer');
