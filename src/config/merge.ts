/** Three texts made one: what either side changed alone is taken over, what both changed differently stays with both. */
import { diff, type Hunk } from './diff.ts';

/** A stretch of the merged text. */
export type Piece =
  /** Nobody changed it, or both did alike. */
  | { readonly tag: 'same'; readonly lines: readonly string[] }
  | {
      readonly tag: 'ours' | 'theirs';
      /** As it was. */
      readonly base: readonly string[];
      readonly lines: readonly string[];
    }
  | {
      readonly tag: 'conflict';
      readonly base: readonly string[];
      readonly ours: readonly string[];
      readonly theirs: readonly string[];
    };

export type Conflict = Piece & { readonly tag: 'conflict' };

/** `base` is what both began with, `ours` the draft here, `theirs` what stands in the file now. */
export function merge(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  const a = diff(base, ours);
  const b = diff(base, theirs);
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
    if (from > at) pieces.push({ tag: 'same', lines: base.slice(at, from) });
    const was = base.slice(from, until);
    const growthA = growth(a, firstA, i);
    const growthB = growth(b, firstB, j);
    const mine = ours.slice(from + aheadA, until + aheadA + growthA);
    const other = theirs.slice(from + aheadB, until + aheadB + growthB);
    if (j === firstB) pieces.push({ tag: 'ours', base: was, lines: mine });
    else if (i === firstA) pieces.push({ tag: 'theirs', base: was, lines: other });
    else if (isSame(mine, other)) pieces.push({ tag: 'same', lines: mine });
    else pieces.push({ tag: 'conflict', base: was, ours: mine, theirs: other });
    aheadA += growthA;
    aheadB += growthB;
    at = until;
  }
  if (at < base.length) pieces.push({ tag: 'same', lines: base.slice(at) });
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

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((line, at) => line === other[at]);

/** The text, each conflict as it was decided; both sides of it, ours first, where it was not. */
export function mergedLines(
  pieces: readonly Piece[],
  decide: (conflict: Conflict) => readonly string[] = ({ ours, theirs }) => [...ours, ...theirs],
): readonly string[] {
  return pieces.flatMap((piece) => (piece.tag === 'conflict' ? decide(piece) : piece.lines));
}
