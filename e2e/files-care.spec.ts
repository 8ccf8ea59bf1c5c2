/** What a newcomer runs into on the files page: locking oneself out, what is not seen, what is typed and refused. */
import type { Page } from '@playwright/test';
import { lockByBerta, openFiles } from './files.ts';
import { expect, test } from './fixtures.ts';

/** Texts of the drafts this browser has written down. */
const keptDrafts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('cordboard');
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const asking = opening.result.transaction('drafts').objectStore('drafts').getAll();
          asking.onsuccess = () => {
            opening.result.close();
            resolve((asking.result as { text: string }[]).map(({ text }) => text));
          };
        };
      }),
  );

const KITCHEN = '[general]\ncolour = red\nsize = 5\n\n[oven]\nheat = 200\n';

test('who would lock themselves out is warned, and must want it', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('manager.conf');
  await files.section('admin');
  const all = page.locator('[role=row][data-line]').filter({ hasText: /^\d+\s*write/ });
  const own = page.locator('[role=row][data-line]').filter({ hasText: /^\d+\s*\[admin\]/ });
  const line = Number(await own.getAttribute('data-line'));
  const count = await all.count();
  const lines = await all.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-line'))));
  expect(count).toBeGreaterThan(0);
  const write = page.locator(`[data-line="${String(lines.find((one) => one > line))}"]`);
  await files.type(write, 'reporting');
  await expect(files.light).toHaveAttribute('data-light', 'locksOut');
  await expect(files.panel).toContainText('the account you are signed in with');
  await expect(files.panel).toContainText('write = reporting');
  await expect(files.panel).toContainText('keeps their rights');
  await expect(page.getByRole('button', { name: 'Save only' })).toHaveAttribute('aria-disabled', 'true');
  await files.panel.getByRole('checkbox', { name: 'I have read this and want it so' }).check();
  await expect(page.getByRole('button', { name: 'Save only' })).not.toHaveAttribute('aria-disabled', 'true');
  await files.discard();

  await own.click();
  await page.keyboard.press('Delete');
  await expect(files.panel).toContainText('there would be no such account');
  await files.discard();

  await files.open('http.conf');
  await files.type(files.row('bindport'), '9');
  await expect(files.panel).toContainText('not be reachable any more at this address');
  await expect(files.panel).toContainText('bindport = 9');
  await files.discard();
});

test('what is not seen is marked, and announced when it is typed', async ({ open, pbx }) => {
  pbx.writeFile('unseen.conf', '[general]\nold = a\u202eb\nname = c\n');
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('unseen.conf');
  await expect(files.light).toHaveAttribute('data-light', 'safe');
  await expect(files.row('old').locator('[data-unseen]')).toHaveText('U+202E');
  await files.type(files.row('name'), 'x\u2066y\u200f');
  await expect(files.light).toHaveAttribute('data-light', 'announced');
  await expect(files.panel).toContainText('cannot be seen');
  await expect(files.panel).toContainText('x⟨U+2066⟩y⟨U+200F⟩');
  await files.view('Text');
  await expect(files.page.getByRole('tabpanel').getByText('⟨U+202E⟩')).toBeVisible();
  await files.view('Compare');
  await expect(files.page.getByRole('tabpanel').locator('[data-unseen]').first()).toBeVisible();
});

test('a new name is given everywhere, in files nobody has opened as well', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('pjsip.conf');
  await files.section('2004');
  await files.row('[2004').click();
  await page.keyboard.press('F2');
  await files.dialog.getByLabel('Name of the section').fill('2999');
  await expect(files.dialog.locator('[data-others]')).toHaveAttribute('data-others', 'read');
  await expect(
    files.dialog.getByRole('listitem').filter({ hasText: 'extensions.conf' }).first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');

  // No secret is replaced that nobody chose, and what was done is told.
  await page.getByRole('button', { name: 'Search and replace' }).click();
  await files.dialog.getByLabel('Only in options named').fill('password');
  await files.dialog.getByLabel('How to search').selectOption('regular expression');
  await files.dialog.getByLabel('Search in values').fill('^.');
  await files.dialog.getByLabel('Replace with').fill('b');
  const hits = files.dialog.getByRole('listitem');
  await expect(hits.first()).toContainText('secret');
  for (const box of await hits.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
  await hits.first().getByRole('button', { name: 'Show' }).click();
  await expect(hits.first().locator('del')).toBeVisible();
  await hits.first().getByRole('checkbox').check();
  await files.dialog.getByRole('button', { name: 'Replace 1 place' }).click();
  await expect(page.getByText(/1 line replaced in the drafts of .*pjsip\.conf/)).toBeVisible();
  await files.discard();
});

test('a file that is created is there; an address that leads outside is answered', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.go('made.conf');
  await page.getByRole('button', { name: /Create .*made\.conf/ }).click();
  await files.dialog.getByRole('button', { name: /Create .*made\.conf/ }).click();
  await expect(page.getByRole('button', { name: 'Add a section…' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Files of the PBX' }).getByText('made.conf')).toBeVisible();
  for (const [address, why] of [
    ['../../etc/passwd', 'Only files inside'],
    ['x;y.conf', 'Letters, digits'],
    [`${'x'.repeat(300)}.conf`, 'too long'],
  ] as const) {
    await files.go(address);
    await expect(page.getByRole('alert').filter({ hasText: why })).toBeVisible();
  }
});

test('what is refused can be typed on; what is in a field is saved with the rest', async ({ open, pbx }) => {
  pbx.writeFile('typed.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('typed.conf');
  await files.row('size').click();
  await page.keyboard.press('Insert');
  const row = page.locator('[data-edit]');
  await row.getByLabel('Option').fill('a=b');
  await files.value.fill('precious words');
  await files.value.press('Enter');
  await expect(files.value).toHaveValue('precious words');
  await expect(row.getByLabel('Option')).toHaveValue('a=b');
  // Nothing is saved beside it.
  await page.keyboard.press('Control+s');
  await expect(files.value).toHaveValue('precious words');
  await row.getByLabel('Option').fill('ab');
  await row.getByLabel('Option').press('Enter');
  await expect(files.row('precious words')).toHaveAttribute('data-change', 'added');

  await files.view('Form');
  const size = page.getByRole('tabpanel').getByRole('textbox', { name: 'size' });
  await size.fill('7');
  await page.keyboard.press('Control+s');
  await expect(page.locator('[data-saved]')).toHaveAttribute('data-saved', 'saved');
  expect(pbx.readFile('typed.conf')).toContain('size = 7');
  expect(pbx.readFile('typed.conf')).toContain('ab = precious words');
});

test('nothing that is typed makes a file read-only, nor a draft of it', async ({ open, pbx }) => {
  pbx.writeFile('half.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('half.conf');
  await files.view('Text');
  const text = page.getByRole('tabpanel').getByRole('textbox');
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('[gu');
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  await files.foretold();
  await page.keyboard.type('est]');
  await expect(text).toContainText('[guest]');
  await page.keyboard.press('Backspace');
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  await files.foretold();
  await expect.poll(() => keptDrafts(page)).toContainEqual(expect.stringMatching(/\[guest\n?$/));
  await page.reload();
  await expect(text).toContainText('[guest');
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  await files.foretold();
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(']');
  await expect(text).toContainText('[guest]');
  await page.keyboard.press('Backspace');
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  await files.discard();
  await expect(text).not.toContainText('[guest');
});

test('what is typed in the moment before a reload is there again, whatever it is typed into', async ({
  open,
  pbx,
}) => {
  test.slow();
  pbx.writeFile('moment.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  const { keyboard } = page;
  await files.open('moment.conf');
  // What is taken back in that moment does not come back.
  await files.type(files.row('size'), '6');
  await expect.poll(() => keptDrafts(page)).toContainEqual(expect.stringContaining('size = 6'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.reload();
  await expect(files.entry('size', '5')).toBeVisible();
  const text = await files.text();
  let typed = ';';
  for (const letter of 'abcdefghij') {
    await expect(text).toHaveAttribute('aria-readonly', 'false');
    await text.click();
    await keyboard.press('Control+End');
    await keyboard.type(typed === ';' ? `;${letter}` : letter);
    await page.reload();
    typed += letter;
    await expect(text).toContainText(new RegExp(`${typed}$`));
  }
  await files.view('Lines');
  await files.row('size').dblclick();
  await files.value.fill('51');
  await page.reload();
  await expect(files.entry('size', '51')).toBeVisible();
  await files.view('Form');
  const size = page.getByRole('tabpanel').getByRole('textbox', { name: 'size' });
  await files.section('general');
  await size.fill('512');
  await page.reload();
  await files.section('general');
  await expect(size).toHaveValue('512');
  // Nothing of it is left outside of the store, where the page is there to put it in.
  expect(await page.evaluate(() => Object.keys(localStorage))).not.toContainEqual(
    expect.stringContaining('moment.conf'),
  );
});

test('what is typed in the moment before a tab is closed is there in the next, and no password nobody touched', async ({
  open,
  pbx,
}) => {
  pbx.writeFile('closed.conf', KITCHEN.replace('colour', 'password = open-sesame\ncolour'));
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  // The store is never in time here, as where the browser is killed.
  await page.evaluate(() => {
    addEventListener(
      'pagehide',
      () => {
        IDBDatabase.prototype.transaction = () => {
          throw new DOMException('gone', 'InvalidStateError');
        };
      },
      true,
    );
  });
  await files.open('closed.conf');
  const text = await files.text();
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('; last');
  const context = page.context();
  const next = await context.newPage();
  await page.close({ runBeforeUnload: true });
  await next.goto(page.url());
  const left = await next.evaluate(() => JSON.stringify(localStorage));
  expect(left).toContain('; last');
  expect(left).not.toContain('open-sesame');
  await expect(next.getByRole('tabpanel').getByRole('textbox')).toContainText('; last');
});

test('a mailbox is read but its PIN, and on a telephone the file comes first', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('voicemail.conf');
  const box = page.locator('[role=row][data-line]').filter({ hasText: '••••••••' }).first();
  await expect(box).toContainText(/••.*,\s*\S/);
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(page.getByRole('region', { name: 'Files of the PBX' })).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Lines' })).toBeInViewport();
  await page.getByRole('button', { name: 'Files and sections' }).click();
  await expect(page.getByRole('region', { name: 'Files of the PBX' })).toBeVisible();
});

test('the open file is in sight in the list', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await page.setViewportSize({ width: 1280, height: 720 });
  await files.open('voicemail.conf');
  await expect(
    page.getByRole('region', { name: 'Files of the PBX' }).locator('[aria-current=page]'),
  ).toBeInViewport();
});

test('who saves meanwhile is told of as long as they do, and no longer', async ({ open, pbx }) => {
  pbx.writeFile('meanwhile.conf', KITCHEN);
  const lock = await lockByBerta(pbx, 'other.conf', Date.now());
  try {
    const files = await openFiles(open, pbx, { exact: true });
    const { page } = files;
    await files.open('meanwhile.conf');
    await files.type(files.row('size'), '6');
    await files.foretold();
    await page.getByRole('button', { name: 'Save only' }).click();
    const outcome = page.locator('[data-saved]');
    await expect(outcome).toHaveAttribute('data-saved', 'locked');
    const first = await outcome.getByRole('heading').innerText();
    await expect(outcome.getByRole('heading')).not.toHaveText(first);
    await expect(outcome).toContainText('Berta');
    await lock.giveBack();
    await expect(outcome).toHaveCount(0);
    await expect(page.locator('[data-lock]')).toHaveCount(0);
    await page.getByRole('button', { name: 'Save only' }).click();
    await expect(outcome).toHaveAttribute('data-saved', 'saved');
  } finally {
    await lock.end();
  }
});

test('names of options begin where they stand and break between words', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('pjsip.conf');
  await files.section('2004');
  await files.view('Form');
  await page.getByRole('searchbox', { name: 'Add an option' }).fill('bind_rtp');
  const option = page.getByRole('button', { name: /^bind_rtp_to_media_address/ });
  await expect(option).toHaveCSS('text-align', 'start');
  expect(await option.locator('wbr').count()).toBe(4);
});

test('any two states are compared: each side is chosen, and what differs follows', async ({ open, pbx }) => {
  pbx.writeFile('sides.conf', '[general]\nsize = 5\n');
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('sides.conf');
  await files.type(files.row('size'), '6');
  await files.view('Compare');
  const panel = page.getByRole('tabpanel');
  const [from, to] = [panel.getByLabel('From'), panel.getByLabel('To')];
  await expect(panel).toContainText('1 difference');
  await from.selectOption('draft');
  await expect(panel).toContainText('Both are the same');
  await to.selectOption('file');
  await expect(panel).toContainText('1 difference');
  await expect(from).toHaveValue('draft');
});

test('two texts with a long line stand beside each other, and are read to their ends', async ({
  open,
  pbx,
}) => {
  pbx.writeFile('wide.conf', `[general]\nsize = 5\nlist = ${'word '.repeat(60)}end\n`);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await page.setViewportSize({ width: 1280, height: 720 });
  await files.open('wide.conf');
  await files.type(files.row('size'), '6');
  await files.view('Compare');
  const both = page.getByRole('tabpanel').getByRole('region', { name: /compared with/ });
  await expect(both.locator('del')).toBeInViewport();
  await expect(both.locator('ins')).toBeInViewport();
  /** How far the end of each long text is beyond the room it has. */
  const beyond = () =>
    both
      .locator('bdi')
      .filter({ hasText: 'word' })
      .evaluateAll((texts) =>
        texts.map((text) => {
          const room = text.parentElement?.getBoundingClientRect().right ?? 0;
          return Math.round(text.getBoundingClientRect().right - room);
        }),
      );
  for (const past of await beyond()) expect(past).toBeGreaterThan(100);
  await both.evaluate((scroller) => scroller.scrollTo({ left: scroller.scrollWidth }));
  await expect.poll(async () => Math.max(...(await beyond()))).toBeLessThanOrEqual(0);
  await expect(both.locator('ins')).toBeInViewport();
});
