/** Random real calls, transfers and hang-ups; after each the mirror must be as the PBX lists. */
import { CONFERENCE, DIDS, HOPS, MENU, QUEUES, until, type Pbx, type RawAmi } from '../../e2e/pbx/index.ts';
import type { Watching } from './watching.ts';

export interface RandomCalls {
  readonly seed: number;
  /** What was tried: calls, answers, refusals, holds, transfers, parkings, hang-ups. */
  readonly tried: number;
  /** After which the mirror was not as listed, in words. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

/** Numbers between 0 and 1 from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const phones = ['2000', '2001', '2002', '2003', '2004', '2005', '2010', '2010-dect', '2011', '2012', '2020'];
const numbers = [
  ...['2000', '2002', '2003', '2004', '2005', '2010', '2011', '2012', '2020', '2000', '2004'],
  ...Object.values(HOPS),
  ...Object.values(QUEUES),
  MENU,
  CONFERENCE,
  '0301234',
  '2999',
];
const dids = [DIDS.reception, DIDS.menu, DIDS.queue, DIDS.reservations, `${DIDS.direct}2004`];

export async function randomCalls(
  pbx: Pbx,
  watching: Watching,
  options: { readonly count: number; readonly seed: number; readonly say?: (line: string) => void },
): Promise<RandomCalls> {
  const { count, seed, say = () => {} } = options;
  const random = seeded(seed);
  const began = Date.now();
  const ami = await pbx.ami();
  const wrong: string[] = [];
  let outsider = 0;

  function pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(random() * from.length)];
  }

  /** The state of all phones at once, as the PBX's own list of channels shows it. */
  const channels = async () =>
    (await ami.action('CoreShowChannels'))
      .filter((row) => row.get('Event') === 'CoreShowChannel' && row.get('Channel').startsWith('PJSIP/'))
      .map((row) => ({
        name: row.get('Channel'),
        id: row.get('Uniqueid'),
        phone: /^PJSIP\/(.+)-/.exec(row.get('Channel'))?.[1] ?? '',
        state: row.get('ChannelStateDesc'),
        bridge: row.get('BridgeId'),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));

  async function act(): Promise<string | undefined> {
    const now = await channels();
    const ringing = now.filter((each) => each.state === 'Ringing' && phones.includes(each.phone));
    const bridged = now.filter((each) => each.bridge !== '' && phones.includes(each.phone));
    const idle = phones.filter((phone) => !now.some((each) => each.phone === phone));
    const one = (from: typeof now) => pick(from);
    const request = async (name: string, headers: Record<string, string>): Promise<void> => {
      await ami.action(name, headers);
    };
    // New calls are made rarer the more there are.
    const die = Math.floor(random() * (now.length > 14 ? 8 : 12));
    switch (die) {
      case 0:
      case 1: {
        const leg = one(ringing);
        if (!leg) return undefined;
        await pbx.phone(leg.phone).answer();
        return `${leg.phone} answers`;
      }
      case 2: {
        const leg = one(ringing);
        if (!leg) return undefined;
        const how = pick(['busy', 'refuse', 'offline'] as const) ?? 'busy';
        await pbx.phone(leg.phone)[how]();
        return `${leg.phone} says ${how}`;
      }
      case 3: {
        const leg = one(now);
        if (!leg) return undefined;
        await request('Hangup', { Channel: leg.id, Cause: '16' });
        return `${leg.name} is hung up`;
      }
      case 4: {
        const leg = one(bridged);
        const exten = pick(numbers) ?? '';
        if (!leg) return undefined;
        await request('BlindTransfer', { Channel: leg.id, Context: 'internal', Exten: exten });
        return `${leg.name} transfers to ${exten}`;
      }
      case 5: {
        const leg = one(bridged);
        if (!leg) return undefined;
        const other = now.find((each) => each.bridge === leg.bridge && each.id !== leg.id);
        await request('Park', { Channel: leg.name, TimeoutChannel: other?.name ?? leg.name });
        return `${leg.name} is parked`;
      }
      case 6: {
        const leg = one(now.filter((each) => each.state === 'Up'));
        const exten = pick(numbers) ?? '';
        if (!leg) return undefined;
        await request('Redirect', { Channel: leg.id, Context: 'internal', Exten: exten, Priority: '1' });
        return `${leg.name} is redirected to ${exten}`;
      }
      case 7: {
        const holding = pick(bridged.map((each) => each.phone));
        if (holding === undefined) return undefined;
        const [call] = await pbx.phone(holding).calls();
        if (call?.state === 'talking') await pbx.phone(holding).hold(call.callId);
        else if (call?.state === 'holding') await pbx.phone(holding).unhold(call.callId);
        return `${holding} holds or goes on`;
      }
      case 8: {
        outsider += 1;
        const did = pick(dids) ?? '';
        await pbx.outside.call(did, { name: `Guest ${outsider}; "${seed}"`, number: `+4917${outsider}` });
        return `somebody calls ${did}`;
      }
      default: {
        const [caller, number] = [pick(idle), pick(numbers) ?? ''];
        if (caller === undefined) return undefined;
        await pbx.phone(caller).call(number);
        return `${caller} calls ${number}`;
      }
    }
  }

  let tried = 0;
  try {
    for (let turn = 0; tried < count && turn < 20 * count; turn += 1) {
      const said = await act().catch((error: unknown) => ended(error));
      if (said === undefined) continue;
      tried += 1;
      say(`${tried}: ${said}`);
      await watching.asListed().catch((error: unknown) => {
        wrong.push(`after ${tried} (${said}): ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    await pbx.hangupAll();
    await watching.asListed();
    await gone(watching, ami);
  } finally {
    ami.close();
  }
  return { seed, tried, wrong, seconds: Math.round((Date.now() - began) / 1000) };
}

/** What was to be done could no longer be: the call ended or changed between the look and the act. */
function ended(error: unknown): string {
  return `(${error instanceof Error ? error.message : String(error)})`;
}

/** No ghosts: with no channel on the PBX there is no call, dial, line or parked call in the mirror. */
async function gone({ mirror: { tables } }: Watching, ami: RawAmi): Promise<void> {
  await until('nothing is left of the calls', async () => {
    const listed = (await ami.action('CoreShowChannels')).filter((row) => row.get('Uniqueid') !== '');
    const left = [tables.calls, tables.dials, tables.lines, tables.parked, tables.queued, tables.channels];
    return listed.length === 0 && left.every((table) => table.size === 0) ? true : undefined;
  });
}
