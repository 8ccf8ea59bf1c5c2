import 'fake-indexeddb/auto';
import { expect, onTestFinished, test } from 'vitest';
import { openDrafts, type Draft } from '../../src/workbench/drafts.ts';

const draft = (text: string, at = 1): Draft => ({ base: '[a]\n', exact: false, text, at });
const opened = async (name: string, left?: Storage) => {
  const drafts = await openDrafts(left, name);
  onTestFinished(() => drafts.close());
  return drafts;
};
const texts = (found: readonly Draft[]): readonly string[] => found.map(({ text }) => text);

test('a draft is there again for whoever opens the store later', async () => {
  const first = await openDrafts(undefined, 'later');
  await first.write('/asterisk', 'pjsip.conf', 'one', draft('[a]\nb = c\n'));
  first.close();
  const second = await opened('later');
  expect(await second.read('/asterisk', 'pjsip.conf')).toEqual([{ ...draft('[a]\nb = c\n'), tab: 'one' }]);
});

test('two PBXs keep their drafts apart, also when one name begins with the other', async () => {
  const drafts = await opened('apart');
  await drafts.write('', 'a.conf', 'one', draft('one'));
  await drafts.write('/pbx', 'z.conf', 'one', draft('two'));
  await drafts.write('/pbx', 'b.conf', 'one', draft('three'));
  await drafts.write('/pbx', 'b.conf', 'two', draft('three'));
  await drafts.write('/pbx2', 'a.conf', 'one', draft('four'));
  expect(await drafts.list('/pbx')).toEqual(['b.conf', 'z.conf']);
  expect(await drafts.list('')).toEqual(['a.conf']);
  expect(texts(await drafts.read('/pbx2', 'a.conf'))).toEqual(['four']);
});

test('a forgotten draft is gone, the last one written counts', async () => {
  const drafts = await opened('gone');
  await drafts.write('', 'a.conf', 'one', draft('old'));
  await drafts.write('', 'a.conf', 'one', draft('new'));
  expect(texts(await drafts.read('', 'a.conf'))).toEqual(['new']);
  await drafts.forget('', 'a.conf', 'one');
  expect(await drafts.read('', 'a.conf')).toEqual([]);
});

test('two tabs keep a draft each of one file, and one forgets its own alone', async () => {
  const drafts = await opened('tabs');
  await drafts.write('', 'a.conf', 'one', draft('of one', 1));
  await drafts.write('', 'a.conf', 'two', draft('of two', 2));
  await drafts.write('', 'a.conf.more', 'two', draft('of another file', 3));
  expect(texts(await drafts.read('', 'a.conf'))).toEqual(['of two', 'of one']);
  await drafts.forget('', 'a.conf', 'two');
  expect(texts(await drafts.read('', 'a.conf'))).toEqual(['of one']);
});

test('a draft of the time before tabs had their own is found', async () => {
  const drafts = await opened('before');
  await drafts.write('', 'a.conf', '', draft('early'));
  expect(await drafts.read('', 'a.conf')).toEqual([{ ...draft('early'), tab: '' }]);
  await drafts.forget('', 'a.conf', '');
  expect(await drafts.list('')).toEqual([]);
});

/** As `localStorage`, with what `kept` has. */
const storage = (kept: Map<string, string>): Storage => ({
  get length() {
    return kept.size;
  },
  key: (at) => [...kept.keys()][at] ?? null,
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => void kept.set(name, value),
  removeItem: (name) => void kept.delete(name),
  clear: () => kept.clear(),
});

test('what a page writes while it leaves is there for the next, though the store was not in time', async () => {
  const kept = new Map([['cordboard.language', 'ar']]);
  const first = await openDrafts(storage(kept), 'leave');
  await first.write('', 'a.conf', 'one', draft('[a]\nb\n', 1));
  first.close();
  // The store is closed: as good as a page that is gone.
  await expect(first.leave('', 'a.conf', 'one', draft('[a]\nbc\n', 2))).rejects.toThrow();
  await expect(first.leave('', 'b.conf', 'one', draft('[a]\n', 2))).rejects.toThrow();
  expect(kept.size).toBe(3);
  const second = await opened('leave', storage(kept));
  expect(texts(await second.read('', 'a.conf'))).toEqual(['[a]\nbc\n']);
  // Nothing was typed into that one, or it was taken back.
  expect(await second.list('')).toEqual(['a.conf']);
  expect([...kept.keys()]).toEqual(['cordboard.language']);
});

test('what was left is not taken for later than it is, nor for more than a draft', async () => {
  const kept = new Map<string, string>();
  const first = await opened('stale', storage(kept));
  const leaving = first.leave('', 'a.conf', 'one', draft('early', 1));
  const [name = ''] = kept.keys();
  const [early = ''] = kept.values();
  await leaving;
  expect(kept.size).toBe(0);
  await first.write('', 'a.conf', 'one', draft('late', 2));
  kept.set(name, early).set(`${name}x`, early).set(name.replace('a.conf', 'b.conf'), '{"text":"half"}');
  const second = await opened('stale', storage(kept));
  expect(texts(await second.read('', 'a.conf'))).toEqual(['late']);
  expect(await second.list('')).toEqual(['a.conf']);
  expect(kept.size).toBe(0);
});

test('what was left is forgotten with its draft; a full storage is no reason not to store it', async () => {
  const kept = new Map<string, string>();
  const drafts = await opened('forgotten', storage(kept));
  const leaving = drafts.leave('', 'a.conf', 'one', draft('typed'));
  await drafts.forget('', 'a.conf', 'one');
  expect(kept.size).toBe(0);
  await leaving;
  expect(await drafts.read('', 'a.conf')).toEqual([]);
  const small = Object.assign(storage(kept), {
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  const full = await opened('full', small);
  await full.leave('', 'a.conf', 'one', draft('typed'));
  expect(texts(await full.read('', 'a.conf'))).toEqual(['typed']);
});
