/** What is typed becomes edits of lines, what others change becomes a change of the text: both end equal. */
import { ChangeSet, Text } from '@codemirror/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Document } from '../../src/config/index.ts';
import { changeTo, editsOf, shownText } from '../../src/workbench/files/changes.ts';

const documentOf = (texts: readonly string[]): Document => ({
  bom: false,
  lines: texts.map((text) => ({ tag: 'ignored', why: 'noEquals', text, end: '\n' })),
});
const line = fc.stringMatching(/^[ab=[\]]{0,4}$/);
const texts = fc.array(line, { maxLength: 8 });
const shown = (document: Document): Text => Text.of(shownText(document).split('\n'));

test('a change made elsewhere makes the shown text equal to the document', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const text = shown(documentOf(before));
      const change = changeTo(text, documentOf(after));
      const changed = change === undefined ? text : ChangeSet.of(change, text.length).apply(text);
      expect(changed.toString()).toBe(shownText(documentOf(after)));
    }),
  );
});

test('equal texts need no change', () => {
  fc.assert(fc.property(texts, (same) => changeTo(shown(documentOf(same)), documentOf(same)) === undefined));
});

test('typed changes, several at once, become edits of whole lines that give the same lines', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.tuple(fc.nat(40), fc.nat(6), fc.stringMatching(/^[ab\n]{0,4}$/)), { maxLength: 4 }),
      (before, wanted) => {
        const document = documentOf(before);
        const text = shown(document);
        let at = 0;
        const changes = wanted.flatMap(([skip, length, insert]) => {
          const from = Math.min(at + skip, text.length);
          const to = Math.min(from + length, text.length);
          if (from < at) return [];
          at = to + 1;
          return from > text.length ? [] : [{ from, to, insert }];
        });
        const set = ChangeSet.of(changes, text.length, '\n');
        const after = set.apply(text);
        const lines = [...before];
        for (const edit of [...editsOf(set, text, after, before.length)].reverse())
          lines.splice(edit.from, edit.until - edit.from, ...edit.lines);
        expect(lines.join('\n')).toBe(after.toString());
      },
    ),
  );
});
