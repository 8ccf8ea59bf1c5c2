import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apply,
  faultOf,
  invert,
  meaningOf,
  originsOf,
  parse,
  print,
  readingOf,
  sections,
  type Document,
  type Edit,
} from '../../src/config/index.ts';
import { anyText } from './texts.ts';

const tagged = (text: string): readonly string[] =>
  parse(text).lines.map((line) => {
    if (line.tag === 'ignored') return `ignored ${line.why}`;
    if (line.tag === 'block') return `block ${line.part}`;
    if (line.tag === 'entry') return `${line.name} ${line.append ? '+=' : line.arrow} ${line.value}`;
    if (line.tag === 'section')
      return `[${line.name}]${line.plus ? '+' : ''}${line.template ? '!' : ''}${line.templates.join()}`;
    if (line.tag === 'directive') return `${line.directive} ${line.file}`;
    return line.tag === 'comment' && line.generated ? 'generated' : line.tag;
  });

/** Edits of a document of that many lines: in order, not overlapping. */
const someEdits = (count: number): fc.Arbitrary<readonly Edit[]> =>
  fc
    .array(
      fc.tuple(
        fc.nat(count),
        fc.nat(3),
        fc.array(fc.constantFrom('', 'a = 1', '[n]', ';-- o', '--;', '; c', 'b => 2;x'), { maxLength: 3 }),
      ),
      {
        maxLength: 4,
      },
    )
    .map((all) => {
      const list: Edit[] = [];
      let free = 0;
      for (const [from, many, lines] of all.sort(([one], [other]) => one - other)) {
        if (from < free) continue;
        const until = Math.min(count, from + many);
        list.push({ from, until, lines });
        free = until + 1;
      }
      return list;
    });

const documentAndEdits = anyText.chain((text) => {
  const document = parse(text);
  return fc.tuple(fc.constant(document), someEdits(document.lines.length));
});

describe('parsing', () => {
  test('printing gives any text back', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), (text) => {
        expect(print(parse(text))).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  test.each<[string, readonly string[]]>([
    ['a = 1', ['a = 1']],
    ['a=>1', ['a => 1']],
    ['a = > 1', ['a = > 1']],
    ['  a  =\t1 2  ; note', ['a = 1 2']],
    ['a+=2', ['a += 2']],
    ['a + = 2', ['a + = 2']],
    ['x=a\\;b ; c', ['x = a;b']],
    ['\\;e=1', [';e = 1']],
    ['\\[f=1', ['[f = 1']],
    ['\\ x=1', ['ignored badEscape']],
    ['\\', ['ignored badEscape']],
    ['nothing', ['ignored noEquals']],
    ['= x', ['ignored noName']],
    ['+= x', ['ignored noName']],
    ['[h]x=1', ['[h]']],
    ['[h](!,a,b) ; c', ['[h]!a,b']],
    ['[h](+)', ['[h]+']],
    ['[h', ['ignored unclosed']],
    ['[h](a', ['ignored unclosed']],
    ['#include "f"', ['include f']],
    ['#INCLUDE <f> ; c', ['include f']],
    ['#tryinclude f*.conf', ['tryinclude f*.conf']],
    ['#exec /bin/x y', ['exec /bin/x y']],
    ['#include', ['ignored noName']],
    ['#bogus x', ['ignored unknownDirective']],
    [';! x\n; x\n\n \t', ['generated', 'comment', 'blank', 'blank']],
    [';-- a\nb=1\n--;\nc=1', ['block open', 'block middle', 'block close', 'c = 1']],
    [';-- a --;', ['block whole']],
    ['a=1 ;-- x --; 2', ['a = 1  2']],
    ['a=1 ;-- x\nb=1\n--; c=2', ['a = 1', 'block middle', 'c = 2']],
    [
      ';-- a\n;-- b\n--;\nx=1\n--;\ny=1',
      ['block open', 'block middle', 'block middle', 'block middle', 'block close', 'y = 1'],
    ],
    [';---- a\nx=1', ['comment', 'x = 1']],
    // A stray end of a block comment makes everything below it dead.
    ['a=1 --; x\nb=1', ['a = 1 --; x', 'block middle']],
    [`a=${'x'.repeat(8188)}`, [`a = ${'x'.repeat(8188)}`]],
    [`a=${'x'.repeat(8189)}`, ['ignored tooLong']],
    [`a=${'ä'.repeat(4095)}`, ['ignored tooLong']],
    [`[${'n'.repeat(90)}]`, [`[${'n'.repeat(79)}]`]],
  ])('%j', (text, expected) => {
    expect(tagged(text)).toEqual(expected);
  });

  test('a byte order mark is set aside', () => {
    expect(parse('\uFEFF[a]')).toMatchObject({ bom: true, lines: [{ tag: 'section', text: '[a]' }] });
  });

  test('a section reaches to the next header', () => {
    expect(sections(parse('; top\n[a]\nx=1\n; about b\n[b](a)\ny=2\n'))).toMatchObject([
      { at: -1, end: 1, name: '', entries: [] },
      { at: 1, end: 4, name: 'a', entries: [{ at: 2, name: 'x', value: '1' }] },
      { at: 4, end: 6, name: 'b', templates: ['a'], entries: [{ at: 5, name: 'y', value: '2' }] },
    ]);
  });
});

describe('editing', () => {
  test('the lines after edits are those of the text read anew', () => {
    fc.assert(
      fc.property(documentAndEdits, ([document, list]) => {
        const after = apply(document, list);
        // A mark in the middle of a file that comes to stand in front is taken for the file's.
        fc.pre(after.bom || !print(after).startsWith('\uFEFF'));
        expect(after).toEqual(parse(print(after)));
      }),
      { numRuns: 3000 },
    );
  });

  test('what is taken back is as it was', () => {
    fc.assert(
      fc.property(documentAndEdits, ([document, list]) => {
        const after = apply(document, list);
        const inverse = invert(document, list);
        expect(apply(after, inverse)).toEqual(document);
        expect(apply(document, invert(after, inverse))).toEqual(after);
      }),
      { numRuns: 5000 },
    );
  });

  test('lines that did not change are the same objects', () => {
    const document = parse('[a]\nx=1\ny=2\nz=3\n');
    const after = apply(document, [{ from: 2, until: 3, lines: ['y = 4', 'n = 5'] }]);
    expect(print(after)).toBe('[a]\nx=1\ny = 4\nn = 5\nz=3\n');
    for (const [at, was] of [
      [0, 0],
      [1, 1],
      [4, 3],
    ] as const) {
      expect(after.lines[at]).toBe(document.lines[was]);
    }
  });

  test('opening a block comment reads what follows anew, to where it ends', () => {
    const document = parse('[a]\nx=1\ny=2\n--;\nz=3\n');
    const after = apply(document, [{ from: 1, until: 1, lines: [';--'] }]);
    expect(after.lines.map(({ tag }) => tag)).toEqual([
      'section',
      'block',
      'block',
      'block',
      'block',
      'entry',
    ]);
  });
});

const reading = (text: string): readonly string[] =>
  readingOf(parse(text)).categories.map(
    ({ name, template, templates, variables }) =>
      `[${name}]${template ? '!' : ''}${templates.join()} ${variables.map((one) => `${one.name}=${one.value}`).join(' ')}`,
  );

describe('meaning', () => {
  test.each<[string, readonly string[]]>([
    ['[t](!)\na=1\n[c](t)\nb=2', ['[t]! a=1', '[c]t a=1 b=2']],
    ['[t](!)\na=1\n[u](!,t)\nb=2\n[c](u)\na=3', ['[t]! a=1', '[u]!t a=1 b=2', '[c]u a=1 b=2 a=3']],
    ['[g]\na=1\n[h]\n[g](+)\nb=2', ['[g] a=1 b=2', '[h] ']],
    ['[g]\na=1\na+=,2\nb += y', ['[g] a=1,2 b=y']],
    ['[d]\nx=1\n[d]\nx=2', ['[d] x=1', '[d] x=2']],
    ['[T](!)\na=1\n[c](t)', ['[T]! a=1', '[c]T a=1']],
    // Lines added to a template later are not in those who have inherited before.
    ['[t](!)\na=1\n[c](t)\n[t](+TEMPLATES=include)\nb=1', ['[t]! a=1 b=1', '[c]t a=1']],
  ])('%j', (text, expected) => {
    expect(reading(text)).toEqual(expected);
    expect(faultOf(parse(text))).toBeUndefined();
  });

  test.each([
    ['a=1', 'noSection', 0],
    ['nothing', 'noSection', 0],
    ['#include\n= 1', 'noSection', 1],
    ['[a](b)', 'noSuchTemplate', 0],
    ['[t](!)\n[a]( t)', 'noSuchTemplate', 1],
    ['[t](!)\n[t](+)', 'nothingToAddTo', 1],
    ['[a', 'unclosed', 0],
    ['[a]\n\\', 'badEscape', 1],
  ])('%j is refused by Asterisk: %s', (text, why, at) => {
    expect(faultOf(parse(text))).toEqual({ at, why });
  });

  test('own, inherited and overriding lines are told apart', () => {
    const document: Document = parse('[t](!)\na=1\nb=1\n[u](!,t)\nc=1\n[x](u)\nb=2\nd=1\n');
    expect(originsOf(meaningOf(document), 5)).toEqual([
      { name: 'a', value: '1', at: 1, origin: { tag: 'inherited', from: 't' } },
      { name: 'b', value: '1', at: 2, origin: { tag: 'inherited', from: 't' } },
      { name: 'c', value: '1', at: 4, origin: { tag: 'inherited', from: 'u' } },
      { name: 'b', value: '2', at: 6, origin: { tag: 'overriding', of: 't', value: '1' } },
      { name: 'd', value: '1', at: 7, origin: { tag: 'own' } },
    ]);
  });
});
