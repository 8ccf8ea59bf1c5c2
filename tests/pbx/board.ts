/** Tables fed by reducers alone, and a mirror fed by a fake session: what unit tests look at. */
import type { Message } from '../../src/ami/index.ts';
import {
  createMirror,
  reduce,
  type Change,
  type Mirror,
  type Site,
  type Tables,
} from '../../src/pbx/index.ts';
import { emptyTables, putChange } from '../../src/pbx/tables.ts';
import {
  event,
  fakeClock,
  fakeSession,
  settle,
  type FakeClock,
  type FakeSession,
  type Fields,
} from './fake.ts';

export const NOW = 1_800_000_000_000;

/** Empty tables and a way to feed them: `const { tables, feed } = board()`. */
export function board() {
  const tables = emptyTables();
  return {
    tables: tables as Tables,
    /** The changes an event makes, applied. */
    feed: (name: string, fields: Fields, now = NOW): readonly Change[] => {
      const changes = reduce(tables, event(name, fields), now);
      for (const change of changes) putChange(tables, change);
      return changes;
    },
  };
}

/** A channel's headers: `channel('1.1', 'PJSIP/2002-1', 'Ring', {Exten: '2004'})`. */
export function channel(uniqueid: string, name: string, state = 'Up', more: Fields = {}): Fields {
  return {
    Channel: name,
    ChannelStateDesc: state,
    CallerIDNum: '<unknown>',
    CallerIDName: '<unknown>',
    ConnectedLineNum: '<unknown>',
    ConnectedLineName: '<unknown>',
    Context: 'internal',
    Exten: '',
    Priority: 1,
    Uniqueid: uniqueid,
    Linkedid: uniqueid,
    ...more,
  };
}

export function prefixed(prefix: string, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}${name}`, value]));
}

export const bridgeOf = (id: string, more: Fields = {}): Fields => ({
  BridgeUniqueid: id,
  BridgeType: 'basic',
  BridgeTechnology: 'simple_bridge',
  BridgeCreator: '<unknown>',
  BridgeName: '<unknown>',
  ...more,
});

export interface Mirrored {
  readonly mirror: Mirror;
  readonly session: FakeSession;
  readonly clock: FakeClock;
  readonly emit: (name: string, fields: Fields) => void;
}

/** A mirror that has taken its snapshot of these lists. */
export async function mirrored(
  lists: Readonly<Record<string, readonly Message[]>> = {},
  site?: Site,
): Promise<Mirrored> {
  const clock = fakeClock();
  const session = fakeSession();
  for (const action of [
    'ExtensionStateList',
    'PresenceStateList',
    'DeviceStateList',
    'PJSIPShowContacts',
    'BridgeList',
    'CoreShowChannels',
    'Status',
    'ParkedCalls',
    'QueueStatus',
    'VoicemailUsersList',
    'DBGetTree',
    'Getvar',
  ])
    session.reply(action, () => lists[action] ?? []);
  const mirror = createMirror(session, { clock, ...(site ? { site } : {}) });
  session.live();
  for (let turn = 0; turn < 40 && !mirror.ready; turn += 1) {
    await settle();
    clock.pass(1);
  }
  if (!mirror.ready) throw new Error('the mirror did not get ready');
  // Names are looked up a moment after the first picture.
  clock.pass(300);
  await settle();
  return { mirror, session, clock, emit: (name, fields) => session.emit(event(name, fields)) };
}

export const hint = (exten: string, status = 0, more: Fields = {}): Message =>
  event('ExtensionStatus', {
    Exten: exten,
    Context: 'internal',
    Hint: `PJSIP/${exten},CustomPresence:${exten}`,
    Status: status,
    ...more,
  });
