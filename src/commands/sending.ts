/** Sending a call to somebody: safely, with a way back, or for good. */
import { say, type Say } from '../words/index.ts';
import type { Call, Extension } from '../pbx/index.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import type { Flights } from './flights.ts';
import { callWith, movable, type Movable } from './legs.ts';
import { parksBackToMe, sendAndForget, sendThrough, type Place } from './moves.ts';
import type { Position } from './position.ts';
import { Stopped } from './stopped.ts';
import type { Command, Target } from './types.ts';

export function sendingActs(desk: Desk, position: Position, flights: Flights) {
  const { session, tables } = desk;
  const {
    right,
    mine,
    myDevices,
    guestOf,
    notesOn,
    stillThere,
    placeOf,
    devicesOf,
    isEmergency,
    nameOf,
    keyOf,
  } = position;

  /** Why a safe transfer to this target cannot be; undefined when it can, with the way it would go. */
  function safeWay(
    found: Movable,
    target: Target,
  ): { readonly way: 'context' | 'park' } | { readonly refused: Say } {
    if ('refused' in found) return found;
    const name = nameOf(target);
    const place = placeOf(target);
    if (isEmergency(target)) return { refused: say('no.emergency', { target: name }) };
    if (!place.checked) return { refused: say('no.unchecked', { target: name }) };
    if (mine() === undefined) return { refused: say('no.me') };
    if (place.exten === mine()?.exten && place.context === mine()?.context)
      return { refused: say('no.myself') };
    const devices = devicesOf(target);
    if (devices.length === 0 || (target.kind === 'extension' && target.extension.state === 'unavailable')) {
      return { refused: say('no.unregistered', { target: name }) };
    }
    const there = found.moving.leg.with.some((id) => {
      const far = callWith(tables, id)?.legs.find((leg) => leg.uniqueid === id);
      return target.kind === 'extension' && far?.extension === target.extension.key;
    });
    if (there && found.moving.mine === undefined)
      return { refused: say('no.alreadyThere', { target: name }) };
    if (position.hasSafe()) {
      const lacking = right('Setvar', 'Redirect');
      return lacking ? { refused: lacking } : { way: 'context' };
    }
    const lacking = right('Park', 'Originate');
    if (lacking) return { refused: lacking };
    if (!parksBackToMe(found.moving) || devices.length !== 1) return { refused: say('no.wayBack') };
    return { way: 'park' };
  }

  function safeCommand(call: Call, target: Target): Command {
    const found = movable(call, tables, desk.me());
    const way = safeWay(found, target);
    const caller = guestOf(call);
    const name = nameOf(target);
    const seconds = desk.site.safe.seconds;
    return command({
      id: 'safe',
      icon: 'safe',
      label: say('act.safe', { target: name }),
      consequence: say('will.safe', { target: name, caller, seconds }),
      notes: target.kind === 'extension' ? notesOn(target.extension, true) : [],
      refused: 'refused' in way ? way.refused : undefined,
      reaches: keyOf(target),
      async run() {
        if ('refused' in found || 'refused' in way) throw new Stopped(say('no.changed'));
        const { moving } = found;
        const still = (): void => stillThere(moving, call.linkedid);
        still();
        const devices = devicesOf(target);
        const back = myDevices();
        const flight = {
          linkedid: call.linkedid,
          uniqueid: moving.leg.uniqueid,
          caller,
          target: name,
          devices,
          back,
          was: moving.leg.with,
        };
        if (way.way === 'context') {
          const began = flights.begin(flight);
          try {
            await sendThrough(desk, moving, '1', { target: devices, back }, still);
          } catch (problem) {
            began();
            throw problem;
          }
        } else {
          const device = devices[0];
          if (device === undefined) throw new Stopped(say('no.unregistered', { target: name }));
          await flights.throughPark(flight, device, moving, seconds);
        }
        return say('did.safe', { target: name, caller });
      },
    });
  }

  function sendCommand(call: Call, target: Target): Command {
    const found = movable(call, tables, desk.me());
    const caller = guestOf(call);
    const name = nameOf(target);
    const place = placeOf(target);
    return command({
      id: 'send',
      icon: 'send',
      label: say('act.send'),
      consequence: say('will.send', { target: name, caller }),
      notes: [
        ...(target.kind === 'extension' ? notesOn(target.extension, false) : []),
        ...(place.checked ? [] : [say('note.unchecked', { target: name })]),
      ],
      refused:
        'refused' in found
          ? found.refused
          : isEmergency(target)
            ? say('no.emergency', { target: name })
            : right('BlindTransfer', 'Redirect'),
      confirm: !place.checked,
      reaches: keyOf(target),
      async run() {
        if ('refused' in found) throw new Stopped(found.refused);
        stillThere(found.moving, call.linkedid);
        await sendAndForget(session, found.moving, place, () => stillThere(found.moving, call.linkedid));
        flights.forget(found.moving.leg.uniqueid);
        return say('did.send', { target: name, caller });
      },
    });
  }

  /** Somebody's mailbox as the site dials it; undefined where there is none. */
  function boxOf(extension: Extension): Place | undefined {
    const { mailboxPrefix, mailboxContext } = desk.site;
    if (mailboxPrefix === '') return undefined;
    const { exten, context } = extension;
    // Where the account may list mailboxes it is known who has one.
    if (tables.mailboxes.size > 0 && !tables.mailboxes.has(`${exten}@${mailboxContext}`)) return undefined;
    return { context, exten: `${mailboxPrefix}${exten}` };
  }

  function voicemailCommand(call: Call, target: Target): Command | undefined {
    const box = target.kind === 'extension' ? boxOf(target.extension) : undefined;
    if (box === undefined) return undefined;
    const found = movable(call, tables, desk.me());
    const caller = guestOf(call);
    const name = nameOf(target);
    return command({
      id: 'voicemail',
      icon: 'mail',
      label: say('act.voicemail'),
      consequence: say('will.voicemail', { target: name, caller }),
      refused: 'refused' in found ? found.refused : right('BlindTransfer', 'Redirect'),
      async run() {
        if ('refused' in found) throw new Stopped(found.refused);
        stillThere(found.moving, call.linkedid);
        await sendAndForget(session, found.moving, box, () => stillThere(found.moving, call.linkedid));
        flights.forget(found.moving.leg.uniqueid);
        return say('did.voicemail', { target: name, caller });
      },
    });
  }

  return { safe: safeCommand, send: sendCommand, voicemail: voicemailCommand };
}
