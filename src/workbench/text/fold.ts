/** Folding in the text: the page says what can be folded, at which line, down to which. */
import { Facet, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  gutter,
  GutterMarker,
  keymap,
  WidgetType,
  type Command,
  type DecorationSet,
} from '@codemirror/view';

/** Last line of what begins at this line; undefined where nothing can be folded. Line indexes. */
export type FoldEnd = (line: number) => number | undefined;

const setFold = StateEffect.define<{ readonly from: number; readonly to: number; readonly folded: boolean }>({
  map: ({ from, to, folded }, changes) => ({ from: changes.mapPos(from), to: changes.mapPos(to), folded }),
});

class Dots extends WidgetType {
  override toDOM(view: EditorView): HTMLElement {
    const dots = view.dom.ownerDocument.createElement('button');
    dots.type = 'button';
    dots.textContent = '…';
    dots.className = 'cm-foldPlaceholder';
    dots.title = view.state.phrase('unfold');
    dots.setAttribute('aria-label', view.state.phrase('folded code'));
    dots.onclick = () => {
      toggle(view, view.state.doc.lineAt(view.posAtDOM(dots)).number - 1);
    };
    return dots;
  }
  override eq(): boolean {
    return true;
  }
  override ignoreEvent(): boolean {
    return true;
  }
}
const hidden = Decoration.replace({ widget: new Dots() });

const folds = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setFold)) continue;
      const { from, to, folded } = effect.value;
      now = now.update(
        folded
          ? { add: [hidden.range(from, to)] }
          : { filter: (start) => start !== from, filterFrom: from, filterTo: to },
      );
    }
    // Where somebody goes or types nothing stays hidden, and of what is found no part.
    const { head, from: first, to: last } = transaction.newSelection.main;
    const isFound = transaction.isUserEvent('select.search');
    return now.update({
      filter: (from, to) => from < to && !(isFound ? first < to && last > from : head > from && head < to),
    });
  },
  provide: (field) => EditorView.decorations.from(field),
});

const foldEnds = Facet.define<FoldEnd, FoldEnd>({ combine: ([first]) => first ?? (() => undefined) });

/** What is hidden behind the end of this line. */
function foldAt(
  state: EditorState,
  line: number,
): { readonly from: number; readonly to: number } | undefined {
  const { to: end } = state.doc.line(line + 1);
  let found: { readonly from: number; readonly to: number } | undefined;
  state.field(folds).between(end, end, (from, to) => {
    if (from === end) found = { from, to };
  });
  return found;
}

/** Folds what begins at this line, or shows it again. */
function toggle(view: EditorView, line: number): boolean {
  const { state } = view;
  const open = foldAt(state, line);
  if (open) {
    view.dispatch({ effects: setFold.of({ ...open, folded: false }) });
    return true;
  }
  const last = state.facet(foldEnds)(line);
  if (last === undefined || last <= line || last >= state.doc.lines) return false;
  const from = state.doc.line(line + 1).to;
  view.dispatch({ effects: setFold.of({ from, to: state.doc.line(last + 1).to, folded: true }) });
  return true;
}

const here =
  (wanted: boolean): Command =>
  (view) => {
    const { state } = view;
    for (let line = state.doc.lineAt(state.selection.main.head).number - 1; line >= 0; line -= 1) {
      const folded = foldAt(state, line) !== undefined;
      if (!folded && state.facet(foldEnds)(line) === undefined) continue;
      return folded !== wanted && toggle(view, line);
    }
    return false;
  };

class Arrow extends GutterMarker {
  readonly folded: boolean;
  constructor(folded: boolean) {
    super();
    this.folded = folded;
  }
  override eq(other: GutterMarker): boolean {
    return other instanceof Arrow && other.folded === this.folded;
  }
  override toDOM(view: EditorView): Node {
    const arrow = view.dom.ownerDocument.createElement('span');
    arrow.textContent = this.folded ? '›' : '⌄';
    arrow.title = view.state.phrase(this.folded ? 'Unfold line' : 'Fold line');
    return arrow;
  }
}
const arrows = { open: new Arrow(false), folded: new Arrow(true) };

/** Ctrl-Shift-[ folds where the cursor is, Ctrl-Shift-] unfolds; the arrows beside the lines do the same. */
export function folding(end: FoldEnd): Extension {
  return [
    folds,
    foldEnds.of(end),
    gutter({
      class: 'cm-foldGutter',
      lineMarker(view, { from }) {
        const line = view.state.doc.lineAt(from).number - 1;
        if (foldAt(view.state, line)) return arrows.folded;
        return end(line) === undefined ? null : arrows.open;
      },
      lineMarkerChange: ({ docChanged, transactions }) =>
        docChanged || transactions.some(({ effects }) => effects.some((one) => one.is(setFold))),
      domEventHandlers: {
        click: (view, { from }) => toggle(view, view.state.doc.lineAt(from).number - 1),
      },
    }),
    keymap.of([
      { key: 'Ctrl-Shift-[', mac: 'Cmd-Alt-[', run: here(true) },
      { key: 'Ctrl-Shift-]', mac: 'Cmd-Alt-]', run: here(false) },
    ]),
    EditorView.theme({ '.cm-foldGutter': { cursor: 'pointer', inlineSize: '1em' } }),
  ];
}
