import { describe, expect, test } from 'vitest';
import { pseudo } from '../../src/ui/pseudo.ts';
import { en as page, inWords, say, type Key, type Phrase } from '../../src/words/index.ts';
import { languages } from '../../src/words/languages.ts';
import { en as workbench } from '../../src/words/workbench/en.ts';
import { workbenchWords } from '../../src/words/workbench/index.ts';

type Words = Readonly<Record<Key, Phrase>>;
const en = { ...page, ...workbench };

const translated = await Promise.all(
  Object.entries(languages).map(async ([code, load]) => ({
    code,
    words: { ...(await load()), ...(await workbenchWords.load[code]?.()) } as Words,
  })),
);
const spoken: readonly { readonly code: string; readonly words: Words }[] = [
  { code: 'en', words: en },
  ...translated,
];
const keys = Object.keys(en) as readonly Key[];

/** What reads the same everywhere (names), and in one language by chance. Everything else must be translated. */
const SAME: Readonly<Record<string, readonly Key[]>> = {
  everywhere: ['app.name', 'system.asterisk'],
  de: ['answer.took', 'console.name', 'status.version', 'link.roundTripShort', 'system.title'],
};

const formsOf = (phrase: Phrase): Readonly<Record<string, string>> =>
  typeof phrase === 'string' ? { text: phrase } : { ...phrase };
const textsOf = (words: Words) =>
  keys.flatMap((key) =>
    Object.entries(formsOf(words[key])).map(([form, text]) => ({ where: `${key} (${form})`, text })),
  );
const placeholders = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
/** A form is chosen by a number; some forms by one number alone, which they may say in a word. */
const numbersOf = (code: string, form: string): number =>
  Array.from({ length: 1000 }, (_, count) => count).filter(
    (count) => new Intl.PluralRules(code).select(count) === form,
  ).length;

test('German and Arabic are there', () => {
  expect(Object.keys(languages)).toEqual(expect.arrayContaining(['ar', 'de']));
  expect(Object.keys(workbenchWords.load)).toEqual(Object.keys(languages));
  expect(workbenchWords.source).toBe(workbench);
});

describe.each(spoken)('$code', ({ code, words }) => {
  test('has a text for every key and no other key', () => {
    expect(Object.keys(words).sort()).toEqual([...keys].sort());
  });

  test('says in the plural what English says in the plural, in exactly the forms the language has', () => {
    const categories = [...new Intl.PluralRules(code).resolvedOptions().pluralCategories].sort();
    for (const key of keys) {
      expect(typeof words[key], key).toBe(typeof en[key]);
      if (typeof words[key] !== 'string') expect(Object.keys(words[key]).sort(), key).toEqual(categories);
    }
  });

  test('keeps every placeholder in every form', () => {
    for (const key of keys) {
      const source = en[key];
      const wanted = placeholders(typeof source === 'string' ? source : source.other);
      for (const [form, text] of Object.entries(formsOf(words[key]))) {
        const spelledOut =
          form !== 'text' && !placeholders(text).includes('count') && numbersOf(code, form) === 1;
        expect(placeholders(text), `${key} (${form})`).toEqual(
          spelledOut ? wanted.filter((name) => name !== 'count') : wanted,
        );
      }
    }
  });

  test('has no stray braces, no markup, no blanks at the ends or doubled', () => {
    for (const { where, text } of textsOf(words)) {
      expect(text.replace(/\{\w+\}/g, ''), where).not.toMatch(/[{}]/);
      expect(text, where).not.toMatch(/<|&#?\w+;/);
      expect(text, where).toBe(text.trim());
      expect(text, where).not.toMatch(/\s\s/);
      expect(text, where).not.toBe('');
    }
  });

  test('sets every value apart and leaves no placeholder open', () => {
    const hostile = 'עוז <b>&amp; {count}';
    for (const key of keys) {
      const phrase = words[key];
      const [sample] = Object.values(formsOf(phrase)).sort((a, b) => b.length - a.length);
      const names = placeholders(sample ?? '').filter((name) => name !== 'count');
      const values = { ...Object.fromEntries(names.map((name) => [name, hostile])), count: 100 };
      const said = inWords({ key, values }, words, code);
      const stripped = said.replaceAll(`\u2068${hostile}\u2069`, '');
      expect(stripped, key).not.toMatch(/[{}\u2068]/);
      expect(said.match(/[\u2066-\u2068]/g)?.length, key).toBe(said.match(/\u2069/g)?.length);
      for (const name of names) expect(said.split(hostile).length, `${key} {${name}}`).toBeGreaterThan(1);
    }
  });

  test('writes numbers as the language does, and texts within texts without setting them apart twice', () => {
    const age = new Intl.NumberFormat(code).format(1234);
    expect(inWords(say('link.roundTrip', { milliseconds: 1234 }), words, code)).toContain(age);
    const why = say('why.busy', { target: 'Łukasz' });
    const said = inWords(say('out.back', { caller: 'Anna', why }), words, code);
    expect(said).toContain(inWords(why, words, code));
    expect(said.match(/\u2068/g)).toHaveLength(2);
    expect(said.match(/\u2069/g)).toHaveLength(2);
  });
});

describe.each(translated)('$code', ({ code, words }) => {
  test('leaves nothing in English but what is named', () => {
    const same = keys.filter((key) => {
      const forms = Object.values(formsOf(words[key]));
      const english = Object.values(formsOf(en[key]));
      return forms.some((text) => english.includes(text));
    });
    expect(same.sort()).toEqual([...(SAME['everywhere'] ?? []), ...(SAME[code] ?? [])].sort());
  });

  test('names keys and acts of the typed line as the program understands them', () => {
    expect(words['typed.placeholder']).toContain('t anna · c 2004 · p');
    expect(words['board.empty']).toContain('exten => 2004,hint,PJSIP/2004');
  });
});

describe('Arabic', () => {
  const ar = translated.find(({ code }) => code === 'ar')?.words ?? en;
  const figure = (count: number) => new Intl.NumberFormat('ar').format(count);

  test.each([
    [0, 'لا جلسات لهذا الحساب'],
    [1, 'جلسة واحدة لهذا الحساب'],
    [2, 'جلستان لهذا الحساب'],
    [5, `${figure(5)} جلسات لهذا الحساب`],
    [11, `${figure(11)} جلسة لهذا الحساب`],
    [100, `${figure(100)} جلسة لهذا الحساب`],
  ])('counts %i', (count, said) => {
    expect(inWords(say('link.sessions', { count }), ar, 'ar')).toBe(said);
  });

  test.each([
    [0, 'zero'],
    [1, 'one'],
    [2, 'two'],
    [5, 'few'],
    [11, 'many'],
    [100, 'other'],
  ] as const)('takes for %i the form “%s” of every plural', (count, form) => {
    for (const key of keys) {
      const phrase: Phrase = ar[key];
      if (typeof phrase === 'string') continue;
      const said = inWords({ key, values: { count } }, ar, 'ar');
      const expected = phrase[form] ?? '';
      expect(said, key).toBe(expected.replaceAll('{count}', figure(count)).replace(/\{\w+\}/g, ''));
    }
  });
});

test('German counts one and many', () => {
  const de = translated.find(({ code }) => code === 'de')?.words ?? en;
  expect(inWords(say('status.extensions', { count: 1 }), de, 'de')).toBe('1 Nebenstelle');
  expect(inWords(say('status.extensions', { count: 10_000 }), de, 'de')).toBe('10.000 Nebenstellen');
  expect(inWords(say('status.extensions', { count: 0 }), de, 'de')).toBe('0 Nebenstellen');
});

test('the pseudo locale keeps every placeholder of every form', () => {
  const bent = pseudo(en) as Words;
  expect(Object.keys(bent)).toEqual(keys);
  for (const key of keys) {
    const forms = formsOf(bent[key]);
    const source = formsOf(en[key]);
    expect(Object.keys(forms).sort(), key).toEqual(Object.keys(source).sort());
    for (const [form, text] of Object.entries(forms))
      expect(placeholders(text), `${key} (${form})`).toEqual(placeholders(source[form] ?? ''));
  }
});
