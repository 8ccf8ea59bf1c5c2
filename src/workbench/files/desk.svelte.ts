/** What the views of the open file share besides the file: what is being typed, where to look, what is asked. */
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { FileAccess } from '../../ask/index.ts';
import {
  removeEntries,
  type Document,
  type Gesture,
  type OptionHelp,
  type Section,
  type TypeHelp,
} from '../../config/index.ts';
import type { Announcer } from '../../ui/index.ts';
import { say, type Say } from '../../words/index.ts';
import { gapAfter, lineAfter } from './place.ts';
import { masked } from './secret.ts';
import { addCommentLine, changeEntry, newEntry, setCommentLine, shownComment, type Typed } from './typing.ts';
import { missingWord, refusalWord } from './words.ts';
import type { Work } from './work.svelte.ts';

/** A line being typed: line `at` of `document`, or a new one (`fresh`) that comes in front of it; the text may go on. */
export interface Editing extends Typed {
  readonly work: Work;
  readonly document: Document;
  readonly at: number;
  readonly fresh: boolean;
  /** A line that is a comment and nothing else. */
  readonly onlyComment: boolean;
  /** Where the cursor begins; nowhere where somebody went on to something else. */
  readonly field: 'name' | 'value' | 'comment' | undefined;
  /** What was typed and not taken: it stands in the row, to be typed on. */
  readonly refused?: Typed;
}

/** A question in front of the page; lines are those of the text as it is now. */
export type Asking =
  | { readonly tag: 'rename'; readonly section: number }
  | { readonly tag: 'duplicate'; readonly section: number }
  | { readonly tag: 'section'; readonly after: number }
  | { readonly tag: 'move'; readonly at: number }
  | { readonly tag: 'replace' }
  | { readonly tag: 'bulk' }
  | { readonly tag: 'create'; readonly name: string };

export interface DeskOptions {
  readonly work: () => Work | undefined;
  /** Every file that was opened. */
  readonly works: () => readonly Work[];
  readonly access: FileAccess;
  readonly announcer: Announcer;
  /** Opens another file to work on, or says why not. */
  readonly openFile: (name: string) => Promise<Work | Say>;
  /** To the view in which rows are typed. */
  readonly showRows: () => void;
}

export type Desk = ReturnType<typeof createDesk>;
export const [useDesk, provideDesk] = createContext<Desk>();

export function createDesk({ work, works, access, announcer, openFile, showRows }: DeskOptions) {
  let editing = $state.raw<Editing>();
  let asked = $state.raw<{
    readonly question: Asking;
    readonly work: Work | undefined;
    readonly document: Document | undefined;
  }>();
  let shownAt = $state(0);
  let wantsFocus = false;
  /** By file, by module, type and option; 'asked' until the answer is there. */
  const types = new SvelteMap<string, readonly TypeHelp[]>();
  const details = new SvelteMap<string, OptionHelp>();
  const sought: Record<string, true> = {};
  /** Where the line being typed stands by now; undefined when it is gone. */
  const placeOf = ({ work, document, at, fresh }: Editing): number | undefined =>
    (fresh ? gapAfter : lineAfter)(at, { before: document, after: work.document });
  const editingAt = $derived(editing && placeOf(editing));
  /** The question about the file that is open, and about lines that are still there. */
  const asking = $derived.by((): Asking | undefined => {
    if (asked === undefined) return undefined;
    const { question, work: about, document } = asked;
    if (question.tag === 'create') return question;
    const open = work();
    if (open !== about || open === undefined || document === undefined) return undefined;
    const now = (line: number) => lineAfter(line, { before: document, after: open.document });
    switch (question.tag) {
      case 'rename':
      case 'duplicate': {
        const section = now(question.section);
        return section === undefined ? undefined : { ...question, section };
      }
      case 'section': {
        const after = document.lines.length === 0 ? 0 : now(question.after);
        return after === undefined ? undefined : { ...question, after };
      }
      case 'move': {
        const at = now(question.at);
        return at === undefined ? undefined : { ...question, at };
      }
      case 'replace':
      case 'bulk':
        return question;
    }
  });
  $effect(() => {
    if (asked !== undefined && asking === undefined) asked = undefined;
  });

  const show = (focus: boolean) => {
    wantsFocus ||= focus;
    shownAt += 1;
  };
  const wordOf = (gesture: Extract<Gesture, { tag: 'refused' }>): Say => refusalWord(gesture.why);
  const empty: Typed = { name: '', value: '', comment: '' };

  return {
    get work() {
      return work();
    },
    get works() {
      return works();
    },
    access,
    openFile,
    wordOf,
    get editing() {
      return editing?.work === work() && editingAt !== undefined ? editing : undefined;
    },
    get editingAt() {
      return editingAt;
    },
    get asking() {
      return asking;
    },
    ask(question: Asking | undefined) {
      const open = work();
      asked = question && { question, work: open, document: open?.document };
      if (question === undefined) show(true);
    },
    /** Grows when a line is to be brought into view. */
    get shownAt() {
      return shownAt;
    },
    /** Whether the line shall have the focus, told once. */
    wantsFocus(): boolean {
      const wanted = wantsFocus;
      wantsFocus = false;
      return wanted;
    },
    focusSoon: () => show(true),
    goTo(at: number, focus = true) {
      work()?.select(at);
      show(focus);
    },
    goToSection(name: string) {
      const found = work()?.sections.find((section) => section.name === name);
      if (found) this.goTo(found.at);
    },

    undo() {
      work()?.undo();
      this.goTo(work()?.selected ?? 0, false);
      announcer.say(say('files.undone'));
    },
    redo() {
      work()?.redo();
      this.goTo(work()?.selected ?? 0, false);
      announcer.say(say('files.redone'));
    },

    /** Does it, or says why not. */
    perform(gesture: Gesture, to?: number, open = work()): boolean {
      const why = gesture.tag === 'refused' ? wordOf(gesture) : open?.shut;
      if (why !== undefined) announcer.tell({ ok: false, said: why }, { passing: true });
      if (gesture.tag === 'refused' || why !== undefined) return false;
      open?.perform(gesture.edits, to);
      show(false);
      return true;
    },
    /** An entry that changed places stays the one somebody is at. */
    move(at: number, way: 'up' | 'down', gesture: Gesture) {
      const open = work();
      if (open === undefined) return;
      const line = open.document.lines[at];
      if (!this.perform(gesture) || gesture.tag === 'refused') return;
      const [edit] = gesture.edits;
      if (edit === undefined || line === undefined) return;
      const step = edit.lines.findIndex((text) => text === line.text);
      const last = edit.lines.lastIndexOf(line.text);
      open.select(edit.from + (way === 'up' ? step : last));
      show(true);
    },

    edit(at: number, field?: Editing['field']) {
      const open = work();
      const line = open?.document.lines[at];
      if (open === undefined || open.readonly || line === undefined) return;
      if (line.tag === 'entry')
        editing = {
          work: open,
          document: open.document,
          at,
          fresh: false,
          onlyComment: false,
          name: line.name,
          value: line.value,
          comment: shownComment(line.comment),
          field: field ?? 'value',
        };
      else if (line.tag === 'comment')
        editing = {
          ...empty,
          work: open,
          document: open.document,
          at,
          fresh: false,
          onlyComment: true,
          comment: shownComment(line.text),
          field: 'comment',
        };
    },
    /** A new line in front of line `at`. */
    add(at: number, given: Partial<Typed & Pick<Editing, 'field' | 'onlyComment'>> = {}) {
      const open = work();
      if (open?.readonly !== false) return;
      const { document } = open;
      editing = {
        ...empty,
        work: open,
        document,
        at,
        fresh: true,
        onlyComment: false,
        field: 'name',
        ...given,
      };
      show(false);
    },
    addComment(at: number) {
      this.add(at, { onlyComment: true, field: 'comment' });
    },
    /** An own line against an inherited one. */
    override(header: number, name: string, value: string) {
      const open = work();
      const section = open?.sectionOf(header);
      if (open === undefined || section === undefined) return;
      this.add(open.lastOf(section), { name, value, field: 'value' });
    },
    cancel() {
      editing = undefined;
      show(true);
    },
    /**
     * What was typed becomes the line where it stands by now, in the file it was typed into; what Asterisk would read
     * otherwise is said, and stays in the row to be typed on. `left`: somebody is elsewhere already.
     */
    finish(was: Editing, typed: Typed, left = false): boolean {
      if (editing === was) editing = undefined;
      const open = was.work;
      const at = placeOf(was);
      const isNothing = was.onlyComment
        ? typed.comment === was.comment
        : was.fresh
          ? typed.name === ''
          : typed.name === was.name && typed.value === was.value && typed.comment === was.comment;
      if (at === undefined) {
        const text = textOf(was, typed);
        if (!isNothing)
          announcer.tell({ ok: false, said: say('files.lineGone', { text: masked(open.name, text) }) });
      } else if (!isNothing) {
        const { document } = open;
        const made =
          was.fresh && was.onlyComment
            ? addCommentLine(document, at, typed.comment)
            : was.onlyComment
              ? setCommentLine(document, at, typed.comment)
              : was.fresh
                ? this.putting(at, typed, open)
                : changeEntry(document, at, typed);
        const isTaken =
          made !== undefined &&
          this.perform(made, was.fresh && !was.onlyComment ? lastLineOf(made, at) : at, open);
        // One row is typed at a time: what another has taken the place of is told whole.
        if (!isTaken && editing !== undefined)
          announcer.tell({
            ok: false,
            said: say('files.notTaken', { text: masked(open.name, textOf(was, typed)) }),
          });
        else if (!isTaken) {
          const field = made?.tag === 'refused' && /name/i.test(made.why) ? 'name' : (was.field ?? 'value');
          editing = { ...was, document, at, refused: typed, field: left ? undefined : field };
          return false;
        }
      }
      if (open === work()) show(!left);
      return true;
    },
    /** A line that was not taken is not saved either: whoever saves is led to it. */
    isTyping(): boolean {
      if (editing === undefined || editing.work !== work() || editingAt === undefined) return false;
      showRows();
      editing = { ...editing, field: editing.field ?? 'value' };
      announcer.tell({ ok: false, said: say('files.stillTyping') }, { passing: true });
      return true;
    },
    /** A new entry in front of line `at`. */
    putting(at: number, typed: Partial<Typed> & Pick<Typed, 'name'>, open: Work): Gesture | undefined {
      const section = open.sectionOf(Math.max(0, at - 1));
      if (section === undefined) return undefined;
      const before = at < open.lastOf(section) ? at : undefined;
      return newEntry(open.document, section.at, before, { ...empty, ...typed });
    },
    put(at: number, typed: Partial<Typed> & Pick<Typed, 'name'>, open = work()) {
      const made = open && this.putting(at, typed, open);
      if (made !== undefined) this.perform(made, lastLineOf(made, at), open);
    },
    change(at: number, typed: Partial<Typed>) {
      const open = work();
      if (open !== undefined) this.perform(changeEntry(open.document, at, typed), at);
    },
    remove(at: number) {
      const open = work();
      if (open !== undefined) this.perform(removeEntries(open.document, [at]));
    },

    /** What the PBX documents for a section of this kind; asked for once, undefined until the answer is there. */
    typeOf(open: Work, section: Section): TypeHelp | undefined {
      const known = types.get(open.name);
      if (known === undefined && sought[open.name] !== true) {
        sought[open.name] = true;
        void access
          .types(open.file)
          .catch(() => [])
          .then((found) => types.set(open.name, found));
      }
      // An inherited `type` says what a section is as an own one does.
      return access.typeOf({ name: section.name, entries: open.valuesOf(section) }, known ?? []);
    },
    /** One option in full; asked for once. */
    option(type: TypeHelp | undefined, name: string): OptionHelp | undefined {
      const listed = type?.options.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (type === undefined || listed === undefined) return undefined;
      const key = `${type.module} ${type.name} ${listed.name}`;
      const known = details.get(key);
      if (known === undefined && sought[key] !== true) {
        sought[key] = true;
        void access
          .option(type, listed.name)
          .catch(() => undefined)
          .then((found) => {
            if (found !== undefined) details.set(key, found);
          });
      }
      return known;
    },
    /** Why there is no help. */
    get noHelp(): Say | undefined {
      const [missing] = access.missing('help');
      return missing && missingWord(missing);
    },
  };
}

/** The line a gesture makes last. */
const lastLineOf = (made: Gesture, at: number): number =>
  made.tag === 'edits' ? (made.edits[0]?.from ?? at) + (made.edits[0]?.lines.length ?? 1) - 1 : at;

const textOf = ({ onlyComment }: Editing, { name, value, comment }: Typed): string =>
  onlyComment ? `; ${comment}` : `${name} = ${value}`;
