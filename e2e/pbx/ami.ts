/**
 * A plain AMI client over TCP. It shares nothing with `src/ami` on purpose: it is the witness the tests ask
 * what the PBX says, whatever the page believes.
 */
import { connect, type Socket } from 'node:net';

export interface AmiMessage {
  /** In the order sent, repeats kept. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first value of a header, whatever its case; empty when there is none. */
  get(name: string): string;
  all(name: string): readonly string[];
}

export interface AmiEvents {
  /** How many events have arrived: a place in time to search from. */
  mark(): number;
  /** Events since a mark (the last 20,000 are kept). */
  since(mark: number): readonly AmiMessage[];
  /** The first event since the mark (default: from now on) for which it holds; rejects after `limit` ms. */
  until(
    holds: (event: AmiMessage) => boolean,
    options?: { since?: number; limit?: number; what?: string },
  ): Promise<AmiMessage>;
}

export interface RawAmi {
  readonly events: AmiEvents;
  /** The reply and, for a list, its items and the closing event. A refusal is a reply like any other. */
  action(name: string, headers?: AmiHeaders): Promise<readonly AmiMessage[]>;
  close(): void;
}

/** Repeated headers are given as an array. */
export type AmiHeaders = Readonly<Record<string, string | number | readonly string[]>>;

const KEPT = 20_000;

export async function openAmi(
  address: string,
  account: { readonly username: string; readonly secret: string },
  events = 'on',
): Promise<RawAmi> {
  const socket = await dial(address, 5038);
  const ami = speak(socket);
  const [reply] = await ami.action('Login', {
    Username: account.username,
    Secret: account.secret,
    Events: events,
  });
  if (reply?.get('Response') !== 'Success') {
    ami.close();
    throw new Error(`AMI at ${address} refused ${account.username}: ${reply?.get('Message') ?? 'no reply'}`);
  }
  return ami;
}

/** An action that must succeed. */
export async function demand(ami: RawAmi, name: string, headers: AmiHeaders): Promise<void> {
  const [reply] = await ami.action(name, headers);
  if (reply?.get('Response') !== 'Success') {
    throw new Error(`${name} ${JSON.stringify(headers)}: ${reply?.get('Message') ?? 'no reply'}`);
  }
}

function dial(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

interface Waiting {
  readonly messages: AmiMessage[];
  list: boolean;
  readonly resolve: (messages: readonly AmiMessage[]) => void;
  readonly reject: (error: Error) => void;
}

function speak(socket: Socket): RawAmi {
  const waiting = new Map<string, Waiting>();
  const watchers = new Set<{ check(event: AmiMessage): void; fail(error: Error): void }>();
  let kept: AmiMessage[] = [];
  let forgotten = 0;
  let text = '';
  let ended: Error | undefined;
  let serial = 0;

  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    // The greeting is one line without an empty one behind it.
    if (text.startsWith('Asterisk Call Manager')) {
      const end = text.indexOf('\r\n');
      if (end < 0) return;
      text = text.slice(end + 2);
    }
    const parts = text.split('\r\n\r\n');
    text = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') take(readMessage(part));
  });
  socket.on('error', (error) => end(error));
  socket.on('close', () => end(new Error('The AMI connection was closed')));

  function end(error: Error): void {
    ended ??= error;
    for (const one of waiting.values()) one.reject(ended);
    waiting.clear();
    for (const watcher of watchers) watcher.fail(ended);
  }

  function take(message: AmiMessage): void {
    const first = message.headers[0]?.[0].toLowerCase();
    const id = message.get('ActionID');
    const one = id === '' ? undefined : waiting.get(id);
    // OriginateResponse carries the ActionID of its action, and comes after its reply.
    if (one && (first === 'response' || one.list)) {
      one.messages.push(message);
      if (first === 'response' && message.get('EventList').toLowerCase() === 'start') one.list = true;
      else if (first === 'response' || message.get('EventList').toLowerCase() === 'complete') {
        waiting.delete(id);
        one.resolve(one.messages);
      }
      return;
    }
    if (first !== 'event') return;
    kept.push(message);
    if (kept.length > 2 * KEPT) {
      forgotten += kept.length - KEPT;
      kept = kept.slice(-KEPT);
    }
    for (const watcher of watchers) watcher.check(message);
  }

  const since = (mark: number): readonly AmiMessage[] => kept.slice(Math.max(0, mark - forgotten));

  return {
    events: {
      mark: () => forgotten + kept.length,
      since,
      until(holds, options = {}) {
        const found = options.since === undefined ? undefined : since(options.since).find(holds);
        if (found) return Promise.resolve(found);
        return new Promise((resolve, reject) => {
          const timer = setTimeout(
            () => watcher.fail(new Error(`No ${options.what ?? 'such event'} within the limit`)),
            options.limit ?? 15_000,
          );
          const watcher = {
            check(event: AmiMessage) {
              if (!holds(event)) return;
              clearTimeout(timer);
              watchers.delete(watcher);
              resolve(event);
            },
            fail(error: Error) {
              clearTimeout(timer);
              watchers.delete(watcher);
              reject(error);
            },
          };
          watchers.add(watcher);
          if (ended) watcher.fail(ended);
        });
      },
    },
    action(name, headers = {}) {
      if (ended) return Promise.reject(ended);
      const id = `rig-${(serial += 1)}`;
      const lines = [`Action: ${name}`, `ActionID: ${id}`];
      for (const [key, value] of Object.entries(headers)) {
        for (const each of typeof value === 'object' ? value : [value]) lines.push(`${key}: ${each}`);
      }
      return new Promise((resolve, reject) => {
        waiting.set(id, { messages: [], list: false, resolve, reject });
        socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      });
    },
    close() {
      socket.destroy();
    },
  };
}

function readMessage(text: string): AmiMessage {
  const headers = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line): readonly [string, string] => {
      const colon = line.indexOf(':');
      if (colon < 0) return ['', line];
      const from = line[colon + 1] === ' ' ? colon + 2 : colon + 1;
      return [line.slice(0, colon), line.slice(from)];
    });
  const all = (name: string): readonly string[] =>
    headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return { headers, get: (name) => all(name)[0] ?? '', all };
}
