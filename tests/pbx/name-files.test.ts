/** Lists of names as programs write them, and as nobody should. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noSite } from '../../src/pbx/index.ts';
import { readNameFile, withNames } from '../../src/pbx/name-files.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf16 = (text: string): Uint8Array => {
  const marked = `\ufeff${text}`;
  const units = Uint16Array.from({ length: marked.length }, (_one, at) => marked.charCodeAt(at));
  return new Uint8Array(units.buffer);
};

function csv(text: string | Uint8Array) {
  const { names, problems } = readNameFile('staff.csv', typeof text === 'string' ? utf8(text) : text);
  return { names: Object.fromEntries(names), problems };
}
function cards(text: string | Uint8Array) {
  const { names, problems } = readNameFile('staff.vcf', typeof text === 'string' ? utf8(text) : text);
  return { names: Object.fromEntries(names), problems };
}
const card = (...lines: readonly string[]): string =>
  ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');

const people = { '2004': 'Amélie Fôret', '2005': "Bernd O'Neil" };

describe('CSV', () => {
  test.each([
    ['without headings', "2004,Amélie Fôret\n2005,Bernd O'Neil\n"],
    ['with headings, in any order', "Name;Mail;Extension\nAmélie Fôret;a@b;2004\nBernd O'Neil;;2005"],
    ['first and last name apart', "exten,First Name,Last Name\r\n2004,Amélie,Fôret\r\n2005,Bernd,O'Neil\r\n"],
    ['German headings, tabs', "Nebenstelle\tVorname\tNachname\n2004\tAmélie\tFôret\n2005\tBernd\tO'Neil\n"],
    ['quoted', `"2004","Amélie Fôret"\n"2005","Bernd O'Neil"\n`],
    ['with a mark at its beginning', "\ufeff2004,Amélie Fôret\n2005,Bernd O'Neil"],
    [
      'with empty lines and people without a telephone',
      "\n2004,Amélie Fôret\n,Nobody\n\n2005,Bernd O'Neil\n,\n",
    ],
    ['with carriage returns alone', "2004,Amélie Fôret\r2005,Bernd O'Neil\r"],
  ])('%s', (_what, text) => {
    expect(csv(text)).toEqual({ names: people, problems: [] });
  });

  test('in the charsets of spreadsheets', () => {
    const text = "2004;Amélie Fôret\r\n2005;Bernd O'Neil\r\n";
    for (const bytes of [latin(text), utf16(text)])
      expect(csv(bytes)).toEqual({ names: people, problems: [] });
  });

  test('quotes, separators and newlines in a cell; text is text', () => {
    const text = `number,name\n2011,"Jörg ""Jojo"" Müßig"\n2022,"Søren; Ægir, Søn"\n2021,<script>alert(1)</script>\n2013,"two\nlines"\n2014,5" Tom\n`;
    expect(csv(text)).toEqual({
      names: {
        2011: 'Jörg "Jojo" Müßig',
        2022: 'Søren; Ægir, Søn',
        2021: '<script>alert(1)</script>',
        2013: 'two lines',
        2014: '5" Tom',
      },
      problems: [],
    });
  });

  test('numbers as people write them, contexts kept', () => {
    const text = 'phone,name\n+49 (30) 5550-12004,A\n20/05,B\n2004@internal,C\n*2004,D\n2010-dect,E\n';
    expect(csv(text).names).toEqual({
      '+4930555012004': 'A',
      '2005': 'B',
      '2004@internal': 'C',
      '*2004': 'D',
      '2010-dect': 'E',
    });
  });

  test('what cannot be used is named with its line, the rest holds', () => {
    const long = 'x'.repeat(201);
    const text = `2004,"A\nB"\nmany words,B\n2005\n2006,\n2007,${long}\n2004,C\n__proto__,D\n2008,E\n2004,A B`;
    const { names, problems } = csv(text);
    expect(names).toEqual({ 2004: 'A B', 2008: 'E' });
    expect(problems).toEqual([
      'staff.csv, line 3: not a number: "many words"',
      'staff.csv, line 4: one cell only',
      'staff.csv, line 5: no name for 2006',
      'staff.csv, line 6: the name of 2007 has 201 characters',
      'staff.csv, line 7: 2004 is there twice',
      'staff.csv, line 8: not a number: "__proto__"',
    ]);
  });

  test('a thousand mistakes are told in a few lines', () => {
    const { problems } = csv('no number,A\n'.repeat(1000));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('staff.csv: 980 more');
  });

  test('a quote that never ends, a file too large', () => {
    expect(csv('2004,"never ending\n2005,B').names).toEqual({ 2004: 'never ending 2005,B' });
    expect(csv(new Uint8Array(8_000_001))).toEqual({ names: {}, problems: ['staff.csv: larger than 8 MB'] });
  });

  test('whatever the names, what a program writes is read back', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((text) =>
        text
          .replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]+/gu, '')
          .replace(/ {2,}/g, ' ')
          .trim(),
      )
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), fc.constantFrom(',', ';', '\t'), (given, separator) => {
        const lines = given.map((each, at) => `"${1000 + at}"${separator}"${each.replaceAll('"', '""')}"`);
        const expected = Object.fromEntries(given.map((each, at) => [String(1000 + at), each]));
        expect(csv(`number${separator}name\r\n${lines.join('\r\n')}`)).toEqual({
          names: expected,
          problems: [],
        });
      }),
    );
  });
});

describe('vCard', () => {
  test('several cards, several numbers, groups and parameters', () => {
    const text =
      card(
        'N:Fôret;Amélie;;;',
        'FN:Amélie Fôret',
        'TEL;TYPE="work,voice":2004',
        'item1.TEL;TYPE=cell:+49 170 1',
      ) +
      card("N:O'Neil;Bernd", 'TEL:2005', 'PHOTO;ENCODING=b;TYPE=JPEG:AAAA', ' BBBB', ' CCCC') +
      card('ORG:Hotel\\; Astoria;Kitchen', 'TEL:2030');
    expect(cards(text)).toEqual({
      names: { ...people, '+491701': 'Amélie Fôret', '2030': 'Hotel; Astoria' },
      problems: [],
    });
  });

  test('version 4: telephone addresses and their extensions', () => {
    const text = card(
      'FN:Amélie Fôret',
      'TEL;VALUE=uri:tel:+49-30-5550-100;ext=2004',
      'TEL;VALUE=uri:tel:2006',
    );
    expect(cards(text).names).toEqual({ 2004: 'Amélie Fôret', 2006: 'Amélie Fôret' });
  });

  test('folded in the middle of a letter, escaped, with newlines of any kind', () => {
    const bytes = utf8(card('FN:Amélie, Fôret', 'TEL:2004'));
    const at = bytes.indexOf(0xc3) + 1;
    const folded = Uint8Array.from([...bytes.slice(0, at), 13, 10, 32, ...bytes.slice(at)]);
    expect(cards(folded).names).toEqual({ 2004: 'Amélie, Fôret' });
    expect(cards(card('FN:Anna\\, Bo\\; Co\\nDo\\\\n', 'TEL:1').replaceAll('\r', '')).names).toEqual({
      1: 'Anna, Bo; Co Do\\n',
    });
  });

  test('version 2.1: quoted-printable, soft breaks, charsets', () => {
    const text = [
      'BEGIN:VCARD',
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=BB=C3=B3=C5=82=C4=87;=C5=81u=',
      'kasz',
      'TEL;WORK;VOICE:2003',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN;CHARSET=windows-1251;QUOTED-PRINTABLE:=CF=E0=F8=E0',
      'TEL:2023',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN;CHARSET=klingon:Tom',
      'TEL:2032',
      'END:VCARD',
    ].join('\r\n');
    expect(cards(text)).toEqual({
      names: { 2003: 'Łukasz Żółć', 2023: 'Паша', 2032: 'Tom' },
      problems: ['staff.vcf, line 12: an unknown charset: "klingon"'],
    });
  });

  test('in other charsets without a word about it', () => {
    const text = card('FN:Amélie Fôret', 'TEL:2004');
    for (const bytes of [latin(text), utf16(text)])
      expect(cards(bytes).names).toEqual({ 2004: 'Amélie Fôret' });
  });

  test('what is no card is named; text is text', () => {
    const text = `hello\r\n${card('FN:<script>alert(1)</script>', 'TEL:2021', 'no colon', 'TEL:')}BEGIN:VCARD\r\nFN:A\r\nTEL:1\r\n`;
    expect(cards(text)).toEqual({
      names: { 2021: '<script>alert(1)</script>', 1: 'A' },
      problems: [
        'staff.vcf, line 1: outside of any card',
        'staff.vcf, line 6: not a line of a card',
        'staff.vcf, line 12: a card without an end',
      ],
    });
  });
});

test('whatever the bytes, reading ends and throws nothing', () => {
  const nasty = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(
          'BEGIN:VCARD\n',
          'END:VCARD\n',
          'FN',
          'TEL',
          'N;',
          'ENCODING=QUOTED-PRINTABLE',
          'CHARSET=utf-16',
          ':',
          ';',
          '"',
          '=',
          '=C3',
          '\\',
          '\n',
          '\r',
          ' ',
          ',',
          '2004',
          'é',
          '\0',
        ),
        { maxLength: 60 },
      )
      .map((parts) => utf8(parts.join(''))),
  );
  fc.assert(
    fc.property(nasty, fc.constantFrom('a.csv', 'a.vcf'), (bytes, file) => {
      const { names } = readNameFile(file, bytes);
      for (const [number, name] of names) {
        expect(number).toMatch(/^[\w*#+@-]+$/);
        expect(name).not.toMatch(/\p{Cc}/u);
        expect(name.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500 },
  );
});

test('long lines cost no more than their length', () => {
  const long = 'x;"\\'.repeat(400_000);
  expect(cards(card(`NOTE:${long}`, `FN:${long}`, `TEL;X="${long}`, 'TEL:2004')).names).toEqual({});
  expect(csv(`2004,${long}`).names).toEqual({});
  expect(csv(`2004,"${'""'.repeat(400_000)}`).names).toEqual({});
});

test('the site’s own names win, the first list over the second', () => {
  const lists = ['2004,A\n2005,A\n2006,A\n', '2005,B\n2006,B\n2007,B\n'].map((text) =>
    readNameFile('x.csv', utf8(text)),
  );
  const site = withNames({ ...noSite, names: { 2006: 'Own' } }, lists);
  expect(site.names).toEqual({ 2004: 'A', 2005: 'A', 2006: 'Own', 2007: 'B' });
});
