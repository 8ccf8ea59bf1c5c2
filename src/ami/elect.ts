/**
 * Where there is no SharedWorker, one tab hosts the session for all, found by an election over a BroadcastChannel.
 * (Not navigator.locks: it does not exist on plain http.)
 *
 *   seeking ──"lead" heard──▶ following ──bye, or two questions unanswered──▶ claiming
 *      └──────nobody answers─▶ claiming ──nobody objects──▶ leading ──a later leader speaks──▶ following
 *
 * Followers ask and the leader answers, rather than the leader beating: timers of hidden tabs are slowed down to one
 * a minute, messages to them are not.
 */
import type { Clock } from './clock.ts';
import type { Host } from './host.ts';
import { createPair, type Line, type ToHost, type ToTab } from './port.ts';
import type { Undo } from './types.ts';

/** Milliseconds to wait for an answer or an objection. */
const patience = 300;
/** How often a follower asks whether the leader is still there. */
const askEvery = 2000;

type Said =
  | { readonly tag: 'who'; readonly from: string }
  | { readonly tag: 'claim'; readonly from: string }
  /** Of two leaders the one of the later term goes on: the other has been asleep. */
  | { readonly tag: 'lead'; readonly from: string; readonly term: number }
  | { readonly tag: 'leave'; readonly from: string }
  | { readonly tag: 'toHost'; readonly from: string; readonly to: string; readonly message: ToHost }
  | { readonly tag: 'toTab'; readonly from: string; readonly to: string; readonly message: ToTab };

/** What is used of a BroadcastChannel. */
export interface Channel {
  postMessage(said: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export interface ElectionOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Of this tab; the smallest wins a tie. */
  readonly id: string;
  readonly createHost: () => Host;
  /** A line to whoever hosts now; the one before is dead. */
  readonly onLine: (line: Line<ToHost, ToTab>) => void;
}

export interface Election {
  readonly leading: boolean;
  /** Leaves, letting the next one lead at once. */
  close(): void;
}

type Role =
  | { readonly tag: 'seeking' }
  | { readonly tag: 'claiming' }
  | { readonly tag: 'following'; readonly leader: string; unanswered: number; hear: (message: ToTab) => void }
  | { readonly tag: 'leading'; readonly host: Host; readonly hears: Map<string, (message: ToHost) => void> };

export function elect({ channel, clock, id, createHost, onLine }: ElectionOptions): Election {
  let role: Role = { tag: 'seeking' };
  let term = 0;
  let stopTimer: Undo = () => {};

  const say = (said: Said): void => channel.postMessage(said);
  const after = (milliseconds: number, run: () => void): void => {
    stopTimer();
    stopTimer = clock.after(milliseconds, run);
  };

  const seek = (): void => {
    role = { tag: 'seeking' };
    say({ tag: 'who', from: id });
    after(patience, claim);
  };

  const claim = (): void => {
    role = { tag: 'claiming' };
    say({ tag: 'claim', from: id });
    after(patience, lead);
  };

  const lead = (): void => {
    stopTimer();
    term += 1;
    const host = createHost();
    const hears = new Map<string, (message: ToHost) => void>();
    role = { tag: 'leading', host, hears };
    say({ tag: 'lead', from: id, term });
    const [tabEnd, hostEnd] = createPair();
    hostEnd.onMessage(host.attach(hostEnd));
    onLine(tabEnd);
  };

  const follow = (leader: string): void => {
    const listeners = new Set<(message: ToTab) => void>();
    role = {
      tag: 'following',
      leader,
      unanswered: 0,
      hear: (message) => {
        for (const listener of listeners) listener(message);
      },
    };
    after(askEvery, ask);
    onLine({
      post: (message) => say({ tag: 'toHost', from: id, to: leader, message }),
      onMessage(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: () => listeners.clear(),
    });
  };

  const ask = (): void => {
    if (role.tag !== 'following') return;
    if (role.unanswered >= 2) return claim();
    role.unanswered += 1;
    say({ tag: 'who', from: id });
    after(askEvery, ask);
  };

  const hearLead = (from: string, theirs: number): void => {
    if (role.tag === 'leading') {
      if (theirs < term || (theirs === term && id < from)) return say({ tag: 'lead', from: id, term });
      role.host.close();
    }
    term = Math.max(term, theirs);
    if (role.tag === 'following' && role.leader === from) role.unanswered = 0;
    else follow(from);
  };

  /** What a follower says to the session we host; its first word makes it known. */
  const hearFollower = (from: string, message: ToHost): void => {
    if (role.tag !== 'leading') return;
    let hear = role.hears.get(from);
    if (!hear || message.tag === 'hello') {
      hear = role.host.attach({ post: (said) => say({ tag: 'toTab', from: id, to: from, message: said }) });
      role.hears.set(from, hear);
    }
    hear(message);
    if (message.tag === 'bye') role.hears.delete(from);
  };

  channel.onmessage = ({ data }) => {
    // Only this program speaks on this channel's name.
    const said = data as Said;
    switch (said.tag) {
      case 'who':
        if (role.tag === 'leading') say({ tag: 'lead', from: id, term });
        return;
      case 'claim':
        if (role.tag === 'leading') say({ tag: 'lead', from: id, term });
        else if (role.tag === 'claiming') {
          if (id < said.from) say({ tag: 'claim', from: id });
          else seek();
        }
        return;
      case 'lead':
        return hearLead(said.from, said.term);
      case 'leave':
        if (role.tag === 'following' && role.leader === said.from) claim();
        return;
      case 'toHost':
        if (said.to === id) hearFollower(said.from, said.message);
        return;
      case 'toTab':
        if (role.tag === 'following' && said.to === id && said.from === role.leader) role.hear(said.message);
        return;
    }
  };

  seek();
  return {
    get leading() {
      return role.tag === 'leading';
    },
    close() {
      stopTimer();
      if (role.tag === 'leading') {
        role.host.close();
        say({ tag: 'leave', from: id });
      }
      role = { tag: 'seeking' };
      channel.onmessage = null;
      channel.close();
    },
  };
}
