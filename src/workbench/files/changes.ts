/** Between CodeMirror's characters and the document's lines. */
import type { ChangeDesc, Text } from '@codemirror/state';
import type { Document, Edit } from '../../config/index.ts';

/** The text of a document as an editor shows it: lines without their ends, which the document keeps. */
export const shownText = ({ lines }: Document): string => lines.map(({ text }) => text).join('\n');

/** What was typed, as whole lines: each edit's indexes are those of the document before any of them. */
export function editsOf(changes: ChangeDesc, before: Text, after: Text, lineCount: number): readonly Edit[] {
  const ranges: { from: number; until: number; first: number; last: number }[] = [];
  changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    const from = before.lineAt(fromA).number - 1;
    const until = before.lineAt(toA).number;
    const first = after.lineAt(fromB).number;
    const last = after.lineAt(toB).number;
    const previous = ranges.at(-1);
    // Two changes on one line are one edit of that line.
    if (previous && from < previous.until) {
      previous.until = Math.max(previous.until, until);
      previous.last = Math.max(previous.last, last);
    } else ranges.push({ from, until, first, last });
  }, true);
  return ranges.map(({ from, until, first, last }) => ({
    from: Math.min(from, lineCount),
    // An empty document has no line, an empty editor has one.
    until: Math.min(until, lineCount),
    lines:
      after.length === 0
        ? []
        : Array.from({ length: last - first + 1 }, (_, index) => after.line(first + index).text),
  }));
}

/** One change that makes the shown text equal to the document's: what differs between equal heads and tails. */
export function changeTo(
  shown: Text,
  document: Document,
): { readonly from: number; readonly to: number; readonly insert: string } | undefined {
  const { lines } = document;
  const old = shown.lines;
  const now = Math.max(lines.length, 1);
  const textAt = (index: number): string => lines[index]?.text ?? '';
  let head = 0;
  const iterator = shown.iterLines();
  while (head < Math.min(old, now)) {
    iterator.next();
    if (iterator.value !== textAt(head)) break;
    head += 1;
  }
  if (head === old && head === now) return undefined;
  let tail = 0;
  while (tail < Math.min(old, now) - head && shown.line(old - tail).text === textAt(now - 1 - tail))
    tail += 1;
  const fresh = Array.from({ length: now - tail - head }, (_, index) => textAt(head + index));
  if (head + tail === old) {
    // Lines are only added: behind the head, or in front of the tail when there is no head.
    return head > 0
      ? { from: shown.line(head).to, to: shown.line(head).to, insert: `\n${fresh.join('\n')}` }
      : { from: 0, to: 0, insert: `${fresh.join('\n')}\n` };
  }
  const from = shown.line(head + 1).from;
  const to = shown.line(old - tail).to;
  if (fresh.length > 0) return { from, to, insert: fresh.join('\n') };
  // Lines only go: with the break in front of them, or behind them when they are the first.
  return head > 0 ? { from: from - 1, to, insert: '' } : { from, to: to + 1, insert: '' };
}
