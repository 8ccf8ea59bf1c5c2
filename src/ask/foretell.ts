/** What a save would do, worked out from nothing but texts: here, or in a worker where a file is large. */
import {
  apply,
  editsTo,
  forecast,
  parse,
  plan,
  print,
  type Category,
  type Document,
  type Edit,
  type Forecast,
  type OpenedFile,
  type Operation,
  type PlanProblem,
  type Reading,
  type Traits,
  type Variable,
} from '../config/index.ts';

export interface Question {
  readonly file: OpenedFile;
  /** Undefined: the file as it is. */
  readonly draft: Document | undefined;
  readonly traits: Traits;
  /** Texts of included files, where they could be read. */
  readonly includes: ReadonlyMap<string, string> | undefined;
  /** What the PBX read of a copy of the file. */
  readonly copied: Reading | undefined;
}

export interface Foretold {
  readonly operations: readonly Operation[];
  readonly problems: readonly PlanProblem[];
  readonly forecast: Forecast;
}

export function foretell({ file, draft, traits, includes, copied }: Question): Foretold {
  const { operations, problems } =
    draft === undefined
      ? { operations: [], problems: [] }
      : plan(file.document, draft, { exact: file.exact, traits });
  const foretold = forecast(file, operations, traits, {
    flowDown: true,
    ...(draft === undefined ? {} : { draft }),
    ...(includes === undefined ? {} : { includes: (name: string) => includes.get(name) }),
    ...(copied === undefined ? {} : { copied }),
  });
  return { operations, problems, forecast: foretold };
}

/**
 * To the worker: a file travels only once, as texts, and a draft as what differs from it. Of fifty thousand objects
 * the page would stand still while they are copied.
 */
export interface Asked {
  readonly id: number;
  /** The file that is meant: told before, or told now. */
  readonly key: number;
  readonly told:
    | (Omit<OpenedFile, 'document' | 'reading'> & {
        readonly text: string;
        readonly reading: Packed;
        readonly texts: readonly (readonly [string, string])[] | undefined;
        readonly copied: Packed | undefined;
      })
    | undefined;
  readonly draft: { readonly bom: boolean; readonly edits: readonly Edit[] } | undefined;
  readonly traits: Traits;
}

export type Answered =
  | {
      readonly id: number;
      readonly told: Omit<Foretold, 'forecast'> & {
        readonly forecast: Omit<Forecast, 'after' | 'reading'> & {
          readonly after: string | undefined;
          readonly reading: Packed;
        };
      };
    }
  | { readonly id: number; readonly problem: string };

/** A reading as two lists: its words, each on a line, and how many of them belong together. */
export interface Packed {
  /** Of each section its name, its templates, and names and values of its lines. No word holds a line's end. */
  readonly words: string;
  /** Of each section: 1 for a template, how many templates it has, how many lines. */
  readonly counts: Int32Array;
}

/** Undefined where a word holds a line's end: it cannot be packed so. */
export function pack({ categories }: Reading): Packed | undefined {
  const words: string[] = [];
  const counts = new Int32Array(3 * categories.length);
  for (const [at, { name, template, templates, variables }] of categories.entries()) {
    words.push(name, ...templates);
    for (const variable of variables) words.push(variable.name, variable.value);
    counts.set([template ? 1 : 0, templates.length, variables.length], 3 * at);
  }
  const packed = words.join('\n');
  return words.some((word) => word.includes('\n')) ? undefined : { words: packed, counts };
}

export function unpack({ words, counts }: Packed): Reading {
  const all = words.split('\n');
  const categories: Category[] = [];
  let at = 0;
  const next = (): string => all[at++] ?? '';
  for (let of = 0; of < counts.length; of += 3) {
    const name = next();
    const templates = Array.from({ length: counts[of + 1] ?? 0 }, next);
    const variables = Array.from({ length: counts[of + 2] ?? 0 }, (): Variable => ({
      name: next(),
      value: next(),
    }));
    categories.push({ name, template: counts[of] === 1, templates, variables });
  }
  return { categories };
}

/** Lines from which on a page would be seen to pause. */
const LARGE = 4_000;

export interface Foreteller {
  ask(question: Question): Promise<Foretold>;
  close(): void;
}

/** `start` makes the worker, when a large file first asks for it. */
export function createForeteller(start: () => Worker): Foreteller {
  let worker: Worker | undefined;
  let asked = 0;
  let keys = 0;
  const known = new WeakMap<OpenedFile, number>();
  const waiting = new Map<
    number,
    { readonly resolve: (told: Foretold) => void; readonly reject: (error: Error) => void }
  >();

  const fail = (words: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(words));
    waiting.clear();
    worker?.terminate();
    worker = undefined;
  };
  const answered = ({ data }: MessageEvent<Answered>): void => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if (one === undefined) return;
    if ('problem' in data) return one.reject(new Error(data.problem));
    const { operations, problems, forecast: foretold } = data.told;
    let after: Document | undefined;
    let reading: Reading | undefined;
    one.resolve({
      operations,
      problems,
      forecast: {
        light: foretold.light,
        findings: foretold.findings,
        // Unpacked when a save compares with it.
        get reading() {
          reading ??= unpack(foretold.reading);
          return reading;
        },
        // Read when somebody wants to see it.
        get after() {
          if (foretold.after === undefined) return undefined;
          after ??= parse(foretold.after);
          return after;
        },
      },
    });
  };
  const running = (): Worker => {
    if (worker === undefined) {
      worker = start();
      worker.addEventListener('message', answered);
      worker.addEventListener('error', ({ message }) => fail(message));
    }
    return worker;
  };

  return {
    ask(question) {
      const { file, draft, traits } = question;
      if (file.document.lines.length < LARGE && (draft?.lines.length ?? 0) < LARGE)
        return Promise.resolve(foretell(question));
      const told = known.has(file) ? undefined : tell(question);
      if (told === 'unpackable') return Promise.resolve(foretell(question));
      const to = running();
      return new Promise((resolve, reject) => {
        const id = (asked += 1);
        waiting.set(id, { resolve, reject });
        let key = known.get(file);
        if (key === undefined) known.set(file, (key = keys += 1));
        const message: Asked = {
          id,
          key,
          told,
          draft: draft && { bom: draft.bom, edits: editsTo(file.document, draft) },
          traits,
        };
        to.postMessage(message);
      });
    },
    close() {
      fail('closed');
    },
  };
}

/** A file as the worker is told of it. */
function tell({ file, includes, copied }: Question): Asked['told'] | 'unpackable' {
  const { document, reading, ...rest } = file;
  const packed = pack(reading);
  const packedCopy = copied && pack(copied);
  if (packed === undefined || (copied && packedCopy === undefined)) return 'unpackable';
  return {
    ...rest,
    text: print(document),
    reading: packed,
    texts: includes && [...includes],
    copied: packedCopy,
  };
}

/** The worker's side: the few files it was told of, the latest last. */
export function createOracle(): (asked: Asked) => Answered {
  const files = new Map<number, Pick<Question, 'file' | 'includes' | 'copied'>>();
  return ({ id, key, told, draft, traits }) => {
    if (told !== undefined) {
      const { text, reading, texts, copied, ...rest } = told;
      files.set(key, {
        file: { ...rest, document: parse(text), reading: unpack(reading) },
        includes: texts && new Map(texts),
        copied: copied && unpack(copied),
      });
    }
    const known = files.get(key);
    if (known === undefined) return { id, problem: 'No such file' };
    try {
      const {
        operations,
        problems,
        forecast: foretold,
      } = foretell({
        ...known,
        draft: draft && { ...apply(known.file.document, draft.edits), bom: draft.bom },
        traits,
      });
      const { after } = foretold;
      const reading = pack(foretold.reading);
      if (reading === undefined) return { id, problem: 'A value holds a line break' };
      return {
        id,
        told: { operations, problems, forecast: { ...foretold, reading, after: after && print(after) } },
      };
    } catch (error) {
      return { id, problem: error instanceof Error ? error.message : String(error) };
    }
  };
}
