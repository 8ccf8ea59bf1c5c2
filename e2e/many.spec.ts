/** Ten thousand extensions: windowed, found as one types, dropped onto after scrolling; and a flood of events. */
import type { Browser } from '@playwright/test';
import { Board, expect, launch, PAGE, test as base, version } from './fixtures.ts';
import { DIDS, manyExtension, startPbx, until, type Pbx } from './pbx/index.ts';

const COUNT = 10_000;
const test = base.extend<{ long: Board }, { hotel: Pbx; far: Browser }>({
  hotel: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a function names
    async ({}, use) => {
      const pbx = await startPbx({ version, extensions: COUNT });
      await use(pbx);
      await pbx.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  far: [
    async ({ hotel }, use) => {
      const chrome = await launch({ 'pbx.test': hotel.address });
      await use(chrome);
      await chrome.close();
    },
    { scope: 'worker' },
  ],
  long: async ({ hotel, far }, use) => {
    const context = await far.newContext({ viewport: { width: 1600, height: 900 } });
    await context.addInitScript(() => localStorage.setItem('cordboard.me', '2000@internal'));
    const page = await context.newPage();
    const board = new Board(page);
    await page.goto(`http://pbx.test:8088${PAGE}`);
    await board.signIn(hotel.accounts.reception.username, hotel.accounts.reception.secret);
    await use(board);
    await context.close();
    await hotel.hangupAll();
  },
});
test.describe.configure({ mode: 'serial', timeout: 90_000 });

const search = (board: Board) => board.page.getByRole('searchbox', { name: 'Find on the board' });
const scroller = (board: Board) =>
  board.page.getByRole('region', { name: 'Board', exact: true }).locator('[data-scrolls]');

test('ten thousand tiles: few are drawn, all are reached', async ({ hotel, long: board }) => {
  const tiles = board.page.locator('[data-extension]');
  await expect(board.status).toContainText('10,0');
  expect(await tiles.count()).toBeLessThan(600);

  // The last one, by scrolling to the end.
  await scroller(board).evaluate((node) => node.scrollTo(0, node.scrollHeight));
  await expect(board.tile(manyExtension(COUNT - 1))).toBeVisible();
  expect(await tiles.count()).toBeLessThan(600);

  // One in the middle, by typing.
  await search(board).fill(manyExtension(5_000));
  await expect(board.tile(manyExtension(5_000))).toBeVisible();

  // A state set on the PBX reaches the tile that is in view.
  const ami = await hotel.ami();
  await ami.action('Setvar', { Variable: 'DEVICE_STATE(Custom:many5000)', Value: 'INUSE' });
  await expect(board.tile(manyExtension(5_000))).toHaveAttribute('data-state', 'inUse');
  ami.close();
});

test('a call is dragged over the long board while it is scrolled', async ({ hotel, long: board }) => {
  const { linkedid } = await hotel.outside.call(`${DIDS.direct}2000`, { name: 'Guest', number: '+4930' });
  await hotel.phone('2000').answer();
  await hotel.waitBridged('2000', '+4930');
  await board.dragOver(board.card(linkedid), board.tile('2020'));
  // The tile the gesture went over is windowed away and comes back: what is under the pointer counts.
  await scroller(board).evaluate((node) => node.scrollTo(0, node.scrollHeight / 2));
  await expect(board.tile('2020')).toHaveCount(0);
  await scroller(board).evaluate((node) => node.scrollTo(0, 0));
  await board.tile('2004').hover();
  await expect(board.preview).toContainText('Amélie');
  await board.drop();
  await hotel.phone('2004').answer();
  await hotel.waitBridged('+4930', '2004');
});

test('a flood of events as fast as a dialplan loop gives: the page answers, and is true afterwards', async ({
  hotel,
  long: board,
}) => {
  await search(board).fill('1000');
  const flood = hotel.flood({ rate: 20_000, extensions: 1_000, seconds: 2 });
  // The page still does what one asks of it.
  await search(board).fill('lukasz');
  await expect(board.tile('2003')).toBeVisible();
  await search(board).fill('1000');
  await expect(board.tile(manyExtension(0))).toBeVisible();
  const { rate } = await flood;
  console.log(`flood: ${Math.round(rate)} changes/s`);
  const ami = await hotel.ami();
  const words: Readonly<Record<string, string>> = { '0': 'idle', '1': 'inUse' };
  await until('the tiles in view equal the PBX', async () => {
    const listed = await ami.action('ExtensionStateList');
    const states = new Map(listed.map((one) => [one.get('Exten'), words[one.get('Status')]]));
    const shown = await board.page
      .locator('[data-context="many"]')
      .evaluateAll((tiles) =>
        tiles.map(
          (tile) => [tile.getAttribute('data-extension') ?? '', tile.getAttribute('data-state')] as const,
        ),
      );
    return shown.length > 20 && shown.every(([exten, state]) => states.get(exten) === state)
      ? true
      : undefined;
  });
  ami.close();
});
