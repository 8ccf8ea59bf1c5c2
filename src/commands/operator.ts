/**
 * What an operator can do with a thing, or by dropping a call on a thing. Each act is one value (types.ts):
 * its words before, its reason when it cannot be, its run. No act waits for ever: every request ends by itself.
 */
import { AmiError, hangup, redirect, setvar, type Request } from '../ami/index.ts';
import {
  matches,
  type Call,
  type Extension,
  type Leg,
  type Parked,
  type PresenceState,
} from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import type { Desk } from './desk.ts';
import { watchFlights } from './flights.ts';
import { movable, myLeg, unchanged, type Movable, type Moving } from './legs.ts';
import {
  newChannelId,
  parkFromMe,
  parksBackToMe,
  reachable,
  ring,
  ringable,
  sendAndForget,
  sendThrough,
  exists,
  type Place,
} from './moves.ts';
import { Stopped } from './stopped.ts';
import type { Command, Drop, Icon, Operator, Outcome, Target, Thing } from './types.ts';

/** What a command says of itself besides what it does. */
interface Parts {
  readonly id: string;
  readonly icon: Icon;
  readonly label: Say;
  readonly consequence: Say;
  readonly notes?: readonly Say[];
  readonly key?: string;
  readonly refused?: Say | undefined;
  readonly confirm?: boolean;
  /** What to say when it went well; the act itself throws what went wrong. */
  run(): Promise<Say>;
}

/** The reason an act failed, in words. The PBX's own words are shown as they are. */
export function inPlainWords(problem: unknown): Say {
  if (problem instanceof Stopped) return problem.why;
  if (!(problem instanceof AmiError)) return say('no.fault', { why: String(problem) });
  switch (problem.kind) {
    case 'refused':
      return say('no.refused', { why: problem.message });
    case 'notAllowed':
      return say('no.right');
    case 'signedOut':
      return say('no.signedOut');
    case 'unreachable':
      return say('no.unreachable');
    case 'notAmi':
      return say('no.notAmi');
    case 'unsendable':
      return say('no.unsendable', { why: problem.message });
  }
}

function command(parts: Parts): Command {
  const refused = parts.refused;
  return {
    id: parts.id,
    icon: parts.icon,
    label: parts.label,
    consequence: parts.consequence,
    notes: parts.notes ?? [],
    key: parts.key,
    refused,
    confirm: parts.confirm ?? false,
    async run(): Promise<Outcome> {
      if (refused) return { ok: false, said: refused };
      try {
        return { ok: true, said: await parts.run() };
      } catch (problem) {
        return { ok: false, said: inPlainWords(problem) };
      }
    },
  };
}

/** Presences an operator sets with one touch; any text may be added by the page. */
const PRESENCES = ['available', 'away', 'xa', 'dnd'] as const satisfies readonly PresenceState[];
/** AstDB on 16 keeps 255 bytes of `state,subtype,message,option`, base64 included. */
const LONGEST_MESSAGE = 150;

export function createOperator(desk: Desk): Operator {
  const { session, tables } = desk;
  const flights = watchFlights(desk);

  /** Whether the site has the safe context; asked once per epoch and place, undefined until the PBX answered. */
  let safe: boolean | undefined;
  let asked = '';
  const learn = (): void => {
    const { state } = session;
    if (state.tag !== 'live') return;
    const place = desk.site.safe;
    const question = `${state.epoch} ${place.exten}@${place.context}`;
    if (question === asked) return;
    asked = question;
    safe = undefined;
    const answered = (there: boolean): void => {
      if (question === asked) safe = there;
    };
    exists(session, place).then(answered, () => {
      // No answer, no knowledge: asked again at the next occasion.
      if (question === asked) asked = '';
    });
  };
  learn();
  const undoState = session.onState(learn);

  const allowed = (action: string): boolean =>
    session.state.tag === 'live' && session.state.site.actions.has(action);
  const right = (...actions: readonly string[]): Say | undefined => {
    if (session.state.tag !== 'live') return say('no.signedOut');
    return actions.every(allowed) ? undefined : say('no.right');
  };

  const mine = (): Extension | undefined => {
    const key = desk.me();
    return key === undefined ? undefined : tables.extensions.get(key);
  };
  /** Where a typed number is dialled: the site's context, else my own phone's. */
  const context = (): string => desk.site.context || (mine()?.context ?? 'default');
  const myDevices = (): readonly string[] => ringable(mine());

  const partyName = (leg: Leg | undefined): string => {
    if (!leg) return '';
    if (leg.extension !== undefined) return desk.nameOf(leg.extension);
    return leg.party.name || leg.party.number || leg.device;
  };
  const guestOf = (call: Call): string => {
    const found = movable(call, tables, desk.me());
    const leg = 'moving' in found ? found.moving.leg : call.legs.find((one) => one.extension !== desk.me());
    return partyName(leg ?? call.legs[0]);
  };

  /** What one should know of somebody before ringing them past their own forwards and do-not-disturb. */
  function notesOn(extension: Extension, bypassing: boolean): readonly Say[] {
    const target = desk.nameOf(extension.key);
    const notes: Say[] = [];
    const presence = extension.presence;
    if (presence?.state === 'dnd')
      notes.push(bypassing ? say('note.dndBypassed', { target }) : say('note.dnd', { target }));
    else if (presence && (presence.state === 'away' || presence.state === 'xa'))
      notes.push(say('note.away', { target }));
    if (presence?.message) notes.push(say('note.message', { message: presence.message }));
    switch (extension.state) {
      case 'inUse':
      case 'inUseRinging':
      case 'inUseHold':
      case 'hold':
        notes.push(say('note.inUse', { target }));
        break;
      case 'ringing':
        notes.push(say('note.ringing', { target }));
        break;
      case 'busy':
        notes.push(say('note.busy', { target }));
        break;
      case 'idle':
      case 'unavailable':
      case 'removed':
      case 'unknown':
        break;
    }
    return notes;
  }

  /** Re-reads the call at the moment of the drop: what was lifted must still be what is there. */
  function stillThere(lifted: Moving, linkedid: string): void {
    const why = unchanged(
      lifted,
      tables,
      tables.calls.get(linkedid) ?? callWith(lifted.leg.uniqueid),
      desk.me(),
    );
    if (why) throw new Stopped(why);
  }
  const callWith = (uniqueid: string): Call | undefined => {
    const linkedid = tables.channels.get(uniqueid)?.linkedid;
    return linkedid === undefined ? undefined : tables.calls.get(linkedid);
  };

  const placeOf = (target: Target): Place & { readonly checked: boolean } => {
    switch (target.kind) {
      case 'extension':
        return { context: target.extension.context, exten: target.extension.exten, checked: true };
      case 'number': {
        const known = [...tables.extensions.values()].find(
          (extension) => extension.exten === target.number && extension.context === context(),
        );
        if (known) return { context: known.context, exten: known.exten, checked: true };
        const pattern = desk.site.patterns.find((one) => matches(one.pattern, target.number));
        return {
          context: pattern?.context ?? context(),
          exten: target.number,
          checked: pattern !== undefined,
        };
      }
      case 'park':
        return { context: desk.site.parking.context, exten: '', checked: true };
    }
  };

  /** The devices a safe transfer rings; a number goes through its own context and is rung through a Local channel. */
  const devicesOf = (target: Target): readonly string[] => {
    switch (target.kind) {
      case 'extension':
        return reachable(tables, target.extension);
      case 'number': {
        const place = placeOf(target);
        const tile = tables.extensions.get(`${place.exten}@${place.context}`);
        return tile ? reachable(tables, tile) : [`Local/${place.exten}@${place.context}/n`];
      }
      case 'park':
        return [];
    }
  };
  /** Emergency numbers are called, not sent to: the caller's own line must be seen there. */
  const isEmergency = (target: Target): boolean =>
    target.kind === 'number' && desk.site.emergency.includes(target.number);
  const nameOf = (target: Target): string => {
    switch (target.kind) {
      case 'extension':
        return desk.nameOf(target.extension.key);
      case 'number':
        return target.number;
      case 'park':
        return '';
    }
  };

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
      const far = tables.calls
        .get(tables.channels.get(id)?.linkedid ?? '')
        ?.legs.find((leg) => leg.uniqueid === id);
      return target.kind === 'extension' && far?.extension === target.extension.key;
    });
    if (there && found.moving.mine === undefined)
      return { refused: say('no.alreadyThere', { target: name }) };
    if (safe === true) {
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
      async run() {
        if ('refused' in found) throw new Stopped(found.refused);
        stillThere(found.moving, call.linkedid);
        await sendAndForget(session, found.moving, place, () => stillThere(found.moving, call.linkedid));
        flights.forget(found.moving.leg.uniqueid);
        return say('did.send', { target: name, caller });
      },
    });
  }

  function parkCommand(call: Call): Command {
    const found = movable(call, tables, desk.me());
    const caller = guestOf(call);
    const viaContext = 'moving' in found && !parksBackToMe(found.moving);
    const refused = (): Say | undefined => {
      if ('refused' in found) return found.refused;
      if (found.moving.leg.state === 'parked') return say('no.alreadyParked');
      if (!viaContext) return right('Park');
      if (safe !== true) return say('no.wayBack');
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
      return right('Redirect', ...(safe === true ? ['Setvar'] : []));
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
        if (safe === true) {
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

  /** An act that rings my own phone first; says so when it is not answered. */
  async function fromMyPhone(unanswered: Say, act: (channelId: string) => Promise<void>): Promise<void> {
    const id = newChannelId(desk);
    const expectNothing = flights.expectMyPhone(id, unanswered);
    try {
      await act(id);
    } catch (problem) {
      expectNothing();
      throw problem;
    }
  }

  function callCommand(target: Target): Command {
    const me = mine();
    const device = reachable(tables, me)[0];
    const place = placeOf(target);
    const name = nameOf(target);
    const refused = (): Say | undefined => {
      if (me === undefined) return say('no.me');
      if (place.exten === me.exten && place.context === me.context) return say('no.myself');
      if (device === undefined || me.state === 'unavailable') return say('no.myPhone');
      return right('Originate');
    };
    return command({
      id: 'call',
      icon: 'call',
      key: 'c',
      label: say('act.call', { target: name }),
      consequence: say('will.call', { target: name }),
      notes: [
        ...(target.kind === 'extension' ? notesOn(target.extension, false) : []),
        ...(place.checked ? [] : [say('note.unchecked', { target: name })]),
      ],
      refused: refused(),
      async run() {
        if (me === undefined || device === undefined) throw new Stopped(say('no.me'));
        // What my own phone's context allows is what I may dial.
        const to = { context: target.kind === 'extension' ? place.context : me.context, exten: place.exten };
        if (!(await exists(session, to))) throw new Stopped(say('no.suchNumber', { target: name }));
        await fromMyPhone(say('out.myPhone', { target: name }), (id) =>
          ring(desk, id, device, to, { name, number: place.exten }, 30),
        );
        return say('did.call', { target: name });
      },
    });
  }

  function presenceCommand(extension: Extension, state: PresenceState, message = ''): Command {
    const target = desk.nameOf(extension.key);
    const presentity = extension.presentity;
    const presence = say(`presence.${state}`);
    const now = extension.presence;
    const refused = (): Say | undefined => {
      if (presentity === undefined || !/^CustomPresence:/i.test(presentity))
        return say('no.presence', { target });
      if (now?.state === state && now.message === message) return say('no.presenceAlready', { target });
      if (new TextEncoder().encode(message).length > LONGEST_MESSAGE) return say('no.messageTooLong');
      return right('Setvar');
    };
    return command({
      id: `presence.${state}`,
      icon: 'presence',
      label: presence,
      consequence:
        extension.key === desk.me()
          ? say('will.myPresence', { presence })
          : say('will.presence', { target, presence }),
      refused: refused(),
      async run() {
        await session.send(setPresence(presentity ?? '', state, '', message));
        return say('did.presence', { target, presence });
      },
    });
  }

  function fetchParked(parked: Parked): Command {
    const channel = tables.channels.get(parked.uniqueid);
    const caller = channel ? channel.caller.name || channel.caller.number || channel.device : parked.space;
    const me = mine();
    const device = reachable(tables, me)[0];
    const refused = (): Say | undefined => {
      if (me === undefined) return say('no.me');
      if (device === undefined || me.state === 'unavailable') return say('no.myPhone');
      return right('Originate');
    };
    return command({
      id: 'fetch',
      icon: 'pickUp',
      key: 'g',
      label: say('act.fetch'),
      consequence: say('will.fetch', { caller, space: parked.space }),
      refused: refused(),
      async run() {
        if (device === undefined) throw new Stopped(say('no.myPhone'));
        if (!tables.parked.has(parked.uniqueid)) throw new Stopped(say('no.ended'));
        const place = { context: desk.site.parking.context, exten: parked.space };
        await fromMyPhone(say('out.notFetched', { caller, space: parked.space }), (id) =>
          ring(desk, id, device, place, { name: caller, number: channel?.caller.number ?? '' }, 30),
        );
        return say('did.fetch', { caller });
      },
    });
  }

  function forCall(call: Call): readonly Command[] {
    const own = myLeg(call, desk.me());
    const parkedLeg = call.legs.find((leg) => leg.state === 'parked');
    const parked = parkedLeg ? tables.parked.get(parkedLeg.uniqueid) : undefined;
    if (call.flight || flights.pending(call)) return [takeBackCommand(call), hangUpCommand(call)];
    if (parked) return [fetchParked(parked), hangUpCommand(call)];
    if (own) return [parkCommand(call), hangUpCommand(call)];
    return [pickUpCommand(call), parkCommand(call), hangUpCommand(call)];
  }

  function forExtension(extension: Extension): readonly Command[] {
    const ringing = [...tables.calls.values()].find((call) =>
      call.legs.some((leg) => leg.extension === extension.key && leg.state === 'ringing'),
    );
    const other = extension.key !== desk.me();
    return [
      ...(ringing && other ? [pickUpCommand(ringing)] : []),
      ...(other ? [callCommand({ kind: 'extension', extension })] : []),
      ...PRESENCES.map((state) => presenceCommand(extension, state)),
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
          return [fetchParked(thing.parked)];
        case 'number':
          return [callCommand({ kind: 'number', number: thing.number })];
      }
    },
    drop(call, target): Drop {
      learn();
      if (target.kind === 'park') {
        const park = parkCommand(call);
        return park.refused
          ? { command: undefined, choices: [], refused: park.refused }
          : { command: park, choices: [park], refused: undefined };
      }
      const safely = safeCommand(call, target);
      const send = sendCommand(call, target);
      const choices = [safely, send];
      if (!safely.refused) return { command: safely, choices, refused: undefined };
      return { command: undefined, choices: send.refused ? [] : choices, refused: safely.refused };
    },
    presence: presenceCommand,
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
      undoState();
      flights.close();
    },
  };
}

/** PRESENCE_STATE with base64 (option e): a comma or quote in a message cannot become another field. */
export function setPresence(
  presentity: string,
  state: PresenceState,
  subtype: string,
  message: string,
): Request {
  const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const Value = subtype || message ? `${state},${base64(subtype)},${base64(message)},e` : `${state},,`;
  return setvar({ Variable: `PRESENCE_STATE(${presentity})`, Value });
}
