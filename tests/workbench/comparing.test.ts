import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween } from '../../src/workbench/files/comparing.ts';

const texts = fc.array(fc.stringMatching(/^[ab]{0,3}$/), { maxLength: 12 }).map((lines) => lines.join('\n'));

test('changes made in the one give the other, in order and without touching what is the same', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      let made = '';
      let at = 0;
      let atB = 0;
      for (const { fromA, toA, fromB, toB } of changesBetween(a, b)) {
        expect(fromA).toBeGreaterThanOrEqual(at);
        expect(a.slice(at, fromA)).toBe(b.slice(atB, fromB));
        made += a.slice(at, fromA) + b.slice(fromB, toB);
        at = toA;
        atB = toB;
      }
      expect(made + a.slice(at)).toBe(b);
    }),
    { numRuns: 2000 },
  );
});

test('equal texts do not differ', () => {
  fc.assert(
    fc.property(texts, (same) => {
      expect(changesBetween(same, same)).toEqual([]);
    }),
  );
});
