import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHolder, encodeHolder } from '../../src/config/save/lock.ts';

test('who holds it comes back as it was said, whatever the words are', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.nat(),
      fc.string({ unit: 'binary' }),
      (id, who, since, file) => {
        const text = encodeHolder({ id, who, since, file });
        expect(text).toMatch(/^[A-Za-z0-9%._ -]+$/);
        expect(decodeHolder(text)).toEqual({ id, who, since, file });
      },
    ),
  );
});

test('half a letter does not break it', () => {
  const text = encodeHolder({ id: 'a', who: '\ud800', since: 1, file: '' });
  expect(decodeHolder(text)).toEqual({ id: 'a', who: '\ufffd', since: 1, file: '' });
});

test('what somebody else wrote there is a holder of unknown age', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const holder = decodeHolder(text);
      expect(typeof holder.id).toBe('string');
    }),
  );
  for (const text of ['', 'hello', '1 a x b c', '2 a 1 b c', '1 a 1 b c d', '1 a 1 %zz c', '1  1 b c']) {
    expect(decodeHolder(text)).toEqual({ id: text, who: '', since: 0, file: '' });
  }
});
