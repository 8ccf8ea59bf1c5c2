/**
 * Serves the page beside somebody's running PBX, on one origin: files of the build from here, everything else
 * (rawman, mxml, its own static files) from the PBX. A long poll passes unbuffered and without a limit of ours.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer, request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { extname, join, normalize, sep } from 'node:path';

const ADDRESS = '127.0.0.1';
const FIRST_PORT = 8089;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export async function servePage(
  pbx: string,
  dist: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const target = readAddress(pbx);
  const prefix = target.pathname.replace(/\/+$/, '');
  const folder = `${prefix}/static/cordboard/`;
  await reachable(target, prefix, pbx);

  const server = createServer((incoming, outgoing) => {
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    if (path === '/') return outgoing.writeHead(302, { location: `${folder}index.html` }).end();
    const file = path.startsWith(folder) ? fileIn(dist, path.slice(folder.length)) : undefined;
    if (file === undefined) return pass(target, incoming, outgoing);
    outgoing.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
    createReadStream(file).pipe(outgoing);
  });
  server.requestTimeout = 0;
  const port = await listen(server);
  return {
    url: `http://${ADDRESS}:${port}${folder}index.html`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readAddress(pbx: string): URL {
  try {
    const url = new URL(pbx.includes('://') ? pbx : `http://${pbx}`);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  } catch {
    // Told below, as for a wrong protocol.
  }
  throw new Error(`--pbx ${pbx}: not an address of an HTTP server, such as http://pbx.example:8088`);
}

/** A file of the build, by its path in the folder; undefined when there is none. */
function fileIn(dist: string, path: string): string | undefined {
  let file: string;
  try {
    file = normalize(join(dist, decodeURIComponent(path)));
  } catch {
    return undefined;
  }
  if (!file.startsWith(dist + sep)) return undefined;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

const requestOf = (target: URL): typeof plainRequest =>
  target.protocol === 'https:' ? tlsRequest : plainRequest;

function pass(target: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const onward = requestOf(target)(
    {
      protocol: target.protocol,
      hostname: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: target.host },
    },
    (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
      response.on('error', () => outgoing.destroy());
    },
  );
  // Whichever side gives up, the other is told: the page knows the difference between cut and answered.
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

function reachable(target: URL, prefix: string, pbx: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = requestOf(target)(
      new URL(`${prefix}/rawman?action=Ping`, target),
      { timeout: 10_000 },
      (response) => {
        response.resume();
        if (response.statusCode === 200) return resolve();
        reject(
          new Error(
            `${pbx} answers ${response.statusCode ?? 0} to ${prefix}/rawman: is the HTTP manager on (webenabled = yes in manager.conf, enabled = yes in http.conf)?`,
          ),
        );
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer in 10 s')));
    asked.on('error', (cause) => reject(new Error(`${pbx} cannot be reached: ${cause.message}`, { cause })));
    asked.end();
  });
}

/** The first free port from ours upward. */
async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  for (let port = FIRST_PORT; port < FIRST_PORT + 100; port += 1) {
    const taken = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
      );
      server.listen(port, ADDRESS, () => resolve(false));
    });
    server.removeAllListeners('error');
    if (!taken) return port;
  }
  throw new Error(`No port is free from ${FIRST_PORT} on`);
}
