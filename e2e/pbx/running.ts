/** An Asterisk that runs as our child, and dies with us whatever becomes of us. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Asterisk } from './asterisk.ts';

export interface Running {
  readonly pid: number;
  /** Resolves when the process has gone. */
  readonly gone: Promise<void>;
  /** The end of what it wrote, for an error message. */
  words(): string;
  /** SIGTERM, and SIGKILL when it does not follow; resolves when it has gone. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** The directories an Asterisk writes to, all below its own. */
export const DIRECTORIES = ['etc', 'data', 'lib', 'db', 'spool', 'run', 'log', 'keys/keys'] as const;

export function asteriskConf(dir: string, asterisk: Asterisk, systemname: string): string {
  return `[directories]
astetcdir => ${dir}/etc
astmoddir => ${asterisk.modules}
astvarlibdir => ${dir}/lib
astdbdir => ${dir}/db
astkeydir => ${dir}/keys
astdatadir => ${dir}/data
astagidir => ${dir}/data/agi-bin
astspooldir => ${dir}/spool
astrundir => ${dir}/run
astlogdir => ${dir}/log
astsbindir => ${dir}/data

[options]
systemname = ${systemname}
verbose = 3
hideconnect = yes
defaultlanguage = en
documentation_language = en_US
`;
}

export function makeDirectories(dir: string): void {
  for (const name of DIRECTORIES) mkdirSync(join(dir, name), { recursive: true });
}

export function launch(asterisk: Asterisk, dir: string): Running {
  const log = join(dir, 'log/console');
  const output = openSync(log, 'a');
  const [program, ...before] = asterisk.command;
  const args = [...before, '-C', join(dir, 'etc/asterisk.conf'), '-f'];
  // The kernel ends it even when we are killed outright; where setpriv is missing our own handlers must do.
  const guarded = canGuard();
  const child = spawn(guarded ? 'setpriv' : program, guarded ? [...GUARD, program, ...args] : args, {
    // A session of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order.
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, LC_ALL: 'C.UTF-8', LD_LIBRARY_PATH: '' },
  });
  closeSync(output);
  const forget = endWithUs(child, !guarded);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      forget();
      resolve();
    });
    child.once('error', () => {
      forget();
      resolve();
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  return {
    pid: child.pid ?? 0,
    gone,
    words: () =>
      [log, join(dir, 'log/messages')]
        .map((path) => (existsSync(path) ? readFileSync(path, 'utf8').slice(-3000) : ''))
        .join('\n'),
    async stop() {
      signal('SIGTERM');
      const late = setTimeout(() => signal('SIGKILL'), 3000);
      await gone;
      clearTimeout(late);
    },
    async kill() {
      signal('SIGKILL');
      await gone;
    },
  };
}

const GUARD = ['--pdeathsig', 'KILL'];

function canGuard(): boolean {
  try {
    execFileSync('setpriv', [...GUARD, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Ends the child when this process exits; returns the undo. A signal is raised again when it has been heard. */
function endWithUs(child: ChildProcess, signals: boolean): () => void {
  const end = (): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    end();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.once('exit', end);
  const heard: NodeJS.Signals[] = signals ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : [];
  for (const signal of heard) process.once(signal, onSignal);
  return () => {
    process.off('exit', end);
    for (const signal of heard) process.off(signal, onSignal);
  };
}
