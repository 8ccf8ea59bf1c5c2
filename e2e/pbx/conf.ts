/** The hotel PBX's configuration files, made from the hotel's data. */
import { CORDBOARD_CONTEXT } from './cordboard-context.ts';
import {
  CONFERENCE,
  DEPARTMENTS,
  DIDS,
  HOPS,
  MENU,
  PARKING,
  PEOPLE,
  QUEUES,
  TRUNK,
  type Person,
} from './hotel.ts';

export interface Account {
  readonly username: string;
  readonly secret: string;
  /** manager.conf's lists of classes. */
  readonly read: string;
  readonly write: string;
  /** More lines of its section, such as `allowmultiplelogin = no`. */
  readonly lines?: readonly string[];
}

/** How long the PBX waits for people, in seconds. Long in the demo, short in tests. */
export interface Waits {
  /** A phone rings before voicemail takes over, or the caller is turned away. */
  readonly ring: number;
  /** The menu waits for a digit before it sends the caller to the reception. */
  readonly menu: number;
  /** A parked call comes back. */
  readonly parking: number;
  /** A safe transfer that nobody answered rings whoever sent it. */
  readonly back: number;
  /** The page lets the target of a safe transfer ring. */
  readonly safe: number;
}

export interface HouseOptions {
  readonly version: number;
  readonly address: string;
  readonly phones: string;
  readonly outside: string;
  readonly accounts: readonly Account[];
  readonly waits: Waits;
  readonly httptimeout: number;
  readonly cordboardContext: boolean;
  /** Generated extensions 100000… in context `many`, each with a hint on a Custom: device. */
  readonly extensions: number;
  readonly sounds: string;
}

/** Text that may stand on a line of a configuration file: a bare semicolon would begin a comment. */
const escaped = (text: string): string => text.replaceAll(';', '\\;');
const quoted = (name: string): string => escaped(`"${name.replace(/["\\]/g, '\\$&')}"`);

export const manyExtension = (index: number): string => String(100_000 + index);

export function houseFiles(options: HouseOptions): Readonly<Record<string, string>> {
  return {
    'modules.conf': HOUSE_MODULES,
    'logger.conf': LOGGER,
    'manager.conf': managerConf(options),
    'http.conf': httpConf(options),
    'pjsip.conf': pjsipConf(options),
    'pjsip_notify.conf':
      '[clear-mwi]\nEvent=>message-summary\nContent-type=>application/simple-message-summary\n',
    'rtp.conf': RTP,
    'extensions.conf': extensionsConf(options),
    ...(options.extensions > 0 ? { 'many.conf': manyConf(options.extensions) } : {}),
    'queues.conf': queuesConf(),
    'res_parking.conf': parkingConf(options),
    'features.conf': '[general]\n\n[featuremap]\nblindxfer => #1\natxfer => *2\n',
    'musiconhold.conf': `[default]\nmode = files\ndirectory = ${options.sounds}\n`,
    'confbridge.conf':
      '[general]\n\n[house]\ntype = user\nquiet = yes\nmusic_on_hold_when_empty = yes\n\n[room]\ntype = bridge\n',
    'voicemail.conf': voicemailConf(),
    'indications.conf': INDICATIONS,
    'cdr.conf': '[general]\nenable = no\n',
    'cel.conf': '[general]\nenable = no\n',
    'acl.conf': '',
    'agents.conf': '[general]\n',
    'queuerules.conf': '[general]\n',
    'ccss.conf': '[general]\n',
    'pjproject.conf': '[startup]\ntype = startup\nlog_level = 2\n',
    'udptl.conf': '[general]\n',
  };
}

export const RTP = '[general]\nrtpstart = 10000\nrtpend = 19999\nstrictrtp = no\n';
export const LOGGER = '[general]\ndateformat = %F %T.%3q\n\n[logfiles]\nmessages => notice,warning,error\n';
export const INDICATIONS = `[general]
country = de

[de]
description = Germany
ringcadence = 1000,4000
dial = 425
busy = 425/480,0/480
ring = 425/1000,0/4000
congestion = 425/240,0/240
`;

/** Left out: what needs a database, a device or a service the hotel does not have, and takes time to say so. */
const HOUSE_MODULES = `[modules]
autoload = yes
noload = app_voicemail_odbc.so
noload = app_voicemail_imap.so
noload = chan_sip.so
noload = chan_iax2.so
noload = chan_skinny.so
noload = chan_mgcp.so
noload = chan_unistim.so
noload = chan_motif.so
noload = chan_alsa.so
noload = chan_oss.so
noload = chan_console.so
noload = chan_audiosocket.so
noload = chan_websocket.so
noload = app_jack.so
noload = app_festival.so
noload = app_alarmreceiver.so
noload = cdr_adaptive_odbc.so
noload = cdr_odbc.so
noload = cdr_pgsql.so
noload = cdr_radius.so
noload = cdr_tds.so
noload = cdr_sqlite3_custom.so
noload = cel_odbc.so
noload = cel_pgsql.so
noload = cel_radius.so
noload = cel_tds.so
noload = cel_sqlite3_custom.so
noload = pbx_ael.so
noload = pbx_dundi.so
noload = pbx_lua.so
noload = pbx_realtime.so
noload = res_adsi.so
noload = res_ael_share.so
noload = res_calendar.so
noload = res_calendar_caldav.so
noload = res_calendar_ews.so
noload = res_calendar_exchange.so
noload = res_calendar_icalendar.so
noload = res_config_curl.so
noload = res_config_ldap.so
noload = res_config_odbc.so
noload = res_config_pgsql.so
noload = res_config_sqlite3.so
noload = res_fax.so
noload = res_fax_spandsp.so
noload = res_geolocation.so
noload = res_pjsip_geolocation.so
noload = res_hep.so
noload = res_hep_pjsip.so
noload = res_hep_rtcp.so
noload = res_odbc.so
noload = res_odbc_transaction.so
noload = func_odbc.so
noload = res_phoneprov.so
noload = res_pjsip_phoneprov_provider.so
noload = res_prometheus.so
noload = res_resolver_unbound.so
noload = res_smdi.so
noload = res_snmp.so
noload = res_statsd.so
noload = res_stun_monitor.so
noload = res_xmpp.so
noload = res_websocket_client.so
noload = res_ari.so
noload = res_ari_applications.so
noload = res_ari_asterisk.so
noload = res_ari_bridges.so
noload = res_ari_channels.so
noload = res_ari_device_states.so
noload = res_ari_endpoints.so
noload = res_ari_events.so
noload = res_ari_playbacks.so
noload = res_ari_recordings.so
noload = res_ari_sounds.so
noload = res_stasis_broadcast.so
noload = app_stasis.so
noload = app_stasis_broadcast.so
noload = res_stir_shaken.so
noload = res_pjsip_stir_shaken.so
noload = res_aeap.so
noload = res_speech_aeap.so
noload = res_pjsip_config_wizard.so
noload = res_http_media_cache.so
noload = res_clialiases.so
noload = app_minivm.so
noload = app_amd.so
noload = app_followme.so
noload = app_adsiprog.so
noload = app_getcpeid.so
noload = cdr_csv.so
noload = cdr_custom.so
noload = cdr_manager.so
noload = cel_custom.so
noload = cel_manager.so
noload = res_pjsip_transport_websocket.so
noload = res_timing_pthread.so
`;

function managerConf(options: HouseOptions): string {
  const accounts = options.accounts.map((account) =>
    [
      `[${account.username}]`,
      `secret = ${escaped(account.secret)}`,
      'deny = 0.0.0.0/0.0.0.0',
      'permit = 127.0.0.0/255.0.0.0',
      `read = ${account.read}`,
      `write = ${account.write}`,
      ...(account.lines ?? []),
      '',
    ].join('\n'),
  );
  return `[general]
enabled = yes
webenabled = yes
bindaddr = ${options.address}
port = 5038
httptimeout = ${options.httptimeout}
displayconnects = no

${accounts.join('\n')}`;
}

function httpConf(options: HouseOptions): string {
  // The option's name gained an underscore after 16.
  const serve = options.version < 18 ? 'enablestatic' : 'enable_static';
  return `[general]
enabled = yes
bindaddr = ${options.address}
bindport = 8088
${serve} = yes
redirect = / /static/cordboard/index.html
`;
}

function pjsipConf(options: HouseOptions): string {
  // Whoever works at the desk takes a second call beside the first.
  const frontOffice = new Set(DEPARTMENTS[0]?.people);
  const devices = PEOPLE.flatMap((one) =>
    one.devices.map(
      (device) => `[${device}](phone)
auth = ${device}
aors = ${device}
callerid = ${quoted(one.name)} <${one.number}>
${frontOffice.has(one) ? 'device_state_busy_at = 3\n' : ''}${one.mailbox ? `mailboxes = ${one.number}@default\n` : ''}
[${device}](secret)
username = ${device}
password = ${phoneSecret(device)}

[${device}](place)
`,
    ),
  );
  return `[global]
type = global
user_agent = Hotel Astoria
; The rig's phones live on this machine: no need to ask them every minute whether they are there.
endpoint_identifier_order = ip,username

[house]
type = transport
protocol = udp
bind = ${options.address}:5060

[phone](!)
type = endpoint
context = internal
transport = house
disallow = all
allow = ulaw
direct_media = no
; So many calls, ringing ones counted, make a phone busy rather than in use.
device_state_busy_at = 2
rtp_symmetric = yes
send_pai = yes
trust_id_inbound = no

[secret](!)
type = auth
auth_type = userpass

[place](!)
type = aor
max_contacts = 2
remove_existing = yes
qualify_frequency = 0

${devices.join('\n')}
[${TRUNK}]
type = endpoint
context = from-${TRUNK}
transport = house
disallow = all
allow = ulaw
direct_media = no
aors = ${TRUNK}
trust_id_inbound = yes
send_pai = yes

[${TRUNK}]
type = aor
contact = sip:${options.outside}:5060
qualify_frequency = 0

[${TRUNK}]
type = identify
endpoint = ${TRUNK}
match = ${options.outside}
`;
}

export const phoneSecret = (device: string): string => `phone-${device}`;

function extensionsConf(options: HouseOptions): string {
  const voicemail = options.version >= 18;
  const people = DEPARTMENTS.map(
    (department) =>
      `; ${department.name}\n${department.people.map((one) => personLines(one, voicemail)).join('')}`,
  );
  return `[globals]
RING_SECONDS = ${options.waits.ring}
MENU_SECONDS = ${options.waits.menu}
CB_BACK_SECONDS = ${options.waits.back}
RECEPTION = PJSIP/2000&PJSIP/2001

[internal]
include => outgoing
include => ${PARKING.context}

${people.join('\n')}
; Through Local channels and a forward
exten => ${HOPS.local},1,Dial(Local/2005@internal,\${RING_SECONDS})
 same => n,Hangup(\${HANGUPCAUSE})
exten => ${HOPS.localStays},1,Dial(Local/2005@internal/n,\${RING_SECONDS})
 same => n,Hangup(\${HANGUPCAUSE})
exten => ${HOPS.forwarded},1,Goto(2004,1)
exten => ${HOPS.localToMe},1,Dial(Local/2000@internal/n,\${RING_SECONDS})
 same => n,Hangup(\${HANGUPCAUSE})
exten => ${HOPS.features},1,Dial(PJSIP/2004,\${RING_SECONDS},tT)
 same => n,Hangup(\${HANGUPCAUSE})

; Queues
exten => ${QUEUES.reception},1,Answer()
 same => n,Queue(reception)
 same => n,Hangup()
exten => ${QUEUES.reservations},1,Answer()
 same => n,Queue(reservations)
 same => n,Hangup()

exten => ${MENU},1,Goto(menu,s,1)

; Conference room
exten => ${CONFERENCE},hint,confbridge:${CONFERENCE}
exten => ${CONFERENCE},1,Answer()
 same => n,ConfBridge(${CONFERENCE},room,house)
 same => n,Hangup()
${
  voicemail
    ? `
; Straight into somebody's mailbox, and one's own messages
exten => _*2XXX,1,VoiceMail(\${EXTEN:1}@default,u)
 same => n,Hangup()
exten => *97,1,VoiceMailMain(\${CALLERID(num)}@default)
 same => n,Hangup()
`
    : ''
}
[outgoing]
exten => _0X.,1,Dial(PJSIP/\${EXTEN:1}@${TRUNK},60)
 same => n,Hangup(\${HANGUPCAUSE})
exten => _0+X.,1,Dial(PJSIP/\${EXTEN:1}@${TRUNK},60)
 same => n,Hangup(\${HANGUPCAUSE})
exten => _+X.,1,Dial(PJSIP/\${EXTEN}@${TRUNK},60)
 same => n,Hangup(\${HANGUPCAUSE})
exten => 112,1,Dial(PJSIP/112@${TRUNK})
 same => n,Hangup(\${HANGUPCAUSE})

[from-${TRUNK}]
exten => ${DIDS.reception},1,Dial(\${RECEPTION},\${RING_SECONDS})
 same => n,Goto(internal,${QUEUES.reception},1)
exten => ${DIDS.menu},1,Goto(menu,s,1)
exten => ${DIDS.queue},1,Goto(internal,${QUEUES.reception},1)
exten => ${DIDS.reservations},1,Goto(internal,${QUEUES.reservations},1)
exten => _${DIDS.direct}2XXX,1,Goto(internal,\${EXTEN:${DIDS.direct.length}},1)

[menu]
exten => s,1,Answer()
 same => n,Background(hello-world)
 same => n,WaitExten(\${MENU_SECONDS})
exten => 0,1,Goto(internal,${QUEUES.reception},1)
exten => 1,1,Goto(internal,${QUEUES.reservations},1)
exten => 2,1,Goto(internal,2020,1)
exten => i,1,Goto(s,2)
exten => t,1,Goto(internal,${QUEUES.reception},1)
${options.cordboardContext ? `\n${CORDBOARD_CONTEXT}` : ''}${
    options.extensions > 0
      ? `
[many]
#include "many.conf"

; Changes the devices of [many] evenly: FLOOD_RATE a second, FLOOD_TOTAL in all, FLOOD_BATCH at a step, over
; FLOOD_COUNT devices from FLOOD_FIRST on. A step makes as few events of its own as it can.
[flood]
exten => run,1,Answer()
 same => n,MSet(BEGAN=\${STRFTIME(,,%s%3q)},DONE=0)
 same => n(loop),Set(DUE=$[(\${STRFTIME(,,%s%3q)} - \${BEGAN}) * \${FLOOD_RATE} / 1000])
 same => n(step),GotoIf($[\${DONE} + \${FLOOD_BATCH} > \${DUE} | \${DONE} >= \${FLOOD_TOTAL}]?wait)
 same => n,Goto(by\${FLOOD_BATCH})
 same => n(by1),MSet(${floodStep(1)})
 same => n,Goto(step)
 same => n(by5),MSet(${floodStep(5)})
 same => n,Goto(step)
 same => n(wait),Wait(0.01)
 same => n,GotoIf($[\${DONE} < \${FLOOD_TOTAL}]?loop)
 same => n,Set(GLOBAL(FLOOD_\${FLOOD_NAME})=\${DONE} $[\${STRFTIME(,,%s%3q)} - \${BEGAN}])
 same => n,Hangup()
exten => hold,1,Wait(86400)
`
      : ''
  }`;
}

/** Turns so many devices over: whatever a device was, it is something else afterwards. */
function floodStep(changes: number): string {
  const turns = Array.from({ length: changes }, (_one, index) => {
    const device = `Custom:many$[\${FLOOD_FIRST} + (\${DONE} + ${index}) % \${FLOOD_COUNT}]`;
    return `DEVICE_STATE(${device})=\${IF($["\${DEVICE_STATE(${device})}" = "INUSE"]?NOT_INUSE:INUSE)}`;
  });
  return [...turns, `DONE=$[\${DONE} + ${changes}]`].join(',');
}

function personLines(one: Person, voicemail: boolean): string {
  const dialled = one.devices.map((device) => `PJSIP/${device}`).join('&');
  const watched = one.doNotDisturb ? `${dialled}&Custom:${one.doNotDisturb}` : dialled;
  const mailbox = voicemail && one.mailbox ? ` same => n,VoiceMail(${one.number}@default,u)\n` : '';
  return `exten => ${one.number},hint,${watched},CustomPresence:${one.number}
exten => ${one.number},1,Dial(${dialled},\${RING_SECONDS})
${mailbox} same => n,Hangup(\${HANGUPCAUSE})
`;
}

function manyConf(extensions: number): string {
  const lines: string[] = [];
  for (let index = 0; index < extensions; index += 1) {
    lines.push(`exten => ${manyExtension(index)},hint,Custom:many${index}`);
  }
  return `${lines.join('\n')}\n`;
}

function queuesConf(): string {
  const name = (number: string): string => PEOPLE.find((one) => one.number === number)?.name ?? number;
  const direct = (number: string): string => `member => PJSIP/${number},0,${name(number)},PJSIP/${number}`;
  const local = (number: string): string =>
    `member => Local/${number}@internal/n,0,${escaped(name(number))},hint:${number}@internal`;
  return `[general]
persistentmembers = no

[reception]
strategy = ringall
timeout = 15
retry = 1
ringinuse = no
musicclass = default
${direct('2000')}
${direct('2001')}

[reservations]
strategy = rrmemory
timeout = 15
retry = 1
ringinuse = no
musicclass = default
${local('2010')}
${local('2012')}
`;
}

function parkingConf(options: HouseOptions): string {
  return `[general]

[${PARKING.lot}]
parkext = ${PARKING.exten}
parkpos = 701-720
context = ${PARKING.context}
parkingtime = ${options.waits.parking}
comebacktoorigin = yes
comebackdialtime = ${options.waits.back}
parkedmusicclass = default
`;
}

function voicemailConf(): string {
  const boxes = PEOPLE.filter((one) => one.mailbox).map(
    (one) => `${one.number} => 1234,${escaped(one.name)},`,
  );
  return `[general]\nformat = wav\nmaxsecs = 60\n\n[default]\n${boxes.join('\n')}\n`;
}
