/** Signing in over HTTP: who, with what result, and what is then known of the PBX. */
import SparkMD5 from 'spark-md5';
import { challenge, coreSettings, getvar, listCommands, login, logoff, ping } from './actions.ts';
import type { Clock } from './clock.ts';
import { AmiError, NotAmi, Refused, Unreachable } from './errors.ts';
import { ask, type Wire } from './http.ts';
import type { Message, Refusal, Site } from './types.ts';

/** A request of the sign-in; a refused Login alone takes the PBX a second. */
const timeout = 12_000;
/** A session that is not signed in yet lives this long after an answer (manager.c: generic_http_callback). */
const challengeLives = 5000;
/** One that was asked for beforehand is taken when it is younger: the PBX counts whole seconds. */
const challengeFresh = 3500;

/** What a sign-in asks first, asked while the secret is still being typed. */
export interface Challenged {
  readonly challenge: string;
  readonly at: number;
}

/** Whether a sign-in can begin with it. */
export const isFresh = (given: Challenged, now: number): boolean => now - given.at < challengeFresh;

export async function askChallenge(wire: Wire, clock: Clock): Promise<Challenged> {
  const at = clock.now();
  const [given] = await ask(wire, challenge({ AuthType: 'MD5' }), { timeout });
  return { challenge: given?.get('Challenge') ?? '', at };
}

export interface Signed {
  /** The PBX had finished starting; false also where the account may not see FullyBooted. */
  readonly booted: boolean;
}

/** The PBX said no to Login, for one of the reasons it knows. */
export class LoginRefused extends Error {
  readonly why: Refusal;
  constructor(why: Refusal) {
    super(why);
    this.why = why;
  }
}

/**
 * Challenge and response. On a session that is already authenticated Login answers Success ("Already authenticated")
 * without looking at name or secret, and the rights stay those of whoever opened it: such a session is ended first.
 * Throws LoginRefused, Unreachable or NotAmi.
 */
export async function signIn(
  wire: Wire,
  clock: Clock,
  user: string,
  secret: string,
  eventMask: string,
  given?: Challenged,
): Promise<Signed> {
  const signed = await signInOnce(wire, clock, user, secret, eventMask, given);
  if (signed !== 'already') return signed;
  await wire.ask(logoff(), { timeout });
  const anew = await signInOnce(wire, clock, user, secret, eventMask);
  if (anew === 'already') throw new LoginRefused('otherUser');
  return anew;
}

async function signInOnce(
  wire: Wire,
  clock: Clock,
  user: string,
  secret: string,
  eventMask: string,
  given?: Challenged,
): Promise<Signed | 'already'> {
  const { challenge, at: asked } =
    given && isFresh(given, clock.now()) ? given : await askChallenge(wire, clock);
  // spark-md5 hashes the UTF-8 bytes, as manager.conf has them.
  const key = SparkMD5.hash(challenge + secret);
  try {
    const messages = await ask(
      wire,
      login({ AuthType: 'MD5', Username: user, Key: key, Events: eventMask }),
      { timeout },
    );
    if (messages[0]?.get('Message') === 'Already authenticated') return 'already';
    return { booted: messages.some((message) => message.name === 'FullyBooted') };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (/in use/i.test(error.message)) throw new LoginRefused('inUse');
    if (clock.now() - asked > challengeLives) {
      throw new Unreachable('Too slow: the challenge ran out', { cause: error });
    }
    throw new LoginRefused('credentials');
  }
}

/** Why a sign-in that threw did not work. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof LoginRefused) return error.why;
  if (error instanceof Unreachable) return 'unreachable';
  if (error instanceof NotAmi) {
    if (error.status === 404) return 'httpManagerOff';
    if (error.status === 403) return 'forbidden';
    return error.status === 503 ? 'unreachable' : 'notAmi';
  }
  return 'notAmi';
}

export interface Heard {
  /** Milliseconds there and back. */
  readonly roundTrip: number;
  /** PBX clock minus ours, milliseconds, good to half a round trip. */
  readonly clockOffset: number;
}

/** Ping, which every session may. Throws Refused when there is no session. */
export async function pingOnce(wire: Wire, clock: Clock): Promise<Heard> {
  const sent = clock.now();
  const [pong] = await ask(wire, ping(), { timeout, ahead: true });
  const now = clock.now();
  const seconds = Number(pong?.get('Timestamp'));
  return {
    roundTrip: now - sent,
    clockOffset: Number.isFinite(seconds) ? Math.round(seconds * 1000 - (sent + now) / 2) : 0,
  };
}

/**
 * What the account can see and do. A question it may not ask leaves its answer out. Nobody waits for it to draw a
 * board: the lists go first.
 */
export async function discover(wire: Wire, clock: Clock, user: string): Promise<Site & Heard> {
  // There and back once, and the lists are on their way.
  const heard = await pingOnce(wire, clock);
  const [commands, settings, sessions] = await Promise.all([
    orNothing(ask(wire, listCommands(), { timeout, behind: true })),
    orNothing(ask(wire, coreSettings(), { timeout, behind: true })),
    countSessions(wire, user),
  ]);
  const names = commands[0]?.headers.map(([name]) => name) ?? [];
  return {
    ...heard,
    version: settings[0]?.get('AsteriskVersion') ?? '',
    actions: new Set(names.filter((name) => !/^(response|actionid)$/i.test(name))),
    sessions,
  };
}

/** How many sessions the account has, dead ones not yet purged included; undefined where Getvar is refused. */
export async function countSessions(wire: Wire, user: string): Promise<number | undefined> {
  const [answer] = await orNothing(
    ask(wire, getvar({ Variable: `AMI_CLIENT(${user},sessions)` }), { timeout, behind: true }),
  );
  const value = answer?.get('Value');
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

async function orNothing(answer: Promise<Message[]>): Promise<readonly Message[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AmiError && (error.kind === 'refused' || error.kind === 'unsendable')) return [];
    throw error;
  }
}
