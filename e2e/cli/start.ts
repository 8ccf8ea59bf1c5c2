/** The demo office, served by Asterisk itself; or the page in front of somebody's running PBX. */
import { parseArgs } from 'node:util';
import { startPbx } from '../pbx/index.ts';
import { startTraffic } from '../pbx/traffic.ts';
import { DIST, ensureBuilt } from './build.ts';
import { orSayWhy, untilToldToEnd } from './ending.ts';
import { servePage } from './serve-page.ts';

const PAGE = '/static/cordboard/index.html';

const { values } = parseArgs({
  options: {
    pbx: { type: 'string' },
    asterisk: { type: 'string' },
    seed: { type: 'string', default: '1' },
    pace: { type: 'string', default: '1' },
    extensions: { type: 'string', default: '0' },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `npm start [-- OPTIONS]
  --pbx URL         put the page in front of a running PBX (its HTTP server, e.g. http://pbx:8088)
  --asterisk N      run Asterisk N (22 or 16) for the demo office
  --quiet           no scripted traffic
  --seed N          another day of traffic
  --pace N          N times as fast
  --extensions N    N more extensions, to see a large board`;

await orSayWhy(async () => {
  if (values.help) return console.log(HELP);
  await (values.pbx === undefined ? demo() : inFrontOf(values.pbx));
});

async function demo(): Promise<void> {
  ensureBuilt();
  console.log('Starting the demo office …');
  const pbx = await startPbx({
    staticDir: DIST,
    extensions: Number(values.extensions),
    ...(values.asterisk === undefined ? {} : { version: Number(values.asterisk) }),
    say: (line) => console.log(line),
  });
  const stopTraffic = values.quiet
    ? () => {}
    : startTraffic(pbx, { seed: Number(values.seed), pace: Number(values.pace) });
  untilToldToEnd(async () => {
    stopTraffic();
    await pbx.stop();
  });
  const accounts = Object.values(pbx.accounts).map((one) => `  ${one.username.padEnd(10)} ${one.secret}`);
  console.log(`
Hotel Astoria (Asterisk ${pbx.version}) is open:

  ${pbx.url}${PAGE}

Username   Secret
${accounts.map((line) => line.slice(2)).join('\n')}

Sign in as reception and choose extension 2000. ${values.quiet ? 'No calls are scripted.' : 'Calls come and go by themselves.'}
Ctrl-C stops the hotel.`);
}

async function inFrontOf(pbx: string): Promise<void> {
  const page = await servePage(pbx, DIST);
  ensureBuilt();
  untilToldToEnd(() => page.stop());
  console.log(`
The page for the PBX at ${pbx}:

  ${page.url}

Sign in with an account of that PBX's manager.conf. Ctrl-C stops serving.`);
}
