/** One call as a sequence diagram: a lane for each leg, a row for each event, an arrow where one leg acts on another. */
import type { Message } from '../ami/index.ts';
import type { Streamed } from './stream.ts';

export interface Lane {
  /** Uniqueid. */
  readonly id: string;
  /** `PJSIP/2004-00000012`, as first heard. */
  readonly name: string;
  /** Caller or connected name and number, as far as told. */
  readonly who: string;
}

export interface SequenceRow {
  readonly number: number;
  readonly at: number;
  readonly event: string;
  /** Indexes of lanes; `to` undefined: something the leg `from` does or has done to it alone. */
  readonly from: number;
  readonly to: number | undefined;
  /** What is worth knowing of it, in Asterisk's own words. */
  readonly facts: readonly (readonly [header: string, value: string])[];
  /** The leg begins or ends here. */
  readonly life: 'begins' | 'ends' | undefined;
}

export interface Sequence {
  readonly lanes: readonly Lane[];
  readonly rows: readonly SequenceRow[];
}

/** Event → the headers that tell who acts, on whom, and what is worth knowing. */
const arrows: Readonly<Record<string, readonly [from: string, to: string]>> = {
  DialBegin: ['Uniqueid', 'DestUniqueid'],
  DialState: ['DestUniqueid', 'Uniqueid'],
  DialEnd: ['DestUniqueid', 'Uniqueid'],
  BlindTransfer: ['TransfererUniqueid', 'TransfereeUniqueid'],
  AttendedTransfer: ['OrigTransfererUniqueid', 'TransfereeUniqueid'],
  ParkedCall: ['ParkerUniqueid', 'ParkeeUniqueid'],
  UnParkedCall: ['RetrieverUniqueid', 'ParkeeUniqueid'],
  LocalBridge: ['LocalOneUniqueid', 'LocalTwoUniqueid'],
  Pickup: ['Uniqueid', 'TargetUniqueid'],
};
const told: Readonly<Record<string, readonly string[]>> = {
  Newchannel: ['ChannelStateDesc', 'CallerIDNum', 'Context', 'Exten'],
  Newstate: ['ChannelStateDesc'],
  Newexten: ['Context', 'Extension', 'Priority', 'Application', 'AppData'],
  NewCallerid: ['CallerIDNum', 'CallerIDName'],
  NewConnectedLine: ['ConnectedLineNum', 'ConnectedLineName'],
  DialBegin: ['DialString'],
  DialState: ['DialStatus'],
  DialEnd: ['DialStatus'],
  BridgeEnter: ['BridgeUniqueid', 'BridgeType'],
  BridgeLeave: ['BridgeUniqueid'],
  Hangup: ['Cause', 'Cause-txt'],
  HangupRequest: ['Cause'],
  SoftHangupRequest: ['Cause'],
  Hold: ['MusicClass'],
  MusicOnHoldStart: ['Class'],
  BlindTransfer: ['Result', 'Context', 'Extension'],
  AttendedTransfer: ['Result', 'DestType'],
  ParkedCall: ['ParkingLot', 'ParkingSpace'],
  UnParkedCall: ['ParkingLot', 'ParkingSpace'],
  ParkedCallTimeOut: ['ParkingLot', 'ParkingSpace'],
  QueueCallerJoin: ['Queue', 'Position'],
  QueueCallerLeave: ['Queue', 'Position'],
  AgentConnect: ['Queue', 'MemberName'],
  DTMFBegin: ['Digit', 'Direction'],
  DTMFEnd: ['Digit', 'Direction'],
  VarSet: ['Variable', 'Value'],
  UserEvent: ['UserEvent'],
  Rename: ['Newname'],
};
/** Where an event without Uniqueid names its leg. */
const legs = [
  'Uniqueid',
  'DestUniqueid',
  'ParkeeUniqueid',
  'TransfererUniqueid',
  'LocalOneUniqueid',
] as const;

/** Headers that tell little at a glance: identifiers, and what hardly changes. mxml gives names in lower case. */
const quiet = new Set([
  'event',
  'privilege',
  'systemname',
  'language',
  'accountcode',
  'priority',
  'channelstate',
  'uniqueid',
  'linkedid',
]);

/** What an event tells, the telling first: on one line, cut off where there is no more room. */
export function gistOf(event: Message): readonly (readonly [header: string, value: string])[] {
  const first = ['Channel', ...(told[event.name] ?? [])].map((header) => header.toLowerCase());
  const place = (header: string): number => {
    const at = first.indexOf(header.toLowerCase());
    return at === -1 ? first.length : at;
  };
  return event.headers
    .filter(
      ([header, value]) => value !== '' && (place(header) < first.length || !quiet.has(header.toLowerCase())),
    )
    .sort(([a], [b]) => place(a) - place(b));
}

export interface SequenceMaker {
  /**
   * Events of the call (`Stream.call`), behind those there are; gives the whole, which is a new one when anything was
   * added.
   */
  add(events: readonly Streamed[]): Sequence;
}

/** A sequence that grows with its call: thousands of rows are not made anew for the next one. */
export function createSequence(): SequenceMaker {
  let sequence: Sequence = { lanes: [], rows: [] };
  const lanes: Lane[] = [];
  const places = new Map<string, number>();
  const lane = (event: Message, header: string): number | undefined => {
    const id = event.get(header);
    if (id === undefined || id === '' || id === '<unknown>') return undefined;
    const found = places.get(id);
    if (found !== undefined) return found;
    const prefix = header.slice(0, -'Uniqueid'.length);
    const of = (name: string): string => event.get(prefix + name)?.replace('<unknown>', '') ?? '';
    const who = `${of('CallerIDName')} ${of('CallerIDNum')}`.trim();
    places.set(id, lanes.length);
    lanes.push({ id, name: of('Channel') || id, who });
    return lanes.length - 1;
  };
  const rowsOf = ({ number, at, event }: Streamed): readonly SequenceRow[] => {
    const [fromHeader, toHeader] = arrows[event.name] ?? [undefined, undefined];
    const to = toHeader === undefined ? undefined : lane(event, toHeader);
    const acting = fromHeader === undefined ? undefined : lane(event, fromHeader);
    const own = legs.map((header) => lane(event, header)).find((one) => one !== undefined);
    const from = acting ?? (to === undefined ? own : to);
    if (from === undefined) return [];
    return [
      {
        number,
        at,
        event: event.name,
        from,
        to: acting === undefined || to === from ? undefined : to,
        facts: (told[event.name] ?? []).flatMap((header) => {
          const value = event.get(header);
          return value === undefined || value === '' ? [] : [[header, value] as const];
        }),
        life: event.name === 'Newchannel' ? 'begins' : event.name === 'Hangup' ? 'ends' : undefined,
      },
    ];
  };
  return {
    add(events) {
      if (events.length > 0) {
        const rows = [...sequence.rows, ...events.flatMap(rowsOf)];
        sequence = { lanes: [...lanes], rows };
      }
      return sequence;
    },
  };
}
