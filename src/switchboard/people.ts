import { digitsOf, type Found, type Ui } from '../ui/index.ts';
import { say } from '../words/index.ts';
import { tile, type Call, type ExtensionKey } from '../pbx/index.ts';
import type { Command, Target } from '../commands/index.ts';
import { lookOf, tileState } from './describe.ts';
import type { Room } from './room.svelte.ts';

/** What Enter would do with somebody, and what else could be done. */
export interface Person {
  readonly found: Found;
  readonly target: Target;
  /** Undefined with `found.detail` saying why. */
  readonly command: Command | undefined;
}

const SHOWN = 8;

function describe(
  room: Room,
  target: Target,
  id: string,
  label: string,
  aside: string | undefined,
  glyph: string,
  call: Call | undefined,
): Person {
  const { t } = room.ui.language;
  const drop = call === undefined ? undefined : room.operator.drop(call, target);
  const command =
    drop === undefined
      ? target.kind === 'park'
        ? undefined
        : room.operator.commandsFor(target).find((each) => each.id === 'call')
      : drop.command;
  const why = command === undefined ? drop?.refused : command.refused;
  return {
    target,
    command,
    found: {
      id,
      label,
      aside,
      glyph,
      detail: why ? t(why) : command && [command.consequence, ...command.notes].map(t).join(' · '),
      refused: why !== undefined,
    },
  };
}

/** People and numbers that `who` may mean, for sending `call` there or, without one, for calling them. */
export function whoMay(room: Room, who: string, call: Call | undefined): readonly Person[] {
  const { t } = (room.ui satisfies Ui).language;
  const of = (key: ExtensionKey): readonly Person[] => {
    const extension = room.tables.extensions.get(key);
    if (extension === undefined) return [];
    const seen = tile(room.tables, key);
    const look = seen === undefined ? 'gone' : lookOf(tileState(seen));
    const glyph = look === 'gone' ? 'unavailable' : look;
    return [
      describe(
        room,
        { kind: 'extension', extension },
        key,
        room.names.nameOf(key),
        extension.exten,
        glyph,
        call,
      ),
    ];
  };
  const people = room
    .find(who, SHOWN)
    .filter((key) => key !== room.me)
    .flatMap(of);
  const number = room.strangeNumber(who);
  if (number !== undefined && digitsOf(who) !== undefined)
    people.push(
      describe(
        room,
        { kind: 'number', number },
        `number:${number}`,
        number,
        t(say('typed.number')),
        'call',
        call,
      ),
    );
  return people;
}

export function parkingOf(room: Room, call: Call): Person {
  return describe(
    room,
    { kind: 'park' },
    'park',
    room.ui.language.t(say('board.park')),
    undefined,
    'park',
    call,
  );
}
