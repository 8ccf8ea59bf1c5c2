/** The copy that shows what a save does to a file: this file's, whoever else looks at the same moment. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { systemClock } from '../../src/ami/index.ts';
import { readCopy } from '../../src/config/save/look.ts';
import type { OpenedFile } from '../../src/config/types.ts';
import { signedIn, version } from '../ami/wire.ts';
import { createConsole, type Console } from './console.ts';

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version });
});
afterAll(() => pbx.stop());

const look = ({ session, traits }: Console, file: OpenedFile) =>
  readCopy(
    { ...file, includes: [] },
    { session, traits, clock: systemClock, random: Math.random, scratch: '.cordboard-look-0.conf' },
  );

test('a copy reads as the file does, without the mark it carries', async () => {
  pbx.writeFile('look.conf', '[a]\nb = 1\n');
  const one = await createConsole(await signedIn(pbx));
  const file = await one.open('look.conf');
  expect(await look(one, file)).toEqual(file.reading);
  expect(pbx.readFile('look.conf')).toBe('[a]\nb = 1\n');
});

test('two consoles that look at once never take the other’s copy for theirs', async () => {
  pbx.writeFile('look-one.conf', '[one]\nb = 1\n');
  pbx.writeFile('look-two.conf', '[two]\nb = 2\n');
  const [one, two] = [await createConsole(await signedIn(pbx)), await createConsole(await signedIn(pbx))];
  const [first, second] = [await one.open('look-one.conf'), await two.open('look-two.conf')];
  let own = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    const [a, b] = await Promise.all([look(one, first), look(two, second)]);
    for (const [read, file] of [
      [a, first],
      [b, second],
    ] as const) {
      if (read === undefined) continue;
      expect(read).toEqual(file.reading);
      own += 1;
    }
  }
  expect(own).toBeGreaterThan(0);
});
