import { expect, test } from 'vitest';
import { parse } from '../../src/config/index.ts';
import { kindsOf } from '../../src/workbench/files/kinds.ts';

test.each<[string, string, string]>([
  ['', 'a = 1', 'added'],
  ['a = 1', 'a = 2', 'changed'],
  ['a = 1', 'b = 7\na = 2', 'added changed'],
  ['a = 1', 'a = 2\nb = 7', 'changed added'],
  ['a = 1', 'b = 1', 'changed'],
  ['a = 1', '; nothing of it', 'changed'],
  ['; why', 'new = 1\n; because', 'added changed'],
  ['', '[b]\nx = 1', 'added added'],
  ['[a]', '[b]', 'changed'],
  ['a = 1\nb = 2', 'c = 3\nb = 4\na = 5', 'added changed changed'],
])('%j → %j: %s', (gone, come, kinds) => {
  const lines = (text: string) => (text === '' ? [] : parse(text).lines);
  expect(kindsOf(lines(gone), lines(come)).join(' ')).toBe(kinds);
});
