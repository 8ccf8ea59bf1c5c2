/**
 * What differs between two texts, line by line, quickly enough for 50,000 lines: what is the same at both ends is set
 * aside, lines that stand exactly once in each hold the texts together (patience), and what lies between is
 * compared with Myers' algorithm.
 */
import type { Document, Edit } from './types.ts';

/** Lines `from` to `until` of the one give way to lines `otherFrom` to `otherUntil` of the other. */
export interface Hunk {
  readonly from: number;
  readonly until: number;
  readonly otherFrom: number;
  readonly otherUntil: number;
}

/** In order; between two hunks there is at least one line that both have. */
export function diff(base: readonly string[], other: readonly string[]): readonly Hunk[] {
  // Nearly always little differs: only what lies between equal heads and tails is numbered and compared.
  const { head, tail } = equalEnds(base, other);
  const numbers = new Map<string, number>();
  const numbered = (lines: readonly string[]): Int32Array => {
    const ids = new Int32Array(lines.length - head - tail);
    for (let at = 0; at < ids.length; at += 1) {
      const line = lines[head + at] ?? '';
      let id = numbers.get(line);
      if (id === undefined) numbers.set(line, (id = numbers.size));
      ids[at] = id;
    }
    return ids;
  };
  const a = numbered(base);
  const b = numbered(other);
  const compare: Compared = {
    a,
    b,
    gone: new Uint8Array(a.length),
    come: new Uint8Array(b.length),
    inA: new Int32Array(numbers.size),
    inB: new Int32Array(numbers.size),
    placeB: new Int32Array(numbers.size),
  };
  range(compare, 0, a.length, 0, b.length);
  return hunks(compare.gone, compare.come).map(({ from, until, otherFrom, otherUntil }) => ({
    from: head + from,
    until: head + until,
    otherFrom: head + otherFrom,
    otherUntil: head + otherUntil,
  }));
}

/** How many lines at the beginning, and how many of the others at the end, are the same. */
function equalEnds<T>(
  one: readonly T[],
  other: readonly T[],
): { readonly head: number; readonly tail: number } {
  const least = Math.min(one.length, other.length);
  let head = 0;
  while (head < least && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < least - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return { head, tail };
}

/** The edits that make one document of the other: texts and ends. */
export function editsTo(base: Document, draft: Document): readonly Edit[] {
  // Lines nobody touched are the same objects: those at both ends need not even be compared as texts.
  const { head, tail } = equalEnds(base.lines, draft.lines);
  const key = ({ lines }: Document): readonly string[] =>
    lines.slice(head, lines.length - tail).map(({ text, end }) => text + end);
  const last = draft.lines.length - 1;
  return diff(key(base), key(draft)).map((hunk) => {
    const from = head + hunk.from;
    const until = head + hunk.until;
    const otherFrom = head + hunk.otherFrom;
    const otherUntil = head + hunk.otherUntil;
    // Where the end of the file goes, the line that is the last then says how it ends.
    const alone = until === base.lines.length && otherFrom === otherUntil && last >= 0 ? 1 : 0;
    const lines = draft.lines.slice(otherFrom - alone, otherUntil);
    return {
      from: from - alone,
      until,
      lines: lines.map(({ text }) => text),
      ends: lines.map(({ end }) => end),
    };
  });
}

interface Compared {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** 1 where a line of `a` has no partner, and of `b`. */
  readonly gone: Uint8Array;
  readonly come: Uint8Array;
  /** By line: how often it stands in the range looked at, and where in `b`. Zero between two looks. */
  readonly inA: Int32Array;
  readonly inB: Int32Array;
  readonly placeB: Int32Array;
}

function range(compared: Compared, aFrom: number, aUntil: number, bFrom: number, bUntil: number): void {
  const { a, b, gone, come } = compared;
  let [a0, a1, b0, b1] = [aFrom, aUntil, bFrom, bUntil];
  while (a0 < a1 && b0 < b1 && a[a0] === b[b0]) {
    a0 += 1;
    b0 += 1;
  }
  while (a0 < a1 && b0 < b1 && a[a1 - 1] === b[b1 - 1]) {
    a1 -= 1;
    b1 -= 1;
  }
  if (a0 === a1 || b0 === b1) {
    gone.fill(1, a0, a1);
    come.fill(1, b0, b1);
    return;
  }
  const held = anchors(compared, a0, a1, b0, b1);
  if (held.length === 0) {
    myers(compared, a0, a1, b0, b1);
    return;
  }
  for (const [atA, atB] of held) {
    range(compared, a0, atA, b0, atB);
    a0 = atA + 1;
    b0 = atB + 1;
  }
  range(compared, a0, a1, b0, b1);
}

/** Lines that stand once in each range, as many of them as are in the same order in both. */
function anchors(
  { a, b, inA, inB, placeB }: Compared,
  a0: number,
  a1: number,
  b0: number,
  b1: number,
): readonly (readonly [a: number, b: number])[] {
  for (let at = a0; at < a1; at += 1) bump(inA, a[at]);
  for (let at = b0; at < b1; at += 1) {
    bump(inB, b[at]);
    placeB[b[at] ?? 0] = at;
  }
  const pairs: (readonly [number, number])[] = [];
  for (let at = a0; at < a1; at += 1) {
    const id = a[at] ?? 0;
    if (inA[id] === 1 && inB[id] === 1) pairs.push([at, placeB[id] ?? 0]);
  }
  for (let at = a0; at < a1; at += 1) inA[a[at] ?? 0] = 0;
  for (let at = b0; at < b1; at += 1) inB[b[at] ?? 0] = 0;
  return rising(pairs.map(([, place]) => place)).map((at) => pairs[at] as readonly [number, number]);
}

function bump(counts: Int32Array, id = 0): void {
  counts[id] = (counts[id] ?? 0) + 1;
}

/** Indexes of a longest rising run of the numbers, not necessarily neighbours. */
export function rising(numbers: readonly number[]): readonly number[] {
  /** By length less one: the index with the least number a run of that length can end with. */
  const ends: number[] = [];
  const before = new Int32Array(numbers.length);
  for (const [at, number] of numbers.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = at;
  }
  const run: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) run.push(at);
  return run.reverse();
}

/** Differences after which Myers' algorithm gives up, and the whole range counts as changed. */
const MOST = 1500;

function myers({ a, b, gone, come }: Compared, a0: number, a1: number, b0: number, b1: number): void {
  const width = a1 - a0;
  const height = b1 - b0;
  const most = Math.min(width + height, MOST);
  const middle = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trace: Int32Array[] = [];
  for (let steps = 0; steps <= most; steps += 1) {
    trace.push(furthest.slice(middle - steps - 1, middle + steps + 2));
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const left = furthest[middle + diagonal - 1] ?? 0;
      const above = furthest[middle + diagonal + 1] ?? 0;
      let x = diagonal === -steps || (diagonal !== steps && left < above) ? above : left + 1;
      let y = x - diagonal;
      while (x < width && y < height && a[a0 + x] === b[b0 + y]) {
        x += 1;
        y += 1;
      }
      furthest[middle + diagonal] = x;
      if (x >= width && y >= height) {
        back(trace, width, height, (isGone, at) => {
          if (isGone) gone[a0 + at] = 1;
          else come[b0 + at] = 1;
        });
        return;
      }
    }
  }
  gone.fill(1, a0, a1);
  come.fill(1, b0, b1);
}

/** Goes the way back and tells every line of the one that went, and of the other that came. */
function back(
  trace: readonly Int32Array[],
  width: number,
  height: number,
  tell: (isGone: boolean, at: number) => void,
): void {
  let x = width;
  let y = height;
  for (let steps = trace.length - 1; steps > 0; steps -= 1) {
    const furthest = trace[steps];
    const of = (diagonal: number): number => furthest?.[diagonal + steps + 1] ?? 0;
    const diagonal = x - y;
    const down = diagonal === -steps || (diagonal !== steps && of(diagonal - 1) < of(diagonal + 1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const startX = of(from);
    const startY = startX - from;
    if (down) tell(false, startY);
    else tell(true, startX);
    x = startX;
    y = startY;
  }
}

function hunks(gone: Uint8Array, come: Uint8Array): readonly Hunk[] {
  const found: Hunk[] = [];
  let at = 0;
  let other = 0;
  while (at < gone.length || other < come.length) {
    if (gone[at] !== 1 && come[other] !== 1) {
      at += 1;
      other += 1;
      continue;
    }
    const from = at;
    const otherFrom = other;
    while (gone[at] === 1) at += 1;
    while (come[other] === 1) other += 1;
    found.push({ from, until: at, otherFrom, otherUntil: other });
  }
  return found;
}
