/** Drafts written down while they are typed, and taken up again; each tab has its own, and none is lost for another's. */
import { SvelteMap } from 'svelte/reactivity';
import { bySlices, parse, print, type Document, type OpenedFile } from '../../config/index.ts';
import type { Announcer } from '../../ui/index.ts';
import { say } from '../../words/index.ts';
import { openDrafts, type Draft, type Drafts, type Kept } from '../drafts.ts';
import { createTabs } from '../tabs.ts';
import { putBack, withhold, withholdSteps } from './withheld.ts';
import type { Work } from './work.svelte.ts';

/** Milliseconds after the last change until a draft is written down. */
const KEEP_AFTER = 250;
/** … and from the first change on, however busily somebody types. */
const KEEP_WITHIN = 1000;

/** A draft of another tab, or one left behind by another visit. */
export interface OtherDraft {
  readonly tab: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly base: Document;
  readonly text: Document;
}

export interface DraftingOptions {
  /** Whose drafts these are; nobody's before the session stands. */
  readonly owner: () => string | undefined;
  readonly announcer: Announcer;
}

/** A draft of this tab was taken away by another: who still has its text writes it down again. */
interface Gone {
  readonly owner: string;
  readonly file: string;
  readonly tab: string;
}

/** A text, and what it stands on. */
interface Stand {
  readonly base: Document;
  readonly text: Document;
}

export type Drafting = ReturnType<typeof createDrafting>;

export function createDrafting({ owner, announcer }: DraftingOptions) {
  let store = $state.raw<Drafts>();
  let lost = $state.raw(false);
  let files = $state.raw<readonly string[]>([]);
  const others = new SvelteMap<string, readonly OtherDraft[]>();
  /** Files of which this tab has a draft in the store. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  const mine = new Set<string>();
  /** What is being worked on, to be written down when the page goes. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  const kept = new Map<string, Work>();
  /** What of a file was last written down, or needed not be. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  const written = new Map<string, Stand>();
  /** Since when a file's text is not written down, by `performance.now()`. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  const waiting = new Map<string, number>();

  const tabs = createTabs<Gone>({
    page: window,
    storage: storageOf(() => window.sessionStorage),
    random: Math.random,
    onTold({ owner: whose, file, tab }) {
      if (whose === owner() && tab === tabs.name) writeNow(kept.get(file), 'write');
    },
  });

  const isDone = ({ base, text }: { base: string; text: string }, file: string): boolean =>
    text === base || withoutHeader(text) === withoutHeader(file);

  async function put(file: string, draft: Draft, how: 'write' | 'leave' = 'write'): Promise<boolean> {
    const whose = owner();
    if (store === undefined || whose === undefined) return false;
    mine.add(file);
    if (!files.includes(file)) files = [...files, file];
    try {
      await store[how](whose, file, tabs.name, draft);
      lost = false;
    } catch {
      lost = true;
    }
    return !lost;
  }
  async function drop(file: string, tab: string): Promise<void> {
    const whose = owner();
    if (store === undefined || whose === undefined) return;
    await store.forget(whose, file, tab).catch(() => undefined);
    if (tab !== tabs.name) tabs.tell({ owner: whose, file, tab });
  }
  function writeNow(work: Work | undefined, how: 'write' | 'leave'): void {
    // What was taken back a moment ago is still in the store.
    if (work === undefined || !(work.dirty || mine.has(work.name))) return;
    const { file, document } = work;
    const draft = {
      ...withhold(file.name, file.document, document),
      exact: file.exact,
      at: Date.now(),
    };
    const stand = { base: file.document, text: document };
    void put(work.name, draft, how).then((isWritten) => note(work, stand, isWritten));
  }
  /** Whoever leaves may not come back. */
  function leave(work: Work): void {
    const { base, text } = written.get(work.name) ?? {};
    if (base !== work.file.document || text !== work.document) writeNow(work, 'leave');
  }
  function note(work: Work, stand: Stand, isWritten: boolean): void {
    if (isWritten && kept.get(work.name) === work) written.set(work.name, stand);
  }
  /** This tab's draft of the file is done with. */
  function forget(file: string): void {
    if (!mine.delete(file)) return;
    if ((others.get(file)?.length ?? 0) === 0) files = files.filter((other) => other !== file);
    void drop(file, tabs.name);
  }

  void openDrafts(storageOf(() => window.localStorage)).then(
    (made) => {
      if (over) made.close();
      else store = made;
    },
    () => (lost = true),
  );
  let over = false;
  $effect(() => {
    const whose = owner();
    if (store === undefined || whose === undefined) return;
    void store.list(whose).then(
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made and spread
      (found) => (files = [...new Set([...found, ...mine])]),
      () => (lost = true),
    );
  });
  $effect(() => {
    const leaving = () => {
      if (window.document.visibilityState === 'hidden') gone();
    };
    const gone = () => {
      for (const work of kept.values()) leave(work);
    };
    /** The browser asks before it throws away what is kept nowhere. */
    const asking = (event: BeforeUnloadEvent) => {
      if (isSafe()) return;
      event.preventDefault();
    };
    window.addEventListener('pagehide', gone);
    window.addEventListener('beforeunload', asking);
    window.document.addEventListener('visibilitychange', leaving);
    return () => {
      window.removeEventListener('pagehide', gone);
      window.removeEventListener('beforeunload', asking);
      window.document.removeEventListener('visibilitychange', leaving);
    };
  });
  const isSafe = (): boolean =>
    (!lost && store !== undefined && owner() !== undefined) ||
    [...kept.values()].every(({ dirty }) => !dirty);

  return {
    /** What was kept can be read, or never will be. */
    get ready() {
      return lost || (store !== undefined && owner() !== undefined);
    },
    /** Drafts last only as long as the page. */
    get lost() {
      return lost;
    },
    /** Files with a draft, in the order of their names. */
    get files() {
      return files;
    },
    /** Drafts of a file that are neither this tab's nor in its text. */
    others: (file: string): readonly OtherDraft[] => others.get(file) ?? [],
    dropOther(file: string, { tab }: OtherDraft) {
      const left = (others.get(file) ?? []).filter((one) => one.tab !== tab);
      others.set(file, left);
      if (left.length === 0 && !mine.has(file)) files = files.filter((other) => other !== file);
      void drop(file, tab);
    },

    /** The draft of a file, secrets put back: this tab's, or the latest that was left behind. */
    async take(file: OpenedFile): Promise<Draft | undefined> {
      const whose = owner();
      if (store === undefined || whose === undefined) return undefined;
      let found: readonly Kept[];
      try {
        found = await store.read(whose, file.name);
      } catch {
        // What is typed from now on must not take its place.
        tabs.rename();
        announcer.tell({ ok: false, said: say('files.draftUnread', { file: file.name }) });
        return undefined;
      }
      if (found.length === 0) return undefined;
      const isMine = ({ tab }: Kept) => tab === tabs.name;
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
      const awake = found.every(isMine) ? new Set<string>() : await tabs.others();
      const own = found.find(isMine) ?? found.find(({ tab }) => !awake.has(tab));
      const text = print(file.document);
      const filled = (one: Kept) => ({ ...one, ...putBack(file.name, one, file.document) });
      const taken = own && filled(own);
      if (own !== undefined) {
        mine.add(file.name);
        if (!isMine(own))
          void put(file.name, own).then((isWritten) => (isWritten ? drop(file.name, own.tab) : undefined));
      }
      const left: OtherDraft[] = [];
      for (const one of found) {
        if (one === own) continue;
        const { base, text: typed, tab, at } = filled(one);
        if (!isDone({ base, text: typed }, text) && typed !== taken?.text)
          left.push({ tab, at, base: parse(base), text: parse(typed) });
        else if (!awake.has(tab)) void drop(file.name, tab);
      }
      others.set(file.name, left);
      if (own === undefined && left.length === 0) files = files.filter((other) => other !== file.name);
      // What was saved in the meantime is no draft any more; Asterisk only put its own header on top.
      return taken === undefined || isDone(taken, text) ? undefined : taken;
    },

    /** Within an effect: writes the draft down a moment after each change, forgets it when it is none any more. */
    keep(work: Work): () => void {
      const { dirty, document, file } = work;
      const over = new AbortController();
      kept.set(work.name, work);
      const now = performance.now();
      const since = waiting.get(work.name) ?? now;
      waiting.set(work.name, since);
      const after = Math.max(0, Math.min(KEEP_AFTER, since + KEEP_WITHIN - now));
      const timer = setTimeout(() => {
        waiting.delete(work.name);
        const stand = { base: file.document, text: document };
        if (!dirty) {
          note(work, stand, true);
          forget(work.name);
          return;
        }
        // Whoever types on has the page for it; a text that changed meanwhile is written in its turn.
        void bySlices(withholdSteps(file.name, file.document, document), over.signal).then(
          async (draft) =>
            note(work, stand, await put(work.name, { ...draft, exact: file.exact, at: Date.now() })),
          (problem: unknown) => {
            if (!over.signal.aborted) throw problem;
          },
        );
      }, after);
      return () => {
        clearTimeout(timer);
        over.abort();
      };
    },
    /** The text was saved or thrown away; what was typed since is not forgotten with it. */
    forget(work: Work, text: Document) {
      if (!work.dirty || work.document === text) forget(work.name);
    },
    /** The file is opened anew, or the page is left for another: what was typed a moment ago is written first. */
    leave(work: Work) {
      leave(work);
      kept.delete(work.name);
      written.delete(work.name);
    },
    close() {
      over = true;
      tabs.close();
      // Closing waits for what is being written.
      store?.close();
    },
  };
}

const withoutHeader = (text: string): string => text.replace(/^;!.*\n/gm, '');

function storageOf(storage: () => Storage): Storage | undefined {
  try {
    return storage();
  } catch {
    // Switched off.
    return undefined;
  }
}
