/** Characters nobody sees, drawn as everywhere else. CodeMirror's own would do the same in three times the code. */
import type { Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, WidgetType, type DecorationSet, type EditorView } from '@codemirror/view';
import { INVISIBLE, visibleText } from '../../config/index.ts';

class Unseen extends WidgetType {
  readonly sign: string;
  constructor(sign: string) {
    super();
    this.sign = sign;
  }
  override eq(other: WidgetType): boolean {
    return other instanceof Unseen && other.sign === this.sign;
  }
  override toDOM(view: EditorView): HTMLElement {
    const mark = view.dom.ownerDocument.createElement('span');
    mark.className = 'cm-specialChar';
    mark.textContent = visibleText(this.sign);
    mark.setAttribute('aria-label', `${view.state.phrase('Control character')} ${mark.textContent}`);
    return mark;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

const draw = ({ state, visibleRanges }: EditorView): DecorationSet =>
  Decoration.set(
    visibleRanges.flatMap(({ from, to }) =>
      [...state.sliceDoc(from, to).matchAll(INVISIBLE)].map(({ 0: sign, index }) =>
        Decoration.replace({ widget: new Unseen(sign) }).range(from + index, from + index + sign.length),
      ),
    ),
  );

export const unseen: Extension = ViewPlugin.define(
  (view) => ({
    marks: draw(view),
    update(update) {
      if (update.docChanged || update.viewportChanged) this.marks = draw(update.view);
    },
  }),
  { decorations: ({ marks }) => marks },
);
