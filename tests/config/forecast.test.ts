import { describe, expect, test } from 'vitest';
import { diff } from '../../src/config/diff.ts';
import { parse, print } from '../../src/config/document.ts';
import { forecast, type ForecastOptions } from '../../src/config/forecast.ts';
import { grantsEverything } from '../../src/config/lockout.ts';
import { fromBytes } from '../../src/config/model/held.ts';
import { load } from '../../src/config/model/load.ts';
import { readingOf, store, withoutHeader } from '../../src/config/model/store.ts';
import type { Document, Finding, OpenedFile, Operation, Reading, Traits } from '../../src/config/types.ts';
import { corpus } from './corpus.ts';
import { generated } from './corpus-generated.ts';
import { matching, TRAITS } from './corpus-model.ts';

const NONE: Reading = { categories: [] };

function readingIn(text: string, traits: Traits, options: ForecastOptions): Reading {
  const { includes = () => undefined, matching: match = () => [] } = options;
  const loaded = load(text, { traits, includes, matching: match });
  return loaded.tag === 'loaded' ? readingOf(loaded) : NONE;
}

function opened(
  text: string,
  traits = TRAITS[22],
  options: ForecastOptions = {},
  name = 'a.conf',
): OpenedFile {
  return {
    name,
    document: parse(text),
    exact: true,
    reading: readingIn(text, traits, options),
    includes: [],
    modules: [],
  };
}

/** `what at` of every finding. */
const told = (findings: readonly Finding[]): string[] =>
  findings.map(({ what, at }) => (at === undefined ? what : `${what} ${at}`));

function tells(text: string, operations: readonly Operation[] = [], options: ForecastOptions = {}): string[] {
  const seen: ForecastOptions = { includes: () => undefined, ...options };
  return told(forecast(opened(text, TRAITS[22], seen), operations, TRAITS[22], seen).findings);
}

describe('what a save does besides the edit, with exact bytes', () => {
  test.each<[string, string, string[]]>([
    ['a file as the writer writes it', '; head\n\n[a]\n; why\nx = 1\n\n[b]\ny => 2\n', []],
    ['spacing', '[a]\nx=1\ny = 2\n', ['normalisesSpacing 1']],
    ['line ends', '[a]\r\nx = 1\r\n', ['normalisesLineEnds 0']],
    ['no final newline', '[a]\nx = 1', ['addsFinalNewline 1']],
    ['a byte order mark', '\ufeff[a]\nx = 1\n', ['dropsByteOrderMark 0']],
    ['a generated line', ';! mine\n[a]\nx = 1\n', ['dropsGeneratedHeader 0']],
    ['a lone last comment', '[a]\nx = 1\n; last\n', ['losesComment 2']],
    ['two last comments', '[a]\nx = 1\n; one\n; two\n', []],
    ['only comments', '; one\n; two\n', ['losesComment 0', 'losesComment 1', 'emptiesFile']],
    ['a block in one line', '[a]\nx = 1\n;-- y=2 --;\nz = 3\n', ['losesInlineBlock 2']],
    [
      'a block',
      '[a]\nx = 1\n;--\ny = 2\n; c\n--;\nz = 3\n',
      ['losesInlineBlock 2', 'blockCommentBecomesLive 3', 'losesInlineBlock 5', 'changesMeaning 0'],
    ],
    ['a line that is none', '[a]\nhello\nx = 1\n', ['losesIgnoredLine 1']],
    ['more of a section', '[g]\nx = 1\n[h]\n[g](+)\ny = 1\n', ['mergesPlusSection 3']],
    ['+=', '[a]\nx = 1\nx += 2\ny = 1\n', ['mergesAppend 2']],
    ['an escaped first character', '[a]\n\\#x = 1\n', ['unescapesFirstCharacter 1', 'changesMeaning 0']],
    ['a long name', `[${'n'.repeat(80)}]\nx = 1\n`, ['cutsLongName 0']],
    ['a long line', `[a]\nx = ${'y'.repeat(8200)}\nz = 1\n`, ['losesLongLine 1']],
    ['a repeated template line', '[t](!)\nx = 1\n[c](t)\nx = 1\ny = 1\n', ['dropsRepeatedTemplateLine 3']],
    ['exec', '[a]\nx = 1\n#exec /bin/x\n', ['losesExec 2']],
  ])('%s', (_, text, expected) => {
    const found = tells(text);
    for (const one of expected) expect(found).toContain(one);
    if (expected.length === 0) expect(found).toEqual([]);
  });

  test('its light is that of the heaviest finding', () => {
    const light = (text: string): string =>
      forecast(opened(text), [], TRAITS[22], { includes: () => undefined }).light;
    expect(light('[a]\nx = 1\n')).toBe('safe');
    expect(light('[a]\nx=1\n')).toBe('announced');
    expect(light('[a]\nx = 1\n; lost\n')).toBe('announced');
    expect(light('[a]\nx=1\n;--\ny=2\n--;\n')).toBe('damages');
  });

  test('a file Asterisk cannot load, or could not load any more', () => {
    expect(tells('[a]\nx=1\n[b\n')).toEqual(['unreadable 2']);
    expect(
      tells('[t](!)\nx = 1\n[c](t)\n', [{ op: 'RenameCat', cat: 't', filter: 'TEMPLATES=include', to: 'u' }]),
    ).toEqual(['becomesUnreadable']);
    expect(tells('[a]\n\\[x=1\n')).toContain('unescapesFirstCharacter 1');
  });

  test('an operation Asterisk refuses, and one that is never sent', () => {
    const found = (operation: Operation): Finding | undefined =>
      forecast(opened('[a]\nx = 1\n'), [operation], TRAITS[22]).findings[0];
    expect(found({ op: 'Update', cat: 'b', name: 'x', value: '1' })).toEqual({
      what: 'refused',
      weight: 'damage',
      text: 'Given category does not exist',
    });
    expect(found({ op: 'Insert', cat: 'a', line: 7, name: 'x', value: '1' })).toMatchObject({
      what: 'refused',
      text: 'insertBeyondEnd',
    });
  });

  test('a comment goes with the line that is deleted, unless the draft keeps it', () => {
    const text = '[a]\nx = 1\n; of y\ny = 2\nz = 3\n';
    const deleting: Operation[] = [{ op: 'Delete', cat: 'a', line: 1 }];
    expect(tells(text, deleting)).toEqual(['losesComment 2']);
    expect(tells(text, deleting, { draft: parse('[a]\nx = 1\nz = 3\n') })).toEqual([]);
    expect(tells(text, deleting, { draft: parse('[a]\nx = 1\n; of y\nz = 3\n') })).toEqual([
      'losesComment 2',
    ]);
  });

  test('what the draft means and the save would not', () => {
    const draft = parse('[a]\nx = 2\n');
    const update: Operation = { op: 'Update', cat: 'a', name: 'x', value: '2' };
    expect(tells('[a]\nx = 1\n', [update], { draft })).toEqual([]);
    expect(tells('[a]\nx = 1\n', [{ ...update, value: '3' }], { draft })).toEqual(['changesMeaning 0']);
    expect(tells('[a]\nx = 1\n', [], { draft: parse('[a\nx = 1\n') })).toEqual(['becomesUnreadable']);
  });

  test('children of a changed template change as the draft says', () => {
    const text = '[t](!)\nx = 1\n\n[c](t)\ny = 1\n';
    const draft = parse('[t](!)\nx = 2\n\n[c](t)\ny = 1\n');
    const update: Operation = { op: 'Update', cat: 't', filter: 'TEMPLATES=include', name: 'x', value: '2' };
    expect(tells(text, [update], { draft, flowDown: true })).toEqual([]);
    expect(tells(text, [update], { draft })).toEqual(['changesMeaning 3']);
  });

  test('a line added behind a comment without a newline would become part of the comment', () => {
    const append: Operation = { op: 'Append', cat: 'a', name: 'y', value: '2', arrow: '=' };
    expect(tells('[a]\nx = 1 ; note', [append])).toContain('changesMeaning 0');
  });
});

describe('includes', () => {
  const text = '[a]\nx = 1\n#include "i.conf"\n[b]\ny = 1\n';
  const files: Readonly<Record<string, string>> = { 'i.conf': '[i]\nz = 1\n' };

  test('they are written as well', () => {
    expect(tells(text, [], { includes: (name) => files[name] })).toEqual(['rewritesIncluded 2']);
  });

  test('without their texts they cannot be seen, and what Asterisk tells of them is kept', () => {
    const reading = readingIn(text, TRAITS[22], { includes: (name) => files[name] });
    const file = { ...opened(text), reading };
    const { light, findings, reading: afterwards } = forecast(file, [], TRAITS[22]);
    expect(light).toBe('cannotSee');
    expect(told(findings)).toEqual(['cannotSeeIncludes', 'rewritesIncluded 2']);
    expect(afterwards).toEqual(reading);
  });

  test('a pattern doubles what it includes', () => {
    const globbed = '[a]\nx = 1\n#include "d/*.conf"\n';
    const there: Readonly<Record<string, string>> = { 'd/1.conf': '[i]\nz = 1\n' };
    const options: ForecastOptions = {
      includes: (name) => there[name],
      matching: (pattern) => matching(Object.keys(there), pattern),
    };
    expect(tells(globbed, [], options)).toEqual(expect.arrayContaining(['globbedIncludeDoubles 2']));
    expect(tells(globbed.replace('#', '#try'), [], options)).toEqual(['rewritesIncluded 2']);
  });

  test('more of a section in an include, a broken include, one included twice', () => {
    const of = (main: string, included: string): string[] =>
      tells(main, [], { includes: (name) => (name === 'i.conf' ? included : undefined) });
    expect(of('[g]\nx = 1\n#include "i.conf"\n', '[g](+)\ny = 1\n')).toContain('includedLosesHeader');
    expect(of(text, '[i]\nz = 1\n[broken\nw = 1\n')).toContain('includedBroken 2');
    expect(of('[a]\n#include "i.conf"\n#include "i.conf"\n', '[i]\nz = 1\n')).toContain('includedTwice 2');
  });

  test('before 22.2 neighbouring includes change places', () => {
    const two = '[a]\nx = 1\n\n#include "i.conf"\n#include "j.conf"\n';
    const there: Readonly<Record<string, string>> = { 'i.conf': '[i]\nz = 1\n', 'j.conf': '[j]\nw = 1\n' };
    const options: ForecastOptions = { includes: (name) => there[name] };
    const on = (version: 16 | 22): string[] =>
      told(forecast(opened(two, TRAITS[version], options), [], TRAITS[version], options).findings);
    expect(on(22)).not.toContain('changesMeaning');
    expect(on(16)).toContain('changesMeaning');
  });
});

describe('without exact bytes', () => {
  const reading: Reading = {
    categories: [
      { name: 't', template: true, templates: [], variables: [{ name: 'allow', value: 'alaw' }] },
      {
        name: 'c',
        template: false,
        templates: ['t'],
        variables: [
          { name: 'allow', value: 'alaw' },
          { name: 'x', value: '1' },
        ],
      },
    ],
  };
  const file: OpenedFile = {
    name: 'a.conf',
    document: parse('[t](!)\nallow = alaw\n[c](t)\nx = 1\n'),
    exact: false,
    reading,
    includes: undefined,
    modules: [],
  };

  test('what cannot be seen is said', () => {
    const { light, findings, after, reading: afterwards } = forecast(file, [], TRAITS[22]);
    expect(light).toBe('cannotSee');
    expect(told(findings)).toEqual(['cannotSeeText', 'cannotSeeIncludes']);
    expect(after).toBeUndefined();
    expect(afterwards).toEqual(reading);
    expect(told(forecast({ ...file, includes: [] }, [], TRAITS[22]).findings)).toEqual(['cannotSeeText']);
    expect(told(forecast({ ...file, includes: ['i.conf'] }, [], TRAITS[22]).findings)).toEqual([
      'cannotSeeText',
      'rewritesIncluded',
    ]);
  });

  test('what Asterisk will read is foretold all the same', () => {
    const update: Operation = { op: 'Update', cat: 'c', name: 'x', match: '1', value: '2' };
    expect(forecast(file, [update], TRAITS[22]).reading.categories[1]?.variables).toEqual([
      { name: 'allow', value: 'alaw' },
      { name: 'x', value: '2' },
    ]);
  });

  test('what can be inferred is told: repeated template lines, names that only an escape protects, long lines', () => {
    const [t, c] = reading.categories;
    if (!t || !c) throw new Error('two sections');
    const withMore = (name: string, value: string): OpenedFile => ({
      ...file,
      reading: { categories: [t, { ...c, variables: [...c.variables, { name, value }] }] },
    });
    const on = (name: string, value: string): string[] =>
      told(forecast(withMore(name, value), [], TRAITS[22]).findings);
    expect(on('allow', 'alaw')).toContain('dropsRepeatedTemplateLine');
    expect(on(';x', '1')).toContain('unescapesFirstCharacter');
    expect(on('x', 'y'.repeat(8188))).toContain('losesLongLine 3');
  });

  test('a copy that reads otherwise gives the damage away', () => {
    const copied: Reading = {
      categories: reading.categories.map((one) =>
        one.name === 'c'
          ? { ...one, variables: [...one.variables, { name: 'y', value: 'was in a block' }] }
          : one,
      ),
    };
    const { light, findings } = forecast({ ...file, includes: [] }, [], TRAITS[22], { copied });
    expect(light).toBe('damages');
    expect(told(findings)).toEqual(['cannotSeeText', 'changesMeaning 2']);
    expect(forecast({ ...file, includes: [] }, [], TRAITS[22], { copied: reading }).light).toBe('cannotSee');
  });
});

describe('a list of rights', () => {
  test.each<[string, boolean]>([
    ['system,call', false],
    ['all', false],
    ['all,call', false],
    ['system,call,', false],
    ['', false],
    ['system,,call', true],
    [',system', true],
    ['system,call,,', true],
    ['a,call', true],
    ['al,call', true],
    ['call,al', false],
    ['system, ,call', false],
  ])('"%s"', (list, grants) => {
    expect(grantsEverything(list)).toBe(grants);
  });

  test('with a hole in it is red in manager.conf, there alone, and only while it is there', () => {
    const text = '[general]\nenabled = yes\n\n[anna]\nread = system,,call\n';
    const on = (name: string, operations: readonly Operation[] = []): string[] =>
      told(forecast(opened(text, TRAITS[22], {}, name), operations, TRAITS[22]).findings);
    expect(on('manager.conf')).toEqual(['grantsEverything 4']);
    expect(on('other.conf')).toEqual([]);
    expect(on('manager.conf', [{ op: 'Update', cat: 'anna', name: 'read', value: 'system' }])).toEqual([]);
  });
});

test.each([16, 22] as const)('on %i, every line that is not there any more was told', (version) => {
  const traits = TRAITS[version];
  let told = 0;
  for (const { name, text: bytes, files } of [...corpus, ...generated(600)]) {
    const text = fromBytes(bytes.replaceAll('@', ''));
    const options: ForecastOptions = {
      includes: (one) => (files[one] === undefined ? undefined : fromBytes(files[one])),
      matching: (pattern) => matching(Object.keys(files), pattern),
    };
    const file = opened(text, traits, options);
    const { findings, after, light } = forecast(file, [], traits, options);
    if (!after || findings.some(({ what }) => what === 'unreadable')) continue;
    expect
      .soft(light === 'safe', name)
      .toBe(print(after) === withoutHeader(text) && Object.keys(files).length === 0);
    const at = new Set(findings.map((one) => one.at));
    for (const line of gone(file.document, after)) {
      told++;
      expect
        .soft(at.has(line), `${name}, line ${line}: ${JSON.stringify(file.document.lines[line]?.text)}`)
        .toBe(true);
    }
  }
  expect(told).toBeGreaterThan(500);
});

test.each([16, 22] as const)(
  'on %i, no file is called safe unseen, and a copy gives away what changes its meaning',
  (version) => {
    const traits = TRAITS[version];
    let given = 0;
    for (const { name, text: bytes, files } of [...corpus, ...generated(600)]) {
      if (Object.keys(files).length > 0) continue;
      const text = fromBytes(bytes);
      const loaded = load(text, { traits });
      if (loaded.tag !== 'loaded' || loaded.includes.length > 0) continue;
      const reading = readingOf(loaded);
      const unseen: OpenedFile = { ...opened(text, traits), exact: false, reading };
      expect.soft(['cannotSee', 'damages'], name).toContain(forecast(unseen, [], traits).light);
      const copied = readingIn(store(loaded), traits, {});
      if (JSON.stringify(copied) === JSON.stringify(reading)) continue;
      given++;
      expect.soft(forecast(unseen, [], traits, { copied }).light, name).toBe('damages');
    }
    expect(given).toBeGreaterThan(20);
  },
);

/** Lines of the base that do not stand in the other; Asterisk's own header apart. */
function gone(base: Document, after: Document): number[] {
  const skipped = base.lines.length - parse(withoutHeader(print(base))).lines.length;
  const texts = ({ lines }: Document): string[] => lines.map(({ text }) => text);
  return diff(texts(base).slice(skipped), texts(after)).flatMap(({ from, until }) =>
    Array.from({ length: until - from }, (_, index) => skipped + from + index),
  );
}
