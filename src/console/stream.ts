/** The event stream as it is looked at: the newest so many, those of them that match, without stalling at thousands a second. */
import { eventNames, type Message } from '../ami/index.ts';

export interface Streamed {
  /** Counts from 1, in the PBX's order. */
  readonly number: number;
  /** When the page heard it; our clock. Events of one poll share it. */
  readonly at: number;
  readonly event: Message;
}

export interface Sought {
  /** Names of events; empty = every. */
  readonly names: ReadonlySet<string>;
  /** Anywhere in the event, in any case. */
  readonly text: string;
  /** Of one call: events that name it, or one of its channels. */
  readonly linkedid: string;
}

export interface Stream {
  /** The newest that match, oldest first. Replaced, not changed. */
  readonly matched: readonly Streamed[];
  /** Heard since `clear`, dropped ones included. */
  readonly heard: number;
  /** No longer kept. */
  readonly dropped: number;
  /** Names heard so far and how often. */
  readonly names: ReadonlyMap<string, number>;
  add(events: readonly Message[], at: number): void;
  seek(sought: Sought): void;
  /** Everything kept that belongs to one call. */
  call(linkedid: string): readonly Streamed[];
  clear(): void;
}

export const everything: Sought = { names: new Set(), text: '', linkedid: '' };

/** Headers in which an event names channels by Uniqueid (core-en_US.xml of 22; 16 has no others). */
const channelHeaders = [
  'Uniqueid',
  'DestUniqueid',
  'TransfererUniqueid',
  'TransfereeUniqueid',
  'OrigTransfererUniqueid',
  'SecondTransfererUniqueid',
  'TransferTargetUniqueid',
  'ParkeeUniqueid',
  'ParkerUniqueid',
  'RetrieverUniqueid',
] as const;

const namesCall = (event: Message, linkedid: string, channels: ReadonlySet<string>): boolean =>
  event.get('Linkedid') === linkedid ||
  event.get('DestLinkedid') === linkedid ||
  channelHeaders.some((header) => {
    const id = event.get(header);
    return id !== undefined && channels.has(id);
  });

/** `most`: how many events are kept. */
export function createStream(most = 20_000): Stream {
  let kept: Streamed[] = [];
  let matched: readonly Streamed[] = [];
  let fresh: Streamed[] = [];
  let sought = everything;
  let text = '';
  let heard = 0;
  let names = new Map<string, number>();
  /** Channels of the call that is sought. */
  const channels = new Set<string>();

  const matches = ({ event }: Streamed): boolean => {
    if (sought.names.size > 0 && !sought.names.has(event.name)) return false;
    if (sought.linkedid !== '') {
      if (!namesCall(event, sought.linkedid, channels)) return false;
      const id = event.get('Uniqueid');
      if (id !== undefined && event.get('Linkedid') === sought.linkedid) channels.add(id);
    }
    return text === '' || event.text.toLowerCase().includes(text);
  };
  const still = ({ number }: Streamed): boolean => number >= (kept[0]?.number ?? 0);
  const trim = (): void => {
    // Cut seldom and much: moving twenty thousand places for every poll would be the stalling.
    if (kept.length <= most * 1.25) return;
    kept = kept.slice(-most);
    fresh = fresh.filter(still);
  };

  return {
    get matched() {
      if (fresh.length > 0) {
        matched = [...matched.filter(still), ...fresh];
        fresh = [];
      }
      return matched;
    },
    get heard() {
      return heard;
    },
    get dropped() {
      return heard - kept.length;
    },
    get names() {
      return names;
    },
    add(events, at) {
      for (const event of events) {
        heard += 1;
        names.set(event.name, (names.get(event.name) ?? 0) + 1);
        const streamed = { number: heard, at, event };
        kept.push(streamed);
        if (matches(streamed)) fresh.push(streamed);
      }
      trim();
    },
    seek(next) {
      sought = next;
      text = next.text.trim().toLowerCase();
      channels.clear();
      fresh = [];
      matched = kept.filter(matches);
    },
    call(linkedid) {
      const among = new Set<string>();
      return kept.filter(({ event }) => {
        if (!namesCall(event, linkedid, among)) return false;
        const id = event.get('Uniqueid');
        if (id !== undefined && event.get('Linkedid') === linkedid) among.add(id);
        return true;
      });
    },
    clear() {
      kept = [];
      matched = [];
      fresh = [];
      heard = 0;
      names = new Map();
      channels.clear();
    },
  };
}

/** Manager classes that events belong to. */
export const eventClasses = (): readonly string[] => Object.keys(eventNames);

/** Names of the events that belong to any of these classes. */
export const eventsOf = (classes: ReadonlySet<string>): readonly string[] =>
  Object.entries(eventNames).flatMap(([of, names]) => (classes.has(of) ? names.split(' ') : []));

/** The bare protocol text, as it would come over AMI's own port: what others' tools read. */
export const exportText = (events: readonly Streamed[]): string =>
  events
    .map(({ event }) => `${event.headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`)
    .join('');

/** One JSON object a line; repeated headers are lists. */
export function exportJson(events: readonly Streamed[]): string {
  return events
    .map(({ number, at, event }) => {
      const headers: Record<string, string | string[]> = Object.create(null) as Record<string, never>;
      for (const [name, value] of event.headers) {
        const before = headers[name];
        headers[name] =
          before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
      }
      return `${JSON.stringify({ number, at: new Date(at).toISOString(), headers })}\n`;
    })
    .join('');
}
