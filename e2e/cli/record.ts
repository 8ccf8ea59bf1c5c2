/**
 * Records what a real Asterisk says, in both forms, into tests/recorded/<version>/: lists with something in them,
 * and the WaitEvent bodies of a few calls.
 *
 *   npx tsx e2e/cli/record.ts 22
 *   npx tsx e2e/cli/record.ts 22 GetConfig     only those answers whose name begins so; the others stay
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIDS, startPbx, until, type Pbx } from '../pbx/index.ts';
import {
  action,
  command,
  coreSettings,
  coreShowChannels,
  coreStatus,
  events,
  extensionState,
  extensionStateList,
  getvar,
  deviceStateList,
  listCommands,
  parkedCalls,
  ping,
  pjsipShowContacts,
  presenceStateList,
  queueStatus,
  redirect,
  status,
  type Request,
} from '../../src/ami/index.ts';
import { createCookieJar, hostSession } from '../../src/ami/node.ts';

/** File name → what is asked while two people talk and one call rings. */
const questions: Readonly<Record<string, Request>> = {
  Ping: ping(),
  ListCommands: listCommands(),
  CoreSettings: coreSettings(),
  CoreStatus: coreStatus(),
  Status: status(),
  CoreShowChannels: coreShowChannels(),
  ExtensionState: extensionState({ Exten: '2004', Context: 'internal' }),
  ExtensionStateList: extensionStateList(),
  PresenceStateList: presenceStateList(),
  DeviceStateList: deviceStateList(),
  ParkedCalls: parkedCalls(),
  QueueStatus: queueStatus(),
  PJSIPShowContacts: pjsipShowContacts(),
  Getvar: getvar({ Variable: 'AMI_CLIENT(admin,sessions)' }),
  Command: command({ Command: 'core show version' }),
  'Command-failing': command({ Command: 'no such command' }),
  'Redirect-refused': redirect({ Channel: 'nobody', Context: 'internal', Exten: '2004', Priority: 1 }),
  GetConfig: action('GetConfig', { Filename: 'http.conf' }),
  'GetConfig-nothing': action('GetConfig', { Filename: 'http.conf', Category: 'nothing' }),
  ...Object.fromEntries(
    ['extensions', 'pjsip', 'nasty'].flatMap((file) =>
      ['GetConfig', 'GetConfigJSON'].map((name) => [
        `${name}-${file}`,
        action(name, { Filename: `${file}.conf`, Filter: 'TEMPLATES=include' }),
      ]),
    ),
  ),
};

/** What files may hold: templates of templates, twins, repeats, tabs, quotes, backslashes, escapes, no UTF-8. */
const NASTY = `[base](!)
allow = ulaw
allow = alaw
[deep](!,base)
a\tb = "c\td" \\ \\" /
[twin](deep)
allow = ulaw
allow=g722 ; note
empty =
istemplate = 1
templates = x
[twin](base,deep)
same => n,Set(X=a\\;b)
same => n,Set(X=a\\;b)
\\[odd = 1
Grüße = 😀 «ä»
[plus]
x = 1
[plus](+)
x += ,2
y => 3
`;

const version = Number(process.argv[2]);
const only = process.argv[3];
const directory = fileURLToPath(new URL(`../../tests/recorded/${version}`, import.meta.url));

/** The session's own cookie, with bodies as bytes: nothing of the program under test is between. */
function asker(pbx: Pbx, cookie: string): (path: string, request: Request) => Promise<Uint8Array> {
  return async (path, { action: name, headers }) => {
    const body = new URLSearchParams([
      ['Action', name],
      ...headers.map(([header, value]) => [header, value]),
    ]);
    const answer = await fetch(pbx.url + path, {
      method: 'POST',
      headers: { Cookie: `mansession_id="${cookie}"` },
      body,
    });
    return new Uint8Array(await answer.arrayBuffer());
  };
}

async function record(pbx: Pbx): Promise<void> {
  const jar = createCookieJar((url, init) => fetch(url, init));
  const session = hostSession({ base: pbx.url, jar });
  await session.signIn(pbx.accounts.admin);
  if (session.state.tag !== 'live' || jar.cookie === undefined) throw new Error('not signed in');
  const ask = asker(pbx, jar.cookie);
  const save = (name: string, bytes: Uint8Array): void => {
    if (name.startsWith(only ?? '')) writeFileSync(join(directory, name), bytes);
  };
  // From here on nobody polls but we.
  session.close();
  await ask('/rawman', events({ EventMask: 'on' }));

  let bodies = 0;
  let polling = true;
  const poll = async (): Promise<void> => {
    while (polling) {
      const path = bodies % 2 === 0 ? 'rawman' : 'mxml';
      bodies += 1;
      const number = String(bodies).padStart(2, '0');
      save(`WaitEvent-${number}.${path}`, await ask(`/${path}`, action('WaitEvent', { Timeout: 2 })));
    }
  };
  const polled = poll();
  const [anna, ben] = ['2001', '2004'].map((device) => pbx.phone(device));
  if (!anna || !ben) throw new Error('two phones are needed');
  await anna.call(ben.number);
  await ben.answer();
  await pbx.outside.call(DIDS.menu, { name: 'Gästehaus "Zur Post" <GmbH>; & Co', number: '+49891234567' });
  await until('the outside call is there', async () =>
    new TextDecoder().decode(await ask('/rawman', coreShowChannels())).includes('+49891234567')
      ? true
      : undefined,
  );
  for (const [name, request] of Object.entries(questions)) {
    if (!name.startsWith(only ?? '')) continue;
    save(`${name}.rawman`, await ask('/rawman', request));
    save(`${name}.mxml`, await ask('/mxml', request));
  }
  await ben.hold();
  await ben.unhold();
  await pbx.hangupAll();
  polling = false;
  await polled;
  await ask('/rawman', action('Logoff'));
}

if (only === undefined) rmSync(directory, { recursive: true, force: true });
mkdirSync(directory, { recursive: true });
const pbx = await startPbx({ version });
try {
  pbx.writeFile('nasty.conf', NASTY);
  await record(pbx);
} finally {
  await pbx.stop();
}
