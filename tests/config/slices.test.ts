/** Long work in slices gives what the same work gives at once, and can be left between two of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRawman, Refused, type Message, type Reply, type Request } from '../../src/ami/index.ts';
import {
  atOnce,
  bySlices,
  documentOf,
  documentSteps,
  glimpseOf,
  meaningOf,
  meaningSteps,
  parse,
  parseSteps,
  print,
  readAtRest,
  readGetConfig,
  readingOf,
  readSteps,
  sections,
  sectionSteps,
  type LockState,
  type Reading,
  type Steps,
} from '../../src/config/index.ts';
import { corpus } from './corpus.ts';
import { anyText, plainFile, textOf } from './texts.ts';

/** The answer to GetConfig, as Asterisk writes it. */
function answerOf({ categories }: Reading): Message {
  const number = (at: number): string => String(at).padStart(6, '0');
  const lines = categories.flatMap(({ name, template, templates, variables }, at) => [
    `Category-${number(at)}: ${name}`,
    ...(template ? [`IsTemplate-${number(at)}: 1`] : []),
    ...(templates.length > 0 ? [`Templates-${number(at)}: ${templates.join(',')}`] : []),
    ...variables.map((one, line) => `Line-${number(at)}-${number(line)}: ${one.name}=${one.value}`),
  ]);
  const [message] = readRawman(`${['Response: Success', ...lines].join('\r\n')}\r\n\r\n`);
  if (message === undefined) throw new Error('no message');
  return message;
}

/** A long file: templates, sections of them, overriding and added lines, and what must be escaped. */
function longFile(length: number): string {
  const lines = ['[general]', 'a = b', '', '[base](!)', 'type = endpoint', 'allow = ulaw', 'x = \\;y'];
  for (let at = 0; lines.length < length; at += 1) {
    lines.push('', `[section-${at}](${at % 7 === 0 ? '!,' : ''}base)`, `allow += ,g${at}`, `x = ${at}`);
    for (let step = 0; step < 9; step += 1)
      lines.push(`exten => ${at}${step},1,Set(a=\${b}\\; ${step} ä)`, 'same => n,Hangup()', 'C:\\ = >z');
  }
  return `${lines.join('\n')}\n`;
}
const long = longFile(30_000);

/** By slices and at once, both must be the same; and it must have been left in between. */
async function both<T>(make: () => Steps<T>, slices: number): Promise<T> {
  let left = 0;
  function* counted(): Steps<T> {
    const steps = make();
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      left += 1;
      yield;
    }
  }
  const sliced = await bySlices(counted());
  expect(sliced).toEqual(atOnce(make()));
  expect(left).toBeGreaterThanOrEqual(slices);
  return sliced;
}

describe('a long file', () => {
  const answer = answerOf(readingOf(parse(long)));

  test('is the same by slices, in reading, document, sections and meaning', async () => {
    const reading = await both(() => readSteps(answer), 5);
    expect(reading).toEqual(readingOf(parse(long)));
    const document = await both(() => documentSteps(reading), 5);
    expect(print(await both(() => parseSteps(print(document)), 10))).toBe(print(document));
    expect(await both(() => sectionSteps(document), 10)).toEqual(sections(document));
    expect(await both(() => meaningSteps(document), 10)).toEqual(meaningOf(document));
    // What is read of the document is what the document was made of.
    expect(readingOf(document)).toEqual(reading);
  });

  test('begins as its glimpse does, line by line', () => {
    const beginning = glimpseOf(answer);
    if (beginning === undefined) throw new Error('a long answer has a glimpse');
    const head = documentOf(beginning).lines;
    expect(head.length).toBeGreaterThan(100);
    expect(documentOf(readGetConfig(answer)).lines.slice(0, head.length)).toEqual(head);
  });

  test('a short one has none', () => {
    expect(glimpseOf(answerOf(readingOf(parse(longFile(200)))))).toBeUndefined();
  });
});

test('every file of the corpus begins as its glimpse does, were it long', () => {
  const more = readingOf(parse(longFile(4000)));
  for (const { name, text } of corpus) {
    const reading = readingOf(parse(text));
    // Behind it stands what makes the answer long.
    const answer = answerOf({ categories: [...reading.categories, ...more.categories] });
    const head = documentOf(glimpseOf(answer) ?? { categories: [] }).lines;
    expect(documentOf(readGetConfig(answer)).lines.slice(0, head.length), name).toEqual(head);
  }
});

test('any text is the same by slices', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyText, plainFile.map(textOf)), async (text) => {
      const document = await both(() => parseSteps(text), 0);
      expect(print(document)).toBe(text);
      const reading = readingOf(document);
      expect(await both(() => documentSteps(reading), 0)).toEqual(parse(print(documentOf(reading))));
      const answer = answerOf(reading);
      expect(await both(() => readSteps(answer), 0)).toEqual(readGetConfig(answer));
    }),
    { numRuns: 300 },
  );
});

describe('left in the middle', () => {
  test('it goes no step further, and says why', async () => {
    const stop = new AbortController();
    let steps = 0;
    function* endless(): Steps<never> {
      for (;;) {
        steps += 1;
        if (steps === 3) stop.abort(new Error('another file'));
        yield;
      }
    }
    await expect(bySlices(endless(), stop.signal)).rejects.toThrow('another file');
    expect(steps).toBe(3);
  });

  test('what fails in a slice fails the whole', async () => {
    function* failing(): Steps<void> {
      yield;
      throw new Error('in the middle');
    }
    await expect(bySlices(failing())).rejects.toThrow('in the middle');
  });
});

describe('a file that is opened', () => {
  const older = readingOf(parse(long));
  const newer = readingOf(parse(long.replace('a = b', 'a = c')));
  const held: LockState = {
    tag: 'held',
    by: { id: 'x', who: 'Eva', since: 0, file: 'long.conf' },
    age: 10,
  };
  const clock = { now: () => 0, after: (_: number, run: () => void) => (queueMicrotask(run), () => {}) };
  /** Answers in turn; the last for ever. */
  const answering = (answers: readonly (Reading | Error)[]) => {
    let asked = 0;
    return {
      send: (_: Request): Promise<Reply> => {
        const answer = answers[Math.min(asked, answers.length - 1)];
        asked += 1;
        if (answer === undefined || answer instanceof Error) return Promise.reject(answer ?? new Error());
        return Promise.resolve({ response: answerOf(answer), events: [], raw: '' });
      },
    };
  };
  const looking = (states: readonly LockState[]) => {
    let asked = 0;
    return { read: () => Promise.resolve(states[Math.min(asked++, states.length - 1)] as LockState) };
  };

  test('is shown before it is whole, once', async () => {
    const seen: Reading[] = [];
    const reading = await readAtRest(answering([older]), looking([{ tag: 'free' }]), 'long.conf', clock, {
      onGlimpse: (beginning) => Promise.resolve(void seen.push(beginning)),
    });
    expect(reading).toEqual(older);
    expect(seen).toEqual([glimpseOf(answerOf(older))]);
  });

  test('written between the two looks at the lock is shown, but read anew before it is given out', async () => {
    const seen: Reading[] = [];
    const reading = await readAtRest(
      answering([older, newer]),
      looking([{ tag: 'free' }, held, { tag: 'free' }]),
      'long.conf',
      clock,
      { onGlimpse: (beginning) => Promise.resolve(void seen.push(beginning)) },
    );
    expect(reading).toEqual(newer);
    expect(seen).toEqual([glimpseOf(answerOf(older)), glimpseOf(answerOf(newer))]);
  });

  test('whose lock is only seen free after it was read may be a half: it is read anew', async () => {
    let told: (state: LockState) => void = () => {};
    const first = new Promise<LockState>((resolve) => (told = resolve));
    let looks = 0;
    const late = { read: () => ((looks += 1) === 1 ? first : Promise.resolve<LockState>({ tag: 'free' })) };
    const session = answering([older, newer]);
    const reading = readAtRest(
      {
        async send(request) {
          const answer = await session.send(request);
          queueMicrotask(() => setTimeout(told, 0, { tag: 'free' }));
          return answer;
        },
      },
      late,
      'long.conf',
      clock,
    );
    expect(await reading).toEqual(newer);
    expect(looks).toBe(3);
  });

  test('that is not there is asked for once', async () => {
    let reads = 0;
    const session = answering([new Refused('Config file not found')]);
    const reading = await readAtRest(
      { send: (request) => ((reads += 1), session.send(request)) },
      looking([{ tag: 'free' }]),
      'long.conf',
      clock,
    );
    expect(reading).toBeUndefined();
    expect(reads).toBe(1);
  });

  test('whose lock may not be seen has to be read twice the same', async () => {
    let reads = 0;
    const session = answering([older, newer, newer]);
    const reading = await readAtRest(
      { send: (request) => ((reads += 1), session.send(request)) },
      looking([{ tag: 'unavailable', missing: [] }]),
      'long.conf',
      clock,
    );
    expect(reading).toEqual(newer);
    expect(reads).toBe(3);
  });

  test('is not read on when another is opened while its beginning is on screen', async () => {
    const stop = new AbortController();
    const opening = readAtRest(answering([older]), looking([{ tag: 'free' }]), 'long.conf', clock, {
      signal: stop.signal,
      onGlimpse: () => Promise.resolve(stop.abort(new Error('another file'))),
    });
    await expect(opening).rejects.toThrow('another file');
  });

  test('refused after its beginning was shown is refused', async () => {
    const opening = readAtRest(
      answering([older, new Refused('Permission denied')]),
      looking([{ tag: 'free' }, held, { tag: 'free' }]),
      'long.conf',
      clock,
      { onGlimpse: () => Promise.resolve() },
    );
    await expect(opening).rejects.toThrow(Refused);
  });
});
