/** Two files, the second made of the first as people do, or another altogether. */
import fc from 'fast-check';
import { plainFile, value, word, type Plain, type PlainEntry } from './texts.ts';

type Change =
  | { readonly tag: 'value'; readonly section: number; readonly line: number; readonly value: string }
  | { readonly tag: 'insert'; readonly section: number; readonly line: number; readonly entry: PlainEntry }
  | { readonly tag: 'remove'; readonly section: number; readonly line: number }
  | { readonly tag: 'move'; readonly section: number; readonly line: number; readonly to: number }
  | { readonly tag: 'rename'; readonly section: number; readonly name: string }
  | { readonly tag: 'drop'; readonly section: number }
  | { readonly tag: 'place'; readonly section: number; readonly to: number }
  | { readonly tag: 'comment'; readonly section: number; readonly line: number };

const place = { section: fc.nat(5), line: fc.nat(6) };
const entry = fc.record({
  name: word,
  value: value.map((text) => text.trim()),
  arrow: fc.constantFrom('=' as const, '=>' as const),
  above: fc.constantFrom<readonly string[]>([], ['; new']),
  behind: fc.constant(''),
});
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      tag: fc.constant('value' as const),
      ...place,
      value: value.map((text) => text.trim()),
    }),
  },
  { weight: 3, arbitrary: fc.record({ tag: fc.constant('insert' as const), ...place, entry }) },
  { weight: 3, arbitrary: fc.record({ tag: fc.constant('remove' as const), ...place }) },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('move' as const), ...place, to: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      tag: fc.constant('rename' as const),
      section: fc.nat(5),
      name: fc.constantFrom('new', 'a', 'other'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('drop' as const), section: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({ tag: fc.constant('place' as const), section: fc.nat(5), to: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('comment' as const), ...place }) },
);

function changed(file: readonly Plain[], one: Change): readonly Plain[] {
  const section = file[one.section];
  if (!section) return file;
  const withEntries = (entries: readonly PlainEntry[]): readonly Plain[] =>
    file.with(one.section, { ...section, entries });
  const { entries } = section;
  switch (one.tag) {
    case 'value': {
      const line = entries[one.line];
      return line ? withEntries(entries.with(one.line, { ...line, value: one.value })) : file;
    }
    case 'insert':
      return withEntries(entries.toSpliced(one.line, 0, one.entry));
    case 'remove':
      return withEntries(entries.toSpliced(one.line, 1));
    case 'move': {
      const [line] = entries.slice(one.line);
      return line ? withEntries(entries.toSpliced(one.line, 1).toSpliced(one.to, 0, line)) : file;
    }
    case 'comment': {
      const line = entries[one.line];
      return line ? withEntries(entries.with(one.line, { ...line, above: ['; other'] })) : file;
    }
    case 'rename':
      return file.map((other, at) => ({
        ...other,
        name: at === one.section ? one.name : other.name,
        templates: other.templates.map((name) => (name === section.name ? one.name : name)),
      }));
    case 'drop':
      return file.toSpliced(one.section, 1);
    case 'place':
      return file.toSpliced(one.section, 1).toSpliced(one.to, 0, section);
  }
}

export const edited = fc
  .tuple(plainFile, fc.array(change, { maxLength: 5 }))
  .map(([file, all]) => [file, all.reduce(changed, file)] as const);
export const unrelated = fc.tuple(plainFile, plainFile);
