/** The files that are open: the one the address names, how a long one begins, and what is being done to each. */
import { tick, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { useFileHistory, useOpenedFile, useUnfinished, type FileAccess } from '../../ask/index.ts';
import {
  bySlices,
  fileName,
  meaningSteps,
  othersFirst,
  parse,
  print,
  readingOf,
  samePrint,
  sectionSteps,
  type Document,
  type OpenedFile,
} from '../../config/index.ts';
import { duration, type Announcer } from '../../ui/index.ts';
import type { Say } from '../../words/index.ts';
import type { Bench } from '../context.ts';
import type { Draft } from '../drafts.ts';
import { createDrafting } from './drafting.svelte.ts';
import { createSaver, type Saver } from './saver.svelte.ts';
import { fileRefusalWord, missingWord } from './words.ts';
import { createWork, type Work } from './work.svelte.ts';

export interface WorksOptions {
  readonly bench: Bench;
  readonly access: FileAccess;
  readonly announcer: Announcer;
  /** Where a new line is being typed into this file. */
  readonly typing: (file: string) => number | undefined;
}

interface Open {
  readonly work: Work;
  readonly saver: Saver;
  readonly stop: () => void;
  /** Of what is drawn: a file goes on under that of its beginning. */
  readonly key: object;
}

export type Works = ReturnType<typeof createWorks>;

export function createWorks({ bench: { live, router }, access, announcer, typing }: WorksOptions) {
  const typed = $derived(router.path.slice(2).join('/'));
  const name = $derived(typed !== '' && fileName(typed).tag === 'name' ? typed : undefined);
  const opened = useOpenedFile(
    access,
    () => name,
    () => (live.siteKnown ? live.site.exactFiles : undefined),
    (file, beginning) => glance(file, beginning),
  );
  const history = useFileHistory(access, () => name);

  const unfinished = useUnfinished(access);
  const left = $derived(unfinished.data ?? []);
  // That a save of the open file was not finished may be heard of when it is open already.
  const isLeft = $derived(name !== undefined && left.some(({ file }) => file === name));
  $effect(() => {
    if (isLeft && saver !== undefined && !saver.running) untrack(() => void saver.lookBack(true));
  });

  /** What is being done to each file that was opened; none of it is lost by opening another. */
  const works = new SvelteMap<string, Open>();
  const open = $derived(name === undefined ? undefined : works.get(name));
  const work = $derived(open?.work);
  const saver = $derived(open?.saver);
  /** How a long file begins, to be looked at while it is being read; `key` goes over to the whole of it. */
  let glimpse = $state.raw<{ readonly work: Work; readonly key: object }>();
  const beginning = $derived(
    work === undefined &&
      glimpse?.work.name === name &&
      opened.error === null &&
      (opened.data === undefined || opened.data.tag === 'open')
      ? glimpse
      : undefined,
  );

  /** Whose drafts these are; nobody's before the session stands. */
  const owner = $derived.by(() => {
    const user = 'user' in live.state ? live.state.user : undefined;
    return user === undefined ? undefined : `${user}@${live.session.base}`;
  });
  const drafting = createDrafting({ owner: () => owner, announcer });
  $effect(() => () => {
    // A row that is being typed ends with the page, and is part of the draft.
    setTimeout(() => {
      for (const { work, stop } of works.values()) {
        drafting.leave(work);
        stop();
      }
      drafting.close();
    });
  });

  /** Shows how a file begins; resolves when that has been painted, or can wait no longer. */
  async function glance(file: string, document: Document): Promise<void> {
    // What a draft made of the file is not what its beginning looks like.
    if (name !== file || works.has(file) || drafting.files.includes(file)) return;
    const none = { exact: false, reading: { categories: [] }, includes: undefined, modules: [] };
    glimpse = {
      work: createWork({
        file: { ...none, name: file, document },
        document: undefined,
        typing: () => undefined,
        partial: true,
      }),
      key: glimpse?.work.name === file ? glimpse.key : {},
    };
    await tick();
    await Promise.race([
      new Promise((resolve) => requestAnimationFrame(resolve)).then(othersFirst),
      // A page nobody looks at makes no frames.
      new Promise((resolve) => setTimeout(resolve, 100)),
    ]);
  }

  /** Begins to work on a file, with the draft that was kept of it. */
  async function begin(file: OpenedFile, typed?: Draft): Promise<Work> {
    const known = works.get(file.name);
    if (known) return known.work;
    const kept = typed ?? (await drafting.take(file));
    const same = kept === undefined || kept.base === print(file.document);
    const draft = kept && parse(kept.text);
    const base = kept === undefined || same ? file : asItWas(file, kept.base);
    const document = draft ?? file.document;
    const ready = {
      document,
      sections: await bySlices(sectionSteps(document)),
      meaning: await bySlices(meaningSteps(document)),
    };
    // Somebody else may have begun on it in the meantime.
    if (works.has(file.name)) return begin(file);
    const seen = glimpse?.work.name === file.name ? glimpse : undefined;
    let made!: { work: Work; saver: Saver; key: object };
    const stop = $effect.root(() => {
      const work = createWork({
        file: draft === undefined ? file : base,
        document: draft,
        typing: () => typing(file.name),
        ready,
        barred: () => {
          const [missing] = access.missing('save');
          return missing && missingWord(missing);
        },
        place: draft === undefined ? seen?.work.whereabouts : undefined,
      });
      const saver = createSaver({
        work,
        access,
        announcer,
        age: duration,
        forget: (text) => drafting.forget(work, text),
        shown: () => name === file.name,
        stale: () => {
          void history.refetch();
          void opened.refetch();
        },
      });
      made = { work, saver, key: seen?.key ?? {} };
      $effect(() => drafting.keep(work));
    });
    works.set(file.name, { ...made, stop });
    if (seen !== undefined) glimpse = undefined;
    if (draft !== undefined && !same) made.saver.diverged(file);
    void made.saver.lookBack();
    return made.work;
  }
  async function openFile(other: string): Promise<Work | Say> {
    const known = works.get(other);
    if (known) return known.work;
    const answer = await access.open(other);
    return answer.tag === 'open' ? begin(answer.file) : fileRefusalWord(answer, other);
  }

  $effect(() => {
    const answer = opened.data;
    if (answer?.tag !== 'open' || answer.file.name !== name || !drafting.ready) return;
    const { file } = answer;
    untrack(() => {
      const known = works.get(file.name);
      if (known === undefined) void begin(file);
      else if (!known.saver.running && known.work.file.exact !== file.exact) {
        // The site's file came later than this one: the same file, seen otherwise.
        const { dirty, document: text, file: was } = known.work;
        const typed = dirty
          ? { base: print(was.document), exact: was.exact, text: print(text), at: Date.now() }
          : undefined;
        works.delete(file.name);
        known.stop();
        void begin(file, typed);
      } else if (!known.saver.running && known.work.file !== file) {
        if (samePrint(known.work.file.document, file.document)) known.work.refresh(file);
        else if (!known.work.dirty) known.work.rebase(file);
        else known.saver.diverged(file);
      }
    });
  });

  return {
    /** What the address says, be it a file's name or not. */
    get typed() {
      return typed;
    },
    /** The file the address names. */
    get name() {
      return name;
    },
    opened,
    history,
    drafting,
    /** Saves of any file that were not finished. */
    get left() {
      return left;
    },
    /** Every file that was opened, by its name. */
    all: works as ReadonlyMap<string, Open>,
    /** The file that is open, once it is whole. */
    get work() {
      return work;
    },
    get saver() {
      return saver;
    },
    /** What is on screen: the file, or how it begins. */
    get shown() {
      return work ?? beginning?.work;
    },
    /** Whatever is drawn of one file stays while this does. */
    get key() {
      return open?.key ?? beginning?.key;
    },
    openFile,
  };
}

/** The file as a draft was begun on it: nothing is saved before both are brought together. */
function asItWas(file: OpenedFile, text: string): OpenedFile {
  const was = parse(text);
  return { ...file, document: was, reading: readingOf(was) };
}
