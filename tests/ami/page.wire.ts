/** The session in a real browser: the SharedWorker, its replacement after an upgrade, and the election without it. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import { newJar, signedIn, version } from './wire.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const site = 'http://pbx.test:8088/static/cordboard';
const builds = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'] as const;

let scratch: string;
let pbx: Pbx;
let browser: Browser;
let tabs = 0;

/** The wire alone, with a page that holds a session and what it heard. */
async function make(stamp: string, out: string): Promise<void> {
  const page = join(out, 'page.ts');
  mkdirSync(out, { recursive: true });
  writeFileSync(
    page,
    `import { openSession, action, userEvent } from '${root}src/ami/index.ts';
     const session = openSession({ base: '', workerUrl: new URL('worker.js', document.baseURI) });
     const heard = [];
     session.onEvents(['UserEvent'], (events) => heard.push(...events.map((event) => event.get('UserEvent'))));
     Object.assign(window, { session, heard, action, userEvent });`,
  );
  await build({
    configFile: false,
    logLevel: 'silent',
    root: out,
    base: './',
    define: { __CORDBOARD_BUILD__: JSON.stringify(stamp) },
    build: {
      outDir: join(out, 'dist'),
      minify: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { page, worker: join(root, 'src/ami/worker.ts') },
        output: {
          entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : '[name]-[hash].js'),
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  });
  const script = readdirSync(join(out, 'dist')).find((name) => name.startsWith('page-')) ?? '';
  writeFileSync(
    join(out, 'dist/index.html'),
    `<!doctype html><script type="module" src="${script}"></script>`,
  );
}

/** Puts a build where Asterisk serves it, as an upgrade does: the fixed names are replaced, hashed ones are added. */
function install(stamp: string): void {
  const from = join(scratch, stamp, 'dist');
  const to = join(pbx.dir, 'data/static-http/cordboard');
  for (const name of readdirSync(from)) {
    rmSync(join(to, name), { force: true });
    copyFileSync(join(from, name), join(to, name));
    // As old as the build: browsers keep a file for days that has not changed for months, worker.js among them.
    utimesSync(join(to, name), new Date(stamp), new Date(stamp));
  }
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'cordboard-page-'));
  for (const stamp of builds) await make(stamp, join(scratch, stamp));
  pbx = await startPbx({ version, staticDir: join(scratch, 'none') });
  browser = await chromium.launch({
    executablePath: process.env['CORDBOARD_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', `--host-resolver-rules=MAP pbx.test ${pbx.address}`],
  });
});
afterAll(async () => {
  await browser.close();
  await pbx.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function newProfile(): Promise<BrowserContext> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  return context;
}

async function newTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  // The page itself is looked up anew, as a reload does.
  tabs += 1;
  await page.goto(`${site}/index.html?${tabs}`);
  await page.waitForFunction('window.session');
  return page;
}

const ask = <T>(page: Page, expression: string): Promise<T> => page.evaluate(expression);
const tag = (page: Page): Promise<string> => ask(page, 'session.state.tag');
const epoch = (page: Page): Promise<number> => ask(page, 'session.state.epoch');

async function signIn(page: Page, account = pbx.accounts.reception): Promise<void> {
  await page.evaluate(`session.signIn(${JSON.stringify(account)})`);
  expect(await tag(page)).toBe('live');
}

const becomes = (page: Page, wanted: string): Promise<true> =>
  until(`the page is ${wanted}`, async () => ((await tag(page)) === wanted ? true : undefined), 20_000);

const hears = (page: Page, name: string): Promise<true> =>
  until(`the page hears ${name}`, async () =>
    (await ask<string[]>(page, 'heard')).includes(name) ? true : undefined,
  );

const emit = (page: Page, name: string): Promise<unknown> =>
  page.evaluate(`session.send(userEvent('${name}')).then(() => true)`);

/** The session ends on the PBX, whoever holds it in the browser. */
const endSession = (page: Page): Promise<unknown> =>
  page.evaluate(
    `fetch('/rawman', { method: 'POST', body: new URLSearchParams({ Action: 'Logoff' }) }).then(() => true)`,
  );

test('a plain http origin, as in a real hotel: neither locks nor randomUUID', async () => {
  install(builds[0]);
  const page = await newTab(await newProfile());
  expect(await ask(page, '[isSecureContext, "locks" in navigator, "randomUUID" in crypto]')).toEqual([
    false,
    false,
    false,
  ]);
  expect(await tag(page)).toBe('refused');
});

test('two tabs are one session: both hear everything, one signs out for both', async () => {
  const context = await newProfile();
  const [first, second] = [await newTab(context), await newTab(context)];
  await signIn(first);
  await becomes(second, 'live');
  await emit(second, 'Shared');
  await hears(first, 'Shared');
  await hears(second, 'Shared');
  await first.evaluate('session.signOut()');
  expect(await ask(second, 'session.state')).toMatchObject({ tag: 'refused', why: 'signedOut' });
  expect(await ask(first, 'localStorage.length')).toBe(0);
});

test('a reload resumes on the cookie; nothing but the name is kept', async () => {
  const page = await newTab(await newProfile());
  await signIn(page);
  const cookie = await ask<string>(page, 'document.cookie');
  await page.reload();
  await becomes(page, 'live');
  expect(await ask(page, 'document.cookie')).toBe(cookie);
  expect(await ask(page, 'JSON.stringify(localStorage)')).not.toContain(pbx.accounts.reception.secret);
  await emit(page, 'Resumed');
  await hears(page, 'Resumed');
});

test('after an upgrade the old worker hands the session over, and the old tab asks to be reloaded', async () => {
  install(builds[0]);
  const context = await newProfile();
  const old = await newTab(context);
  await signIn(old);
  const cookie = await ask<string>(old, 'document.cookie');
  install(builds[1]);
  const young = await newTab(context);
  await becomes(young, 'live');
  await becomes(old, 'outdated');
  expect(await ask(young, 'document.cookie')).toBe(cookie);
  await emit(young, 'Upgraded');
  await hears(young, 'Upgraded');
  // The secret came along: the session is opened again without asking.
  const before = await epoch(young);
  await endSession(young);
  await until('it is signed in again', async () =>
    (await tag(young)) === 'live' && (await epoch(young)) > before ? true : undefined,
  );
  // Reloaded, the old tab is a new one.
  await old.reload();
  await becomes(old, 'live');
  await emit(young, 'Both');
  await hears(old, 'Both');
});

test('an old page that meets a newer worker asks to be reloaded', async () => {
  install(builds[1]);
  const context = await newProfile();
  const young = await newTab(context);
  await signIn(young);
  install(builds[0]);
  const old = await newTab(context);
  await becomes(old, 'outdated');
  await emit(young, 'Undisturbed');
  await hears(young, 'Undisturbed');
});

test('somebody else signs in with the same browser: caught, nothing is sent under their name', async () => {
  install(builds[1]);
  const page = await newTab(await newProfile());
  await signIn(page);
  const jar = newJar();
  await signedIn(pbx, pbx.accounts.viewer, { jar });
  const refused = await ask<string>(
    page,
    `(() => {
      document.cookie = 'mansession_id="${jar.cookie}"; path=/';
      return session.send(action('Ping')).then(() => 'sent', (error) => error.kind);
    })()`,
  );
  expect(refused).toBe('signedOut');
  await becomes(page, 'refused');
  expect(await ask(page, 'session.state')).toMatchObject({ why: 'otherUser', user: 'reception' });
});

test('without SharedWorker one tab hosts for all, and another takes over when it goes', async () => {
  install(builds[1]);
  const context = await newProfile();
  await context.addInitScript('delete window.SharedWorker');
  const first = await newTab(context);
  await until('it has been elected', async () => ((await tag(first)) === 'refused' ? true : undefined));
  const [second, third] = [await newTab(context), await newTab(context)];
  await signIn(second);
  for (const page of [first, third]) await becomes(page, 'live');
  await emit(third, 'Elected');
  for (const page of [first, second, third]) await hears(page, 'Elected');
  const before = await epoch(second);
  await first.close();
  for (const page of [second, third]) {
    await until('the next one leads', async () =>
      (await tag(page)) === 'live' && (await epoch(page)) > before ? true : undefined,
    );
  }
  await emit(second, 'Taken over');
  for (const page of [second, third]) await hears(page, 'Taken over');
});
