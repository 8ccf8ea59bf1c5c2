/** Copies the built page into an Asterisk's static-http directory, and prints what its configuration needs. */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CORDBOARD_CONTEXT } from '../pbx/cordboard-context.ts';
import { DIST } from './build.ts';
import { orSayWhy } from './ending.ts';

/** The site's own files: they outlive an upgrade of the page. */
const SITE_FILES = ['pbx.json', 'private'];

function install(given: string | undefined): void {
  if (given === undefined) {
    throw new Error(
      'Where to? npm run install-panel -- DIR, where DIR is the static-http directory in Asterisk’s astdatadir,\n' +
        'for example /usr/share/asterisk/static-http or /var/lib/asterisk/static-http.',
    );
  }
  const dir = resolve(given);
  refuseUnlessStatic(dir);
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('The page is not built yet: npm run build');

  const target = join(dir, 'cordboard');
  const fresh = join(dir, `.cordboard-new-${process.pid}`);
  const old = join(dir, `.cordboard-old-${process.pid}`);
  const upgrading = existsSync(target);
  if (upgrading && !existsSync(join(target, 'index.html'))) {
    throw new Error(`${target} exists and does not hold this page: it was left as it is.`);
  }
  // Beside the place and renamed, so that no browser ever finds half of it. Times are new on purpose: Asterisk
  // tells browsers by the second of a file's time whether it has changed.
  try {
    mkdirSync(fresh);
    for (const name of readdirSync(DIST)) {
      if (!SITE_FILES.includes(name)) cpSync(join(DIST, name), join(fresh, name), { recursive: true });
    }
    for (const name of upgrading ? SITE_FILES : []) {
      const kept = join(target, name);
      if (existsSync(kept)) cpSync(kept, join(fresh, name), { recursive: true, preserveTimestamps: true });
    }
    if (upgrading) renameSync(target, old);
    renameSync(fresh, target);
  } catch (cause) {
    if (upgrading && existsSync(old) && !existsSync(target)) renameSync(old, target);
    rmSync(fresh, { recursive: true, force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The page could not be copied, and ${dir} is as it was: ${reason}`, { cause });
  }
  rmSync(old, { recursive: true, force: true });
  console.log(
    `${upgrading ? 'Upgraded' : 'Installed'}: ${target}${upgrading ? ' (your pbx.json and private/ were kept)' : ''}\n`,
  );
  console.log(NEEDED);
}

function refuseUnlessStatic(dir: string): void {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${dir} is not a directory.`);
  // What Asterisk's own package puts there; a site may have cleared it out, but will have kept the name.
  const own = ['ajamdemo.html', 'astman.js', 'core-en_US.xml'].some((name) => existsSync(join(dir, name)));
  if (own || basename(dir) === 'static-http') return;
  throw new Error(
    `${dir} does not look like an Asterisk's static-http directory: it is not called static-http and holds none of\n` +
      'the files Asterisk puts there. `asterisk -rx "core show settings"` tells the data directory; static-http is in it.',
  );
}

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
write = call,originate,reporting,user,agent

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

await orSayWhy(() => Promise.resolve().then(() => install(process.argv[2])));
