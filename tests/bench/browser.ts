/** The real browser on the real PBX: pages opened, signed in, watched and measured alike, whoever wrote them. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright';
import type { Account, Pbx } from '../../e2e/pbx/index.ts';

const PAGES = fileURLToPath(new URL('pages', import.meta.url));
const HOST = 'http://pbx.test:8088/static';

export const OURS = `${HOST}/cordboard/index.html`;
/** CodeMirror alone. */
export const EDITOR = `${HOST}/bench/editor.html`;
export const plain = (query: string): string => `${HOST}/bench/plain.html?${query}`;

/** Lays the plain pages beside ours, on the same server. */
export function servePages(pbx: Pbx): void {
  cpSync(PAGES, join(pbx.dir, 'data/static-http/bench'), { recursive: true });
}

/** A change of a tile: what it changed to, when, and when that was on screen. Milliseconds since 1970. */
export interface Seen {
  readonly extension: string;
  readonly state: string;
  readonly changedAt: number;
  readonly paintedAt: number;
}

export interface Watched {
  readonly page: Page;
  /** Since opened or last asked. */
  take(): Promise<{ readonly seen: readonly Seen[]; readonly longTasks: number }>;
  /** Seconds of CPU time the main thread has spent on tasks. */
  cpu(): Promise<number>;
  /** When so many elements of each selector were painted. */
  whenShown(selectors: readonly (readonly [selector: string, count: number])[]): Promise<number>;
  /** Another tab of the same browser profile. */
  again(url: string): Promise<Watched>;
  /** Types name and secret at a person's pace and submits the form; resolves with the time of the click. */
  signIn(account: Account): Promise<number>;
  close(): Promise<void>;
}

/** Milliseconds from key to key of somebody who types well; what a browser does for a new window is over by then. */
const betweenKeys = 60;

/** What an operator sits at. */
const DESK = { width: 1600, height: 900 };
/** Tall enough for sixty tiles of ours at once, as the plain page has them. */
export const WALL = { width: 2560, height: 1440 };

export async function openPage(browser: Browser, url: string, viewport = DESK): Promise<Watched> {
  const context = await browser.newContext({ viewport });
  // The operator has chosen their extension long ago.
  await context.addInitScript(() => localStorage.setItem('cordboard.me', '2000@internal'));
  await context.addInitScript({ path: join(PAGES, 'watch.js') });
  return watch(context, url);
}

async function watch(context: BrowserContext, url: string): Promise<Watched> {
  const page = await context.newPage();
  const cdp: CDPSession = await context.newCDPSession(page);
  // CPU time rather than time on the wall: the machine does other things as well.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  return {
    page,
    async take() {
      const { seen, longTasks } = await page.evaluate<{
        seen: [string, string, number, number][];
        longTasks: number;
      }>('bench.take()');
      return {
        longTasks,
        seen: seen.map(([extension, state, changedAt, paintedAt]) => ({
          extension,
          state,
          changedAt,
          paintedAt,
        })),
      };
    },
    async cpu() {
      const { metrics } = await cdp.send('Performance.getMetrics');
      return metrics.find((one) => one.name === 'TaskDuration')?.value ?? Number.NaN;
    },
    whenShown: (selectors) => page.evaluate<number>(`bench.whenShown(${JSON.stringify(selectors)})`),
    async signIn(account) {
      await page.getByLabel('Username').pressSequentially(account.username, { delay: betweenKeys });
      await page.getByLabel('Secret').pressSequentially(account.secret, { delay: betweenKeys });
      await page.getByRole('button', { name: 'Sign in' }).click();
      return page.evaluate<number>('bench.signInAt');
    },
    again: (other) => watch(context, other),
    async close() {
      await context.close();
    },
  };
}
