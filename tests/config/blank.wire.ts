/**
 * The one blank line a file has on top after it was given back from a copy: no operation of Asterisk's avoids it. A
 * section remembers the line it was read from, and in front of the first that is written Asterisk makes up for the
 * lines of the note that are gone, with one blank line (config.c, insert_leading_blank_lines).
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { action, type Session } from '../../src/ami/index.ts';
import { create } from '../../src/config/save/traits.ts';
import { signedIn, version } from '../ami/wire.ts';
import { textOf } from './console.ts';

let pbx: Pbx;
let session: Session;
beforeAll(async () => {
  pbx = await startPbx({ version });
  expect(pbx.version).toBe(version);
});
beforeEach(async () => {
  session = await signedIn(pbx);
});
afterAll(() => pbx.stop());

type Step = Readonly<Record<string, string>>;
const update = (from: string, to: string, steps: readonly Step[] = []) =>
  session.send(
    action('UpdateConfig', [
      ['SrcFilename', from],
      ['DstFilename', to],
      ...steps.flatMap((step, at) =>
        Object.entries(step).map(([name, value]): [string, string] => [
          `${name}-${String(at).padStart(6, '0')}`,
          value,
        ]),
      ),
    ]),
  );

const NOTE = 'cordboard-save';
const TEXT = '[a]\nb = 1\n\n; of c\n[c]\nd = 1\n';
const COPY = '.cordboard-blank-copy';
const STAGING = '.cordboard-blank-next';
const drop: Step = { Action: 'DelCat', Cat: NOTE };

/** The file, and a copy with a note of so many lines in front. */
async function copied(name: string, lines: number): Promise<void> {
  pbx.writeFile(name, TEXT);
  for (const file of [COPY, STAGING]) await create(session, file);
  await update(name, COPY, [
    { Action: 'NewCat', Cat: NOTE, Match: 'a' },
    ...Array.from({ length: lines }, () => ({ Action: 'Append', Cat: NOTE, Var: 'note', Value: 'x' })),
  ]);
  expect(textOf(pbx, COPY)).toBe(`[${NOTE}]\n${'note = x\n'.repeat(lines)}${TEXT}`);
}

const ways: readonly (readonly [string, (name: string) => Promise<unknown>])[] = [
  ['the note taken out at once', (name) => update(COPY, name, [drop])],
  [
    'taken out in a staging file, and copied from there',
    async (name) => {
      await update(COPY, STAGING, [drop]);
      await update(STAGING, name);
    },
  ],
  ['emptied first', (name) => update(COPY, name, [{ Action: 'EmptyCat', Cat: NOTE }, drop])],
  [
    'its lines taken out one by one',
    (name) =>
      update(COPY, name, [
        ...Array.from({ length: 6 }, () => ({ Action: 'Delete', Cat: NOTE, Line: '0' })),
        drop,
      ]),
  ],
  [
    'renamed, then taken out',
    (name) =>
      update(COPY, name, [
        { Action: 'RenameCat', Cat: NOTE, Value: 'z' },
        { Action: 'DelCat', Cat: 'z' },
      ]),
  ],
  [
    'a new section put in its place, and both taken out',
    (name) =>
      update(COPY, name, [{ Action: 'NewCat', Cat: 'z', Match: NOTE }, drop, { Action: 'DelCat', Cat: 'z' }]),
  ],
  [
    'the first section renamed there and back',
    (name) =>
      update(COPY, name, [
        drop,
        { Action: 'RenameCat', Cat: 'a', Value: 'z' },
        { Action: 'RenameCat', Cat: 'z', Value: 'a' },
      ]),
  ],
  [
    'a line put into the first section, and taken out',
    (name) =>
      update(COPY, name, [
        drop,
        { Action: 'Insert', Cat: 'a', Line: '0', Var: 'z', Value: '1' },
        { Action: 'Delete', Cat: 'a', Line: '0' },
      ]),
  ],
];

test.each(ways)('%s: one blank line on top, and nothing else', async (words, restore) => {
  const name = `blank-${words.replace(/\W+/g, '-')}.conf`;
  await copied(name, 6);
  await restore(name);
  expect(textOf(pbx, name)).toBe(`\n${TEXT}`);
  // It stays one, however often the file is saved.
  for (let turn = 0; turn < 3; turn += 1) await update(name, name);
  expect(textOf(pbx, name)).toBe(`\n${TEXT}`);
});

test('one, however short the note is: Asterisk’s own header in front of it counts as well', async () => {
  const name = 'blank-short.conf';
  await copied(name, 1);
  await update(COPY, name, [drop]);
  expect(textOf(pbx, name)).toBe(`\n${TEXT}`);
});

test('given back again from a copy of what was given back: on 22 one more each time, on 16 it stays one', async () => {
  const name = 'blank-again.conf';
  await copied(name, 6);
  await update(COPY, name, [drop]);
  for (let turn = 0; turn < 3; turn += 1) {
    await update(name, COPY, [
      { Action: 'NewCat', Cat: NOTE, Match: 'a' },
      ...Array.from({ length: 6 }, () => ({ Action: 'Append', Cat: NOTE, Var: 'note', Value: 'x' })),
    ]);
    await update(COPY, name, [drop]);
    const [blank = ''] = /^\n*/.exec(textOf(pbx, name)) ?? [];
    expect(textOf(pbx, name)).toBe(`${blank}${TEXT}`);
    // Behind Asterisk's header 22 takes a blank line for a comment of the section's, and keeps it.
    expect(blank).toHaveLength(version === 16 ? 1 : turn + 2);
  }
});
