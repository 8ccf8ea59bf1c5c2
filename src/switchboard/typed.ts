/** The typed line: `anna`, `t anna`, `c 2004`, `p`. Letters are the defaults of the acts' keys. */
export type Typed =
  | { readonly act: 'find'; readonly who: string }
  /** Send the selected call to somebody. */
  | { readonly act: 'send'; readonly who: string }
  | { readonly act: 'call'; readonly who: string }
  /** An act of the selected call by its key or id: park, take back, fetch, hang up. */
  | { readonly act: 'do'; readonly letter: string };

const ALONE = new Set(['p', 'u', 'g', 'h']);

export function readTyped(text: string): Typed {
  const trimmed = text.trimStart();
  const space = /^(\p{L})\s+(.*)$/u.exec(trimmed);
  const letter = space?.[1]?.toLowerCase();
  if (letter === 't') return { act: 'send', who: space?.[2] ?? '' };
  if (letter === 'c') return { act: 'call', who: space?.[2] ?? '' };
  const alone = trimmed.trim().toLowerCase();
  if (ALONE.has(alone)) return { act: 'do', letter: alone };
  return { act: 'find', who: trimmed };
}
