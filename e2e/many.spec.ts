/** Ten thousand extensions: windowed, found as one types, dropped onto after scrolling. */
import { expect, launch, PAGE, test as base, version, Board } from './fixtures.ts';
import { DIDS, manyExtension, startPbx, type Pbx } from './pbx/index.ts';

const COUNT = 10_000;
const test = base.extend<object, { hotel: Pbx }>({
  hotel: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures a function names
    async ({}, use) => {
      const pbx = await startPbx({ version, extensions: COUNT });
      await use(pbx);
      await pbx.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

test('ten thousand tiles: few are drawn, all are reached', async ({ hotel }) => {
  const chrome = await launch({ 'pbx.test': hotel.address });
  try {
    const context = await chrome.newContext({ viewport: { width: 1600, height: 900 } });
    await context.addInitScript(() => localStorage.setItem('cordboard.me', '2000@internal'));
    const page = await context.newPage();
    const board = new Board(page);
    await page.goto(`http://pbx.test:8088${PAGE}`);
    await board.signIn(hotel.accounts.reception.username, hotel.accounts.reception.secret);
    await expect(board.status).toContainText('10,0');
    expect(await page.locator('[data-extension]').count()).toBeLessThan(600);

    // The last one, by scrolling to the end.
    const last = manyExtension(COUNT - 1);
    await page
      .locator('[data-scrolls]')
      .last()
      .evaluate((node) => node.scrollTo(0, node.scrollHeight));
    await expect(board.tile(last)).toBeVisible();
    expect(await page.locator('[data-extension]').count()).toBeLessThan(600);

    // One in the middle, by typing.
    await page.getByRole('searchbox', { name: 'Find on the board' }).fill(manyExtension(5_000));
    await expect(board.tile(manyExtension(5_000))).toBeVisible();

    // A state set on the PBX reaches the tile that is in view.
    const ami = await hotel.ami();
    await ami.action('Setvar', { Variable: 'DEVICE_STATE(Custom:many5000)', Value: 'INUSE' });
    await expect(board.tile(manyExtension(5_000))).toHaveAttribute('data-state', 'inUse');
    ami.close();

    // A call is dragged across the long board, which scrolls under the pointer.
    await page.getByRole('searchbox', { name: 'Find on the board' }).fill('');
    await page
      .locator('[data-scrolls]')
      .last()
      .evaluate((node) => node.scrollTo(0, 0));
    const { linkedid } = await hotel.outside.call(`${DIDS.direct}2000`, { name: 'Guest', number: '+4930' });
    await hotel.phone('2000').answer();
    await board.dragOver(board.card(linkedid), board.tile('2004'));
    await expect(board.preview).toContainText('back to you');
    await board.drop();
    await hotel.phone('2004').answer();
    await hotel.waitBridged('+4930', '2004');
  } finally {
    await chrome.close();
  }
});
