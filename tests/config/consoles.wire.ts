/** The short form of the proof `consoles` (`npm run proof -- --only=consoles`). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { version } from '../ami/wire.ts';
import { consoles, unlockedConsoles } from '../proof/consoles.ts';

let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version });
});
afterAll(() => pbx.stop());

test('two consoles editing one file at once lose no acknowledged write and break nothing', async () => {
  const seed = Number(process.env['CORDBOARD_SEED'] ?? Math.floor(Math.random() * 1e6));
  const lines: string[] = [];
  const { tried, wrong } = await consoles(pbx, { seed, short: true, say: (line) => lines.push(line) });
  expect(wrong, `CORDBOARD_SEED=${seed}\n${lines.join('\n')}`).toEqual([]);
  expect(tried).toBe(40);
  console.log(lines.join('\n'));
});

test('without the lock no write that was acknowledged is undone without a word', async () => {
  const seed = Number(process.env['CORDBOARD_SEED'] ?? Math.floor(Math.random() * 1e6));
  const lines: string[] = [];
  const { tried, wrong } = await unlockedConsoles(pbx, {
    ...{ seed, short: true },
    say: (line) => lines.push(line),
  });
  expect(wrong, `CORDBOARD_SEED=${seed}\n${lines.join('\n')}`).toEqual([]);
  expect(tried).toBe(40);
  console.log(lines.join('\n'));
});
