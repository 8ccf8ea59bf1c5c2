/**
 * One opened file and what is being done to it: the document all views draw, one history of edits, one place in it.
 * What the PBX has is `file`, what somebody makes of it is `document`; the difference is the edit.
 */
import { SvelteSet } from 'svelte/reactivity';
import {
  change,
  editsTo,
  invert,
  isSecret,
  meaningOf,
  openDraft,
  redo,
  samePrint,
  sections as sectionsOf,
  undo,
  type Document,
  type Draft,
  type Edit,
  type Meaning,
  type MeantVariable,
  type OpenedFile,
  type Origin,
  type Section,
} from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';
import { kindsOf } from './kinds.ts';
import { masked, maskedValue } from './secret.ts';

/** A row of the table. */
export type Row =
  | { readonly kind: 'line'; readonly at: number }
  /** What the section whose header is line `section` has from a template; `at` is the line it stands in there. */
  | {
      readonly kind: 'inherited';
      readonly section: number;
      readonly name: string;
      readonly value: string;
      readonly from: string;
      readonly at: number;
      readonly order: number;
    }
  /** A line of the file that the draft no longer has: line `base` of the file, in front of line `at` of the draft. */
  | { readonly kind: 'gone'; readonly base: number; readonly at: number; readonly hunk: number }
  /** Being typed: a line that comes in front of line `at`. */
  | { readonly kind: 'new'; readonly at: number };

/** Where somebody is; `row` is set on rows that are no line of the draft. */
export interface Cursor {
  readonly at: number;
  readonly row?: Row;
}

/** Where a line of the document stands after the edits; a line that goes leads to what takes its place. */
export function follow(at: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const { from, until, lines } of edits) {
    if (from > at || (from === at && until > from)) {
      if (at >= from && at < until) return from + shift + Math.min(at - from, Math.max(0, lines.length - 1));
      break;
    }
    if (at < until) return from + shift + Math.min(at - from, Math.max(0, lines.length - 1));
    shift += lines.length - (until - from);
  }
  return at + shift;
}

export interface WorkOptions {
  readonly file: OpenedFile;
  /** A draft that was kept; the file's own text without one. */
  readonly document: Document | undefined;
  /** Where a new line is being typed. */
  readonly typing: () => number | undefined;
  /** The beginning of a file that is still being read: to be looked at, not to be changed. */
  readonly partial?: boolean;
  /** Why the account may change nothing at all. */
  readonly barred?: () => Say | undefined;
  /** What is known of the document that is worked on, where it was made in slices beforehand. */
  readonly ready?: Outlined | undefined;
  /** Where somebody is in the file already, who saw its beginning. */
  readonly place?: Place | undefined;
}

export interface Outlined {
  readonly document: Document;
  readonly sections: readonly Section[];
  readonly meaning: Meaning;
}

/** Where somebody is in a file, and how they look at it. */
export interface Place {
  readonly cursor: Cursor;
  readonly folded: ReadonlySet<number>;
  readonly inheritance: boolean;
}

export type Work = ReturnType<typeof createWork>;

export function createWork({
  file: opened,
  document: kept,
  typing,
  partial = false,
  barred = () => undefined,
  ready,
  place,
}: WorkOptions) {
  let file = $state.raw(opened);
  let draft = $state.raw<Draft>(openDraft(kept ?? opened.document));
  const document = $derived(draft.document);
  let cursor = $state.raw<Cursor>(place?.cursor ?? { at: 0 });
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
  let folded = $state.raw<ReadonlySet<number>>(place?.folded ?? new Set());
  /** What somebody has read and accepted (risks.ts); whatever is found later is not among it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
  let accepted = $state.raw<ReadonlySet<string>>(new Set());
  /** What must be accepted of the file before anything can be changed in it. */
  let guards = $state.raw<readonly string[]>([]);
  let inheritance = $state.raw(place?.inheritance ?? true);
  let why = $state.raw('');
  const revealed = new SvelteSet<string>();

  const dirty = $derived(!samePrint(file.document, document));
  const hunks = $derived(dirty ? editsTo(file.document, document) : []);
  const sections = $derived(ready?.document === document ? ready.sections : sectionsOf(document));
  const loaded = $derived(ready?.document === document ? ready.meaning : meaningOf(document));
  const categoryAt = $derived.by(() => {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    const found = new Map<number, (typeof loaded.categories)[number]>();
    for (const category of loaded.categories) found.set(category.at, category);
    return found;
  });
  /** `added` and `changed` lines of the draft, and what stood there. */
  const changes = $derived.by(() => {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    const kinds = new Map<number, 'added' | 'changed'>();
    const gone: (Row & { readonly kind: 'gone' })[] = [];
    let shift = 0;
    for (const [hunk, { from, until, lines }] of hunks.entries()) {
      const at = from + shift;
      for (let base = from; base < until; base += 1) gone.push({ kind: 'gone', base, at, hunk });
      const told = kindsOf(
        file.document.lines.slice(from, until),
        document.lines.slice(at, at + lines.length),
      );
      for (const [step, kind] of told.entries()) kinds.set(at + step, kind);
      shift += lines.length - (until - from);
    }
    return { kinds, gone };
  });

  const sectionIndexAt = (at: number): number => {
    let low = 0;
    let high = sections.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sections[middle]?.at ?? Infinity) <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  /** Rows of lines are the same in every table: fifty thousand of them are not made for each edit. */
  const lineRows: Row[] = [];
  const lineRow = (at: number): Row => (lineRows[at] ??= { kind: 'line', at });
  const table = $derived.by(() => {
    const rows: Row[] = [];
    const rowOfLine = new Int32Array(document.lines.length + 1).fill(-1);
    const fresh = typing();
    let next = 0;
    const { gone } = changes;
    const add = (at: number, hidden: boolean) => {
      while ((gone[next]?.at ?? Infinity) <= at) {
        const row = gone[next++];
        if (row !== undefined && !hidden) rows.push(row);
      }
      if (fresh === at && !hidden) rows.push({ kind: 'new', at });
      if (at >= document.lines.length) return;
      rowOfLine[at] = hidden ? rows.length - 1 : rows.length;
      if (!hidden) rows.push(lineRow(at));
    };
    for (const section of sections) {
      const closed = folded.has(section.at);
      if (section.at >= 0) add(section.at, false);
      if (!closed && inheritance && section.at >= 0) {
        const category = categoryAt.get(section.at);
        let order = 0;
        for (const one of category?.variables ?? [])
          if (one.inherited)
            rows.push({
              kind: 'inherited',
              section: section.at,
              name: one.name,
              value: one.value,
              from: one.from,
              at: one.at,
              order: order++,
            });
      }
      for (let at = section.at + 1; at < section.end; at += 1) add(at, closed);
    }
    add(document.lines.length, false);
    return { rows, rowOfLine };
  });

  /** Own lines that stand against one of a template, by their line. */
  const overriding = $derived.by(() => {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    const found = new Map<number, Origin & { readonly tag: 'overriding' }>();
    for (const { variables, templates: bases } of loaded.categories) {
      // What stands against nothing overrides nothing.
      if (bases.length === 0) continue;
      let templates: Map<string, MeantVariable> | undefined;
      for (const one of variables) {
        // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
        if (one.inherited) (templates ??= new Map()).set(one.name.toLowerCase(), one);
        else {
          const against = templates?.get(one.name.toLowerCase());
          if (against) found.set(one.at, { tag: 'overriding', of: against.from, value: against.value });
        }
      }
    }
    return found;
  });

  const secretAt = (at: number): string | undefined => {
    const line = document.lines[at];
    if (line?.tag !== 'entry') return undefined;
    const section = sections[sectionIndexAt(at)]?.name ?? '';
    return isSecret(file.name, section, line.name, line.value)
      ? `${section}/${line.name}/${line.value}`
      : undefined;
  };
  const accepts = (risks: readonly string[]): boolean => risks.every((risk) => accepted.has(risk));
  const shut = $derived.by((): Say | undefined => {
    if (partial) return say('files.partial');
    return barred() ?? (accepts(guards) ? undefined : say('files.readonly'));
  });
  const readonly = $derived(shut !== undefined);

  function commit(next: Draft, edits: readonly Edit[], to: number) {
    draft = next;
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    folded = new Set([...folded].map((at) => follow(at, edits)));
    cursor = { at: Math.max(0, Math.min(to, next.document.lines.length - 1)) };
  }

  return {
    name: opened.name,
    /** Only the beginning of the file is here. */
    partial,
    get whereabouts(): Place {
      return { cursor, folded, inheritance };
    },
    /** As the PBX has it. */
    get file() {
      return file;
    },
    get document() {
      return document;
    },
    get sections() {
      return sections;
    },
    /** From the file to the draft. */
    get hunks() {
      return hunks;
    },
    get dirty() {
      return dirty;
    },
    get rows() {
      return table.rows;
    },
    get loaded() {
      return loaded;
    },

    /** Why it is being saved, for the history. */
    get why() {
      return why;
    },
    set why(text: string) {
      why = text;
    },
    get readonly() {
      return readonly;
    },
    /** Why nothing can be changed now. */
    get shut() {
      return shut;
    },
    /** What a save would do to the file as it is: it is read-only until that is accepted. */
    guard(risks: readonly string[]) {
      guards = risks;
    },
    accepts,
    accept(risks: readonly string[], yes: boolean) {
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
      const next = new Set(accepted);
      for (const risk of risks)
        if (yes) next.add(risk);
        else next.delete(risk);
      accepted = next;
    },
    get inheritance() {
      return inheritance;
    },
    set inheritance(yes: boolean) {
      inheritance = yes;
    },

    /** One act of somebody, undone as one; `to` is the line they are at afterwards. */
    perform(edits: readonly Edit[], to?: number) {
      if (edits.length === 0 || readonly) return;
      commit(change(draft, edits, { now: Date.now() }), edits, to ?? follow(cursor.at, edits));
    },
    /** Typed as text: keystrokes close to each other are one act. */
    type(edits: readonly Edit[]) {
      if (edits.length === 0 || readonly) return;
      commit(change(draft, edits, { key: 'text', now: Date.now() }), edits, follow(cursor.at, edits));
    },
    get canUndo() {
      return draft.done.length > 0;
    },
    get canRedo() {
      return draft.undone.length > 0;
    },
    undo() {
      const step = draft.done.at(-1);
      if (step !== undefined) commit(undo(draft), step.inverse, step.inverse[0]?.from ?? cursor.at);
    },
    redo() {
      const step = draft.undone.at(-1);
      if (step !== undefined) commit(redo(draft), step.edits, step.edits[0]?.from ?? cursor.at);
    },
    /** The file as the PBX has it now; `text` is what is wanted of it, its own text where nothing is told. */
    rebase(now: OpenedFile, text?: Document) {
      const next = text ?? now.document;
      file = now;
      // What can be undone stays so as long as the text is the same.
      if (!samePrint(document, next)) {
        const at = follow(cursor.at, editsTo(document, next));
        draft = openDraft(next);
        cursor = { at: Math.max(0, Math.min(at, next.lines.length - 1)) };
      }
      if (text === undefined) why = '';
    },
    /** The same text, asked for once more: who uses it may have changed. */
    refresh(now: OpenedFile) {
      file = { ...now, document: file.document };
    },
    /**
     * Another text altogether, as one edit: a restored copy, a merge, the file's own. Whatever protects the file, what
     * was typed can be thrown away and had again.
     */
    become(text: Document) {
      const edits = editsTo(document, text);
      if (edits.length === 0 || partial) return;
      commit(change(draft, edits, { now: Date.now() }), edits, cursor.at);
    },
    takeBack(hunk: number) {
      const one = invert(file.document, hunks)[hunk];
      if (one !== undefined) this.perform([one], one.from);
    },

    /** Where a line of the file stands in the draft. */
    inDraft: (at: number): number => follow(at, hunks),
    /** Where a section's own lines end: a new one comes in front of this line. */
    lastOf: ({ at, end }: Section): number => {
      let last = at;
      for (let index = at + 1; index < end; index += 1) {
        const tag = document.lines[index]?.tag;
        if (tag !== 'blank' && tag !== 'comment') last = index;
      }
      return last + 1;
    },
    get allFolded() {
      return sections.length > 0 && sections.every(({ at }) => at < 0 || folded.has(at));
    },

    get cursor() {
      return cursor;
    },
    /** The line all views are at. */
    get selected() {
      return cursor.at;
    },
    select(at: number) {
      if (at !== cursor.at || cursor.row !== undefined) cursor = { at };
      const header = sections[sectionIndexAt(at)]?.at ?? -1;
      if (header !== at && folded.has(header)) this.toggleFold(header);
    },
    place(row: Row) {
      if (row.kind === 'line') cursor = { at: row.at };
      else if (row.kind === 'inherited') cursor = { at: row.section, row };
      else cursor = { at: Math.min(row.at, document.lines.length - 1), row };
    },
    rowOf({ at, row }: Cursor): number {
      const of = Math.max(0, table.rowOfLine[at] ?? 0);
      if (row === undefined || row.kind === 'line') return of;
      // Such rows stand near the line they belong to.
      const key = rowKey(row);
      for (let step = 0; step < 2000; step += 1) {
        for (const index of [of + step, of - step]) {
          const other = table.rows[index];
          if (other !== undefined && rowKey(other) === key) return index;
        }
        if (of + step >= table.rows.length && of - step < 0) break;
      }
      return of;
    },

    sectionAt: sectionIndexAt,
    /** The section a line stands in. */
    sectionOf: (at: number): Section | undefined => sections[sectionIndexAt(at)],
    linesIn: (header: number): number => {
      const section = sections[sectionIndexAt(header)];
      return section === undefined ? 0 : section.end - Math.max(0, section.at + 1);
    },
    /** What kind of thing a section is: sorcery's `type`, its template's where it has none of its own. */
    kindOf: (section: Section): string =>
      (section.at < 0 ? undefined : categoryAt.get(section.at))?.variables.findLast(
        ({ name }) => name === 'type',
      )?.value ?? '',
    valuesOf: (section: Section): readonly MeantVariable[] => categoryAt.get(section.at)?.variables ?? [],
    isChanged: (section: Section): boolean => {
      for (let at = Math.max(0, section.at); at < section.end; at += 1)
        if (changes.kinds.has(at)) return true;
      return changes.gone.some(({ at }) => at > section.at && at < section.end);
    },
    changeOf: (at: number) => changes.kinds.get(at),
    goneText(row: Row & { readonly kind: 'gone' }): string {
      const line = file.document.lines[row.base];
      return line === undefined ? '' : masked(file.name, line.text).trim();
    },
    originAt: (at: number) => overriding.get(at),

    isFolded: (header: number) => folded.has(header),
    toggleFold(header: number) {
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
      const next = new Set(folded);
      if (!next.delete(header)) next.add(header);
      folded = next;
    },
    foldAll(yes: boolean) {
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
      folded = new Set(yes ? sections.map(({ at }) => at) : []);
      const header = sections[sectionIndexAt(cursor.at)]?.at ?? 0;
      if (yes) cursor = { at: Math.max(0, header) };
    },

    isSecretAt: (at: number) => secretAt(at) !== undefined,
    /** Whether what stands in this line is not to be shown now. */
    hides: (at: number) => {
      const secret = secretAt(at);
      return secret !== undefined && !revealed.has(secret);
    },
    /** A value as it may be shown, whoever has it: a template's, an older one. */
    shownValue: (section: number, name: string, value: string) =>
      maskedValue(file.name, sections[sectionIndexAt(section)]?.name ?? '', name, value),
    reveal(at: number) {
      const secret = secretAt(at);
      if (secret !== undefined && !revealed.delete(secret)) revealed.add(secret);
    },
  };
}

function rowKey(row: Row): string {
  switch (row.kind) {
    case 'line':
      return `l${row.at}`;
    case 'inherited':
      return `i${row.section}:${row.order}`;
    case 'gone':
      return `g${row.base}`;
    case 'new':
      return `n${row.at}`;
  }
}
