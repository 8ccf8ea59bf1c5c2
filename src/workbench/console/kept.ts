/** Favourites of the console, kept in this browser. What may be a secret is not kept. */
import { formOf, keepable, type Typed } from '../../console/index.ts';
import type { Preferences } from '../../ui/index.ts';

export interface Favourite {
  readonly name: string;
  readonly action: string;
  readonly values: readonly Typed[];
}

const KEY = 'console.favourites';

/** Whatever else stands there (an older version's, somebody's hand) is read as none. */
export function readFavourites(preferences: Preferences): readonly Favourite[] {
  try {
    const kept: unknown = JSON.parse(preferences.get(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isFavourite) : [];
  } catch {
    return [];
  }
}

function isFavourite(one: unknown): one is Favourite {
  const { name, action, values } = (one ?? {}) as Partial<Record<keyof Favourite, unknown>>;
  return (
    typeof name === 'string' &&
    typeof action === 'string' &&
    Array.isArray(values) &&
    values.every((typed: unknown) => {
      const { name: header, index, value } = (typed ?? {}) as Partial<Record<keyof Typed, unknown>>;
      return (
        typeof header === 'string' &&
        typeof value === 'string' &&
        (index === undefined || typeof index === 'number')
      );
    })
  );
}

/** Adds or replaces by name; undefined takes it out. */
export function keepFavourite(
  preferences: Preferences,
  name: string,
  favourite: Omit<Favourite, 'name'> | undefined,
): readonly Favourite[] {
  const others = readFavourites(preferences).filter((one) => one.name !== name);
  const all = favourite
    ? [
        ...others,
        { name, action: favourite.action, values: keepable(formOf(favourite.action), favourite.values) },
      ]
    : others;
  all.sort((a, b) => a.name.localeCompare(b.name));
  preferences.set(KEY, all.length > 0 ? JSON.stringify(all) : undefined);
  return all;
}
