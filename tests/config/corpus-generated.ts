/** Files nobody thought of: made of the pieces that mean something to Asterisk, the same ones every time. */
import fc from 'fast-check';
import type { Case } from './corpus.ts';

const SEED = 20260;

const word = fc.constantFrom(
  'a',
  'b',
  'x',
  'y',
  'T',
  't',
  'long name',
  '\\;',
  '\\x',
  'q\\;r',
  '',
  '!',
  '+',
  '\xe4',
);
const blank = fc.constantFrom('', '', ' ', '  ', '\t', '   ');
const comment = fc.constantFrom('', '', '; c', ';c', ';! g', ';-- i --;', ';--- r ---;', ';', '; a\\;b');
const end = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '');

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(blank, word, blank, fc.constantFrom('=', '=>', '=', '+='), blank, word) },
  {
    weight: 4,
    arbitrary: fc.tuple(
      blank,
      fc.constantFrom(
        '[a]',
        '[b]',
        '[c]',
        '[A]',
        '[t](!)',
        '[u](!,t)',
        '[d](t)',
        '[e](t,u)',
        '[a](+)',
        '[f](a)',
        '[g]()',
      ),
    ),
  },
  { weight: 4, arbitrary: fc.tuple(blank, comment) },
  { weight: 3, arbitrary: fc.tuple(blank) },
  {
    weight: 1,
    arbitrary: fc.constantFrom([';--'], ['--;'], [';-- o'], ['c --;'], ['#bogus'], ['#include'], ['\\;z=1']),
  },
);

const file = fc
  .array(
    fc
      .tuple(piece, blank, comment, end)
      .map(([parts, space, note, newline]) => [...parts, space, note, newline].join('')),
    { minLength: 1, maxLength: 14 },
  )
  .map((all) => all.join(''));

/** Half of them begin with what makes most lines readable: a section and a template. */
export function generated(count: number): Case[] {
  const begun = fc.tuple(fc.boolean(), file).map(([is, text]) => (is ? `[t](!)\nx=1\n[a]\n${text}` : text));
  return fc
    .sample(begun, { seed: SEED, numRuns: count })
    .map((text, index) => ({ name: `generated ${index}`, text, files: {} }));
}
