/** Colours for configuration text, line by line, as Asterisk's loader reads a line; only what is in sight is painted. */
import { StateEffect, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';

export type Paint = 'comment' | 'section' | 'directive' | 'name' | 'arrow' | 'variable' | 'application';

export interface Painted {
  readonly from: number;
  readonly until: number;
  readonly as: Paint;
}

/** `;` begins a comment unless a backslash stands in front of it. */
function commentAt(text: string): number {
  for (let at = text.indexOf(';'); at !== -1; at = text.indexOf(';', at + 1))
    if (text[at - 1] !== '\\') return at;
  return text.length;
}

/** What of a line has which colour, in order. `block`: it lies in a block comment, which a line by itself cannot tell. */
export function paint(text: string, block = false): readonly Painted[] {
  const start = text.length - text.trimStart().length;
  if (start === text.length) return [];
  if (block) return [{ from: start, until: text.length, as: 'comment' }];
  const end = commentAt(text);
  const painted: Painted[] = [];
  const add = (from: number, until: number, as: Paint): void => {
    if (until > from) painted.push({ from, until, as });
  };
  const head = text.slice(start, end);
  if (head.startsWith('[')) {
    add(start, start + head.trimEnd().length, 'section');
  } else if (head.startsWith('#')) {
    add(start, start + (/^#\w*/.exec(head)?.[0].length ?? 1), 'directive');
  } else if (head !== '') {
    const arrow = /\+?=>?/.exec(head);
    const at = start + (arrow?.index ?? head.length);
    const name = text.slice(start, at).trimEnd();
    add(start, start + name.length, 'name');
    const value = at + (arrow?.[0].length ?? 0);
    add(at, value, 'arrow');
    // `exten => number,priority,App(…)`, `same => priority,App(…)`.
    const before = { exten: 2, same: 1 }[name.toLowerCase()];
    const application =
      before === undefined
        ? null
        : new RegExp(`^(?:[^,]*,){${before}}\\s*([A-Za-z]\\w*)\\s*(?=\\(|$)`).exec(text.slice(value, end));
    const called = application?.[1];
    const where = called === undefined ? -1 : value + (application?.[0].lastIndexOf(called) ?? 0);
    let next = value;
    for (const variable of text.slice(value, end).matchAll(/[$]+[{[]|[}\]]/g)) {
      const from = value + variable.index;
      if (called !== undefined && where >= next && where < from) {
        add(where, where + called.length, 'application');
      }
      next = from + variable[0].length;
      add(from, next, 'variable');
    }
    if (called !== undefined && where >= next) add(where, where + called.length, 'application');
  }
  add(end, text.length, 'comment');
  return painted;
}

/** Paints anew what is in sight: whether lines are in a block comment is known a moment after they were typed. */
export const repaint = StateEffect.define();

const marks = Object.fromEntries(
  (['comment', 'section', 'directive', 'name', 'arrow', 'variable', 'application'] as const).map((as) => [
    as,
    Decoration.mark({ class: `paint-${as}` }),
  ]),
) as Readonly<Record<Paint, Decoration>>;

const secret = Decoration.mark({ class: 'paint-secret' });

export interface Hints {
  /** Whether the line of this index and text is known to lie in a block comment. */
  readonly inBlock?: (line: number, text: string) => boolean;
  /** Where in a line something stands that is drawn as dots until it is asked for. */
  readonly secretIn?: (text: string) => { readonly from: number; readonly until: number } | undefined;
}
export function highlighting({ inBlock = () => false, secretIn }: Hints = {}): Extension {
  const draw = ({ state, visibleRanges }: EditorView): DecorationSet => {
    const ranges: Range<Decoration>[] = [];
    for (const { from, to } of visibleRanges) {
      for (let at = from; at <= to;) {
        const line = state.doc.lineAt(at);
        // A line of a megabyte is not for reading.
        const text = line.text.slice(0, 10_000);
        for (const one of paint(text, inBlock(line.number - 1, line.text)))
          ranges.push(marks[one.as].range(line.from + one.from, line.from + one.until));
        const hidden = secretIn?.(text);
        if (hidden && hidden.until > hidden.from)
          ranges.push(secret.range(line.from + hidden.from, line.from + hidden.until));
        at = line.to + 1;
      }
    }
    return Decoration.set(ranges, true);
  };
  return [
    ViewPlugin.fromClass(
      class {
        decorations: DecorationSet;
        constructor(view: EditorView) {
          this.decorations = draw(view);
        }
        update(update: ViewUpdate) {
          const asked = update.transactions.some(({ effects }) => effects.some((one) => one.is(repaint)));
          if (asked || update.docChanged || update.viewportChanged) this.decorations = draw(update.view);
        }
      },
      { decorations: (plugin) => plugin.decorations },
    ),
    EditorView.theme({
      '.paint-comment': { color: 'var(--soft)', fontStyle: 'italic' },
      '.paint-section': { fontWeight: '700' },
      '.paint-directive': { color: 'var(--hold)', fontWeight: '600' },
      '.paint-name': { color: 'var(--accent)' },
      '.paint-arrow': { color: 'var(--soft)' },
      '.paint-variable': { color: 'var(--hold)' },
      '.paint-secret': { WebkitTextSecurity: 'disc' },
      '&.revealed .paint-secret': { WebkitTextSecurity: 'none' },
      '.paint-application': { color: 'var(--good)', fontWeight: '600' },
    }),
  ];
}
