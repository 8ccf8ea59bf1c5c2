/** Signing in, being refused, coming back: each with its own words, on a real PBX. */
import { expect, PAGE, test } from './fixtures.ts';

test('a wrong secret is refused in words, and nothing typed is lost but the secret', async ({
  chrome,
  pbx,
}) => {
  const page = await (await chrome.newContext()).newPage();
  await page.goto(`http://pbx.test:8088${PAGE}`);
  await page.getByLabel('Username').fill('reception');
  await page.getByLabel('Secret').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('does not say which');
  await expect(page.getByLabel('Username')).toHaveValue('reception');
  await page.getByLabel('Secret').fill(pbx.accounts.reception.secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('region', { name: 'Board', exact: true })).toBeVisible();
  await page.context().close();
});

test('the other PBXs of the house are a click away from the sign-in', async ({ chrome }) => {
  const page = await (await chrome.newContext()).newPage();
  const pbxs = [
    { name: 'Main house', base: '' },
    { name: '<b>Tower</b>', base: '/static/cordboard/?tower' },
  ];
  await page.route('**/pbx.json', (route) => route.fulfill({ json: { title: 'Astoria', pbxs } }));
  await page.goto(`http://pbx.test:8088${PAGE}`);
  const others = page.getByRole('navigation', { name: 'Telephone systems' });
  await expect(others.getByText('Main house')).toHaveAttribute('aria-current', 'page');
  await others.getByRole('link', { name: '<b>Tower</b>' }).click();
  await expect(page).toHaveURL(/cordboard\/\?tower$/);
  await page.context().close();
});

test('the secret stands in no storage, no address and no log', async ({ board, pbx }) => {
  const { secret } = pbx.accounts.reception;
  const kept = await board.page.evaluate(
    () => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]) + document.cookie,
  );
  expect(kept).not.toContain(secret);
  expect(board.page.url()).not.toContain(secret);
  expect(
    await board.page.evaluate(() =>
      performance
        .getEntries()
        .map((entry) => entry.name)
        .join(' '),
    ),
  ).not.toContain(secret);
});

test('a reload resumes on the cookie, without asking', async ({ board }) => {
  await board.page.reload();
  await board.isOpen();
  await expect(board.page.getByLabel('Secret')).toHaveCount(0);
});

test('signing out ends the session on the PBX; a reload asks again', async ({ board }) => {
  await board.signOut();
  await expect(board.page.getByLabel('Secret')).toBeVisible();
  await board.page.reload();
  await expect(board.page.getByLabel('Secret')).toBeVisible();
});

test('signing out when the PBX does not hear it is told as it is', async ({ open, faults, pbx }) => {
  const board = await open({ through: 'proxy' });
  await faults.refuse(true);
  await board.signOut();
  await expect(board.page.getByRole('alert')).toContainText('the PBX did not answer');
  await faults.heal();
  await board.page.reload();
  const { username, secret } = pbx.accounts.reception;
  await board.signIn(username, secret);
});

test('a cookie of somebody else is caught, not used', async ({ open, pbx }) => {
  const first = await open();
  const context = first.page.context();
  await first.page.close();
  // Another page of this browser signs in as somebody else on the same origin.
  await context.clearCookies();
  const other = await context.newPage();
  await other.goto('http://pbx.test:8088/static/cordboard/pbx.json');
  const { username, secret } = pbx.accounts.admin;
  await other.evaluate(
    async ([name, key]) => {
      const body = new URLSearchParams({ Action: 'Login', Username: name, Secret: key });
      await fetch('/rawman', { method: 'POST', body });
    },
    [username, secret] as const,
  );
  await other.goto(`http://pbx.test:8088${PAGE}`);
  await expect(other.getByLabel('Secret')).toBeVisible();
  await expect(other.getByRole('alert')).toContainText('another account');
});

test('two and five tabs share one session and each shows the same', async ({ open, pbx, faults }) => {
  const first = await open({ through: 'proxy' });
  const context = first.page.context();
  const boards = [first];
  for (let tab = 2; tab <= 5; tab++) boards.push(await open({ context, through: 'proxy' }));
  const logins = faults.count('Login');
  await pbx.phone('2004').call('2005');
  await pbx.phone('2005').ringing();
  for (const board of boards) await expect(board.tile('2005')).toHaveAttribute('data-state', 'ringing');
  await pbx.phone('2005').answer();
  for (const board of boards) await expect(board.tile('2004')).toHaveAttribute('data-state', 'inUse');
  expect(faults.count('Login')).toBe(logins);
});

test('closing the tab that came first leaves the others live', async ({ open, pbx }) => {
  const first = await open();
  const second = await open({ context: first.page.context() });
  await first.page.close();
  await pbx.phone('2004').call('2005');
  await expect(second.tile('2005')).toHaveAttribute('data-state', 'ringing');
});

test('without SharedWorker the tabs elect one to poll, and another when it closes', async ({
  open,
  pbx,
  chrome,
}) => {
  const context = await chrome.newContext({ viewport: { width: 1600, height: 900 } });
  await context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'SharedWorker');
  });
  const first = await open({ context });
  const second = await open({ context });
  await pbx.phone('2004').call('2005');
  for (const board of [first, second])
    await expect(board.tile('2005')).toHaveAttribute('data-state', 'ringing');
  await first.page.close();
  await pbx.phone('2005').answer();
  await expect(second.tile('2005')).toHaveAttribute('data-state', 'inUse');
});

test('a viewer sees everything and is offered no act it may not do', async ({ open, pbx }) => {
  const board = await open({ account: 'viewer' });
  const { linkedid } = await pbx.phone('2004').call('2000');
  await pbx.phone('2000').answer();
  await expect(board.tile('2004')).toHaveAttribute('data-state', 'inUse');
  await board.dragOver(board.card(linkedid), board.tile('2010'));
  await expect(board.preview).toContainText('may not');
  await board.page.keyboard.press('Escape');
  await board.drop();
  expect(await pbx.talking('2000')).toEqual(['2004']);
});
