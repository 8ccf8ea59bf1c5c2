/** What the mirror holds. Entities are readonly and replaced by id; times are our clock in milliseconds. */

export type Uniqueid = string;
export type Linkedid = string;
/** `2004@internal`. */
export type ExtensionKey = string;

/** Party on the far side of a line; empty strings when withheld or unknown. Untrusted text. */
export interface Party {
  readonly name: string;
  readonly number: string;
}

/** ChannelStateDesc of the PBX. */
export type ChannelState =
  | 'Down'
  | 'Rsrvd'
  | 'OffHook'
  | 'Dialing'
  | 'Ring'
  | 'Ringing'
  | 'Up'
  | 'Busy'
  | 'Dialing Offhook'
  | 'Pre-ring'
  | 'Mute'
  | 'Unknown';

export interface Channel {
  readonly uniqueid: Uniqueid;
  readonly linkedid: Linkedid;
  /** `PJSIP/2004-00000012`; changes on masquerade, so never an address: use uniqueid. */
  readonly name: string;
  /** `PJSIP/2004`: the name without its last dash part; what hints and dials name. */
  readonly device: string;
  readonly state: ChannelState;
  readonly caller: Party;
  readonly connected: Party;
  readonly context: string;
  readonly exten: string;
  readonly priority: string;
  /** Known from lists alone: Newexten is not subscribed. */
  readonly application: string;
  /** The first number this channel asked for; empty when it was called itself. */
  readonly dialled: string;
  readonly bridge: string | undefined;
  /** The phone put the line on hold (Hold/Unhold). */
  readonly held: boolean;
  readonly since: number;
  /** When it entered its present bridge. */
  readonly bridgedSince: number | undefined;
}

export interface Bridge {
  readonly id: string;
  /** basic, holding, multiplexed, softmix …: BridgeType. */
  readonly type: string;
  /** simple_bridge, native_rtp, softmix, holding_bridge …; changes without an event. */
  readonly technology: string;
  /** Who made it: ConfBridge, Parking, or empty for an ordinary call. */
  readonly creator: string;
  readonly name: string;
}

/** A Dial under way: caller leg → ringing leg. Removed at DialEnd. */
export interface Dial {
  readonly dest: Uniqueid;
  /** undefined for an Originate. */
  readonly caller: Uniqueid | undefined;
  readonly dialString: string;
  readonly ringing: boolean;
  readonly since: number;
}

/** One word per combination that a tile must tell apart. */
export type ExtensionState =
  | 'idle'
  | 'inUse'
  | 'busy'
  | 'unavailable'
  | 'ringing'
  | 'inUseRinging'
  | 'hold'
  | 'inUseHold'
  | 'removed'
  | 'unknown';

export type PresenceState = 'not_set' | 'unavailable' | 'available' | 'away' | 'xa' | 'chat' | 'dnd';
export interface Presence {
  readonly state: PresenceState;
  readonly subtype: string;
  readonly message: string;
}

export interface Extension {
  readonly key: ExtensionKey;
  readonly exten: string;
  readonly context: string;
  /** The hint as the PBX wrote it: `PJSIP/2004&Custom:dnd2004,CustomPresence:2004`. */
  readonly hint: string;
  /** Its devices: `['PJSIP/2004', 'Custom:dnd2004']`. */
  readonly devices: readonly string[];
  /** `CustomPresence:2004`, or undefined. */
  readonly presentity: string | undefined;
  /** ExtensionStatus code as sent. */
  readonly status: number;
  readonly state: ExtensionState;
  readonly presence: Presence | undefined;
  /** When `state` last changed; undefined when it has not since the page opened. */
  readonly since: number | undefined;
}

/** Whether a device's phone is registered, from ContactStatus / PJSIPShowContacts / DeviceStateChange. */
export interface Device {
  /** `PJSIP/2004`. */
  readonly device: string;
  /** DeviceStateChange word: NOT_INUSE, UNAVAILABLE …; empty when never told. */
  readonly state: string;
  /** undefined = the account cannot know. */
  readonly registered: boolean | undefined;
  readonly contacts: readonly string[];
}

export interface Parked {
  /** The parked channel. */
  readonly uniqueid: Uniqueid;
  readonly linkedid: Linkedid;
  readonly lot: string;
  readonly space: string;
  /** Dial string of who gets it back: `PJSIP/2000`. */
  readonly parker: string;
  readonly since: number;
  /** When the PBX brings it back; undefined = never. */
  readonly until: number | undefined;
}

/** A caller waiting in a queue. */
export interface QueueEntry {
  readonly uniqueid: Uniqueid;
  readonly queue: string;
  readonly position: number;
  readonly since: number;
}

/** Messages in a voicemail box, from MessageWaiting and VoicemailUsersList. */
export interface Mailbox {
  /** `2004@default`. */
  readonly mailbox: string;
  readonly unread: number;
  readonly read: number;
}

/** What a leg is doing, from bridge membership, dials and its own state; never from direction. */
export type LegState =
  'down' | 'dialling' | 'ringing' | 'talking' | 'held' | 'parked' | 'queued' | 'conference' | 'menu';

export interface Leg {
  readonly uniqueid: Uniqueid;
  readonly channel: string;
  readonly device: string;
  /** The tile this leg belongs to, when its device stands in a hint. */
  readonly extension: ExtensionKey | undefined;
  readonly party: Party;
  readonly state: LegState;
  /** Far ends: bridge partners or dial partners seen through Local channels and nested bridges. Uniqueids. */
  readonly with: readonly Uniqueid[];
  readonly since: number;
}

/** Channels that share a Linkedid, Local halves left out of `legs`. */
export interface Call {
  readonly linkedid: Linkedid;
  readonly legs: readonly Leg[];
  /** Every channel of the call, Local halves included. */
  readonly channels: readonly Uniqueid[];
  readonly direction: 'inbound' | 'outbound' | 'internal';
  /** The leg that began the call, while it lives. */
  readonly caller: Uniqueid | undefined;
  /** First number dialled. */
  readonly dialled: string;
  readonly since: number;
  /** When two ends first talked; undefined while none have. */
  readonly answered: number | undefined;
  /** A safe transfer under way, read from the PBX itself: the caller's leg runs safe@cordboard. */
  readonly flight: Flight | undefined;
}

export interface Flight {
  /** `safe`: the caller runs safe@cordboard. `parked`: the caller is parked and an Originate of ours rings (flightId). */
  readonly how: 'safe' | 'parked';
  /** The leg that was sent. */
  readonly uniqueid: Uniqueid;
  /** Devices ringing for it now. */
  readonly ringing: readonly string[];
  readonly since: number;
}

/** One leg at one extension, with all a tile says of it. */
export interface Line {
  readonly linkedid: Linkedid;
  readonly uniqueid: Uniqueid;
  readonly state: LegState;
  readonly since: number;
  /** The first far end; undefined while the leg is alone (menu, queue, parked). */
  readonly far: Uniqueid | undefined;
  /** Name and number of the far end, or the number dialled while there is none. */
  readonly party: Party;
  /** The tile of the far end, when it has one: its name is better known than its caller ID. */
  readonly farExtension: ExtensionKey | undefined;
  /** How many far ends there are (conference). */
  readonly others: number;
}

/** The tables of the mirror. */
export interface Tables {
  readonly channels: ReadonlyMap<Uniqueid, Channel>;
  readonly bridges: ReadonlyMap<string, Bridge>;
  readonly dials: ReadonlyMap<Uniqueid, Dial>;
  readonly extensions: ReadonlyMap<ExtensionKey, Extension>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly parked: ReadonlyMap<Uniqueid, Parked>;
  readonly queued: ReadonlyMap<Uniqueid, QueueEntry>;
  readonly mailboxes: ReadonlyMap<string, Mailbox>;
  /** Derived from the others, kept per Linkedid. */
  readonly calls: ReadonlyMap<Linkedid, Call>;
  /** Derived from calls: the legs at each extension, oldest first; absent when there are none. */
  readonly lines: ReadonlyMap<ExtensionKey, readonly Line[]>;
  /** Names of people by extension, from the first source that knows one (names.ts). */
  readonly names: ReadonlyMap<ExtensionKey, string>;
}

type EntityOf<M> = M extends ReadonlyMap<string, infer E> ? E : never;

/** One entity replaced, or gone (`value: undefined`). What reducers return and screens follow. */
export type Change = {
  [T in keyof Tables]: {
    readonly table: T;
    readonly id: string;
    readonly value: EntityOf<Tables[T]> | undefined;
  };
}[keyof Tables];
