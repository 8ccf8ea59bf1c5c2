/** Texts of configuration files, made up: anything at all, and what people write. */
import fc from 'fast-check';

const end = fc.constantFrom('\n', '\n', '\n', '\r\n');

/** Pieces that mean something to the loader, in any order. */
const shard = fc.constantFrom(
  '[',
  ']',
  '[a]',
  '[a](!)',
  '[b](a)',
  '[a](+)',
  '(',
  ')',
  ';',
  ';--',
  '--;',
  ';---',
  ';!',
  '\\;',
  '\\',
  '=',
  '=>',
  '+=',
  'x',
  'y=1',
  'same => n,NoOp()',
  ' ',
  '\t',
  '\r',
  '#include f',
  '#exec /bin/x',
  '#',
  'ä',
  '😀',
  '\0',
  '\uFEFF',
  '"',
);

/** Any text at all; most of it looks like a file. */
export const anyText = fc.oneof(
  { weight: 5, arbitrary: lines(fc.array(shard, { maxLength: 5 }).map((parts) => parts.join(''))) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

function lines(line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.array(fc.tuple(line, end), { maxLength: 14 }), fc.boolean()).map(([all, open]) => {
    const text = all.map(([one, stop]) => one + stop).join('');
    return open ? text.replace(/\r?\n$/, '') : text;
  });
}

export const word = fc.constantFrom('type', 'exten', 'same', 'allow', 'disallow', 'context', 'Allow', 'auth');
export const value = fc.oneof(
  fc.constantFrom(
    '',
    'ulaw',
    'alaw',
    'ULAW',
    'n,Hangup()',
    '1,Dial(PJSIP/2001,20)',
    'a;b',
    'x=y',
    '>z',
    'C:\\',
    'a\\;b',
    'ä ö',
    '--',
    'a--;b',
  ),
  fc.string({
    unit: fc.constantFrom('a', 'b', ' ', ';', '\\', '=', '>', '-', ',', '"', '\t', 'é'),
    maxLength: 8,
  }),
);
const comment = fc.constantFrom('; why', ';', '; -- not a block', ';; x = 1');

/** A section of a file as people keep them: nothing in it that Asterisk would lose or misread. */
export interface Plain {
  readonly name: string;
  readonly template: boolean;
  readonly templates: readonly string[];
  readonly entries: readonly PlainEntry[];
}

export interface PlainEntry {
  readonly name: string;
  readonly value: string;
  readonly arrow: '=' | '=>';
  readonly above: readonly string[];
  readonly behind: string;
}

const entry = fc.record({
  name: word,
  value: value.map((text) => text.trim()),
  arrow: fc.constantFrom('=' as const, '=>' as const),
  above: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(comment, { maxLength: 2 })),
  behind: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, fc.constant('; behind')),
});

const sectionName = fc.constantFrom('general', 'a', 'b', 'c', 'Trunk', 'tmpl', 'base', '2001', 'ext-ä');

/** Sections in an order that loads: whoever inherits stands below. */
export const plainFile: fc.Arbitrary<readonly Plain[]> = fc
  .array(
    fc.tuple(
      sectionName,
      fc.boolean(),
      fc.array(fc.nat(5), { maxLength: 2 }),
      fc.array(entry, { maxLength: 6 }),
    ),
    { maxLength: 6 },
  )
  .map((all) => {
    const made: Plain[] = [];
    for (const [name, template, wanted, entries] of all) {
      const templates = [
        ...new Set(
          wanted.flatMap((index) => {
            const one = made[index];
            const first = made.find((other) => other.name === one?.name);
            return one?.template && first === one ? [one.name] : [];
          }),
        ),
      ];
      made.push({ name, template, templates, entries });
    }
    return made;
  });

export const escapedValue = (text: string): string => text.replaceAll(';', '\\;');

/** The text Asterisk itself would write. */
export function textOf(file: readonly Plain[]): string {
  return file
    .map(({ name, template, templates, entries }) => {
      const options = [...(template ? ['!'] : []), ...templates];
      const head = `[${name}]${options.length > 0 ? `(${options.join(',')})` : ''}\n`;
      return head + entries.map(entryText).join('');
    })
    .join('');
}

function entryText({ name, value: text, arrow, above, behind }: PlainEntry): string {
  const line = `${name} ${arrow} ${escapedValue(text)}`;
  return `${above.map((one) => `${one}\n`).join('')}${line}${behind === '' ? '' : `   ${behind}`}\n`;
}
