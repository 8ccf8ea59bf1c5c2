import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, plan, readingOf, type Operation, type Reading, type Traits } from '../../src/config/index.ts';
import { load } from '../../src/config/model/load.ts';
import { operate } from '../../src/config/model/operate.ts';
import { readingOf as readingOfFile, store } from '../../src/config/model/store.ts';
import { requestsOf } from '../../src/config/save/requests.ts';
import { edited, unrelated } from './changes.ts';
import { textOf, type Plain } from './texts.ts';

const traits: Traits = {
  updateHits: 'first',
  newlineInVar: true,
  keepsIncludes: true,
  keepsCommentColumn: true,
};

/** What a save of these operations leaves in the file. */
function saved(base: string, operations: readonly Operation[], using: Traits): string {
  const before = load(base, { traits: using });
  if (before.tag !== 'loaded') throw new Error(before.text);
  const after = operate(before, operations);
  if (after.tag !== 'loaded') throw new Error(JSON.stringify(after));
  return store(after, { flowDown: true });
}

function readingAfter(text: string, using: Traits): Reading {
  const file = load(text, { traits: using });
  if (file.tag !== 'loaded') throw new Error(file.text);
  return readingOfFile(file);
}

/** As the operations would be sent: throws where one of them must not be. */
function sendable(base: string, operations: readonly Operation[], using: Traits): void {
  const document = parse(base);
  const file = {
    name: 'x.conf',
    document,
    exact: true,
    reading: readingOf(document),
    includes: [],
    modules: [],
  };
  requestsOf(file, operations, [], { traits: using, staging: 'staging.conf', flowDown: true });
}

const withoutBlanks = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().replace(/\s+(?=;)/, ' '));

interface Counted {
  planned: number;
  refused: Map<string, number>;
}

function proves(using: Traits, exact: boolean, counted: Counted) {
  return ([from, to]: readonly [readonly Plain[], readonly Plain[]]): void => {
    const base = textOf(from);
    const draft = textOf(to);
    const { operations, problems } = plan(parse(base), parse(draft), { exact, traits: using });
    const refused = problems.filter(({ weight }) => weight === 'refused');
    if (refused.length > 0) {
      expect(operations).toEqual([]);
      for (const { code } of refused) counted.refused.set(code, (counted.refused.get(code) ?? 0) + 1);
      return;
    }
    counted.planned += 1;
    sendable(base, operations, using);
    const text = saved(base, operations, using);
    const lost = new Set(problems.map(({ code }) => code));
    if (!lost.has('repeatsTemplate')) {
      expect(readingAfter(text, using)).toEqual(readingOf(parse(draft)));
    }
    if (exact && lost.size === 0) expect(withoutBlanks(text)).toEqual(withoutBlanks(saved(draft, [], using)));
  };
}

const allTraits = (['first', 'last', 'all'] as const).flatMap((updateHits) =>
  [true, false].map((newlineInVar): Traits => ({ ...traits, updateHits, newlineInVar })),
);

describe('a plan leads to the draft', () => {
  test.each(allTraits)('Update hits $updateHits, newline in Var: $newlineInVar', (using) => {
    const counted: Counted = { planned: 0, refused: new Map() };
    for (const exact of [true, false]) {
      fc.assert(fc.property(edited, proves(using, exact, counted)), { numRuns: 400 });
      fc.assert(fc.property(unrelated, proves(using, exact, counted)), { numRuns: 150 });
    }
    expect(counted.planned).toBeGreaterThan(700);
    // A template's old line that Asterisk still holds can hide its child's own: the trial finds that, and nothing is sent.
    expect(counted.refused.get('unproven') ?? 0).toBeLessThan(10);
  });
});
