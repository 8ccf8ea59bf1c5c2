import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { visit } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { decode, readMxml, readRawman, type Message } from '../../src/ami/index.ts';
import {
  documentOf,
  meaningOf,
  NotJson,
  parse,
  print,
  readEntries,
  readGetConfig,
  readGetConfigJson,
  readingOf,
  type Entries,
  type Json,
  type Reading,
} from '../../src/config/index.ts';
import { plainFile, textOf } from './texts.ts';

/** What jsonc-parser reads, in our form; undefined where it finds fault. */
function oracle(text: string): Json | undefined {
  let root: Json | undefined;
  let faults = 0;
  const open: { take: (value: Json) => void; name: (key: string) => void }[] = [];
  const take = (value: Json): void => {
    const around = open.at(-1);
    if (around) around.take(value);
    else root = value;
  };
  visit(
    text,
    {
      onObjectBegin() {
        const keys: string[] = [];
        const values: Json[] = [];
        take({ keys, values });
        open.push({ take: (value) => values.push(value), name: (key) => keys.push(key) });
      },
      onObjectEnd: () => void open.pop(),
      onObjectProperty: (key) => open.at(-1)?.name(key),
      onArrayBegin() {
        const list: Json[] = [];
        take(list);
        open.push({ take: (value) => list.push(value), name: () => undefined });
      },
      onArrayEnd: () => void open.pop(),
      onLiteralValue: (value: Json) => take(value),
      onError: () => {
        faults += 1;
      },
    },
    { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
  );
  return faults === 0 ? root : undefined;
}

function ours(text: string): Json | undefined {
  try {
    return readEntries(text);
  } catch (cause) {
    expect(cause).toBeInstanceOf(NotJson);
    return undefined;
  }
}

/** JSON with keys that repeat, spaced at will. */
const json: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => JSON.stringify(text)),
    fc.constantFrom('1', '-0.5e3', 'true', 'false', 'null', '"\\u00e4\\/\\b"', '""'),
    fc.array(tie('value'), { maxLength: 4 }).map((all) => `[ ${all.join(' ,\n')}]`),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'same', 'exten', '\\"q'), tie('value')), { maxLength: 6 })
      .map((all) => `{${all.map(([key, value]) => `"${key}":${value}`).join(',')} }`),
  ),
})).value;

describe('JSON with keys that repeat', () => {
  test('is read as jsonc-parser reads it', () => {
    fc.assert(
      fc.property(json, (text) => {
        expect(readEntries(text)).toEqual(oracle(text));
      }),
      { numRuns: 3000 },
    );
  });

  test('broken anywhere it is refused where jsonc-parser refuses it', () => {
    const broken = fc
      .tuple(json, fc.nat(), fc.constantFrom('', '"', ',', '}', ']', ':', '\\', '\n', '{', '1', 'x'))
      .map(([text, at, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    fc.assert(
      fc.property(broken, (text) => {
        expect(ours(text)).toEqual(oracle(text));
      }),
      { numRuns: 5000 },
    );
  });

  test.each([
    '',
    '{',
    '{"a":1,}',
    '{"a" 1}',
    '{"a":"b\nc"}',
    '{"a":1} x',
    '["a"',
    '"a',
    '{"a":"\\x"}',
    '[1,]',
    '01',
    'nul',
  ])('%j is none', (text) => {
    expect(() => readEntries(text)).toThrow(NotJson);
  });

  test('as deep as somebody may send it', () => {
    expect(() => readEntries('['.repeat(100_000))).toThrow(NotJson);
  });

  test('what Asterisk does not escape stays as it is', () => {
    expect(readEntries('{"a\tb":"c\td\v"}')).toEqual({
      keys: ['a\tb'],
      values: ['c\td\v'],
    } satisfies Entries);
  });
});

const recorded = (version: string, name: string): string =>
  decode(readFileSync(fileURLToPath(new URL(`../recorded/${version}/${name}`, import.meta.url))));

const first = (messages: readonly Message[]): Message => {
  const [message] = messages;
  if (!message) throw new Error('nothing recorded');
  return message;
};

describe.each(['22', '16'])('recorded from Asterisk %s', (version) => {
  test.each(['extensions', 'pjsip', 'nasty'])(
    'GetConfig and GetConfigJSON of %s.conf say the same',
    (file) => {
      const plain = readGetConfig(first(readRawman(recorded(version, `GetConfig-${file}.rawman`))));
      const asJson = readGetConfigJson(first(readRawman(recorded(version, `GetConfigJSON-${file}.rawman`))));
      expect(plain.categories.length).toBeGreaterThan(0);
      expect(asJson).toEqual(plain);
      expect(readGetConfigJson(first(readMxml(recorded(version, `GetConfigJSON-${file}.mxml`))))).toEqual(
        plain,
      );
      expect(readGetConfig(first(readMxml(recorded(version, `GetConfig-${file}.mxml`))))).toEqual(plain);
      expect(readingOf(documentOf(plain))).toEqual(plain);
    },
  );

  test('what hurts is there', () => {
    const { categories } = readGetConfig(first(readRawman(recorded(version, 'GetConfig-nasty.rawman'))));
    expect(categories.map(({ name, template, templates }) => [name, template, templates])).toEqual([
      ['base', true, []],
      ['deep', true, ['base']],
      ['twin', false, ['deep']],
      ['twin', false, ['base', 'deep']],
      ['plus', false, []],
    ]);
    expect(categories[1]?.variables[2]).toEqual({ name: 'a\tb', value: '"c\td" \\ \\" /' });
    expect(categories[2]?.variables.slice(-2)).toEqual([
      { name: 'istemplate', value: '1' },
      { name: 'templates', value: 'x' },
    ]);
    expect(categories[4]?.variables[0]).toEqual({ name: 'x', value: '1 ,2' });
  });
});

describe('a document made of a reading', () => {
  test('is read as that', () => {
    fc.assert(
      fc.property(plainFile, (file) => {
        const reading = readingOf(parse(textOf(file)));
        const document = documentOf(reading);
        // A line that only repeats the template's is not told from an inherited one.
        const repeats = meaningOf(parse(textOf(file))).categories.some(({ templates, variables }) =>
          variables.some(
            (one) =>
              !one.inherited &&
              templates.some((template) =>
                template.variables.some((other) => other.name === one.name && other.value === one.value),
              ),
          ),
        );
        fc.pre(!repeats);
        expect(readingOf(document)).toEqual(reading);
      }),
      { numRuns: 1000 },
    );
  });

  test('has its own lines only, as people write them', () => {
    const reading: Reading = {
      categories: [
        { name: 't', template: true, templates: [], variables: [{ name: 'a', value: '1' }] },
        {
          name: 'c',
          template: false,
          templates: ['t'],
          variables: [
            { name: 'a', value: '1' },
            { name: 'exten', value: '1,1,NoOp(;)' },
            { name: '[x', value: '' },
          ],
        },
      ],
    };
    expect(print(documentOf(reading))).toBe('[t](!)\na = 1\n\n[c](t)\nexten => 1,1,NoOp(\\;)\n\\[x =\n');
    expect(readingOf(documentOf(reading))).toEqual(reading);
  });
});
