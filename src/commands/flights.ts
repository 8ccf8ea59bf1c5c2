/**
 * Calls the operator has sent somewhere and that nobody has answered yet: how long each still rings, taking it
 * back, and what became of it, in words. An outcome is read from DialEnd and Hangup of the target's own device,
 * never from OriginateResponse or an answer on a Local channel (voicemail answers those). A page that was
 * reloaded, or a colleague's, adopts a flight it finds on the PBX: what counts stands in the caller's channel.
 *
 *   out ──answer──▶ answered            the words name who, after how long
 *    │ busy, refused, silent, taken back
 *    ▼
 *   back ──answer──▶ with the operator  the words name why
 *    │ nobody
 *    ▼
 *   parked ──────▶ rung again by the PBX until somebody answers or the caller leaves
 */
import { getvar, hangup, redirect, type Message } from '../ami/index.ts';
import { deviceOf, flightId, type Call, type Change } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import type { Desk } from './desk.ts';
import type { Moving } from './legs.ts';
import { parkFromMe, ring, sendThrough } from './moves.ts';
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
}

interface Flight extends Start {
  /** How it comes back: the site's context, a parking space with a leg of ours ringing, or not at all. */
  readonly way: 'context' | 'park' | 'none';
  readonly began: number;
  readonly phase: 'out' | 'back' | 'parked';
  readonly phaseSince: number;
  readonly takenBack: boolean;
  /** Legs that ring or rang for it, by Uniqueid, and how each ended. */
  readonly rang: ReadonlyMap<string, Rang>;
  /** Way 'park': where the caller waits and the leg that rings for the target or, later, for me. */
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
/** A ParkedCall event that does not come is a park that failed. */
const PARK_WAIT = 5_000;

export function watchFlights(desk: Desk) {
  const { session, tables } = desk;
  const flights = new Map<string, Flight>();
  const myPhones = new Map<string, string>();
  const waitingForSpace = new Map<string, (space: string) => void>();
  let sequence = 1;
  const changed = new Set<() => void>();
  const listeners = new Set<Parameters<Operator['onOutcome']>[0]>();

  const tell = (flight: Pick<Start, 'linkedid'> | undefined, ok: boolean, said: Say): void => {
    const outcome: Outcome & { readonly linkedid: string | undefined } = {
      ok,
      said,
      linkedid: flight?.linkedid,
    };
    for (const listener of listeners) listener(outcome);
  };
  const replace = (flight: Flight, part: Partial<Flight>): Flight => {
    const next = { ...flight, ...part };
    flights.set(next.uniqueid, next);
    return next;
  };
  const phase = (flight: Flight, to: Flight['phase']): Flight =>
    replace(flight, { phase: to, phaseSince: desk.clock.now() });

  /** Why nobody took it, from the last leg that rang; none rang at all when no phone was registered. */
  function reason(flight: Flight): Say {
    const target = flight.target;
    if (flight.takenBack) return say('why.takenBack');
    const out = [...flight.rang.values()].filter((leg) => leg.side === 'out');
    const last = out.at(-1);
    if (!last) return say('why.unregistered', { target });
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

  function begin(start: Start, way: Flight['way'], ringing?: string, space = ''): Flight {
    const now = desk.clock.now();
    const flight: Flight = {
      ...start,
      way,
      began: now,
      phase: 'out',
      phaseSince: now,
      takenBack: false,
      rang: new Map(),
      space,
      ringing,
    };
    flights.set(start.uniqueid, flight);
    for (const listener of changed) listener();
    return flight;
  }

  /** The flight a ringing leg belongs to: dialled by the sent leg, or originated for it. */
  const flightOfDial = (message: Message): Flight | undefined =>
    flights.get(message.get('Uniqueid') ?? '') ?? flightOfLeg(message.get('DestUniqueid') ?? '');
  const flightOfLeg = (uniqueid: string): Flight | undefined =>
    [...flights.values()].find((flight) => flight.ringing === uniqueid || flight.rang.has(uniqueid));

  function answered(flight: Flight, side: 'out' | 'back'): void {
    flights.delete(flight.uniqueid);
    if (side === 'back') {
      tell(flight, flight.takenBack, say('out.back', { caller: flight.caller, why: reason(flight) }));
      return;
    }
    const seconds = Math.max(0, Math.round((desk.clock.now() - flight.began) / 1000));
    tell(flight, true, say('out.answered', { target: flight.target, caller: flight.caller, count: seconds }));
  }

  function dialBegins(message: Message): void {
    const flight = flightOfDial(message);
    const dest = message.get('DestUniqueid');
    if (!flight || dest === undefined) return;
    // The caller's own dial may still be telling of itself when the flight has begun.
    if (flight.way === 'context' && message.get('Context') !== desk.site.safe.context) return;
    const device = deviceOf(message.get('DestChannel') ?? '');
    const side =
      flight.way === 'park'
        ? flight.phase === 'out'
          ? 'out'
          : 'back'
        : flight.back.includes(device)
          ? 'back'
          : 'out';
    const next = replace(flight, {
      rang: new Map(flight.rang).set(dest, { side, dialStatus: '', cause: '' }),
    });
    if (side === 'back' && flight.phase === 'out' && flight.way === 'context') {
      const returning = phase(next, 'back');
      if (!flight.takenBack)
        tell(returning, false, say('out.returns', { caller: flight.caller, why: reason(returning) }));
    }
  }

  function dialEnds(message: Message): void {
    const dest = message.get('DestUniqueid') ?? '';
    const flight = flightOfLeg(dest);
    const rang = flight?.rang.get(dest);
    if (!flight || !rang) return;
    const dialStatus = message.get('DialStatus') ?? '';
    if (dialStatus === 'ANSWER' && flight.way !== 'park') answered(flight, rang.side);
    else replace(flight, { rang: new Map(flight.rang).set(dest, { ...rang, dialStatus }) });
  }

  function hungUp(message: Message): void {
    const uniqueid = message.get('Uniqueid') ?? '';
    const cause = message.get('Cause') ?? '';
    const phone = myPhones.get(uniqueid);
    if (phone !== undefined) {
      myPhones.delete(uniqueid);
      tell(undefined, false, say('out.myPhone', { target: phone }));
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
    if (next.ringing === uniqueid) void bringBack(next);
  }

  function gone(flight: Flight): void {
    flights.delete(flight.uniqueid);
    tell(flight, false, say('out.gone', { caller: flight.caller }));
  }

  /** Way 'park': the leg that rang the target ended, the caller waits in the slot; ring the operator at once. */
  async function bringBack(flight: Flight): Promise<void> {
    const device = flight.back[0];
    if (!tables.parked.has(flight.uniqueid) || device === undefined) return;
    if (flight.phase !== 'out') {
      phase(replace(flight, { ringing: undefined }), 'parked');
      tell(flight, false, say('out.parked', { caller: flight.caller, space: flight.space }));
      return;
    }
    const returning = phase(replace(flight, { ringing: undefined }), 'back');
    if (!flight.takenBack)
      tell(flight, false, say('out.returns', { caller: flight.caller, why: reason(returning) }));
    const place = { context: desk.site.parking.context, exten: flight.space };
    try {
      const id = flightId(flight.uniqueid, desk.clock.now(), sequence++);
      replace(returning, { ringing: id });
      await ring(desk, id, device, place, { name: flight.caller, number: '' }, BACK_SECONDS);
    } catch {
      // The PBX itself rings the operator at the lot's time-out; until then the caller is shown as parked.
      phase(returning, 'parked');
      tell(flight, false, say('out.parked', { caller: flight.caller, space: flight.space }));
    }
  }

  function parkedNow(message: Message): void {
    const uniqueid = message.get('ParkeeUniqueid') ?? '';
    const space = message.get('ParkingSpace') ?? '';
    waitingForSpace.get(uniqueid)?.(space);
    const flight = flights.get(uniqueid);
    if (flight?.way !== 'context') return;
    replace(phase(flight, 'parked'), { space });
    tell(flight, false, say('out.parked', { caller: flight.caller, space }));
  }

  /** Way 'park': the sent leg left its space; with whom says which leg answered. */
  function unparked(message: Message): void {
    const flight = flights.get(message.get('ParkeeUniqueid') ?? '');
    if (!flight || flight.way !== 'park') return;
    const retriever = message.get('RetrieverUniqueid') ?? '';
    const side =
      flight.rang.get(retriever)?.side ??
      (flight.phase === 'out' && retriever === flight.ringing ? 'out' : 'back');
    answered(flight, side);
  }

  const undoEvents = session.onEvents(
    ['DialBegin', 'DialEnd', 'Hangup', 'ParkedCall', 'UnParkedCall', 'OriginateResponse'],
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
          case 'UnParkedCall':
            unparked(message);
            break;
          case 'OriginateResponse':
            // Only of my own phone for a click to dial: answered means the rest is an ordinary call.
            if (message.get('Response') === 'Success') myPhones.delete(message.get('Uniqueid') ?? '');
            break;
        }
      }
    },
  );

  /** Finds flights this page did not start, and forgets those whose leg a fresh listing no longer has. */
  const undoChanges = desk.onChanges((changes: readonly Change[]) => {
    for (const change of changes) {
      if (change.table === 'channels' && change.value === undefined) {
        const flight = flights.get(change.id);
        if (flight) gone(flight);
      }
      if (change.table === 'calls' && change.value?.flight && !flights.has(change.value.flight.uniqueid)) {
        void adopt(change.value);
      }
    }
  });

  async function adopt(call: Call): Promise<void> {
    const uniqueid = call.flight?.uniqueid;
    if (uniqueid === undefined) return;
    const leg = call.legs.find((one) => one.uniqueid === uniqueid);
    const read = async (Variable: string): Promise<readonly string[]> => {
      const reply = await session.send(getvar({ Channel: uniqueid, Variable }));
      return (reply.response.get('Value') ?? '').split('&').filter(Boolean);
    };
    try {
      const [devices, back] = await Promise.all([read('CB_TARGET'), read('CB_BACK')]);
      if (flights.has(uniqueid) || !tables.calls.get(call.linkedid)?.flight) return;
      const target = [...tables.extensions.values()].find((one) =>
        one.devices.some((device) => devices.includes(device)),
      );
      const caller = leg ? leg.party.name || leg.party.number || leg.device : '';
      begin(
        {
          linkedid: call.linkedid,
          uniqueid,
          caller,
          target: target ? desk.nameOf(target.key) : devices.join(' '),
          devices,
          back,
        },
        'context',
      );
    } catch {
      // The call ended, or the account may not ask: the card still shows the flight, without our words.
    }
  }

  /** Resolves with the space, or rejects when the PBX does not park the leg in time. */
  const spaceOf = (uniqueid: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const known = tables.parked.get(uniqueid)?.space;
      if (known !== undefined) return resolve(known);
      const undo = desk.clock.after(PARK_WAIT, () => {
        waitingForSpace.delete(uniqueid);
        reject(new Error('no ParkedCall'));
      });
      waitingForSpace.set(uniqueid, (space) => {
        undo();
        waitingForSpace.delete(uniqueid);
        resolve(space);
      });
    });

  const flightIn = (call: Call): Flight | undefined =>
    [...flights.values()].find((flight) => call.channels.includes(flight.uniqueid));

  return {
    /** Registers a flight through the site's context before it is sent; the undo forgets it again. */
    begin(start: Start): () => void {
      const flight = begin(start, 'context');
      return () => flights.delete(flight.uniqueid);
    },

    /** Way 'park': park the caller with me as parker, then ring the target into that space. */
    async throughPark(start: Start, device: string, moving: Moving, seconds: number): Promise<void> {
      const space = spaceOf(start.uniqueid);
      space.catch(() => undefined);
      // The lot's own time-out is the return that no closed tab can prevent: a little after ours.
      await parkFromMe(desk, moving, (seconds + 5) * 1000);
      const exten = await space;
      const flight = begin(start, 'park', undefined, exten);
      const number = moving.leg.party.number;
      try {
        const id = flightId(start.uniqueid, desk.clock.now(), sequence++);
        replace(flight, { ringing: id });
        await ring(
          desk,
          id,
          device,
          { context: desk.site.parking.context, exten },
          { name: start.caller, number },
          seconds,
        );
      } catch (problem) {
        await bringBack(flight);
        throw problem;
      }
    },

    /** Until somebody answered: the caller is fetched to the operator's phone, the ringing stops. */
    async takeBack(call: Call, back: readonly string[]): Promise<void> {
      const flight = flightIn(call);
      if (flight?.way === 'park') {
        replace(flight, { takenBack: true });
        if (flight.ringing !== undefined && flight.phase === 'out') {
          // Its Hangup event brings the caller back.
          await session.send(hangup({ Channel: flight.ringing, Cause: '16' }));
        } else {
          await bringBack({ ...flight, takenBack: true, phase: 'out' });
        }
        return;
      }
      const uniqueid = call.flight?.uniqueid ?? flight?.uniqueid;
      const leg = call.legs.find((one) => one.uniqueid === uniqueid);
      if (uniqueid === undefined || !leg) return;
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
        await sendThrough(desk, { leg, mine: undefined, partner: undefined }, 'back', { target: [], back });
      }
    },

    /** A leg of my own phone that a click to dial rings: when it ends unanswered, say so. */
    expectMyPhone(uniqueid: string, target: string): void {
      myPhones.set(uniqueid, target);
    },

    pending: (call: Call): boolean => flightIn(call) !== undefined,
    isMine: (call: Call): boolean => {
      const me = desk.me();
      const devices = me === undefined ? [] : (tables.extensions.get(me)?.devices ?? []);
      return flightIn(call)?.back.some((device) => devices.includes(device)) ?? false;
    },
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
    /** A flight was begun or found: what is the operator's own may have changed. */
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
