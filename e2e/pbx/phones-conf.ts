/** The second Asterisk: every phone of the hotel, and the rest of the world at the far end of the trunk. */
import { INDICATIONS, LOGGER, phoneSecret, RTP } from './conf.ts';
import { DEVICES, TRUNK } from './hotel.ts';

export interface PhonesOptions {
  readonly house: string;
  readonly phones: string;
  readonly outside: string;
  readonly secret: string;
  readonly sounds: string;
}

export function phonesFiles(options: PhonesOptions): Readonly<Record<string, string>> {
  return {
    'modules.conf': MODULES,
    'logger.conf': LOGGER,
    'manager.conf': `[general]
enabled = yes
webenabled = no
bindaddr = ${options.phones}
port = 5038
displayconnects = no

[rig]
secret = ${options.secret}
read = all
write = all
`,
    'http.conf': '[general]\nenabled = no\n',
    'pjsip.conf': pjsipConf(options),
    'rtp.conf': RTP,
    'extensions.conf': DIALPLAN,
    'musiconhold.conf': `[default]\nmode = files\ndirectory = ${options.sounds}\n`,
    'indications.conf': INDICATIONS,
    'cdr.conf': '[general]\nenable = no\n',
    'cel.conf': '[general]\nenable = no\n',
    'features.conf': '[general]\n',
    'acl.conf': '',
    'ccss.conf': '[general]\n',
    'pjproject.conf': '[startup]\ntype = startup\nlog_level = 2\n',
    'udptl.conf': '[general]\n',
  };
}

/**
 * A phone does on a call what RUNG_<number> says, and rings when it says nothing; the rig then redirects the channel
 * to another verb. The account code carries the number of this end of the call, so that channels can be told apart.
 */
const DIALPLAN = `[phone]
exten => _[+0-9a-z].,1,Set(CHANNEL(accountcode)=\${CHANNEL(endpoint)})
 same => n,Goto(verb,\${IF($["\${RUNG_\${CHANNEL(endpoint)}}" = ""]?ring:\${RUNG_\${CHANNEL(endpoint)}})},1)

[outside]
exten => _[+0-9a-z].,1,Set(CHANNEL(accountcode)=\${EXTEN})
 same => n,Goto(verb,\${IF($["\${RUNG_\${EXTEN}}" = ""]?ring:\${RUNG_\${EXTEN}})},1)

[verb]
exten => ring,1,Ringing()
 same => n,Wait(86400)
exten => answer,1,Answer()
 same => n,Goto(talk,1)
exten => talk,1,Wait(86400)
exten => busy,1,Hangup(17)
exten => refuse,1,Hangup(21)
exten => offline,1,Hangup(20)
; Entering a holding bridge that puts on hold tells the far end, as moh_passthrough is on; leaving takes it off.
exten => hold,1,BridgeWait(\${UNIQUEID},participant,e(h))
exten => refer,1,Transfer(PJSIP/\${REFER_TO})
 same => n,Goto(talk,1)
`;

const MODULES = `[modules]
autoload = no
load = app_dial.so
load = app_bridgewait.so
load = app_transfer.so
load = bridge_builtin_features.so
load = bridge_holding.so
load = bridge_simple.so
load = chan_pjsip.so
load = codec_ulaw.so
load = func_callerid.so
load = func_channel.so
load = func_logic.so
load = pbx_config.so
load = res_musiconhold.so
load = res_pjproject.so
load = res_pjsip.so
load = res_pjsip_authenticator_digest.so
load = res_pjsip_caller_id.so
load = res_pjsip_dtmf_info.so
load = res_pjsip_endpoint_identifier_ip.so
load = res_pjsip_logger.so
load = res_pjsip_outbound_authenticator_digest.so
load = res_pjsip_outbound_registration.so
load = res_pjsip_pubsub.so
load = res_pjsip_refer.so
load = res_pjsip_rfc3326.so
load = res_pjsip_sdp_rtp.so
load = res_pjsip_session.so
load = res_rtp_asterisk.so
load = res_sorcery_astdb.so
load = res_sorcery_config.so
load = res_sorcery_memory.so
load = res_timing_timerfd.so
load = app_senddtmf.so
`;

function pjsipConf(options: PhonesOptions): string {
  const phones = DEVICES.map(
    (device) => `[${device}](phone)
aors = ${device}
outbound_auth = ${device}
from_user = ${device}

[${device}](secret)
username = ${device}
password = ${phoneSecret(device)}

[${device}](house)

[${device}](register)
outbound_auth = ${device}
client_uri = sip:${device}@${options.house}
contact_user = ${device}
endpoint = ${device}
`,
  );
  return `[global]
type = global
user_agent = Phone

[phones]
type = transport
protocol = udp
bind = ${options.phones}:5060

[outside]
type = transport
protocol = udp
bind = ${options.outside}:5060

[line](!)
type = endpoint
disallow = all
allow = ulaw
direct_media = no
moh_passthrough = yes
rtp_symmetric = yes

[phone](!,line)
context = phone
transport = phones

[secret](!)
type = auth
auth_type = userpass

[house](!)
type = aor
contact = sip:${options.house}:5060

[register](!)
type = registration
transport = phones
server_uri = sip:${options.house}
line = yes
expiration = 3600
retry_interval = 2
forbidden_retry_interval = 2
fatal_retry_interval = 2
max_retries = 100000
max_random_initial_delay = 0

${phones.join('\n')}
[${TRUNK}](line)
context = outside
transport = outside
aors = ${TRUNK}
trust_id_inbound = yes
send_pai = yes

[${TRUNK}](house)

[${TRUNK}]
type = identify
endpoint = ${TRUNK}
match = ${options.house}
`;
}
