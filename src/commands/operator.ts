/**
 * What an operator can do with a thing, or by dropping a call on a thing. Each act is one value (types.ts):
 * its words before, its reason when it cannot be, its run. No act waits for ever: every request ends by itself.
 */
import type { Call, Extension, PresenceState } from '../pbx/index.ts';
import { callActs } from './call-acts.ts';
import type { Desk } from './desk.ts';
import { watchFlights } from './flights.ts';
import { myLeg } from './legs.ts';
import { phoneActs } from './phone-acts.ts';
import { createPosition } from './position.ts';
import { presenceActs } from './presence-acts.ts';
import { sendingActs } from './sending.ts';
import type { Command, Drop, Operator, Thing } from './types.ts';

/** Presences an operator sets with one touch; any text may be added by the page. */
const PRESENCES = ['available', 'away', 'xa', 'dnd'] as const satisfies readonly PresenceState[];

export function createOperator(desk: Desk): Operator {
  const { tables } = desk;
  const flights = watchFlights(desk);
  const position = createPosition(desk);
  const acts = {
    ...sendingActs(desk, position, flights),
    ...callActs(desk, position, flights),
    ...phoneActs(desk, position, flights),
    ...presenceActs(desk, position),
  };

  function forCall(call: Call): readonly Command[] {
    const own = myLeg(call, desk.me());
    const parkedLeg = call.legs.find((leg) => leg.state === 'parked');
    const parked = parkedLeg ? tables.parked.get(parkedLeg.uniqueid) : undefined;
    if (call.flight || flights.pending(call)) return [acts.takeBack(call), acts.hangUp(call)];
    if (parked) return [acts.fetch(parked), acts.hangUp(call)];
    if (own) return [acts.park(call), acts.hangUp(call)];
    return [acts.pickUp(call), acts.park(call), acts.hangUp(call)];
  }

  function forExtension(extension: Extension): readonly Command[] {
    const ringing = [...tables.calls.values()].find((call) =>
      call.legs.some((leg) => leg.extension === extension.key && leg.state === 'ringing'),
    );
    const other = extension.key !== desk.me();
    return [
      ...(ringing && other ? [acts.pickUp(ringing)] : []),
      ...(other ? [acts.call({ kind: 'extension', extension })] : []),
      ...PRESENCES.map((state) => acts.presence(extension, state)),
    ];
  }

  return {
    commandsFor(thing: Thing) {
      switch (thing.kind) {
        case 'call':
          return forCall(thing.call);
        case 'extension':
          return forExtension(thing.extension);
        case 'parked':
          return [acts.fetch(thing.parked)];
        case 'number':
          return [acts.call({ kind: 'number', number: thing.number })];
      }
    },
    drop(call, target): Drop {
      position.learn();
      if (target.kind === 'park') {
        const park = acts.park(call);
        return park.refused
          ? { command: undefined, choices: [], refused: park.refused }
          : { command: park, choices: [park], refused: undefined };
      }
      const safely = acts.safe(call, target);
      const send = acts.send(call, target);
      const voicemail = acts.voicemail(call, target);
      const choices = [safely, send, ...(voicemail ? [voicemail] : [])];
      if (!safely.refused) return { command: safely, choices, refused: undefined };
      return { command: undefined, choices: send.refused ? [] : choices, refused: safely.refused };
    },
    presence: acts.presence,
    myCalls() {
      const me = desk.me();
      const own = [...tables.calls.values()].filter((call) => myLeg(call, me) ?? flights.isMine(call));
      const urgency = (call: Call): number =>
        myLeg(call, me)?.state === 'ringing' ? 0 : call.flight ? 1 : 2;
      return own.sort((a, b) => urgency(a) - urgency(b) || a.since - b.since);
    },
    onOutcome: flights.onOutcome,
    onFlights: flights.onChange,
    flightEnds: flights.endsAt,
    close() {
      position.close();
      flights.close();
    },
  };
}
