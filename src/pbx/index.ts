/** Public names of the mirror, one by one. */
export type {
  Bridge,
  Call,
  Change,
  Channel,
  ChannelState,
  Device,
  Dial,
  Extension,
  ExtensionKey,
  ExtensionState,
  Flight,
  Leg,
  LegState,
  Line,
  Linkedid,
  Mailbox,
  Parked,
  Party,
  Presence,
  PresenceState,
  QueueEntry,
  Tables,
  Uniqueid,
} from './types.ts';
export { flightFor, flightId } from './calls.ts';
export { compare, type Difference, type Lists } from './compare.ts';
export { extensionStateOf, readHint } from './hints.ts';
export {
  createMirror,
  fetchLists,
  mirroredEvents,
  type AuditResult,
  type ListName,
  type Mirror,
  type MirrorOptions,
} from './mirror.ts';
export {
  callsOf,
  extensionOf,
  farName,
  groups,
  mailboxOf,
  membersOf,
  partiesOf,
  registered,
  tile,
  type CallParty,
  type Group,
  type Tile,
} from './questions.ts';
export { deviceOf, isPhone, reduce } from './reduce.ts';
export { matches, noSite, readPublic, readSite, type PublicSite, type Site } from './site.ts';
