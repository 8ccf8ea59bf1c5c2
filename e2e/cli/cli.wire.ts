/** What the commands do on a real PBX and a real directory. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPbx, until, type Pbx } from '../pbx/index.ts';
import { installPage } from './install-page.ts';
import { servePage } from './serve-page.ts';

const version = Number(process.env['CORDBOARD_PBX_VERSION'] ?? 22);

let pbx: Pbx;
let work: string;
let dist: string;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), `cordboard-${process.pid}-`));
  dist = join(work, 'dist');
  mkdirSync(join(dist, 'assets'), { recursive: true });
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(dist, 'assets/index-1.js'), 'export {};');
  pbx = await startPbx({ version, staticDir: dist });
});
afterAll(async () => {
  await pbx.stop();
  rmSync(work, { recursive: true });
});

const signIn = (url: string): Promise<Response> => {
  const { username, secret } = pbx.accounts.reception;
  return fetch(new URL('/rawman', url), {
    method: 'POST',
    body: new URLSearchParams({ Action: 'Login', Username: username, Secret: secret }),
  });
};

describe('the page in front of a running PBX', () => {
  test('one origin: the page from here, everything else from the PBX', async () => {
    const page = await servePage(pbx.url, dist);
    try {
      expect(await (await fetch(page.url)).text()).toContain('<title>page</title>');
      const script = await fetch(new URL('assets/index-1.js', page.url));
      expect(script.headers.get('content-type')).toContain('text/javascript');
      const site = await fetch(new URL('pbx.json', page.url));
      expect(await site.json()).toMatchObject({ title: 'Hotel Astoria' });
      const login = await signIn(page.url);
      expect(await login.text()).toContain('Authentication accepted');
      const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      expect(cookie).toContain('mansession_id=');
      const names = await fetch(new URL('private/cordboard.json', page.url), { headers: { cookie } });
      expect(await names.json()).toMatchObject({ context: 'internal' });
    } finally {
      await page.stop();
    }
  });

  test('no file outside the build is served', async () => {
    writeFileSync(join(work, 'secret.txt'), 'TREASURE');
    const page = await servePage(pbx.url, dist);
    try {
      const answer = await fetch(new URL('..%2fsecret.txt', page.url));
      expect(answer.ok).toBe(false);
      expect(await answer.text()).not.toContain('TREASURE');
    } finally {
      await page.stop();
    }
  });

  test('a port in use is stepped round', async () => {
    const [one, two] = [await servePage(pbx.url, dist), await servePage(pbx.url, dist)];
    expect(one.url).not.toBe(two.url);
    await Promise.all([one.stop(), two.stop()]);
  });

  test('what cannot be a PBX is said before anything is served', async () => {
    await expect(servePage('ftp://pbx', dist)).rejects.toThrow('not an address of an HTTP server');
    await expect(servePage(`http://${pbx.address}:1`, dist)).rejects.toThrow('cannot be reached');
    await expect(servePage(`${pbx.url}/elsewhere`, dist)).rejects.toThrow('is the HTTP manager on');
  });
});

describe('npm start', () => {
  /** The program as it is run, without the wrapper that installs packages. */
  const run = (words: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'e2e/cli/start.ts', ...words], { encoding: 'utf8' });

  test.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--seed', 'abc'], '--seed must be a whole number'],
    [['--asterisk', 'latest'], '--asterisk must be a whole number'],
  ])('%j is answered with what there is', (words, said) => {
    const { status, stdout, stderr } = run(words);
    expect(stderr).toContain(said);
    expect(stderr).toContain('--extensions N');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

describe('the demo office', () => {
  test('says when its Asterisk ends by itself, not when it was told to', async () => {
    const own = await startPbx({ version, staticDir: dist, exactFiles: true });
    const site = join(own.dir, 'data/static-http/cordboard/private/cordboard.json');
    expect(JSON.parse(readFileSync(site, 'utf8'))).toMatchObject({ exactFiles: true });
    try {
      const heard: string[] = [];
      own.onDeath((words) => heard.push(words));
      await own.restart();
      expect(heard).toEqual([]);
      process.kill(own.pid, 'SIGKILL');
      const words = await until('it is said', () => heard[0]);
      expect(words).toContain('Asterisk');
    } finally {
      await own.stop();
    }
  });
});

describe('install-panel', () => {
  test('the page is served by Asterisk from where it was put, and upgraded without touching the site’s files', async () => {
    const target = join(pbx.dir, 'data/static-http');
    rmSync(join(target, 'cordboard'), { recursive: true });
    expect(installPage(dist, target).upgraded).toBe(false);
    const page = `${pbx.url}/static/cordboard/index.html`;
    expect(await (await fetch(page)).text()).toContain('<title>page</title>');

    mkdirSync(join(target, 'cordboard/private'));
    writeFileSync(join(target, 'cordboard/private/cordboard.json'), '{"title":"mine"}');
    writeFileSync(join(target, 'cordboard/pbx.json'), '{"title":"mine"}');
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>newer</title>');
    expect(installPage(dist, target).upgraded).toBe(true);
    expect(await (await fetch(page)).text()).toContain('<title>newer</title>');
    expect(readFileSync(join(target, 'cordboard/private/cordboard.json'), 'utf8')).toContain('mine');
    expect(readFileSync(join(target, 'cordboard/pbx.json'), 'utf8')).toContain('mine');
    expect(readdirSync(target)).toEqual(['cordboard']);
  });

  test('a directory that is not Asterisk’s, or not ours, is left as it is', () => {
    expect(() => installPage(dist, join(work, 'missing'))).toThrow('is not a directory');
    expect(() => installPage(dist, work)).toThrow('does not look like');
    expect(existsSync(join(work, 'cordboard'))).toBe(false);
    const other = join(work, 'static-http');
    mkdirSync(join(other, 'cordboard'), { recursive: true });
    writeFileSync(join(other, 'cordboard/precious'), 'x');
    expect(() => installPage(dist, other)).toThrow('left as it is');
    expect(readdirSync(join(other, 'cordboard'))).toEqual(['precious']);
    expect(() => installPage(join(work, 'nothing'), other)).toThrow('not built yet');
  });
});
