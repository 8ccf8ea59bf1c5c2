/**
 * The WaitEvent loop. `decide` is the whole of its judgement: what came of a poll, and what to do next.
 *
 *             ┌────────── events, quiet ──────────┐
 *             ▼                                   │
 *   park ──▶ WaitEvent ──▶ failed, cut ──▶ drain ─┴─▶ (gap: a new snapshot) park
 *             │   │                          └─ failed again ─▶ over: lost
 *             │   └──▶ superseded ─▶ drain, once a minute; again ─▶ over: displaced
 *             └──▶ denied ─▶ over: the session is gone
 *
 * A *drain* is WaitEvent with `Timeout: 0`: it returns at once, and takes the place of a poll of ours which the PBX
 * has not yet noticed to be dead and which would swallow the next events.
 */
import { waitEvent } from './actions.ts';
import { decode } from './bytes.ts';
import type { Clock } from './clock.ts';
import { NotAmi, Unreachable } from './errors.ts';
import { judge, type Wire } from './http.ts';

/**
 * Seconds a poll may be parked. Asterisk caps it at httptimeout − 10 s itself; with a large httptimeout this keeps
 * it below the patience of proxies (nginx: 60 s, HAProxy often 30 s).
 */
const parkSeconds = 25;
/** Milliseconds beyond that until a poll counts as dead. */
const grace = 10_000;
/** Polls that found events may follow each other at once this often; each `busyGap` gives one back. */
const busyBurst = 8;
const busyGap = 75;
/** The same for polls that came back early and empty: events the account may not see (≤ 22.10), httptimeout ≤ 10 s. */
const emptyBurst = 6;
const emptyGap = 250;
/** The first message of a WaitEvent body is short. */
const headBytes = 1000;
/** Superseded twice within this: somebody else polls on our session and will not stop. */
const fightWithin = 60_000;

export type Outcome =
  | { readonly tag: 'events'; readonly at: number }
  /** No events; `took` and `asked` milliseconds. */
  | { readonly tag: 'empty'; readonly at: number; readonly took: number; readonly asked: number }
  /** 200 and an empty body: a newer WaitEvent took the place. */
  | { readonly tag: 'superseded'; readonly at: number }
  | { readonly tag: 'failed'; readonly at: number; readonly error: Unreachable | NotAmi }
  | { readonly tag: 'denied' };

export interface Memory {
  readonly busy: number;
  readonly empty: number;
  /** When both were last refilled. */
  readonly at: number;
  /** The next poll, or the one under way, is a drain after a failure. */
  readonly failed: boolean;
  /** Announce that events may be missing as soon as a poll works. */
  readonly gap: boolean;
  readonly supersededAt: number | undefined;
}

export type Next =
  | { readonly tag: 'poll'; readonly after: number; readonly drain: boolean; readonly gap: boolean }
  | { readonly tag: 'over'; readonly why: Over };

export type Over =
  | { readonly tag: 'sessionGone' }
  | { readonly tag: 'displaced' }
  | { readonly tag: 'lost'; readonly error: Unreachable | NotAmi };

/** `drain` begins with a drain and announces a gap: for a session that may have a dead poll, or missed events. */
export function freshMemory(now: number, drain: boolean): Memory {
  return {
    busy: busyBurst,
    empty: emptyBurst,
    at: now,
    failed: drain,
    gap: drain,
    supersededAt: undefined,
  };
}

export function decide(memory: Memory, outcome: Outcome): readonly [Memory, Next] {
  switch (outcome.tag) {
    case 'denied':
      return [memory, { tag: 'over', why: { tag: 'sessionGone' } }];
    case 'failed': {
      if (memory.failed) return [memory, { tag: 'over', why: { tag: 'lost', error: outcome.error } }];
      const next = { ...memory, failed: true, gap: true };
      return [next, { tag: 'poll', after: 0, drain: true, gap: false }];
    }
    case 'superseded': {
      const before = memory.supersededAt;
      if (before !== undefined && outcome.at - before < fightWithin) {
        return [memory, { tag: 'over', why: { tag: 'displaced' } }];
      }
      const next = { ...memory, failed: false, gap: true, supersededAt: outcome.at };
      return [next, { tag: 'poll', after: 0, drain: true, gap: false }];
    }
    case 'events':
    case 'empty': {
      const elapsed = Math.max(0, outcome.at - memory.at);
      let busy = Math.min(busyBurst, memory.busy + elapsed / busyGap);
      let empty = Math.min(emptyBurst, memory.empty + elapsed / emptyGap);
      let after = 0;
      // Each poll spends one, the pause gives one back: once they are used up, pause follows pause.
      if (outcome.tag === 'events') {
        busy = Math.max(-1, busy - 1);
        if (busy < 0) after = busyGap;
      } else if (!memory.failed && !memory.gap && outcome.took < Math.min(outcome.asked, 1000)) {
        empty = Math.max(-1, empty - 1);
        if (empty < 0) after = emptyGap;
      }
      const next = { ...memory, busy, empty, at: outcome.at, failed: false, gap: false };
      return [next, { tag: 'poll', after, drain: false, gap: memory.gap }];
    }
  }
}

export interface PollOptions {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly drain: boolean;
  /** A whole body with events in it. */
  onBody(bytes: Uint8Array): void;
  /** The PBX answered. */
  onHeard(): void;
  /** Polling works again, and events may have been missed before. */
  onGap(): void;
  /** The loop ended by itself. */
  onOver(why: Over): void;
}

export interface Poll {
  /** Ends the loop; nothing is called any more. */
  stop(): void;
  /** The poll under way is believed dead: give it up and drain. */
  giveUp(): void;
}

export function startPoll(options: PollOptions): Poll {
  const { wire, clock } = options;
  let memory = freshMemory(clock.now(), options.drain);
  let stopped = false;
  let abort = new AbortController();
  let stopTimer = (): void => {};
  const count = wire.format.framer(new Set());

  /** What a WaitEvent body amounts to. */
  const read = (bytes: Uint8Array, at: number, took: number, asked: number): Outcome => {
    const head = decode(bytes.subarray(0, headBytes)).trim();
    if (head === '' || /^<ajax-response>\s*<\/ajax-response>$/.test(head)) return { tag: 'superseded', at };
    const verdict = judge(wire.format.read(head)[0]);
    switch (verdict.tag) {
      case 'denied':
        return { tag: 'denied' };
      case 'shuttingDown':
        return { tag: 'failed', at, error: new NotAmi('Asterisk is shutting down', 503) };
      case 'refused':
        return { tag: 'failed', at, error: new NotAmi(verdict.message, 200) };
      case 'notAmi':
        return { tag: 'failed', at, error: new NotAmi('The answer is not AMI', 200) };
      case 'fine': {
        const { complete, events } = count(bytes);
        if (!complete) return { tag: 'failed', at, error: new NotAmi('The answer was cut', 200) };
        return events > 0 ? { tag: 'events', at } : { tag: 'empty', at, took, asked };
      }
    }
  };

  const step = async (drain: boolean): Promise<void> => {
    const mine = new AbortController();
    abort = mine;
    const began = clock.now();
    const asked = drain ? 0 : parkSeconds;
    let outcome: Outcome;
    let bytes: Uint8Array = new Uint8Array();
    try {
      bytes = await wire.ask(waitEvent({ Timeout: asked }), {
        timeout: asked * 1000 + grace,
        ahead: true,
        signal: mine.signal,
      });
      if (isStopped()) return;
      options.onHeard();
      outcome = read(bytes, clock.now(), clock.now() - began, asked * 1000);
    } catch (error) {
      if (isStopped()) return;
      if (!(error instanceof Unreachable || error instanceof NotAmi)) throw error;
      outcome = { tag: 'failed', at: clock.now(), error };
    }
    if (outcome.tag === 'events') options.onBody(bytes);
    if (isStopped()) return;
    const [after, next] = decide(memory, outcome);
    memory = after;
    switch (next.tag) {
      case 'over':
        stopped = true;
        return options.onOver(next.why);
      case 'poll': {
        const go = (): void => void step(next.drain);
        if (next.after > 0) stopTimer = clock.after(next.after, go);
        else go();
        // The new poll stands before anybody takes a snapshot.
        if (next.gap) options.onGap();
      }
    }
  };
  // Read through a function: it changes while a poll is awaited.
  const isStopped = (): boolean => stopped;

  void step(options.drain);
  return {
    stop() {
      stopped = true;
      stopTimer();
      abort.abort();
    },
    giveUp: () => abort.abort(),
  };
}
