/** The client against a real PBX: what the tests of the wire share. */
import { expect, onTestFinished } from 'vitest';
import { until, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { type FormatName, type Message, type Session, type SessionState } from '../../src/ami/index.ts';
import { createCookieJar, hostSession, type CookieJar } from '../../src/ami/node.ts';

/** Which Asterisk is being proved; it fails loudly when it is another. */
export const version = Number(process.env['CORDBOARD_PBX_VERSION']);
if (version !== 22 && version !== 16) throw new Error('CORDBOARD_PBX_VERSION must be 22 or 16');

export const newJar = (): CookieJar => createCookieJar((url, init) => fetch(url, init));

export interface Open {
  /** Another address than the PBX's own: a proxy in front of it. */
  readonly base?: string;
  readonly jar?: CookieJar;
  readonly resume?: string;
  readonly format?: FormatName;
}

/** A session that is closed with the test. */
export function open(pbx: Pbx, options: Open = {}): Session {
  const session = hostSession({ base: pbx.url, ...options });
  onTestFinished(() => session.close());
  return session;
}

export async function signedIn(
  pbx: Pbx,
  account: Pick<Account, 'username' | 'secret'> = pbx.accounts.admin,
  options: Open = {},
): Promise<Session> {
  const session = open(pbx, options);
  await session.signIn(account);
  expect(session.state).toMatchObject({ tag: 'live', user: account.username });
  if (session.state.tag === 'live' && session.state.site.version !== '') {
    expect(session.state.site.version).toMatch(new RegExp(`^${version}\\.`));
  }
  return session;
}

export function epochOf({ state }: Session): number {
  return state.tag === 'live' ? state.epoch : -1;
}

/** Resolves with the state once it is so. */
export function reaches<T extends SessionState['tag']>(
  session: Session,
  tag: T,
  also: (state: SessionState & { tag: T }) => boolean = () => true,
): Promise<SessionState & { tag: T }> {
  return until(
    `the session is ${tag}`,
    () => {
      const { state } = session;
      return Promise.resolve(
        state.tag === tag && also(state as SessionState & { tag: T })
          ? (state as SessionState & { tag: T })
          : undefined,
      );
    },
    30_000,
  );
}

/** Collects events from now on, and waits for one. */
export function listen(session: Session, names: readonly string[] | '*') {
  const heard: Message[] = [];
  const stop = session.onEvents(names, (events) => heard.push(...events));
  onTestFinished(stop);
  return {
    heard,
    next: (what: string, matches: (event: Message) => boolean): Promise<Message> =>
      until(what, () => Promise.resolve(heard.find(matches)), 10_000),
  };
}

/** A request with nothing of the program in between. */
export async function raw(
  pbx: Pbx,
  headers: Readonly<Record<string, string>>,
  jar?: CookieJar,
  path = '/rawman',
  signal?: AbortSignal,
): Promise<string> {
  const body = new URLSearchParams(headers);
  const ask = jar?.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));
  const answer = await ask(pbx.url + path, { method: 'POST', body, ...(signal ? { signal } : {}) });
  return answer.text();
}
