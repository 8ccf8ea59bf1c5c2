/** What the worker foretells is what would be foretold at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createForeteller, pack, unpack, type Asked } from '../../src/ask/foretell.ts';
import { createOracle, foretell } from '../../src/ask/oracle.ts';
import { apply, parse, readingOf, type OpenedFile, type Traits } from '../../src/config/index.ts';
import { anyText, plainFile, textOf } from '../config/texts.ts';

const traits: Traits = {
  updateHits: 'first',
  newlineInVar: true,
  keepsIncludes: true,
  keepsCommentColumn: true,
};

/** A worker in this thread; what goes in and out is cloned as a worker's messages are. */
function startWorker(): Worker {
  const oracle = createOracle();
  const target = new EventTarget();
  return Object.assign(target, {
    postMessage: (asked: Asked) => {
      const data = structuredClone(oracle(structuredClone(asked)));
      queueMicrotask(() => target.dispatchEvent(new MessageEvent('message', { data })));
    },
    terminate: () => undefined,
  }) as unknown as Worker;
}

/** Sections around the made-up ones. */
const filling = (count: number): string =>
  Array.from({ length: count }, (_, at) => `[s${at}]\nname = ${at}\nsame => n,Hangup()\n`).join('');
const opened = (text: string, exact: boolean): OpenedFile => {
  const document = parse(text);
  return {
    name: 'a.conf',
    document,
    exact,
    reading: readingOf(document),
    includes: [],
    modules: ['a.so'],
  };
};

test('a reading comes back as it was packed', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, plainFile.map(textOf)), (text) => {
      const reading = readingOf(parse(text));
      expect(unpack(structuredClone(pack(reading)))).toEqual(reading);
    }),
  );
  const broken = { categories: [{ name: 'a\nb', template: false, templates: [], variables: [] }] };
  expect(unpack(pack(broken))).toEqual(broken);
});

test('draft after draft of a file is foretold as it would be at once', async () => {
  const middle = plainFile.map(textOf);
  await fc.assert(
    fc.asyncProperty(middle, middle, fc.boolean(), async (was, is, exact) => {
      const head = filling(70);
      const tail = filling(70);
      const file = opened(head + was + tail, exact);
      const foreteller = createForeteller(startWorker);
      const edited = apply(file.document, [{ from: 1, until: 2, lines: ['name = edited'] }]);
      for (const draft of [undefined, parse(head + is + tail), edited]) {
        const question = { file, draft, traits, includes: undefined, copied: undefined, account: 'anna' };
        const told = await foreteller.ask(question);
        const wanted = foretell(question);
        expect(told.operations).toEqual(wanted.operations);
        expect(told.problems).toEqual(wanted.problems);
        expect(told.forecast.light).toBe(wanted.forecast.light);
        expect(told.forecast.findings).toEqual(wanted.forecast.findings);
        expect(told.forecast.reading).toEqual(wanted.forecast.reading);
        expect(told.forecast.after).toEqual(wanted.forecast.after);
      }
      foreteller.close();
    }),
    { numRuns: 60 },
  );
});
