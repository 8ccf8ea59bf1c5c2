/**
 * Calls an operator has sent somewhere and that nobody has answered yet: how long each still rings, taking it back,
 * and what became of it, in words. That a flight is over, and with whom the caller is now, is read from the mirror
 * (who stands in whose bridge, seen through Local channels); why nobody answered from DialEnd and Hangup of the
 * target's own device; never from OriginateResponse, which calls voicemail an answer. A page that was reloaded, or a
 * colleague's, adopts a flight it finds on the PBX: what counts stands in the caller's channel.
 *
 *   out ──answer──▶ answered            the words name who, after how long
 *    │ busy, refused, silent, taken back
 *    ▼
 *   back ──answer──▶ with the operator  the words name why
 *    │ nobody
 *    ▼
 *   parked ──────▶ rung again by the PBX until somebody answers or the caller leaves
 */
import { getvar, hangup, type Message, redirect } from '../ami/index.ts';
import { type Call, type Change, deviceOf, flightFor, flightId, type Leg } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import type { Desk } from './desk.ts';
import { callWith, type Moving } from './legs.ts';
import { parkFromMe, ring, sendThrough } from './moves.ts';
import { Stopped } from './stopped.ts';
import type { Operator, Outcome } from './types.ts';

/** What an act knows of the flight it starts. */
export interface Start {
  readonly linkedid: string;
  /** The leg that was sent. */
  readonly uniqueid: string;
  readonly caller: string;
  readonly target: string;
  readonly devices: readonly string[];
  readonly back: readonly string[];
  /** Whom the leg was with when it was sent. */
  readonly was: readonly string[];
}

interface Flight extends Start {
  /** Begun on this page, by this operator. */
  readonly own: boolean;
  /** How it comes back: through the site's context, or from a parking space with a leg of ours ringing. */
  readonly way: 'context' | 'park';
  readonly began: number;
  readonly phase: 'out' | 'back' | 'parked';
  readonly phaseSince: number;
  readonly takenBack: boolean;
  /** The mirror has shown it in flight: once it no longer does, it is over. */
  readonly seen: boolean;
  /** Legs that ring or rang for it, by Uniqueid, and how each ended. */
  readonly rang: ReadonlyMap<string, Rang>;
  /** Way 'park': where the caller waits and the leg that rings for the target or, later, for the operator. */
  readonly space: string;
  readonly ringing: string | undefined;
}

interface Rang {
  readonly side: 'out' | 'back';
  readonly dialStatus: string;
  readonly cause: string;
}

/** How long the site's context rings the operator (CB_BACK_SECONDS unless the site says otherwise). */
const BACK_SECONDS = 20;
/** Milliseconds, from the PBX's reply to Park, in which it must be known where the caller was parked. */
const PARK_WAIT = 5_000;

export type Flights = ReturnType<typeof watchFlights>;

export function watchFlights(desk: Desk) {
  const { session, tables } = desk;
  const flights = new Map<string, Flight>();
  /** Legs of my own phone that ring first, and what to say when they end unanswered. */
  const myPhones = new Map<string, Say>();
  const waitingForSpace = new Map<string, (space: string) => void>();
  let sequence = 1;
  const changed = new Set<() => void>();
  const listeners = new Set<Parameters<Operator['onOutcome']>[0]>();

  const myDevices = (): readonly string[] => {
    const me = desk.me();
    return me === undefined ? [] : (tables.extensions.get(me)?.devices ?? []);
  };
  const concernsMe = (flight: Flight): boolean =>
    flight.own || flight.back.some((device) => myDevices().includes(device));

  const tell = (linkedid: string | undefined, ok: boolean, said: Say): void => {
    const outcome: Outcome & { readonly linkedid: string | undefined } = { ok, said, linkedid };
    for (const listener of listeners) listener(outcome);
  };
  /** Only whose flight it is hears of it: "back to you" is not said to colleagues. */
  const tellOf = (flight: Flight, ok: boolean, said: Say): void => {
    if (concernsMe(flight)) tell(flight.linkedid, ok, said);
  };
  const announceChange = (): void => {
    for (const listener of changed) listener();
  };
  const replace = (flight: Flight, part: Partial<Flight>): Flight => {
    const next = { ...flight, ...part };
    flights.set(next.uniqueid, next);
    return next;
  };
  const phase = (flight: Flight, to: Flight['phase']): Flight =>
    replace(flight, { phase: to, phaseSince: desk.clock.now() });
  const end = (flight: Flight): void => {
    flights.delete(flight.uniqueid);
    announceChange();
  };

  /** Why nobody took it, from the last leg that rang; none rang at all when no phone was registered. */
  function reason(flight: Flight): Say {
    const target = flight.target;
    if (flight.takenBack) return say('why.takenBack');
    const last = [...flight.rang.values()].filter((leg) => leg.side === 'out').at(-1);
    // A page that came later did not see what rang.
    if (!last) return flight.own ? say('why.unregistered', { target }) : say('why.silent', { target });
    switch (last.cause) {
      case '17':
        return say('why.busy', { target });
      case '21':
        return say('why.refused', { target });
      case '20':
        return say('why.unregistered', { target });
      case '1':
        return say('why.noNumber', { target });
    }
    switch (last.dialStatus) {
      case 'BUSY':
        return say('why.busy', { target });
      case 'CHANUNAVAIL':
        return say('why.unregistered', { target });
      case 'CONGESTION':
        return say('why.refused', { target });
    }
    return say('why.silent', { target });
  }

  function begin(start: Start, more: Pick<Flight, 'way' | 'own'> & Partial<Flight>): Flight {
    const now = desk.clock.now();
    const flight: Flight = {
      began: now,
      phase: 'out',
      phaseSince: now,
      takenBack: false,
      seen: false,
      rang: new Map(),
      space: '',
      ringing: undefined,
      ...start,
      ...more,
    };
    flights.set(start.uniqueid, flight);
    announceChange();
    return flight;
  }

  /** The flight a ringing leg belongs to: dialled by the sent leg, or originated for it. */
  const flightOfDial = (message: Message): Flight | undefined =>
    flights.get(message.get('Uniqueid') ?? '') ?? flightOfLeg(message.get('DestUniqueid') ?? '');
  const flightOfLeg = (uniqueid: string): Flight | undefined =>
    [...flights.values()].find((flight) => flight.ringing === uniqueid || flight.rang.has(uniqueid));

  const sideOf = (flight: Flight, device: string): 'out' | 'back' =>
    flight.way === 'park'
      ? flight.phase === 'out'
        ? 'out'
        : 'back'
      : flight.back.includes(device)
        ? 'back'
        : 'out';

  function dialBegins(message: Message): void {
    const flight = flightOfDial(message);
    const dest = message.get('DestUniqueid');
    if (!flight || dest === undefined) return;
    // The caller's own dial may still be telling of itself when the flight has begun.
    if (flight.way === 'context' && message.get('Context') !== desk.site.safe.context) return;
    const side = sideOf(flight, deviceOf(message.get('DestChannel') ?? ''));
    const next = replace(flight, {
      rang: new Map(flight.rang).set(dest, { side, dialStatus: '', cause: '' }),
    });
    if (side === 'back' && flight.phase !== 'back' && flight.way === 'context') {
      const first = flight.phase === 'out';
      const returning = phase(next, 'back');
      if (first && !flight.takenBack) {
        tellOf(returning, false, say('out.returns', { caller: flight.caller, why: reason(returning) }));
      }
    }
  }

  function dialEnds(message: Message): void {
    const dest = message.get('DestUniqueid') ?? '';
    const flight = flightOfLeg(dest);
    const rang = flight?.rang.get(dest);
    if (!flight || !rang) return;
    const dialStatus = message.get('DialStatus') ?? '';
    replace(flight, { rang: new Map(flight.rang).set(dest, { ...rang, dialStatus }) });
  }

  function hungUp(message: Message): void {
    const uniqueid = message.get('Uniqueid') ?? '';
    const cause = message.get('Cause') ?? '';
    const unanswered = myPhones.get(uniqueid);
    if (unanswered !== undefined) {
      myPhones.delete(uniqueid);
      tell(undefined, false, unanswered);
    }
    const sent = flights.get(uniqueid);
    if (sent) return gone(sent);
    const flight = flightOfLeg(uniqueid);
    if (!flight) return;
    const rang = flight.rang.get(uniqueid) ?? {
      side: flight.phase === 'out' ? 'out' : 'back',
      dialStatus: '',
      cause: '',
    };
    const next = replace(flight, { rang: new Map(flight.rang).set(uniqueid, { ...rang, cause }) });
    if (next.way === 'park' && next.ringing === uniqueid) void bringBack(next);
  }

  function gone(flight: Flight): void {
    end(flight);
    tellOf(flight, false, say('out.gone', { caller: flight.caller }));
  }

  /** The caller is out of flight; who is on the other side now says what came of it. */
  function over(flight: Flight, other: Leg | undefined): void {
    end(flight);
    const { caller, target } = flight;
    if (other === undefined) return tellOf(flight, true, say('out.wentTo', { caller, target }));
    if (flight.back.includes(other.device)) {
      return tellOf(flight, flight.takenBack, say('out.back', { caller, why: reason(flight) }));
    }
    const seconds = Math.max(0, Math.round((desk.clock.now() - flight.began) / 1000));
    // A Local channel was rung for a number outside: whoever it led to is the target.
    const rung =
      flight.devices.includes(other.device) || flight.devices.some((one) => one.startsWith('Local/'));
    const who =
      other.extension === undefined ? other.party.name || other.party.number : desk.nameOf(other.extension);
    return tellOf(
      flight,
      true,
      say('out.answered', { target: rung ? target : who || target, caller, count: seconds }),
    );
  }

  /** Way 'park': the leg that rang the target ended, the caller waits in the slot; ring the operator at once. */
  async function bringBack(flight: Flight): Promise<void> {
    const device = flight.back[0];
    if (!tables.parked.has(flight.uniqueid) || device === undefined || !concernsMe(flight)) return;
    if (flight.phase !== 'out') {
      phase(replace(flight, { ringing: undefined }), 'parked');
      tellOf(flight, false, say('out.parked', { caller: flight.caller, space: flight.space }));
      return;
    }
    const returning = phase(replace(flight, { ringing: undefined }), 'back');
    if (!flight.takenBack) {
      tellOf(flight, false, say('out.returns', { caller: flight.caller, why: reason(returning) }));
    }
    const place = { context: desk.site.parking.context, exten: flight.space };
    try {
      const id = flightId(flight.uniqueid, desk.clock.now(), sequence++);
      replace(returning, { ringing: id });
      await ring(desk, id, device, place, { name: flight.caller, number: '' }, BACK_SECONDS);
    } catch {
      // The PBX itself rings the operator at the lot's time-out; until then the caller is shown as parked.
      const now = flights.get(flight.uniqueid);
      if (now) phase(now, 'parked');
      tellOf(flight, false, say('out.parked', { caller: flight.caller, space: flight.space }));
    }
  }

  function parkedNow(message: Message): void {
    const uniqueid = message.get('ParkeeUniqueid') ?? '';
    const space = message.get('ParkingSpace') ?? '';
    waitingForSpace.get(uniqueid)?.(space);
    const flight = flights.get(uniqueid);
    if (flight?.way !== 'context') return;
    replace(phase(flight, 'parked'), { space });
    tellOf(flight, false, say('out.parked', { caller: flight.caller, space }));
  }

  const undoEvents = session.onEvents(
    ['DialBegin', 'DialEnd', 'Hangup', 'ParkedCall', 'OriginateResponse'],
    (events) => {
      for (const message of events) {
        switch (message.name) {
          case 'DialBegin':
            dialBegins(message);
            break;
          case 'DialEnd':
            dialEnds(message);
            break;
          case 'Hangup':
            hungUp(message);
            break;
          case 'ParkedCall':
            parkedNow(message);
            break;
          case 'OriginateResponse':
            // Only of my own phone: answered means the rest is an ordinary call.
            if (message.get('Response') === 'Success') myPhones.delete(message.get('Uniqueid') ?? '');
            break;
        }
      }
    },
  );

  /** Follows each flight by the mirror: begun, still there, over, gone. Runs after every change of calls. */
  function follow(): void {
    for (const flight of flights.values()) {
      const call = callWith(tables, flight.uniqueid);
      const leg = call?.legs.find((one) => one.uniqueid === flight.uniqueid);
      if (!call || !leg) continue;
      if (call.flight?.uniqueid === flight.uniqueid) {
        if (!flight.seen) replace(flight, { seen: true });
        continue;
      }
      // Parked it waits for somebody, alone it is on its way from one dial to the next: that is not the end.
      if (leg.state !== 'talking' && leg.state !== 'held' && leg.state !== 'conference') continue;
      const other = call.legs.find((one) => leg.with.includes(one.uniqueid));
      // Answered so soon that no batch of events showed it in flight; or not sent yet, and still with whom it was.
      if (!flight.seen && (!other || flight.was.includes(other.uniqueid))) continue;
      over(flight, other);
    }
  }

  const undoChanges = desk.onChanges((changes: readonly Change[]) => {
    for (const change of changes) {
      if (change.table === 'channels' && change.value === undefined) {
        const flight = flights.get(change.id);
        if (flight) gone(flight);
      }
      if (change.table === 'parked' && change.value) waitingForSpace.get(change.id)?.(change.value.space);
      if (change.table === 'calls' && change.value?.flight && !flights.has(change.value.flight.uniqueid)) {
        void adopt(change.value);
      }
    }
    follow();
  });

  /** Legs that ring for a caller now, as the mirror has them: a page that came later missed their DialBegin. */
  function ringingNow(uniqueid: string, back: readonly string[]): ReadonlyMap<string, Rang> {
    const found = new Map<string, Rang>();
    for (const dial of tables.dials.values()) {
      if (dial.caller !== uniqueid) continue;
      const device = tables.channels.get(dial.dest)?.device ?? '';
      found.set(dial.dest, { side: back.includes(device) ? 'back' : 'out', dialStatus: '', cause: '' });
    }
    return found;
  }

  const targetName = (devices: readonly string[]): string => {
    const tile = [...tables.extensions.values()].find((one) =>
      one.devices.some((device) => devices.includes(device)),
    );
    return tile ? desk.nameOf(tile.key) : devices.join(' ');
  };

  async function adopt(call: Call): Promise<void> {
    const found = call.flight;
    if (found === undefined) return;
    const { uniqueid } = found;
    const leg = call.legs.find((one) => one.uniqueid === uniqueid);
    const caller = leg ? leg.party.name || leg.party.number || leg.device : '';
    const start = { linkedid: call.linkedid, uniqueid, caller, was: [] };
    if (found.how === 'parked') {
      const slot = tables.parked.get(uniqueid);
      const ringing = [...tables.channels.values()].find((one) => flightFor(one.uniqueid) === uniqueid);
      if (!slot || !ringing) return;
      const back = [slot.parker];
      const devices = [ringing.device];
      const returning = back.includes(ringing.device);
      begin(
        { ...start, target: targetName(devices), devices, back },
        {
          way: 'park',
          own: false,
          seen: true,
          space: slot.space,
          ringing: ringing.uniqueid,
          ...(returning ? { phase: 'back' as const } : {}),
        },
      );
      return;
    }
    const read = async (Variable: string): Promise<readonly string[]> => {
      const reply = await session.send(getvar({ Channel: uniqueid, Variable }));
      return (reply.response.get('Value') ?? '').split('&').filter(Boolean);
    };
    try {
      const [devices, back] = await Promise.all([read('CB_TARGET'), read('CB_BACK')]);
      const present = tables.calls.get(call.linkedid)?.flight;
      if (flights.has(uniqueid) || present?.uniqueid !== uniqueid) return;
      const rang = ringingNow(uniqueid, back);
      const returning = [...rang.values()].some((one) => one.side === 'back');
      begin(
        { ...start, target: targetName(devices), devices, back },
        {
          way: 'context',
          own: false,
          seen: true,
          rang,
          began: present.since,
          phaseSince: present.since,
          ...(returning ? { phase: 'back' as const } : {}),
        },
      );
    } catch {
      // The call ended, or the account may not ask: the card still shows the flight, without our words.
    }
  }

  /** Resolves with the space; stops in words when the PBX took Park but does not say where. */
  const spaceOf = (uniqueid: string): { readonly space: Promise<string>; readonly giveUp: () => void } => {
    let failed: () => void = () => {};
    const space = new Promise<string>((resolve, reject) => {
      const known = tables.parked.get(uniqueid)?.space;
      if (known !== undefined) return resolve(known);
      waitingForSpace.set(uniqueid, (found) => {
        waitingForSpace.delete(uniqueid);
        resolve(found);
      });
      failed = () => {
        if (waitingForSpace.delete(uniqueid)) reject(new Stopped(say('no.parkUnseen')));
      };
    });
    space.catch(() => undefined);
    return { space, giveUp: () => failed() };
  };

  const flightIn = (call: Call): Flight | undefined =>
    [...flights.values()].find((flight) => call.channels.includes(flight.uniqueid));

  return {
    /** Registers a flight through the site's context before it is sent; the undo forgets it again. */
    begin(start: Start): () => void {
      const flight = begin(start, { way: 'context', own: true });
      return () => {
        const now = flights.get(flight.uniqueid);
        if (now?.began === flight.began) end(now);
      };
    },

    /** The caller was sent elsewhere for good: nothing is waited for any more. */
    forget(uniqueid: string): void {
      const flight = flights.get(uniqueid);
      if (flight) end(flight);
    },

    /** Way 'park': park the caller with me as parker, then ring the target into that space. */
    async throughPark(start: Start, device: string, moving: Moving, seconds: number): Promise<void> {
      const waiting = spaceOf(start.uniqueid);
      try {
        // The lot's own time-out is the return that no closed tab can prevent: a little after ours.
        await parkFromMe(desk, moving, (seconds + 5) * 1000);
      } catch (problem) {
        waiting.giveUp();
        throw problem;
      }
      const stop = desk.clock.after(PARK_WAIT, waiting.giveUp);
      const exten = await waiting.space;
      stop();
      const id = flightId(start.uniqueid, desk.clock.now(), sequence++);
      const flight = begin(start, { way: 'park', own: true, space: exten, ringing: id });
      try {
        await ring(
          desk,
          id,
          device,
          { context: desk.site.parking.context, exten },
          { name: start.caller, number: moving.leg.party.number },
          seconds,
        );
      } catch (problem) {
        await bringBack(flights.get(start.uniqueid) ?? flight);
        throw problem;
      }
    },

    /** Until somebody answered: the caller is fetched to the operator's phone, the ringing stops. */
    async takeBack(call: Call, back: readonly string[]): Promise<void> {
      const tooLate = (): Stopped => new Stopped(say('no.tooLate', { caller: flight?.caller ?? '' }));
      const flight = flightIn(call);
      const before = flight?.takenBack ?? false;
      try {
        if (flight?.way === 'park') {
          if (flight.phase === 'back' && flight.ringing !== undefined) return;
          if (flight.ringing !== undefined && tables.channels.get(flight.ringing)?.state === 'Up')
            throw tooLate();
          const marked = replace(flight, { takenBack: true });
          // The end of the ringing leg brings the caller back.
          if (marked.ringing !== undefined) {
            await session.send(hangup({ Channel: marked.ringing, Cause: '16' }));
          } else await bringBack({ ...marked, phase: 'out' });
          return;
        }
        const uniqueid = call.flight?.uniqueid ?? flight?.uniqueid;
        const leg = call.legs.find((one) => one.uniqueid === uniqueid);
        if (uniqueid === undefined || !leg) throw tooLate();
        if (flight) replace(flight, { takenBack: true, back });
        // Redirecting the caller whose Dial rings stops the ringing by itself, and loses no one if it was just answered.
        if (flight && flight.back.join('&') === back.join('&')) {
          await session.send(
            redirect({
              Channel: uniqueid,
              Context: desk.site.safe.context,
              Exten: desk.site.safe.exten,
              Priority: 'back',
            }),
          );
        } else {
          const moving = { leg, mine: undefined, partner: undefined };
          await sendThrough(desk, moving, 'back', { target: [], back }, () => {
            if (!tables.channels.has(uniqueid)) throw new Stopped(say('no.ended'));
          });
        }
      } catch (problem) {
        const now = flight && flights.get(flight.uniqueid);
        if (now) replace(now, { takenBack: before });
        throw problem;
      }
    },

    /** A leg of my own phone that an act rings first: when it ends unanswered, say so. The undo expects nothing. */
    expectMyPhone(uniqueid: string, unanswered: Say): () => void {
      myPhones.set(uniqueid, unanswered);
      return () => myPhones.delete(uniqueid);
    },

    pending: (call: Call): boolean => flightIn(call) !== undefined,
    isMine: (call: Call): boolean => {
      const flight = flightIn(call);
      return flight !== undefined && concernsMe(flight);
    },
    /** The site's context or our own Originate: which rights a take-back needs. */
    wayOf: (call: Call): Flight['way'] => flightIn(call)?.way ?? 'context',
    endsAt: (call: Call): number | undefined => {
      const flight = flightIn(call);
      if (!flight) return call.flight ? call.flight.since + desk.site.safe.seconds * 1000 : undefined;
      if (flight.phase === 'parked') return undefined;
      return flight.phaseSince + (flight.phase === 'out' ? desk.site.safe.seconds : BACK_SECONDS) * 1000;
    },
    onOutcome: (listener: Parameters<Operator['onOutcome']>[0]): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** A flight was begun, found or is over: what is the operator's own may have changed. */
    onChange: (listener: () => void): (() => void) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    close(): void {
      undoEvents();
      undoChanges();
      listeners.clear();
      changed.clear();
    },
  };
}
