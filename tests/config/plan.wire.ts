/** Plans carried out by a real Asterisk: its file then reads as the draft does, and with exact bytes is the draft. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import type { Session } from '../../src/ami/index.ts';
import { documentOf, parse, plan, readingOf, type OpenedFile, type Traits } from '../../src/config/index.ts';
import { withoutHeader } from '../../src/config/model/store.ts';
import { requestsOf } from '../../src/config/save/requests.ts';
import { readOnce } from '../../src/config/save/settled.ts';
import { create, findTraits } from '../../src/config/save/traits.ts';
import { signedIn, version } from '../ami/wire.ts';
import { edited, unrelated } from './changes.ts';
import { textOf } from './texts.ts';

const FILE = 'plan.conf';
const STAGING = '.cordboard-plan-next';

let pbx: Pbx;
let session: Session;
let traits: Traits;
beforeAll(async () => {
  pbx = await startPbx({ version });
}, 300_000);
afterAll(() => pbx.stop());

async function ready(): Promise<void> {
  session = await signedIn(pbx);
  traits = await findTraits(session);
  await create(session, STAGING);
}

const withoutBlanks = (text: string): readonly string[] =>
  withoutHeader(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().replace(/\s+(?=;)/, ' '));

/** Saves by plan; false where the plan says that it cannot be. */
async function saves(base: string, draft: string, exact: boolean): Promise<boolean> {
  pbx.writeFile(FILE, base);
  const reading = await readOnce(session, FILE);
  if (!reading) throw new Error(`cannot be read: ${base}`);
  expect(readingOf(parse(base))).toEqual(reading);
  const document = exact ? parse(base) : documentOf(reading);
  const wanted = exact ? parse(draft) : documentOf(readingOf(parse(draft)));
  const { operations, problems } = plan(document, wanted, { exact, traits });
  if (problems.some(({ weight }) => weight === 'refused')) return false;
  const file: OpenedFile = { name: FILE, document, exact, reading, includes: [], modules: [] };
  const { requests } = requestsOf(file, operations, [], { traits, staging: STAGING, flowDown: true });
  if (operations.length > 0) for (const request of requests) await session.send(request);
  // A child's line that only says what its template says is not written: told, and no longer there.
  if (problems.some(({ code }) => code === 'repeatsTemplate')) return true;
  expect(await readOnce(session, FILE)).toEqual(readingOf(wanted));
  if (exact && problems.length === 0) {
    expect(withoutBlanks(pbx.readFile(FILE))).toEqual(withoutBlanks(draft));
  }
  return true;
}

/** The same in every run, so that 22 and 16 are asked the same. */
const samples = [
  ...fc.sample(edited, { numRuns: 110, seed: 22 }),
  ...fc.sample(unrelated, { numRuns: 40, seed: 16 }),
]
  .map(([base, draft]) => [textOf(base), textOf(draft)] as const)
  // An empty file is none to Asterisk.
  .filter(([base]) => base !== '');

test.each([true, false])('what is planned is what comes about (exact bytes: %s)', async (exact) => {
  await ready();
  let made = 0;
  for (const [base, draft] of samples) if (await saves(base, draft, exact)) made += 1;
  expect(samples.length).toBeGreaterThan(120);
  expect(made).toBeGreaterThan(samples.length * 0.7);
});

test('one line of many, a section moved, a template renamed with who inherits from it', async () => {
  await ready();
  const many = `[plan]\n${Array.from({ length: 300 }, (_, at) => `same => n,NoOp(${at % 3})\n`).join('')}`;
  const lines = many.split('\n');
  expect(await saves(many, lines.with(150, 'same => n,Hangup()').join('\n'), true)).toBe(true);
  expect(await saves(many, lines.toSpliced(200, 0, '; why', 'same => n,Wait(1)').join('\n'), true)).toBe(
    true,
  );
  expect(
    await saves('[a]\nx = 1\n[b]\ny = 2\n[c]\nz = 3\n', '[c]\nz = 3\n[a]\nx = 1\n[b]\ny = 2\n', true),
  ).toBe(true);
  const family = '[old](!)\na = 1\n[one](old)\nb = 2\n[two](old)\nc = 3\n';
  expect(await saves(family, family.replaceAll('old', 'new'), true)).toBe(true);
});
