/** What differs between two texts, for CodeMirror's comparison: our line diff, refined where it is cheap to. */
import { Change, diff as characters } from '@codemirror/merge';
import { diff } from '../../config/index.ts';

/** Characters on both sides up to which a difference of lines is looked at letter by letter. */
const FINE = 4_000;

/** Offset of every line's start, and one more: where a line behind the last would start. */
function starts(lines: readonly string[]): Uint32Array {
  const offsets = new Uint32Array(lines.length + 1);
  for (const [at, line] of lines.entries()) offsets[at + 1] = (offsets[at] ?? 0) + line.length + 1;
  return offsets;
}

export function changesBetween(a: string, b: string): readonly Change[] {
  const linesA = a.split('\n');
  const linesB = b.split('\n');
  const atA = starts(linesA);
  const atB = starts(linesB);
  return diff(linesA, linesB).flatMap(({ from, until, otherFrom, otherUntil }) => {
    let fromA = atA[from] ?? 0;
    let fromB = atB[otherFrom] ?? 0;
    let toA = atA[until] ?? 0;
    let toB = atB[otherUntil] ?? 0;
    // Behind the last line there is no break: one in front of what differs goes with it instead.
    if (toA > a.length || toB > b.length) {
      const both = until > from && otherUntil > otherFrom;
      toA -= 1;
      toB -= 1;
      if (!both) {
        fromA -= 1;
        fromB -= 1;
      }
    }
    if (toA - fromA + toB - fromB > FINE || toA === fromA || toB === fromB)
      return [new Change(fromA, toA, fromB, toB)];
    return characters(a.slice(fromA, toA), b.slice(fromB, toB)).map(
      (one) => new Change(fromA + one.fromA, fromA + one.toA, fromB + one.fromB, fromB + one.toB),
    );
  });
}
