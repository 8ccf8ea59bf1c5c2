/**
 * The operator's position: what may be done from here, what the site offers, and what names and places mean. Every
 * act asks it anew; it keeps nothing but whether the site has the safe context.
 */
import { epochOf } from '../ami/index.ts';
import { matches, type Call, type Extension, type ExtensionKey, type Leg } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import type { Desk } from './desk.ts';
import { callWith, movable, unchanged, type Moving } from './legs.ts';
import { exists, reachable, ringable, type Place } from './moves.ts';
import { Stopped } from './stopped.ts';
import type { Target } from './types.ts';

export type Position = ReturnType<typeof createPosition>;

export function createPosition(desk: Desk) {
  const { session, tables } = desk;

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

  /** In the moment between signing in and knowing, nothing: what may be refused is not offered. */
  const allowed = (action: string): boolean =>
    session.state.tag === 'live' && session.state.site.actions.has(action);
  const right = (...actions: readonly string[]): Say | undefined => {
    if (epochOf(session.state) === undefined) return say('no.signedOut');
    if (session.state.tag !== 'live') return say('no.rightsUnknown');
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
      tables.calls.get(linkedid) ?? callWith(tables, lifted.leg.uniqueid),
      desk.me(),
    );
    if (why) throw new Stopped(why);
  }
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
  const keyOf = (target: Target): ExtensionKey | undefined => {
    if (target.kind === 'park') return undefined;
    const place = placeOf(target);
    const key = `${place.exten}@${place.context}`;
    return tables.extensions.has(key) ? key : undefined;
  };
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

  return {
    /** The site's safe context is known to be there. */
    hasSafe: (): boolean => safe === true,
    learn,
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
    close: undoState,
  };
}
