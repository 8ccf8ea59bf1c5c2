/** One line an action: its headers, typed by the catalogue, as a plain value for `send`. */
import type { Actions, Value } from './catalogue.ts';
import type { Request } from './types.ts';

type Headers = Readonly<Record<string, Value | readonly Value[] | undefined>>;

/**
 * Any action with any headers; a list sends its header several times, undefined leaves it out. For actions and
 * headers the catalogue does not know, and for those in an order of one's own (pairs).
 */
export function action(
  name: string,
  headers: Headers | readonly (readonly [name: string, value: Value])[] = {},
): Request {
  const pairs: (readonly [string, string])[] = [];
  const entries = Array.isArray(headers)
    ? (headers as readonly (readonly [string, Value])[])
    : Object.entries(headers as Headers);
  for (const [header, value] of entries) {
    if (value === undefined) continue;
    if (typeof value === 'object') for (const one of value) pairs.push([header, String(one)]);
    else pairs.push([header, String(value)]);
  }
  return { action: name, headers: pairs };
}

// A session.
export const ping = (): Request => action('Ping');
export const challenge = (headers: Actions['Challenge']): Request => action('Challenge', headers);
/** `Key` and `Events` are undocumented: md5(challenge + secret) in lower case, and the mask to begin with. */
export const login = (headers: {
  readonly AuthType: 'MD5';
  readonly Username: string;
  readonly Key: string;
  readonly Events?: string;
}): Request => action('Login', headers);
export const logoff = (): Request => action('Logoff');
export const events = (headers: Actions['Events']): Request => action('Events', headers);
/** Timeout in seconds; 0 returns at once with what is queued. */
export const waitEvent = (headers: Actions['WaitEvent']): Request => action('WaitEvent', headers);
/** Can only be added to, never taken back: not for the session that tabs share. */
export const filter = (headers: Actions['Filter']): Request => action('Filter', headers);

// The PBX.
export const listCommands = (): Request => action('ListCommands');
export const coreSettings = (): Request => action('CoreSettings');
export const coreStatus = (): Request => action('CoreStatus');
export const command = (headers: Actions['Command']): Request => action('Command', headers);
/** `Module`: pbx_config, app_queue …; without it everything reloads. */
export const reload = (headers: Actions['Reload'] = {}): Request => action('Reload', headers);
export const moduleCheck = (headers: Actions['ModuleCheck']): Request => action('ModuleCheck', headers);
export const userEvent = (name: string, headers: Headers = {}): Request =>
  action('UserEvent', { UserEvent: name, ...headers });

// Channels, bridges, calls. Give a Channel by its Uniqueid: names change, ids do not.
export const status = (headers: Actions['Status'] = {}): Request => action('Status', headers);
export const coreShowChannels = (): Request => action('CoreShowChannels');
/** Not in Asterisk 16. */
export const coreShowChannelMap = (headers: Actions['CoreShowChannelMap']): Request =>
  action('CoreShowChannelMap', headers);
export const bridgeList = (headers: Actions['BridgeList'] = {}): Request => action('BridgeList', headers);
export const bridgeInfo = (headers: Actions['BridgeInfo']): Request => action('BridgeInfo', headers);
/** By name prefix, not Uniqueid: pass whole names. */
export const bridge = (headers: Actions['Bridge']): Request => action('Bridge', headers);
/** A Channel `/…/` is a regular expression: never let text of others begin with a slash. */
export const hangup = (headers: Actions['Hangup']): Request => action('Hangup', headers);
/** No check that the target exists: Success, then the call is gone. Never a leg that is Down or Ringing. */
export const redirect = (headers: Actions['Redirect']): Request => action('Redirect', headers);
/** `Channel` is who transfers and drops out. Always name the Context; existence is not checked. */
export const blindTransfer = (headers: Actions['BlindTransfer'] & { readonly Context: Value }): Request =>
  action('BlindTransfer', headers);
/** With `Async: true` the outcome comes as event OriginateResponse; without, the request blocks until answered. */
export const originate = (headers: Actions['Originate']): Request => action('Originate', headers);
/** Without Channel: a global variable. */
export const getvar = (headers: Actions['Getvar']): Request => action('Getvar', headers);
export const setvar = (headers: Actions['Setvar']): Request => action('Setvar', headers);

// Parking.
export const park = (headers: Actions['Park']): Request => action('Park', headers);
export const parkedCalls = (headers: Actions['ParkedCalls'] = {}): Request => action('ParkedCalls', headers);
export const parkinglots = (): Request => action('Parkinglots');

// Hints, presence, devices.
/** Asking a pattern hint creates the extension's own. */
export const extensionState = (headers: Actions['ExtensionState']): Request =>
  action('ExtensionState', headers);
export const extensionStateList = (): Request => action('ExtensionStateList');
export const presenceState = (headers: Actions['PresenceState']): Request => action('PresenceState', headers);
export const presenceStateList = (): Request => action('PresenceStateList');
export const deviceStateList = (): Request => action('DeviceStateList');
export const pjsipShowContacts = (): Request => action('PJSIPShowContacts');
export const pjsipShowEndpoints = (): Request => action('PJSIPShowEndpoints');
export const pjsipShowEndpoint = (headers: Actions['PJSIPShowEndpoint']): Request =>
  action('PJSIPShowEndpoint', headers);
export const pjsipShowAors = (): Request => action('PJSIPShowAors');

// Queues, mailboxes, database.
export const queueStatus = (headers: Actions['QueueStatus'] = {}): Request => action('QueueStatus', headers);
export const voicemailUsersList = (): Request => action('VoicemailUsersList');
export const mailboxCount = (headers: Actions['MailboxCount']): Request => action('MailboxCount', headers);
export const dbGet = (headers: Actions['DBGet']): Request => action('DBGet', headers);
export const dbPut = (headers: Actions['DBPut']): Request => action('DBPut', headers);
