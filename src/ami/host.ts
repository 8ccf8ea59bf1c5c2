/**
 * Owns the one session: signs in, polls, pings, finds its way back, and serves any number of tabs. Runs in the
 * SharedWorker, or in a tab where there is none, or in Node. The secret lives in `account` here and nowhere else.
 */
import { backoff } from './backoff.ts';
import { formatOf, type FormatName } from './body.ts';
import { decode } from './bytes.ts';
import type { Clock } from './clock.ts';
import { events, logoff } from './actions.ts';
import { AmiError, NotAllowed, NotAmi, Refused, SignedOut, Unreachable } from './errors.ts';
import { ask, createPlaces, createWire, judgeBytes, type Fetch, type Wire } from './http.ts';
import {
  askChallenge,
  countSessions,
  discover,
  LoginRefused,
  pingOnce,
  refusalOf,
  signIn,
  type Challenged,
} from './login.ts';
import { maskFor } from './mask.ts';
import { startPoll, type Over, type Poll } from './poll.ts';
import { toFailure, type Line, type Remembered, type ToHost, type ToTab, type WantedNames } from './port.ts';
import {
  epochOf,
  type Frame,
  type Refusal,
  type Request,
  type SessionState,
  type Site,
  type Undo,
} from './types.ts';

/** Milliseconds between two Pings: how old "heard" may become, and how soon a dead network is noticed. */
const beatEvery = 15_000;
/** A beat this late means the machine slept: what was parked before is not to be trusted. */
const sleptAfter = 20_000;
/** A tab that has not answered for so long is frozen: nothing is queued for it. */
const tabSleepsAfter = 90_000;
/** A mask is narrowed only when nobody came back for the events within this. */
const narrowAfter = 5000;
/** While somebody types, the question before a sign-in is asked again after this. */
const challengeKept = 2000;
/** A reply of more bytes than this is handed over to the tab, not copied. */
const largeReply = 65_536;
/** When the PBX may still have been loading modules at sign-in: look again after these. */
const lookAgainAfter = [3000, 10_000, 30_000] as const;

const hostWants: ReadonlySet<string> = new Set(['FullyBooted']);

export interface HostOptions {
  readonly base: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: () => number;
  /** Of the program the host is part of: tabs compare it with their own. */
  readonly build: string;
}

/** What the next host needs to go on with the session. */
export interface Handover {
  readonly user: string;
  readonly secret: string | undefined;
  readonly epoch: number;
  readonly login: number;
}

export interface Host {
  /** Serves the tab at the other end, from its hello until it says bye; what it says is to be given to the result. */
  attach(line: Pick<Line<ToTab, ToHost>, 'post'>): (message: ToHost) => void;
  /** Stops polling, tells the tabs that the host has moved, and gives the session away. */
  retire(): Handover | undefined;
  /** Goes on where another host has retired. */
  inherit(handover: Handover | undefined): void;
  /** Stops without a word to the PBX: the session stays for whoever has the cookie. */
  close(): void;
}

interface Tab {
  readonly line: Pick<Line<ToTab, ToHost>, 'post'>;
  wants: WantedNames;
  /** Tabs that want the same have the same. */
  key: string;
  frame: (bytes: Uint8Array) => Frame;
  /** When it last said anything. */
  heardAt: number;
  asleep: boolean;
}

export function createHost({ base, fetch, clock, random, build }: HostOptions): Host {
  const tabs = new Set<Tab>();
  let formatName: FormatName = 'rawman';
  /** What tabs read. */
  const places = createPlaces();
  let wire: Wire = createWire({ base, format: formatOf(formatName), fetch, clock, places });
  /** Our own requests: mxml would lose the case of the action names. */
  const own: Wire = createWire({ base, format: formatOf('rawman'), fetch, clock, places });
  let frameOwn = wire.format.framer(hostWants);
  let started = false;

  let state: SessionState = { tag: 'connecting', user: undefined };
  let account: { readonly user: string; readonly secret: string | undefined } | undefined;
  let site: Site | undefined;
  let epoch = 0;
  /** Tabs know of this epoch already, while what the account may do is still being asked. */
  let announced = false;
  let login = 0;
  let heardAt = 0;
  let roundTrip: number | undefined;

  /** Grows whenever the session takes another course: what an older one began comes to nothing. */
  let course = 0;
  let poll: Poll | undefined;
  let stopBeat: Undo = () => {};
  let stopRetry: Undo = () => {};
  let stopLooking: Undo = () => {};
  let attempt = 0;
  let lostSince: number | undefined;
  /** What to do at the next try while `lost` or `displaced`. */
  let again: () => void = () => {};

  /** For whoever is typing a secret; good once. One that is under way is waited for: two would be two sessions. */
  let challenged: Promise<Challenged | undefined> | undefined;
  let challengedAt = -Infinity;

  let mask = '';
  let stopNarrowing: Undo = () => {};
  /** Settles when the PBX has taken the widest mask asked for: lists are asked after it, so that no event is missed. */
  let maskTaken: Promise<unknown> = Promise.resolve();

  // ---- telling the tabs

  const post = (message: ToTab): void => {
    for (const tab of tabs) tab.line.post(message);
  };
  const set = (next: SessionState): void => {
    state = next;
    post({ tag: 'state', state, login });
  };
  const heard = (): void => {
    heardAt = clock.now();
  };

  const deliver = (bytes: Uint8Array): void => {
    // Tabs usually want the same: cut it out once.
    const cut = new Map<string, string>();
    const at = clock.now();
    for (const tab of tabs) {
      if (tab.asleep || tab.wants.length === 0) continue;
      let text = cut.get(tab.key);
      if (text === undefined) {
        text = tab.frame(bytes).text;
        cut.set(tab.key, text);
      }
      if (text !== '') tab.line.post({ tag: 'events', text, at });
    }
    if (frameOwn(bytes).text !== '') lookAgain(course);
  };

  // ---- the course of the session

  /** Leaves whatever was under way. */
  const turn = (): number => {
    course += 1;
    poll?.stop();
    poll = undefined;
    stopBeat();
    stopRetry();
    stopLooking();
    announced = false;
    return course;
  };

  const refuse = (why: Refusal): void => {
    turn();
    const user = account?.user;
    account = undefined;
    site = undefined;
    lostSince = undefined;
    attempt = 0;
    set({ tag: 'refused', why, user });
  };

  const lose = (error: unknown, retry: () => void): void => {
    turn();
    if (!account) return refuse(refusalOf(error));
    attempt += 1;
    lostSince ??= clock.now();
    again = retry;
    const wait = backoff(attempt, random);
    const down = error instanceof NotAmi && error.status === 503;
    set({
      tag: 'lost',
      user: account.user,
      why: down ? 'shuttingDown' : error instanceof NotAmi ? 'notAmi' : 'unreachable',
      since: lostSince,
      retryAt: clock.now() + wait,
      attempt,
    });
    stopRetry = clock.after(wait, retry);
  };

  const live = (known: Site): void => {
    if (!account) return;
    site = known;
    attempt = 0;
    lostSince = undefined;
    if (!announced) epoch += 1;
    announced = false;
    set({ tag: 'live', user: account.user, epoch, since: clock.now(), site });
    adaptMask();
  };

  const pollOn = (mine: number, known: Site, drain: boolean): void => {
    poll = startPoll({
      wire,
      clock,
      drain,
      onBody: deliver,
      onHeard: heard,
      onGap: () => live(site ?? known),
      onOver: (why) => over(mine, known, why),
    });
    if (!drain) live(known);
    beatOn(mine);
  };

  const over = (mine: number, known: Site, why: Over): void => {
    if (mine !== course) return;
    switch (why.tag) {
      case 'sessionGone':
        return void signInAgain();
      case 'lost':
        return lose(why.error, () => pollOn(turn(), site ?? known, true));
      case 'displaced':
        return void displaced(known);
    }
  };

  const displaced = async (known: Site): Promise<void> => {
    const mine = turn();
    if (!account) return;
    const { user } = account;
    again = () => pollOn(turn(), known, true);
    set({ tag: 'displaced', user, sessions: known.sessions });
    const sessions = await countSessions(own, user).catch(() => known.sessions);
    if (mine === course) set({ tag: 'displaced', user, sessions });
  };

  /** After Login, or with a session that is already there. */
  const enter = async (mine: number, user: string, drain: boolean, booted: boolean): Promise<void> => {
    // Events wait in a new session from its Login on: lists need not wait for what the account may do besides.
    if (!drain) {
      epoch += 1;
      announced = true;
      set({ tag: 'connecting', user, epoch });
    }
    const known = await discover(own, clock, user);
    if (mine !== course) return;
    heard();
    roundTrip = known.roundTrip;
    pollOn(mine, known, drain);
    if (!booted) lookAgain(mine, 0);
  };

  /** Somebody is about to sign in: the first of the two questions is asked meanwhile. */
  const expect = (): void => {
    if (state.tag !== 'refused' || clock.now() - challengedAt < challengeKept) return;
    challengedAt = clock.now();
    challenged = askChallenge(own, clock).catch((error: unknown) => {
      ignoreFailure(error);
      return undefined;
    });
  };

  const signInWith = async (user: string, secret: string, first: boolean): Promise<void> => {
    const mine = turn();
    account = { user, secret };
    set({ tag: 'connecting', user });
    try {
      mask = wantedMask();
      const given = challenged && (await challenged);
      challenged = undefined;
      challengedAt = -Infinity;
      if (mine !== course) return;
      const { booted } = await signIn(own, clock, user, secret, mask, given);
      if (mine !== course) return;
      login += 1;
      // Only after an outage may the PBX still be loading; an account without `system` is never told when it has.
      await enter(mine, user, false, booted || first);
    } catch (error) {
      if (mine !== course) return;
      if (first || error instanceof LoginRefused) refuse(refusalOf(error));
      else lose(error, () => void signInWith(user, secret, false));
    }
  };

  /** The session is gone: quietly while the secret is there. */
  const signInAgain = async (): Promise<void> => {
    if (account?.secret === undefined) refuse('sessionEnded');
    else await signInWith(account.user, account.secret, false);
  };

  /** Goes on with the session behind the cookie. */
  const resume = async (
    user: string,
    secret: string | undefined,
    cookie: Remembered['cookie'],
  ): Promise<void> => {
    const mine = turn();
    account = { user, secret };
    if (state.tag !== 'lost') set({ tag: 'connecting', user });
    if (cookie === 'none') return refuse('sessionEnded');
    try {
      await pingOnce(own, clock);
      if (mine !== course) return;
      if (cookie === 'other') return refuse('otherUser');
      login += 1;
      mask = wantedMask();
      await ask(own, events({ EventMask: mask }), { timeout: beatEvery }).catch(ignoreRefused);
      if (mine === course) await enter(mine, user, true, true);
    } catch (error) {
      if (mine !== course) return;
      if (error instanceof Refused) await signInAgain();
      else lose(error, () => void resume(user, account?.secret ?? secret, cookie));
    }
  };

  const signOut = async (): Promise<void> => {
    const mine = turn();
    const confirmed = await ask(own, logoff(), { timeout: 5000 }).then(
      () => true,
      (error: unknown) => {
        ignoreFailure(error);
        // The PBX knows no such session any more: that is what was wanted.
        return error instanceof Refused;
      },
    );
    if (mine !== course) return;
    account = undefined;
    refuse(confirmed ? 'signedOut' : 'signOutUnconfirmed');
  };

  /** Asks again what the account can do: modules come after the manager when Asterisk starts. */
  const lookAgain = (mine: number, from?: number): void => {
    const look = async (): Promise<void> => {
      if (!account || mine !== course) return;
      try {
        const known = await discover(own, clock, account.user);
        if (mine !== course || state.tag !== 'live') return;
        if (from === undefined || known.actions.size !== site?.actions.size) live(known);
      } catch (error) {
        ignoreFailure(error);
      }
    };
    stopLooking();
    if (from === undefined) return void look();
    const wait = lookAgainAfter[from];
    if (wait !== undefined) {
      stopLooking = clock.after(wait, () => {
        void look();
        lookAgain(mine, from + 1);
      });
    }
  };

  // ---- the heart's beat

  const beatOn = (mine: number): void => {
    stopBeat();
    const due = clock.now() + beatEvery;
    stopBeat = clock.after(beatEvery, () => {
      if (mine !== course) return;
      if (clock.now() - due > sleptAfter) poll?.giveUp();
      void beat(mine).then(() => {
        if (mine === course) beatOn(mine);
      });
    });
  };

  const beat = async (mine: number): Promise<void> => {
    try {
      ({ roundTrip } = await pingOnce(own, clock));
      if (mine !== course) return;
      heard();
      post({ tag: 'heard', at: heardAt, roundTrip });
      letTabsSleep();
    } catch (error) {
      if (mine !== course) return;
      if (error instanceof Refused) await signInAgain();
      else poll?.giveUp();
    }
  };

  const letTabsSleep = (): void => {
    const now = clock.now();
    for (const tab of tabs) if (now - tab.heardAt > tabSleepsAfter) tab.asleep = true;
    narrow();
  };

  // ---- the mask of events

  const wantedMask = (): string => maskFor([...tabs].filter((tab) => !tab.asleep).map((tab) => tab.wants));

  const sendMask = (wanted: string): void => {
    mask = wanted;
    maskTaken = ask(own, events({ EventMask: wanted }), { timeout: beatEvery }).catch((error: unknown) => {
      // Whether the PBX took it is not known: it is sent anew when the session works again.
      if (error instanceof Unreachable) mask = '';
      else ignoreFailure(error);
    });
  };

  /** At once when somebody wants more; when less is wanted, only a while later. */
  const adaptMask = (): void => {
    const wanted = wantedMask();
    if (state.tag !== 'live' || wanted === mask) return;
    if (covers(mask, wanted)) narrow();
    else sendMask(mask === '' ? wanted : widest(mask, wanted));
  };

  const narrow = (): void => {
    stopNarrowing();
    stopNarrowing = clock.after(narrowAfter, () => {
      const wanted = wantedMask();
      if (state.tag === 'live' && wanted !== mask) sendMask(wanted);
    });
  };

  // ---- what tabs say

  const send = async (request: Request, timeout: number, through: Wire): Promise<Uint8Array<ArrayBuffer>> => {
    if (epochOf(state) === undefined) {
      throw state.tag === 'lost'
        ? new Unreachable('The PBX is not reachable')
        : new SignedOut('Not signed in');
    }
    const mine = course;
    await maskTaken;
    const bytes = await through.ask(request, { timeout });
    heard();
    const verdict = judgeBytes(through.format, bytes);
    switch (verdict.tag) {
      case 'fine':
        return bytes;
      case 'refused':
        throw new Refused(verdict.message, decode(bytes));
      case 'shuttingDown':
        throw new Unreachable('Asterisk is shutting down');
      case 'notAmi':
        throw new NotAmi('The answer is not AMI', 200);
      case 'denied':
        // The same words for a missing class and for a session that has ended.
        try {
          await pingOnce(own, clock);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          if (mine === course) void signInAgain();
          throw new SignedOut('The session has ended');
        }
        throw new NotAllowed(verdict.message);
    }
  };

  const answer = async (tab: Tab, asked: ToHost & { readonly tag: 'send' }): Promise<void> => {
    const { id, request, timeout } = asked;
    const format = asked.format ?? formatName;
    try {
      const bytes = await send(request, timeout, format === 'rawman' ? own : wire);
      if (bytes.length > largeReply) {
        tab.line.post({ tag: 'reply', id, format, body: bytes.buffer }, [bytes.buffer]);
      } else tab.line.post({ tag: 'reply', id, format, body: decode(bytes) });
    } catch (error) {
      if (!(error instanceof AmiError)) throw error;
      tab.line.post({ tag: 'failure', id, failure: toFailure(error) });
      // An act that got no answer is the first to know that the network is gone.
      if (error instanceof Unreachable && state.tag === 'live') void beat(course);
    }
  };

  /** The first tab decides on the format, and brings what is remembered of a session. */
  const start = ({ format, remembered }: ToHost & { readonly tag: 'hello' }): (() => void) => {
    started = true;
    formatName = format;
    wire = createWire({ base, format: formatOf(format), fetch, clock, places });
    frameOwn = wire.format.framer(hostWants);
    return () => {
      if (account) return;
      if (remembered) void resume(remembered.user, undefined, remembered.cookie);
      else refuse('signedOut');
    };
  };

  const want = (tab: Tab, wants: WantedNames): void => {
    tab.wants = wants;
    tab.key = String(wants);
    tab.frame = wire.format.framer(wants === '*' ? '*' : new Set(wants));
  };

  const hear = (tab: Tab, message: ToHost): void => {
    tab.heardAt = clock.now();
    if (tab.asleep) {
      tab.asleep = false;
      tab.line.post({ tag: 'slept' });
      adaptMask();
    }
    switch (message.tag) {
      case 'hello': {
        const begin = started ? undefined : start(message);
        epoch = Math.max(epoch, message.epoch);
        want(tab, message.wants);
        tabs.add(tab);
        tab.line.post({ tag: 'welcome', build, format: formatName });
        begin?.();
        tab.line.post({ tag: 'state', state, login });
        tab.line.post({ tag: 'heard', at: heardAt, roundTrip });
        return adaptMask();
      }
      case 'wants':
        want(tab, message.wants);
        return adaptMask();
      case 'send':
        return void answer(tab, message);
      case 'expect':
        return expect();
      case 'signIn':
        return void signInWith(message.username, message.secret, true).then(() =>
          tab.line.post({ tag: 'done', id: message.id }),
        );
      case 'signOut':
        return void signOut().then(() => tab.line.post({ tag: 'done', id: message.id }));
      case 'tryNow':
        if (state.tag === 'lost' || state.tag === 'displaced') {
          stopRetry();
          again();
        }
        return;
      case 'strangeCookie':
        if (message.login === login && state.tag === 'live') void whoseCookie(course);
        return;
      case 'here':
        return;
      case 'bye':
        tabs.delete(tab);
        return narrow();
    }
  };

  /** Another cookie than sign-in gave: the PBX made a new one because ours ended, or somebody else signed in. */
  const whoseCookie = async (mine: number): Promise<void> => {
    try {
      await pingOnce(own, clock);
      if (mine === course) refuse('otherUser');
    } catch (error) {
      if (error instanceof Refused && mine === course) await signInAgain();
    }
  };

  return {
    attach(line) {
      const tab: Tab = { line, wants: [], key: '', frame: frameOwn, heardAt: clock.now(), asleep: false };
      return (message) => hear(tab, message);
    },
    retire() {
      turn();
      stopNarrowing();
      post({ tag: 'moved' });
      tabs.clear();
      return account && { ...account, epoch, login };
    },
    inherit(handover) {
      if (!handover) return;
      epoch = Math.max(epoch, handover.epoch);
      login = Math.max(login, handover.login);
      const { user, secret } = handover;
      // A tab that remembered the user may have set us on the way already; then only the secret was missing.
      if (account?.user === user) account = { user, secret };
      else if (!account) void resume(user, secret, 'same');
    },
    close() {
      turn();
      stopNarrowing();
      tabs.clear();
    },
  };
}

/** Whether every class of `inner` is in `outer`. */
function covers(outer: string, inner: string): boolean {
  if (outer === 'on') return true;
  if (inner === 'on') return false;
  const classes = outer.split(',');
  return inner.split(',').every((word) => classes.includes(word));
}

function widest(a: string, b: string): string {
  return a === 'on' || b === 'on' ? 'on' : [...new Set([...a.split(','), ...b.split(',')])].sort().join(',');
}

/** What the poll and the next beat find out by themselves. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof AmiError)) throw error;
}

/** `brokeneventsaction=yes` gives no answer at all; the mask is set all the same. */
function ignoreRefused(error: unknown): void {
  if (error instanceof Unreachable || !(error instanceof AmiError)) throw error;
}
