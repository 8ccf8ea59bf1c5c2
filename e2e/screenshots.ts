/**
 * The README's pictures, taken in the demo hotel at a believable moment: `npm run screenshots` writes
 * docs/pictures/*.png, and a page in the pseudo language into .cordboard/, to see which texts escaped the words.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright';
import { ensureBuilt } from './cli/build.ts';
import { orSayWhy } from './cli/ending.ts';
import { Board, launch, PAGE } from './fixtures.ts';
import { withPalette } from './palette-png.ts';
import { DIDS, startPbx, type Pbx } from './pbx/index.ts';

const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs/pictures');
const CHECKS = join(ROOT, '.cordboard');

const LAPTOP = { width: 1280, height: 720 };
const DESK = { width: 1920, height: 1080 };
const HAND = { width: 390, height: 844 };

/** What rings or waits still does when the last picture is taken. */
const WAITS = { ring: 600, menu: 600, parking: 240, back: 60, safe: 45 };

interface Guest {
  readonly name: string;
  readonly number: string;
}
const GUESTS = {
  parked: { name: 'Airport Taxi', number: '+493055566778' },
  sent: { name: 'Łukasz Wiśniewski', number: '+48221234567' },
  talking: { name: 'Müller & Söhne', number: '+493012345670' },
  ringing: { name: 'Dupont & Fils', number: '+33144556677' },
  waiting: { name: '山本商事', number: '+81355501234' },
} as const satisfies Readonly<Record<string, Guest>>;

/** Who is away, whose phone is unplugged, and the calls that go on beside the reception's. */
async function fillTheHouse(pbx: Pbx): Promise<void> {
  await pbx.setPresence('2002', 'available');
  await pbx.setPresence('2013', 'xa,,back on Monday');
  await pbx.setPresence('2030', 'dnd,,service until 14:00');
  await pbx.setPresence('2040', 'dnd,,in a meeting');
  await pbx.setPresence('2042', 'away,,lunch until 14:00');
  await pbx.phone('2034').unregister();
  const talk = async (from: string, to: string): Promise<void> => {
    await pbx.phone(from).call(to);
    await pbx.phone(to).answer();
    await pbx.waitBridged(from, to);
  };
  await talk('2004', '2005');
  await talk('2020', '2010');
  await talk('2012', '2014');
  await talk('2024', '2032');
  await pbx.phone('2032').hold();
  await pbx.phone('2041').call('0+442079460123');
  await pbx.outside.answer('+442079460123');
  await pbx.phone('2003').call('2031');
  await pbx.phone('2031').ringing();
  // Both members of that queue are talking: the caller waits.
  await pbx.outside.call(DIDS.reservations, GUESTS.waiting);
}

/** A call for the reception, answered there; its Linkedid. */
async function receive(pbx: Pbx, guest: Guest): Promise<string> {
  const { linkedid } = await pbx.outside.call(`${DIDS.direct}2000`, guest);
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', guest.number);
  return linkedid;
}

async function open(browser: Browser, viewport: typeof LAPTOP): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
  await context.addInitScript(() => {
    localStorage.setItem('cordboard.me', '2000@internal');
  });
  const page = await context.newPage();
  await page.goto(`http://pbx.test:8088${PAGE}`);
  await page.getByLabel('Username').waitFor();
  return page;
}

async function picture(page: Page, path: string): Promise<void> {
  writeFileSync(path, withPalette(await page.screenshot({ animations: 'disabled', scale: 'css' })));
  console.log(path.slice(ROOT.length + 1));
}
const named = (name: string): string => join(PICTURES, `${name}.png`);

const shown = (one: Locator): Promise<void> => one.first().waitFor();

/** Everything that makes the moment is on the board. */
async function momentIsShown(board: Board): Promise<void> {
  const states = {
    2004: 'inUse',
    2031: 'ringing',
    2011: 'ringing',
    2000: 'inUseRinging',
    2034: 'unavailable',
  };
  for (const [extension, state] of Object.entries(states)) {
    await shown(board.page.locator(`[data-extension="${extension}"][data-state="${state}"]`));
  }
  await shown(board.page.locator('[data-extension="2042"][data-presence="away"]'));
  await shown(board.page.locator('[data-parked]'));
}

async function theBoard(browser: Browser, pbx: Pbx): Promise<void> {
  const page = await open(browser, LAPTOP);
  const board = new Board(page);
  await picture(page, named('sign-in'));
  await board.signIn('reception', pbx.accounts.reception.secret);

  await receive(pbx, GUESTS.parked);
  await pbx.park(GUESTS.parked.number, '2000');
  const sent = await receive(pbx, GUESTS.sent);
  await shown(board.card(sent));
  await board.dragOver(board.card(sent), board.tile('2011'));
  await board.drop();
  await pbx.phone('2011').ringing();
  const talking = await receive(pbx, GUESTS.talking);
  await pbx.outside.call(`${DIDS.direct}2000`, GUESTS.ringing);
  await momentIsShown(board);
  await board.card(talking).locator('[data-handle]').click();
  await page.mouse.move(0, 0);

  for (const [size, viewport] of [
    ['1280x720', LAPTOP],
    ['1920x1080', DESK],
  ] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await picture(page, named(`board-${colorScheme}-${size}`));
    }
  }
  await page.setViewportSize(LAPTOP);
  await page.emulateMedia({ colorScheme: 'light' });
  await board.dragOver(board.card(talking), board.tile('2042'));
  // At its upper edge, so that the card in the hand does not hide whose tile it is over.
  const tile = await board.tile('2042').boundingBox();
  if (tile !== null) await page.mouse.move(tile.x + tile.width * 0.6, tile.y + 6);
  await shown(board.preview);
  await picture(page, named('drag'));
  await page.keyboard.press('Escape');
  await board.drop();
  if ((await board.card(sent).getByRole('button', { name: 'Take back' }).count()) === 0) {
    throw new Error('This machine was too slow: the call sent on had come back before the last picture.');
  }

  // Escape has shown where the keyboard is; a finger would not.
  await page.locator(':focus').blur();
  await page.setViewportSize(HAND);
  await picture(page, named('phone'));
  await page.setViewportSize(LAPTOP);
  if (existsSync(join(ROOT, 'src/words/ar.ts'))) {
    await speak(page, 'ar');
    await momentIsShown(board);
    await picture(page, named('board-arabic'));
  }
  await speak(page, 'en-XA');
  await momentIsShown(board);
  await picture(page, join(CHECKS, 'pseudo.png'));
  await page.context().close();
}

/** As chosen in the menu before the page was opened; a board that is new again. */
async function speak(page: Page, language: string): Promise<void> {
  await page.evaluate((code) => {
    localStorage.setItem('cordboard.language', code);
  }, language);
  await page.reload();
  await shown(page.locator('.shell:not(.stale)'));
}

async function theWorkbench(browser: Browser, pbx: Pbx): Promise<void> {
  const page = await open(browser, LAPTOP);
  const { username, secret } = pbx.accounts.admin;
  await new Board(page).signIn(username, secret);
  await page.getByRole('link', { name: 'Workbench' }).click();
  await theFile(page);
  await page.getByRole('link', { name: 'System', exact: true }).click();
  await shown(page.getByRole('row', { name: /app_agent_pool/ }));
  await shown(page.locator('.shell:not(.stale)'));
  await picture(page, named('workbench'));
  await page.context().close();
}

/** An edit of the queues that is ready to be saved: what it changes stands beside it, in colour. */
async function theFile(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#/workbench/files/queues.conf';
  });
  const row = page.getByRole('row').filter({ has: page.getByText('timeout', { exact: true }) });
  await row.first().dblclick();
  const value = page.locator('[data-edit]').getByLabel('Value');
  await value.fill('20');
  await value.press('Enter');
  await page.locator('[data-light][aria-busy="false"]').waitFor();
  await picture(page, named('files'));
}

await orSayWhy(async () => {
  mkdirSync(PICTURES, { recursive: true });
  mkdirSync(CHECKS, { recursive: true });
  ensureBuilt();
  const pbx = await startPbx({ version: 22, waits: WAITS, exactFiles: true });
  const browser = await launch({ 'pbx.test': pbx.address });
  try {
    await fillTheHouse(pbx);
    await theWorkbench(browser, pbx);
    await theBoard(browser, pbx);
  } finally {
    await browser.close();
    await pbx.stop();
  }
});
