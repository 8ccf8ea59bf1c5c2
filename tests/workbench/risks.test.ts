import { expect, test } from 'vitest';
import { parse, type Finding } from '../../src/config/index.ts';
import { risksOf } from '../../src/workbench/files/risks.ts';

const file = parse('; a\n[general]\nread = ,system\n[other]\nread = ,system\n');
const unseen: Finding = { what: 'cannotSeeText', weight: 'unseen' };
const hole = (at?: number): Finding => ({
  what: 'grantsEverything',
  weight: 'damage',
  text: 'read = ,system',
  ...(at === undefined ? {} : { at }),
});

test('what changes form alone need not be accepted', () => {
  const findings: Finding[] = [
    { what: 'normalisesSpacing', weight: 'harmless', at: 0 },
    { what: 'losesComment', weight: 'announced', at: 0 },
  ];
  expect(risksOf({ findings }, file)).toEqual([]);
});

test('a finding that comes later is another one, also when it says the same', () => {
  const first = risksOf({ findings: [unseen] }, file);
  const second = risksOf({ findings: [unseen, hole()] }, file);
  const third = risksOf({ findings: [unseen, hole(), hole()] }, file);
  expect(first).toHaveLength(1);
  expect(second.slice(0, 1)).toEqual(first);
  expect(third.slice(0, 2)).toEqual(second);
  expect(new Set(third).size).toBe(3);
});

test('a finding is the same one where its line has moved', () => {
  const moved = parse('; a\n; b\n[general]\nread = ,system\n');
  expect(risksOf({ findings: [hole(3)] }, moved)).toEqual(risksOf({ findings: [hole(2)] }, file));
});
