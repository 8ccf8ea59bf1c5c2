/** Questions asked of the mirror. Each reads single entities by id, so that a screen follows only what it shows. */
import { isPhone } from './reduce.ts';
import type { Site } from './site.ts';
import type {
  Call,
  Extension,
  ExtensionKey,
  ExtensionState,
  Leg,
  Line,
  Mailbox,
  Presence,
  Tables,
} from './types.ts';

/** What a tile says. */
export interface Tile {
  readonly key: ExtensionKey;
  readonly exten: string;
  readonly context: string;
  /** The best name known, else the number. */
  readonly name: string;
  /**
   * As the hint says, except that a hint which is idle only because a `Custom:` device in it is idle, while no
   * phone is registered, is unavailable: an idle phone can be rung, this one cannot.
   */
  readonly state: ExtensionState;
  /** No phone of this extension is registered: false. Undefined where the account cannot know, or it has no phone. */
  readonly registered: boolean | undefined;
  /** With whom: what is ringing first, then talking. Undefined when there is no call. */
  readonly line: Line | undefined;
  /** How many calls there are at this extension. */
  readonly lines: number;
  /** Name or number of the far end, the name of its tile where it has one; empty when unknown. */
  readonly with: string;
  /** Since when the line, or else the state, is as it is; undefined when unknown. */
  readonly since: number | undefined;
  readonly presence: Presence | undefined;
  readonly unread: number;
}

export function tile(tables: Tables, key: ExtensionKey, mailboxContext = 'default'): Tile | undefined {
  const extension = tables.extensions.get(key);
  if (!extension) return undefined;
  const lines = tables.lines.get(key) ?? [];
  const line = foremost(lines);
  const there = registered(tables, extension);
  return {
    key,
    exten: extension.exten,
    context: extension.context,
    name: tables.names.get(key) ?? extension.exten,
    state: there === false && extension.state === 'idle' ? 'unavailable' : extension.state,
    registered: there,
    line,
    lines: new Set(lines.map((each) => each.linkedid)).size,
    with: line ? farName(tables, line) : '',
    since: line?.since ?? extension.since,
    presence: extension.presence,
    unread: mailboxOf(tables, extension, mailboxContext)?.unread ?? 0,
  };
}

/** What wants an answer comes before what has one. */
const urgency: Readonly<Record<Line['state'], number>> = {
  ringing: 0,
  talking: 1,
  conference: 1,
  held: 2,
  dialling: 3,
  queued: 4,
  menu: 5,
  parked: 6,
  down: 7,
};

function foremost(lines: readonly Line[]): Line | undefined {
  let best: Line | undefined;
  for (const line of lines) if (!best || urgency[line.state] < urgency[best.state]) best = line;
  return best;
}

function farName(tables: Tables, line: Line): string {
  const named = line.farExtension === undefined ? undefined : tables.names.get(line.farExtension);
  return named ?? (line.party.name || line.party.number);
}

/** Whether any phone of the extension is registered; the hint's `Custom:` devices are no phones. */
function registered(tables: Tables, extension: Extension): boolean | undefined {
  let known: boolean | undefined;
  for (const id of extension.devices) {
    if (!isPhone(id)) continue;
    const told = tables.devices.get(id)?.registered;
    if (told === true) return true;
    if (told === false) known = false;
    // Without a device state the hint alone speaks, and for it alone when it names one device.
    else if (extension.devices.length === 1 && extension.state === 'unavailable') known = false;
  }
  return known;
}

function mailboxOf(tables: Tables, extension: Extension, context = 'default'): Mailbox | undefined {
  return tables.mailboxes.get(`${extension.exten}@${context}`);
}

/** The calls with a leg at this extension, oldest first. */
export function callsOf(tables: Tables, key: ExtensionKey): readonly Call[] {
  const calls: Call[] = [];
  for (const line of tables.lines.get(key) ?? []) {
    const call = tables.calls.get(line.linkedid);
    if (call && !calls.includes(call)) calls.push(call);
  }
  return calls;
}

/** The extension whose hint names the device: of the site's own context first. */
export function extensionOf(tables: Tables, device: string, site?: Site): Extension | undefined {
  let first: Extension | undefined;
  for (const extension of tables.extensions.values()) {
    if (!extension.devices.includes(device)) continue;
    if (site === undefined || extension.context === site.context) return extension;
    first ??= extension;
  }
  return first;
}

/** An end of a call as a card names it. */
export interface CallParty {
  readonly leg: Leg;
  /** The tile's name, else the caller ID's, else the number; empty when all are unknown. */
  readonly name: string;
  readonly number: string;
}

/** The ends of a call, the one that began it first. */
export function partiesOf(tables: Tables, call: Call): readonly CallParty[] {
  const legs = [...call.legs].sort(
    (a, b) => Number(b.uniqueid === call.caller) - Number(a.uniqueid === call.caller),
  );
  return legs.map((leg) => {
    const named = leg.extension === undefined ? undefined : tables.names.get(leg.extension);
    return { leg, name: named ?? (leg.party.name || leg.party.number), number: leg.party.number };
  });
}

/** Extensions under one heading of the board. */
export interface Group {
  /** A department's name, or a context; unique. */
  readonly name: string;
  readonly kind: 'department' | 'context';
  readonly keys: readonly ExtensionKey[];
}

/** The site's departments in its order, then whoever is in none, by context, the site's own first. */
export function groups(tables: Tables, site: Site): readonly Group[] {
  const byNumber = new Map<string, ExtensionKey[]>();
  for (const { key, exten } of tables.extensions.values()) {
    const keys = byNumber.get(exten);
    if (keys) keys.push(key);
    else byNumber.set(exten, [key]);
  }
  const placed = new Set<ExtensionKey>();
  const found: Group[] = [];
  for (const department of site.departments) {
    const keys: ExtensionKey[] = [];
    for (const entry of department.extensions) {
      const all = tables.extensions.has(entry) ? [entry] : (byNumber.get(entry) ?? []);
      const own = all.filter((key) => site.context === '' || key.endsWith(`@${site.context}`));
      for (const key of own.length > 0 ? own : all) {
        if (placed.has(key)) continue;
        placed.add(key);
        keys.push(key);
      }
    }
    if (keys.length > 0) found.push({ name: department.name, kind: 'department', keys });
  }
  const rest = new Map<string, ExtensionKey[]>();
  for (const { key, context } of tables.extensions.values()) {
    if (placed.has(key)) continue;
    const keys = rest.get(context);
    if (keys) keys.push(key);
    else rest.set(context, [key]);
  }
  const contexts = [...rest.keys()].sort(
    (a, b) => Number(b === site.context) - Number(a === site.context) || (a < b ? -1 : 1),
  );
  for (const context of contexts)
    found.push({ name: context, kind: 'context', keys: (rest.get(context) ?? []).sort(byNumberFirst) });
  return found;
}

const collator = new Intl.Collator('en', { numeric: true });

function byNumberFirst(a: string, b: string): number {
  return collator.compare(a, b);
}
