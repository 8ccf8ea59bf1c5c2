/**
 * What goes wrong in a hotel, each once: afterwards the board equals what the PBX lists, no act waits for ever, no
 * caller is lost, and the page says what happened. The PBX is reached through a proxy that can be told to misbehave.
 */
import type { Page } from '@playwright/test';
import { expect, test, type Board, GUEST, guestTalksWithMe, TO_ME } from './fixtures.ts';
import { PEOPLE, until, type Pbx } from './pbx/index.ts';

/** ExtensionStatus codes as the tiles tell them. */
const STATES: Readonly<Record<string, string>> = {
  '0': 'idle',
  '1': 'inUse',
  '2': 'busy',
  '4': 'unavailable',
  '8': 'ringing',
  '9': 'inUseRinging',
  '16': 'hold',
  '17': 'inUseHold',
};

/** Every person's tile as the page shows it. */
const shown = (page: Page): Promise<Readonly<Record<string, string | null>>> =>
  page
    .locator('[data-extension][data-context="internal"]')
    .evaluateAll((tiles) =>
      Object.fromEntries(
        tiles.map(
          (tile) => [tile.getAttribute('data-extension') ?? '', tile.getAttribute('data-state')] as const,
        ),
      ),
    );

/** The board equals a fresh listing of the PBX. */
async function equalsThePbx(board: Board, pbx: Pbx): Promise<void> {
  const ami = await pbx.ami();
  try {
    await until('the board equals the PBX', async () => {
      const listed = await ami.action('ExtensionStateList');
      const states = new Map(
        listed
          .filter((one) => one.get('Event') === 'ExtensionStatus' && one.get('Context') === 'internal')
          .map((one) => [one.get('Exten'), STATES[one.get('Status')] ?? 'unknown']),
      );
      const tiles = await shown(board.page);
      const seen = PEOPLE.filter((one) => one.number in tiles);
      return seen.length > 20 && seen.every((one) => tiles[one.number] === states.get(one.number))
        ? true
        : undefined;
    });
    const calls = new Set((await pbx.channels()).map((one) => one.linkedid));
    await expect(board.calls.locator('[data-call]')).toHaveCount(calls.size);
  } finally {
    ami.close();
  }
}

/** Something happens on the PBX that the page must not miss. */
async function somethingHappens(pbx: Pbx): Promise<void> {
  await pbx.phone('2004').call('2005');
  await pbx.phone('2005').answer();
  await pbx.waitBridged('2004', '2005');
}

test('the network is cut while calls go on', async ({ open, pbx, faults }) => {
  const board = await open({ through: 'proxy' });
  await faults.refuse(true);
  faults.cut();
  await somethingHappens(pbx);
  await expect(board.status).toHaveAttribute('data-session', 'lost');
  await faults.refuse(false);
  await board.tryNow();
  await expect(board.status).toHaveAttribute('data-session', 'live');
  await equalsThePbx(board, pbx);
});

test('a poll is cut in the middle of its body', async ({ open, pbx, faults }) => {
  const board = await open({ through: 'proxy' });
  faults.cutBodyAfter(60);
  await somethingHappens(pbx);
  await expect(board.tile('2004')).toHaveAttribute('data-state', 'inUse');
  await equalsThePbx(board, pbx);
});

test('every answer takes five seconds', async ({ open, pbx, faults }) => {
  const board = await open({ through: 'proxy' });
  faults.delay(5_000);
  await somethingHappens(pbx);
  // Two polls may have to come and go before the last event is in.
  await expect(board.tile('2004')).toHaveAttribute('data-state', 'inUse', { timeout: 30_000 });
  faults.delay(0);
  await equalsThePbx(board, pbx);
});

test('a proxy answers 500 and HTML, then lets through again', async ({ open, pbx, faults }) => {
  const board = await open({ through: 'proxy' });
  faults.answer(500, '<html><body>Bad Gateway</body></html>');
  faults.cut();
  await expect(board.status).toHaveAttribute('data-session', 'lost');
  await somethingHappens(pbx);
  faults.answer(200, '');
  await faults.heal();
  await board.tryNow();
  await expect(board.status).toHaveAttribute('data-session', 'live');
  await equalsThePbx(board, pbx);
});

test('the cookie expires: the page signs in again by itself and misses nothing', async ({ open, pbx }) => {
  const board = await open();
  await board.page.context().clearCookies();
  await somethingHappens(pbx);
  await expect(board.tile('2004')).toHaveAttribute('data-state', 'inUse');
  await equalsThePbx(board, pbx);
});

test('Asterisk is killed during a drag and comes back', async ({ open, pbx }) => {
  const board = await open();
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.dragOver(board.card(linkedid), board.tile('2004'));
  await pbx.kill();
  await expect(board.status).toHaveAttribute('data-session', 'lost');
  await board.drop();
  // What was let go could not be sent: said, not silently dropped.
  await expect(board.outcome).not.toBeEmpty();
  await pbx.restart();
  await board.tryNow();
  await expect(board.status).toHaveAttribute('data-session', 'live');
  await equalsThePbx(board, pbx);
});

test('the call ends between lift and drop', async ({ board, pbx }) => {
  const call = await guestTalksWithMe(pbx);
  await board.dragOver(board.card(call.linkedid), board.tile('2004'));
  await call.hangup();
  await pbx.quiet();
  await expect(board.card(call.linkedid)).toHaveCount(0);
  await board.drop();
  await expect(board.outcome).toContainText('ended');
  expect(await pbx.channels()).toEqual([]);
});

test('the tab is killed while a safe transfer is in flight: the PBX brings the caller back', async ({
  open,
  pbx,
}) => {
  const board = await open({ ringSeconds: 2 });
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.dragOver(board.card(linkedid), board.tile('2004'));
  await board.drop();
  await pbx.phone('2004').ringing();
  await board.page.close();
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', GUEST.number);
});

test('a page reloaded in mid-flight still shows the flight and can take it back', async ({ board, pbx }) => {
  const { linkedid } = await guestTalksWithMe(pbx);
  await board.dragOver(board.card(linkedid), board.tile('2004'));
  await board.drop();
  await pbx.phone('2004').ringing();
  await board.page.reload();
  await board.isOpen();
  const mine = board.calls.locator('[data-command="takeBack"]');
  await expect(mine).toHaveCount(1);
  await expect(board.card(linkedid)).toContainText('back to you in');
  await mine.click();
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', GUEST.number);
});

test('a redirect to an extension that does not exist is refused before it is sent', async ({
  board,
  pbx,
}) => {
  const { linkedid } = await guestTalksWithMe(pbx);
  const offered = await board.typeTarget(linkedid, '999');
  await expect(offered.first()).toContainText('cannot be checked');
  await board.page.keyboard.press('Enter');
  expect(await pbx.talking('2000')).toEqual([GUEST.number]);
});

test('an account that was demoted is offered less at its next sign-in', async ({ open, pbx }) => {
  const manager = pbx.readFile('manager.conf');
  const board = await open();
  try {
    pbx.writeFile('manager.conf', manager.replace(/(\[reception\][^[]*?write = )[^\n]*/, '$1reporting'));
    await pbx.command('manager reload');
    // A live session keeps its rights: Asterisk copies them at sign-in.
    const { linkedid } = await guestTalksWithMe(pbx);
    await board.signOut();
    await board.signIn(pbx.accounts.reception.username, pbx.accounts.reception.secret);
    await board.dragOver(board.card(linkedid), board.tile('2004'));
    await expect(board.preview).toContainText('may not');
    await board.page.keyboard.press('Escape');
    await board.drop();
  } finally {
    pbx.writeFile('manager.conf', manager);
    await pbx.command('manager reload');
  }
});

test('hostile names are text everywhere', async ({ board, pbx }) => {
  const name = '<img src=x onerror=alert(1)>"\'&;\u202e\u2066 ${EXTEN}';
  let dialogs = 0;
  board.page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const { linkedid } = await pbx.outside.call(TO_ME, { name, number: '+4930666' });
  await pbx.phone('2000').ringing();
  await expect(board.card(linkedid)).toContainText('<img src=x onerror=alert(1)>');
  await expect(board.tile('2021')).toContainText('<script>alert(1)</script>');
  await board.card(linkedid).click();
  expect(await board.page.locator('img[src=x], [data-extension] script, [data-call] script').count()).toBe(0);
  expect(dialogs).toBe(0);
});
