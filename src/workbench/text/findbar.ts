/** The bar one finds and replaces with, above a text. */
import { Facet, StateEffect, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  runScopeHandlers,
  ViewPlugin,
  type Command,
  type DecorationSet,
  type PluginValue,
} from '@codemirror/view';
import { say, type Say } from '../../words/index.ts';
import {
  matchAt,
  matches,
  next,
  patternOf,
  previous,
  replacement,
  typed,
  type Match,
  type Place,
} from './find.ts';

/** Where in a line something stands that is neither said aloud nor written into the bar. */
export const withheld =
  Facet.define<(line: string) => { readonly from: number; readonly until: number } | undefined>();

/** More are not counted. */
const COUNTED = 1000;
/** Longer selections are not what somebody looks for. */
const SELECTED = 100;
/** Milliseconds of counting before others have their turn. */
const TURN = 8;

const asked = StateEffect.define();
const found = Decoration.mark({ class: 'found' });
const foundHere = Decoration.mark({ class: 'found found-here' });

interface Bar extends PluginValue {
  readonly marks: DecorationSet;
  open(): boolean;
  close(): boolean;
  /** Opens the bar where nothing was looked for yet. */
  go(to: typeof next): boolean;
}

function createBar(view: EditorView, t: (said: Say) => string): Bar {
  const page = view.dom.ownerDocument;
  const make = <K extends keyof HTMLElementTagNameMap>(
    tag: K,
    properties: Partial<HTMLElementTagNameMap[K]>,
    ...inside: readonly (Node | string)[]
  ): HTMLElementTagNameMap[K] => {
    const element = Object.assign(page.createElement(tag), properties);
    element.append(...inside);
    return element;
  };
  const field = (name: string): HTMLInputElement => {
    const input = make('input', { placeholder: name, dir: 'auto', spellcheck: false, autocomplete: 'off' });
    input.setAttribute('aria-label', name);
    return input;
  };
  const box = (name: string): readonly [HTMLInputElement, HTMLElement] => {
    const input = make('input', { type: 'checkbox', onchange: look });
    return [input, make('label', {}, input, name)];
  };
  const button = (name: string, act: () => void): HTMLButtonElement =>
    make('button', { type: 'button', onclick: act }, name);

  const wanted = field(t(say('text.find')));
  wanted.oninput = look;
  const instead = field(t(say('text.replaceWith')));
  const [matchCase, caseLabel] = box(t(say('text.matchCase')));
  const [wholeWords, wordsLabel] = box(t(say('text.byWord')));
  const [regexp, regexpLabel] = box(t(say('text.regexp')));
  const status = make('span', { className: 'status' });
  status.setAttribute('role', 'status');
  const shut = button('×', close);
  shut.className = 'shut';
  shut.title = t(say('text.close'));
  shut.setAttribute('aria-label', shut.title);
  const replacing = make(
    'div',
    {},
    instead,
    button(t(say('text.replace')), replace),
    button(t(say('text.replaceAll')), replaceAll),
  );
  const bar = make(
    'div',
    { className: 'find', dir: page.documentElement.dir },
    make(
      'div',
      {},
      wanted,
      button(t(say('text.previous')), () => go(previous)),
      button(t(say('text.next')), () => go(next)),
      status,
      caseLabel,
      wordsLabel,
      regexpLabel,
      shut,
    ),
    replacing,
  );
  bar.setAttribute('role', 'search');
  bar.onkeydown = (event) => {
    const isTyped = event.target === wanted || event.target === instead;
    if (runScopeHandlers(view, event, 'find')) event.preventDefault();
    else if (event.key === 'Enter' && isTyped && !event.isComposing) {
      event.preventDefault();
      if (event.target === instead) replace();
      else go(event.shiftKey ? previous : next);
    }
  };

  let pattern: RegExp | undefined;
  let marks: DecorationSet = Decoration.none;
  let counted: Place[] = [];
  let isCounted = false;
  let turn: ReturnType<typeof setTimeout> | undefined;

  /** What is typed into the bar is looked for from now on. */
  function look(): void {
    pattern = patternOf({
      text: wanted.value,
      regexp: regexp.checked,
      matchCase: matchCase.checked,
      wholeWords: wholeWords.checked,
    });
    wanted.setAttribute('aria-invalid', String(!pattern && wanted.value !== ''));
    view.dispatch({ effects: asked.of(null) });
  }
  function count(): void {
    clearTimeout(turn);
    isCounted = false;
    counted = [];
    if (!pattern || !bar.isConnected) {
      tell();
      return;
    }
    const search = matches(view.state.doc, pattern);
    const some = (): void => {
      const until = performance.now() + TURN;
      while (performance.now() < until) {
        const { value, done } = search.next();
        if (value) counted.push(value);
        isCounted = done === true || counted.length > COUNTED;
        if (isCounted) {
          tell();
          return;
        }
      }
      turn = setTimeout(some);
    };
    turn = setTimeout(some);
  }
  function tell(): void {
    const all = Math.min(counted.length, COUNTED);
    const number = counted.length > COUNTED ? say('text.orMore', { number: all }) : all;
    const { from, to } = view.state.selection.main;
    const at = counted.findIndex((one) => one.from === from && one.to === to) + 1;
    const said = !pattern
      ? wanted.value === ''
        ? undefined
        : say('text.wrongPattern')
      : !isCounted
        ? undefined
        : all === 0
          ? say('text.noMatch')
          : at > 0 && at <= all
            ? say('text.matchAt', { at, all: number })
            : say('text.matches', { number });
    // While it is counted what was counted last stays, for it not to flicker.
    if (said || !pattern) status.textContent = said ? t(said) : '';
  }
  function draw(): DecorationSet {
    if (!pattern || !bar.isConnected) return Decoration.none;
    const { doc, selection } = view.state;
    const ranges = [];
    let drawn = -1;
    for (const { from, to } of view.visibleRanges) {
      // A match may begin above; a line may be a megabyte.
      const start = Math.max(from - 10_000, doc.lineAt(Math.max(0, from - 250)).from);
      for (const match of matches(doc, pattern, Math.max(start, drawn), to)) {
        if (!match || match.to < from || match.from === match.to) continue;
        const { main } = selection;
        const isHere = match.from === main.from && match.to === main.to;
        ranges.push((isHere ? foundHere : found).range(match.from, match.to));
        drawn = match.to;
      }
    }
    return Decoration.set(ranges);
  }

  function hiddenIn(line: string): { readonly from: number; readonly until: number } | undefined {
    return view.state.facet(withheld)[0]?.(line);
  }
  /** What is selected, as one would type it; nothing of what is hidden. */
  function selected(): string {
    const { doc, selection } = view.state;
    const { from, to } = selection.main;
    if (to - from > SELECTED) return '';
    for (let at = from; at <= to;) {
      const line = doc.lineAt(at);
      const hidden = hiddenIn(line.text);
      if (hidden && line.from + hidden.from < to && from < line.from + hidden.until) return '';
      at = line.to + 1;
    }
    return typed(doc.sliceString(from, to), regexp.checked);
  }
  function spoken({ from, to }: Match): string {
    const line = view.state.doc.lineAt(from);
    const hidden = hiddenIn(line.text);
    const text = hidden
      ? line.text.slice(0, hidden.from) +
        '•'.repeat(hidden.until - hidden.from) +
        line.text.slice(hidden.until)
      : line.text;
    const around = text.slice(Math.max(0, from - line.from - 30), Math.min(to, from + 100) - line.from + 30);
    return t(say('text.foundOnLine', { number: line.number, text: around }));
  }

  function open(): boolean {
    if (!bar.isConnected) view.dom.prepend(bar);
    if (view.root.activeElement !== wanted) wanted.value = selected() || wanted.value;
    wanted.focus();
    wanted.select();
    look();
    return true;
  }
  function close(): boolean {
    if (!bar.isConnected) return false;
    const isIn = bar.contains(view.root.activeElement);
    bar.remove();
    if (isIn) view.focus();
    view.dispatch({ effects: asked.of(null) });
    return true;
  }
  function go(to: typeof next): boolean {
    const { doc, selection } = view.state;
    if (wanted.value === '') return open();
    const match = pattern && to(doc, pattern, selection.main);
    if (match)
      view.dispatch({
        selection: { anchor: match.from, head: match.to },
        effects: EditorView.announce.of(spoken(match)),
        scrollIntoView: true,
        userEvent: 'select.search',
      });
    return true;
  }
  /** What is selected, if it is a match; then on to the next. */
  function replace(): void {
    const { doc, selection, readOnly } = view.state;
    const match = pattern && matchAt(doc, pattern, selection.main);
    if (match && !readOnly) {
      const insert = view.state.toText(replacement(regexp.checked, instead.value, match));
      const number = doc.lineAt(match.from).number;
      view.dispatch({
        changes: { from: match.from, to: match.to, insert },
        selection: { anchor: match.from + insert.length },
        effects: EditorView.announce.of(t(say('text.replacedOnLine', { number }))),
        userEvent: 'input.replace',
      });
    }
    go(next);
  }
  function replaceAll(): void {
    if (!pattern || view.state.readOnly) return;
    const changes = [];
    for (const match of matches(view.state.doc, pattern))
      if (match)
        changes.push({
          from: match.from,
          to: match.to,
          insert: replacement(regexp.checked, instead.value, match),
        });
    if (changes.length === 0) return;
    const said = t(say('text.replacedMatches', { number: changes.length }));
    view.dispatch({ changes, effects: EditorView.announce.of(said), userEvent: 'input.replace.all' });
  }

  return {
    get marks() {
      return marks;
    },
    open,
    close,
    go,
    update({ transactions, docChanged, selectionSet, viewportChanged, state }) {
      replacing.hidden = state.readOnly;
      const isNew = docChanged || transactions.some(({ effects }) => effects.some((one) => one.is(asked)));
      if (isNew) count();
      else if (selectionSet) tell();
      if (isNew || selectionSet || viewportChanged) marks = draw();
    },
    destroy() {
      clearTimeout(turn);
      bar.remove();
    },
  };
}

/** Ctrl-F opens the bar, Escape closes it; Enter, F3 and Ctrl-G go on, with Shift back. */
export function finding(t: (said: Say) => string): Extension {
  const plugin = ViewPlugin.define((view) => createBar(view, t), { decorations: ({ marks }) => marks });
  const does =
    (act: (bar: Bar) => boolean): Command =>
    (view) => {
      const bar = view.plugin(plugin);
      return bar !== null && act(bar);
    };
  const scope = 'editor find';
  const on = {
    run: does((bar) => bar.go(next)),
    shift: does((bar) => bar.go(previous)),
    scope,
    preventDefault: true,
  };
  return [
    plugin,
    keymap.of([
      { key: 'Mod-f', run: does((bar) => bar.open()), scope },
      { key: 'F3', ...on },
      { key: 'Mod-g', ...on },
      { key: 'Escape', run: does((bar) => bar.close()), scope },
    ]),
    EditorView.theme({
      '.found': { backgroundColor: 'var(--mark)' },
      // Paler paints could not be read on it.
      '.cm-line .found, .cm-line .found *': { color: 'var(--ink)' },
      '.found-here': { outline: '2px solid var(--accent)' },
      '.find': {
        flex: 'none',
        padding: 'var(--half) var(--unit)',
        borderBlockEnd: '1px solid var(--line)',
        backgroundColor: 'var(--paper)',
        fontFamily: 'system-ui, sans-serif',
      },
      '.find > div': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 'var(--unit)' },
      '.find > [hidden]': { display: 'none' },
      '.find > div + div': { marginBlockStart: 'var(--half)' },
      '.find input, .find button': { font: 'inherit', color: 'inherit' },
      '.find input:not([type]), .find button': {
        boxSizing: 'border-box',
        minBlockSize: '1.875rem',
        minInlineSize: '1.875rem',
        padding: '0.125rem 0.5rem',
        border: '1px solid var(--edge)',
        borderRadius: 'var(--round-small)',
        backgroundColor: 'var(--sheet)',
      },
      '.find input:not([type])': { inlineSize: '16rem', maxInlineSize: '100%' },
      '.find ::placeholder': { color: 'var(--soft)', opacity: '1' },
      '.find :placeholder-shown': { direction: 'inherit' },
      '.find [aria-invalid=true]': { borderColor: 'var(--bad)' },
      '.find button:hover': { backgroundColor: 'var(--hover)' },
      '.find :focus-visible': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
      '.find label': { display: 'flex', alignItems: 'center', gap: 'var(--half)' },
      '.find .status': { minInlineSize: '6rem', color: 'var(--soft)' },
      '.find .shut': { marginInlineStart: 'auto' },
      '@media (forced-colors: active)': {
        '.cm-line .found, .cm-line .found *': {
          backgroundColor: 'Mark',
          color: 'MarkText',
          forcedColorAdjust: 'none',
        },
        '.cm-line .found-here, .cm-line .found-here *': {
          backgroundColor: 'Highlight',
          color: 'HighlightText',
        },
      },
    }),
  ];
}
