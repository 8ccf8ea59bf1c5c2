/** The configuration files of the PBX: which there are, what stands in them, what a save would do, and the save. */
import { createQuery, useQueryClient } from '@tanstack/svelte-query';
import { systemClock, type AmiError } from '../ami/index.ts';
import {
  bySlices,
  copyName,
  createExactFiles,
  createFile,
  createHelp,
  createHistory,
  createLock,
  documentOf,
  documentSteps,
  fileRefusal,
  findFiles,
  giveBack,
  guardsOf,
  inspect,
  keepTraits,
  knownOf,
  listUnfinished,
  lookFile,
  lookInto,
  markUnfinished,
  missingRights,
  modulesFor,
  noteOf,
  NotExact,
  NotSent,
  parse,
  parseSteps,
  pbxTime,
  readAtRest,
  readCopy,
  readFile,
  requestsOf,
  samePrint,
  save,
  staleAfter,
  stagingOf,
  textsOfSave,
  typeOf,
  unmark,
  whatRuns,
  type Ability,
  type Document,
  type ExactFiles,
  type FileRefusal,
  type FoundFiles,
  type Forecast,
  type GivenBack,
  type Inspected,
  type LockHolder,
  type LockState,
  type Looked,
  type Mark,
  type Missing,
  type OpenedFile,
  type OptionHelp,
  type Plan,
  type PlanProblem,
  type Problem,
  type Reading,
  type Runs,
  type ReadOptions,
  type Saved,
  type SaveNote,
  type SaveOutcome,
  type Step,
  type Texts,
  type Traits,
  type TypeHelp,
  type Unfinished,
} from '../config/index.ts';
import { useConnection } from './connection.ts';
import { createForeteller } from './foretell.ts';

export type OpenAnswer = { readonly tag: 'open'; readonly file: OpenedFile } | FileRefusal;

/** What it takes to write a draft. */
export interface Cost {
  readonly requests: number;
  /** Of the largest request. */
  readonly headers: number;
  readonly bytes: number;
  readonly guards: number;
}

/** A draft, ready to be saved or not. */
export interface Prepared {
  readonly file: OpenedFile;
  readonly draft: Document;
  readonly operations: Plan['operations'];
  readonly problems: readonly PlanProblem[];
  readonly unsendable: Problem | undefined;
  readonly forecast: Forecast;
  readonly cost: Cost | undefined;
  /** What was known of the PBX: operations and forecast hold for one like it. */
  readonly traits: Traits;
  /** It goes byte by byte, as it stands. */
  readonly raw: boolean;
}

export interface SaveWish {
  readonly prepared: Prepared;
  readonly accepted: boolean;
  readonly why: string;
  readonly reload: boolean;
  readonly onStep: (step: Step) => void;
}

export interface OpenOptions {
  /** Nobody wants it any more. */
  readonly signal?: AbortSignal;
  /**
   * How a long file begins, as Asterisk reads it, while it is being read and before it is known to be at rest. The
   * rest is read when it has been shown. Not where the file's own bytes are read: they look otherwise.
   */
  readonly onBeginning?: (beginning: Document) => Promise<void>;
}

export interface FileAccess {
  /** The files there are, as last asked. */
  list(): Promise<FoundFiles>;
  missing(ability: Ability): readonly Missing[];
  open(name: string, options?: OpenOptions): Promise<OpenAnswer>;
  /** Names of the sections, without opening. */
  look(name: string): Promise<Looked>;
  create(name: string): Promise<{ readonly tag: 'created' } | FileRefusal>;
  /** What a save of this draft would do and take. */
  prepare(file: OpenedFile, draft: Document): Promise<Prepared>;
  save(wish: SaveWish): Promise<SaveOutcome>;
  history(name: string): Promise<readonly Saved[]>;
  /** What the PBX runs of it; `insist`: also where the answer is as long as the file. */
  runs(file: OpenedFile, notes: readonly Saved[], insist: boolean): Promise<Runs>;
  /** The text a save made of the file, by what was noted of it; undefined where that is gone. */
  madeBy(saved: Saved, file: OpenedFile): Promise<Document | undefined>;
  /** The text of a copy; undefined where it can no longer be read. */
  copy(saved: Saved): Promise<Document | undefined>;
  lock(): Promise<LockState>;
  takeOver(expected: LockHolder, file: string): Promise<LockState>;
  /** Gives back what this page holds of the lock; nothing where it holds nothing. */
  release(): Promise<void>;
  /** A lock that was left behind is given back for whoever left it; false: somebody has it again. */
  free(expected: LockHolder): Promise<boolean>;
  /** Saves of any file that were not finished. */
  unfinished(): Promise<readonly Unfinished[]>;
  /** Somebody has seen what became of the save, and leaves the file as it is. */
  leave(file: string): Promise<void>;
  inspect(name: string): Promise<Inspected>;
  giveBack(wish: {
    readonly file: Pick<OpenedFile, 'name' | 'includes' | 'modules'>;
    readonly note: SaveNote;
    readonly which: 'old' | 'new';
    readonly accepted: boolean;
  }): Promise<GivenBack>;
  /** What to bring together where somebody has changed the file since; undefined where the copy is gone. */
  textsOf(wish: {
    readonly theirs: OpenedFile;
    readonly note: SaveNote;
    readonly which: 'old' | 'new';
  }): Promise<Texts | undefined>;
  /** Kinds of sections the PBX documents for this file. */
  types(file: OpenedFile): Promise<readonly TypeHelp[]>;
  typeOf: typeof typeOf;
  option(type: TypeHelp, name: string): Promise<OptionHelp | undefined>;
}

/** One per page: it holds the lock while a save runs. What the site says is asked each time: its file may come later. */
export function useFileAccess(options: {
  readonly exact: () => boolean;
  /** Files the site names. */
  readonly named: () => readonly string[];
}): FileAccess {
  const session = useConnection();
  const clock = systemClock;
  const random = Math.random;
  const who = (): string => ('user' in session.state ? (session.state.user ?? '') : '');
  const help = createHelp(session);
  const foreteller = createForeteller(
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- the bundler's own way to name a worker
    () => new Worker(new URL('./foretell.worker.ts', import.meta.url), { type: 'module' }),
  );
  $effect(() => () => foreteller.close());
  let held: { readonly who: string; readonly lock: ReturnType<typeof createLock> } | undefined;
  /** The lock is a person's: another who signs in on this page has another. */
  const lock = (): ReturnType<typeof createLock> => {
    if (held?.who !== who()) held = { who: who(), lock: createLock({ session, clock, who: who(), random }) };
    return held.lock;
  };
  /** This page has one lock and one scratch file for bytes: what it writes goes one after the other. */
  const inTurn = createTurns();
  const exact: ExactFiles = createExactFiles({ session, clock, random, enabled: true });
  const bytes = (): ExactFiles | undefined => (options.exact() ? exact : undefined);
  let history:
    { readonly exact: ExactFiles | undefined; readonly kept: ReturnType<typeof createHistory> } | undefined;
  const saves = (): ReturnType<typeof createHistory> => {
    if (history === undefined || history.exact !== bytes())
      history = { exact: bytes(), kept: createHistory({ session, clock, exact: bytes() }) };
    return history.kept;
  };
  let found: Promise<FoundFiles> | undefined;
  const traitsOf = keepTraits(session);
  /** Texts of included files, by the file that was opened. */
  const included = new WeakMap<OpenedFile, ReadonlyMap<string, string>>();
  /** What the PBX reads of a copy it made of a file. */
  const copies = new WeakMap<OpenedFile, Promise<Reading | undefined>>();

  const list = (): Promise<FoundFiles> => {
    found = findFiles(session, options.named()).catch((problem: unknown) => {
      found = undefined;
      throw problem;
    });
    return found;
  };

  async function textOf(name: string): Promise<string | undefined> {
    const files = bytes();
    if (files === undefined) return undefined;
    try {
      // What is not UTF-8 cannot be shown and given back letter by letter.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await files.read(name));
    } catch (problem) {
      if (problem instanceof NotExact || problem instanceof TypeError) return undefined;
      throw problem;
    }
  }
  const directives = (document: Document): readonly string[] =>
    document.lines.flatMap((line) =>
      line.tag === 'directive' && line.directive !== 'exec' ? [line.file] : [],
    );

  /** The texts of what a file includes, and of what that includes; what cannot be read is left out. */
  async function textsOf(document: Document): Promise<ReadonlyMap<string, string>> {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- filled before anybody reads it
    const texts = new Map<string, string>();
    const wanted = [...directives(document)];
    for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
      if (texts.has(name) || /[*?[]/.test(name)) continue;
      const text = await textOf(name);
      if (text === undefined) continue;
      texts.set(name, text);
      wanted.push(...directives(parse(text)));
    }
    return texts;
  }

  const scratch = lookFile(Math.floor(random() * 64));
  const lookInTurn = createTurns();
  /** What the PBX makes of the file when it writes it, where that can be looked at; one look at a time. */
  function copied(file: OpenedFile, known: Traits): Promise<Reading | undefined> {
    const asked = copies.get(file);
    if (asked !== undefined) return asked;
    if (file.exact || file.includes?.length !== 0) return Promise.resolve(undefined);
    const look = () => readCopy(file, { session, clock, random, traits: known, scratch });
    const asking = lookInTurn(look).catch((problem: unknown) => {
      copies.delete(file);
      if (problem instanceof NotSent || isAmi(problem)) return undefined;
      throw problem;
    });
    copies.set(file, asking);
    return asking;
  }

  const missing = (ability: Ability): readonly Missing[] => missingRights(session, [ability]);

  const client = useQueryClient();
  const refreshed = (): Promise<void> => client.invalidateQueries({ queryKey: ['unfinished'] });
  const pbxNow = (): number => pbxTime(session, clock);
  /** Files that are known to be marked: one that is not needs no request to be settled. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  let marked = new Set<string>();
  /** Marks that could not be written yet: the PBX is away. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  const waiting = new Map<string, Mark>();
  async function writeDown(): Promise<void> {
    for (const [file, mark] of [...waiting]) {
      waiting.delete(file);
      try {
        if (await markUnfinished(session, mark)) marked.add(file);
      } catch (problem) {
        if (!isAmi(problem)) throw problem;
        waiting.set(file, mark);
        return;
      }
      await refreshed();
    }
  }
  function note(mark: Mark): void {
    waiting.set(mark.file, mark);
    if (session.state.tag === 'live') void writeDown();
  }
  $effect(() =>
    session.onState(({ tag }) => {
      if (tag === 'live' && waiting.size > 0) void writeDown();
    }),
  );
  /** The save is done with, however it ended. */
  async function settled(file: string): Promise<void> {
    waiting.delete(file);
    if (!marked.delete(file)) return;
    try {
      await unmark(session, file);
    } catch (problem) {
      // The mark stands: the next look at the file takes it away.
      if (!isAmi(problem)) throw problem;
      marked.add(file);
      return;
    }
    await refreshed();
  }

  return {
    list,
    missing,
    async open(name, { signal, onBeginning } = {}) {
      const reads: ReadOptions = {
        ...(signal === undefined ? {} : { signal }),
        ...(onBeginning === undefined || bytes() !== undefined
          ? {}
          : { onGlimpse: (reading) => onBeginning(documentOf(reading)) }),
      };
      let reading: Reading;
      try {
        // Read while nobody saves it; where it cannot be read at all, asked once more for the PBX's words.
        reading = (await readAtRest(session, lock(), name, clock, reads)) ?? (await readFile(session, name));
      } catch (problem) {
        const refusal = fileRefusal(problem, 'GetConfig');
        // What Asterisk cannot read can still be seen, and mended, byte by byte.
        if (refusal.tag !== 'invalid' || bytes() === undefined) return refusal;
        reading = { categories: [] };
      }
      const known = knownOf(await (found ?? list()), name);
      const text = await textOf(name);
      if (text === undefined) {
        if (reading.categories.length === 0 && bytes() !== undefined) {
          const looked = await lookInto(session, name);
          if (looked.tag !== 'categories') return looked;
        }
        const document = await bySlices(documentSteps(reading), signal);
        const file = { name, document, exact: false, reading, ...known };
        return { tag: 'open', file };
      }
      const document = await bySlices(parseSteps(text), signal);
      const texts = await textsOf(document);
      const file = { ...known, name, document, exact: true, reading, includes: directives(document) };
      included.set(file, texts);
      return { tag: 'open', file };
    },
    look: (name) => lookInto(session, name),
    async create(name) {
      const made = await createFile(session, name);
      if (made.tag === 'created') {
        found = undefined;
        // That it is not there was an answer.
        await Promise.all([
          client.invalidateQueries({ queryKey: ['files'] }),
          client.invalidateQueries({ queryKey: ['file', name] }),
        ]);
      }
      return made;
    },
    async prepare(file, draft) {
      const known = await traitsOf();
      const isChanged = !samePrint(draft, file.document);
      const {
        operations,
        problems,
        forecast: foretold,
      } = await foreteller.ask({
        file,
        draft: isChanged ? draft : undefined,
        traits: known,
        includes: included.get(file),
        copied: await copied(file, known),
        account: who() === '' ? undefined : who(),
      });
      const raw = isChanged && file.exact && foretold.light === 'damages';
      let cost: Cost | undefined;
      let unsendable: Problem | undefined;
      if (isChanged && !raw) {
        try {
          const guards = guardsOf(file.reading, operations, known);
          const { requests } = requestsOf(file, operations, guards, {
            traits: known,
            staging: stagingOf(copyName(file.name, 0)),
            includesAccepted: true,
            flowDown: true,
          });
          const sizes = requests.map(({ headers }) => ({
            headers: headers.length + 1,
            // eslint-disable-next-line svelte/prefer-svelte-reactivity -- measured and dropped
            bytes: new URLSearchParams(headers.map(([name, value]) => [name, value])).toString().length,
          }));
          cost = {
            requests: requests.length,
            headers: Math.max(0, ...sizes.map(({ headers }) => headers)),
            bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
            guards: guards.length,
          };
        } catch (problem) {
          if (!(problem instanceof NotSent)) throw problem;
          unsendable = problem.problem;
        }
      }
      return { file, draft, operations, problems, unsendable, forecast: foretold, cost, traits: known, raw };
    },
    async save({ prepared: shown, accepted, why, reload, onStep }) {
      const { file, draft } = shown;
      const mark = { file: file.name, who: who(), since: pbxNow() };
      const traits = await traitsOf();
      // The PBX was restarted since: another Asterisk may take the same operations otherwise.
      const prepared = traits === shown.traits ? shown : await this.prepare(file, draft);
      const { operations, problems, forecast: foretold } = prepared;
      const outcome = await inTurn(() =>
        save({
          session,
          file,
          draft,
          operations,
          problems,
          forecast: foretold,
          // Another forecast nobody has seen.
          accepted: accepted && foretold.light === shown.forecast.light,
          traits,
          flowDown: true,
          lock: lock(),
          history: saves(),
          exact: bytes(),
          clock,
          who: who(),
          why,
          reload,
          onStep,
        }),
      );
      const isOpen =
        outcome.tag === 'unsure' ||
        outcome.tag === 'broken' ||
        (outcome.tag === 'lostLock' && outcome.written);
      if (isOpen) note(mark);
      else if (outcome.tag === 'saved') await settled(file.name);
      return outcome;
    },
    // Of a refused one there is nothing to go back to: the file was not written.
    history: async (name) => (await saves().notes(name)).filter(({ state }) => state !== 'refused'),
    runs: (file, notes, insist) => whatRuns({ session, file, notes, now: pbxNow, insist }),
    async madeBy(saved, theirs) {
      const saveNote = await noteOf(session, saved);
      if (saveNote === undefined) return undefined;
      const texts = await this.textsOf({ theirs, note: saveNote, which: 'new' });
      return texts?.wanted;
    },
    async copy(saved) {
      const text = await saves().read(saved);
      switch (text.tag) {
        case 'gone':
          return undefined;
        case 'text':
          return text.document;
        case 'reading':
          return documentOf(text.reading);
      }
    },
    lock: () => lock().read(),
    async takeOver(expected, file) {
      const state = await lock().takeOver(expected, file);
      // What it was claimed for was not finished.
      if (state.tag === 'mine' && expected.file !== file) note(expected);
      return state;
    },
    release: () => inTurn(() => lock().release()),
    async free(expected) {
      const state = await inTurn(async () => {
        const taken = await lock().takeOver(expected, expected.file);
        if (taken.tag === 'mine') {
          await markUnfinished(session, expected);
          await lock().release();
        }
        return taken;
      });
      await refreshed();
      return state.tag === 'mine' || state.tag === 'free';
    },
    async unfinished() {
      const all = await listUnfinished(session, lock());
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
      marked = new Set(all.flatMap((one) => (one.marked ? [one.file] : [])));
      // A reload of the dialplan would sweep the lock, and nobody would know any more.
      for (const one of all)
        if (one.held && one.held.age > staleAfter && !one.marked && (await markUnfinished(session, one)))
          marked.add(one.file);
      return all;
    },
    leave: settled,
    async inspect(name) {
      const found = await inspect({ session, file: name, history: saves(), lock: lock(), clock });
      if (found.tag === 'settled') await settled(name);
      return found;
    },
    async textsOf({ theirs, note: saveNote, which }) {
      return textsOfSave({
        session,
        note: saveNote,
        which,
        traits: await traitsOf(),
        clock,
        exact: bytes(),
        theirs,
      });
    },
    async giveBack({ file, note: saveNote, which, accepted }) {
      const traits = await traitsOf();
      const given = await inTurn(() =>
        giveBack({
          session,
          file,
          note: saveNote,
          which,
          accepted,
          traits,
          lock: lock(),
          history: saves(),
          exact: bytes(),
          clock,
        }),
      );
      if (given.tag === 'whole') await settled(file.name);
      return given;
    },
    async types(file) {
      if (missing('help').length > 0) return [];
      const modules = modulesFor(file.name, (await help.modules()) ?? [], file.modules);
      const types = await Promise.all(
        modules.map(async (module) =>
          Promise.all((await help.types(module)).map((type) => help.type(module, type))),
        ),
      );
      return types.flat().filter((type) => type !== undefined);
    },
    typeOf,
    option: ({ module, name: type }, name) => help.option(module, type, name),
  };
}

/** One after the other, whatever became of the one before. */
function createTurns(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const turn = last.then(act, act);
    last = turn;
    return turn;
  };
}

const isAmi = (problem: unknown): problem is AmiError =>
  problem instanceof Error && 'kind' in problem && typeof problem.kind === 'string';

export function useFiles(access: FileAccess, named: () => readonly string[]) {
  return createQuery(() => ({ queryKey: ['files', named()], queryFn: () => access.list() }));
}

export function useOpenedFile(
  access: FileAccess,
  name: () => string | undefined,
  /** Undefined: not known yet; the file is asked for when it is. */
  exact: () => boolean | undefined,
  onBeginning: (name: string, beginning: Document) => Promise<void>,
) {
  return createQuery(() => ({
    queryKey: ['file', name(), exact()],
    enabled: name() !== undefined && exact() !== undefined,
    // Comparing fifty thousand lines deeply with those of before costs more than drawing them.
    structuralSharing: false,
    // Asked for another file, nobody waits for this one: it is not read on.
    queryFn: ({ queryKey: [, file = ''], signal }: { queryKey: readonly unknown[]; signal: AbortSignal }) =>
      access.open(String(file), { signal, onBeginning: (document) => onBeginning(String(file), document) }),
  }));
}

export function useFileHistory(access: FileAccess, name: () => string | undefined) {
  return createQuery(() => ({
    queryKey: ['saves', name()],
    enabled: name() !== undefined && access.missing('history').length === 0,
    queryFn: () => access.history(name() ?? ''),
  }));
}

/** Saves of any file that were not finished; looked at again while a lock stands that may only be a save under way. */
export function useUnfinished(access: FileAccess) {
  return createQuery(() => ({
    queryKey: ['unfinished'],
    enabled: access.missing('lock').length === 0 || access.missing('history').length === 0,
    refetchInterval: ({ state }) => (state.data?.some(({ held }) => held !== undefined) ? 15_000 : false),
    queryFn: () => access.unfinished(),
  }));
}

/** What runs of the open file; asked anew when the file, or what is on record of it, was asked anew. */
export function useRuns(
  access: FileAccess,
  asked: () => {
    readonly file: OpenedFile | undefined;
    readonly notes: readonly Saved[];
    /** Grows with every answer these come from. */
    readonly at: number;
    readonly insist: boolean;
  },
) {
  return createQuery(() => {
    const { file, notes, at, insist } = asked();
    return {
      queryKey: ['runs', file?.name, at, insist],
      enabled: file !== undefined,
      structuralSharing: false,
      queryFn: async (): Promise<Runs | null> =>
        file === undefined ? null : access.runs(file, notes, insist),
    };
  });
}

/** Who is saving now; looked at from time to time while somebody has something to save, often while somebody waits. */
export function useFileLock(access: FileAccess, wanted: () => boolean) {
  return createQuery(() => ({
    queryKey: ['lock'],
    enabled: wanted() && access.missing('lock').length === 0,
    refetchInterval: ({ state }) => (state.data?.tag === 'held' ? 2_000 : 15_000),
    queryFn: () => access.lock(),
  }));
}
