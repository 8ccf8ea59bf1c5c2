/** Runs one of the project's TypeScript programs: `node e2e/cli/run.mjs tests/bench/main.ts`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureChromium, ensurePackages, root } from './bootstrap.mjs';

const [program, ...words] = process.argv.slice(2);
if (program === undefined) {
  console.error('Which program? node e2e/cli/run.mjs FILE.ts …');
  process.exit(2);
}
ensurePackages();
const child = spawn(process.execPath, ['--import', 'tsx', join(root, program), ...words], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, CORDBOARD_CHROMIUM: ensureChromium() },
});
child.on('close', (code) => (process.exitCode = code ?? 1));
