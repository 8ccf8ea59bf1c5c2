/** What a save would do, worked out from nothing but texts. Loaded by the worker alone. */
import { apply, forecast, parse, plan, print } from '../config/index.ts';
import { pack, unpack, type Answered, type Asked, type Foretold, type Question } from './foretell.ts';

export function foretell({ file, draft, traits, includes, copied, account }: Question): Foretold {
  const { operations, problems } =
    draft === undefined
      ? { operations: [], problems: [] }
      : plan(file.document, draft, { exact: file.exact, traits });
  const foretold = forecast(file, operations, traits, {
    flowDown: true,
    ...(draft === undefined ? {} : { draft }),
    ...(includes === undefined ? {} : { includes: (name: string) => includes.get(name) }),
    ...(copied === undefined ? {} : { copied }),
    ...(account === undefined ? {} : { account }),
  });
  return { operations, problems, forecast: foretold };
}

/** The worker's side: the few files it was told of, the latest last. */
export function createOracle(): (asked: Asked) => Answered {
  const files = new Map<number, Pick<Question, 'file' | 'includes' | 'copied'>>();
  return ({ id, key, told, draft, traits, account }) => {
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
        account,
      });
      const { after } = foretold;
      const reading = pack(foretold.reading);
      return {
        id,
        told: { operations, problems, forecast: { ...foretold, reading, after: after && print(after) } },
      };
    } catch (error) {
      return { id, problem: error instanceof Error ? error.message : String(error) };
    }
  };
}
