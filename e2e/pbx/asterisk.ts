/** Find an Asterisk to run, or fetch one: Debian's packages unpacked into `.cordboard/`, no root needed. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Asterisk {
  /** Major version: 22, 16 … */
  readonly version: number;
  /** The program and the arguments that must precede Asterisk's own. */
  readonly command: readonly [string, ...string[]];
  /** Where its *.so modules lie. */
  readonly modules: string;
  /** The package's data: documentation (without it modules refuse to load), sounds. */
  readonly share: string;
}

/** Which Debian release carries which Asterisk. 16 lies in one that is archived: its lists have expired dates. */
const SUITES: Readonly<Record<number, string>> = { 22: 'sid', 16: 'bullseye' };
const PACKAGES = 'asterisk,asterisk-core-sounds-en-gsm,ca-certificates';
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

type Say = (line: string) => void;

/** The Asterisk of that major version; undefined takes the one on PATH, else 22. */
export async function findAsterisk(
  version: number | undefined,
  say: Say = (line) => console.error(line),
): Promise<Asterisk> {
  const onPath = asteriskOnPath();
  const wanted = version ?? 22;
  if (onPath !== undefined && (version === undefined || onPath.version === version)) {
    if (!('lacks' in onPath)) return onPath;
    say(`The asterisk on PATH is passed over: ${onPath.lacks}. Another one, of version ${wanted}, is taken.`);
  }
  const ready = process.env['CORDBOARD_ASTERISK_DIR'];
  if (ready && existsSync(join(ready, String(wanted)))) return unpacked(join(ready, String(wanted)), wanted);
  const dir = join(PROJECT, '.cordboard', `asterisk-${wanted}`);
  if (!existsSync(dir)) await unpack(wanted, dir, say);
  return unpacked(dir, wanted);
}

/** There is a program, but something it needs is not where it is looked for. */
export interface Unusable {
  readonly version: number | undefined;
  readonly lacks: string;
}

function asteriskOnPath(): Asterisk | Unusable | undefined {
  try {
    const answer = execFileSync('asterisk', ['-V'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return installedAsterisk(answer, existsSync);
  } catch {
    return undefined;
  }
}

/** What `asterisk -V` answered, and what else of it is there. */
export function installedAsterisk(answer: string, exists: (path: string) => boolean): Asterisk | Unusable {
  const version = Number(/^Asterisk (?:certified\/)?(\d+)/.exec(answer)?.[1]);
  if (!version) {
    return { version: undefined, lacks: `“${answer.trim().slice(0, 60)}” names no version` };
  }
  const modulePlaces = [
    ...triplets('/usr/lib').map((triplet) => `/usr/lib/${triplet}/asterisk/modules`),
    '/usr/lib/asterisk/modules',
    '/usr/lib64/asterisk/modules',
    '/usr/local/lib/asterisk/modules',
  ];
  const modules = modulePlaces.find((path) => exists(join(path, 'chan_pjsip.so')));
  if (modules === undefined) {
    return { version, lacks: `its modules (chan_pjsip.so) are in none of ${modulePlaces.join(', ')}` };
  }
  const sharePlaces = ['/usr/share/asterisk', '/var/lib/asterisk', '/usr/local/share/asterisk'];
  const share = sharePlaces.find((path) => exists(join(path, 'documentation')));
  if (share === undefined) {
    return {
      version,
      lacks: `its documentation, without which modules refuse to load, is in none of ${sharePlaces.join(', ')}`,
    };
  }
  return { version, command: ['asterisk'], modules, share };
}

/** The directories named for a machine, such as x86_64-linux-gnu, in a lib directory. */
function triplets(lib: string): string[] {
  if (!existsSync(lib)) return [];
  return readdirSync(lib).filter((name) => /^[a-z0-9_]+-linux-gnu[a-z0-9]*$/.test(name));
}

/** An unpacked tree is run by its own loader on its own libraries, so this machine's need not fit. */
function unpacked(root: string, version: number): Asterisk {
  const usr = join(root, 'usr/lib');
  const triplet = triplets(usr)[0];
  if (!triplet) throw new Error(`${root} holds no unpacked Debian packages: no usr/lib/*-linux-gnu`);
  const directories = [join(usr, triplet), join(root, 'lib', triplet)].filter((path) => existsSync(path));
  const loader = directories
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .find((path) => /\/ld(-linux-[^/]+)?(-[\d.]+)?\.so(\.\d+)?$/.test(path));
  if (!loader) throw new Error(`${root} holds no program loader (ld-linux*.so)`);
  const modules = [join(usr, triplet, 'asterisk/modules'), join(usr, 'asterisk/modules')].find((path) =>
    existsSync(path),
  );
  if (!modules) throw new Error(`${root} holds no Asterisk modules`);
  const libraries = [
    ...directories,
    join(usr, triplet, 'pulseaudio'),
    join(usr, triplet, 'asterisk'),
    usr,
  ].filter((path) => existsSync(path));
  return {
    version,
    command: [loader, '--library-path', libraries.join(':'), join(root, 'usr/sbin/asterisk')],
    modules,
    share: join(root, 'usr/share/asterisk'),
  };
}

/** Unpacks beside the place and renames, so that an interrupted unpacking is done again. */
async function unpack(version: number, dir: string, say: Say): Promise<void> {
  const suite = SUITES[version];
  if (!suite) {
    const known = Object.keys(SUITES).join(' and ');
    throw new Error(`No Asterisk ${version} on PATH, and only ${known} can be fetched.`);
  }
  const beside = `${dir}.${process.pid}`;
  mkdirSync(dirname(dir), { recursive: true });
  rmSync(beside, { recursive: true, force: true });
  if (!installed('mmdebstrap') && process.getuid?.() === 0 && installed('apt-get')) {
    say('Installing mmdebstrap …');
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap']);
  }
  say(`Fetching Asterisk ${version} (Debian ${suite}, once, about 150 MB) into ${dir} …`);
  const status = await run('mmdebstrap', [
    '--variant=extract',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    `--include=${PACKAGES}`,
    suite,
    beside,
  ]);
  if (status !== 0) {
    rmSync(beside, { recursive: true, force: true });
    throw new Error(
      status === 'missing'
        ? 'mmdebstrap is not installed and Asterisk cannot be fetched without it:\n  sudo apt-get install mmdebstrap'
        : `mmdebstrap could not unpack Debian ${suite} (exit ${status}). Its words are above.`,
    );
  }
  try {
    renameSync(beside, dir);
  } catch (cause) {
    // Somebody else unpacked the same at the same time: theirs is as good.
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(dir)) throw cause;
  }
  say(`Asterisk ${version} is unpacked.`);
}

function installed(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, program)));
}

function run(program: string, args: readonly string[]): Promise<number | 'missing'> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve('missing'));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
