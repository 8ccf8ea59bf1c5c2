/** Two texts side by side: what differs stands face to face, what both have is folded but for a few lines around. */
import { diff } from '../../config/index.ts';

export type Compared =
  | { readonly tag: 'same'; readonly left: number; readonly right: number }
  /** Lines `left` and `right` differ; undefined: the other side has a line more. `hunk` counts the differences. */
  | {
      readonly tag: 'differs';
      readonly left: number | undefined;
      readonly right: number | undefined;
      readonly hunk: number;
    }
  /** Lines both have, from these on, not shown. */
  | { readonly tag: 'folded'; readonly left: number; readonly right: number; readonly count: number };

/** Lines shown around a difference. */
const AROUND = 3;

/** `opened`: left line numbers at which a fold was opened. */
export function compare(
  left: readonly string[],
  right: readonly string[],
  opened: ReadonlySet<number>,
): readonly Compared[] {
  const rows: Compared[] = [];
  let at = 0;
  let other = 0;
  const same = (until: number, first: boolean, last: boolean): void => {
    const count = until - at;
    const head = first ? 0 : AROUND;
    const tail = last ? 0 : AROUND;
    const from = at;
    for (let step = 0; step < count; step += 1) {
      if (step === head && count > head + tail + 1 && !opened.has(from + head)) {
        const folded = count - head - tail;
        rows.push({ tag: 'folded', left: at + step, right: other + step, count: folded });
        step += folded - 1;
      } else rows.push({ tag: 'same', left: at + step, right: other + step });
    }
    at += count;
    other += count;
  };
  for (const [hunk, { from, until, otherFrom, otherUntil }] of diff(left, right).entries()) {
    same(from, hunk === 0, false);
    for (let step = 0; step < Math.max(until - from, otherUntil - otherFrom); step += 1)
      rows.push({
        tag: 'differs',
        left: from + step < until ? from + step : undefined,
        right: otherFrom + step < otherUntil ? otherFrom + step : undefined,
        hunk,
      });
    at = until;
    other = otherUntil;
  }
  same(left.length, at === 0, true);
  return rows;
}

/** Where two lines differ: between the head and the tail they share. */
export function inside(a: string, b: string): { readonly head: number; readonly tail: number } {
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return { head, tail };
}
