import { expect, test } from 'vitest';
import { readTyped } from '../../src/switchboard/typed.ts';

test.each([
  ['anna', { act: 'find', who: 'anna' }],
  ['2004', { act: 'find', who: '2004' }],
  ['t anna', { act: 'send', who: 'anna' }],
  ['T Anna Kowalska', { act: 'send', who: 'Anna Kowalska' }],
  ['t ', { act: 'send', who: '' }],
  ['c 2004', { act: 'call', who: '2004' }],
  ['p', { act: 'do', letter: 'p' }],
  [' U ', { act: 'do', letter: 'u' }],
  ['x anna', { act: 'find', who: 'x anna' }],
  ['t', { act: 'find', who: 't' }],
  ['park', { act: 'find', who: 'park' }],
  ['', { act: 'find', who: '' }],
] as const)('“%s”', (text, typed) => expect(readTyped(text)).toEqual(typed));
