/** What the PBX itself says of its calls: who is connected with whom, asked by AMI and never of the page. */
import type { AmiMessage, RawAmi } from './ami.ts';
import { PEOPLE, TRUNK } from './hotel.ts';
import { until } from './until.ts';

export interface SeenChannel {
  readonly name: string;
  readonly uniqueid: string;
  readonly linkedid: string;
  /** ChannelStateDesc. */
  readonly state: string;
  readonly bridge: string;
  /** The bridge holds waiting channels rather than connecting them: a park. */
  readonly holding: boolean;
  readonly context: string;
  readonly exten: string;
  readonly priority: string;
  readonly application: string;
  readonly caller: { readonly name: string; readonly number: string };
  readonly connected: { readonly name: string; readonly number: string };
  readonly accountcode: string;
  /** `PJSIP/2004`. */
  readonly device: string;
  /** SIP Call-ID; empty for other technologies. */
  readonly callId: string;
}

export interface ParkedCall {
  readonly space: string;
  readonly number: string;
  readonly uniqueid: string;
  readonly channel: string;
}

export const deviceOf = (channel: string): string => channel.replace(/-[^-]*$/, '');

/**
 * Lists channels of one Asterisk, each with its Call-ID. Call-IDs are asked once: a name keeps its SIP leg, except
 * that a restarted Asterisk counts its names anew.
 */
export function channelLister(ami: () => RawAmi): () => Promise<readonly SeenChannel[]> {
  let callIds = new Map<string, string>();
  const keyOf = (row: AmiMessage): string => `${row.get('Channel')} ${row.get('Uniqueid')}`;
  const ask = async (row: AmiMessage): Promise<readonly [string, string]> => {
    const known = callIds.get(keyOf(row));
    if (known !== undefined || !row.get('Channel').startsWith('PJSIP/')) return [keyOf(row), known ?? ''];
    const [reply] = await ami().action('Getvar', {
      Channel: row.get('Channel'),
      Variable: 'CHANNEL(pjsip,call-id)',
    });
    return [keyOf(row), reply?.get('Value') ?? ''];
  };
  return async () => {
    const [bridges, rows] = await Promise.all([ami().action('BridgeList'), ami().action('CoreShowChannels')]);
    const holding = new Set(
      bridges
        .filter((one) => one.get('BridgeTechnology') === 'holding_bridge')
        .map((one) => one.get('BridgeUniqueid')),
    );
    const channels = rows.filter((one) => one.get('Event') === 'CoreShowChannel');
    const asked = await Promise.all(channels.map(ask));
    callIds = new Map(asked.filter(([, callId]) => callId !== ''));
    return channels.map((one, index) => readChannel(one, holding, asked[index]?.[1] ?? ''));
  };
}

function readChannel(one: AmiMessage, holding: ReadonlySet<string>, callId: string): SeenChannel {
  const name = one.get('Channel');
  const bridge = one.get('BridgeId');
  return {
    name,
    uniqueid: one.get('Uniqueid'),
    linkedid: one.get('Linkedid'),
    state: one.get('ChannelStateDesc'),
    bridge,
    holding: holding.has(bridge),
    context: one.get('Context'),
    exten: one.get('Exten'),
    priority: one.get('Priority'),
    application: one.get('Application'),
    caller: { name: unescaped(one.get('CallerIDName')), number: known(one.get('CallerIDNum')) },
    connected: { name: unescaped(one.get('ConnectedLineName')), number: known(one.get('ConnectedLineNum')) },
    accountcode: one.get('AccountCode'),
    device: deviceOf(name),
    callId,
  };
}

const known = (text: string): string => (text === '<unknown>' ? '' : text);

/** Names in channel lists are C-escaped (manager_channels.c); none of ours holds a control character. */
const unescaped = (text: string): string => known(text.replace(/\\(.)/g, '$1'));

export interface Witness {
  channels(): Promise<readonly SeenChannel[]>;
  /** The conversations now: the numbers at their ends, sorted, seen through Local channels. */
  bridges(): Promise<readonly (readonly string[])[]>;
  /** The far ends somebody talks with now, sorted. */
  talking(number: string): Promise<readonly string[]>;
  /** Resolves when exactly these numbers are connected with each other. */
  waitBridged(...numbers: readonly string[]): Promise<void>;
  parked(): Promise<readonly ParkedCall[]>;
  waitParked(number: string): Promise<ParkedCall>;
  /** The PBX's channel of that number, once it has one for which `holds` (default: any). */
  channelOf(number: string, holds?: (channel: SeenChannel) => boolean): Promise<SeenChannel>;
  /** Linkedid of the call that number is in. */
  linkedid(number: string): Promise<string>;
  /** Resolves when that number's channel is answered. */
  waitUp(number: string): Promise<void>;
  /** Resolves when that number waits in a queue; its position. */
  waitQueued(number: string): Promise<number>;
}

/**
 * `farNumber` tells the number at the far end of a trunk channel by its Call-ID: what the PBX believes of it changes
 * as calls are moved, the SIP leg does not.
 */
export function witness(
  ami: () => RawAmi,
  list: () => Promise<readonly SeenChannel[]>,
  farNumber: (callId: string) => string | undefined,
): Witness {
  const byDevice = new Map(
    PEOPLE.flatMap((one) => one.devices.map((device) => [`PJSIP/${device}`, one.number])),
  );
  const numberOf = (channel: SeenChannel): string =>
    byDevice.get(channel.device) ??
    (channel.device === `PJSIP/${TRUNK}` ? farNumber(channel.callId) : undefined) ??
    channel.caller.number;

  async function conversations(): Promise<string[][]> {
    const channels = await list();
    const groups = new Map<string, Set<SeenChannel>>();
    const join = (key: string, members: Iterable<SeenChannel>): void => {
      const group = groups.get(key) ?? new Set();
      for (const member of members) group.add(member);
      for (const member of group) groups.set(keyOf(member), group);
      groups.set(key, group);
    };
    const keyOf = (channel: SeenChannel): string => `bridge ${channel.bridge}`;
    const connected = channels.filter((channel) => channel.bridge !== '' && !channel.holding);
    for (const channel of connected) join(keyOf(channel), [channel]);
    for (const channel of connected) {
      if (!channel.name.startsWith('Local/') || !channel.name.endsWith(';1')) continue;
      const other = connected.find((one) => one.name === `${channel.name.slice(0, -1)}2`);
      if (!other) continue;
      const both = new Set([...(groups.get(keyOf(channel)) ?? []), ...(groups.get(keyOf(other)) ?? [])]);
      for (const member of both) groups.set(keyOf(member), both);
    }
    return [...new Set(groups.values())]
      .map((group) =>
        [...group]
          .filter((channel) => !channel.name.startsWith('Local/'))
          .map(numberOf)
          .sort(),
      )
      .filter((numbers) => numbers.length > 1)
      .sort((a, b) => a.join().localeCompare(b.join()));
  }

  async function parked(): Promise<ParkedCall[]> {
    const [rows, channels] = await Promise.all([ami().action('ParkedCalls'), list()]);
    return rows
      .filter((one) => one.get('Event') === 'ParkedCall')
      .map((one) => {
        const channel = channels.find((each) => each.uniqueid === one.get('ParkeeUniqueid'));
        return {
          space: one.get('ParkingSpace'),
          number: channel ? numberOf(channel) : one.get('ParkeeCallerIDNum'),
          uniqueid: one.get('ParkeeUniqueid'),
          channel: one.get('ParkeeChannel'),
        };
      });
  }

  const channelOf: Witness['channelOf'] = (number, holds = () => true) =>
    until(`${number} has such a channel`, async () =>
      (await list()).find((one) => numberOf(one) === number && !one.name.startsWith('Local/') && holds(one)),
    );

  return {
    channels: list,
    channelOf,
    linkedid: async (number) => (await channelOf(number)).linkedid,
    async waitUp(number) {
      await channelOf(number, (one) => one.state === 'Up');
    },
    waitQueued: (number) =>
      until(`${number} waits in a queue`, async () => {
        const [rows, channels] = await Promise.all([ami().action('QueueStatus'), list()]);
        const mine = channels.filter((one) => numberOf(one) === number).map((one) => one.uniqueid);
        const entry = rows.find(
          (one) => one.get('Event') === 'QueueEntry' && mine.includes(one.get('Uniqueid')),
        );
        return entry ? Number(entry.get('Position')) : undefined;
      }),
    bridges: conversations,
    async talking(number) {
      const mine = (await conversations()).filter((numbers) => numbers.includes(number));
      return mine.flatMap((numbers) => without(numbers, number)).sort();
    },
    async waitBridged(...numbers) {
      const wanted = [...numbers].sort().join(' ');
      let last: string[][] = [];
      try {
        await until(`${wanted} talk`, async () => {
          last = await conversations();
          return last.some((one) => one.join(' ') === wanted) || undefined;
        });
      } catch (cause) {
        throw new Error(`${wanted} never talked; connected at the end: ${JSON.stringify(last)}`, { cause });
      }
    },
    parked,
    waitParked: (number) =>
      until(`${number} is parked`, async () => (await parked()).find((one) => one.number === number)),
  };
}

function without(numbers: readonly string[], number: string): string[] {
  const place = numbers.indexOf(number);
  return numbers.filter((_one, index) => index !== place);
}
