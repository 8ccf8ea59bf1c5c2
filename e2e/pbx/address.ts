/** Loopback addresses of our own: every PBX has its 127.x.y, so ports stay fixed and no cookie is shared. */
import { createServer, connect, type Server } from 'node:net';

export interface Addresses {
  /** The house's PBX. */
  readonly house: string;
  /** The phones. */
  readonly phones: string;
  /** The trunk's far end: the rest of the world. */
  readonly outside: string;
  /** One more address for each proxy. */
  another(): string;
  release(): void;
}

/** Held by us for as long as we live, and so a sign to others that the address is taken. */
const CLAIM_PORT = 5059;
const PORTS = [8088, 5038];

export async function claimAddresses(): Promise<Addresses> {
  const first = (process.pid * 7) % (250 * 250);
  for (let step = 0; step < 250 * 250; step += 1) {
    const place = (first + step) % (250 * 250);
    const net = `127.${Math.floor(place / 250) + 2}.${(place % 250) + 1}`;
    const claim = await listen(`${net}.1`, CLAIM_PORT);
    if (!claim) continue;
    if (await anybodyThere([`${net}.1`, `${net}.2`])) {
      claim.close();
      continue;
    }
    claim.unref();
    let last = 3;
    return {
      house: `${net}.1`,
      phones: `${net}.2`,
      outside: `${net}.3`,
      another: () => `${net}.${(last += 1)}`,
      release: () => claim.close(),
    };
  }
  throw new Error('Every loopback address is taken');
}

function listen(address: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(undefined));
    server.listen(port, address, () => resolve(server));
  });
}

async function anybodyThere(addresses: readonly string[]): Promise<boolean> {
  const tries = addresses.flatMap((address) => PORTS.map((port) => answers(address, port)));
  return (await Promise.all(tries)).includes(true);
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
