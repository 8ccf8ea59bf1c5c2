import uFuzzy from '@leeoniya/ufuzzy';

/** What is found by name or number. */
export interface Entry<T> {
  readonly value: T;
  /** Words by which it is known. */
  readonly names: readonly string[];
  /** Numbers, matched from their first digit on. */
  readonly numbers: readonly string[];
}

export interface Search<T> {
  /** The best first, at most `limit`. An empty query finds nothing. */
  find(query: string, limit?: number): readonly T[];
}

// Letters that Unicode does not take apart into a base and a mark.
const UNMARKED: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
};

/** Łukasz → lukasz, ŞRÖDER → sroder; scripts without case or marks stay as they are. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .replace(/[łøđðþßæœıħ]/g, (letter) => UNMARKED[letter] ?? letter);
}

/** A number as digits: spaces, dashes, dots, slashes and brackets fall away; `undefined` when it holds letters. */
export function digitsOf(text: string): string | undefined {
  const digits = text.replace(/[\s\-./()]/g, '');
  return /^[+*#]?[0-9*#]*$/.test(digits) && digits !== '' ? digits : undefined;
}

/**
 * Made anew when the people change; building takes tens of milliseconds for 10,000 entries. Of those that match well
 * the ones most in `use` come first.
 */
export function createSearch<T>(
  entries: readonly Entry<T>[],
  use: (value: T) => number = () => 0,
): Search<T> {
  const haystack = entries.map((entry) => fold(entry.names.join(' ')));
  // One typing error a word is forgiven ("jhon"), which suits names and not numbers.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- a const enum, which single-file compilation cannot read
  const fuzzy = new uFuzzy({ intraMode: 1 });
  /** Most used first; those never used stay in the order they have. */
  const ranked = (values: readonly T[]): readonly T[] => {
    const used = values.filter((value) => use(value) > 0).sort((a, b) => use(b) - use(a));
    return used.length === 0 ? values : [...used, ...values.filter((value) => use(value) <= 0)];
  };
  const byNumber = (digits: string, limit: number): T[] => {
    const exact: T[] = [];
    const begins: T[] = [];
    for (const entry of entries) {
      if (entry.numbers.includes(digits)) exact.push(entry.value);
      else if (entry.numbers.some((number) => number.startsWith(digits))) begins.push(entry.value);
    }
    return [...ranked(exact), ...ranked(begins)].slice(0, limit);
  };
  const byName = (query: string, limit: number): T[] => {
    const needle = fold(query).trim();
    const at: number[] = [];
    // uFuzzy's matching knows Latin letters; other scripts are searched as they are written.
    if (/[\u0250-\u{10ffff}]/u.test(needle)) {
      haystack.forEach((text, index) => {
        if (text.includes(needle)) at.push(index);
      });
    } else {
      const [found, info, order] = fuzzy.search(haystack, needle, 4, 2_000);
      if (info !== null) for (const place of order) at.push(info.idx[place] ?? -1);
      else at.push(...(found ?? []));
    }
    // A word that only resembles what was typed does not come before one that begins with it, however often used.
    const terms = needle.split(/\s+/);
    const begins = (index: number): boolean => {
      const words = haystack[index]?.split(/[^\p{L}\p{N}]+/u) ?? [];
      return terms.every((term) => words.some((word) => word.startsWith(term)));
    };
    const found: T[] = [];
    const first: T[] = [];
    for (const index of at) {
      const value = entries[index]?.value;
      if (value === undefined) continue;
      (use(value) > 0 && begins(index) ? first : found).push(value);
    }
    return [...ranked(first), ...found].slice(0, limit);
  };
  return {
    find(query, limit = Infinity) {
      if (query.trim() === '') return [];
      const digits = digitsOf(query);
      return digits === undefined ? byName(query, limit) : byNumber(digits, limit);
    },
  };
}
