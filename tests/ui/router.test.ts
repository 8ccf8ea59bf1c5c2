import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, pathOf } from '../../src/ui/router.svelte.ts';

test('any path comes back from its address', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), (path) => {
      expect(pathOf(hashOf(path))).toEqual(path);
    }),
  );
});

test('an address somebody else wrote never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (hash) => {
      expect(Array.isArray(pathOf(hash))).toBe(true);
    }),
  );
  expect(pathOf('#/workbench/%E0%A4%A')).toEqual(['workbench', '%E0%A4%A']);
});
