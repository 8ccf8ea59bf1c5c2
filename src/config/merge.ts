/** Three texts made one: what either side changed alone is taken over, what both changed differently stays with both. */
import { diff, type Hunk } from './diff.ts';
import { parse, print } from './document.ts';
import type { Document, Line } from './types.ts';

/** A stretch of the merged text. */
export type Piece<T = string> =
  /** Nobody changed it, or both did alike; as it stands in theirs. */
  | { readonly tag: 'same'; readonly lines: readonly T[] }
  | {
      readonly tag: 'ours' | 'theirs';
      /** As it was. */
      readonly base: readonly T[];
      readonly lines: readonly T[];
    }
  | {
      readonly tag: 'conflict';
      readonly base: readonly T[];
      readonly ours: readonly T[];
      readonly theirs: readonly T[];
    };

export type Conflict<T = string> = Piece<T> & { readonly tag: 'conflict' };

/** `base` is what both began with, `ours` the draft here, `theirs` what stands in the file now; alike by their `text`. */
export function merge<T>(
  base: readonly T[],
  ours: readonly T[],
  theirs: readonly T[],
  text: (one: T) => string = String,
): readonly Piece<T>[] {
  const pieces: Piece<T>[] = [];
  const texts = base.map(text);
  const a = diff(texts, ours.map(text));
  const b = diff(texts, theirs.map(text));
  const isSame = (one: readonly T[], other: readonly T[]): boolean =>
    one.length === other.length &&
    one.every((line, at) => {
      const against = other[at];
      return against !== undefined && text(line) === text(against);
    });
  let at = 0;
  /** How far our lines and theirs are ahead of the base's. */
  let aheadA = 0;
  let aheadB = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const from = Math.min(a[i]?.from ?? Infinity, b[j]?.from ?? Infinity);
    const firstA = i;
    const firstB = j;
    let until = from;
    for (;;) {
      const nextA = a[i];
      const nextB = b[j];
      if (nextA && belongs(nextA, from, until, j > firstB, i === firstA && j === firstB)) {
        until = Math.max(until, nextA.until);
        i += 1;
      } else if (nextB && belongs(nextB, from, until, i > firstA, i === firstA && j === firstB)) {
        until = Math.max(until, nextB.until);
        j += 1;
      } else break;
    }
    if (from > at) pieces.push({ tag: 'same', lines: theirs.slice(at + aheadB, from + aheadB) });
    const was = base.slice(from, until);
    const growthA = growth(a, firstA, i);
    const growthB = growth(b, firstB, j);
    const mine = ours.slice(from + aheadA, until + aheadA + growthA);
    const other = theirs.slice(from + aheadB, until + aheadB + growthB);
    if (j === firstB) pieces.push({ tag: 'ours', base: was, lines: mine });
    else if (i === firstA) pieces.push({ tag: 'theirs', base: was, lines: other });
    else if (isSame(mine, other)) pieces.push({ tag: 'same', lines: other });
    else pieces.push({ tag: 'conflict', base: was, ours: mine, theirs: other });
    aheadA += growthA;
    aheadB += growthB;
    at = until;
  }
  if (at < base.length) pieces.push({ tag: 'same', lines: theirs.slice(at + aheadB) });
  return pieces;
}

/** Whether a hunk cannot be told from what was changed between `from` and `until`. */
function belongs(hunk: Hunk, from: number, until: number, besideOther: boolean, first: boolean): boolean {
  if (first) return hunk.from === from;
  if (hunk.from < until) return true;
  // Something inserted just where the other changed something: which comes first is for a person to say.
  return besideOther && hunk.from === until && (hunk.until === hunk.from || until === from);
}

function growth(all: readonly Hunk[], from: number, until: number): number {
  let lines = 0;
  for (const one of all.slice(from, until)) lines += one.otherUntil - one.otherFrom - (one.until - one.from);
  return lines;
}

/** The text, each conflict as it was decided; both sides of it, ours first, where it was not. */
export function mergedLines<T>(
  pieces: readonly Piece<T>[],
  decide: (conflict: Conflict<T>) => readonly T[] = ({ ours, theirs }) => [...ours, ...theirs],
): readonly T[] {
  return pieces.flatMap((piece) => (piece.tag === 'conflict' ? decide(piece) : piece.lines));
}

/** How lines end is no difference: each keeps the end it has, and what both have is as in theirs. */
export const mergeDocuments = (base: Document, ours: Document, theirs: Document): readonly Piece<Line>[] =>
  merge(base.lines, ours.lines, theirs.lines, ({ text }) => text);

/** One document of the pieces; see {@link mergeDocuments}. */
export function mergedDocument(
  pieces: readonly Piece<Line>[],
  { bom, lines: theirs }: Document,
  decide?: (conflict: Conflict<Line>) => readonly Line[],
): Document {
  const lines = mergedLines(pieces, decide);
  // Only the last line may be without an end.
  const plain = theirs.find(({ end }) => end !== '')?.end ?? '\n';
  const ended = lines.map((line, at) =>
    at < lines.length - 1 && line.end === '' ? { ...line, end: plain } : line,
  );
  return parse(print({ bom, lines: ended }));
}
