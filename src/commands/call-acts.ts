/** What can be done with a call besides sending it to somebody: park, take back, pick up, hang up. */
import { hangup, redirect } from '../ami/index.ts';
import type { Call } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import type { Flights } from './flights.ts';
import { movable, myLeg } from './legs.ts';
import { exists, parkFromMe, parksBackToMe, sendThrough } from './moves.ts';
import type { Position } from './position.ts';
import { Stopped } from './stopped.ts';
import type { Command } from './types.ts';

export function callActs(desk: Desk, position: Position, flights: Flights) {
  const { session, tables } = desk;
  const { right, mine, myDevices, guestOf, stillThere } = position;

  function parkCommand(call: Call): Command {
    const found = movable(call, tables, desk.me());
    const caller = guestOf(call);
    const viaContext = 'moving' in found && !parksBackToMe(found.moving);
    const refused = (): Say | undefined => {
      if ('refused' in found) return found.refused;
      if (found.moving.leg.state === 'parked') return say('no.alreadyParked');
      if (!viaContext) return right('Park');
      if (!position.hasSafe()) return say('no.wayBack');
      return mine() === undefined ? say('no.me') : right('Setvar', 'Redirect');
    };
    return command({
      id: 'park',
      icon: 'park',
      key: 'p',
      label: say('act.park'),
      consequence: say('will.park', { caller }),
      refused: refused(),
      async run() {
        if ('refused' in found) throw new Stopped(found.refused);
        stillThere(found.moving, call.linkedid);
        const still = (): void => stillThere(found.moving, call.linkedid);
        if (viaContext)
          await sendThrough(desk, found.moving, 'park', { target: [], back: myDevices() }, still);
        else await parkFromMe(desk, found.moving, undefined);
        return say('did.park', { caller });
      },
    });
  }

  function takeBackCommand(call: Call): Command {
    const caller = guestOf(call);
    return command({
      id: 'takeBack',
      icon: 'takeBack',
      key: 'u',
      label: say('act.takeBack'),
      consequence: say('will.takeBack', { caller }),
      refused:
        mine() === undefined
          ? say('no.me')
          : flights.wayOf(call) === 'park'
            ? right('Hangup', 'Originate')
            : right('Redirect', 'Setvar'),
      async run() {
        const present = tables.calls.get(call.linkedid);
        if (!present) throw new Stopped(say('no.ended'));
        if (!present.flight && !flights.pending(present)) throw new Stopped(say('no.tooLate', { caller }));
        await flights.takeBack(present, myDevices());
        return say('did.takeBack', { caller });
      },
    });
  }

  /** Fetch a caller to my phone: ringing elsewhere, waiting in a queue, in a menu. The caller's leg moves, never the ringing one. */
  function pickUpCommand(call: Call): Command {
    const found = movable(call, tables, desk.me());
    const caller = guestOf(call);
    const me = mine();
    const refused = (): Say | undefined => {
      if ('refused' in found) return found.refused;
      if (me === undefined) return say('no.me');
      return right('Redirect', ...(position.hasSafe() ? ['Setvar'] : []));
    };
    return command({
      id: 'pickUp',
      icon: 'pickUp',
      key: 'g',
      label: say('act.pickUp'),
      consequence: say('will.pickUp', { caller }),
      refused: refused(),
      async run() {
        if ('refused' in found || me === undefined) throw new Stopped(say('no.changed'));
        stillThere(found.moving, call.linkedid);
        const still = (): void => stillThere(found.moving, call.linkedid);
        if (position.hasSafe()) {
          await sendThrough(desk, found.moving, 'back', { target: [], back: myDevices() }, still);
        } else {
          if (!(await exists(session, me))) throw new Stopped(say('no.suchNumber', { target: me.exten }));
          still();
          await session.send(
            redirect({
              Channel: found.moving.leg.uniqueid,
              Context: me.context,
              Exten: me.exten,
              Priority: '1',
            }),
          );
        }
        return say('did.pickUp', { caller });
      },
    });
  }

  function hangUpCommand(call: Call): Command {
    const own = myLeg(call, desk.me());
    const caller = guestOf(call);
    return command({
      id: 'hangUp',
      icon: 'hangUp',
      key: 'Shift+Backspace',
      label: say('act.hangUp'),
      consequence: own
        ? say('will.hangUp', { caller })
        : say('will.hangUpAll', { count: call.legs.length, caller }),
      confirm: own === undefined,
      refused: right('Hangup'),
      async run() {
        const present = tables.calls.get(call.linkedid);
        const ends = own ? [own.uniqueid] : (present?.legs.map((leg) => leg.uniqueid) ?? []);
        if (ends.length === 0) throw new Stopped(say('no.ended'));
        // Legs of one call fall together: one that is already gone when its turn comes is what was wanted.
        const [first, ...rest] = ends.map((Channel) => session.send(hangup({ Channel, Cause: '16' })));
        await first;
        await Promise.allSettled(rest);
        return say('did.hangUp', { caller });
      },
    });
  }

  return { park: parkCommand, takeBack: takeBackCommand, pickUp: pickUpCommand, hangUp: hangUpCommand };
}
