import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSearch, digitsOf, fold, type Entry } from '../../src/ui/search.ts';

const people = (...names: readonly string[]): readonly Entry<string>[] =>
  names.map((name, index) => ({ value: name, names: [name], numbers: [String(2000 + index)] }));

describe('names', () => {
  const hotel = createSearch(
    people(
      'Łukasz Żółć',
      'Amélie Fôret',
      'Jörg "Jojo" Müßig',
      '田中 花子',
      'ליאת',
      'John Smith',
      'Anna Kowalska',
      'İpek Şahin',
    ),
  );
  test.each([
    ['lukasz', 'Łukasz Żółć'],
    ['zolc', 'Łukasz Żółć'],
    ['amelie', 'Amélie Fôret'],
    ['mussig', 'Jörg "Jojo" Müßig'],
    ['花子', '田中 花子'],
    ['ליאת', 'ליאת'],
    ['jhon', 'John Smith'],
    ['smith john', 'John Smith'],
    ['KOWAL', 'Anna Kowalska'],
    ['ipek', 'İpek Şahin'],
  ])('%s finds %s', (query, name) => expect(hotel.find(query)[0]).toBe(name));

  test('nothing is found by nothing', () => expect(hotel.find('  ')).toEqual([]));
});

describe('numbers', () => {
  const search = createSearch<string>([
    { value: 'long', names: ['a'], numbers: ['20041'] },
    { value: 'exact', names: ['b'], numbers: ['2004'] },
    { value: 'inside', names: ['c'], numbers: ['12004'] },
  ]);
  test('digits match from the first on, the exact number first', () =>
    expect(search.find('2004')).toEqual(['exact', 'long']));
  test('a typing error is never forgiven in a number', () => expect(search.find('2040')).toEqual([]));
  test('the exact number comes although the limit was reached before it', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({
      value: `2004${String(index)}`,
      names: [''],
      numbers: [`2004${String(index)}`],
    }));
    const all = createSearch([...many, { value: 'exact', names: [''], numbers: ['2004'] }]);
    expect(all.find('2004', 8)[0]).toBe('exact');
    expect(all.find('2004', 8)).toHaveLength(8);
  });
  test('a number as people write it is its digits', () => {
    expect(digitsOf('+49 (30) 123-45.67')).toBe('+49301234567');
    expect(digitsOf('*72 2004#')).toBe('*722004#');
    expect(digitsOf('2004 anna')).toBeUndefined();
    expect(digitsOf('')).toBeUndefined();
  });
});

describe('use', () => {
  const often: Record<string, number> = { 'Hanna Kowal': 9, 'Anna Zielińska': 2, 'Anna Nowak': 5, '2007': 3 };
  const search = createSearch(
    people(
      'Anna Kowalska',
      'Anna Nowak',
      'Anna Zielińska',
      'Hanna Kowal',
      'Anne Żuk',
      '2005',
      '2006',
      '2007',
    ),
    (value) => often[value] ?? 0,
  );
  test('those most used come first, the others in their order', () => {
    const found = search.find('anna');
    expect(found.slice(0, 2)).toEqual(['Anna Nowak', 'Anna Zielińska']);
    expect(found).toContain('Anna Kowalska');
    expect(search.find('200')[0]).toBe('Hanna Kowal');
  });
  test('who is meant by the letters typed comes before who only resembles them', () => {
    expect(search.find('anna').indexOf('Hanna Kowal')).not.toBe(0);
    expect(search.find('anna kowalska')[0]).toBe('Anna Kowalska');
    expect(search.find('zielinska anna')[0]).toBe('Anna Zielińska');
  });
  test('an exact number comes before the most used one', () =>
    expect(search.find('2004')[0]).toBe('Anne Żuk'));
});

test('whoever is on the board is found by their whole name, whatever it is made of', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 20 }),
      (names) => {
        const search = createSearch(names.map((name) => ({ value: name, names: [name], numbers: [] })));
        // Made of letters of one script; signs alone are no name to search for.
        for (const name of names.filter((each) => /^\p{L}{2,}$/u.test(fold(each))))
          expect(search.find(name)).toContain(name);
      },
    ),
  );
});

test('folding twice is folding once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
    }),
  );
});
