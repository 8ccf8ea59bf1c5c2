/** The board tells the truth about real phones, and every act can be done without a mouse. */
import { expect, test, GUEST, guestTalksWithMe, TO_ME } from './fixtures.ts';
import { DIDS, until } from './pbx/index.ts';

test('a tile follows its phone: idle, ringing, in use, on hold, busy', async ({ board, pbx }) => {
  const tile = board.tile('2020');
  await expect(tile).toHaveAttribute('data-state', 'idle');
  await pbx.phone('2004').call('2020');
  await expect(tile).toHaveAttribute('data-state', 'ringing');
  await expect(tile).toContainText('Ringing');
  await pbx.phone('2020').answer();
  await expect(tile).toHaveAttribute('data-state', 'inUse');
  await expect(tile).toContainText('Amélie Fôret');
  // Asterisk tells it of the phone that is put on hold, not of the one that holds.
  await pbx.phone('2004').hold();
  await expect(tile).toHaveAttribute('data-state', 'hold');
  await pbx.phone('2004').unhold();
  await expect(tile).toHaveAttribute('data-state', 'inUse');
  // As many calls as its device_state_busy_at make a phone busy; 22 counts a ringing one, 16 when it is answered.
  await pbx.phone('2021').call('2020');
  await pbx.phone('2020').answer();
  await expect(tile).toHaveAttribute('data-state', 'busy');
  await pbx.hangupAll();
  await expect(tile).toHaveAttribute('data-state', 'idle');
});

test('a phone that talks and rings shows both', async ({ board, pbx }) => {
  await pbx.phone('2004').call('2005');
  await pbx.phone('2005').answer();
  await pbx.phone('2021').call('2005');
  await expect(board.tile('2005')).toHaveAttribute('data-state', 'inUseRinging');
  await expect(board.tile('2005')).toContainText('In use, ringing');
});

test('not registered never looks like idle', async ({ board, pbx }) => {
  const tile = board.tile('2030');
  const idle = await tile.getAttribute('data-look');
  await pbx.phone('2030').unregister();
  try {
    await expect(tile).toContainText('Not registered');
    expect(await tile.getAttribute('data-look')).not.toBe(idle);
  } finally {
    await pbx.phone('2030').register();
  }
  await expect(tile).toContainText('Idle');
});

test('presence is shown with its message, and set from the menu of a tile', async ({ board, pbx }) => {
  const tile = board.tile('2024');
  const ami = await pbx.ami();
  await ami.action('Setvar', {
    Variable: 'PRESENCE_STATE(CustomPresence:2024)',
    Value: 'away,lunch,back at 2',
  });
  await expect(tile).toHaveAttribute('data-presence', 'away');
  await expect(tile).toContainText('back at 2');
  await tile.click();
  await board.page.getByRole('menuitem', { name: 'Do not disturb' }).click();
  await expect(tile).toHaveAttribute('data-presence', 'dnd');
  const [reply] = await ami.action('Getvar', { Variable: 'PRESENCE_STATE(CustomPresence:2024,value)' });
  expect(reply?.get('Value')).toBe('dnd');
  // Words of one's own, commas and quotes and all.
  await tile.click();
  await board.page.getByRole('menuitem', { name: 'With a message…' }).click();
  await board.page.getByRole('radio', { name: 'Away', exact: true }).check();
  await board.page.getByRole('textbox', { name: /Message/ }).fill('lunch, "quick"; back at 14:00');
  await board.page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(tile).toHaveAttribute('data-presence', 'away');
  await expect(tile).toContainText('lunch, "quick"; back at 14:00');
  await ami.action('Setvar', { Variable: 'PRESENCE_STATE(CustomPresence:2024)', Value: 'not_set,,' });
  ami.close();
});

test('click to dial rings my phone, then the other', async ({ board, pbx }) => {
  await board.tile('2004').click();
  await board.page.getByRole('menuitem', { name: /^Call / }).click();
  await pbx.phone('2000').answer();
  await pbx.phone('2004').answer();
  await pbx.waitBridged('2000', '2004');
});

test('my own phone does not answer: said, and the other is not rung', async ({ board, pbx }) => {
  await board.tile('2004').click();
  await board.page.getByRole('menuitem', { name: /^Call / }).click();
  await pbx.phone('2000').refuse();
  await expect(board.outcome).toContainText('Your phone did not answer');
  expect(await pbx.channels()).toEqual([]);
});

test('a parked call stands on the board and is fetched from there', async ({ board, pbx }) => {
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.card(linkedid).getByRole('button', { name: 'Park' }).click();
  const { space } = await pbx.waitParked(GUEST.number);
  await board.page.locator(`[data-parked="${space}"]`).click();
  await board.page.getByRole('menuitem', { name: 'Pick up' }).click();
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', GUEST.number);
});

test('somebody else’s ringing call is fetched to me', async ({ board, pbx }) => {
  await pbx.outside.call(`${DIDS.direct}2004`, GUEST);
  await pbx.phone('2004').ringing();
  await expect(board.tile('2004')).toHaveAttribute('data-state', 'ringing');
  await board.tile('2004').click();
  await board.page.getByRole('menuitem', { name: 'Fetch to me' }).click();
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', GUEST.number);
  expect(await pbx.talking('2004')).toEqual([]);
});

test('by keyboard alone: Space lifts, typing chooses, Enter drops', async ({ board, pbx }) => {
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.card(linkedid).locator('[data-handle]').focus();
  await board.page.keyboard.press('Space');
  await board.page.keyboard.type('2004');
  await expect(board.preview).toContainText('back to you');
  // The live region speaks the words of the preview.
  await expect(board.page.locator('[data-spoken]')).toContainText('back to you');
  await board.page.keyboard.press('Enter');
  await pbx.phone('2004').answer();
  await pbx.waitBridged(GUEST.number, '2004');
});

test('by keyboard alone: Escape puts back, nothing is sent', async ({ board, pbx }) => {
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.card(linkedid).locator('[data-handle]').focus();
  await board.page.keyboard.press('Space');
  await board.page.keyboard.type('2004');
  await expect(board.preview).toBeVisible();
  await board.page.keyboard.press('Escape');
  await expect(board.preview).toHaveCount(0);
  expect(await pbx.talking('2000')).toEqual([GUEST.number]);
});

test('the typed line sends the call: accents forgiven', async ({ board, pbx }) => {
  const { linkedid } = await pbx.outside.call(TO_ME, GUEST);
  await pbx.phone('2000').answer();
  await expect(board.card(linkedid)).toContainText('talking with you');
  await board.page.keyboard.press('/');
  await board.page.keyboard.type('t amelie');
  await expect(board.page.getByRole('option').first()).toContainText('Amélie');
  await board.page.keyboard.press('Enter');
  await pbx.phone('2004').answer();
  await pbx.waitBridged(GUEST.number, '2004');
});

test('a call is sent to a number outside that the site lists, from the chooser', async ({ board, pbx }) => {
  const { linkedid } = await pbx.phone('2021').call('2000');
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', '2021');
  const offered = await board.typeTarget(linkedid, '0493055667788');
  await expect(offered.first()).toContainText('back to you');
  await board.page.keyboard.press('Enter');
  await pbx.outside.answer('493055667788');
  await pbx.waitBridged('2021', '493055667788');
});

test('hanging up my own call by its key', async ({ board, pbx }) => {
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.card(linkedid).locator('[data-handle]').click();
  await board.page.keyboard.press('Shift+Backspace');
  await pbx.quiet();
  await expect(board.card(linkedid)).toHaveCount(0);
});

test('hanging up somebody else’s call asks first', async ({ board, pbx }) => {
  const { linkedid } = await pbx.phone('2004').call('2005');
  await pbx.phone('2005').answer();
  await pbx.waitBridged('2004', '2005');
  await board.card(linkedid).locator('[data-handle]').click();
  await board.page.keyboard.press('Shift+Backspace');
  await expect(board.page.getByRole('dialog')).toBeVisible();
  await board.page.keyboard.press('Escape');
  expect(await pbx.talking('2004')).toEqual(['2005']);
  await board.page.keyboard.press('Shift+Backspace');
  await board.page.getByRole('dialog').getByRole('button', { name: 'Hang up' }).click();
  await pbx.quiet();
});

test('a hint that is taken away leaves the board without a reload of the page', async ({ board, pbx }) => {
  test.setTimeout(90_000);
  const extensions = pbx.readFile('extensions.conf');
  try {
    pbx.writeFile('extensions.conf', extensions.replace(/^exten => 2044,hint,.*\n/m, ''));
    await pbx.command('dialplan reload');
    // Asterisk says nothing of a removed hint: the audit finds it.
    await until(
      'the tile is gone',
      async () => ((await board.tile('2044').count()) === 0 ? true : undefined),
      60_000,
    );
  } finally {
    pbx.writeFile('extensions.conf', extensions);
    await pbx.command('dialplan reload');
  }
  await expect(board.tile('2044')).toBeVisible({ timeout: 40_000 });
});

test('the search shows whom one means: by name without accents, by number', async ({ board }) => {
  const find = board.page.getByRole('searchbox', { name: 'Find on the board' });
  await find.fill('lukasz');
  await expect(board.tile('2003')).toBeVisible();
  await expect(board.tile('2004')).toHaveCount(0);
  await find.fill('204');
  await expect(board.tile('2044')).toBeVisible();
  await expect(board.tile('2003')).toHaveCount(0);
  await find.press('Escape');
  await expect(board.tile('2003')).toBeVisible();
});

test('the workbench loads when it is opened, and tells what the PBX says of itself', async ({
  open,
  pbx,
}) => {
  const board = await open({ account: 'admin' });
  const loaded = () =>
    board.page.evaluate(() =>
      performance.getEntriesByType('resource').some((entry) => entry.name.includes('Workbench')),
    );
  expect(await loaded()).toBe(false);
  await board.page.getByRole('link', { name: 'Workbench' }).click();
  await board.page.getByRole('link', { name: 'System', exact: true }).click();
  await expect(board.page.getByRole('heading', { name: 'System' })).toBeVisible();
  await expect(board.page.getByText(new RegExp(`^${pbx.version}\\.`)).first()).toBeVisible();
  await board.page.getByRole('searchbox', { name: 'Find a module' }).fill('res_pjsip.so');
  await expect(board.page.getByRole('rowheader', { name: 'res_pjsip.so' })).toBeVisible();
  expect(await loaded()).toBe(true);
});

test('what the account may not read is explained', async ({ open }) => {
  const board = await open({ account: 'reception' });
  await board.page.getByRole('link', { name: 'Workbench' }).click();
  await board.page.getByRole('link', { name: 'System', exact: true }).click();
  await expect(board.page.getByText(/needs the class .*command/).first()).toBeVisible();
});

test('a name from a list beside the site’s file', async ({ board }) => {
  await expect(board.tile('650')).toContainText('Conference room');
});

test('whom one called is found first the next time', async ({ board, pbx }) => {
  const line = board.page.getByRole('combobox').first();
  const found = board.page.getByRole('option');
  await line.fill('202');
  await expect(found.first()).toContainText('2020');
  await line.fill('c 2023');
  await line.press('Enter');
  await pbx.phone('2000').ringing();
  await line.fill('202');
  await expect(found.first()).toContainText('2023');
  // As well by whoever opens the page tomorrow.
  await board.page.reload();
  await board.isOpen();
  await line.fill('c 202');
  await expect(found.first()).toContainText('2023');
});
