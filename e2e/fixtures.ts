/**
 * What every browser test stands on: one hotel and its phones for the whole worker, a Chromium that knows the
 * hotel as http://pbx.test (never localhost: a plain http origin lacks navigator.locks, crypto.subtle and the like,
 * as it will in a real hotel), and a page signed in as the receptionist at extension 2000.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from '@playwright/test';
import { chromium } from 'playwright';
import { DIDS, startPbx, type Account, type Pbx, type PbxOptions, type Proxy } from './pbx/index.ts';

export type Version = 16 | 22;
export const version: Version = process.env['CORDBOARD_PBX_VERSION'] === '16' ? 16 : 22;
const format = process.env['CORDBOARD_FORMAT'] === 'mxml' ? 'mxml' : 'rawman';

/** `hosts`: names the browser resolves by itself, `pbx.test` among them. */
export async function launch(hosts: Readonly<Record<string, string>>): Promise<Browser> {
  const executablePath = process.env['CORDBOARD_CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=${Object.entries(hosts)
        .map(([name, address]) => `MAP ${name} ${address}`)
        .join(',')}`,
    ],
  });
}

export const GUEST = { name: 'Guest', number: '+493012345678' };
/** The operator's own number at the trunk. */
export const TO_ME = `${DIDS.direct}2000`;

/** A guest called the operator at 2000, and they talk. */
export async function guestTalksWithMe(pbx: Pbx): ReturnType<Pbx['outside']['call']> {
  const call = await pbx.outside.call(TO_ME, GUEST);
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', GUEST.number);
  return call;
}

/** The page as an operator handles it; every verb is a gesture or a look, none reaches into the program. */
export class Board {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  get calls(): Locator {
    return this.page.getByRole('region', { name: 'Calls', exact: true });
  }
  tile(extension: string): Locator {
    return this.page.locator(`[data-extension="${extension}"]`).first();
  }
  /** What letting go here would do. */
  get preview(): Locator {
    return this.page.locator('[data-preview]');
  }
  /** The last acts and what came of them, in words. */
  get outcome(): Locator {
    return this.page.locator('[data-outcome]');
  }
  /** The bottom line; `data-session` is the state of the session. */
  get status(): Locator {
    return this.page.locator('footer[data-session]');
  }
  async tryNow(): Promise<void> {
    // Unless it came back by itself a moment ago.
    await this.page
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 2_000 })
      .catch(() => undefined);
  }
  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Menu', exact: true }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
  }
  /** Opens the chooser of a call and types where to send it; what is found is offered below. */
  async typeTarget(linkedid: string, typed: string): Promise<Locator> {
    await this.card(linkedid).getByRole('button', { name: 'Send to…' }).click();
    await this.page.getByRole('dialog').getByRole('combobox').fill(typed);
    return this.page.getByRole('dialog').getByRole('option');
  }
  card(linkedid: string): Locator {
    return this.calls.locator(`[data-call="${linkedid}"]`).first();
  }
  async signIn(username: string, secret: string): Promise<void> {
    await this.page.getByLabel('Username').fill(username);
    await this.page.getByLabel('Secret').fill(secret);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.isOpen();
  }
  async isOpen(): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Board', exact: true })).toBeVisible();
    await expect(this.tile('2000')).toBeVisible();
  }
  /** Lifts a thing with the mouse and holds it over another; the caller lets go. */
  async dragOver(from: Locator, to: Locator): Promise<void> {
    const { mouse } = this.page;
    await to.scrollIntoViewIfNeeded();
    // A card may move under the pointer while calls come and go: whoever grasped at nothing grasps again.
    await expect(async () => {
      await mouse.up();
      await from.scrollIntoViewIfNeeded({ timeout: 1_000 });
      const start = await from.boundingBox({ timeout: 1_000 });
      if (!start) throw new Error('nothing to drag from');
      await mouse.move(start.x + 24, start.y + 14);
      await mouse.down();
      await mouse.move(start.x + 40, start.y + 24, { steps: 3 });
      await expect(this.page.locator('[data-in-hand]')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const end = await to.boundingBox();
    if (!end) throw new Error('nothing to drag to');
    await mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 });
  }
  async drop(): Promise<void> {
    await this.page.mouse.up();
  }
  /** The site lets safe transfers ring this long; takes effect for a page opened afterwards. */
  static async ringFor(page: Page, pbx: Pbx, seconds: number): Promise<void> {
    const file = join(pbx.dir, 'data/static-http/cordboard/private/cordboard.json');
    const site = JSON.parse(readFileSync(file, 'utf8')) as { readonly safe?: object };
    await page.route('**/private/cordboard.json', (route) =>
      route.fulfill({ json: { ...site, safe: { ...site.safe, seconds } } }),
    );
  }
}

/** How a page is opened. */
export interface Opening {
  readonly account?: 'admin' | 'reception' | 'viewer' | Account;
  /** Through the fault proxy rather than straight to the PBX. */
  readonly through?: 'pbx' | 'proxy';
  /** The operator's own extension, chosen before; '' = none. */
  readonly me?: string;
  readonly context?: BrowserContext;
  readonly options?: BrowserContextOptions;
  /** Seconds a safe transfer rings. */
  readonly ringSeconds?: number;
}

interface Fixtures {
  /** Seconds a safe transfer rings. */
  ringSeconds: number;
  /** Opens a page and signs in; a second page in the same `context` shares the session. */
  open: (opening?: Opening) => Promise<Board>;
  /** The receptionist at 2000. */
  board: Board;
}
interface WorkerFixtures {
  cordboardContext: boolean;
  /** What this file's PBX has that others have not. */
  house: Partial<PbxOptions>;
  pbx: Pbx;
  faults: Proxy;
  chrome: Browser;
}

export const PAGE = '/static/cordboard/index.html';

export const test = base.extend<Fixtures, WorkerFixtures>({
  cordboardContext: [true, { option: true, scope: 'worker' }],
  house: [{}, { option: true, scope: 'worker' }],
  pbx: [
    async ({ cordboardContext, house }, use) => {
      // Another build than dist/, of a tree that is being worked on.
      const staticDir = process.env['CORDBOARD_DIST'];
      const pbx = await startPbx({
        version,
        cordboardContext,
        ...(staticDir === undefined ? {} : { staticDir }),
        ...house,
      });
      await use(pbx);
      await pbx.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  faults: [
    async ({ pbx }, use) => {
      await use(await pbx.proxy());
    },
    { scope: 'worker' },
  ],
  chrome: [
    async ({ pbx, faults }, use) => {
      const chrome = await launch({ 'pbx.test': pbx.address, 'proxy.test': faults.address });
      await use(chrome);
      await chrome.close();
    },
    { scope: 'worker' },
  ],
  ringSeconds: [20, { option: true }],
  open: async ({ pbx, faults, chrome, ringSeconds }, use) => {
    const contexts = new Set<BrowserContext>();
    await use(async (opening = {}) => {
      const context =
        opening.context ??
        (await chrome.newContext({ viewport: { width: 1600, height: 900 }, ...opening.options }));
      const shared = contexts.has(context);
      contexts.add(context);
      if (!shared) {
        // The operator chose these before; all are ordinary preferences of the page.
        await context.addInitScript(
          ([mine, body]) => {
            if (mine && localStorage.getItem('cordboard.me') === null)
              localStorage.setItem('cordboard.me', mine);
            localStorage.setItem('cordboard.format', body);
          },
          [opening.me ?? '2000@internal', format] as const,
        );
      }
      const page = await context.newPage();
      const board = new Board(page);
      const seconds = opening.ringSeconds ?? ringSeconds;
      if (seconds !== 20) await Board.ringFor(page, pbx, seconds);
      await page.goto(`http://${opening.through ?? 'pbx'}.test:8088${PAGE}`);
      const { account: who = 'reception' } = opening;
      const account = typeof who === 'string' ? pbx.accounts[who] : who;
      if (shared) await board.isOpen();
      else await board.signIn(account.username, account.secret);
      return board;
    });
    for (const context of contexts) await context.close();
    await faults.heal();
    await pbx.hangupAll();
    await pbx.quiet();
  },
  board: async ({ open }, use) => {
    await use(await open());
  },
});
export { expect };
