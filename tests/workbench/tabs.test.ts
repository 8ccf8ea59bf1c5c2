import { expect, onTestFinished, test } from 'vitest';
import { createTabs } from '../../src/workbench/tabs.ts';

function tab(kept = new Map<string, string>()) {
  const page = new EventTarget();
  const told: string[] = [];
  const tabs = createTabs<string>({
    page: page as Window,
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    random: Math.random,
    onTold: (word) => told.push(word),
  });
  onTestFinished(() => tabs.close());
  return { tabs, kept, told, leave: () => page.dispatchEvent(new Event('pagehide')) };
}

test('a tab keeps its name through a reload, and one that is duplicated has another', () => {
  const first = tab();
  const duplicate = tab(new Map(first.kept));
  expect(duplicate.tabs.name).not.toBe(first.tabs.name);
  first.leave();
  expect(tab(first.kept).tabs.name).toBe(first.tabs.name);
});

test('those that are there answer, and hear what is told', async () => {
  const [one, two] = [tab(), tab()];
  expect(await one.tabs.others()).toEqual(new Set([two.tabs.name]));
  one.tabs.tell('gone');
  await expect.poll(() => two.told).toEqual(['gone']);
  two.tabs.close();
  expect(await one.tabs.others()).toEqual(new Set());
});

test('under a new name nothing of the old one is written over', () => {
  const { tabs } = tab();
  const before = tabs.name;
  tabs.rename();
  expect(tabs.name).not.toBe(before);
});
