/** Marks of saves nobody heard the end of: what is strange is no mark. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMark, encodeMark, keyOf } from '../../src/config/save/unfinished.ts';

test('a mark comes back as it was, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.nat(), (who, since) => {
      const mark = { file: 'conf.d/ż ó.conf', who: who.slice(0, 80), since };
      expect(decodeMark(encodeMark(mark))).toEqual(mark);
    }),
  );
});

test.each([
  'hello',
  'null',
  '[]',
  '{"file":"a.conf","who":"x"}',
  '{"file":"../a.conf","who":"x","since":1}',
  '{"file":"/etc/passwd","who":"x","since":1}',
  '{"file":".cordboard-a.conf-00","who":"x","since":1}',
  '{"file":"a.conf","who":7,"since":1}',
  '{"file":"a.conf","who":"x","since":-1}',
  '{"file":"a.conf","who":"x","since":9e15}',
  '{"file":"a.conf","who":"x","since":"1"}',
])('%s is none', (text) => {
  expect(decodeMark(text)).toBeUndefined();
});

test('a name is cut, a key is one word', () => {
  expect(decodeMark(`{"file":"a.conf","who":"${'x'.repeat(500)}","since":1}`)?.who).toHaveLength(80);
  expect(keyOf('conf.d/a b.conf')).toBe('unfinished/conf.d_2fa_20b.conf');
});
