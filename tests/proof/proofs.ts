/**
 * Proofs that take long: each tries something many times and says how often it failed. `npm run proof` gives them
 * their full length, `npm test` a short one.
 */
import { PEOPLE, until, type Pbx, type Proxy } from '../../e2e/pbx/index.ts';
import { startTraffic } from '../../e2e/pbx/traffic.ts';
import { blindTransfer, hangup, redirect, type Request } from '../../src/ami/index.ts';
import { createCookieJar, type CookieJar } from '../../src/ami/node.ts';
import { record } from '../bench/bodies.ts';
import { replay } from '../bench/replay.ts';
import { randomCalls, seeded } from '../pbx/random-calls.ts';
import { watch, type Watching } from '../pbx/watching.ts';

export interface Proof {
  readonly name: string;
  readonly tried: number;
  readonly failed: number;
  readonly seconds: number;
}

/** A proof, and what went wrong in words. */
export interface Proved extends Proof {
  readonly wrong: readonly string[];
}

export interface ProofOptions {
  readonly seed: number;
  readonly short: boolean;
  readonly say: (line: string) => void;
}

type Prove = (pbx: Pbx, options: ProofOptions) => Promise<Proved>;

/** After the PBX can be reached again the mirror is as it lists within so many milliseconds. */
const SOON = 10_000;

const clockFrom = (began: number): number => Math.round((Date.now() - began) / 1000);
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Real calls, answers, refusals, holds, transfers, parkings, hang-ups; compared with the PBX after each. */
export const randomMoves: Prove = async (pbx, { seed, short, say }) => {
  const watching = await watch(pbx);
  try {
    const { tried, wrong, seconds } = await randomCalls(pbx, watching, {
      seed,
      count: short ? 10 : 200,
      say,
    });
    return { name: 'random calls, transfers and hang-ups', tried, failed: wrong.length, seconds, wrong };
  } finally {
    watching.close();
  }
};

interface Struck {
  readonly pbx: Pbx;
  readonly proxy: Proxy;
  readonly jar: CookieJar;
  readonly watching: Watching;
  readonly random: () => number;
}

/** What happens between browser and PBX. Each leaves the way free again when it resolves. */
function faults({
  pbx,
  proxy,
  jar,
  watching: { session },
  random,
}: Struck): Readonly<Record<string, () => Promise<void>>> {
  const pause = (least: number, most: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
  return {
    async 'connections cut'() {
      proxy.cut();
      await pause(0, 500);
    },
    async 'a body cut in the middle'() {
      const before = proxy.count('WaitEvent');
      proxy.cutBodyAfter(60 + Math.floor(random() * 200));
      await pbx.phone('2002').call('2003');
      await until('another poll was made', () => (proxy.count('WaitEvent') > before ? true : undefined));
    },
    async 'answers delayed'() {
      proxy.delay(500 + random() * 4500);
      await pause(1000, 4000);
    },
    async 'error 500'() {
      proxy.answer(500, '<h1>Internal error</h1>');
      await pause(500, 5000);
    },
    async 'a page of a proxy'() {
      proxy.answer(200, '<html><body>Please sign in to the guest network</body></html>');
      await pause(500, 5000);
    },
    async 'nobody listens'() {
      await proxy.refuse(true);
      await pause(500, 6000);
    },
    // The PBX ends the session behind the cookie, as it does with one that has been idle for its httptimeout.
    async 'cookie expired'() {
      const epoch = session.state.tag === 'live' ? session.state.epoch : undefined;
      const answer = await fetch(`${pbx.url}/rawman?action=Logoff`, {
        headers: { cookie: `mansession_id="${jar.cookie ?? ''}"` },
      });
      if (!(await answer.text()).includes('Goodbye')) throw new Error('The PBX did not end the session');
      await until(
        'the page noticed',
        () => (session.state.tag === 'live' && session.state.epoch === epoch ? undefined : true),
        40_000,
      );
    },
    async 'killed and started again'() {
      await pbx.restart();
    },
  };
}

/** Faults of all kinds while calls come and go. */
export const faultStorm: Prove = async (pbx, { seed, short, say }) => {
  const began = Date.now();
  const random = seeded(seed);
  const proxy = await pbx.proxy();
  const jar = createCookieJar((url, init) => fetch(url, init));
  const watching = await watch({ ...pbx, url: proxy.url }, 'reception', { jar });
  const phones = PEOPLE.map((one) => one.number);
  const kinds = Object.entries(faults({ pbx, proxy, jar, watching, random }));
  const wrong: string[] = [];
  const count = short ? kinds.length : 60;
  try {
    for (let turn = 0; turn < count; turn += 1) {
      const [name, strike] = kinds[short ? turn : Math.floor(random() * kinds.length)] ?? kinds[0] ?? [];
      if (name === undefined || strike === undefined) throw new Error('There are no faults');
      const [from, to] = [phones[turn % phones.length], phones[(turn + 7) % phones.length]];
      if (from !== undefined && to !== undefined) await pbx.phone(from).call(to);
      await strike();
      if (turn % 3 === 2) await pbx.hangupAll();
      await proxy.heal();
      const healed = Date.now();
      try {
        await until('the session is live', () => (isLive(watching) ? true : undefined), SOON);
        await watching.asListed(Math.max(1000, SOON - (Date.now() - healed)));
        say(`${turn + 1}: ${name}: as listed after ${Date.now() - healed} ms`);
      } catch (error) {
        wrong.push(`${turn + 1}: ${name}: ${words(error)}; the session is ${watching.session.state.tag}`);
        say(wrong.at(-1) ?? '');
      }
    }
    await pbx.hangupAll();
    return { name: 'fault storm', tried: count, failed: wrong.length, seconds: clockFrom(began), wrong };
  } finally {
    watching.close();
    await proxy.stop();
  }
};

const isLive = ({ session, mirror }: Watching): boolean => session.state.tag === 'live' && mirror.ready;

/** The demo's traffic for ten minutes: no audit finds anything that the events had not told. */
export const soak: Prove = async (pbx, { seed, short, say }) => {
  const began = Date.now();
  const seconds = short ? 20 : 600;
  // Audits are asked for here, to hear what each finds.
  const watching = await watch(pbx, 'reception', { auditEvery: 1e9 });
  const { mirror } = watching;
  const wrong: string[] = [];
  let audits = 0;
  let events = 0;
  mirror.onChanges((changes) => (events += changes.length));
  const stop = startTraffic(pbx, { seed, pace: short ? 6 : 3 });
  try {
    while (Date.now() - began < seconds * 1000) {
      await new Promise((resolve) => setTimeout(resolve, short ? 2000 : 5000));
      const { drift } = await mirror.audit();
      audits += 1;
      for (const { change } of drift) wrong.push(`audit ${audits}: ${JSON.stringify(change)}`);
    }
    stop();
    await pbx.hangupAll();
    await watching.asListed(SOON).catch((error: unknown) => wrong.push(words(error)));
    say(`${events} changes, ${audits} audits, drift ${mirror.drift}`);
    return {
      name: `${seconds} s of demo traffic, audited`,
      tried: audits,
      failed: wrong.length,
      seconds: clockFrom(began),
      wrong,
    };
  } finally {
    stop();
    watching.close();
  }
};

/** The PBX's own dialplan changes a thousand extensions as fast as it can. */
export const eventFlood: Prove = async (pbx, { short, say }) => {
  const began = Date.now();
  const watching = await watch(pbx);
  try {
    const { changes, rate } = await pbx.flood({ rate: 100_000, extensions: 1000, seconds: short ? 0.02 : 1 });
    const wrong: string[] = [];
    await watching.asListed(SOON).catch((error: unknown) => wrong.push(words(error)));
    if (watching.session.state.tag !== 'live') wrong.push(`the session is ${watching.session.state.tag}`);
    say(`${changes} changes at ${Math.round(rate)}/s`);
    return {
      name: `event flood at ${Math.round(rate)} changes/s`,
      tried: changes,
      failed: wrong.length,
      seconds: clockFrom(began),
      wrong,
    };
  } finally {
    watching.close();
  }
};

/** Two operators move the same call at the same moment: every act ends, and both see what the PBX has. */
export const twoOperators: Prove = async (pbx, { seed, short, say }) => {
  const began = Date.now();
  const random = seeded(seed);
  const both = await Promise.all([watch(pbx), watch(pbx)]);
  const wrong: string[] = [];
  const count = short ? 4 : 60;
  const acts: readonly ((channel: string) => Request)[] = [
    (Channel) => redirect({ Channel, Context: 'internal', Exten: '2010', Priority: 1 }),
    (Channel) => blindTransfer({ Channel, Context: 'internal', Exten: '2011' }),
    (Channel) => blindTransfer({ Channel, Context: 'internal', Exten: '2012' }),
    (Channel) => hangup({ Channel }),
  ];
  try {
    await pbx.phone('2003').onCall('answer');
    for (let turn = 0; turn < count; turn += 1) {
      await pbx.phone('2002').call('2003');
      await pbx.waitBridged('2002', '2003');
      const leg = await pbx.channelOf('2002');
      const ended = await Promise.all(
        both.map(async ({ session }) => {
          const act = acts[Math.floor(random() * acts.length)];
          if (!act) throw new Error('There are no acts');
          // What the PBX refuses (the other was quicker) is an end as well.
          const end = session.send(act(leg.uniqueid)).then(
            () => true,
            () => true,
          );
          const never = new Promise<false>((resolve) => setTimeout(() => resolve(false), 20_000).unref());
          return Promise.race([end, never]);
        }),
      );
      if (ended.includes(false)) wrong.push(`${turn + 1}: an act had no end`);
      for (const [who, operator] of both.entries()) {
        await operator.asListed(SOON).catch((error: unknown) => {
          wrong.push(`${turn + 1}: operator ${who + 1}: ${words(error)}`);
        });
      }
      await pbx.hangupAll();
      say(`${turn + 1}: both as listed`);
    }
    return {
      name: 'two operators at one call',
      tried: count,
      failed: wrong.length,
      seconds: clockFrom(began),
      wrong,
    };
  } finally {
    await pbx.phone('2003').onCall('ring');
    for (const one of both) one.close();
  }
};

/** Events replayed into the worker's host and the mirror leave nothing behind. */
export const memory: Prove = async (pbx, { short, say }) => {
  const began = Date.now();
  const events = short ? 60_000 : 1_000_000;
  const { early, late } = await replay(await record(pbx, 2), events);
  say(`heap ${early.toFixed(1)} MB after 10,000 events, ${late.toFixed(1)} MB after ${events}`);
  const wrong = late > early * 1.2 ? [`the heap grew from ${early} to ${late} MB`] : [];
  return {
    name: 'memory: events replayed',
    tried: events,
    failed: wrong.length,
    seconds: clockFrom(began),
    wrong,
  };
};
