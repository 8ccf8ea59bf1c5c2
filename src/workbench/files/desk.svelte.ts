/** What the views of the open file share besides the file: what is being typed, where to look, what is asked. */
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { FileAccess } from '../../ask/index.ts';
import {
  removeEntries,
  type Gesture,
  type OptionHelp,
  type Section,
  type TypeHelp,
} from '../../config/index.ts';
import type { Announcer } from '../../ui/index.ts';
import type { Say } from '../../words/index.ts';
import { addCommentLine, changeEntry, newEntry, setCommentLine, shownComment, type Typed } from './typing.ts';
import { missingWord, refusalWord } from './words.ts';
import type { Work } from './work.svelte.ts';

/** A line being typed: line `at` itself, or a new one (`fresh`) that comes in front of line `at`. */
export interface Editing extends Typed {
  readonly at: number;
  readonly fresh: boolean;
  /** A line that is a comment and nothing else. */
  readonly onlyComment: boolean;
  /** Where the cursor begins. */
  readonly field: 'name' | 'value' | 'comment';
}

/** A question in front of the page. */
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
}

export type Desk = ReturnType<typeof createDesk>;
export const [useDesk, provideDesk] = createContext<Desk>();

export function createDesk({ work, works, access, announcer, openFile }: DeskOptions) {
  let editing = $state.raw<Editing>();
  let asking = $state.raw<Asking>();
  let shownAt = $state(0);
  let wantsFocus = false;
  /** By file, by module, type and option; 'asked' until the answer is there. */
  const types = new SvelteMap<string, readonly TypeHelp[]>();
  const details = new SvelteMap<string, OptionHelp>();
  const asked: Record<string, true> = {};

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
      return editing;
    },
    get asking() {
      return asking;
    },
    ask(question: Asking | undefined) {
      asking = question;
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

    /** Does it, or says why not. */
    perform(gesture: Gesture, to?: number): boolean {
      if (gesture.tag === 'refused') {
        announcer.tell({ ok: false, said: wordOf(gesture) }, { passing: true });
        return false;
      }
      work()?.perform(gesture.edits, to);
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
          at,
          fresh: false,
          onlyComment: true,
          comment: shownComment(line.text),
          field: 'comment',
        };
    },
    /** A new line in front of line `at`. */
    add(at: number, given: Partial<Typed & Pick<Editing, 'field'>> = {}) {
      if (work()?.readonly !== false) return;
      editing = { ...empty, at, fresh: true, onlyComment: false, field: 'name', ...given };
      show(false);
    },
    addComment(at: number) {
      if (work()?.readonly !== false) return;
      editing = { ...empty, at, fresh: true, onlyComment: true, field: 'comment' };
      show(false);
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
    /** What was typed becomes the line; what Asterisk would read otherwise is said, and can be typed again. */
    finish(typed: Typed) {
      const open = work();
      const was = editing;
      editing = undefined;
      if (open === undefined || was === undefined) return;
      const { document } = open;
      if (was.fresh && was.onlyComment) {
        if (typed.comment !== '') this.perform(addCommentLine(document, was.at, typed.comment), was.at);
      } else if (was.onlyComment) {
        if (typed.comment !== was.comment)
          this.perform(setCommentLine(document, was.at, typed.comment), was.at);
      } else if (was.fresh) {
        if (typed.name !== '') this.put(was.at, typed);
      } else this.change(was.at, typed);
      show(true);
    },
    /** A new entry in front of line `at`. */
    put(at: number, typed: Partial<Typed> & Pick<Typed, 'name'>) {
      const open = work();
      const section = open?.sectionOf(Math.max(0, at - 1));
      if (open === undefined || section === undefined) return;
      const before = at < open.lastOf(section) ? at : undefined;
      const made = newEntry(open.document, section.at, before, { ...empty, ...typed });
      this.perform(
        made,
        made.tag === 'edits' ? (made.edits[0]?.from ?? at) + (made.edits[0]?.lines.length ?? 1) - 1 : at,
      );
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
      if (known === undefined && asked[open.name] !== true) {
        asked[open.name] = true;
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
      if (known === undefined && asked[key] !== true) {
        asked[key] = true;
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
