/** The demo office, served by Asterisk itself; or the page in front of somebody's running PBX. */
import { startPbx } from '../pbx/index.ts';
import { startTraffic } from '../pbx/traffic.ts';
import { DIST, ensureBuilt } from './build.ts';
import { orSayWhy, untilToldToEnd } from './ending.ts';
import { Misused, readNumber, readOptions, refuse } from './options.ts';
import { servePage } from './serve-page.ts';

const PAGE = '/static/cordboard/index.html';

const HELP = `npm start [-- OPTIONS]
  --pbx URL         put the page in front of a running PBX (its HTTP server, e.g. http://pbx:8088)
  --asterisk N      run Asterisk N (22 or 16) for the demo office
  --quiet           no scripted traffic
  --seed N          another day of traffic
  --pace N          N times as fast
  --extensions N    N more extensions, to see a large board`;

interface Wanted {
  readonly pbx: string | undefined;
  readonly asterisk: number | undefined;
  readonly seed: number;
  readonly pace: number;
  readonly extensions: number;
  readonly quiet: boolean;
}

/** Undefined: only help is wanted. */
function wanted(): Wanted | undefined {
  const values = readOptions({
    pbx: { type: 'string' },
    asterisk: { type: 'string' },
    seed: { type: 'string', default: '1' },
    pace: { type: 'string', default: '1' },
    extensions: { type: 'string', default: '0' },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const { pbx, asterisk, quiet } = values;
  return {
    pbx,
    asterisk: asterisk === undefined ? undefined : readNumber('asterisk', asterisk, { least: 1 }),
    seed: readNumber('seed', values.seed, { least: 0 }),
    pace: readNumber('pace', values.pace, { least: 0.1, whole: false }),
    extensions: readNumber('extensions', values.extensions, { least: 0 }),
    quiet,
  };
}

await orSayWhy(async () => {
  try {
    const options = wanted();
    if (options === undefined) return console.log(HELP);
    await (options.pbx === undefined ? demo(options) : inFrontOf(options.pbx));
  } catch (problem) {
    if (problem instanceof Misused) refuse(problem, HELP);
    throw problem;
  }
});

async function demo({ asterisk, seed, pace, extensions, quiet }: Wanted): Promise<void> {
  ensureBuilt();
  console.log('Starting the demo office …');
  const pbx = await startPbx({
    staticDir: DIST,
    extensions,
    // Whoever looks round sees files as they are, and may change them: the hotel is their own.
    exactFiles: true,
    ...(asterisk === undefined ? {} : { version: asterisk }),
    say: (line) => console.log(line),
  });
  const stopTraffic = quiet ? () => {} : startTraffic(pbx, { seed, pace });
  const endFor = untilToldToEnd(async () => {
    stopTraffic();
    await pbx.stop();
  });
  pbx.onDeath((words) => endFor(`The hotel's Asterisk has ended by itself. Its last words:\n${words}`));
  const accounts = Object.values(pbx.accounts).map((one) => `  ${one.username.padEnd(10)} ${one.secret}`);
  console.log(`
Hotel Astoria (Asterisk ${pbx.version}) is open:

  ${pbx.url}${PAGE}

Username   Secret
${accounts.map((line) => line.slice(2)).join('\n')}

Sign in as reception and choose extension 2000. ${quiet ? 'No calls are scripted.' : 'Calls come and go by themselves.'}
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
