/**
 * Operators without screens, in a process of their own: `crowd.ts ours|naive COUNT URL USER SECRET`. Says `ready`,
 * and on every line it reads the requests made since the last: JSON on one line.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { createCookieJar, hostSession } from '../../src/ami/node.ts';
import { mirroredEvents } from '../../src/pbx/mirror.ts';
import { openHttp } from './http.ts';

const [kind, count, url, username, secret] = process.argv.slice(2);
if (!url || !username || !secret) throw new Error('crowd.ts ours|naive COUNT URL USER SECRET');
let requests = 0;

async function ours(): Promise<void> {
  const jar = createCookieJar((input, init) => {
    requests += 1;
    return fetch(input, init);
  });
  const session = hostSession({ base: url ?? '', jar });
  session.onEvents(mirroredEvents, () => {});
  await session.signIn({ username: username ?? '', secret: secret ?? '' });
  if (session.state.tag !== 'live') throw new Error(`Not signed in: ${session.state.tag}`);
}

/**
 * Polls at once, and again. Over a bare socket and without reading what comes: ten of them are ten machines' work, and
 * must not be slowed by sharing this one process.
 */
async function naive(): Promise<void> {
  const { cookie } = await openHttp(url ?? '', { username: username ?? '', secret: secret ?? '' });
  const { hostname, port } = new URL(url ?? '');
  const body = 'Action=WaitEvent';
  const request = [
    'POST /rawman HTTP/1.1',
    `Host: ${hostname}`,
    `Cookie: ${cookie}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('latin1');
  socket.on('connect', () => socket.write(request));
  socket.on('data', (part: string) => {
    received += part;
    const head = received.indexOf('\r\n\r\n');
    const length = Number(/content-length: *(\d+)/i.exec(received)?.[1]);
    if (head === -1 || received.length < head + 4 + length) return;
    received = '';
    requests += 1;
    socket.write(request);
  });
}

for (let operator = 0; operator < Number(count); operator += 1) await (kind === 'ours' ? ours() : naive());
console.log('ready');
for await (const _line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ requests }));
  requests = 0;
}
process.exit(0);
