/**
 * CodeMirror over a document it does not own: what is typed is reported as edits, what others change is shown.
 * Undo is the document's, shared by all views, so CodeMirror keeps none. It lives in a shadow root: there its style
 * sheets are constructed ones, which the page's content security policy allows, and the page's own do not reach in.
 */
import {
  Annotation,
  Compartment,
  EditorSelection,
  EditorState,
  StateEffect,
  StateField,
  type Extension,
  type Range,
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import type { Document, Edit, Line } from '../../config/index.ts';
import type { Say } from '../../words/index.ts';
import { finding, withheld } from '../text/findbar.ts';
import { folding } from '../text/fold.ts';
import { highlighting, repaint, type Hints } from '../text/highlight.ts';
import { editingKeys } from '../text/keys.ts';
import { editorPhrases } from '../text/phrases.ts';
import { textTheme } from '../text/theme.ts';
import { unseen } from '../text/unseen.ts';
import { changeTo, editsOf, shownText } from './changes.ts';
import { secretIn } from './secret.ts';

/** A line to look at: what a save would do to it, or what differs. */
export interface Mark {
  /** Line index. */
  readonly at: number;
  readonly kind: 'added' | 'changed' | 'announced' | 'damage';
  readonly title: string;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly document: Document;
  /** Of the file: what is a secret depends on it. */
  readonly name: string;
  readonly label: string;
  readonly readonly: boolean;
  /** The language of the page. */
  readonly t: (said: Say) => string;
  /** Takes what was typed; gives the document as it then is. */
  readonly onedits: (edits: readonly Edit[]) => Document;
  readonly onselect: (line: number) => void;
  readonly onundo: () => void;
  readonly onredo: () => void;
}

export interface Editor {
  /** Shows this document from now on; what was not changed is not touched. */
  show(document: Document): void;
  /** Puts the cursor on a line and brings it into view, unless it is there. */
  select(line: number): void;
  mark(marks: readonly Mark[]): void;
  restrict(readonly: boolean): void;
  /** Shows secrets, or dots again. */
  reveal(wanted: boolean): void;
  focus(): void;
  close(): void;
}

const fromOutside = Annotation.define<true>();
const setMarks = StateEffect.define<DecorationSet>();
const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) =>
    transaction.effects.reduce(
      (now, effect) => (effect.is(setMarks) ? effect.value : now),
      marks.map(transaction.changes),
    ),
  provide: (field) => EditorView.decorations.from(field),
});

const marked = EditorView.theme({
  '.mark-added': { backgroundColor: 'color-mix(in srgb, var(--good) 14%, transparent)' },
  '.mark-changed': { boxShadow: 'inset 3px 0 0 var(--accent)' },
  '.mark-announced': { boxShadow: 'inset 3px 0 0 var(--ringing)' },
  '.mark-damage': {
    backgroundColor: 'var(--bad-wash)',
    textDecoration: 'underline wavy var(--bad)',
    boxShadow: 'inset 3px 0 0 var(--bad)',
  },
});

/** What shows configuration text, in the editor and beside another text. */
export const shown = (hints?: Hints): Extension => [
  lineNumbers(),
  unseen,
  highlighting(hints),
  textTheme,
  marked,
  // A lone CR is part of a line for Asterisk.
  EditorState.lineSeparator.of('\n'),
];

export function createEditor(options: EditorOptions): Editor {
  const { parent, onedits, onselect } = options;
  let document = options.document;
  let line = -1;
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
  const restriction = new Compartment();
  const revelation = new Compartment();
  const restrict = (readonly: boolean): Extension => [
    EditorState.readOnly.of(readonly),
    EditorView.contentAttributes.of({
      'aria-label': options.label,
      'aria-readonly': String(readonly),
      spellcheck: 'false',
    }),
  ];
  /** From a section's header to the last line that is not blank or a comment of the next. */
  const sectionEnd = (at: number): number | undefined => {
    if (document.lines[at]?.tag !== 'section') return undefined;
    let last = at;
    const quiet = ({ tag }: Line): boolean => tag === 'blank' || tag === 'comment';
    for (let index = at + 1; index < document.lines.length; index += 1) {
      const next = document.lines[index];
      if (!next || next.tag === 'section') break;
      if (!quiet(next)) last = index;
    }
    return last === at ? undefined : last;
  };
  const inBlock = (at: number, text: string): boolean => {
    const known = document.lines[at];
    return known?.tag === 'block' && known.text === text;
  };
  const hidden = (text: string) => secretIn(options.name, text);
  const concealed = withheld.of(hidden);
  const run = (act: () => void) => () => {
    act();
    return true;
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: shownText(document),
      extensions: [
        shown({ inBlock, secretIn: hidden }),
        revelation.of(concealed),
        EditorState.phrases.of(editorPhrases(options.t)),
        restriction.of(restrict(options.readonly)),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        folding(sectionEnd),
        finding(options.t),
        marksField,
        keymap.of([
          { key: 'Mod-z', run: run(options.onundo), preventDefault: true },
          { key: 'Mod-y', mac: 'Mod-Shift-z', run: run(options.onredo), preventDefault: true },
          { key: 'Ctrl-Shift-z', run: run(options.onredo), preventDefault: true },
          ...editingKeys,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) {
            const { changes, startState, state } = update;
            document = onedits(editsOf(changes, startState.doc, state.doc, document.lines.length));
          }
          if (!update.docChanged && !update.selectionSet) return;
          const now = update.state.doc.lineAt(update.state.selection.main.head).number - 1;
          if (now === line) return;
          line = now;
          if (!update.transactions.some((one) => one.annotation(fromOutside))) onselect(now);
        }),
      ],
    }),
  });

  return {
    show(next) {
      if (document === next && view.state.doc.length > 0) return;
      document = next;
      const changes = changeTo(view.state.doc, next);
      view.dispatch({
        ...(changes && { changes }),
        effects: repaint.of(null),
        annotations: fromOutside.of(true),
      });
    },
    select(wanted) {
      if (wanted === line || wanted < 0 || wanted >= view.state.doc.lines) return;
      const { from } = view.state.doc.line(wanted + 1);
      view.dispatch({
        selection: EditorSelection.cursor(from),
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
        annotations: fromOutside.of(true),
      });
    },
    mark(marks) {
      const ranges = marks.flatMap(({ at, kind, title }): readonly Range<Decoration>[] =>
        at < 0 || at >= view.state.doc.lines
          ? []
          : [
              Decoration.line({ class: `mark-${kind}`, attributes: { title } }).range(
                view.state.doc.line(at + 1).from,
              ),
            ],
      );
      view.dispatch({ effects: setMarks.of(Decoration.set(ranges, true)) });
    },
    restrict(readonly) {
      view.dispatch({ effects: restriction.reconfigure(restrict(readonly)) });
    },
    reveal(wanted) {
      const effects = revelation.reconfigure(
        wanted ? EditorView.editorAttributes.of({ class: 'revealed' }) : concealed,
      );
      view.dispatch({ effects });
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
