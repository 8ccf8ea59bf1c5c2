import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeDocuments, mergedDocument, parse, print } from '../../src/config/index.ts';

const merged = (base: string, ours: string, theirs: string): string => {
  const other = parse(theirs);
  return print(mergedDocument(mergeDocuments(parse(base), parse(ours), other), other));
};

test('every line keeps its own end, and a file without a last one stays without', () => {
  const base = '[a]\r\nb = 1\nc = 2\r\nd = 3';
  expect(merged(base, base.replace('b = 1', 'b = 5'), base.replace('c = 2', 'c = 6'))).toBe(
    '[a]\r\nb = 5\nc = 6\r\nd = 3',
  );
});

test('a line that is no longer the last gets an end', () => {
  expect(merged('a=1', 'a=1\nb=2', 'z=0\na=1')).toBe('z=0\na=1\nb=2');
});

test('ends that changed alone are no conflict: they are as the file has them', () => {
  expect(merged('a=1\r\nb=2\r\n', 'a=3\r\nb=2\r\n', 'a=1\nb=2\n')).toBe('a=3\r\nb=2\n');
});

test('a mark in front of the text stays where the file has it', () => {
  expect(merged('\uFEFFa=1\n', '\uFEFFa=2\n', '\uFEFFa=1\nb=2\n')).toContain('\uFEFFa=2\n');
});

test('where one side changed nothing, the other’s text comes out byte by byte', () => {
  const text = fc
    .array(fc.tuple(fc.constantFrom('', '[a]', 'b = 1', '; c'), fc.constantFrom('\n', '\r\n')), {
      maxLength: 8,
    })
    .map((lines) => lines.flat().join(''));
  fc.assert(
    fc.property(text, text, (base, theirs) => {
      expect(merged(base, base, theirs)).toBe(theirs);
      expect(merged(base, theirs, theirs)).toBe(theirs);
    }),
  );
});
