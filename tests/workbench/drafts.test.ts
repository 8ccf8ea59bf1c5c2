import 'fake-indexeddb/auto';
import { expect, onTestFinished, test } from 'vitest';
import { openDrafts, type Draft } from '../../src/workbench/drafts.ts';

const draft = (text: string): Draft => ({ base: '[a]\n', exact: false, text, at: 1 });
const opened = async (name: string) => {
  const drafts = await openDrafts(name);
  onTestFinished(() => drafts.close());
  return drafts;
};

test('a draft is there again for whoever opens the store later', async () => {
  const first = await openDrafts('later');
  await first.write('/asterisk', 'pjsip.conf', draft('[a]\nb = c\n'));
  first.close();
  const second = await opened('later');
  expect(await second.read('/asterisk', 'pjsip.conf')).toEqual(draft('[a]\nb = c\n'));
});

test('two PBXs keep their drafts apart, also when one name begins with the other', async () => {
  const drafts = await opened('apart');
  await drafts.write('', 'a.conf', draft('one'));
  await drafts.write('/pbx', 'z.conf', draft('two'));
  await drafts.write('/pbx', 'b.conf', draft('three'));
  await drafts.write('/pbx2', 'a.conf', draft('four'));
  expect(await drafts.list('/pbx')).toEqual(['b.conf', 'z.conf']);
  expect(await drafts.list('')).toEqual(['a.conf']);
  expect((await drafts.read('/pbx2', 'a.conf'))?.text).toBe('four');
});

test('a forgotten draft is gone, the last one written counts', async () => {
  const drafts = await opened('gone');
  await drafts.write('', 'a.conf', draft('old'));
  await drafts.write('', 'a.conf', draft('new'));
  expect((await drafts.read('', 'a.conf'))?.text).toBe('new');
  await drafts.forget('', 'a.conf');
  expect(await drafts.read('', 'a.conf')).toBeUndefined();
});
