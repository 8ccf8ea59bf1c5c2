/** What does not show is shown. */
import { expect, test } from 'vitest';
import { forecast } from '../../src/config/forecast.ts';
import { parse, readingOf } from '../../src/config/document.ts';
import { invisibleIn, visible, visibleText } from '../../src/config/invisible.ts';
import { TRAITS } from './corpus-model.ts';

const TURNED = 'PJSIP/\u202e4002\u202c';

test.each<[string, string[]]>([
  [TURNED, ['U+202E', 'U+202C']],
  ['a\u2066b\u2069', ['U+2066', 'U+2069']],
  ['\u200e\u200f\u200b', ['U+200E', 'U+200F', 'U+200B']],
  ['a\u0007b\u007f', ['U+0007', 'U+007F']],
  ['\u{e0041}', ['U+E0041']],
  ['Zoë Ångström\t東京 حسن', []],
  // Persian, Hindi with a half letter, Sinhala, a vowel sign beside a joiner: their spelling.
  ['می\u200cخواهم', []],
  ['کتابِ\u200cها', []],
  ['क्\u200dष', []],
  ['ශ්\u200dරී', []],
  ['👨\u200d👩\u200d👧', []],
  ['❤\ufe0f\u200d🔥 👩🏽\u200d💻', []],
  // What it hides elsewhere: two names that look alike.
  ['adm\u200cin', ['U+200C']],
  ['1\u200d01', ['U+200D']],
  ['می\u200c خواهم', ['U+200C']],
  ['\u200cمی', ['U+200C']],
  ['می\u200d', ['U+200D']],
  ['می\u200ca', ['U+200C']],
  ['a\u200dمی', ['U+200D']],
  ['۱\u200c۲', ['U+200C']],
  ['می\u200c\u200cخواهم', ['U+200C', 'U+200C']],
  ['👨\u200dm', ['U+200D']],
  ['1\ufe0f\u200d👧', ['U+200D']],
  ['👨\u200c👩', ['U+200C']],
])('%j', (text, codes) => {
  expect(invisibleIn(text)).toEqual(codes);
  const pieces = visible(text);
  expect(pieces.flatMap((piece) => ('code' in piece ? [piece.code] : []))).toEqual(codes);
  expect(pieces.map((piece) => ('code' in piece ? `⟨${piece.code}⟩` : piece.text)).join('')).toBe(
    visibleText(text),
  );
});

test('is announced where it comes in, not where it stood', () => {
  const base = `[a]\nold = \u200fx\n`;
  const document = parse(base);
  const file = {
    name: 'a.conf',
    document,
    exact: true,
    reading: readingOf(document),
    includes: [],
    modules: [],
  };
  const options = { includes: () => undefined };
  expect(forecast(file, [], TRAITS[22], options).light).toBe('safe');
  const draft = parse(`${base}new = ${TURNED}\n`);
  const made = forecast(
    file,
    [{ op: 'Append', cat: 'a', name: 'new', value: TURNED, arrow: '=' }],
    TRAITS[22],
    { ...options, draft },
  );
  expect(made.light).toBe('announced');
  expect(made.findings).toEqual([{ what: 'addsInvisible', weight: 'announced', text: 'U+202E U+202C' }]);
});
