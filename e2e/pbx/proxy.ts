/** What lies between browser and PBX when things go wrong: a proxy in front of the house's HTTP server. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface PassedRequest {
  /** Action header of the AMI request; empty for a file. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly at: number;
}

export interface Proxy {
  readonly address: string;
  /** http://127.x.y.z:8088, an address of its own. */
  readonly url: string;
  /** Holds each answer back for so many milliseconds. */
  delay(ms: number): void;
  /** Breaks every connection there is; new ones are taken. */
  cut(): void;
  /** Sends so many bytes of the next WaitEvent's body (bodies of that length or longer), then breaks the connection. */
  cutBodyAfter(bytes: number): void;
  /** Takes no connections at all until told `false`. */
  refuse(refusing: boolean): Promise<void>;
  /** Answers AMI requests itself; undefined lets them pass again. */
  answer(status: number, body: string): void;
  /** Undoes everything. */
  heal(): Promise<void>;
  readonly requests: readonly PassedRequest[];
  /** Requests so far, by action. */
  count(action: string): number;
  stop(): Promise<void>;
}

export async function startProxy(address: string, house: string): Promise<Proxy> {
  const port = 8088;
  const sockets = new Set<Socket>();
  const requests: PassedRequest[] = [];
  let wait = 0;
  let cutAfter: number | undefined;
  let canned: { readonly status: number; readonly body: string } | undefined;

  const server: Server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('error', () => outgoing.destroy());
    incoming.on('end', () => pass(incoming, outgoing, Buffer.concat(parts)));
  });
  server.keepAliveTimeout = 60_000;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): void {
    const path = incoming.url ?? '/';
    const query = new URLSearchParams(incoming.method === 'POST' ? body.toString() : path.split('?')[1]);
    const action = [...query].find(([name]) => name.toLowerCase() === 'action')?.[1] ?? '';
    const isAmi = /\/a?(rawman|mxml|manager)(\?|$)/.test(path);
    requests.push({ action, method: incoming.method ?? '', path, at: Date.now() });
    if (canned && isAmi) {
      const { status, body: text } = canned;
      later(() => outgoing.writeHead(status, { 'Content-type': 'text/html' }).end(text));
      return;
    }
    const onward = request(
      { host: house, port: 8088, method: incoming.method, path, headers: incoming.headers, agent: false },
      (response) => {
        const received: Buffer[] = [];
        response.on('data', (part: Buffer) => received.push(part));
        response.on('error', () => outgoing.destroy());
        response.on('end', () => {
          const whole = Buffer.concat(received);
          later(() => {
            if (outgoing.destroyed) return;
            outgoing.writeHead(
              response.statusCode ?? 502,
              response.rawHeaders.length ? headersOf(response) : {},
            );
            if (cutAfter !== undefined && action.toLowerCase() === 'waitevent' && whole.length >= cutAfter) {
              const part = whole.subarray(0, cutAfter);
              cutAfter = undefined;
              outgoing.write(part, () => outgoing.destroy());
            } else outgoing.end(whole);
          });
        });
      },
    );
    // A browser that gives up must be seen giving up by the PBX as well, and the reverse.
    outgoing.once('close', () => onward.destroy());
    onward.on('error', () => outgoing.destroy());
    onward.end(body);
  }

  function later(run: () => void): void {
    if (wait === 0) run();
    else setTimeout(run, wait);
  }

  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, () => {
        server.off('error', reject);
        resolve();
      });
    });
  const refuse = async (refusing: boolean): Promise<void> => {
    if (refusing === !server.listening) return;
    if (!refusing) return listen();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    cut();
    await closed;
  };

  await listen();
  return {
    address,
    url: `http://${address}:${port}`,
    delay(ms) {
      wait = ms;
    },
    cut,
    cutBodyAfter(bytes) {
      cutAfter = bytes;
    },
    refuse,
    answer(status, body) {
      canned = { status, body };
    },
    async heal() {
      wait = 0;
      cutAfter = undefined;
      canned = undefined;
      await refuse(false);
    },
    requests,
    count: (action) => requests.filter((one) => one.action.toLowerCase() === action.toLowerCase()).length,
    stop: () => refuse(true),
  };
}

/** As Asterisk sent them, repeats kept; the length is that of the whole body, so that a cut one is seen as cut. */
function headersOf(response: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
    const name = response.rawHeaders[index] ?? '';
    if (/^(connection|keep-alive|transfer-encoding)$/i.test(name)) continue;
    (headers[name] ??= []).push(response.rawHeaders[index + 1] ?? '');
  }
  return headers;
}
