/**
 * The SharedWorker that owns the session. Its address and name never change, so a page may find an older worker
 * running: then the page has it hand over to a new one (page.ts tells the whole story).
 */
import { build } from './build.ts';
import { systemClock } from './clock.ts';
import { createHost } from './host.ts';
import { lineOver, type ToTab, type ToWorker } from './port.ts';

/** What is used of a SharedWorkerGlobalScope, which the DOM's types leave out. */
interface WorkerScope {
  /** `cordboard <base>`. */
  readonly name: string;
  close(): void;
  onconnect: ((event: MessageEvent) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;

const host = createHost({
  base: scope.name.slice('cordboard '.length),
  fetch: (url, init) => fetch(url, init),
  clock: systemClock,
  random: Math.random,
  build,
});

scope.onconnect = ({ ports: [port] }) => {
  if (!port) return;
  const line = lineOver<ToTab, ToWorker>(port);
  const hear = host.attach(line);
  line.onMessage((message) => {
    switch (message.tag) {
      case 'hello':
        if (message.build === build) hear(message);
        else if (message.build > build) line.post({ tag: 'welcome', build, format: message.format });
        else line.post({ tag: 'outdated' });
        return;
      case 'retire':
        message.to.postMessage(host.retire());
        // First closed, then told: whoever hears it makes a new worker and must not find this one.
        scope.close();
        line.post({ tag: 'moved' });
        return;
      case 'inherit':
        message.from.onmessage = ({ data }) => {
          host.inherit(data as ReturnType<typeof host.retire>);
          message.from.close();
        };
        return;
      case 'wants':
      case 'send':
      case 'expect':
      case 'signIn':
      case 'signOut':
      case 'tryNow':
      case 'strangeCookie':
      case 'here':
      case 'bye':
        return hear(message);
    }
  });
};
