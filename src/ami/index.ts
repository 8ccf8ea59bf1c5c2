/** Public names of the wire, one by one. */
export type {
  Frame,
  Message,
  Refusal,
  Reply,
  Request,
  SendOptions,
  Session,
  SessionState,
  Site,
  Undo,
  Wants,
} from './types.ts';
export { epochOf } from './types.ts';
export type { Actions, Value } from './catalogue.ts';
export {
  actionHeaders,
  actionsNotIn16,
  choicesNotIn16,
  headerChoices,
  headersNotIn16,
} from './catalogue-full.ts';
export { eventNames } from './catalogue-events.ts';
export type { Clock } from './clock.ts';
export type { FormatName } from './body.ts';
export { AmiError, NotAllowed, NotAmi, Refused, SignedOut, Unreachable, Unsendable } from './errors.ts';
export { decode, unescapeC } from './bytes.ts';
export { rawmanFramer, readRawman } from './rawman.ts';
export { foldName, mxmlFramer, readMxml } from './mxml.ts';
export { systemClock } from './clock.ts';
export {
  action,
  blindTransfer,
  bridge,
  bridgeInfo,
  bridgeList,
  challenge,
  command,
  coreSettings,
  coreShowChannelMap,
  coreShowChannels,
  coreStatus,
  dbGet,
  dbPut,
  deviceStateList,
  events,
  extensionState,
  extensionStateList,
  filter,
  getvar,
  hangup,
  listCommands,
  login,
  logoff,
  mailboxCount,
  moduleCheck,
  originate,
  park,
  parkedCalls,
  parkinglots,
  ping,
  pjsipShowAors,
  pjsipShowContacts,
  pjsipShowEndpoint,
  pjsipShowEndpoints,
  presenceState,
  presenceStateList,
  queueStatus,
  redirect,
  reload,
  setvar,
  status,
  userEvent,
  voicemailUsersList,
  waitEvent,
} from './actions.ts';
export { openSession, type OpenOptions } from './page.ts';
export { namesSecret } from './secrets.ts';
