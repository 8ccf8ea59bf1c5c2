/** What a save would do, worked out from nothing but texts: here, or in a worker where a file is large. */
import {
  forecast,
  parse,
  plan,
  print,
  type Document,
  type Forecast,
  type OpenedFile,
  type Operation,
  type PlanProblem,
  type Reading,
  type Traits,
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

/** To the worker: documents travel as texts, and a file only once. */
export interface Asked {
  readonly id: number;
  /** The file that is meant: told before, or told now. */
  readonly key: number;
  readonly told:
    | (Omit<OpenedFile, 'document'> & {
        readonly text: string;
        readonly texts: readonly (readonly [string, string])[] | undefined;
        readonly copied: Reading | undefined;
      })
    | undefined;
  readonly draft: string | undefined;
  readonly traits: Traits;
}

export type Answered =
  | {
      readonly id: number;
      readonly told: Omit<Foretold, 'forecast'> & {
        readonly forecast: Omit<Forecast, 'after'> & { readonly after: string | undefined };
      };
    }
  | { readonly id: number; readonly problem: string };

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
    one.resolve({
      operations,
      problems,
      forecast: {
        ...foretold,
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
      const to = running();
      return new Promise((resolve, reject) => {
        const id = (asked += 1);
        waiting.set(id, { resolve, reject });
        let key = known.get(file);
        const isNew = key === undefined;
        if (key === undefined) known.set(file, (key = keys += 1));
        const { document, ...rest } = file;
        const message: Asked = {
          id,
          key,
          told: isNew
            ? {
                ...rest,
                text: print(document),
                texts: question.includes && [...question.includes],
                copied: question.copied,
              }
            : undefined,
          draft: draft && print(draft),
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

/** The worker's side: the few files it was told of, the latest last. */
export function createOracle(): (asked: Asked) => Answered {
  const files = new Map<number, Pick<Question, 'file' | 'includes' | 'copied'>>();
  return ({ id, key, told, draft, traits }) => {
    if (told !== undefined) {
      const { text, texts, copied, ...rest } = told;
      files.set(key, {
        file: { ...rest, document: parse(text) },
        includes: texts && new Map(texts),
        copied,
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
        draft: draft === undefined ? undefined : parse(draft),
        traits,
      });
      const { after } = foretold;
      return {
        id,
        told: { operations, problems, forecast: { ...foretold, after: after && print(after) } },
      };
    } catch (error) {
      return { id, problem: error instanceof Error ? error.message : String(error) };
    }
  };
}
