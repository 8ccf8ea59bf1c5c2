/**
 * Which leg of a call moves. Taken from bridge membership, dials and Uniqueid, never from direction:
 * measured on 22.10.1 and 16.28, a leg that is Down or Ringing must never be redirected (the reply is Success,
 * the caller is hung up, the ringing leg later dials a third phone by itself).
 */
import type { Call, Channel, ExtensionKey, Leg, Tables, Uniqueid } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';

export interface Moving {
  /** The leg that goes elsewhere. */
  readonly leg: Leg;
  /** The operator's leg, set free by the move. */
  readonly mine: Leg | undefined;
  /** The channel in the same bridge as the moving leg, perhaps half of a Local pair; undefined when not bridged. */
  readonly partner: Channel | undefined;
}

export type Movable = { readonly moving: Moving } | { readonly refused: Say };

const refused = (why: Say): Movable => ({ refused: why });

/** The one other channel in this channel's bridge; undefined when there is none or more than one. */
function bridgePartner(tables: Tables, uniqueid: Uniqueid): Channel | undefined {
  const bridge = tables.channels.get(uniqueid)?.bridge;
  if (!bridge) return undefined;
  let found: Channel | undefined;
  for (const channel of tables.channels.values()) {
    if (channel.bridge !== bridge || channel.uniqueid === uniqueid) continue;
    if (found) return undefined;
    found = channel;
  }
  return found;
}

/** The call a channel is in now: its own, or another it was merged into. */
export function callWith(tables: Tables, uniqueid: Uniqueid): Call | undefined {
  const linkedid = tables.channels.get(uniqueid)?.linkedid;
  return linkedid === undefined ? undefined : tables.calls.get(linkedid);
}

export function myLeg(call: Call, me: ExtensionKey | undefined): Leg | undefined {
  return me === undefined ? undefined : call.legs.find((leg) => leg.extension === me && leg.state !== 'down');
}

function legToMove(call: Call, mine: Leg | undefined): Leg | Say {
  const byId = (id: Uniqueid | undefined) => call.legs.find((leg) => leg.uniqueid === id);
  if (call.flight) return byId(call.flight.uniqueid) ?? say('no.ended');
  if (mine) {
    if (mine.with.length > 1) return say('no.conference');
    const far = byId(mine.with[0]);
    if (mine.state === 'dialling' && far?.state !== 'talking') return say('no.notAnswered');
    return far ?? say('no.nobodyThere');
  }
  const parked = call.legs.find((leg) => leg.state === 'parked');
  if (parked) return parked;
  const movable = call.legs.filter((leg) => leg.state !== 'ringing' && leg.state !== 'down');
  // Not those who are rung for a caller that waits: two phones of one person are no conference.
  if (movable.filter(isAnswered).length > 2) return say('no.conference');
  // Of two who talk the one from outside is the guest; between two of the house it is who called.
  return (
    movable.find((leg) => leg.extension === undefined) ??
    byId(call.caller) ??
    movable[0] ??
    say('no.notAnswered')
  );
}

/** The leg a drop of this call would move, or why none can be. */
export function movable(call: Call, tables: Tables, me: ExtensionKey | undefined): Movable {
  const mine = myLeg(call, me);
  const leg = legToMove(call, mine);
  if ('key' in leg) return refused(leg);
  const channel = tables.channels.get(leg.uniqueid);
  if (!channel) return refused(say('no.ended'));
  if (channel.state === 'Down' || channel.state === 'Ringing' || leg.state === 'ringing') {
    return refused(say('no.notAnswered'));
  }
  return { moving: { leg, mine, partner: bridgePartner(tables, leg.uniqueid) } };
}

/**
 * Whether what was lifted is still what is there: the same leg, with the same far end, not since answered by
 * somebody else or gone. A drop on a call that changed under the pointer is refused.
 */
export function unchanged(
  lifted: Moving,
  tables: Tables,
  now: Call | undefined,
  me: ExtensionKey | undefined,
): Say | undefined {
  if (!now || !tables.channels.has(lifted.leg.uniqueid)) return say('no.ended');
  const present = movable(now, tables, me);
  if ('refused' in present) return present.refused;
  const { leg, mine } = present.moving;
  const answered = isAnswered(leg);
  if (leg.uniqueid !== lifted.leg.uniqueid || answered !== isAnswered(lifted.leg)) return say('no.changed');
  // Who waits may be rung for here and there meanwhile: whom one talks with is what must not have changed.
  if (!answered) return undefined;
  if (mine?.uniqueid !== lifted.mine?.uniqueid) return say('no.changed');
  const same =
    leg.with.length === lifted.leg.with.length && leg.with.every((id) => lifted.leg.with.includes(id));
  return same ? undefined : say('no.changed');
}

const isAnswered = (leg: Leg): boolean =>
  leg.state === 'talking' || leg.state === 'held' || leg.state === 'conference';
