/** How any text in CodeMirror looks; colours are the page's tokens, which reach into its shadow root. */
import { EditorView } from '@codemirror/view';

export const textTheme = EditorView.theme({
  '&': { blockSize: '100%', color: 'var(--ink)', backgroundColor: 'var(--sheet)', fontSize: '0.875rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, monospace', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--sheet)', color: 'var(--soft)', border: '0' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', color: 'var(--soft)', border: '0' },
});
