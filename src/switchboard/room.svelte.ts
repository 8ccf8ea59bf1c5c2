import { createContext, untrack } from 'svelte';
import type { Command, Drop, Operator, Target } from '../commands/index.ts';
import type { Live } from '../live.svelte.ts';
import {
  extensionOf,
  groups,
  type Call,
  type Extension,
  type ExtensionKey,
  type Linkedid,
} from '../pbx/index.ts';
import {
  createSearch,
  digitsOf,
  type How,
  type MenuChoice,
  type Point,
  type Search,
  type Ui,
} from '../ui/index.ts';
import { say, type Say } from '../words/index.ts';
import { myLegOf, whoIs, type Around, type Names } from './describe.ts';
import type { Use } from './use.ts';

/** Where a call can be let go. `choice`: one of the named choices rather than the plain drop. */
export interface Spot {
  readonly id: string;
  readonly target: Target;
  readonly choice: string | undefined;
}

/** A call in the hand. */
export interface Lifted {
  /** As it was when lifted. */
  readonly call: Call;
  readonly who: string;
  readonly how: How;
}

/** What the call in the hand is over. */
export interface Over {
  readonly spot: Spot;
  readonly drop: Drop;
  /** Every choice is shown. */
  readonly open: boolean;
  /** Of what it is over, on the screen. */
  readonly at: DOMRect | undefined;
}

export interface OpenMenu {
  readonly label: string;
  readonly choices: readonly MenuChoice[];
  readonly at: DOMRect;
}

export interface RoomOptions {
  readonly live: Live;
  readonly operator: Operator;
  readonly ui: Ui;
  /** The operator's own extension. */
  readonly me: () => ExtensionKey | undefined;
  readonly chooseMe: (key: ExtensionKey | undefined) => void;
  /** Runs something when what has changed by now is on the screen. */
  readonly afterPaint: (run: () => void) => () => void;
  /** Whom one means most often: found first. */
  readonly use?: Use;
}

/** `2004@internal` → `2004`. */
export const numberIn = (key: ExtensionKey): string => key.slice(0, key.lastIndexOf('@'));

/** Read for the sake of being read: what is derived here is derived anew when one of these changes. */
const follows = (..._read: readonly unknown[]): void => {};

/** What the parts of the switchboard share: who is selected, lifted, being asked. */
export type Room = ReturnType<typeof createRoom>;

export const [useRoom, provideRoom] = createContext<Room>();

export function createRoom({ live, operator, ui, me, chooseMe, afterPaint, use }: RoomOptions) {
  const { tables } = live;
  const { t } = ui.language;

  let chosen = $state.raw<Linkedid>();
  let lifted = $state.raw<Lifted>();
  let over = $state.raw<Over>();
  let hand = $state.raw<Point>({ x: 0, y: 0 });
  let asking = $state.raw<Command>();
  let sending = $state.raw<Call>();
  let menu = $state.raw<OpenMenu>();
  let tile = $state.raw<ExtensionKey>();
  let presenceOf = $state.raw<ExtensionKey>();

  const names: Names = {
    get me() {
      return me();
    },
    nameOf: (key) => tables.names.get(key) ?? numberIn(key),
  };

  /** Counts the flights begun or found, which no table tells. */
  let flights = $state(0);
  $effect(() => operator.onFlights(() => (flights += 1)));
  const calls = $derived([...tables.calls.values()]);
  const mine = $derived.by(() => {
    // What the operator knows beside the tables: the session and who sits here.
    follows(live.state);
    follows(flights);
    const own = operator.myCalls();
    // Whom I parked is still mine to look after.
    const devices = tables.extensions.get(me() ?? '')?.devices ?? [];
    const parked = [...tables.parked.values()]
      .filter((slot) => devices.includes(slot.parker))
      .flatMap((slot) => tables.calls.get(slot.linkedid) ?? [])
      .filter((call) => own.every((other) => other.linkedid !== call.linkedid));
    return [...own, ...parked];
  });
  const others = $derived(
    calls
      .filter((call) => mine.every((own) => own.linkedid !== call.linkedid))
      .sort((a, b) => a.since - b.since),
  );
  const selected = $derived((chosen === undefined ? undefined : tables.calls.get(chosen)) ?? mine[0]);

  // The board changes when extensions come and go, not when one of ten thousand rings.
  const board = $derived.by(() => {
    follows(tables.extensions.size);
    const { site } = live;
    return untrack(() => groups(tables, site));
  });
  const keys = $derived(board.flatMap((group) => group.keys));
  const search: Search<ExtensionKey> = $derived.by(() => {
    follows(tables.names.values());
    return untrack(() =>
      createSearch(
        keys.map((key) => ({ value: key, names: [names.nameOf(key)], numbers: [numberIn(key)] })),
        (key) => use?.of(key) ?? 0,
      ),
    );
  });
  const around: Around = {
    parked: tables.parked,
    queued: tables.queued,
    whose(device) {
      const extension = untrack(() => extensionOf(tables, device, live.site));
      return extension === undefined ? device : names.nameOf(extension.key);
    },
  };

  const carrying = $derived(lifted !== undefined);

  const unknown = () => t(say('calls.unknown'));
  const who = (call: Call) => whoIs(call, names) ?? unknown();

  async function perform(command: Command, call: Call | undefined): Promise<void> {
    const outcome = await command.run();
    if (outcome.ok && command.reaches !== undefined) use?.count(command.reaches);
    // A call that went its way is no longer the one that is meant.
    if (outcome.ok && call !== undefined && chosen === call.linkedid) chosen = undefined;
    const back = () => {
      const now = call === undefined ? undefined : tables.calls.get(call.linkedid);
      return now && operator.commandsFor({ kind: 'call', call: now }).find((each) => each.id === 'takeBack');
    };
    ui.announcer.tell(
      outcome,
      outcome.ok && command.id === 'safe'
        ? {
            undo: {
              label: say('act.takeBack'),
              possible: () => back() !== undefined,
              run: () => {
                const command = back();
                if (command !== undefined) void perform(command, call);
              },
            },
          }
        : undefined,
    );
  }
  /** Runs an act, asking first where it cannot be taken back. */
  function run(command: Command, call?: Call): void {
    if (command.refused !== undefined)
      ui.announcer.tell({ ok: false, said: command.refused }, { passing: true });
    else if (command.confirm) asking = command;
    else void perform(command, call);
  }

  const previewOf = (spot: Spot, drop: Drop): Command | undefined =>
    spot.choice === undefined ? drop.command : drop.choices.find((command) => command.id === spot.choice);
  const sayPreview = () => {
    if (over === undefined || lifted === undefined) return;
    const command = previewOf(over.spot, over.drop);
    const why = command?.refused ?? (command === undefined ? over.drop.refused : undefined);
    if (why !== undefined) ui.announcer.say(why);
    else if (command !== undefined) ui.announcer.say(command.consequence);
  };

  /** The key of an act, as this person has set it. Fetching a parked caller and a ringing one is one key. */
  const keyOf = ({ id, key }: Command): string | undefined =>
    key === undefined ? undefined : ui.keys.patterns({ id: id === 'fetch' ? 'pickUp' : id, keys: [key] })[0];
  const choiceOf = (command: Command, call: Call | undefined): MenuChoice => ({
    id: command.id,
    label: t(command.label),
    // A presence's own name says it all.
    detail:
      command.icon === 'presence' ? undefined : [command.consequence, ...command.notes].map(t).join(' · '),
    glyph: command.icon,
    key: keyOf(command),
    refused: command.refused === undefined ? undefined : t(command.refused),
    run: () => run(command, call),
  });

  return {
    live,
    tables,
    operator,
    ui,
    names,
    around,
    who,
    get me() {
      return me();
    },
    chooseMe,
    afterPaint,
    get mine() {
      return mine;
    },
    get others() {
      return others;
    },
    get selected() {
      return selected;
    },
    /** The call that was chosen has ended: what a key was meant for is no longer there. Forgets the choice. */
    chosenEnded(): boolean {
      if (chosen === undefined || tables.calls.has(chosen)) return false;
      chosen = undefined;
      return true;
    },
    select(linkedid: Linkedid | undefined) {
      chosen = linkedid;
    },
    /** Tiles by department or context, in the order of the board. */
    get groups() {
      return board;
    },
    /** The tile that has the focus. */
    get tile() {
      return tile;
    },
    focusTile(key: ExtensionKey | undefined) {
      tile = key;
    },
    find: (query: string, limit: number): readonly ExtensionKey[] => search.find(query, limit),
    commandsFor(call: Call): readonly Command[] {
      follows(live.state, me());
      return operator.commandsFor({ kind: 'call', call });
    },
    nameOfTarget(target: Target): string {
      switch (target.kind) {
        case 'extension':
          return names.nameOf(target.extension.key);
        case 'number':
          return target.number;
        case 'park':
          return t(say('board.park'));
      }
    },
    targetOf(key: string): Target | undefined {
      if (key === 'park') return { kind: 'park' };
      if (key.startsWith('number:')) return { kind: 'number', number: key.slice(7) };
      const extension = tables.extensions.get(key);
      return extension && { kind: 'extension', extension };
    },
    /** What was typed as a number nobody on the board has. */
    strangeNumber(query: string): string | undefined {
      const digits = digitsOf(query);
      if (digits === undefined) return undefined;
      return keys.some((key) => numberIn(key) === digits) ? undefined : digits;
    },
    run,
    get asking() {
      return asking;
    },
    answer(yes: boolean) {
      const command = asking;
      asking = undefined;
      if (yes && command !== undefined) void perform(command, undefined);
    },

    /** Whose presence is being given a message. */
    get presenceOf() {
      return presenceOf;
    },
    askPresence(key: ExtensionKey | undefined) {
      presenceOf = key;
    },

    /** The chooser "Send to…". */
    get sending() {
      return sending;
    },
    sendTo(call: Call | undefined) {
      if (call === undefined) ui.announcer.tell({ ok: false, said: say('typed.noCall') }, { passing: true });
      else sending = call;
    },
    sendingDone() {
      sending = undefined;
    },

    get menu() {
      return menu;
    },
    openMenu(next: OpenMenu | undefined) {
      menu = next;
    },
    keyOf,
    choiceOf,
    /** Everything one can do with a tile, first with the selected call. */
    tileChoices(extension: Extension): readonly MenuChoice[] {
      const call = selected;
      const drop =
        call === undefined || extension.key === me()
          ? undefined
          : operator.drop(call, { kind: 'extension', extension });
      return [
        ...(drop?.choices ?? []).map((command) => choiceOf(command, call)),
        ...operator
          .commandsFor({ kind: 'extension', extension })
          .map((command) => choiceOf(command, undefined)),
        ...(extension.presentity === undefined ? [] : [this.messageChoice(extension)]),
      ];
    },
    /** The presence with words of one's own. */
    messageChoice: (extension: Extension): MenuChoice => ({
      id: 'presence.message',
      label: t(say('me.message')),
      glyph: 'presence',
      run: () => (presenceOf = extension.key),
    }),
    dropChoices(call: Call, target: Target): readonly MenuChoice[] {
      return operator.drop(call, target).choices.map((command) => choiceOf(command, call));
    },

    // The call in the hand; the gestures are ui/drag's, the meaning is here.
    get lifted() {
      return lifted;
    },
    /** A call is in the hand; changes at lifting and letting go alone. */
    get carrying() {
      return carrying;
    },
    get over() {
      return over;
    },
    get hand() {
      return hand;
    },
    previewOf,
    lift(call: Call, how: How, at: Point) {
      const name = who(call);
      hand = at;
      over = undefined;
      lifted = { call, who: name, how };
      chosen = call.linkedid;
      ui.announcer.say(
        how === 'keyboard' ? say('drag.lifted', { caller: name }) : say('drag.taken', { caller: name }),
      );
    },
    moveHand(at: Point) {
      hand = at;
    },
    hover(spot: Spot | undefined, at: DOMRect | undefined) {
      if (lifted === undefined) return;
      if (spot === undefined) over = undefined;
      else if (over !== undefined && over.spot.id === spot.id) over = { ...over, spot };
      else over = { spot, drop: operator.drop(lifted.call, spot.target), open: false, at };
      sayPreview();
    },
    openChoices() {
      if (over !== undefined && over.drop.choices.length > 1) over = { ...over, open: true };
    },
    letGo(call: Call, spot: Spot) {
      const drop = operator.drop(call, spot.target);
      const command = previewOf(spot, drop);
      lifted = undefined;
      over = undefined;
      if (command === undefined || command.refused !== undefined) {
        const why: Say = command?.refused ?? drop.refused ?? say('no.changed');
        ui.announcer.tell({ ok: false, said: why }, { passing: true });
      } else run(command, call);
    },
    putBack() {
      const caller = lifted?.who ?? '';
      lifted = undefined;
      over = undefined;
      ui.announcer.say(say('drag.putBack', { caller }));
    },
    /** Whether a plain drop there would do something: drawn as an outline. */
    possible(target: Target): boolean {
      return lifted !== undefined && operator.drop(lifted.call, target).command !== undefined;
    },
    amIn: (call: Call) => myLegOf(call, me()) !== undefined,
  };
}
