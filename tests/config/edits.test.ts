import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addEntry,
  addSection,
  apply,
  change,
  commentIn,
  commentOut,
  duplicateEntry,
  duplicateSection,
  invert,
  moveEntries,
  moveEntry,
  moveSection,
  openDraft,
  parse,
  print,
  redo,
  removeEntries,
  removeSection,
  renameSection,
  replaceAll,
  searchIn,
  setAll,
  setArrow,
  setName,
  setTemplates,
  setValue,
  typed,
  undo,
  type Document,
  type Gesture,
} from '../../src/config/index.ts';
import { anyText, plainFile, textOf, value } from './texts.ts';

/** The text after a gesture, or why there is none; always taken back as well. */
function after(text: string, gesture: (document: Document) => Gesture): string {
  const document = parse(text);
  const made = gesture(document);
  if (made.tag === 'refused') return made.why;
  expect(apply(apply(document, made.edits), invert(document, made.edits))).toEqual(document);
  return print(apply(document, made.edits));
}

describe('values', () => {
  test.each([
    ['a=1\n', '2', 'a=2\n'],
    ['  a  =  1   ; note\n', 'x y', '  a  =  x y   ; note\n'],
    ['a => 1;n\n', 'b;c', 'a => b\\;c;n\n'],
    ['a=1;n\n', 'C:\\', 'a=C:\\ ;n\n'],
    ['a=1;n\n', 'x--', 'a=x-- ;n\n'],
    ['a=1\n', '>x', 'a= >x\n'],
    ['a =>1\n', '>x', 'a =>>x\n'],
    ['a=\n', ' x ', 'a=x\n'],
    ['a=1\n', '', 'a=\n'],
    ['a=1\r\nb=2', '3', 'a=3\r\nb=2'],
    ['a=1\n', 'x\ny', 'lineBreak'],
    ['a=1\n', 'x\r', 'lineBreak'],
    ['a=1\n', 'x\0', 'lineBreak'],
    ['a=1 ;-- x --; 2\n', '3', 'besideBlock'],
    ['; a\n', '3', 'wrongLine'],
    ['a=1\n', 'x'.repeat(8189), 'tooLong'],
  ])('%j to %j', (text, to, expected) => {
    expect(after(text, (document) => setValue(document, 0, to))).toBe(expected);
  });

  test('any value without a line break is read back as it was given, and nothing else changes', () => {
    fc.assert(
      fc.property(plainFile, fc.nat(40), fc.oneof(value, fc.string({ unit: 'grapheme' })), (file, at, to) => {
        const document = parse(textOf(file));
        const made = setValue(document, at, to);
        if (made.tag === 'refused') {
          const line = document.lines[at];
          expect(line?.tag !== 'entry' || /[\r\n\0]/.test(to)).toBe(true);
          return;
        }
        const changed = apply(document, made.edits);
        expect(changed.lines.length).toBe(document.lines.length);
        expect(changed.lines[at]).toMatchObject({
          tag: 'entry',
          value: to.replace(/^[\0- ]+|[\0- ]+$/g, ''),
        });
        for (const [place, line] of document.lines.entries())
          if (place !== at) expect(changed.lines[place]).toBe(line);
      }),
      { numRuns: 2000 },
    );
  });
});

const file = `[t](!)
a = 1
b = 1

; about c
[c](t)
; why
a = 2
d = 3

[e](!,t)
x => 1
`;

describe('gestures', () => {
  test.each<[string, (document: Document) => Gesture, string]>([
    ['a name', (document) => setName(document, 1, 'z'), file.replace('a = 1', 'z = 1')],
    ['a name that is none', (document) => setName(document, 1, '[z'), 'badName'],
    ['a name with =', (document) => setName(document, 1, 'z=1'), 'badName'],
    ['an arrow', (document) => setArrow(document, 11, '='), file.replace('=>', '=')],
    [
      'an entry at the end',
      (document) => addEntry(document, 5, { name: 'n', value: '1' }),
      file.replace('d = 3', 'd = 3\nn = 1'),
    ],
    [
      'an entry in front of another, its comment kept with it',
      (document) => addEntry(document, 5, { name: 'exten', value: '1;2' }, 7),
      file.replace('; why', 'exten => 1\\;2\n; why'),
    ],
    [
      'an entry with a comment',
      (document) => addEntry(document, 0, { name: 'n', value: '', comment: ['-- x'] }),
      file.replace('b = 1', 'b = 1\n; -- x\nn ='),
    ],
    ['an entry without a name', (document) => addEntry(document, 0, { name: ' ', value: '' }), 'noName'],
    ['an entry elsewhere', (document) => addEntry(document, 0, { name: 'n', value: '' }, 8), 'noPlace'],
    ['removal with comments', (document) => removeEntries(document, [7]), file.replace('; why\na = 2\n', '')],
    [
      'up',
      (document) => moveEntry(document, 8, 'up'),
      file.replace('; why\na = 2\nd = 3', 'd = 3\n; why\na = 2'),
    ],
    [
      'down',
      (document) => moveEntry(document, 7, 'down'),
      file.replace('; why\na = 2\nd = 3', 'd = 3\n; why\na = 2'),
    ],
    ['up at the top', (document) => moveEntry(document, 1, 'up'), 'noPlace'],
    [
      'to another section',
      (document) => moveEntries(document, [7], 0, 2),
      file.replace('; why\na = 2\n', '').replace('b = 1', '; why\na = 2\nb = 1'),
    ],
    ['a twin', (document) => duplicateEntry(document, 2), file.replace('b = 1', 'b = 1\nb = 1')],
    ['out', (document) => commentOut(document, [1, 2]), file.replace('a = 1\nb', ';a = 1\n;b')],
    ['in', (document) => commentIn(document, [1]), file],
    ['in, where nothing is', (document) => commentIn(document, [4]), 'wrongLine'],
    [
      'a section and who calls it',
      (document) => renameSection(document, 0, 'base'),
      file.replace('[t]', '[base]').replace('(t)', '(base)').replace(',t)', ',base)'),
    ],
    ['a section that is called nothing', (document) => renameSection(document, 5, ''), 'noName'],
    ['a template with a comma', (document) => renameSection(document, 0, 'a,b'), 'badName'],
    ['a section with ]', (document) => renameSection(document, 5, 'a]b'), 'badName'],
    ['a long name', (document) => renameSection(document, 5, 'n'.repeat(80)), 'longName'],
    [
      'a new section',
      (document) =>
        addSection(document, { name: 'n', templates: ['t'], entries: [{ name: 'k', value: 'v' }] }, 5),
      file.replace('; about c', '[n](t)\nk = v\n\n; about c'),
    ],
    [
      'a new section at the end',
      (document) => addSection(document, { name: 'n', template: true }),
      `${file}\n[n](!)\n`,
    ],
    [
      'one above its template',
      (document) => addSection(document, { name: 'n', templates: ['e'] }, 5),
      'templateBelow',
    ],
    [
      'one without its template',
      (document) => addSection(document, { name: 'n', templates: ['q'] }),
      'noSuchTemplate',
    ],
    [
      'a section away',
      (document) => removeSection(document, 5),
      file.replace(/; about c\n[^[]*\[c\][^[]*/, ''),
    ],
    ['a template in use', (document) => removeSection(document, 0), 'inUse'],
    ['a copy of a section', (document) => duplicateSection(document, 10, 'f'), `${file}\n[f](!,t)\nx => 1\n`],
    ['a section above its template', (document) => moveSection(document, 5, 0), 'templateBelow'],
    [
      'another template',
      (document) => setTemplates(document, 5, { template: true, templates: [] }),
      file.replace('[c](t)', '[c](!)'),
    ],
    [
      'many',
      (document) => setAll(document, [0, 5], 'a', '9'),
      file.replace('a = 1', 'a = 9').replace('a = 2', 'a = 9'),
    ],
    [
      'many, where there was none',
      (document) => setAll(document, [0, 10], 'b', '9', { add: true }),
      file.replace('b = 1', 'b = 9').replace('x => 1', 'x => 1\nb = 9'),
    ],
    [
      'plain',
      (document) => replaceAll(document, { find: '1', kind: 'plain' }, ';'),
      file.replaceAll(/(a|b|x) (=>?) 1/g, '$1 $2 \\;'),
    ],
    ['whole', (document) => replaceAll(document, { find: '', kind: 'value' }, 'x'), file],
    [
      'pattern',
      (document) => replaceAll(document, { find: '^(\\d)$', kind: 'pattern', name: 'a' }, '<$1>'),
      file.replace('a = 1', 'a = <1>').replace('a = 2', 'a = <2>'),
    ],
    ['no pattern', (document) => replaceAll(document, { find: '(', kind: 'pattern' }, ''), 'badPattern'],
  ])('%s', (name, gesture, expected) => {
    const text = name === 'in' ? file.replace('a = 1', ';a = 1') : file;
    expect(after(text, gesture)).toBe(expected);
  });

  test('sections change places with what is said about them', () => {
    const moved = after(file, (document) => moveSection(document, 10, 5));
    expect(moved).toBe(
      '[t](!)\na = 1\nb = 1\n\n[e](!,t)\nx => 1\n\n; about c\n[c](t)\n; why\na = 2\nd = 3\n\n',
    );
  });

  test('what is found', () => {
    expect(searchIn(parse(file), { find: '3', kind: 'value' })).toEqual([{ at: 8, name: 'd', value: '3' }]);
  });

  test('a text made by hand becomes edits', () => {
    fc.assert(
      fc.property(anyText, anyText, (from, to) => {
        const document = parse(from);
        fc.pre(document.bom === parse(to).bom);
        expect(print(apply(document, typed(document, to)))).toBe(to);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a draft', () => {
  const typing = (text: string, now: number, draft = openDraft(parse('[a]\nx = 1\n'))) => {
    const made = setValue(draft.document, 1, text);
    if (made.tag === 'refused') throw new Error(made.why);
    return change(draft, made.edits, { key: 'x', now });
  };

  test('typing is taken back as one, a pause later as another', () => {
    let draft = typing('2', 0);
    draft = typing('23', 400, draft);
    draft = typing('234', 800, draft);
    draft = typing('5', 5000, draft);
    expect(draft.done).toHaveLength(2);
    draft = undo(draft);
    expect(print(draft.document)).toBe('[a]\nx = 234\n');
    draft = undo(draft);
    expect(print(draft.document)).toBe('[a]\nx = 1\n');
    expect(undo(draft)).toBe(draft);
    expect(print(redo(redo(draft)).document)).toBe('[a]\nx = 5\n');
  });

  test('a new change forgets what was taken back', () => {
    expect(typing('9', 9000, undo(typing('2', 0))).undone).toEqual([]);
  });
});
