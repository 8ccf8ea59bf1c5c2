/* global document, fetch, window */
/** CodeMirror and nothing else: what its own basic setup takes from its view package, no language, no extension of ours. */
import { EditorState } from '@codemirror/state';
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';

let view;

/** Shows the file at that address. */
async function open(address) {
  const answer = await fetch(address);
  const doc = await answer.text();
  const state = EditorState.create({
    doc,
    extensions: [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      drawSelection(),
      dropCursor(),
      EditorState.allowMultipleSelections.of(true),
      rectangularSelection(),
      crosshairCursor(),
      highlightActiveLine(),
    ],
  });
  view = new EditorView({ state, parent: document.body });
}

/** The text as it would be sent; its length, so that nobody leaves it out. */
const text = () => view.state.doc.toString().length;

// For the bench to call.
Object.assign(window, { editor: { open, text } });
