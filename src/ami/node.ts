/** The session without a browser: for tests, benchmarks and proofs, against a real PBX. */
import type { FormatName } from './body.ts';
import { systemClock, type Clock } from './clock.ts';
import { createHost } from './host.ts';
import type { Fetch } from './http.ts';
import { createPair } from './port.ts';
import { openTab, type Memory } from './tab.ts';
import type { Session } from './types.ts';

/** `fetch` with the one cookie Asterisk gives. The jar can be shared, as tabs of one browser share theirs. */
export interface CookieJar {
  readonly fetch: Fetch;
  /** `mansession_id`'s value; undefined before the first answer. */
  cookie: string | undefined;
}

export function createCookieJar(fetch: Fetch): CookieJar {
  const jar: { cookie: string | undefined; readonly fetch: Fetch } = {
    cookie: undefined,
    async fetch(url, init) {
      const headers = new Headers(init.headers);
      if (jar.cookie !== undefined) headers.set('Cookie', `mansession_id="${jar.cookie}"`);
      const answer = await fetch(url, { ...init, headers });
      const given = /mansession_id="?([0-9a-f]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
      if (given !== undefined) jar.cookie = given;
      return answer;
    },
  };
  return jar;
}

export interface HostSessionOptions {
  /** With the origin: `http://127.0.0.1:8088`, and the prefix where there is one. */
  readonly base: string;
  readonly format?: FormatName;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly jar?: CookieJar;
  /** Go on with the session behind the jar's cookie, opened by this user. */
  readonly resume?: string;
  /** Tabs that share the session, each a Session of its own; the first is the one returned. */
  readonly tabs?: number;
}

/** Host and tab in one program. Closing the last tab closes the host. */
export function hostSession(options: HostSessionOptions): Session {
  const [session] = hostSessions({ ...options, tabs: 1 });
  if (!session) throw new Error('one tab was asked for');
  return session;
}

/** One host, several tabs. */
export function hostSessions({
  base,
  format = 'rawman',
  clock = systemClock,
  random = Math.random,
  jar = createCookieJar((url, init) => fetch(url, init)),
  resume,
  tabs = 1,
}: HostSessionOptions): Session[] {
  const host = createHost({ base, fetch: jar.fetch, clock, random, build: '' });
  const memory: Memory = {
    read: () => (resume === undefined ? undefined : { user: resume, cookie: jar.cookie ? 'same' : 'none' }),
    cookie: () => jar.cookie,
    write: () => {},
    forget: () => {},
  };
  let open = tabs;
  const onClose = (): void => {
    open -= 1;
    if (open === 0) host.close();
  };
  return Array.from({ length: tabs }, () => {
    const tab = openTab({ base, format, clock, build: '', memory, onClose });
    const [tabEnd, hostEnd] = createPair();
    hostEnd.onMessage(host.attach(hostEnd));
    tab.attach(tabEnd);
    return tab.session;
  });
}
