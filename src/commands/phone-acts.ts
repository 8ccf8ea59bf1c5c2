/** What rings my own phone first: calling somebody, fetching a parked caller. */
import type { Parked } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import { command } from './command.ts';
import type { Desk } from './desk.ts';
import type { Flights } from './flights.ts';
import { exists, newChannelId, reachable, ring } from './moves.ts';
import type { Position } from './position.ts';
import { Stopped } from './stopped.ts';
import type { Command, Target } from './types.ts';

export function phoneActs(desk: Desk, position: Position, flights: Flights) {
  const { session, tables } = desk;
  const { right, mine, notesOn, placeOf, nameOf, keyOf } = position;

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
      reaches: keyOf(target),
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

  return { call: callCommand, fetch: fetchParked };
}
