/** A tab's end of the line: the Session others use. Can be put on another line when the host has moved. */
import { formatOf, type Format, type FormatName } from './body.ts';
import { decode } from './bytes.ts';
import type { Clock } from './clock.ts';
import { SignedOut, Unreachable } from './errors.ts';
import {
  fromFailure,
  type Line,
  type Remembered,
  type ToHost,
  type ToTab,
  type WantedNames,
} from './port.ts';
import { epochOf, type Message, type Reply, type Session, type SessionState } from './types.ts';

/** Milliseconds a request may take when nobody says otherwise. */
const usualTimeout = 15_000;

/** What stays over a reload of the page. */
export interface Memory {
  read(): Remembered | undefined;
  /** The session's cookie as the browser has it now; undefined where that cannot be known. */
  cookie(): string | undefined;
  /** Remembers the user, and returns the cookie the session has. */
  write(user: string): string | undefined;
  forget(): void;
}

export interface TabOptions {
  readonly base: string;
  readonly format: FormatName;
  readonly clock: Clock;
  readonly build: string;
  readonly memory: Memory;
  /** Called once by Session.close. */
  readonly onClose: () => void;
}

export interface Tab {
  readonly session: Session;
  /** Talks over this line from now on; what was asked over the one before fails. */
  attach(line: Line<ToHost, ToTab>): void;
  /** Says bye, keeping the Session: the page is being put away and may come back. */
  detach(): void;
  outdate(): void;
}

interface Pending {
  readonly resolve: (reply: Reply | undefined) => void;
  readonly reject: (error: Error) => void;
}

interface Listener {
  readonly names: ReadonlySet<string> | '*';
  readonly hear: (events: readonly Message[]) => void;
}

export function openTab({ base, format, clock, build, memory, onClose }: TabOptions): Tab {
  let state: SessionState = { tag: 'connecting', user: undefined };
  let heardAt = 0;
  let roundTrip: number | undefined;
  let reader: Format = formatOf(format);
  let line: Line<ToHost, ToTab> | undefined;
  let stopHearing = (): void => {};
  let login = 0;
  let cookie: string | undefined;
  /** Times this tab alone missed events; added to the host's epoch. */
  let missed = 0;
  let highestEpoch = 0;
  let nextId = 1;
  let closed = false;
  const pending = new Map<number, Pending>();
  const stateListeners = new Set<(state: SessionState) => void>();
  const listeners = new Set<Listener>();

  const wants = (): WantedNames => {
    const names = new Set<string>();
    for (const listener of listeners) {
      if (listener.names === '*') return '*';
      for (const name of listener.names) names.add(name);
    }
    return [...names].sort();
  };

  const set = (next: SessionState): void => {
    state = next;
    highestEpoch = Math.max(highestEpoch, epochOf(state) ?? 0);
    for (const listener of [...stateListeners]) guarded(() => listener(next));
  };

  const failAll = (error: Error): void => {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };

  const deliver = (text: string): void => {
    const events = reader.read(text);
    for (const { names, hear } of [...listeners]) {
      const mine = names === '*' ? events : events.filter((event) => names.has(event.name));
      if (mine.length > 0) guarded(() => hear(mine));
    }
  };

  const settle = (id: number, how: (waiting: Pending) => void): void => {
    const waiting = pending.get(id);
    pending.delete(id);
    if (waiting) how(waiting);
  };

  let looked = false;
  /** Whether the cookie still stands for our session; when not, the host finds out whose it is. */
  const cookieIsOurs = (): boolean => {
    if (looked || state.tag !== 'live' || cookie === undefined) return true;
    if (memory.cookie() === cookie) {
      // Reading cookies stops the page for the browser's network: once serves all that is sent in one go.
      looked = true;
      queueMicrotask(() => (looked = false));
      return true;
    }
    line?.post({ tag: 'strangeCookie', login });
    return false;
  };

  const hear = (message: ToTab): void => {
    switch (message.tag) {
      case 'welcome':
        reader = formatOf(message.format);
        return;
      case 'state': {
        const next = message.state;
        const epoch = epochOf(next);
        const isOpen = next.tag === 'live' || next.tag === 'connecting';
        if (isOpen && epoch !== undefined && next.user !== undefined) {
          // At once, while the cookie is surely ours: whoever reloads now comes back, and a later one is another's.
          if (login !== message.login || cookie === undefined) cookie = memory.write(next.user);
          login = message.login;
          return set({ ...next, epoch: epoch + missed });
        }
        cookie = undefined;
        if (next.tag === 'refused' && (next.why === 'signedOut' || next.why === 'signOutUnconfirmed'))
          memory.forget();
        return set(next);
      }
      case 'events':
        heardAt = message.at;
        return deliver(message.text);
      case 'heard':
        heardAt = message.at;
        roundTrip = message.roundTrip;
        line?.post({ tag: 'here' });
        cookieIsOurs();
        return;
      case 'reply': {
        const { id, body, format: written } = message;
        heardAt = clock.now();
        return settle(id, ({ resolve, reject }) => {
          const raw = typeof body === 'string' ? body : decode(new Uint8Array(body));
          const [response, ...events] = formatOf(written).read(raw);
          if (response) resolve({ response, events, raw });
          else reject(new Unreachable('The answer was empty'));
        });
      }
      case 'failure':
        return settle(message.id, ({ reject }) => reject(fromFailure(message.failure)));
      case 'done':
        return settle(message.id, ({ resolve }) => resolve(undefined));
      case 'slept':
        missed += 1;
        if (state.tag === 'live') set({ ...state, epoch: state.epoch + 1 });
        return;
      case 'moved':
      case 'outdated':
        // Told to whoever looks after the line (page.ts).
        return;
    }
  };

  const detach = (): void => {
    stopHearing();
    line?.post({ tag: 'bye' });
    line?.close();
    line = undefined;
    failAll(new Unreachable('Whoever carried the request has gone'));
  };

  const request = (make: (id: number) => ToHost): Promise<Reply | undefined> => {
    const id = nextId;
    nextId += 1;
    return new Promise((resolve, reject) => {
      if (!line) return reject(new Unreachable('No connection to the session'));
      pending.set(id, { resolve, reject });
      line.post(make(id));
    });
  };

  const session: Session = {
    base,
    get state() {
      return state;
    },
    get heardAt() {
      return heardAt;
    },
    get roundTrip() {
      return roundTrip;
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    onEvents(names, hear) {
      const before = String(wants());
      const listener: Listener = { names: names === '*' ? '*' : new Set(names), hear };
      const tell = (): void => line?.post({ tag: 'wants', wants: wants() });
      listeners.add(listener);
      if (String(wants()) !== before) tell();
      return () => {
        if (listeners.delete(listener)) tell();
      };
    },
    expect: () => line?.post({ tag: 'expect' }),
    async signIn({ username, secret }) {
      await request((id) => ({ tag: 'signIn', id, username, secret })).catch(ignoreLoss);
    },
    async signOut() {
      await request((id) => ({ tag: 'signOut', id })).catch(ignoreLoss);
    },
    tryNow: () => line?.post({ tag: 'tryNow' }),
    async send(what, options = {}) {
      if (state.tag === 'lost') throw new Unreachable('The PBX is not reachable');
      if (epochOf(state) === undefined) throw new SignedOut('Not signed in');
      // Nothing is sent under somebody else's name.
      if (!cookieIsOurs()) throw new SignedOut('The session behind the cookie is another');
      const timeout = options.timeout ?? usualTimeout;
      const format = options.verbatim === true ? 'rawman' : undefined;
      const reply = await request((id) => ({ tag: 'send', id, request: what, timeout, format }));
      if (!reply) throw new Unreachable('No answer');
      return reply;
    },
    close() {
      if (closed) return;
      closed = true;
      detach();
      stateListeners.clear();
      listeners.clear();
      onClose();
    },
  };

  return {
    session,
    attach(next) {
      if (line) detach();
      line = next;
      stopHearing = next.onMessage(hear);
      next.post({
        tag: 'hello',
        build,
        format,
        wants: wants(),
        epoch: highestEpoch,
        remembered: memory.read(),
      });
    },
    detach,
    outdate() {
      detach();
      set({ tag: 'outdated' });
    },
  };
}

/** A listener that throws is its own misfortune, told to the console, not to the other listeners. */
function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** The new host's state says what has become of the session. */
function ignoreLoss(error: unknown): void {
  if (!(error instanceof Unreachable)) throw error;
}
