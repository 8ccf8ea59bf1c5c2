/** Everybody can use it: axe on the door and the board (the workbench's pages have their own), right-to-left, 200 % zoom, forced colours, reduced motion. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, PAGE, test } from './fixtures.ts';
import { DIDS } from './pbx/index.ts';

async function clean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing at the door and on the board, ${colorScheme}`, async ({ open, chrome, pbx }) => {
    test.slow();
    const door = await (await chrome.newContext({ colorScheme })).newPage();
    await door.goto(`http://pbx.test:8088${PAGE}`);
    await door.getByLabel('Username').waitFor();
    await clean(door);
    await door.context().close();

    const board = await open({ account: 'admin', options: { colorScheme } });
    await pbx.outside.call(`${DIDS.direct}2000`, { name: 'Guest', number: '+4930' });
    await pbx.phone('2000').answer();
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').ringing();
    await expect(board.tile('2005')).toHaveAttribute('data-state', 'ringing');
    await clean(board.page);
    await board.tile('2010').click();
    await expect(board.page.getByRole('menu')).toBeVisible();
    await clean(board.page);
    await board.page.keyboard.press('Escape');
    await board.page.keyboard.press('?');
    await expect(board.page.getByRole('dialog')).toBeVisible();
    await clean(board.page);
  });
}

for (const [code, direction] of [
  ['de', 'ltr'],
  ['ar', 'rtl'],
  ['en-XA', 'ltr'],
] as const) {
  test(`the page speaks ${code}, chosen without a reload`, async ({ board }) => {
    const { page } = board;
    const stays = await page.evaluate(() => performance.timeOrigin);
    const english = await page.getByRole('region', { name: 'Board', exact: true }).innerText();
    await page.evaluate((chosen) => localStorage.setItem('cordboard.language', chosen), code);
    if (code === 'en-XA') {
      // The pseudo locale is for whoever looks for texts that escaped the catalogue: no menu offers it.
      await page.reload();
    } else {
      await page.getByRole('button', { name: 'Language' }).click();
      await page
        .getByRole('menuitemradio')
        .filter({ hasText: code === 'de' ? 'Deutsch' : 'العربية' })
        .click();
      expect(await page.evaluate(() => performance.timeOrigin)).toBe(stays);
    }
    await expect(page.locator('html')).toHaveAttribute('lang', code);
    await expect(page.locator('html')).toHaveAttribute('dir', direction);
    await expect(board.tile('2004')).toBeVisible();
    expect(await page.locator('[data-extension="2004"]').first().innerText()).not.toContain('Idle');
    expect(english).toContain('Idle');
  });
}

for (const [name, viewport] of [
  ['1280×720', { width: 1280, height: 720 }],
  ['1280×720 at 200 %', { width: 640, height: 360 }],
  ['a phone', { width: 390, height: 844 }],
  ['4K', { width: 3840, height: 2160 }],
] as const) {
  test(`nothing is cut off sideways at ${name}`, async ({ open, pbx }) => {
    const board = await open({ options: { viewport } });
    const { linkedid } = await pbx.outside.call(`${DIDS.direct}2000`, { name: 'Guest', number: '+4930' });
    await pbx.phone('2000').answer();
    await expect(board.card(linkedid)).toBeVisible();
    const [wide, seen] = await board.page.evaluate(
      () => [document.documentElement.scrollWidth, innerWidth] as const,
    );
    expect(wide).toBeLessThanOrEqual(seen);
    await board.card(linkedid).getByRole('button', { name: 'Park' }).click();
    await pbx.waitParked('+4930');
  });
}

test('in forced colours each state still has its glyph and its word', async ({ open, pbx }) => {
  const board = await open({ options: { forcedColors: 'active', reducedMotion: 'reduce' } });
  await pbx.phone('2004').call('2005');
  const tile = board.tile('2005');
  await expect(tile).toContainText('Ringing');
  const glyph = tile.locator('[data-glyph]').first();
  await expect(glyph).toHaveAttribute('data-glyph', 'ringing');
  const [colour, animation] = await glyph.evaluate((node) => {
    const style = getComputedStyle(node);
    return [style.backgroundColor, style.animationName];
  });
  expect(colour).not.toBe('rgba(0, 0, 0, 0)');
  expect(animation).toBe('none');
});
