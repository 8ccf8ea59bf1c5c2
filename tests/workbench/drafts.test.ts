import 'fake-indexeddb/auto';
import { expect, onTestFinished, test } from 'vitest';
import { openDrafts, type Draft } from '../../src/workbench/drafts.ts';

const draft = (text: string, at = 1): Draft => ({ base: '[a]\n', exact: false, text, at });
const opened = async (name: string) => {
  const drafts = await openDrafts(name);
  onTestFinished(() => drafts.close());
  return drafts;
};
const texts = (found: readonly Draft[]): readonly string[] => found.map(({ text }) => text);

test('a draft is there again for whoever opens the store later', async () => {
  const first = await openDrafts('later');
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
