import { expect, test } from 'vitest';
import { duration, keyCaps, timeOfDay } from '../../src/ui/format.ts';

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [1_000, '0:01'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_000, '59:59'],
  [3_600_000, '1:00:00'],
  [36_061_000, '10:01:01'],
  [-5_000, '0:00'],
])('%d ms is %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

test('keys are written as they stand on the keyboard', () => {
  expect(keyCaps('$mod+k', false)).toBe('Ctrl K');
  expect(keyCaps('$mod+k', true)).toBe('⌘ K');
  expect(keyCaps('Shift+Backspace', false)).toBe('⇧ ⌫');
  expect(keyCaps('/', false)).toBe('/');
});

test('a time of day has its seconds in every language', () => {
  for (const language of ['en', 'de', 'ar']) {
    const at = timeOfDay(language);
    expect(at(1_000)).not.toBe(at(2_000));
  }
});
