/** A desk with two verbs: `reply` says what the PBX answers, `emit` sends an event. Calls are told in one line. */
import {
  readRawman,
  type Message,
  type Reply,
  type Request,
  type Session,
  type SessionState,
} from '../../src/ami/index.ts';
import type { Desk } from '../../src/commands/index.ts';
import {
  noSite,
  type Call,
  type Change,
  type ChannelState,
  type Extension,
  type ExtensionState,
  type Leg,
  type LegState,
  type PresenceState,
} from '../../src/pbx/index.ts';
import { emptyTables } from '../../src/pbx/tables.ts';

export const ME = '2000@internal';

function message(headers: readonly (readonly [string, string])[]): Message {
  const [read] = readRawman(`${headers.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
  if (!read) throw new Error('no message');
  return read;
}

/** One leg in a line: `g PJSIP/berlin Up talking b1` = id, device, channel state, what the leg does, bridge. */
export interface Told {
  readonly legs: readonly string[];
  /** Pairs of ids that talk or dial. */
  readonly pairs?: readonly (readonly [string, string])[];
  readonly caller?: string;
  readonly flight?: string;
}

export function fakeDesk() {
  const sent: Request[] = [];
  const replies = new Map<string, (request: Request) => readonly (readonly [string, string])[] | Error>();
  const eventListeners = new Set<{
    names: readonly string[] | '*';
    hear: (events: readonly Message[]) => void;
  }>();
  const changeListeners = new Set<(changes: readonly Change[]) => void>();
  const timers: { at: number; call: () => void }[] = [];
  let now = 1_000_000;
  let me: string | undefined = ME;

  const tables = emptyTables();

  const actions = new Set(['Setvar', 'Redirect', 'BlindTransfer', 'Park', 'Originate', 'Hangup', 'Getvar']);
  const state: SessionState = {
    tag: 'live',
    user: 'reception',
    epoch: 1,
    since: 0,
    site: { version: '22', actions, clockOffset: 0, sessions: 1 },
  };
  const answer = (request: Request): readonly (readonly [string, string])[] | Error =>
    replies.get(request.action)?.(request) ?? [['Response', 'Success']];

  const session: Session = {
    base: '',
    state,
    heardAt: 0,
    roundTrip: undefined,
    onState: () => () => {},
    onEvents(names, hear) {
      const listener = { names, hear };
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    expect: () => {},
    signIn: () => Promise.resolve(),
    signOut: () => Promise.resolve(),
    tryNow() {},
    close() {},
    send(request): Promise<Reply> {
      sent.push(request);
      const got = answer(request);
      if (got instanceof Error) return Promise.reject(got);
      return Promise.resolve({ response: message(got), events: [], raw: '' });
    },
  };

  const desk: Desk = {
    session,
    tables,
    onChanges(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    me: () => me,
    nameOf: (key) => tables.names.get(key) ?? key.split('@')[0] ?? key,
    site: {
      ...noSite,
      context: 'internal',
      patterns: [{ context: 'internal', pattern: '_0X.' }],
      emergency: ['112'],
    },
    clock: {
      now: () => now,
      after(milliseconds, call) {
        const timer = { at: now + milliseconds, call };
        timers.push(timer);
        return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
      },
    },
    random: () => 0.5,
  };

  return {
    desk,
    tables,
    sent,
    actions,
    sit: (key: string | undefined) => {
      me = key;
    },
    reply: (action: string, fields: (request: Request) => readonly (readonly [string, string])[] | Error) => {
      replies.set(action, fields);
    },
    emit: (name: string, headers: Readonly<Record<string, string>>) => {
      const event = message([['Event', name], ...Object.entries(headers)]);
      for (const { names, hear } of eventListeners) if (names === '*' || names.includes(name)) hear([event]);
    },
    change: (...changes: readonly Change[]) => {
      for (const listener of changeListeners) listener(changes);
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
      for (const timer of timers.filter((one) => one.at <= now)) timer.call();
    },
    extension: (
      number: string,
      state: ExtensionState = 'idle',
      more: { name?: string; presence?: PresenceState; devices?: readonly string[] } = {},
    ): Extension => {
      const key = `${number}@internal`;
      const extension: Extension = {
        key,
        exten: number,
        context: 'internal',
        hint: `PJSIP/${number},CustomPresence:${number}`,
        devices: more.devices ?? [`PJSIP/${number}`],
        presentity: `CustomPresence:${number}`,
        status: 0,
        state,
        presence: more.presence ? { state: more.presence, subtype: '', message: '' } : undefined,
        since: undefined,
      };
      tables.extensions.set(key, extension);
      if (more.name) tables.names.set(key, more.name);
      return extension;
    },
    /** Puts a call and its channels into the tables, replacing what was there under this Linkedid. */
    call: (linkedid: string, told: Told): Call => {
      const legs = told.legs.map((line): Leg => {
        const [id = '', device = '', channelState = 'Up', doing = 'talking', bridge = ''] = line.split(' ');
        const caller = { name: id === 'guest' ? 'Müller GmbH' : '', number: device.replace(/^PJSIP\//, '') };
        tables.channels.set(id, {
          uniqueid: id,
          linkedid,
          name: `${device}-0001`,
          device,
          state: channelState as ChannelState,
          caller,
          connected: { name: '', number: '' },
          context: 'internal',
          exten: '',
          priority: '1',
          application: '',
          dialled: '',
          bridge: bridge || undefined,
          held: false,
          since: now,
          bridgedSince: undefined,
        });
        const number = device.replace(/^PJSIP\//, '');
        return {
          uniqueid: id,
          channel: `${device}-0001`,
          device,
          party: caller,
          state: doing as LegState,
          since: now,
          extension: tables.extensions.has(`${number}@internal`) ? `${number}@internal` : undefined,
          with: (told.pairs ?? []).flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : [])),
        };
      });
      const call: Call = {
        linkedid,
        legs,
        channels: legs.map((leg) => leg.uniqueid),
        direction: 'inbound',
        caller: told.caller ?? legs[0]?.uniqueid,
        dialled: '',
        since: now,
        answered: now,
        flight: told.flight ? { how: 'safe', uniqueid: told.flight, ringing: [], since: now } : undefined,
      };
      tables.calls.set(linkedid, call);
      return call;
    },
  };
}
