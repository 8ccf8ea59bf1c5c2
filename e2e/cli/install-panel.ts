/** Copies the built page into an Asterisk's static-http directory, and prints what its configuration needs. */
import { CORDBOARD_CONTEXT } from '../pbx/cordboard-context.ts';
import { DIST } from './build.ts';
import { orSayWhy } from './ending.ts';
import { installPage } from './install-page.ts';

const NEEDED = `What the PBX's configuration needs (then: asterisk -rx "core reload"):

── http.conf ──────────────────────────────────────────────────────────────────
[general]
enabled = yes
; Reachable from the receptionists' desks alone; better still 127.0.0.1 behind a proxy with TLS.
bindaddr = 127.0.0.1
bindport = 8088
; Asterisk 16 calls it enablestatic.
enable_static = yes
redirect = / /static/cordboard/index.html

── manager.conf ───────────────────────────────────────────────────────────────
[general]
enabled = yes
webenabled = yes
; The page uses HTTP alone: the TCP port need not be open to anybody else.
bindaddr = 127.0.0.1

; No spaces after the commas, and no empty words between them: an empty one grants everything.
[reception]
secret = CHOOSE-A-LONG-ONE
deny = 0.0.0.0/0.0.0.0
permit = 192.0.2.0/255.255.255.0 ; your desks
read = system,call,agent,user
write = call,originate,reporting,user

; Sees, and moves nothing.
[viewer]
secret = CHOOSE-ANOTHER
deny = 0.0.0.0/0.0.0.0
permit = 192.0.2.0/255.255.255.0
read = system,call,agent
write = reporting

── modules.conf (when autoload = no) ──────────────────────────────────────────
load = res_manager_devicestate.so
load = res_manager_presencestate.so

── extensions.conf ────────────────────────────────────────────────────────────
${CORDBOARD_CONTEXT}
Departments, names and number patterns go into cordboard/private/cordboard.json, which Asterisk serves to
signed-in sessions alone.`;

await orSayWhy(() => {
  const dir = process.argv[2];
  if (dir === undefined) {
    throw new Error(
      'Where to? npm run install-panel -- DIR, where DIR is the static-http directory in Asterisk’s astdatadir,\n' +
        'for example /usr/share/asterisk/static-http or /var/lib/asterisk/static-http.',
    );
  }
  const { target, upgraded } = installPage(DIST, dir);
  console.log(`${upgraded ? 'Upgraded (your pbx.json and private/ were kept)' : 'Installed'}: ${target}\n`);
  console.log(NEEDED);
});
