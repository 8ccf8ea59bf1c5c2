import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyName, decodeNote, encodeNote, ringSize, type Saved } from '../../src/config/save/history.ts';
import { isOwn } from '../../src/config/find.ts';

const saved: Saved = {
  file: 'conf.d/berlin.conf',
  who: 'admin',
  why: 'a new colleague',
  when: 1_800_000_000_000,
  backup: '.cordboard-conf.d_2fberlin.conf-02',
  before: 'aa-1',
  after: 'bb-2',
  number: 22,
  state: 'saved',
};

test('a note comes back as it was, on one line, whatever was written as the reason', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(text, text, (who, why) => {
      const note: Saved = { ...saved, who, why, light: 'announced', form: 'copy', size: 5 };
      const line = encodeNote(note);
      expect(line).not.toMatch(/[\r\n\0]/);
      expect(decodeNote(line)).toEqual(note);
    }),
  );
});

test('a long reason is cut, not refused', () => {
  expect(decodeNote(encodeNote({ ...saved, why: 'x'.repeat(10_000) }))?.why).toHaveLength(500);
});

test('what others wrote into the AstDB is no note', () => {
  const given = JSON.parse(encodeNote(saved)) as Record<string, unknown>;
  expect(decodeNote(JSON.stringify(given))).toEqual(saved);
  for (const wrong of [
    { backup: '../manager.conf' },
    { backup: 'manager.conf' },
    { number: 21 },
    { number: -1 },
    { number: 'x' },
    { when: 'yesterday' },
    { file: 7 },
    { who: null },
  ]) {
    expect(decodeNote(JSON.stringify({ ...given, ...wrong }))).toBeUndefined();
  }
  for (const text of ['', '1', 'null', '[]', '{}', '{"file":', 'hello'])
    expect(decodeNote(text)).toBeUndefined();
  expect(decodeNote(JSON.stringify({ ...given, light: 'green', form: 'gold', size: -1, more: 1 }))).toEqual(
    saved,
  );
});

test('twenty names for each file, and none is another file’s', () => {
  const files = ['a.conf', 'a.conf-0', 'a', 'A.conf', 'a/b', 'a_b', 'a_2fb', 'a b', 'ż.conf', 'a.conf-00'];
  const names = files.flatMap((file) => Array.from({ length: 45 }, (_, number) => copyName(file, number)));
  expect(new Set(names).size).toBe(files.length * ringSize);
  expect(names.every(isOwn)).toBe(true);
});
