/**
 * Operators without screens, in a process of their own: `crowd.ts ours|naive COUNT URL USER SECRET`. Says `ready`,
 * and on every line it reads the requests made since the last: JSON on one line.
 */
import { createInterface } from 'node:readline';
import { createCookieJar, hostSession } from '../../src/ami/index.ts';
import { mirroredEvents } from '../../src/pbx/mirror.ts';
import { openHttp, pollNaively } from './http.ts';

const [kind, count, url, username, secret] = process.argv.slice(2);
if (!url || !username || !secret) throw new Error('crowd.ts ours|naive COUNT URL USER SECRET');
let requests = 0;
let events = 0;

async function ours(): Promise<void> {
  const jar = createCookieJar((input, init) => {
    requests += 1;
    return fetch(input, init);
  });
  const session = hostSession({ base: url ?? '', jar });
  session.onEvents(mirroredEvents, (heard) => (events += heard.length));
  await session.signIn({ username: username ?? '', secret: secret ?? '' });
  if (session.state.tag !== 'live') throw new Error(`Not signed in: ${session.state.tag}`);
}

async function naive(): Promise<void> {
  const http = await openHttp(url ?? '', { username: username ?? '', secret: secret ?? '' });
  void pollNaively(http, (body) => {
    requests += 1;
    for (const message of body.split('\r\n\r\n')) {
      const fields = message.split('\r\n').map((line) => line.split(': '));
      if (fields[0]?.[0] === 'Event' && fields[0][1] !== 'WaitEventComplete') events += 1;
    }
    return false;
  });
}

for (let operator = 0; operator < Number(count); operator += 1) await (kind === 'ours' ? ours() : naive());
console.log('ready');
for await (const _line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ requests, events }));
  requests = 0;
  events = 0;
}
process.exit(0);
