/** Where lines stand after others were put in, taken out or changed around them. */
import { diff, type Document } from '../../config/index.ts';

/** One text after another of the same file; how lines end is no difference. */
export interface Passage {
  readonly before: Document;
  readonly after: Document;
}

const hunksOf = ({ before, after }: Passage) =>
  before === after ? [] : diff(before.lines.map(textOf), after.lines.map(textOf));
const textOf = ({ text }: { readonly text: string }): string => text;

/** Where line `at` stands now; undefined where it is gone, or says something else. */
export function lineAfter(at: number, passage: Passage): number | undefined {
  let shift = 0;
  for (const { from, until, otherFrom, otherUntil } of hunksOf(passage)) {
    if (from > at) break;
    if (at < until) return undefined;
    shift += otherUntil - otherFrom - (until - from);
  }
  return at + shift;
}

/** The same for the gap in front of line `at`: it stays with the line above it, else with the one below. */
export function gapAfter(at: number, passage: Passage): number | undefined {
  const below = lineAfter(at, passage);
  if (at === 0) return below ?? 0;
  const above = lineAfter(at - 1, passage);
  return above === undefined ? below : above + 1;
}
