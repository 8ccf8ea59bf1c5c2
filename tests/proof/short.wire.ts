/** The short form of each long proof (`npm run proof`); random calls have theirs beside the mirror's tests. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { eventFlood, faultStorm, memory, soak, twoOperators } from './proofs.ts';

const version = Number(process.env['CORDBOARD_PBX_VERSION'] ?? 22);
const seed = Number(process.env['CORDBOARD_SEED'] ?? Math.floor(Math.random() * 1e6));
const lines: string[] = [];
const options = { seed, short: true, say: (line: string) => lines.push(line) };
let pbx: Pbx;

beforeAll(async () => {
  console.log(`proofs: CORDBOARD_SEED=${seed}`);
  pbx = await startPbx({ version, extensions: 1000, waits: { ring: 8, parking: 10, back: 5, safe: 5 } });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());

for (const [name, prove] of Object.entries({ eventFlood, twoOperators, soak, memory, faultStorm })) {
  test(
    name,
    async () => {
      lines.length = 0;
      const { tried, wrong } = await prove(pbx, options);
      expect(wrong, lines.join('\n')).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
    180_000,
  );
}
