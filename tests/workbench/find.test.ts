/** What is found in a text is what JavaScript itself finds in all of it at once, however it was looked through. */
import { Text } from '@codemirror/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  matchAt,
  matches,
  next,
  patternOf,
  previous,
  replacement,
  typed,
  type Place,
  type Query,
} from '../../src/workbench/text/find.ts';

const docOf = (text: string): Text => Text.of(text.split('\n'));
const PLAIN: Query = { text: '', regexp: false, matchCase: false, wholeWords: false };

/** All of them, without the pauses. */
const found = (text: string, query: Partial<Query>): readonly string[] => {
  const pattern = patternOf({ ...PLAIN, ...query });
  if (!pattern) return [];
  return [...matches(docOf(text), pattern)].flatMap((one) => (one ? [text.slice(one.from, one.to)] : []));
};
const replaced = (text: string, query: Partial<Query>, instead: string): string => {
  const whole = { ...PLAIN, ...query };
  const pattern = patternOf(whole);
  if (!pattern) return text;
  let done = '';
  let at = 0;
  for (const one of matches(docOf(text), pattern)) {
    if (!one) continue;
    done += text.slice(at, one.from) + replacement(whole.regexp, instead, one);
    at = one.to;
  }
  return done + text.slice(at);
};

const letters = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'ö', '1', '_', ' ', '.', '\\', '😀', '\n'),
});
/** Longer than what is looked through at a time. */
const long = fc
  .tuple(letters, letters, fc.constantFrom('\n', 'a\n', '.;\n'), letters)
  .map(([head, middle, filler, tail]) =>
    [head, filler.repeat(9000), middle, filler.repeat(4000), tail].join(''),
  );
/** None of them goes on in the next line. */
const inLine = fc.constantFrom(
  'a',
  '^',
  '$',
  '^a',
  'b+',
  'a*',
  '[aö]b?',
  '(a)(b)?',
  '\\.',
  '\\bA',
  '(?<=a)b',
  '(?<=\\n)a',
  '.+',
);

test('a text is found where it stands, in any case unless asked otherwise', () => {
  fc.assert(
    fc.property(letters, letters, fc.boolean(), (text, part, matchCase) => {
      const as = (one: string): string => (matchCase ? one : one.toLowerCase());
      const oracle: string[] = [];
      for (let at = 0; part !== '' && (at = as(text).indexOf(as(part), at)) !== -1; at += part.length)
        oracle.push(text.slice(at, at + part.length));
      expect(found(text, { text: typed(part, false), matchCase })).toEqual(oracle);
      expect(found(text, { text: typed(part, true), matchCase, regexp: true })).toEqual(oracle);
    }),
  );
});

test('piece by piece a pattern finds what it finds in the whole', () => {
  fc.assert(
    fc.property(fc.oneof(letters, long), inLine, (text, source) => {
      const oracle = [...text.matchAll(new RegExp(source, 'gimu'))].map((one) => one[0]);
      expect(found(text, { text: source, regexp: true })).toEqual(oracle);
    }),
    { numRuns: 200 },
  );
});

test('the next is the first behind, the previous the last before, and both go round', () => {
  fc.assert(
    fc.property(fc.oneof(letters, long), inLine, fc.nat(), fc.nat(3), (text, source, seed, length) => {
      const doc = docOf(text);
      const pattern = patternOf({ ...PLAIN, text: source, regexp: true });
      if (!pattern) throw new Error(source);
      const all = [...text.matchAll(pattern)].map((one): Place => ({
        from: one.index,
        to: one.index + one[0].length,
      }));
      // From a match as often as from anywhere.
      const anywhere = {
        from: seed % (text.length + 1),
        to: Math.min(text.length, (seed % (text.length + 1)) + length),
      };
      const here = seed % 2 === 0 ? anywhere : (all[seed % Math.max(1, all.length)] ?? anywhere);
      const other = (one: Place): boolean => one.from !== here.from || one.to !== here.to;
      const places = (one: Place | undefined): readonly number[] => (one ? [one.from, one.to] : []);
      expect(places(previous(doc, pattern, here))).toEqual(
        places(all.findLast((one) => one.to <= here.from && other(one)) ?? all.at(-1)),
      );
      if (here !== anywhere)
        expect(places(next(doc, pattern, here))).toEqual(
          places(all.find((one) => one.from >= here.to && other(one)) ?? all[0]),
        );
      for (const one of all.slice(0, 20)) expect(places(matchAt(doc, pattern, one))).toEqual(places(one));
    }),
    { numRuns: 200 },
  );
});

test('all are replaced as JavaScript would', () => {
  fc.assert(
    fc.property(
      letters,
      inLine,
      fc.string({ unit: fc.constantFrom('$', '1', '2', '0', '&', 'x') }),
      (text, source, instead) => {
        expect(replaced(text, { text: source, regexp: true }, instead)).toBe(
          text.replaceAll(new RegExp(source, 'gimu'), instead),
        );
      },
    ),
  );
  expect(replaced('a=1\nb=2', { text: '(\\w)=(\\d)', regexp: true }, '$2\\t=\\n$1')).toBe('1\t=\na\n2\t=\nb');
  // Without a regular expression a dollar is a dollar.
  expect(replaced('a.c', { text: '.' }, '$&$1')).toBe('a$&$1c');
});

test.each<readonly [string, Partial<Query>, string, readonly string[]]>([
  ['whole words', { wholeWords: true, text: 'busy' }, 'busy busy_at xbusy busy.', ['busy', 'busy']],
  ['letters of all scripts make words', { wholeWords: true, text: 'ber' }, 'über ber', ['ber']],
  ['what is no word has no ends', { wholeWords: true, text: '=>' }, 'a=>b', ['=>']],
  ['a pattern in whole words looks on', { wholeWords: true, regexp: true, text: 'a|ab' }, 'ab', ['ab']],
  ['across lines', { text: 'a\\nb' }, 'a\nb', ['a\nb']],
  ['blank lines', { regexp: true, text: '\\n{2,}' }, 'a\n\n\nb\nc', ['\n\n\n']],
  ['a lone CR', { text: '\\r' }, 'a\rb\nc', ['\r']],
  ['composed or not', { text: 'ö' }, '\u00f6 o\u0308', ['\u00f6', 'o\u0308']],
  ['a sign of two units', { regexp: true, text: '^.$' }, '😀', ['😀']],
])('%s', (_name, query, text, expected) => {
  expect(found(text, query)).toEqual(expected);
});

test.each(['(', 'a)(b', '[', '*', '\\', 'a{2,1}'])('%s is no regular expression', (text) => {
  expect(patternOf({ ...PLAIN, text, regexp: true })).toBeUndefined();
  expect(patternOf({ ...PLAIN, text, regexp: true, wholeWords: true })).toBeUndefined();
  expect(found(text, { text: typed(text, false) })).toEqual([text]);
});

test('whoever counts in a long text can stop on the way, and an expression does not look through it all at once', () => {
  const doc = docOf('option = value\n'.repeat(50_000));
  const pauses = [...matches(doc, /nowhere/gu)];
  expect(pauses.length).toBeGreaterThan(50);
  expect(pauses.every((one) => one === undefined)).toBe(true);
  // Every place begins a match that might end at the very end.
  const slow = matches(doc, /[^]*nowhere/gu);
  expect(slow.next()).toEqual({ done: false, value: undefined });
});
