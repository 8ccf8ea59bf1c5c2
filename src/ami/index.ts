/** Public names of the wire, one by one. */
export type {
  Message,
  Refusal,
  Reply,
  Request,
  SendOptions,
  Session,
  SessionState,
  Site,
  Undo,
} from './types.ts';
export { AmiError, NotAllowed, NotAmi, Refused, SignedOut, Unreachable, Unsendable } from './errors.ts';
