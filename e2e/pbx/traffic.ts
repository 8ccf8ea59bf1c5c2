/**
 * A believable day at the hotel. Who calls whom and when is a script drawn from a seed; what people do with a phone
 * that rings is a habit, so that whoever moves calls on the board sees them answered, refused or left ringing too.
 */
import { CONFERENCE, DIDS, DEPARTMENTS, PEOPLE, QUEUES } from './hotel.ts';
import type { LineCall, Pbx, PhoneCall } from './index.ts';

export type Happening =
  | { readonly kind: 'inbound'; readonly did: string; readonly from: Caller; readonly press: string }
  | { readonly kind: 'internal' | 'outbound'; readonly from: string; readonly to: string }
  | { readonly kind: 'abandoned'; readonly did: string; readonly from: Caller; readonly after: number }
  | { readonly kind: 'transfer'; readonly to: string }
  | { readonly kind: 'park'; readonly fetcher: string }
  | { readonly kind: 'presence'; readonly who: string; readonly presence: string };

export interface Step {
  /** Seconds after the step before. */
  readonly after: number;
  readonly what: Happening;
}

interface Caller {
  readonly name: string;
  readonly number: string;
}

export interface TrafficOptions {
  readonly seed: number;
  /** 2 = twice as fast. */
  readonly pace: number;
}

const CALLERS: readonly Caller[] = [
  { name: 'Müller GmbH', number: '+493012345670' },
  { name: 'Dupont & Fils', number: '+33144556677' },
  { name: 'Łukasz Wiśniewski', number: '+48221234567' },
  { name: 'דוד כהן', number: '+97235551234' },
  { name: '山本商事', number: '+81355501234' },
  { name: 'Airport Taxi', number: '+493055566778' },
  { name: '<b>Bold & Sons</b>', number: '+442079460123' },
  { name: '', number: '+12125550177' },
  { name: "O'Brien; Ltd.", number: '+35315550199' },
  { name: 'شركة النور', number: '+97142223344' },
];

const PRESENCES = [
  'available',
  'away,,lunch until 14:00',
  'dnd,,in a meeting',
  'xa,,back on Monday',
  'chat',
  'not_set',
  'unavailable,,"<i>off</i>" & gone',
];

/** mulberry32: small, seeded, the same everywhere. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The visitor of the demo sits at 2000: it only ever receives. */
const VISITOR = '2000';

/** The day, without end. The same seed tells the same day. */
export function* day(seed: number): Generator<Step, never> {
  const roll = dice(seed);
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const one = list[Math.floor(roll() * list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  const staff = PEOPLE.map((one) => one.number).filter((number) => number !== VISITOR);
  for (const who of ['2013', '2030', '2041']) {
    yield { after: 0, what: { kind: 'presence', who, presence: pick(PRESENCES) } };
  }
  const ways = [DIDS.reception, DIDS.reception, DIDS.queue, DIDS.reservations, DIDS.menu];
  for (;;) {
    const after = 2 + roll() * 8;
    const luck = roll();
    if (luck < 0.4) {
      const direct = roll() < 0.35 ? `${DIDS.direct}${pick([VISITOR, VISITOR, ...staff])}` : pick(ways);
      yield {
        after,
        what: { kind: 'inbound', did: direct, from: pick(CALLERS), press: pick(['1', '2', '0', '']) },
      };
    } else if (luck < 0.6) {
      const from = pick(staff);
      const to = pick(
        [VISITOR, ...staff, QUEUES.reception, CONFERENCE, CONFERENCE].filter((number) => number !== from),
      );
      yield { after, what: { kind: 'internal', from, to } };
    } else if (luck < 0.7) {
      yield { after, what: { kind: 'outbound', from: pick(staff), to: `0${pick(CALLERS).number}` } };
    } else if (luck < 0.78) {
      const what = { did: pick(ways), from: pick(CALLERS), after: 3 + roll() * 6 } as const;
      yield { after, what: { kind: 'abandoned', ...what } };
    } else if (luck < 0.85) {
      yield { after, what: { kind: 'transfer', to: pick(staff) } };
    } else if (luck < 0.92) {
      yield { after, what: { kind: 'park', fetcher: pick(staff) } };
    } else {
      yield { after, what: { kind: 'presence', who: pick(staff), presence: pick(PRESENCES) } };
    }
  }
}

/** What somebody will do with one call of theirs. */
interface Habit {
  /** Milliseconds on the clock. */
  readonly reactAt: number;
  readonly reaction: 'answer' | 'refuse' | 'busy' | 'ignore';
  holdAt: number | undefined;
  unholdAt: number | undefined;
  hangupAt: number;
}

/** No more calls than a hotel of this size would have. */
const CALLS_AT_ONCE = 10;

/** Returns the end of it; calls under way stay as they are. */
export function startTraffic(pbx: Pbx, options: TrafficOptions): () => void {
  let stopped = false;
  const hasStopped = (): boolean => stopped;
  const sleepers = new Set<() => void>();
  const seconds = (count: number): number => (count * 1000) / options.pace;
  const pause = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, seconds(count));
      sleepers.add(wake);
    });
  /** A call may end, or the PBX be restarted, in the middle of anything: that too is part of the day. */
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch {
      // Whoever it was about has gone.
    }
  };

  async function followScript(): Promise<void> {
    for (const step of day(options.seed)) {
      await pause(step.after);
      if (hasStopped()) return;
      const running = await pbx.phoneCalls().catch(() => []);
      const adds =
        step.what.kind !== 'presence' && step.what.kind !== 'transfer' && step.what.kind !== 'park';
      if (adds && running.length >= 2 * CALLS_AT_ONCE) continue;
      void attempt(() => happen(step.what, running));
    }
  }

  async function happen(what: Happening, running: readonly PhoneCall[]): Promise<void> {
    const idle = (number: string): boolean => !running.some((one) => one.number === number);
    switch (what.kind) {
      case 'inbound': {
        if (!idle(what.from.number)) return;
        const call = await pbx.outside.call(what.did, what.from);
        if (what.did !== DIDS.menu || what.press === '') return;
        await pause(3);
        return call.press(what.press);
      }
      case 'abandoned': {
        if (!idle(what.from.number)) return;
        const call = await pbx.outside.call(what.did, what.from);
        await pause(what.after);
        return call.hangup();
      }
      case 'internal':
      case 'outbound':
        if (idle(what.from)) await pbx.phone(what.from).call(what.to);
        return;
      case 'transfer': {
        const sender = await someoneTalking();
        if (sender && idle(what.to)) await pbx.transfer(sender.staff, what.to);
        return;
      }
      case 'park': {
        const parker = await someoneTalking();
        if (!parker) return;
        await pbx.park(parker.far, parker.staff);
        const { space } = await pbx.waitParked(parker.far);
        await pause(8);
        if ((await pbx.parked()).some((one) => one.space === space))
          await pbx.phone(what.fetcher).call(space);
        return;
      }
      case 'presence': {
        await pbx.setPresence(what.who, what.presence);
        return;
      }
    }
  }

  /** A member of staff who talks with somebody outside; never the visitor. */
  async function someoneTalking(): Promise<{ staff: string; far: string } | undefined> {
    const staff = new Set(DEPARTMENTS.flatMap((one) => one.people.map((person) => person.number)));
    staff.delete(VISITOR);
    for (const [one, two] of await pbx.bridges()) {
      if (one !== undefined && two !== undefined && one.startsWith('+') && staff.has(two)) {
        return { staff: two, far: one };
      }
    }
    return undefined;
  }

  async function followHabits(): Promise<void> {
    const roll = dice(options.seed ^ 0x5bd1e995);
    const habits = new Map<string, Habit>();
    while (!hasStopped()) {
      await pause(0.4);
      const calls = await pbx.phoneCalls().catch(() => []);
      const now = Date.now();
      for (const key of habits.keys()) {
        if (!calls.some((one) => one.call.callId === key)) habits.delete(key);
      }
      for (const { number, line, call } of calls) {
        let habit = habits.get(call.callId);
        if (!habit) {
          const talks = calls.some((one) => one.number === number && one.call.state === 'talking');
          habit = habitOf(number, talks, roll, now, seconds);
          habits.set(call.callId, habit);
        }
        await attempt(() => live(line(), call, habit, now));
      }
    }
  }

  async function live(line: ReturnType<PhoneCall['line']>, call: LineCall, habit: Habit, now: number) {
    switch (call.state) {
      case 'calling':
        return;
      case 'ringing':
        if (now < habit.reactAt || habit.reaction === 'ignore') return;
        return line[habit.reaction](call.callId);
      case 'talking':
        if (now > habit.hangupAt) return line.hangup(call.callId);
        if (habit.holdAt === undefined || now < habit.holdAt) return;
        habit.holdAt = undefined;
        habit.unholdAt = now + seconds(12);
        return line.hold(call.callId);
      case 'holding':
        if (habit.unholdAt === undefined || now < habit.unholdAt) return;
        habit.unholdAt = undefined;
        return line.unhold(call.callId);
    }
  }

  void followScript();
  void followHabits();
  return () => {
    stopped = true;
    for (const wake of sleepers) wake();
  };
}

const PATIENT = { reactAt: Infinity, reaction: 'ignore', holdAt: undefined, unholdAt: undefined } as const;

function habitOf(
  number: string,
  talks: boolean,
  roll: () => number,
  now: number,
  seconds: (count: number) => number,
): Habit {
  const luck = roll();
  const visitor = number === VISITOR;
  const wait = visitor ? 2 + roll() * 3 : 3 + roll() * 7;
  const talk = visitor ? 90 + roll() * 60 : 20 + roll() * 60;
  // Nobody takes a second call, the visitor least of all: there is one call at hand to work with.
  if (talks) return { ...PATIENT, hangupAt: now + seconds(wait + talk) };
  const reaction =
    visitor || luck < 0.72 ? 'answer' : luck < 0.8 ? 'refuse' : luck < 0.88 ? 'busy' : 'ignore';
  return {
    reactAt: now + seconds(wait),
    reaction,
    holdAt: !visitor && roll() < 0.25 ? now + seconds(wait + 6 + roll() * 10) : undefined,
    unholdAt: undefined,
    hangupAt: now + seconds(wait + talk),
  };
}
