/** What of a line is what, as Asterisk's loader reads it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paint } from '../../src/workbench/text/highlight.ts';

const told = (text: string, block = false): string =>
  paint(text, block)
    .map(({ from, until, as }) => `${as}:${text.slice(from, until)}`)
    .join(' | ');

test.each([
  ['[phone](!) ; all of them', 'section:[phone](!) | comment:; all of them'],
  ['  allow = ulaw', 'name:allow | arrow:='],
  ['a\\;b=c\\;d;e', 'name:a\\;b | arrow:= | comment:;e'],
  ['#include "x.conf"', 'directive:#include'],
  ['x += y', 'name:x | arrow:+='],
  ['exten => 1,hint,PJSIP/1', 'name:exten | arrow:=>'],
  [
    'exten => _X.,1,Dial(PJSIP/${EXTEN})',
    'name:exten | arrow:=> | application:Dial | variable:${ | variable:}',
  ],
  ['same => n,Hangup', 'name:same | arrow:=> | application:Hangup'],
  ['nothing here', 'name:nothing here'],
  ['', ''],
  ['   ', ''],
  [';', 'comment:;'],
])('%s', (text, expected) => {
  expect(told(text)).toBe(expected);
});

test('a line in a block comment is a comment whatever it says', () => {
  expect(told(' exten => 1,1,Dial()', true)).toBe('comment:exten => 1,1,Dial()');
});

test('pieces are in order, do not overlap and are not empty, whatever the line', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          '[',
          ']',
          '=',
          '>',
          '+',
          ';',
          '\\',
          '#',
          '${',
          '}',
          '(',
          ')',
          ',',
          'a',
          ' ',
          '\t',
          'same',
          'exten',
        ),
      }),
      (text) => {
        let at = 0;
        for (const { from, until } of paint(text)) {
          expect(from).toBeGreaterThanOrEqual(at);
          expect(until).toBeGreaterThan(from);
          at = until;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});
