/** Configuration files from the browser: what is saved is what was foretold, on the PBX's own disk and in its memory. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Files, lockByBerta, openFiles } from './files.ts';
import { expect, test, version } from './fixtures.ts';
import type { Pbx } from './pbx/index.ts';

const withoutHeader = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !line.startsWith(';!'))
    .join('\n');

const KITCHEN = `; The kitchen's own file
[general]
colour = red ; why red
size = 5

[oven]
; hot
heat = 200
heat = 250
`;

test('an option changed in the table is on the disk and in the running PBX, and nothing else is', async ({
  open,
  pbx,
}) => {
  const before = pbx.readFile('pjsip.conf');
  const files = await openFiles(open, pbx, { exact: true });
  try {
    await files.open('pjsip.conf');
    await expect(files.light).toHaveAttribute('data-light', 'safe');
    await files.section('2004');
    // Own, inherited and overriding are told apart.
    const own = files.entry('device_state_busy_at', '3').filter({ hasText: 'overrides' });
    await files.type(own.first(), '4');
    const edited = files.panel.getByRole('listitem').filter({ hasText: 'device_state_busy_at' });
    await expect(edited).toContainText('3');
    await expect(edited).toContainText('4');
    await expect(files.panel).toContainText(/of 120 headers/);
    await expect(files.panel).toContainText('res_pjsip');
    const [section] = (await edited.locator('b').innerText()).match(/\d+/) ?? [];
    await files.panel.getByLabel('Why (kept in the history)').fill('more calls');
    await files.isSaved('Save and reload');
    await expect(files.outcome.locator('[data-running]')).toHaveAttribute('data-running', 'asSaved');
    // Undone in the text, the file is again as it was: the edit was all that changed.
    const after = withoutHeader(pbx.readFile('pjsip.conf'));
    const lines = before.split('\n');
    const changed = after
      .split('\n')
      .flatMap((line, at) => (line === lines[at] ? [] : [[at, line] as const]));
    expect(changed).toEqual([[expect.any(Number), 'device_state_busy_at = 4']]);
    expect(after.split('\n').length).toBe(lines.length);
    expect(await pbx.command(`pjsip show endpoint ${section}`)).toMatch(/device_state_busy_at\s*:\s*4/);
    await expect(files.page.getByRole('region', { name: 'History' })).toContainText('more calls');
  } finally {
    pbx.writeFile('pjsip.conf', before);
    await pbx.reload('res_pjsip');
  }
});

test('what cannot be seen is said, and such a file is read-only until accepted', async ({ open, pbx }) => {
  const before = pbx.readFile('features.conf');
  const files = await openFiles(open, pbx, { exact: false });
  try {
    await files.open('features.conf');
    await expect(files.light).toHaveAttribute('data-light', 'cannotSee');
    await expect(files.page.getByRole('grid')).toHaveAttribute('aria-readonly', 'true');
    await files.entry('blindxfer', '#1').dblclick();
    await expect(files.page.locator('[data-edit]')).toHaveCount(0);
    await files.panel.getByRole('checkbox').check();
    await files.type(files.entry('blindxfer', '#1'), '#7');
    await files.isSaved();
    expect(withoutHeader(pbx.readFile('features.conf'))).toContain('blindxfer => #7');
    expect(withoutHeader(pbx.readFile('features.conf'))).toContain('atxfer => *2');
  } finally {
    pbx.writeFile('features.conf', before);
  }
});

test('the same document as text: typed, undone, redone, saved with its comments', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-text.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('kitchen-text.conf');
  const editor = await files.text();
  await editor.click();
  await files.page.keyboard.press('ControlOrMeta+Home');
  for (const _line of [1, 2, 3]) await files.page.keyboard.press('ArrowDown');
  await files.page.keyboard.press('End');
  await files.page.keyboard.type('0');
  await files.view('Lines');
  await expect(files.entry('size', '50')).toBeVisible();
  await files.page.getByRole('button', { name: 'Undo' }).click();
  await expect(files.entry('size', '5')).toBeVisible();
  await expect(files.page.getByRole('button', { name: 'Save only' })).toHaveCount(0);
  await files.page.getByRole('button', { name: 'Redo' }).click();
  await expect(files.entry('size', '50')).toBeVisible();
  await files.isSaved();
  const saved = withoutHeader(pbx.readFile('kitchen-text.conf'));
  expect(saved).toContain('size = 50');
  expect(saved).toContain('; hot\nheat = 200\nheat = 250');
  expect(saved).toContain("; The kitchen's own file\n[general]");
});

test('a change from elsewhere is a conflict: both are brought together, nothing typed is lost', async ({
  open,
  pbx,
}) => {
  pbx.writeFile('kitchen-conflict.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('kitchen-conflict.conf');
  await files.type(files.entry('size', '5'), '6');
  await expect(files.panel).toContainText('size');
  // Somebody with an editor on the machine itself.
  pbx.writeFile(
    'kitchen-conflict.conf',
    KITCHEN.replace('heat = 250', 'heat = 300').replace('size = 5', 'size = 9'),
  );
  await files.save();
  await expect(files.outcome).toHaveAttribute('data-saved', 'conflict');
  expect(pbx.readFile('kitchen-conflict.conf')).toContain('size = 9');
  await files.outcome.getByRole('button', { name: 'Bring both together' }).click();
  const dialog = files.page.getByRole('dialog');
  await expect(dialog).toContainText('size = 6');
  await expect(dialog).toContainText('size = 9');
  await dialog.getByRole('radio', { name: 'Take yours' }).check();
  await dialog.getByRole('button', { name: 'Go on with this' }).click();
  await expect(files.entry('size', '6')).toBeVisible();
  await expect(files.entry('heat', '300')).toBeVisible();
  await files.isSaved();
  const saved = withoutHeader(pbx.readFile('kitchen-conflict.conf'));
  expect(saved).toContain('size = 6');
  expect(saved).toContain('heat = 300');
});

test('an earlier save is compared, one line of it had back, and then all of it', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-history.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('kitchen-history.conf');
  await files.type(files.entry('size', '5'), '6');
  await files.type(files.entry('heat', '200'), '210');
  await files.isSaved();
  const history = files.page.getByRole('region', { name: 'History' });
  await history.getByRole('button', { name: 'Compare' }).first().click();
  const size = files.page.getByRole('listitem').filter({ hasText: 'size = 6' });
  await size.getByRole('button', { name: 'Take this back' }).click();
  await files.view('Lines');
  await expect(files.entry('size', '5')).toBeVisible();
  await expect(files.entry('heat', '210')).toBeVisible();
  await history.getByRole('button', { name: 'Restore what was before' }).first().click();
  await expect(files.entry('heat', '200')).toBeVisible();
  await files.isSaved();
  // What a save does to the blanks in front of a comment was announced.
  expect(withoutHeader(pbx.readFile('kitchen-history.conf'))).toBe(
    KITCHEN.replace('red ; why', version === 16 ? 'red  ; why' : 'red   ; why'),
  );
});

test('who holds the lock is named; it is taken over knowingly', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-lock.conf', KITCHEN);
  const lock = await lockByBerta(pbx, 'other.conf', Date.now() - 60_000);
  try {
    const files = await openFiles(open, pbx, { exact: true });
    await files.open('kitchen-lock.conf');
    await files.type(files.entry('size', '5'), '6');
    await files.save();
    await expect(files.outcome).toHaveAttribute('data-saved', 'locked');
    await expect(files.outcome).toContainText('Berta');
    await expect(files.outcome).toContainText('other.conf');
    expect(pbx.readFile('kitchen-lock.conf')).toBe(KITCHEN);
    const take = files.outcome.getByRole('button', { name: /Take over from/ });
    await take.click();
    await expect(files.outcome).toContainText('may be lost');
    await take.click();
    await expect(files.outcome).toHaveAttribute('data-saved', 'saved');
    expect(withoutHeader(pbx.readFile('kitchen-lock.conf'))).toContain('size = 6');
    expect(await lock.isHeld()).toBe(false);
  } finally {
    await lock.end();
  }
});

test('a draft is there again after a reload, and after a visit to another room', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-draft.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('kitchen-draft.conf');
  await files.type(files.entry('size', '5'), '6');
  await expect(files.entry('size', '6')).toBeVisible();
  await page.getByRole('link', { name: 'Switchboard' }).click();
  await files.open('kitchen-draft.conf');
  await expect(files.entry('size', '6')).toBeVisible();
  await page.reload();
  await expect(files.entry('size', '6')).toBeVisible();
  await expect(page.getByRole('link', { name: /kitchen-draft\.conf/ })).toContainText('has a draft');
  expect(pbx.readFile('kitchen-draft.conf')).toBe(KITCHEN);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(files.entry('size', '5')).toBeVisible();
  await page.reload();
  await expect(files.entry('size', '5')).toBeVisible();
});

test('a file that a save would damage is read-only until accepted, and then written byte by byte', async ({
  open,
  pbx,
}) => {
  const text = '[general]\nsize = 5\n;--\nexten => 999,1,System(rm)\n--;\ncolour = red\n';
  pbx.writeFile('kitchen-block.conf', text);
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('kitchen-block.conf');
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  await expect(files.light).toContainText('block comment');
  // Each finding leads to its line.
  await files.light.getByRole('button', { name: 'line 4' }).click();
  await expect(files.line(4)).toHaveAttribute('aria-selected', 'true');
  await files.entry('size', '5').dblclick();
  await expect(files.page.locator('[data-edit]')).toHaveCount(0);
  await files.panel.getByRole('checkbox').check();
  await files.type(files.entry('size', '5'), '6');
  await expect(files.panel).toContainText('byte by byte');
  await files.isSaved();
  expect(pbx.readFile('kitchen-block.conf')).toBe(text.replace('size = 5', 'size = 6'));
});

test('a save that was cut off is found again, and the new text given whole', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-torn.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('kitchen-torn.conf');
  await files.type(files.entry('size', '5'), '6');
  await files.isSaved();
  // As if the PBX had gone while it wrote: the file ends early, and the save was never recorded.
  const whole = pbx.readFile('kitchen-torn.conf');
  await pbx.command('database deltree cordboard');
  for (const [torn, which] of [
    ['[general]\ncolour = red\nsize = 6\n', 'Give the new one'],
    // Not even to be read any more.
    ['[general]\ncolour = red\n[ov', 'Give the new one'],
  ] as const) {
    pbx.writeFile('kitchen-torn.conf', torn);
    await page.reload();
    await expect(page.getByText('was cut off while it wrote')).toBeVisible();
    await page.getByRole('button', { name: which }).click();
    await expect(files.entry('size', '6')).toBeVisible();
    await expect(files.entry('heat', '250')).toBeVisible();
    // The note that stood in front of the copy leaves a blank line behind.
    expect(withoutHeader(pbx.readFile('kitchen-torn.conf')).trimStart()).toBe(withoutHeader(whole));
    await pbx.command('database deltree cordboard');
  }
});

test('a file Asterisk cannot read is shown byte by byte, and mended', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-invalid.conf', '[general\nsize = 5\n');
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('kitchen-invalid.conf');
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  await files.panel.getByRole('checkbox').check();
  const editor = await files.text();
  await editor.click();
  await files.page.keyboard.press('ControlOrMeta+Home');
  await files.page.keyboard.press('End');
  await files.page.keyboard.type(']');
  await files.isSaved();
  expect(pbx.readFile('kitchen-invalid.conf')).toBe('[general]\nsize = 5\n');
  await expect(files.light).toHaveAttribute('data-light', 'safe');
});

test('whatever stands in a file stays text, and secrets stay hidden until asked for', async ({
  open,
  pbx,
}) => {
  const hostile = '<script>window.owned = 1</script><img src=x onerror="window.owned = 1">';
  pbx.writeFile(
    'kitchen-hostile.conf',
    `; ${hostile}\n[<b>general</b>]\nname = ${hostile}\n${hostile.replaceAll('=', '')} = 1\npassword = open-sesame\n`,
  );
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('kitchen-hostile.conf');
  await expect(files.entry('name', '<script>')).toBeVisible();
  await expect(page.getByRole('tabpanel')).not.toContainText('open-sesame');
  await files.type(files.entry('name', '<script>'), `${hostile} again`);
  await expect(files.panel.getByRole('listitem').filter({ hasText: '<script>' })).toBeVisible();
  for (const view of ['Form', 'Text', 'Compare', 'Lines'] as const) {
    await files.view(view);
    await expect(page.getByRole('tabpanel')).toContainText('script');
  }
  expect(await page.evaluate(() => 'owned' in window)).toBe(false);
  await files.entry('password', '••••').getByRole('button', { name: 'Show' }).click();
  await expect(files.entry('password', 'open-sesame')).toBeVisible();
});

test('every act has a key, and says so', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-keys.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { keyboard } = files.page;
  await files.open('kitchen-keys.conf');
  await files.entry('size', '5').click();
  await keyboard.press('Enter');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('7');
  await keyboard.press('Enter');
  await expect(files.entry('size', '7')).toBeFocused();
  await keyboard.press('Alt+ArrowUp');
  await expect(files.line(3)).toContainText('size');
  await keyboard.press('ControlOrMeta+d');
  await expect(files.entry('size', '7')).toHaveCount(2);
  await keyboard.press('Delete');
  await expect(files.entry('size', '7')).toHaveCount(1);
  await keyboard.press('ControlOrMeta+z');
  await expect(files.entry('size', '7')).toHaveCount(2);
  await keyboard.press('ControlOrMeta+Shift+z');
  await expect(files.entry('size', '7')).toHaveCount(1);
  await files.entry('heat', '250').click();
  await keyboard.press('ControlOrMeta+/');
  await expect(files.grid.getByRole('row').filter({ hasText: ';heat = 250' })).toBeVisible();
  await keyboard.press('ControlOrMeta+/');
  await expect(files.entry('heat', '250')).toBeVisible();
  await keyboard.press('Insert');
  await keyboard.type('light');
  await keyboard.press('Tab');
  await keyboard.type('on');
  await keyboard.press('Enter');
  await expect(files.entry('light', 'on')).toBeVisible();
  await keyboard.press('ControlOrMeta+s');
  await expect(files.outcome).toHaveAttribute('data-saved', 'saved');
  expect(withoutHeader(pbx.readFile('kitchen-keys.conf'))).toMatch(/heat = 250\nlight = on\n$/);
});

test('a section is renamed with all that names it', async ({ open, pbx }) => {
  pbx.writeFile(
    'pjsip-rename.conf',
    '[phone](!)\ntype = endpoint\n\n[anna](phone)\nauth = anna\naors = anna\n\n[anna]\ntype = auth\nusername = anna\n\n[anna]\ntype = aor\n',
  );
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('pjsip-rename.conf');
  await files.line(4).click();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('berta');
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(files.entry('aors', 'berta')).toBeVisible();
  await files.line(1).click();
  await page.keyboard.press('F2');
  await dialog.getByRole('textbox').fill('desk');
  await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(files.line(4)).toContainText(/from .desk/);
  await files.isSaved();
  const saved = withoutHeader(pbx.readFile('pjsip-rename.conf'));
  expect(saved).toContain('[berta](desk)\nauth = berta\naors = berta');
  expect(saved.match(/\[berta\]/g)).toHaveLength(3);
  expect(saved).not.toContain('[anna]');
});

test('one option in many sections, and a word in all open files', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-bulk.conf', '[one]\nsize = 5\n\n[two]\nsize = 6\n\n[three]\ncolour = red\n');
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('kitchen-bulk.conf');
  await page.getByRole('button', { name: 'Bulk edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Option', { exact: true }).fill('size');
  await dialog.getByLabel('New value').fill('8');
  await dialog.getByRole('button', { name: 'Change 2 sections' }).click();
  await expect(files.entry('size', '8')).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+h');
  await dialog.getByLabel('Search in values').fill('red');
  await dialog.getByLabel('Replace with').fill('blue');
  await expect(dialog).toContainText('blue');
  await dialog.getByRole('button', { name: 'Replace 1 place' }).click();
  await expect(files.entry('colour', 'blue')).toBeVisible();
  await files.isSaved();
  expect(withoutHeader(pbx.readFile('kitchen-bulk.conf'))).toBe(
    '[one]\nsize = 8\n\n[two]\nsize = 8\n\n[three]\ncolour = blue\n',
  );
});

test('a form of what the PBX documents, free text always possible', async ({ open, pbx }) => {
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('pjsip.conf');
  await files.section('2005');
  await files.view('Form');
  await expect(page.getByText('CallerID information for the endpoint')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Add an option' }).fill('dtmf');
  await page.getByRole('tabpanel').getByRole('button', { name: 'dtmf_mode', exact: true }).click();
  const field = page.getByRole('tabpanel').getByLabel('dtmf_mode', { exact: true });
  await expect(field).toBeVisible();
  await field.selectOption('inband');
  await expect(files.panel).toContainText(/dtmf_mode.*inband/);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(files.panel).toContainText('Nothing is changed');
});

test('a new file is made, never over one that is there', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-there.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open('features.conf');
  const find = page.getByRole('searchbox', { name: 'Find or open a file' });
  const name = `kitchen-new-${Date.now()}.conf`;
  for (const bad of ['../etc/passwd', '/etc/passwd']) {
    await find.fill(bad);
    await expect(page.getByText('Only files inside the configuration directory')).toBeVisible();
  }
  await find.fill('kitchen-there.conf');
  await page.getByRole('button', { name: /^Create/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Create/ }).click();
  await expect(dialog.getByRole('alert')).toContainText('there already');
  expect(pbx.readFile('kitchen-there.conf')).toBe(KITCHEN);
  await page.keyboard.press('Escape');
  await find.fill(name);
  await page.getByRole('button', { name: /^Create/ }).click();
  await dialog.getByRole('button', { name: /^Create/ }).click();
  await expect(page).toHaveURL(new RegExp(`files/${name}$`));
  expect(pbx.readFile(name)).toBe('');
});

test('what the account may not do is not offered, and explained', async ({ open, pbx }) => {
  const board = await open({ account: 'viewer' });
  await board.page.evaluate(() => {
    location.hash = '#/workbench/files/pjsip.conf';
  });
  await expect(board.page.getByRole('main')).toContainText(/needs the class .*command/);
  await expect(board.page.getByRole('alert')).toContainText(/may not read files.*config/);
  await expect(board.page.getByRole('button', { name: 'Save and reload' })).toHaveCount(0);
  expect(pbx.readFile('pjsip.conf')).not.toContain(';!');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the page of files, ${colorScheme}`, async ({ open, pbx }) => {
    test.slow();
    pbx.writeFile('kitchen-axe.conf', KITCHEN);
    const files = await openFiles(open, pbx, { exact: true, options: { colorScheme } });
    const { page } = files;
    const clean = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
      ).toEqual([]);
    };
    await files.open('pjsip.conf');
    await clean();
    await files.open('kitchen-axe.conf');
    await files.type(files.entry('size', '5'), '6');
    await expect(files.panel).toContainText('size');
    for (const view of ['Lines', 'Form', 'Text', 'Compare'] as const) {
      await files.view(view);
      await expect(page.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true');
      await files.foretold();
      await clean();
    }
    for (const name of ['Search and replace', 'Bulk edit']) {
      await page.getByRole('button', { name }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await clean();
      await page.keyboard.press('Escape');
    }
  });
}

/** A save of `size` that nobody heard the end of, and that is on record as such. */
async function cutOff(files: Files, pbx: Pbx, name: string, left: (whole: string) => string): Promise<void> {
  pbx.writeFile(name, KITCHEN);
  await files.open(name);
  await files.type(files.entry('size', '5'), '6');
  await files.isSaved();
  // As if it had never been recorded.
  await pbx.command(`database deltree cordboard saves/${name}`);
  pbx.writeFile(name, left(pbx.readFile(name)));
  const ami = await pbx.ami();
  await ami.action('DBPut', {
    Family: 'cordboard',
    Key: `unfinished/${name}`,
    Val: JSON.stringify({ file: name, who: 'Berta', since: Date.now() - 3_600_000 }),
  });
  ami.close();
}

test('saves that were not finished are listed, each one click from the old and the new', async ({
  open,
  pbx,
}) => {
  const name = 'kitchen-left.conf';
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await cutOff(files, pbx, name, () => '[general]\ncolour = red\nsize = 6\n');
  await page.evaluate(() => {
    location.hash = '#/workbench/files';
  });
  await page.reload();
  const list = page.getByRole('region', { name: 'Saves that were not finished' });
  await expect(list).toContainText(/Berta\W* began to save it/);
  const sidebar = page.locator('.files');
  await expect(sidebar.getByRole('link', { name: /kitchen-left\.conf/ })).toContainText(
    /a save by \W*Berta\W* was not finished/,
  );
  const axe = await new AxeBuilder({ page }).include('.unfinished').analyze();
  expect(axe.violations).toEqual([]);
  await list.getByRole('link', { name }).click();
  await expect(page.getByText('was cut off while it wrote')).toBeVisible();
  await page.getByRole('button', { name: 'Give the new one' }).click();
  await expect(files.entry('heat', '250')).toBeVisible();
  expect(pbx.readFile(name)).toContain('size = 6');
  // It is done with, for every console.
  await expect.poll(() => pbx.command(`database get cordboard unfinished/${name}`)).toContain('not found');
  await expect(sidebar.getByRole('link', { name: /kitchen-left\.conf/ })).not.toContainText('not finished');
});

test('what is given back does not write over what somebody changed since: both are brought together', async ({
  open,
  pbx,
}) => {
  const name = 'kitchen-since.conf';
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await cutOff(files, pbx, name, (whole) => whole.replace('heat = 250', 'heat = 300'));
  const changed = pbx.readFile(name);
  await page.reload();
  await expect(page.getByText('somebody has changed the file since')).toBeVisible();
  await page.getByRole('button', { name: 'Give the old one back' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Given back');
  expect(pbx.readFile(name)).toBe(changed);
  await dialog.getByRole('button', { name: 'Go on with this' }).click();
  // The save is undone, the other's change stays; and nothing is saved yet.
  await expect(files.entry('size', '5')).toBeVisible();
  await expect(files.entry('heat', '300')).toBeVisible();
  expect(pbx.readFile(name)).toBe(changed);
  await files.isSaved();
  const saved = withoutHeader(pbx.readFile(name));
  expect(saved).toContain('size = 5');
  expect(saved).toContain('heat = 300');
  expect(saved).toContain('; hot');
});

test('files the site names are listed; a name that leads outside is refused in words', async ({
  open,
  pbx,
}) => {
  const files = await openFiles(open, pbx, { exact: false });
  const { page } = files;
  await page.route('**/private/cordboard.json', (route) =>
    route.fulfill({ json: { files: ['own-kitchen.conf', '../../shadow', '<b>x</b>'] } }),
  );
  await page.evaluate(() => {
    location.hash = '#/workbench/files';
  });
  await page.reload();
  const list = page.getByRole('region', { name: 'Files of the PBX' });
  await expect(list.getByRole('link', { name: /own-kitchen\.conf/ })).toContainText('named by the site');
  await expect(list).toContainText('../../shadow');
  await expect(list).toContainText('Only files inside the configuration directory');
  await expect(list).toContainText('<b>x</b>');
  await expect(list.locator('b')).toHaveCount(0);
});

test('what runs is asked of the PBX, without a save of one’s own', async ({ open, pbx }) => {
  const text = pbx.readFile('extensions.conf');
  const files = await openFiles(open, pbx, { exact: false });
  const { page } = files;
  try {
    await files.open('extensions.conf');
    await expect(page.locator('[data-runs]')).toHaveAttribute('data-runs', 'asked');
    pbx.writeFile('extensions.conf', `${text}\n[kitchen]\nexten => 7777,1,NoOp(hot)\n`);
    await page.reload();
    await expect(page.locator('[data-runs]')).toHaveAttribute('data-runs', 'differs');
    await page.getByText('1 line is not running').click();
    await expect(page.getByText('kitchen: exten => 7777,1,NoOp(hot)')).toBeVisible();
    await pbx.reload('pbx_config');
    await expect(page.locator('[data-runs]')).toHaveAttribute('data-runs', 'asked');
  } finally {
    pbx.writeFile('extensions.conf', text);
    await pbx.reload('pbx_config');
  }
});

/** The texts that the drafts of this browser stand on. */
const storedDrafts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('cordboard');
        opening.onerror = () => reject(new Error('no store'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction('drafts').objectStore('drafts').getAll();
          asked.onsuccess = () => {
            opening.result.close();
            resolve((asked.result as { base: string }[]).map(({ base }) => base));
          };
        };
      }),
  );

test('what is typed while a save runs stays a draft on top of what was saved', async ({
  open,
  pbx,
  faults,
}) => {
  const name = 'kitchen-meanwhile.conf';
  pbx.writeFile(name, KITCHEN);
  const files = await openFiles(open, pbx, { exact: true, through: 'proxy' });
  await files.open(name);
  await files.type(files.entry('size', '5'), '6');
  await files.foretold();
  faults.delay(400);
  await files.save();
  await expect(files.panel).toHaveAttribute('aria-busy', 'true');
  await files.type(files.entry('heat', '250'), '260');
  await expect(files.panel).toHaveAttribute('aria-busy', 'true');
  await expect(files.outcome).toHaveAttribute('data-saved', 'saved', { timeout: 30_000 });
  await faults.heal();
  await expect(files.entry('heat', '260')).toBeVisible();
  expect(pbx.readFile(name)).toContain('size = 6');
  expect(pbx.readFile(name)).toContain('heat = 250');
  // It lasts as any other draft, and stands on what was saved.
  await expect.poll(() => storedDrafts(files.page)).toEqual([expect.stringContaining('size = 6')]);
  await files.page.reload();
  await expect(files.entry('heat', '260')).toBeVisible();
  await files.isSaved();
  expect(pbx.readFile(name)).toContain('heat = 260');
});

test('an edit that cannot be made is not saved as nothing, however quickly somebody types on', async ({
  open,
  pbx,
}) => {
  const name = 'kitchen-refused.conf';
  pbx.writeFile(name, KITCHEN);
  pbx.writeFile('more.conf', '');
  const files = await openFiles(open, pbx, { exact: false });
  const { keyboard } = files.page;
  await files.open(name);
  await files.panel.getByRole('checkbox').check();
  const editor = await files.text();
  await editor.click();
  await keyboard.press('ControlOrMeta+End');
  await keyboard.press('Enter');
  await keyboard.insertText('#include "more.conf"');
  await keyboard.press('ControlOrMeta+s');
  await keyboard.insertText(' ');
  await files.foretold();
  // Answered, and with a no: nothing was tried.
  await expect(files.page.locator('[data-outcome]')).toContainText('No request can write this edit');
  await expect(files.panel).toHaveAttribute('aria-busy', 'false');
  await expect(files.outcome).toHaveCount(0);
  await expect(editor).toContainText('#include "more.conf"');
  expect(pbx.readFile(name)).toBe(KITCHEN);
});

test('a row being typed stays with its file and its line', async ({ open, pbx }) => {
  const [one, two] = ['kitchen-row-one.conf', 'kitchen-row-two.conf'];
  pbx.writeFile(one, KITCHEN);
  pbx.writeFile(two, KITCHEN.replaceAll('colour', 'shape'));
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  const field = page.locator('[data-edit]').getByLabel('Value');
  await files.open(two);
  await files.open(one);
  await files.entry('colour', 'red').dblclick();
  await field.fill('green');
  await page.goBack();
  await expect(files.entry('shape', 'red')).toBeVisible();
  await page.goForward();
  await expect(files.entry('colour', 'green')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(files.entry('colour', 'red')).toBeVisible();
  // Somebody puts a line above it, and loads the file.
  await files.entry('size', '5').dblclick();
  await expect(field).toBeFocused();
  pbx.writeFile(one, KITCHEN.replace('colour', 'shape = round\ncolour'));
  await pbx.command('module reload features');
  await expect(files.entry('shape', 'round')).toBeVisible();
  if (await field.isVisible()) {
    await field.fill('6');
    await field.press('Enter');
  } else await files.type(files.entry('size', '5'), '6');
  await expect(files.entry('size', '6')).toBeVisible();
  await expect(files.entry('colour', 'red')).toBeVisible();
  await expect(files.panel.getByRole('listitem').filter({ hasText: 'size' })).toHaveCount(1);
});

test('two tabs that type into one file keep a draft each, and one that discards leaves the other’s', async ({
  open,
  pbx,
}) => {
  const name = 'kitchen-tabs.conf';
  pbx.writeFile(name, KITCHEN);
  const one = await openFiles(open, pbx, { exact: true });
  const context = one.page.context();
  const two = await openFiles(open, pbx, { exact: true, context });
  await one.open(name);
  await two.open(name);
  await one.type(one.entry('size', '5'), '6');
  await two.type(two.entry('heat', '250'), '260');
  await two.type(two.entry('heat', '200'), '210');
  // Both are written down.
  await expect.poll(() => storedDrafts(one.page)).toHaveLength(2);
  await two.page.reload();
  await expect(two.entry('heat', '260')).toBeVisible();
  await expect(two.entry('size', '5')).toBeVisible();
  await two.page.getByRole('button', { name: 'Discard' }).click();
  await expect.poll(() => storedDrafts(one.page)).toHaveLength(1);
  await two.page.close();
  // As after a crash: nothing is written when the tab goes.
  const third = await openFiles(open, pbx, { exact: true, context });
  await one.page.close({ runBeforeUnload: false });
  await third.open(name);
  await expect(third.entry('size', '6')).toBeVisible();
});

test('drafts of two tabs are both there on return, and are brought together', async ({ open, pbx }) => {
  const name = 'kitchen-return.conf';
  pbx.writeFile(name, KITCHEN);
  const one = await openFiles(open, pbx, { exact: true });
  const context = one.page.context();
  const two = await openFiles(open, pbx, { exact: true, context });
  await one.open(name);
  await two.open(name);
  await one.type(one.entry('size', '5'), '6');
  await two.type(two.entry('heat', '250'), '260');
  await two.foretold();
  const three = await openFiles(open, pbx, { exact: true, context });
  await one.page.close({ runBeforeUnload: true });
  await two.page.close({ runBeforeUnload: true });
  await expect.poll(() => context.pages().length).toBe(1);
  await three.open(name);
  const notice = three.page.locator('[data-other-draft]');
  await expect(notice).toContainText('Another draft of');
  await notice.getByRole('button', { name: 'Bring both together' }).click();
  await three.page.getByRole('dialog').getByRole('button', { name: 'Go on with this' }).click();
  await expect(three.entry('size', '6')).toBeVisible();
  await expect(three.entry('heat', '260')).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test('what was accepted is what was read: a danger that comes later is accepted anew', async ({
  open,
  pbx,
}) => {
  const before = pbx.readFile('manager.conf');
  const text = `${before}\n[passerby]\nsecret = passerby-astoria\nread = dialplan,cdr\n`;
  pbx.writeFile('manager.conf', text);
  const files = await openFiles(open, pbx, { exact: false });
  const { page } = files;
  try {
    await files.open('manager.conf');
    const box = files.panel.getByRole('checkbox');
    await box.check();
    await files.section('passerby');
    await files.type(files.entry('read', 'dialplan,cdr'), ',cdr');
    await expect(files.light).toHaveAttribute('data-light', 'damages');
    await expect(box).not.toBeChecked();
    const save = files.panel.getByRole('button', { name: 'Save only' });
    await save.click({ force: true });
    await expect(files.outcome).toHaveCount(0);
    await page.keyboard.press('ControlOrMeta+s');
    await expect(files.outcome).toHaveCount(0);
    // What was typed can be put right without accepting it.
    await files.type(files.grid.locator('[data-change]').filter({ hasText: ',cdr' }), 'cdr,call');
    await expect(files.light).toHaveAttribute('data-light', 'cannotSee');
    await expect(box).toBeChecked();
    expect(pbx.readFile('manager.conf')).toBe(text);
  } finally {
    pbx.writeFile('manager.conf', before);
  }
});

test('a password is dots in every view, in what is removed, in the findings and where two texts meet', async ({
  open,
  pbx,
}) => {
  const name = 'kitchen-secret.conf';
  const text = '[base](!)\npassword = open-sesame\n\n[a](base)\nsize = 5\npassword = open-sesame\n';
  pbx.writeFile(name, text);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  const everything = () => page.locator('main').evaluate((main) => main.innerHTML);
  await files.open(name);
  // A template says the same: the finding names the line.
  await expect(files.light).toHaveAttribute('data-light', 'damages');
  for (const view of ['Form', 'Text', 'Lines'] as const) {
    await files.view(view);
    await files.section('a');
    await expect(page.getByRole('tabpanel')).toContainText('password');
    // The text's own letters are there to be typed on, and are drawn as dots.
    if (view !== 'Text') expect(await everything()).not.toContain('open-sesame');
    else {
      const drawn = page.getByRole('tabpanel').locator('.cm-content');
      await expect(drawn).toContainText('password');
      expect(await drawn.innerText()).not.toContain('open-sesame');
    }
  }
  await files.panel.getByRole('checkbox').check();
  await files.type(files.entry('size', '5'), '6');
  await files.line(6).click();
  await page.keyboard.press('Delete');
  await expect(files.grid.locator('del').last()).toContainText('••••');
  await files.view('Compare');
  await expect(page.getByRole('tabpanel')).toContainText('password');
  expect(await everything()).not.toContain('open-sesame');
  await files.view('Lines');
  pbx.writeFile(name, text.replace('size = 5\npassword = open-sesame', 'size = 7\npassword = new-sesame'));
  await files.foretold();
  if (!(await files.panel.getByRole('checkbox').isChecked())) await files.panel.getByRole('checkbox').check();
  await files.save();
  await expect(files.outcome).toHaveAttribute('data-saved', 'conflict');
  await files.outcome.getByRole('button', { name: 'Bring both together' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('password');
  expect(await dialog.innerHTML()).not.toContain('sesame');
  await dialog.getByLabel('Show secrets').check();
  await expect(dialog).toContainText('new-sesame');
});

test('an account that may not save is told so: no light, and no act that would do nothing', async ({
  open,
  pbx,
}) => {
  const name = 'kitchen-bystander.conf';
  pbx.writeFile(name, '[base](!)\nheat = 200\n\n[a](base)\nsize = 5\n');
  const before = pbx.readFile('manager.conf');
  pbx.writeFile(
    'manager.conf',
    `${before}\n[bystander]\nsecret = bystander-astoria\nread = all\nwrite = system,command,reporting\n`,
  );
  await pbx.command('manager reload');
  try {
    const account = {
      username: 'bystander',
      secret: 'bystander-astoria',
      read: 'all',
      write: 'system,command,reporting',
    };
    const files = await openFiles(open, pbx, { exact: false, account });
    const { page } = files;
    await files.open(name);
    await expect(files.light).toHaveAttribute('data-light', 'unjudged');
    await expect(files.light).toContainText(/config/);
    const file = page.getByRole('link', { name: new RegExp(name) });
    await expect(file).not.toContainText('Safe');
    await expect(files.grid).toHaveAttribute('aria-readonly', 'true');
    await expect(page.getByRole('button', { name: 'Bulk edit' })).toHaveAttribute('aria-disabled', 'true');
    // Own and inherited rows say why.
    await files.entry('size', '5').dblclick();
    await expect(page.locator('[data-edit]')).toHaveCount(0);
    const refusal = page.locator('[data-outcome]').filter({ hasText: /config/ });
    await expect(refusal.first()).toBeVisible();
    await files.grid
      .getByRole('row')
      .filter({ hasText: /from .?base/ })
      .last()
      .click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: /override/i })).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Escape');
    await files.view('Form');
    await expect(page.getByRole('tabpanel').getByLabel('size', { exact: true })).toBeDisabled();
    await page.keyboard.press('ControlOrMeta+s');
    await expect(files.outcome).toHaveCount(0);
  } finally {
    pbx.writeFile('manager.conf', before);
    await pbx.command('manager reload');
  }
});

test('the key to save takes what stands in the row, and does what the button does', async ({ open, pbx }) => {
  const name = 'kitchen-ctrl-s.conf';
  pbx.writeFile(name, KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  await files.open(name);
  await files.entry('size', '5').dblclick();
  await files.page.locator('[data-edit]').getByLabel('Value').fill('6');
  await files.page.keyboard.press('ControlOrMeta+s');
  await expect(files.outcome).toHaveAttribute('data-saved', 'saved');
  expect(pbx.readFile(name)).toContain('size = 6');
});

test('the new text given back does not take what was typed since', async ({ open, pbx }) => {
  const name = 'kitchen-back-draft.conf';
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await cutOff(files, pbx, name, () => '[general]\ncolour = red\nsize = 6\n');
  await page.reload();
  await expect(page.getByText('was cut off while it wrote')).toBeVisible();
  await files.type(files.entry('colour', 'red'), 'blue');
  await page.getByRole('button', { name: 'Give the new one' }).click();
  await expect.poll(() => pbx.readFile(name)).toContain('heat = 250');
  await page.getByRole('button', { name: 'Bring both together' }).click();
  // The new text has a comment in that line: both changed it.
  await page.getByRole('radio', { name: 'Take yours' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Go on with this' }).click();
  await expect(files.entry('colour', 'blue')).toBeVisible();
  await expect(files.entry('heat', '250')).toBeVisible();
});

test('the ends of lines stay what they are where two texts are brought together', async ({ open, pbx }) => {
  const name = 'kitchen-ends.conf';
  const text = '[general]\r\ncolour = red\r\nsize = 5\r\n\r\n[oven]\r\nheat = 200';
  pbx.writeFile(name, text);
  const files = await openFiles(open, pbx, { exact: true });
  await files.open(name);
  await files.type(files.entry('size', '5'), '6');
  pbx.writeFile(name, text.replace('colour = red\r\n', 'colour = blue\n'));
  await files.save();
  await expect(files.outcome).toHaveAttribute('data-saved', 'conflict');
  await files.outcome.getByRole('button', { name: 'Bring both together' }).click();
  await files.page.getByRole('dialog').getByRole('button', { name: 'Go on with this' }).click();
  await expect(files.entry('colour', 'blue')).toBeVisible();
  await expect(files.panel.locator('.edits li')).toHaveCount(1);
});

test('a word in all files is replaced where it was found, and files that were only read get no forecast', async ({
  open,
  pbx,
}) => {
  const word = `marzipan-${Date.now()}`;
  const before = pbx.readFile('features.conf');
  pbx.writeFile('features.conf', `${before}\n[sweets]\nlike = ${word}\n`);
  pbx.writeFile('kitchen-word.conf', `[a]\nlike = ${word}\n`);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  try {
    await files.open('kitchen-word.conf');
    await page.keyboard.press('ControlOrMeta+h');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Search in values').fill(word);
    await dialog.getByLabel('Replace with').fill('nougat');
    await dialog.getByLabel(/all files/i).check();
    await expect(dialog.getByRole('listitem').filter({ hasText: 'features.conf' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Replace 2 places' }).click();
    await expect(files.entry('like', 'nougat')).toBeVisible();
    // Of those that were searched alone nothing is foretold: no light in the list.
    const searched = page.locator('.files').getByRole('link', { name: /pjsip\.conf/ });
    await expect(searched).toBeVisible();
    await expect(searched).not.toContainText(/Safe|Changes announced|Damages/);
    await files.open('features.conf');
    await expect(files.panel).toContainText('nougat');
    await files.isSaved();
    expect(pbx.readFile('features.conf')).toContain('like = nougat');
  } finally {
    pbx.writeFile('features.conf', before);
  }
});

test('of an earlier save one section is had back whole', async ({ open, pbx }) => {
  const name = 'kitchen-section.conf';
  pbx.writeFile(name, KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await files.open(name);
  await files.type(files.entry('size', '5'), '6');
  await files.type(files.entry('heat', '200'), '210');
  await files.type(files.entry('heat', '250'), '260');
  await files.isSaved();
  const history = page.getByRole('region', { name: 'History' });
  await history.getByRole('button', { name: 'Compare' }).first().click();
  await page
    .getByRole('button', { name: /All of \[.?oven.?\]/ })
    .first()
    .click();
  await files.view('Lines');
  await expect(files.entry('heat', '200')).toBeVisible();
  await expect(files.entry('heat', '250')).toBeVisible();
  await expect(files.entry('size', '6')).toBeVisible();
});

test('where the browser keeps nothing, it asks before a draft is thrown away', async ({ open, pbx }) => {
  pbx.writeFile('kitchen-unkept.conf', KITCHEN);
  const files = await openFiles(open, pbx, { exact: true });
  const { page } = files;
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined });
  });
  await page.reload();
  await files.open('kitchen-unkept.conf');
  await expect(page.getByText('This browser keeps nothing')).toBeVisible();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await files.type(files.entry('size', '5'), '6');
  await expect(files.entry('size', '6')).toBeVisible();
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await files.foretold();
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
});

test('a lock that was taken over for a save that is refused is given back', async ({ open, pbx }) => {
  const name = 'kitchen-lock-refused.conf';
  pbx.writeFile(name, KITCHEN);
  pbx.writeFile('more.conf', '');
  const lock = await lockByBerta(pbx, name, Date.now() - 60_000);
  try {
    const files = await openFiles(open, pbx, { exact: false });
    const { keyboard } = files.page;
    await files.open(name);
    await files.panel.getByRole('checkbox').check();
    await files.type(files.entry('size', '5'), '6');
    await files.save();
    await expect(files.outcome).toHaveAttribute('data-saved', 'locked');
    const editor = await files.text();
    await editor.click();
    await keyboard.press('ControlOrMeta+End');
    await keyboard.press('Enter');
    await keyboard.insertText('#include "more.conf"');
    await files.foretold();
    const take = files.outcome.getByRole('button', { name: /Take over from/ });
    await take.click();
    await take.click();
    await expect(files.page.locator('[data-outcome]')).toContainText('No request can write this edit');
    await expect.poll(() => lock.isHeld()).toBe(false);
    expect(pbx.readFile(name)).toBe(KITCHEN);
  } finally {
    await lock.end();
  }
});

test('every letter and sign that is typed into the text is in the text, and does nothing else', async ({
  open,
  pbx,
}) => {
  pbx.writeFile('own-letters.conf', '[general]\n');
  const files = await openFiles(open, pbx, { exact: true });
  await files.open('own-letters.conf');
  const text = await files.text();
  await text.click();
  await files.page.keyboard.press('Control+End');
  const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
  // A comment, so that no sign means anything to the editor.
  const typed = `; ${printable.trim()}`;
  await files.page.keyboard.type(typed);
  await expect(text).toContainText(typed);
  await expect(text).toBeFocused();
  await expect(files.page.getByRole('dialog')).toHaveCount(0);
});
