/**
 * The session as a page gets it: over a SharedWorker all tabs share, or by an election among them.
 *
 * After the files were upgraded a new page may meet the old worker, whose address and name are the same:
 *   page  hello(build) ─▶ old worker: welcome(older build)
 *   page  retire(port) ─▶ old worker stops polling, posts the session into the port, tells its tabs `moved`, closes
 *   page  new SharedWorker, hello ─▶ new worker: welcome(same build); inherit(the port's other end)
 * Old tabs, told `moved` or `outdated`, ask to be reloaded. There is never a moment with two pollers.
 */
import { build } from './build.ts';
import type { FormatName } from './body.ts';
import { systemClock } from './clock.ts';
import { lineOver, type ToTab, type ToWorker } from './port.ts';
import { openTab, type Memory, type Tab } from './tab.ts';
import type { Session, Undo } from './types.ts';

export interface OpenOptions {
  /** Path in front of `/rawman`: '' or '/asterisk'. */
  readonly base: string;
  /** Default rawman. All tabs share what the first of them asked for. */
  readonly format?: FormatName;
  /** Where worker.js lies, beside index.html. */
  readonly workerUrl: string | URL;
}

/** Milliseconds after which a worker that does not answer is asked for anew. */
const welcomeWithin = 5000;
/** The host says something every quarter of a minute; silent for so long, it has crashed. */
const silentFor = 45_000;
/** How often an older worker, still served by the browser's cache, is replaced before the page gives up. */
const mostHandovers = 3;

/** Opens the session of this PBX, resuming the one the browser's cookie stands for. */
export function openSession({ base, format = 'rawman', workerUrl }: OpenOptions): Session {
  let stop: Undo = () => {};
  const memory = createMemory(base);
  const onClose = (): void => stop();
  const tab = openTab({ base, format, clock: systemClock, build, memory, onClose });
  stop =
    typeof SharedWorker === 'undefined'
      ? throughElection(tab, base)
      : throughWorker(tab, base, workerUrl, () => {
          stop = throughElection(tab, base);
        });
  return tab.session;
}

/** `noWorker`: the worker's file cannot be loaded. */
function throughWorker(tab: Tab, base: string, url: string | URL, noWorker: () => void): Undo {
  let handovers = 0;
  let failures = 0;
  let stopWatching: Undo = () => {};
  /** The session of a worker that has retired, waiting for the next one. */
  let inheritance: MessagePort | undefined;
  let generation = 0;

  const connect = (): void => {
    stopWatching();
    generation += 1;
    const mine = generation;
    const worker = new SharedWorker(url, { type: 'module', name: `cordboard ${base}` });
    const line = lineOver<ToWorker, ToTab>(worker.port);
    let heardAt = Date.now();
    let older = false;
    let welcomed = false;

    worker.onerror = () => {
      if (mine !== generation) return;
      failures += 1;
      if (failures === 1) void refetch(url).then(again(mine));
      else {
        stop();
        noWorker();
      }
    };
    line.onMessage((message) => {
      if (mine !== generation) return;
      heardAt = Date.now();
      switch (message.tag) {
        case 'welcome':
          welcomed = true;
          older = message.build < build;
          if (older) return retire(mine, line);
          if (inheritance) line.post({ tag: 'inherit', from: inheritance }, [inheritance]);
          inheritance = undefined;
          return;
        case 'moved':
          if (older) return void refetch(url).then(again(mine));
          stop();
          return tab.outdate();
        case 'outdated':
          stop();
          return tab.outdate();
        case 'state':
        case 'events':
        case 'heard':
        case 'reply':
        case 'failure':
        case 'done':
        case 'slept':
          return;
      }
    });
    tab.attach(line);

    const watch = setInterval(() => {
      const talks = /^(live|connecting|lost)$/.test(tab.session.state.tag);
      const patience = welcomed ? silentFor : welcomeWithin;
      if ((talks || !welcomed) && Date.now() - heardAt > patience) connect();
    }, welcomeWithin);
    stopWatching = () => clearInterval(watch);
  };

  const again = (mine: number) => (): void => {
    if (mine === generation) connect();
  };

  const retire = (mine: number, line: { post(message: ToWorker, transfer: Transferable[]): void }): void => {
    handovers += 1;
    if (handovers > mostHandovers) {
      stop();
      return tab.outdate();
    }
    const { port1, port2 } = new MessageChannel();
    // The first one to retire has the session; those after it were only in the browser's cache.
    inheritance ??= port2;
    if (mine === generation) line.post({ tag: 'retire', to: port1 }, [port1]);
  };

  // A page kept for "back" is frozen with its line: it says bye, and hello again when it is shown.
  const away = (): void => {
    generation += 1;
    stopWatching();
    tab.detach();
  };
  const back = (event: PageTransitionEvent): void => {
    if (event.persisted) connect();
  };
  addEventListener('pagehide', away);
  addEventListener('pageshow', back);
  const stop = (): void => {
    generation += 1;
    stopWatching();
    removeEventListener('pagehide', away);
    removeEventListener('pageshow', back);
  };
  connect();
  return stop;
}

/** Past the browser's cache, so that the next worker is made of the file as it is now. */
async function refetch(url: string | URL): Promise<void> {
  await fetch(url, { cache: 'reload' }).catch(() => undefined);
}

function throughElection(tab: Tab, base: string): Undo {
  let leave: Undo = () => {};
  let stopped = false;
  const join = async (): Promise<void> => {
    // Hosting is for the few browsers without SharedWorker: the others do not load it into the page.
    const [{ elect }, { createHost }] = await Promise.all([import('./elect.ts'), import('./host.ts')]);
    if (stopped) return;
    const election = elect({
      channel: new BroadcastChannel(`cordboard ${base}`),
      clock: systemClock,
      id: randomId(),
      createHost: () =>
        createHost({
          base,
          fetch: (url, init) => fetch(url, init),
          clock: systemClock,
          random: Math.random,
          build,
        }),
      onLine: (line) => tab.attach(line),
    });
    leave = () => election.close();
  };
  const away = (): void => {
    tab.detach();
    leave();
  };
  const back = (event: PageTransitionEvent): void => {
    if (event.persisted) void join();
  };
  addEventListener('pagehide', away);
  addEventListener('pageshow', back);
  void join();
  return () => {
    stopped = true;
    removeEventListener('pagehide', away);
    removeEventListener('pageshow', back);
    leave();
  };
}

/** crypto.randomUUID does not exist on plain http; this does. */
function randomId(): string {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('');
}

/** The user's name and a mark of the cookie it belongs to, over a reload; never the secret, nor the cookie itself. */
function createMemory(base: string): Memory {
  const key = `cordboard.session ${base}`;
  const cookie = (): string | undefined => /(?:^|;\s*)mansession_id="?([0-9a-f]+)/.exec(document.cookie)?.[1];
  return {
    cookie,
    read() {
      const stored = localStorage.getItem(key);
      const [session, user] = stored === null ? [] : splitOnce(stored);
      if (session === undefined || user === undefined) return undefined;
      // A proxy may hide the cookie from scripts: then only the PBX can tell.
      if (session === '') return { user, cookie: 'same' };
      const now = cookie();
      return { user, cookie: now === undefined ? 'none' : markOf(now) === session ? 'same' : 'other' };
    },
    write(user) {
      const now = cookie();
      localStorage.setItem(key, `${now === undefined ? '' : markOf(now)} ${user}`);
      return now;
    },
    forget: () => localStorage.removeItem(key),
  };
}

/** Sixteen bits of a cookie: enough to tell it from another, too few to be it. */
function markOf(cookie: string): string {
  let mark = 0;
  for (const sign of cookie) mark = (mark * 31 + sign.charCodeAt(0)) & 0xffff;
  return mark.toString(16);
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
}
