/**
 * Whom this person talks to and sends calls to, so that the people one means most often are found first. Kept in this
 * browser beside the other preferences: extensions and how often, nothing else.
 */
import type { Call, Change, ExtensionKey } from '../pbx/index.ts';
import type { Preferences } from '../ui/index.ts';

export interface Use {
  /** How often lately; 0 = never. */
  of(key: ExtensionKey): number;
  /** A call was sent to them, or they were called. */
  count(key: ExtensionKey): void;
  /** Conversations as the mirror tells them; each counts once. */
  follow(changes: readonly Change[], me: ExtensionKey | undefined): void;
}

/** Beyond so many every count is halved: what was long ago fades, and no more is kept than one can mean. */
const most = 500;
const NAME = 'use';

export function createUse(preferences: Preferences): Use {
  let counts = read(preferences);
  /** `Linkedid extension` of conversations already counted. */
  const counted = new Map<string, Set<ExtensionKey>>();

  function count(key: ExtensionKey): void {
    // Another tab may have counted since.
    counts = read(preferences);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const sum = [...counts.values()].reduce((before, each) => before + each, 0);
    if (sum > most)
      counts = new Map(
        [...counts].map(([each, often]) => [each, often / 2] as const).filter(([, often]) => often >= 0.5),
      );
    preferences.set(NAME, JSON.stringify(Object.fromEntries(counts)));
  }

  function talked(call: Call, me: ExtensionKey): void {
    const mine = call.legs.find((leg) => leg.extension === me && leg.state === 'talking');
    for (const leg of mine ? call.legs : []) {
      if (leg.extension === undefined || leg.extension === me || !mine?.with.includes(leg.uniqueid)) continue;
      const already = counted.get(call.linkedid) ?? new Set();
      counted.set(call.linkedid, already);
      if (already.has(leg.extension)) continue;
      already.add(leg.extension);
      count(leg.extension);
    }
  }

  return {
    of: (key) => counts.get(key) ?? 0,
    count,
    follow(changes, me) {
      for (const change of changes) {
        if (change.table !== 'calls') continue;
        if (change.value === undefined) counted.delete(change.id);
        else if (me !== undefined) talked(change.value, me);
      }
    },
  };
}

/** What is kept may be anything. */
function read(preferences: Preferences): Map<ExtensionKey, number> {
  let kept: unknown;
  try {
    kept = JSON.parse(preferences.get(NAME) ?? '{}');
  } catch {
    kept = {};
  }
  if (typeof kept !== 'object' || kept === null) return new Map();
  return new Map(
    Object.entries(kept).filter(
      (entry): entry is [ExtensionKey, number] =>
        typeof entry[1] === 'number' && Number.isFinite(entry[1]) && entry[1] > 0 && entry[1] <= most,
    ),
  );
}
