/**
 * The keys of a text editor that knows no programming language. CodeMirror's own list (@codemirror/commands) brings
 * along its syntax trees, 30 kB that configuration text has no use for.
 */
import { EditorSelection, type SelectionRange } from '@codemirror/state';
import { Direction, type Command, type EditorView, type KeyBinding } from '@codemirror/view';

/** Where a cursor goes from a range. */
type Goal = (view: EditorView, range: SelectionRange) => SelectionRange;

const moved =
  (goal: Goal, extend: boolean): Command =>
  (view) => {
    const { state } = view;
    const ranges = state.selection.ranges.map((range) => {
      const to = goal(view, range);
      return extend
        ? EditorSelection.range(range.anchor, to.head, to.goalColumn, to.bidiLevel ?? undefined)
        : EditorSelection.cursor(to.head, to.assoc, to.bidiLevel ?? undefined, to.goalColumn);
    });
    const selection = EditorSelection.create(ranges, state.selection.mainIndex);
    if (selection.eq(state.selection, true)) return false;
    view.dispatch({ selection, scrollIntoView: true, userEvent: 'select' });
    return true;
  };
const goes = (goal: Goal, settle: Goal = goal): Pick<KeyBinding, 'run' | 'shift' | 'preventDefault'> => ({
  run: moved(settle, false),
  shift: moved(goal, true),
  preventDefault: true,
});

/** Left and right are places on the screen; what comes next in the text depends on its direction. */
const forwards = (view: EditorView, right: boolean): boolean =>
  (view.textDirection === Direction.LTR) === right;
const toEdge =
  (edge: 'from' | 'to', goal: Goal): Goal =>
  (view, range) =>
    range.empty ? goal(view, range) : EditorSelection.cursor(range[edge]);

const character =
  (right: boolean): Goal =>
  (view, range) =>
    view.moveByChar(range, forwards(view, right));
const group =
  (right: boolean): Goal =>
  (view, range) =>
    view.moveByGroup(range, forwards(view, right));
const line =
  (down: boolean): Goal =>
  (view, range) => {
    const to = view.moveVertically(range, down);
    // At the first and last line the end of the text is what is left.
    return to.head === range.head ? view.moveToLineBoundary(range, down) : to;
  };
const page =
  (down: boolean): Goal =>
  (view, range) =>
    view.moveVertically(range, down, Math.max(view.defaultLineHeight, view.scrollDOM.clientHeight - 40));
const boundary =
  (end: boolean): Goal =>
  (view, range) =>
    view.moveToLineBoundary(range, end);
const text =
  (end: boolean): Goal =>
  ({ state }) =>
    EditorSelection.cursor(end ? state.doc.length : 0);

const removes =
  (goal: Goal, userEvent: string): Command =>
  (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const changed = state.changeByRange((range) => {
      const to = range.empty ? goal(view, range).head : range.from;
      const from = Math.min(range.empty ? range.head : range.to, to);
      const until = Math.max(range.empty ? range.head : range.to, to);
      return { range: EditorSelection.cursor(from), changes: { from, to: until } };
    });
    if (changed.changes.empty) return false;
    view.dispatch(state.update(changed, { scrollIntoView: true, userEvent }));
    return true;
  };
const back: Goal = (view, range) => view.moveByChar(range, false);
const ahead: Goal = (view, range) => view.moveByChar(range, true);

const breakLine: Command = (view) => {
  if (view.state.readOnly) return false;
  view.dispatch(
    view.state.update(view.state.replaceSelection('\n'), { scrollIntoView: true, userEvent: 'input' }),
  );
  return true;
};
const everything: Command = (view) => {
  view.dispatch({ selection: { anchor: 0, head: view.state.doc.length }, userEvent: 'select' });
  return true;
};

export const editingKeys: readonly KeyBinding[] = [
  { key: 'ArrowLeft', ...goes(character(false), toEdge('from', character(false))) },
  { key: 'ArrowRight', ...goes(character(true), toEdge('to', character(true))) },
  { key: 'Mod-ArrowLeft', mac: 'Alt-ArrowLeft', ...goes(group(false)) },
  { key: 'Mod-ArrowRight', mac: 'Alt-ArrowRight', ...goes(group(true)) },
  { key: 'ArrowUp', ...goes(line(false)) },
  { key: 'ArrowDown', ...goes(line(true)) },
  { key: 'PageUp', ...goes(page(false)) },
  { key: 'PageDown', ...goes(page(true)) },
  { key: 'Home', mac: 'Cmd-ArrowLeft', ...goes(boundary(false)) },
  { key: 'End', mac: 'Cmd-ArrowRight', ...goes(boundary(true)) },
  { key: 'Mod-Home', mac: 'Cmd-ArrowUp', ...goes(text(false)) },
  { key: 'Mod-End', mac: 'Cmd-ArrowDown', ...goes(text(true)) },
  { key: 'Enter', run: breakLine, shift: breakLine },
  { key: 'Mod-a', run: everything, preventDefault: true },
  { key: 'Backspace', run: removes(back, 'delete.backward'), shift: removes(back, 'delete.backward') },
  { key: 'Delete', run: removes(ahead, 'delete.forward') },
  {
    key: 'Mod-Backspace',
    mac: 'Alt-Backspace',
    run: removes((view, range) => view.moveByGroup(range, false), 'delete.backward'),
  },
  {
    key: 'Mod-Delete',
    mac: 'Alt-Delete',
    run: removes((view, range) => view.moveByGroup(range, true), 'delete.forward'),
  },
];
