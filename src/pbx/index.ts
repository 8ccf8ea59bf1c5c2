/** Public names of the mirror, one by one. */
export type {
  Call,
  Change,
  Channel,
  ChannelState,
  Device,
  Extension,
  ExtensionKey,
  ExtensionState,
  Leg,
  LegState,
  Linkedid,
  Parked,
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
  type AuditResult,
  type ListName,
  type Mirror,
  type MirrorOptions,
} from './mirror.ts';
export { callsOf, extensionOf, groups, partiesOf, tile, type Tile } from './questions.ts';
export { deviceOf, reduce } from './reduce.ts';
export { matches, noSite, readPublic, readSite, type PublicSite, type Site } from './site.ts';
