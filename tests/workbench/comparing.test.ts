import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compare, inside } from '../../src/workbench/files/comparing.ts';

const lines = fc.array(fc.stringMatching(/^[ab]{0,2}$/), { maxLength: 30 });

test('every line of both stands once, in order; what stands as the same is the same', () => {
  fc.assert(
    fc.property(lines, lines, fc.array(fc.nat(30)), (left, right, opened) => {
      const seenLeft: number[] = [];
      const seenRight: number[] = [];
      for (const row of compare(left, right, new Set(opened))) {
        switch (row.tag) {
          case 'same':
            expect(left[row.left]).toBe(right[row.right]);
            seenLeft.push(row.left);
            seenRight.push(row.right);
            break;
          case 'folded':
            expect(row.count).toBeGreaterThan(1);
            for (let step = 0; step < row.count; step += 1) {
              expect(left[row.left + step]).toBe(right[row.right + step]);
              seenLeft.push(row.left + step);
              seenRight.push(row.right + step);
            }
            break;
          case 'differs':
            if (row.left !== undefined) seenLeft.push(row.left);
            if (row.right !== undefined) seenRight.push(row.right);
        }
      }
      expect(seenLeft).toEqual(left.map((_, at) => at));
      expect(seenRight).toEqual(right.map((_, at) => at));
    }),
  );
});

test('equal texts are one fold, and open when asked', () => {
  const same = Array.from({ length: 20 }, (_, at) => `line ${at}`);
  expect(compare(same, same, new Set())).toEqual([{ tag: 'folded', left: 0, right: 0, count: 20 }]);
  expect(compare(same, same, new Set([0]))).toHaveLength(20);
});

test('three lines stay around a difference', () => {
  const left = Array.from({ length: 40 }, (_, at) => `line ${at}`);
  const right = left.with(20, 'other');
  expect(compare(left, right, new Set()).map((row) => `${row.tag} ${row.left}`)).toEqual([
    'folded 0',
    'same 17',
    'same 18',
    'same 19',
    'differs 20',
    'same 21',
    'same 22',
    'same 23',
    'folded 24',
  ]);
});

test('two lines differ between what they share at both ends', () => {
  expect(inside('allow = ulaw', 'allow = alaw')).toEqual({ head: 8, tail: 3 });
  expect(inside('aa', 'aaa')).toEqual({ head: 2, tail: 0 });
  expect(inside('', 'x')).toEqual({ head: 0, tail: 0 });
});
