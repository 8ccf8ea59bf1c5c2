import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff, merge, mergedLines, type Piece } from '../../src/config/index.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 14 });

test('the hunks lead from one text to the other', () => {
  fc.assert(
    fc.property(lines, lines, (base, other) => {
      const made: string[] = [];
      let at = 0;
      for (const { from, until, otherFrom, otherUntil } of diff(base, other)) {
        made.push(...base.slice(at, from));
        expect(made.length).toBe(otherFrom);
        made.push(...other.slice(otherFrom, otherUntil));
        at = until;
      }
      expect([...made, ...base.slice(at)]).toEqual(other);
    }),
    { numRuns: 3000 },
  );
});

test('scattered changes in a long text stay apart', () => {
  const base = Array.from({ length: 50_000 }, (_, at) =>
    at % 50 === 0 ? `[context-${at}]` : `same => n,NoOp(${at % 7})`,
  );
  const other = base.map((line, at) => (at % 500 === 7 ? 'same => n,Hangup()' : line));
  expect(diff(base, other)).toHaveLength(100);
});

describe('merging', () => {
  const side = (pieces: readonly Piece[], which: 'ours' | 'theirs'): readonly string[] =>
    pieces.flatMap((piece) => {
      if (piece.tag === 'conflict') return piece[which];
      return piece.tag === 'same' || piece.tag === which ? piece.lines : piece.base;
    });

  test('nothing of either side is lost', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, ours, theirs) => {
        const pieces = merge(base, ours, theirs);
        expect(side(pieces, 'ours')).toEqual(ours);
        expect(side(pieces, 'theirs')).toEqual(theirs);
      }),
      { numRuns: 3000 },
    );
  });

  test('what one side changed alone is taken over', () => {
    fc.assert(
      fc.property(lines, lines, (base, ours) => {
        expect(mergedLines(merge(base, ours, base))).toEqual(ours);
        expect(mergedLines(merge(base, base, ours))).toEqual(ours);
        expect(mergedLines(merge(base, ours, ours))).toEqual(ours);
      }),
    );
  });

  test('changes apart are both there, changes of one line are a conflict', () => {
    const base = ['a', 'b', 'c', 'd'];
    expect(mergedLines(merge(base, ['A', 'b', 'c', 'd'], ['a', 'b', 'c', 'D']))).toEqual([
      'A',
      'b',
      'c',
      'D',
    ]);
    expect(merge(base, ['a', 'X', 'c', 'd'], ['a', 'Y', 'c', 'd'])).toEqual([
      { tag: 'same', lines: ['a'] },
      { tag: 'conflict', base: ['b'], ours: ['X'], theirs: ['Y'] },
      { tag: 'same', lines: ['c', 'd'] },
    ]);
  });
});
