/** What ten operators cost the PBX, and how soon and how often one of ours asks. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Pbx } from '../../e2e/pbx/index.ts';
import { action } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { machineNow, manyExtensions, openChanger, type Changer } from './changes.ts';
import { alone, atRate, compared, median, short, type Figure, type Rate } from './figures.ts';
import { openHttp, pollNaively } from './http.ts';

const CROWD = fileURLToPath(new URL('crowd.ts', import.meta.url));
/** Of /proc/PID/stat; USER_HZ is 100 on every Linux. */
const TICKS = 100;

export interface OperatorsOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly extensions: number;
  readonly say: (line: string) => void;
}

/** Seconds of CPU time a process has used. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

interface Crowd {
  /** Requests since the last time. */
  count(): Promise<{ readonly requests: number }>;
  end(): Promise<void>;
}

async function gather(kind: 'ours' | 'naive', count: number, pbx: Pbx): Promise<Crowd> {
  const { username, secret } = pbx.accounts.reception;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', CROWD, kind, String(count), pbx.url, username, secret],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error('The operators have gone');
    return next.value;
  };
  await line();
  return {
    async count() {
      child.stdin.write('\n');
      return JSON.parse(await line()) as { requests: number };
    },
    async end() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await gone;
    },
  };
}

export async function operators(pbx: Pbx, options: OperatorsOptions): Promise<readonly Figure[]> {
  const changer = await openChanger(pbx);
  const extensions = manyExtensions(options.extensions);
  const OPERATORS = 10;
  const rates: Rate[] = [];
  const cpu = { ours: [] as number[], naive: [] as number[], nobody: [] as number[] };
  const requests = { ours: [] as number[], naive: [] as number[] };

  async function busy(crowd: Crowd | undefined, into: number[]): Promise<number> {
    await crowd?.count();
    const before = cpuSeconds(pbx.pid);
    const { rate } = await changer.run({ rate: 1000, seconds: options.seconds, extensions });
    into.push(((cpuSeconds(pbx.pid) - before) / options.seconds) * 100);
    rates.push(rate);
    return ((await crowd?.count())?.requests ?? 0) / options.seconds / OPERATORS;
  }

  try {
    for (let round = 0; round < options.rounds; round += 1) {
      await busy(undefined, cpu.nobody);
      for (const kind of ['ours', 'naive'] as const) {
        const crowd = await gather(kind, OPERATORS, pbx);
        requests[kind].push(await busy(crowd, cpu[kind]));
        await crowd.end();
      }
    }
  } finally {
    changer.close();
  }
  const nobody = `the changes alone cost ${short(median(cpu.nobody))} %`;
  options.say(`requests of one naive operator: ${short(median(requests.naive))}/s; ${nobody}`);
  return atRate(
    [
      compared(
        'PBX, 10 operators at 1,000/s (CPU %)',
        median(cpu.ours),
        median(cpu.naive),
        ['≤', 0.4],
        nobody,
      ),
      alone('requests of one operator at 1,000/s (1/s)', median(requests.ours), ['≤', 20]),
    ],
    ...rates,
  );
}

/** The first event after two quiet seconds: sent to heard. */
export async function afterQuiet(pbx: Pbx, rounds: number): Promise<readonly Figure[]> {
  const changer = await openChanger(pbx);
  const extension = manyExtensions(1)[0] ?? '';
  const heard = { ours: [] as number[], naive: [] as number[] };
  const perRound = 4;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const mine = await openOurs(pbx);
      let hear: (at: number) => void = () => {};
      mine.onEvents(['ExtensionStatus'], () => hear(machineNow()));
      for (let each = 0; each < perRound; each += 1) {
        heard.ours.push(await once(changer, extension, (call) => (hear = call)));
      }
      await mine.signOut();
      mine.close();

      const http = await openHttp(pbx.url, pbx.accounts.reception);
      let done = false;
      const polling = pollNaively(http, (body) => {
        if (body.includes('Event: ExtensionStatus')) hear(machineNow());
        return done;
      });
      for (let each = 0; each < perRound; each += 1) {
        heard.naive.push(await once(changer, extension, (call) => (hear = call)));
      }
      done = true;
      await http.end();
      await polling;
    }
  } finally {
    changer.close();
  }
  return [compared('first event after quiet, p50 (ms)', median(heard.ours), median(heard.naive), ['≤', 1.3])];
}

async function once(
  changer: Changer,
  extension: string,
  listen: (call: (at: number) => void) => void,
): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const at = new Promise<number>((resolve) => listen(resolve));
  const sent = await changer.change(extension);
  return (await at) - sent.at;
}

async function openOurs(pbx: Pbx): Promise<ReturnType<typeof hostSession>> {
  const session = hostSession({ base: pbx.url });
  await session.signIn(pbx.accounts.reception);
  if (session.state.tag !== 'live') throw new Error(`Not signed in: ${session.state.tag}`);
  return session;
}

/** An act while the poll is parked: Getvar there and back. */
export async function besideThePoll(pbx: Pbx, rounds: number): Promise<readonly Figure[]> {
  const took = { ours: [] as number[], bare: [] as number[] };
  const mine = await openOurs(pbx);
  const bare = await openHttp(pbx.url, pbx.accounts.reception);
  try {
    for (let round = 0; round < rounds * 40; round += 1) {
      let began = machineNow();
      await mine.send(action('Getvar', { Variable: 'RING_SECONDS' }));
      took.ours.push(machineNow() - began);
      began = machineNow();
      await bare.ask({ Action: 'Getvar', Variable: 'RING_SECONDS' });
      took.bare.push(machineNow() - began);
    }
  } finally {
    await mine.signOut();
    mine.close();
    await bare.end();
  }
  return [
    compared('an act beside the parked poll, p50 (ms)', median(took.ours), median(took.bare), ['≤', 1.5]),
  ];
}
