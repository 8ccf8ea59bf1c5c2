/**
 * A million events through the worker's own host, a tab and the mirror, in a process of its own:
 * `node --expose-gc --import tsx tests/bench/heap.ts RECORDING EVENTS`. Prints the heap after 10,000 and at the end.
 */
import { readFileSync } from 'node:fs';
import { decode, readRawman, type Clock } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { createMirror } from '../../src/pbx/mirror.ts';
import { readRecording } from './recording.ts';

const [recording, wanted] = process.argv.slice(2);
if (recording === undefined) throw new Error('Which recording?');
const bodies = readRecording(readFileSync(recording));
const counts = bodies.map((body) => body.toString('latin1').split('Event: ').length - 2);
const total = Number(wanted);
const FIRST = 10_000;

/** The PBX's gaps and patience are not waited for: short waits end at once, long ones never. */
const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    if (milliseconds > 1000) return () => {};
    const soon = setImmediate(run);
    return () => clearImmediate(soon);
  },
};

let replayed = 0;
let turn = 0;
let done: () => void = () => {};
const over = new Promise<void>((resolve) => (done = resolve));
let early = 0;

function heap(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** The extensions the recording tells of, as the PBX would list them. */
function extensionList(): string {
  const told = new Map<string, string>();
  for (const body of bodies) {
    for (const message of readRawman(decode(body))) {
      if (message.name !== 'ExtensionStatus') continue;
      told.set(`${message.get('Exten') ?? ''}@${message.get('Context') ?? ''}`, `${message.text}\r\n\r\n`);
    }
  }
  return `Response: Success\r\nEventList: start\r\n\r\n${[...told.values()].join('')}Event: ExtensionStateListComplete\r\nEventList: Complete\r\n\r\n`;
}
const extensions = extensionList();

/** A PBX that has nothing but the recording. */
async function answer(action: string): Promise<string | Buffer> {
  switch (action) {
    case 'Challenge':
      return 'Response: Success\r\nChallenge: 1\r\n\r\n';
    case 'ListCommands':
      return 'Response: Success\r\nPing: Keepalive command.  (Priv: <none>)\r\n\r\n';
    case 'ExtensionStateList':
      return extensions;
    case 'WaitEvent': {
      if (early === 0 && replayed >= FIRST) early = heap();
      if (replayed >= total) {
        done();
        return new Promise<never>(() => {});
      }
      // A poll answers in a later task, never in the same.
      await new Promise((resolve) => setImmediate(resolve));
      const at = turn % bodies.length;
      turn += 1;
      replayed += counts[at] ?? 0;
      return bodies[at] ?? '';
    }
    default:
      return 'Response: Success\r\n\r\n';
  }
}

const session = hostSession({
  base: 'http://recording',
  clock,
  jar: {
    cookie: undefined,
    async fetch(_url, init) {
      const fields = new URLSearchParams(typeof init.body === 'string' ? init.body : '');
      const body = await answer(fields.get('Action') ?? '');
      return new Response(typeof body === 'string' ? body : new Uint8Array(body));
    },
  },
});
const mirror = createMirror(session, { clock });
let changes = 0;
mirror.onChanges((some) => (changes += some.length));
await session.signIn({ username: 'bench', secret: 'bench' });
await over;
console.log(JSON.stringify({ early, late: heap(), replayed, changes }));
process.exit(0);
