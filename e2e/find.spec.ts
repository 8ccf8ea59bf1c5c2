/** Finding and replacing in a text: the bar above it, by keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { openFiles, type Files } from './files.ts';
import { expect, test } from './fixtures.ts';

const MENU = `; Red, redder
[general]
colour = red ; red
size = 5

[oven]
colour = Red
heat = 200
heat = 250
`;

const barOf = (page: Page): Locator => page.getByRole('search');
const wanted = (page: Page): Locator => barOf(page).getByRole('textbox', { name: 'Find' });
const instead = (page: Page): Locator => barOf(page).getByRole('textbox', { name: 'Replace with' });
const status = (page: Page): Locator => barOf(page).getByRole('status');
/** The match one is at, as it is marked. */
const here = (page: Page): Locator => page.locator('.found-here');
const textOf = (page: Page): Locator => page.locator('.cm-content');

/** What is said aloud from now on; CodeMirror takes it away again soon. */
async function listen(page: Page): Promise<() => Promise<string>> {
  const said = await page.locator('.cm-announced').evaluateHandle((region) => {
    const heard: string[] = [];
    new MutationObserver(() => heard.push(region.textContent)).observe(region, { childList: true });
    return heard;
  });
  return () => said.evaluate((heard) => heard.join('\n'));
}

async function openText(files: Files, name: string): Promise<Locator> {
  await files.open(name);
  const text = await files.text();
  await text.click();
  await files.page.keyboard.press('ControlOrMeta+Home');
  return textOf(files.page);
}

test('found forwards and backwards, counted and marked, and left with the match selected', async ({
  open,
  pbx,
}) => {
  pbx.writeFile('kitchen-find.conf', MENU);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  const { keyboard } = page;
  const text = await openText(files, 'kitchen-find.conf');
  const said = await listen(page);
  await keyboard.press('ControlOrMeta+f');
  await expect(wanted(page)).toBeFocused();
  await keyboard.type('red');
  await expect(status(page)).toHaveText('Matches: 5');
  await expect(page.locator('.found')).toHaveCount(5);
  await expect(here(page)).toHaveCount(0);
  await keyboard.press('Enter');
  await expect(status(page)).toHaveText('1 of 5');
  await expect(wanted(page)).toBeFocused();
  for (const [press, at] of [
    ['Enter', '2 of 5'],
    ['F3', '3 of 5'],
    ['ControlOrMeta+g', '4 of 5'],
    ['Shift+Enter', '3 of 5'],
    ['Shift+F3', '2 of 5'],
    ['ControlOrMeta+Shift+G', '1 of 5'],
    ['Shift+Enter', '5 of 5'],
    ['Enter', '1 of 5'],
  ] as const) {
    await keyboard.press(press);
    await expect(status(page)).toHaveText(at);
  }
  await expect.poll(said).toMatch(/Line 1: .; Red, redder/);
  await expect(here(page)).toHaveText('Red');

  // What is looked for, by boxes one reaches with Tab.
  await keyboard.press('Tab');
  await expect(barOf(page).getByRole('button', { name: 'Previous' })).toBeFocused();
  await keyboard.press('Tab');
  await expect(barOf(page).getByRole('button', { name: 'Next' })).toBeFocused();
  await keyboard.press('Tab');
  await expect(barOf(page).getByRole('checkbox', { name: 'Match case' })).toBeFocused();
  await keyboard.press('Space');
  await expect(status(page)).toHaveText('Matches: 3');
  await keyboard.press('Tab');
  await expect(barOf(page).getByRole('checkbox', { name: 'Whole words' })).toBeFocused();
  await keyboard.press('Space');
  await expect(status(page)).toHaveText('Matches: 2');

  await keyboard.press('F3');
  await expect(status(page)).toHaveText('1 of 2');
  await keyboard.press('Escape');
  await expect(barOf(page)).toHaveCount(0);
  await expect(page.locator('.found')).toHaveCount(0);
  await expect(text).toBeFocused();
  // What was found is selected: typed over, it is gone.
  await keyboard.type('blue');
  await expect(text).toContainText('colour = blue ; red');
  // Without the bar the keys go on.
  await keyboard.press('F3');
  await keyboard.type('green');
  await expect(text).toContainText('colour = blue ; green');
});

test('what is selected is looked for; a wrong expression is said; replaced one by one, or all as one step', async ({
  open,
  pbx,
}) => {
  pbx.writeFile('kitchen-replace.conf', MENU);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  const { keyboard } = page;
  const text = await openText(files, 'kitchen-replace.conf');
  const said = await listen(page);
  await keyboard.press('Shift+End');
  await keyboard.press('ControlOrMeta+f');
  await expect(wanted(page)).toHaveValue('; Red, redder');
  await expect(status(page)).toHaveText('1 of 1');

  await barOf(page).getByRole('checkbox', { name: 'Regular expression' }).check();
  await wanted(page).fill('heat = (\\d');
  await expect(status(page)).toHaveText('Not a regular expression');
  await expect(wanted(page)).toHaveAttribute('aria-invalid', 'true');
  await keyboard.press('Enter');
  await expect(page.locator('.found')).toHaveCount(0);
  await wanted(page).fill('heat = (\\d+)0$');
  await expect(status(page)).toHaveText('Matches: 2');
  await expect(wanted(page)).toHaveAttribute('aria-invalid', 'false');
  await instead(page).fill('warmth = $1.0');
  // The first Enter goes there, the second replaces it and goes on.
  await keyboard.press('Enter');
  await expect(status(page)).toHaveText('1 of 2');
  await keyboard.press('Enter');
  await expect(text).toContainText('warmth = 20.0');
  await expect(status(page)).toHaveText('1 of 1');
  await expect(here(page)).toHaveText('heat = 250');

  await barOf(page).getByRole('checkbox', { name: 'Regular expression' }).uncheck();
  await wanted(page).fill('red');
  await instead(page).fill('$1');
  await barOf(page).getByRole('button', { name: 'Replace all' }).click();
  await expect(status(page)).toHaveText('No match');
  await expect(text).toContainText('; $1, $1der');
  await expect.poll(said).toContain('Matches replaced: 5');
  // One step, for all views; what came before it is another.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(text).toContainText('; Red, redder');
  await expect(text).toContainText('warmth = 20.0');
  await expect(status(page)).toHaveText('Matches: 5');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(text).toContainText('heat = 200');
  await expect(page.getByRole('button', { name: 'Save only' })).toHaveCount(0);
});

test('what is folded away is found, and shown', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-folded.conf', MENU.trimEnd());
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  const text = await openText(files, 'kitchen-folded.conf');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('Control+Shift+[');
  await expect(text).not.toContainText('250');
  await page.keyboard.press('ControlOrMeta+f');
  // At the very end of what is folded.
  await page.keyboard.type('250');
  await expect(status(page)).toHaveText('Matches: 1');
  await page.keyboard.press('Enter');
  await expect(here(page)).toHaveText('250');
});

test('a secret is neither said nor written into the bar before it is shown', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-hidden.conf', '[general]\npassword = open-sesame\n');
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await openText(files, 'kitchen-hidden.conf');
  const said = await listen(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('ControlOrMeta+f');
  await expect(wanted(page)).toHaveValue('');
  await page.keyboard.type('word');
  await page.keyboard.press('Enter');
  await expect.poll(said).toMatch(/Line 2: .password = ••/);
  expect(await said()).not.toContain('sesame');
  await page.getByLabel('Show secrets').check();
  await wanted(page).press('Enter');
  await expect.poll(said).toMatch(/Line 2: .password = open-sesame/);
});

test('a text of 50,000 lines: many are not counted to the end, and one is found at once', async ({
  open,
  pbx,
}) => {
  test.slow();
  pbx.writeFile('kitchen-long.conf', `[general]\n${'option = value\n'.repeat(49_998)}needle = 1\n`);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await openText(files, 'kitchen-long.conf');
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.type('value');
  await expect(status(page)).toHaveText('Matches: 1,000+');
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('1 of 1,000+');
  await page.keyboard.press('Shift+Enter');
  await expect(status(page)).toHaveText('Matches: 1,000+');
  await wanted(page).fill('NEEDLE');
  await page.keyboard.press('Enter');
  await expect(status(page)).toHaveText('1 of 1');
  await expect(here(page)).toHaveText('needle');
});

test('what is only read is searched, and nothing in it is replaced', async ({ open }) => {
  const { page } = await open({ account: 'admin' });
  await page.evaluate(() => {
    location.hash = '#/workbench/cli';
  });
  await page.getByRole('combobox', { name: 'Command' }).fill('module show');
  await page.keyboard.press('Enter');
  const output = page.getByLabel('What the commands printed');
  await expect(output).toContainText('app_agent_pool.so');
  await output.focus();
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.type('modules loaded');
  await expect(status(page)).toHaveText('Matches: 1');
  await expect(instead(page)).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(here(page)).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(output).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on the bar, ${colorScheme}`, async ({ open, pbx }) => {
    pbx.writeFile('kitchen-bar.conf', MENU);
    const files = await openFiles(open, pbx, { exact: true, options: { colorScheme } });
    const { page } = files;
    await openText(files, 'kitchen-bar.conf');
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.type('red');
    await page.keyboard.press('Enter');
    await expect(status(page)).toHaveText('1 of 5');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(', ')}`)).toEqual(
      [],
    );
  });
