/**
 * `npm test`: proves everything, from formatting to browsers on two Asterisks. Installs what it needs first.
 * `--only=lint,unit` runs some of the steps. The last line is `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ensureChromium, ensurePackages, root } from './bootstrap.mjs';

const results = join(root, '.cordboard', 'results');

/** Runs a program of node_modules; resolves with its exit code. Its output is shown when it fails, or always. */
function run(name, program, words, { env = {}, loud = false, silent = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', program), ...words], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', loud ? 'inherit' : 'pipe', loud ? 'inherit' : 'pipe'],
    });
    let heard = '';
    child.stdout?.on('data', (bytes) => (heard += bytes));
    child.stderr?.on('data', (bytes) => (heard += bytes));
    child.on('close', (code) => {
      const said = silent && heard.trim() !== '';
      if ((code !== 0 && !loud) || said) console.log(`\n── ${name} ──\n${heard}`);
      resolve(code === 0 && said ? 1 : (code ?? 1));
    });
  });
}

/** A tool that says yes or no counts as one. */
const yesOrNo = (program, words) => async (name) => {
  const code = await run(name, program, words);
  return code === 0 ? { passed: 1, failed: 0, bad: [] } : { passed: 0, failed: 1, bad: [program] };
};

/** A tool that is to have nothing to say: a warning counts as a no. */
const silent = (program, words) => async (name) => {
  const code = await run(name, program, words, { silent: true });
  return code === 0 ? { passed: 1, failed: 0, bad: [] } : { passed: 0, failed: 1, bad: [program] };
};

/**
 * A test runner's own report says how many, and the names of the bad ones. A run that left no report, or fails with
 * none failed, is one failure.
 */
const counted = (program, words, report, read, env) => async (name) => {
  const file = join(results, report);
  rmSync(file, { force: true });
  const code = await run(name, program, words(file), { env: env?.(file) ?? {}, loud: true });
  let count;
  try {
    count = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 1, bad: [`no report (exit code ${code})`] };
  }
  if (code === 0 || count.failed > 0) return count;
  return { ...count, failed: 1, bad: [...count.bad, `exit code ${code} with no test failed`] };
};

/** What failed by vitest's report: a test, or a file that could not run. */
const failuresOfVitest = (report) =>
  report.testResults.flatMap((file) => {
    const bad = file.assertionResults.filter((one) => one.status === 'failed');
    const names = bad.map((one) => `${relative(root, file.name)} › ${one.fullName}`);
    return file.status === 'failed' && !names.length
      ? [`${relative(root, file.name)}: ${file.message.split('\n')[0]}`]
      : names;
  });

/** What failed by Playwright's report. */
const failuresOfBrowser = (suite) => [
  ...(suite.specs ?? [])
    .filter((spec) => !spec.ok)
    .map((spec) => `${spec.file}:${spec.line} › ${spec.title}`),
  ...(suite.suites ?? []).flatMap(failuresOfBrowser),
];

const vitest = (project) =>
  counted(
    'vitest/vitest.mjs',
    (file) => [
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    `${project}.json`,
    (report) => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      bad: failuresOfVitest(report),
    }),
  );

/** `specs`: paths, or parts of them; all without any. */
const browser = (version, format, specs = []) =>
  counted(
    '@playwright/test/cli.js',
    () => ['test', '--config=e2e/playwright.config.ts', ...specs],
    `browser-${version}-${format}.json`,
    (report) => ({
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected,
      bad: failuresOfBrowser(report),
    }),
    (file) => ({
      CORDBOARD_PBX_VERSION: version,
      CORDBOARD_FORMAT: format,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    }),
  );

const steps = {
  format: yesOrNo('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  types: yesOrNo('typescript/bin/tsc', ['--noEmit', '-p', '.']),
  svelte: yesOrNo('svelte-check/bin/svelte-check', ['--fail-on-warnings', '--output=human']),
  lint: yesOrNo('eslint/bin/eslint.js', ['--config=.eslint.config.js', '--max-warnings=0', '.']),
  unused: yesOrNo('knip/bin/knip.js', ['--config=.knip.json']),
  imports: yesOrNo('dependency-cruiser/bin/dependency-cruise.mjs', [
    '--config=.dependency-cruiser.cjs',
    'src',
  ]),
  build: silent('vite/bin/vite.js', ['build', '--logLevel=warn']),
  size: yesOrNo('size-limit/bin.js', []),
  unit: vitest('unit'),
  'wire-22': vitest('wire-22'),
  'wire-16': vitest('wire-16'),
  'browser-22': browser('22', 'rawman'),
  'browser-16': browser('16', 'rawman'),
  // The board lives on either format. The workbench shows people what the PBX wrote, which mxml does not keep.
  'browser-mxml': browser(
    '22',
    'mxml',
    ['access', 'board', 'faults', 'many', 'session', 'transfers'].map((name) => `e2e/${name}.*spec.ts`),
  ),
};

/** The names after `--only`, or nothing; whoever mistypes one is told what there is. */
function wanted() {
  const misused = (words) => {
    console.error(
      `${words}.\n\nnpm test [-- --only=STEP,…]\n  The steps are: ${Object.keys(steps).join(', ')}`,
    );
    process.exit(2);
  };
  let only;
  try {
    only = parseArgs({ options: { only: { type: 'string' } } }).values.only?.split(',');
  } catch (error) {
    misused(error.message.split(/[.\n]/)[0]);
  }
  const unknown = only?.find((name) => !(name in steps));
  if (unknown !== undefined) misused(`There is no step “${unknown}”`);
  return only;
}

const only = wanted();
ensurePackages();
mkdirSync(results, { recursive: true });
const chosen = Object.entries(steps).filter(([name]) => !only || only.includes(name));
if (chosen.some(([name]) => /^(unit|wire|browser)/.test(name))) {
  process.env['CORDBOARD_CHROMIUM'] = ensureChromium();
}

const total = { passed: 0, failed: 0 };
const rows = [];
const bad = [];
for (const [name, step] of chosen) {
  const began = performance.now();
  const { passed, failed, bad: names } = await step(name);
  total.passed += passed;
  total.failed += failed;
  const seconds = Math.round((performance.now() - began) / 1000);
  rows.push({ name, passed, failed, seconds });
  bad.push(...names.map((what) => `✗ ${name}: ${what}`));
  console.log(`${failed ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
}
console.table(rows);
// Last, for whoever sees only the end of a long run.
for (const line of bad) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed ? 1 : 0;
