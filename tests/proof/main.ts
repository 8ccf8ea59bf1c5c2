/** The long proofs: `npm run proof`, or some: `npm run proof -- --only=soak,storm`; `--version=16`, `--seed=7`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Misused, readList, readNumber, readOptions, refuse } from '../../e2e/cli/options.ts';
import { startPbx } from '../../e2e/pbx/index.ts';
import { grid } from '../bench/figures.ts';
import { consoles, unlockedConsoles } from './consoles.ts';
import { eventFlood, faultStorm, memory, randomMoves, soak, twoOperators, type Proof } from './proofs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const proofs = {
  moves: randomMoves,
  storm: faultStorm,
  soak,
  flood: eventFlood,
  operators: twoOperators,
  memory,
  consoles,
  unlocked: unlockedConsoles,
};

const HELP = `npm run proof [-- OPTIONS]
  --only PROOF,…      ${Object.keys(proofs).join(', ')}
  --version N,…       on Asterisk 22 or 16 alone
  --seed N            the same moves and faults again`;

function wanted() {
  try {
    const { only, version, seed } = readOptions({
      only: { type: 'string' },
      version: { type: 'string' },
      seed: { type: 'string' },
    });
    return {
      only: only === undefined ? undefined : readList('only', only, Object.keys(proofs)),
      versions: version === undefined ? [22, 16] : readList('version', version, ['22', '16']).map(Number),
      seed: seed === undefined ? Math.floor(Math.random() * 1e6) : readNumber('seed', seed, { least: 0 }),
    };
  } catch (problem) {
    if (problem instanceof Misused) refuse(problem, HELP);
    throw problem;
  }
}

const { only, versions, seed } = wanted();
const proved: Proof[] = [];
console.log(`seed ${seed}`);
for (const version of versions) {
  for (const [word, prove] of Object.entries(proofs)) {
    // The second row of one.
    const asked = word === 'unlocked' ? 'consoles' : word;
    if (only && !only.includes(word) && !only.includes(asked)) continue;
    console.log(`\n… ${word} on ${version}`);
    // Each on a PBX of its own: nothing left by one can help or hurt another.
    const pbx = await startPbx({
      version,
      extensions: 1000,
      waits: { ring: 8, parking: 10, back: 5, safe: 5 },
    });
    try {
      const { name, tried, failed, seconds, wrong } = await prove(pbx, {
        seed,
        short: false,
        say: (line) => console.log(`  ${line}`),
      });
      proved.push({ name: `${version}: ${name}`, tried, failed, seconds });
      for (const line of wrong) console.log(`  wrong: ${line}`);
    } finally {
      await pbx.stop();
    }
  }
}
console.log(
  `\n${grid(
    ['proof', 'tried', 'failed', 'seconds', ''],
    proved.map((one) => [one.name, String(one.tried), String(one.failed), String(one.seconds), '']),
  )}`,
);
writeFileSync(join(ROOT, 'proof.json'), `${JSON.stringify(proved, undefined, 2)}\n`);
if (proved.length === 0 || proved.some((one) => one.failed > 0 || one.tried === 0)) process.exitCode = 1;
