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
