import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../src/config/index.ts';
import { gapAfter, lineAfter, type Passage } from '../../src/workbench/files/place.ts';

const passage = (before: readonly string[], after: readonly string[]): Passage => ({
  before: parse(before.join('\n')),
  after: parse(after.map((line) => `${line}\n`).join('')),
});
const edits = (before: string, after: string) => passage(before.split(''), after.split(''));

test('a line is followed to where it went, and no further', () => {
  expect(lineAfter(1, edits('abc', 'xxabc'))).toBe(3);
  expect(lineAfter(1, edits('abc', 'ac'))).toBeUndefined();
  expect(lineAfter(1, edits('abc', 'aXc'))).toBeUndefined();
  expect(lineAfter(2, edits('abc', 'aXXc'))).toBe(3);
});

test('a gap stays with the line above it, else with the one below', () => {
  expect(gapAfter(2, edits('abc', 'xabc'))).toBe(3);
  expect(gapAfter(2, edits('abc', 'xac'))).toBe(2);
  expect(gapAfter(3, edits('abc', 'abcd'))).toBe(3);
  expect(gapAfter(0, edits('abc', 'xabc'))).toBe(1);
  expect(gapAfter(2, edits('abc', 'a'))).toBeUndefined();
});

test('where a line is said to be, there it is', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const made = passage(before, after);
      for (const [at, line] of before.entries()) {
        const now = lineAfter(at, made);
        if (now !== undefined) expect(after[now]).toBe(line);
      }
    }),
  );
});
