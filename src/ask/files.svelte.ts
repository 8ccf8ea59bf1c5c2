/** The configuration files of the PBX: which there are, what stands in them, what a save would do, and the save. */
import { createQuery } from '@tanstack/svelte-query';
import { systemClock, type AmiError } from '../ami/index.ts';
import {
  copyOf,
  createExactFiles,
  createFile,
  createHelp,
  createHistory,
  createLock,
  documentOf,
  fileRefusal,
  findFiles,
  findTraits,
  giveBack,
  guardsOf,
  inspect,
  knownOf,
  lookInto,
  missingRights,
  modulesFor,
  NotExact,
  NotSent,
  parse,
  print,
  readAtRest,
  readFile,
  requestsOf,
  save,
  stagingOf,
  typeOf,
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
  type Missing,
  type OpenedFile,
  type OptionHelp,
  type Plan,
  type PlanProblem,
  type Problem,
  type Reading,
  type Saved,
  type SaveNote,
  type SaveOutcome,
  type Step,
  type Traits,
  type TypeHelp,
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

export interface FileAccess {
  /** The files there are, as last asked. */
  list(): Promise<FoundFiles>;
  missing(ability: Ability): readonly Missing[];
  open(name: string): Promise<OpenAnswer>;
  /** Names of the sections, without opening. */
  look(name: string): Promise<Looked>;
  create(name: string): Promise<{ readonly tag: 'created' } | FileRefusal>;
  /** What a save of this draft would do and take. */
  prepare(file: OpenedFile, draft: Document): Promise<Prepared>;
  save(wish: SaveWish): Promise<SaveOutcome>;
  history(name: string): Promise<readonly Saved[]>;
  /** The text of a copy; undefined where it can no longer be read. */
  copy(saved: Saved): Promise<Document | undefined>;
  lock(): Promise<LockState>;
  takeOver(expected: LockHolder, file: string): Promise<LockState>;
  inspect(name: string): Promise<Inspected>;
  giveBack(wish: {
    readonly file: Pick<OpenedFile, 'name' | 'includes' | 'modules'>;
    readonly note: SaveNote;
    readonly which: 'old' | 'new';
    readonly accepted: boolean;
  }): Promise<GivenBack>;
  /** Kinds of sections the PBX documents for this file. */
  types(file: OpenedFile): Promise<readonly TypeHelp[]>;
  typeOf: typeof typeOf;
  option(type: TypeHelp, name: string): Promise<OptionHelp | undefined>;
}

/** One per page: it holds the lock while a save runs. `exact` is asked each time: the site's file may come later. */
export function useFileAccess(options: { readonly exact: () => boolean }): FileAccess {
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
  let traits: Promise<Traits> | undefined;
  /** Found out by trying, once; a failure is not kept. */
  const traitsOf = (): Promise<Traits> => {
    traits ??= findTraits(session).catch((problem: unknown) => {
      traits = undefined;
      throw problem;
    });
    return traits;
  };
  /** Texts of included files, by the file that was opened. */
  const included = new WeakMap<OpenedFile, ReadonlyMap<string, string>>();
  /** What the PBX reads of a copy it made of a file. */
  const copies = new WeakMap<OpenedFile, Promise<Reading | undefined>>();

  const list = (): Promise<FoundFiles> => {
    found = findFiles(session).catch((problem: unknown) => {
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

  /** What the PBX makes of the file when it writes it: the only look behind what it does not show. */
  function copied(file: OpenedFile, known: Traits): Promise<Reading | undefined> {
    const asked = copies.get(file);
    if (asked !== undefined) return asked;
    const asking = (async () => {
      if (file.exact || file.includes?.length !== 0) return undefined;
      const to = `.cordboard-look-${Math.floor(random() * 4)}.conf`;
      const made = await createFile(session, to);
      if (made.tag !== 'created' && made.tag !== 'exists') return undefined;
      await session.send(copyOf(file, file.name, to, { traits: known }));
      return readFile(session, to);
    })().catch((problem: unknown) => {
      copies.delete(file);
      if (problem instanceof NotSent || isAmi(problem)) return undefined;
      throw problem;
    });
    copies.set(file, asking);
    return asking;
  }

  const missing = (ability: Ability): readonly Missing[] => missingRights(session, [ability]);

  return {
    list,
    missing,
    async open(name) {
      let reading: Reading;
      try {
        // Read while nobody saves it; where it cannot be read at all, asked once more for the PBX's words.
        reading = (await readAtRest(session, lock(), name, clock)) ?? (await readFile(session, name));
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
        const file = { name, document: documentOf(reading), exact: false, reading, ...known };
        return { tag: 'open', file };
      }
      const document = parse(text);
      const texts = await textsOf(document);
      const file = { ...known, name, document, exact: true, reading, includes: directives(document) };
      included.set(file, texts);
      return { tag: 'open', file };
    },
    look: (name) => lookInto(session, name),
    async create(name) {
      const made = await createFile(session, name);
      if (made.tag === 'created') found = undefined;
      return made;
    },
    async prepare(file, draft) {
      if (missing('save').length > 0) return untried(file, draft);
      const known = await traitsOf();
      const isChanged = draft !== file.document && print(draft) !== print(file.document);
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
      });
      const raw = isChanged && file.exact && foretold.light === 'damages';
      let cost: Cost | undefined;
      let unsendable: Problem | undefined;
      if (isChanged && !raw) {
        try {
          const guards = guardsOf(file.reading, operations);
          const { requests } = requestsOf(file, operations, guards, {
            traits: known,
            staging: stagingOf('.cordboard-0'),
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
      return { file, draft, operations, problems, unsendable, forecast: foretold, cost, raw };
    },
    async save({ prepared, accepted, why, reload, onStep }) {
      const { file, draft, operations } = prepared;
      return save({
        session,
        file,
        draft,
        operations,
        forecast: prepared.forecast,
        accepted,
        traits: await traitsOf(),
        flowDown: true,
        lock: lock(),
        history: saves(),
        exact: bytes(),
        clock,
        who: who(),
        why,
        reload,
        onStep,
      });
    },
    history: (name) => saves().notes(name),
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
    takeOver: (expected, file) => lock().takeOver(expected, file),
    inspect: (name) => inspect({ session, file: name, history: saves(), lock: lock(), clock }),
    async giveBack({ file, note, which, accepted }) {
      return giveBack({
        session,
        file,
        note,
        which,
        accepted,
        traits: await traitsOf(),
        lock: lock(),
        history: saves(),
        exact: bytes(),
        clock,
      });
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

const isAmi = (problem: unknown): problem is AmiError =>
  problem instanceof Error && 'kind' in problem && typeof problem.kind === 'string';

/** Where nothing may be saved nothing is foretold either. */
function untried(file: OpenedFile, draft: Document): Prepared {
  return {
    file,
    draft,
    operations: [],
    problems: [],
    unsendable: undefined,
    forecast: { light: 'safe', findings: [], after: undefined, reading: file.reading },
    cost: undefined,
    raw: false,
  };
}

export function useFiles(access: FileAccess) {
  return createQuery(() => ({ queryKey: ['files'], queryFn: () => access.list() }));
}

export function useOpenedFile(access: FileAccess, name: () => string | undefined, exact: () => boolean) {
  return createQuery(() => ({
    queryKey: ['file', name(), exact()],
    enabled: name() !== undefined,
    // Comparing fifty thousand lines deeply with those of before costs more than drawing them.
    structuralSharing: false,
    queryFn: () => access.open(name() ?? ''),
  }));
}

export function useFileHistory(access: FileAccess, name: () => string | undefined) {
  return createQuery(() => ({
    queryKey: ['saves', name()],
    enabled: name() !== undefined && access.missing('history').length === 0,
    queryFn: () => access.history(name() ?? ''),
  }));
}

/** Who is saving now; looked at from time to time while somebody has something to save. */
export function useFileLock(access: FileAccess, wanted: () => boolean) {
  return createQuery(() => ({
    queryKey: ['lock'],
    enabled: wanted() && access.missing('lock').length === 0,
    refetchInterval: 15_000,
    queryFn: () => access.lock(),
  }));
}
