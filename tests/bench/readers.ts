/** The readers that are compared: ours, and those of four npm packages behind a socket that never was connected. */
import { createRequire } from 'node:module';
import net from 'node:net';
import { decode } from '../../src/ami/bytes.ts';
import { rawmanFramer, readRawman } from '../../src/ami/rawman.ts';
import type { Message } from '../../src/ami/index.ts';
import { mirroredEvents } from '../../src/pbx/mirror.ts';
import { reduce } from '../../src/pbx/reduce.ts';
import { emptyTables, putChange } from '../../src/pbx/tables.ts';

/** Takes a body; what it reads is told to `count`, so that no reader can leave its work undone. */
export type Reader = (body: Buffer) => void;
type Make = (count: (fields: number) => void) => Reader;

const require = createRequire(import.meta.url);

interface Emitter {
  on(event: string, listener: (message: object) => void): unknown;
}

/** The socket a package opens while `open` runs, fed by us as the kernel would; it never connects and never writes. */
function fed(open: () => void): Promise<net.Socket> {
  return new Promise((resolve) => {
    Object.defineProperty(net.Socket.prototype, 'connect', {
      value(this: net.Socket) {
        resolve(this);
        return this;
      },
    });
    Object.defineProperty(net.Socket.prototype, 'write', { value: () => true });
    open();
  });
}

function peer(open: () => Emitter, event: string, greeting: boolean): Make {
  return (count) => {
    let socket: net.Socket | undefined;
    void fed(() => {
      open().on(event, (message) => count(Object.keys(message).length));
    }).then((opened) => {
      socket = opened;
      if (greeting) feed(opened, Buffer.from('Asterisk Call Manager/11.0.0\r\n'));
    });
    return (body) => {
      if (socket) feed(socket, body);
    };
  };
}

function feed(socket: net.Socket, bytes: Buffer): void {
  const encoding = socket.readableEncoding;
  socket.emit('data', encoding === null ? bytes : bytes.toString(encoding));
}

/** Every header of every event, repeats and order kept. */
const allFields: Make = (count) => (body) => {
  for (const message of readRawman(decode(body))) {
    if (message.kind === 'event') count(message.headers.length);
  }
};

/** What the mirror asks of each event: found out by letting its reducers read the same events once. */
const neededFields: Make = (count) => {
  const none: readonly string[] = [];
  const frame = rawmanFramer(new Set(mirroredEvents));
  const needed = new Map<string, readonly string[]>();
  const tables = emptyTables();
  let learnt = 0;
  return (body) => {
    const messages = readRawman(frame(body).text);
    if (learnt < 200) {
      learnt += 1;
      for (const message of messages) learn(message);
    }
    for (const message of messages) {
      let fields = 0;
      for (const name of needed.get(message.name) ?? none) if (message.get(name) !== undefined) fields += 1;
      count(fields);
    }
  };

  function learn(message: Message): void {
    const names = new Set(needed.get(message.name));
    const get = (name: string): string | undefined => {
      names.add(name);
      return message.get(name);
    };
    const watched: Message = { ...plain(message), get, all: (name) => message.all(name) };
    for (const change of reduce(tables, watched, 0)) putChange(tables, change);
    needed.set(message.name, [...names]);
  }
};

const plain = ({ kind, name, headers, loose, text }: Message): Omit<Message, 'get' | 'all'> => ({
  kind,
  name,
  headers,
  loose,
  text,
});

export const readers = {
  'cordboard, all fields': allFields,
  'cordboard, what the mirror needs': neededFields,
  'asterisk.io': peer(
    () => (require('asterisk.io') as { ami(...login: string[]): Emitter }).ami('pbx', '5038', 'me', 'secret'),
    'eventAny',
    false,
  ),
  yana: peer(
    () => {
      const Ami = require('yana') as new (options: object) => Emitter & { connect(): void };
      const ami = new Ami({ login: 'me', password: 'secret' });
      ami.connect();
      return ami;
    },
    'event',
    true,
  ),
  'ami-io': peer(
    () => {
      const io = require('ami-io') as {
        createClient(config: object): Emitter & { connect(): void };
        SilentLogger: new () => object;
      };
      const client = io.createClient({ encoding: 'utf8', logger: new io.SilentLogger() });
      client.connect();
      return client;
    },
    'event',
    true,
  ),
  'asterisk-manager': peer(
    () =>
      (require('asterisk-manager') as (...login: (string | number)[]) => Emitter)(
        5038,
        'pbx',
        'me',
        'secret',
      ),
    'managerevent',
    false,
  ),
} satisfies Readonly<Record<string, Make>>;

export type ReaderName = keyof typeof readers;
