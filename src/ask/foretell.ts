/** What a save would do, asked of a worker (oracle.ts): the page goes on while a large file is looked through. */
import {
  editsTo,
  parse,
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
  /** Who is signed in, and might shut themselves out. */
  readonly account: string | undefined;
}

export interface Foretold {
  readonly operations: readonly Operation[];
  readonly problems: readonly PlanProblem[];
  readonly forecast: Forecast;
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
        readonly reading: Packed | Reading;
        readonly texts: readonly (readonly [string, string])[] | undefined;
        readonly copied: Packed | Reading | undefined;
      })
    | undefined;
  readonly draft: { readonly bom: boolean; readonly edits: readonly Edit[] } | undefined;
  readonly traits: Traits;
  readonly account: string | undefined;
}

export type Answered =
  | {
      readonly id: number;
      readonly told: Omit<Foretold, 'forecast'> & {
        readonly forecast: Omit<Forecast, 'after' | 'reading'> & {
          readonly after: string | undefined;
          readonly reading: Packed | Reading;
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

/** The reading itself where a word holds a line's end, which nothing Asterisk reads does. */
export function pack(reading: Reading): Packed | Reading {
  const words: string[] = [];
  const counts = new Int32Array(3 * reading.categories.length);
  for (const [at, { name, template, templates, variables }] of reading.categories.entries()) {
    words.push(name, ...templates);
    for (const variable of variables) words.push(variable.name, variable.value);
    counts.set([template ? 1 : 0, templates.length, variables.length], 3 * at);
  }
  if (words.some((word) => word.includes('\n'))) return reading;
  return { words: words.join('\n'), counts };
}

export function unpack(packed: Packed | Reading): Reading {
  if ('categories' in packed) return packed;
  const all = packed.words.split('\n');
  const { counts } = packed;
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

export interface Foreteller {
  ask(question: Question): Promise<Foretold>;
  close(): void;
}

/**
 * `start` makes the worker, when a file is first asked about. All of them go there, small ones too: what foretells is not
 * loaded twice.
 */
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
      const { file, draft, traits, account } = question;
      const told = known.has(file) ? undefined : tell(question);
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
          account,
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
function tell({ file, includes, copied }: Question): Asked['told'] {
  const { document, reading, ...rest } = file;
  return {
    ...rest,
    text: print(document),
    reading: pack(reading),
    texts: includes && [...includes],
    copied: copied && pack(copied),
  };
}
