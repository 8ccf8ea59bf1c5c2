/**
 * A house that is nowhere, for the rehearsal: what a PBX would list of it, and a ring.
 *
 * A browser reads a program's functions when they first run, loads each face of a font when the first letter is set
 * in it, and looks for the font of another script when it meets the first word of it: the first board costs twice what
 * the second does. While somebody types their name there is time for that, so a board of strangers is made behind the
 * door and thrown away before anything is painted.
 */
import { readRawman, Refused, type Clock, type Message, type Session } from './ami/index.ts';

/** Every letter and digit once: what a face has to draw. */
const LETTERS = 'Waltz, nymph, for quick jigs vex Bud +0123456789';
/** A word of each script a house may have names in: its font is looked for when the first is drawn, which takes long. */
const SCRIPTS = [
  'Żółć Şahin',
  'Ωμέγα',
  'Жук',
  '漢字かな',
  '한글',
  'عربي',
  'עברית',
  'ไทย',
  'हिन्दी',
  '☎ 😀',
] as const;
const PEOPLE = 48;
/** Of two each; the first is the operator's, the last is still ringing. */
const CALLS = 16;

/** Whose board it is. */
export const rehearsalMe = `${LETTERS} 0@rehearsal`;

type Fields = Readonly<Record<string, string | number>>;

/** What the first of them are called tries one script after the other. */
const nameOf = (index: number): string => SCRIPTS[index - 1] ?? LETTERS;
const lines = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

const channel = (index: number, state: string): Fields => ({
  Channel: `PJSIP/stranger${index}-0000000${index}`,
  ChannelStateDesc: state,
  CallerIDNum: LETTERS,
  CallerIDName: nameOf(index),
  ConnectedLineNum: LETTERS,
  ConnectedLineName: nameOf(index + 1),
  Context: 'rehearsal',
  Exten: `${nameOf(index)} ${index}`,
  Priority: 1,
  Uniqueid: `1.${index}`,
  // Two by two.
  Linkedid: `1.${index - (index % 2)}`,
});
const extension = (index: number, status: number): Fields => ({
  Event: 'ExtensionStatus',
  Exten: `${nameOf(index)} ${index}`,
  Context: 'rehearsal',
  Hint: `PJSIP/stranger${index}, CustomPresence:stranger${index}`,
  Status: status,
});

const talking = 2 * (CALLS - 1);
const caller = {
  ...channel(talking, 'Ring'),
  Application: 'Dial',
  Data: `PJSIP/stranger${talking + 1}`,
};
const called = { ...channel(talking + 1, 'Ringing'), Application: 'AppDial' };

/** Items by the action that lists them. */
const listed: Readonly<Record<string, readonly Fields[]>> = {
  ExtensionStateList: range(PEOPLE).map((index) =>
    extension(index, index < talking ? 1 : index === talking + 1 ? 8 : index === PEOPLE - 1 ? 4 : 0),
  ),
  PresenceStateList: range(PEOPLE).map((index) => ({
    Event: 'PresenceStateChange',
    Presentity: `CustomPresence:stranger${index}`,
    Status: index % 4 === 0 ? 'dnd' : 'available',
  })),
  DeviceStateList: range(PEOPLE).map((index) => ({
    Event: 'DeviceStateChange',
    Device: `PJSIP/stranger${index}`,
    State: index === 3 ? 'ONHOLD' : index < talking ? 'INUSE' : 'NOT_INUSE',
  })),
  PJSIPShowContacts: range(PEOPLE).map((index) => ({
    Event: 'ContactList',
    Endpoint: `stranger${index}`,
    Uri: `sip:stranger${index}`,
  })),
  BridgeList: range(CALLS - 1).map((index) => ({
    Event: 'BridgeListItem',
    BridgeUniqueid: `bridge${index}`,
    BridgeType: 'basic',
    BridgeTechnology: 'simple_bridge',
  })),
  Status: [
    ...range(talking).map((index) => ({
      Event: 'Status',
      ...channel(index, 'Up'),
      BridgeID: `bridge${Math.floor(index / 2)}`,
      Seconds: 60,
    })),
    { Event: 'Status', ...caller, Seconds: 1 },
    { Event: 'Status', ...called, Seconds: 1 },
  ],
};

/** A phone rings. */
const ring: readonly Fields[] = [
  { Event: 'Newchannel', ...channel(talking + 2, 'Ring') },
  { Event: 'Newchannel', ...channel(talking + 3, 'Down') },
  ...(['DialBegin', 'DialState'] as const).map((name) => ({
    Event: name,
    ...channel(talking + 2, 'Ring'),
    ...Object.fromEntries(
      Object.entries(channel(talking + 3, 'Ringing')).map(([key, value]) => [`Dest${key}`, value]),
    ),
    DialStatus: 'RINGING',
  })),
  extension(talking + 3, 8),
];

/** Nobody waits for anything in a rehearsal, and nothing comes later. */
export const stillClock: Clock = { now: () => 60_000, after: () => () => {} };

export interface Stage {
  readonly session: Session;
  /** The phone rings. */
  ring(): void;
}

/** A session that knows the lists above by heart, and answers at once. */
export function createStage(): Stage {
  let hear: (events: readonly Message[]) => void = () => {};
  const session: Session = {
    base: '',
    state: {
      tag: 'live',
      user: '',
      epoch: 1,
      since: 0,
      site: { version: '', actions: new Set(), clockOffset: 0, sessions: undefined },
    },
    heardAt: 0,
    roundTrip: undefined,
    onState: () => () => {},
    onEvents(_names, listener) {
      hear = listener;
      return () => {};
    },
    expect: () => {},
    signIn: () => Promise.resolve(),
    signOut: () => Promise.resolve(),
    tryNow: () => {},
    send({ action }) {
      const items = listed[action];
      if (!items) return Promise.reject(new Refused('Not rehearsed'));
      const raw = [{ Response: 'Success' }, ...items].map((each) => `${lines(each)}\r\n`).join('');
      const [response, ...events] = readRawman(raw);
      return response ? Promise.resolve({ response, events, raw }) : Promise.reject(new Refused('Nothing'));
    },
    close: () => {},
  };
  return {
    session,
    ring: () => hear(readRawman(ring.map((each) => `${lines(each)}\r\n`).join(''))),
  };
}
