/** The tables as they are kept, and the one way in which a change is made in them. */
import type { Change, Tables } from './types.ts';

type ValueOf<M> = M extends ReadonlyMap<string, infer V> ? V : never;
export type MutableTables = { readonly [T in keyof Tables]: Map<string, ValueOf<Tables[T]>> };

export function emptyTables(): MutableTables {
  return {
    channels: new Map(),
    bridges: new Map(),
    dials: new Map(),
    extensions: new Map(),
    devices: new Map(),
    parked: new Map(),
    queued: new Map(),
    mailboxes: new Map(),
    calls: new Map(),
    lines: new Map(),
    names: new Map(),
  };
}

export function putChange(tables: MutableTables, change: Change): void {
  // Which value belongs to which table, Change has said; the compiler loses it at a computed name.
  const table = tables[change.table] as Map<string, unknown>;
  if (change.value === undefined) table.delete(change.id);
  else table.set(change.id, change.value);
}
