/**
 * What must be there before anything else can run: npm packages and a Chromium. Node's own modules alone, as this
 * runs on a bare machine.
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Ends the program with words for whoever started it, without a stack. */
export function giveUp(words) {
  console.error(words);
  process.exit(1);
}

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Whether node_modules holds what package-lock.json names; npm keeps its own list of what it installed. */
function installed() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const present = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(
    ([path, one]) => path === '' || one.optional || one.devOptional || present[path]?.version === one.version,
  );
}

export function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    giveUp(`Cordboard needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
  if (installed()) return;
  console.log('Installing npm packages …');
  // Not `npm ci`: it refuses the whole lock file when a registry lacks one optional binary of another platform.
  const { status, error } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      // The browser tests use the system's Chromium.
      env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
    },
  );
  if (error) giveUp('npm is not installed, and the packages cannot be without it: apt-get install npm');
  if (status !== 0) giveUp('npm could not install the packages; its words are above.');
}

/** The path of a program on PATH. */
function which(name) {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this directory.
    }
  }
  return undefined;
}

/** Installs a Debian package as root; says what to install to anybody else. */
function ensureDebianPackage(name, purpose) {
  const root = process.getuid?.() === 0 && which('apt-get') !== undefined;
  if (!root) giveUp(`${purpose} needs ${name}, which is not installed:\n  sudo apt-get install ${name}`);
  console.log(`Installing ${name} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const words of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', name],
  ]) {
    const { status } = spawnSync('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env });
    if (status !== 0) giveUp(`apt-get ${words.join(' ')} failed; its words are above.`);
  }
}

/** The path of a Chromium for the browser tests. */
export function ensureChromium() {
  const given = process.env['CORDBOARD_CHROMIUM'];
  if (given) {
    if (!existsSync(given)) giveUp(`CORDBOARD_CHROMIUM names ${given}, which does not exist.`);
    return given;
  }
  const find = () => which('chromium') ?? which('chromium-browser') ?? which('google-chrome');
  if (!find()) ensureDebianPackage('chromium', 'The browser part');
  return find() ?? giveUp('chromium was installed, but is not on PATH.');
}

/**
 * Runs one of the project's TypeScript programs and ends as it ends. Ctrl-C reaches it directly: this process only
 * waits until it has put everything away.
 */
export function runTypeScript(program, words = process.argv.slice(2)) {
  ensurePackages();
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, program), ...words], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
  // A SIGTERM is for us alone, so it is passed on.
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code) => (process.exitCode = code ?? 1));
}
