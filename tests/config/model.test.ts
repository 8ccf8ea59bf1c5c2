import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, print } from '../../src/config/document.ts';
import { forecast } from '../../src/config/forecast.ts';
import type { LoadedFile } from '../../src/config/model.ts';
import { fromBytes, toBytes } from '../../src/config/model/held.ts';
import { hold } from '../../src/config/model/hold.ts';
import { load } from '../../src/config/model/load.ts';
import { operate } from '../../src/config/model/operate.ts';
import { readingOf, store, withoutHeader } from '../../src/config/model/store.ts';
import type { Forecast, Operation, Traits } from '../../src/config/types.ts';
import { corpus, type Case } from './corpus.ts';
import { generated } from './corpus-generated.ts';
import { optionsFor, TRAITS } from './corpus-model.ts';
import { operationsFor } from './corpus-operations.ts';

/** Every character that means something to the loader, and a few that do not. */
const MEANING = ';-[](!+)\\=> ,#\n\r\t\0aä"<*';

const versions = [16, 22] as const;
const many = [...corpus, ...generated(600)];

function loadCase(one: Case, traits: Traits, text = one.text): LoadedFile | undefined {
  const loaded = load(text.replaceAll('@', ''), optionsFor(one.files, traits));
  return loaded.tag === 'loaded' ? loaded : undefined;
}

function foretell(bytes: string, traits: Traits): Forecast {
  const document = parse(fromBytes(bytes));
  const reading = readingOf(loaded(print(document), traits));
  const file = { name: 'a.conf', document, exact: true, reading, includes: [], modules: [] };
  return forecast(file, [], traits, { includes: () => undefined });
}

const spaced = (text: string): string => text.replace(/[ \t]*;/g, ' ;').trimEnd();

function loaded(text: string, traits: Traits = TRAITS[22]): LoadedFile {
  const file = load(text, { traits });
  if (file.tag !== 'loaded') throw new Error(`${file.what} in line ${file.at}`);
  return file;
}

/** The text after the operations, as Asterisk 22 would write it. */
function saved(text: string, ...operations: readonly Operation[]): string {
  const result = operate(loaded(text), operations);
  if (result.tag !== 'loaded') throw new Error(JSON.stringify(result));
  return store(result);
}

describe.each(versions)('on %i', (version) => {
  const traits = TRAITS[version];

  test('nothing it is given makes it throw', () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((all) => String.fromCharCode(...all));
    const letters = fc
      .array(fc.integer({ min: 0, max: MEANING.length - 1 }), { maxLength: 80 })
      .map((all) => all.map((at) => MEANING.charAt(at)).join(''));
    fc.assert(
      fc.property(fc.oneof(bytes, letters), fc.constantFrom('bytes', 'utf-8'), (text, charset) => {
        const file = load(text, { traits, charset });
        for (const { operations, flowDown } of operationsFor(file)) {
          const result = file.tag === 'loaded' ? operate(file, operations) : file;
          if (result.tag === 'loaded')
            load(store(result, { flowDown: flowDown ?? false }), { traits, charset });
        }
      }),
      { numRuns: 400 },
    );
  });

  test('where no damage is foretold the file means the same however often it is saved; a safe one stays as it is', () => {
    let quiet = 0;
    let safe = 0;
    for (const one of many) {
      let file = loadCase(one, traits);
      if (!file || file.includes.length > 0) continue;
      let text = one.text;
      const means = readingOf(file);
      for (let pass = 0; pass < 3; pass++) {
        const { light, findings } = foretell(text, traits);
        if (light === 'damages') break;
        const next = store(file);
        const again = loadCase(one, traits, next);
        expect.soft(again && readingOf(again), one.name).toEqual(means);
        if (light === 'safe') {
          expect.soft(next, one.name).toBe(withoutHeader(text));
          safe++;
        } else if (pass > 0 && findings.every(({ weight }) => weight === 'harmless')) {
          // In front of comments blanks come and go with every save.
          expect.soft(spaced(next), one.name).toBe(spaced(text));
          quiet++;
        }
        if (!again) break;
        file = again;
        text = next;
      }
    }
    expect(safe).toBeGreaterThan(200);
    expect(quiet).toBeGreaterThan(0);
  });

  test('the header in front of a file that was saved changes nothing', () => {
    const header =
      ';!\n;! Automatically generated configuration file\n;! Filename: a.conf (/etc/a.conf)\n;! Generator: Manager\n;! Creation Date: Mon Jan  1 00:00:00 2024\n;!\n';
    for (const one of many) {
      const first = loadCase(one, traits);
      const once = first && store(first);
      const plain = once && loadCase(one, traits, once);
      if (!plain || plain.includes.length > 0 || plain.categories.length === 0) continue;
      const headed = loadCase(one, traits, header + once);
      expect.soft(headed && store(headed), one.name).toBe(store(plain));
    }
  });

  test('letters or bytes, it is the same', () => {
    for (const one of many) {
      const text = fromBytes(one.text);
      if (toBytes(text) !== one.text || Object.keys(one.files).length > 0) continue;
      const bytes = load(one.text, optionsFor({}, traits));
      const letters = load(text, { traits });
      expect
        .soft(letters.tag === 'loaded' ? store(letters) : letters.what, one.name)
        .toBe(bytes.tag === 'loaded' ? fromBytes(store(bytes)) : bytes.what);
    }
  });

  test('held from its reading alone, a file reads the same', () => {
    for (const one of many) {
      const file = loadCase(one, traits);
      if (file) expect.soft(readingOf(hold(readingOf(file), traits)), one.name).toEqual(readingOf(file));
    }
  });
});

describe('operations', () => {
  test.each<[string, string, readonly Operation[], string]>([
    [
      'Update keeps the comments, the arrow and the place',
      '[a]\n; above\nx => 1   ; beside\ny = 2\n',
      [{ op: 'Update', cat: 'a', name: 'x', match: '1', value: '3' }],
      '[a]\n; above\nx => 3   ; beside\ny = 2\n',
    ],
    [
      'Update writes the name as it is sent',
      '[a]\nSame = 1\n',
      [{ op: 'Update', cat: 'A', name: 'SAME', value: '2' }],
      '[a]\nSAME = 2\n',
    ],
    [
      'a value that begins with > needs two',
      '[a]\n',
      [{ op: 'Append', cat: 'a', name: 'x', value: '>1', arrow: '=>' }],
      '[a]\nx => >1\n',
    ],
    [
      'Insert, then Append loses the inserted line where the section was empty',
      '[a]\n',
      [
        { op: 'Insert', cat: 'a', line: 0, name: 'x', value: '1' },
        { op: 'Append', cat: 'a', name: 'y', value: '2', arrow: '=' },
      ],
      '[a]\ny = 2\n',
    ],
    [
      'Delete takes the comments along and leaves blank lines in their place',
      '[a]\nx = 1\n\n; of y\ny = 2\nz = 3\n',
      [{ op: 'Delete', cat: 'a', line: 1 }],
      '[a]\nx = 1\n\n\n\nz = 3\n',
    ],
    [
      'children keep the old value of a template',
      '[t](!)\nx = 1\n\n[c](t)\ny = 2\n',
      [{ op: 'Update', cat: 't', filter: 'TEMPLATES=include', name: 'x', value: '3' }],
      '[t](!)\nx = 3\n\n[c](t)\nx = 1\ny = 2\n',
    ],
  ])('%s', (_, before, operations, after) => {
    expect(saved(before, ...operations)).toBe(after);
  });

  test('with several equal lines, versions differ', () => {
    const text = '[a]\nx = 1\ny = 1\nx = 1\n';
    const update: Operation = { op: 'Update', cat: 'a', name: 'x', match: '1', value: '2' };
    const by = (updateHits: Traits['updateHits']): string => {
      const result = operate(loaded(text, { ...TRAITS[22], updateHits }), [update]);
      return result.tag === 'loaded' ? store(result) : result.tag;
    };
    expect(by('first')).toBe('[a]\nx = 2\ny = 1\nx = 1\n');
    expect(by('last')).toBe('[a]\nx = 1\ny = 1\nx = 2\n');
    expect(by('all')).toBe('[a]\nx = 2\ny = 1\nx = 2\n');
  });

  test('what would crash the PBX or take more than was meant is told as never to be sent', () => {
    const file = loaded('[t](!)\nx=1\n[a](t)\n[b]\ny=1\n');
    const why = (operation: Operation): unknown => {
      const result = operate(file, [operation]);
      return result.tag === 'forbidden' ? result.why : result.tag;
    };
    expect(why({ op: 'Insert', cat: 'b', line: 1, name: 'x', value: '1' })).toBe('insertBeyondEnd');
    expect(why({ op: 'Insert', cat: 'b', line: -1, name: 'x', value: '1' })).toBe('insertBeyondEnd');
    expect(why({ op: 'Insert', cat: 'b', line: 0, name: 'x', value: '1' })).toBe('loaded');
    expect(why({ op: 'Delete', cat: 'b', name: 'y', match: ' ' })).toBe('deleteWidens');
    expect(why({ op: 'DelCat', cat: 't', filter: 'TEMPLATES=include' })).toBe('templateInUse');
  });

  test('what is loaded is not changed by operations on it', () => {
    const file = loaded('[t](!)\nx=1\n[a](t)\ny=1\n');
    const before = store(file);
    operate(file, [
      { op: 'Update', cat: 'a', name: 'y', value: '2' },
      { op: 'RenameCat', cat: 'a', to: 'b' },
      { op: 'EmptyCat', cat: 't', filter: 'TEMPLATES=include' },
    ]);
    expect(store(file)).toBe(before);
  });
});

test('a section that inherits from itself, and blocks in blocks without end, are never given to a PBX', () => {
  const endless = (text: string): unknown => load(text, { traits: TRAITS[22] });
  expect(endless('[a]\nx=1\n[a](+,a)\n')).toMatchObject({ tag: 'unreadable', what: 'endless', at: 2 });
  expect(endless(`[a]\n${';-- '.repeat(129)}\n`)).toMatchObject({
    tag: 'unreadable',
    what: 'endless',
    at: 1,
  });
});
