/** Exact bytes on a real PBX: what is on its disk is what is read, and what is written is what is on its disk. */
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { action, systemClock, type Session } from '../../src/ami/index.ts';
import { createExactFiles, NotExact, type ExactFiles } from '../../src/config/save/bytes.ts';
import { signedIn, version } from '../ami/wire.ts';

const account = (username: string, read: string, write: string): Account => ({
  username,
  secret: `${username}-s`,
  read,
  write,
});
const everything = 'system,call,command,config,user,originate,reporting';
const accounts = {
  noOriginate: account('noOriginate', 'all', 'system,call,command,config,user,reporting'),
  noSystem: account('noSystem', 'all', 'call,command,config,user,originate,reporting'),
  noCommand: account('noCommand', 'all', 'system,call,config,user,originate,reporting'),
  noEvents: account('noEvents', 'system,config', everything),
};

let pbx: Pbx;
let dir: string;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: Object.values(accounts) });
  expect(pbx.version).toBe(version);
  dir = join(pbx.dir, 'etc');
});
afterAll(() => pbx.stop());

const exactOf = (session: Session, enabled = true, patience = 10_000): ExactFiles =>
  createExactFiles({ session, clock: systemClock, random: Math.random, enabled, patience });
const put = (name: string, bytes: Uint8Array | string): void => writeFileSync(join(dir, name), bytes);
const disk = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dir, name)));
const problemOf = async (act: Promise<unknown>) =>
  act.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof NotExact) return error.problem;
      throw error;
    },
  );
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('reading', () => {
  test('any bytes, of any length around the size of a piece', async () => {
    const exact = exactOf(await signedIn(pbx));
    const generated = fc.sample(fc.uint8Array({ minLength: 0, maxLength: 9000 }), { numRuns: 12, seed: 3 });
    const sizes = [0, 1, 2, 3, 4095, 4096, 4097, 8192, 24_576, 24_577].map((size) =>
      Uint8Array.from({ length: size }, (_, index) => 1 + ((index * 31 + (index >> 8)) % 255)),
    );
    for (const bytes of [...sizes, ...generated]) {
      put('any.bin', bytes);
      expect(await exact.read('any.bin')).toEqual(bytes);
    }
  });

  test('text a dialplan would read as more than text', async () => {
    const exact = exactOf(await signedIn(pbx));
    const nasty = [
      'a) : b (:) ):3:4 )))) ((( : 1:2',
      '${EXTEN} $[1+1] ${FILE(/etc/passwd)} \\, \\) "quoted, "',
      "; smile :) \r\n%29 %25 <abcd> , | ^ & ' `\t\v\f\x01\x7f",
      '[a]\r\nb=1\r\n;-- block\n--;\r\nno newline at the end',
      '\ufeff[a]\nb = żółć \u{1f600}\n',
      ')',
      '):',
      ' leading and trailing ',
      '\n',
      '"',
    ];
    for (const text of nasty) {
      put('nasty.conf', text);
      expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await exact.read('nasty.conf'))).toBe(text);
    }
  });

  test('NUL bytes, one and many', async () => {
    const exact = exactOf(await signedIn(pbx));
    for (const bytes of [[0], [0, 0, 0], [65, 0, 66], [65, 0], [0, 65, 41, 58, 0]]) {
      put('nul.bin', Uint8Array.from(bytes));
      expect([...(await exact.read('nul.bin'))]).toEqual(bytes);
    }
    const long = Uint8Array.from({ length: 9000 }, (_, index) =>
      index % 1500 === 7 ? 0 : 1 + (index % 255),
    );
    put('nul.bin', long);
    expect(await exact.read('nul.bin')).toEqual(long);
  });

  test('2.3 MB, in order', async () => {
    const exact = exactOf(await signedIn(pbx));
    const text = Array.from(
      { length: 58_000 },
      (_, index) => `exten => ${100_000 + index},1,NoOp(line ${index}) ; :)`,
    ).join('\n');
    const bytes = bytesOf(text);
    expect(bytes.length).toBeGreaterThan(2_300_000);
    put('large.conf', bytes);
    expect(Buffer.compare(await exact.read('large.conf'), bytes)).toBe(0);
  });

  test('a file in a directory of the configuration, with blanks and letters in its name', async () => {
    const exact = exactOf(await signedIn(pbx));
    mkdirSync(join(dir, 'conf.d'), { recursive: true });
    put('conf.d/zażółć @ home.conf', '[a]\nb=1');
    expect(await exact.read('conf.d/zażółć @ home.conf')).toEqual(bytesOf('[a]\nb=1'));
  });

  test('goes on after a dialplan reload took its extension away', async () => {
    const exact = exactOf(await signedIn(pbx));
    put('any.bin', 'before');
    expect(await exact.read('any.bin')).toEqual(bytesOf('before'));
    await pbx.command('dialplan reload');
    put('any.bin', 'after');
    expect(await exact.read('any.bin')).toEqual(bytesOf('after'));
  });
});

describe('writing', () => {
  test('any bytes but NUL, read back by the disk itself', async () => {
    const exact = exactOf(await signedIn(pbx));
    const generated = fc.sample(
      fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 60_000, size: 'max' }),
      { numRuns: 6, seed: 5 },
    );
    const texts = [
      '',
      ')',
      'no newline',
      'crlf\r\n',
      '"',
      '=',
      ' ',
      '${X}\n$[1]',
      ';-- a\n--;\n',
      '\t\\;\\[x]\n',
    ];
    put('written.conf', 'before');
    for (const bytes of [...texts.map(bytesOf), ...generated.map((list) => Uint8Array.from(list))]) {
      await exact.write('written.conf', bytes);
      expect(disk('written.conf')).toEqual(bytes);
    }
  });

  test('a large file, shorter and longer than what was there', async () => {
    const exact = exactOf(await signedIn(pbx));
    const long = bytesOf('exten => 1,1,NoOp(${X}) ; :)\r\n'.repeat(8000));
    put('written.conf', 'short');
    await exact.write('written.conf', long);
    expect(Buffer.compare(disk('written.conf'), long)).toBe(0);
    await exact.write('written.conf', bytesOf('short again'));
    expect(disk('written.conf')).toEqual(bytesOf('short again'));
  });

  test('NUL is refused before anything is sent', async () => {
    const exact = exactOf(await signedIn(pbx));
    put('written.conf', 'kept');
    expect(await problemOf(exact.write('written.conf', Uint8Array.from([65, 0])))).toEqual({
      what: 'nul',
      at: 1,
    });
    expect(disk('written.conf')).toEqual(bytesOf('kept'));
  });

  test('only into files that are there', async () => {
    const exact = exactOf(await signedIn(pbx));
    expect(await problemOf(exact.write('nowhere.conf', bytesOf('x')))).toEqual({
      what: 'file',
      refusal: { tag: 'absent' },
    });
    expect(readdirSync(dir)).not.toContain('nowhere.conf');
  });
});

describe('never outside the configuration directory', () => {
  test.each([
    '../log/messages',
    '/etc/passwd',
    'conf.d/../../log/messages',
    './rtp.conf',
    'rtp.conf)},${SHELL(id)',
    'rtp.conf,0,1',
    'rtp.conf\\',
    'a$b',
    'a{b}',
    'a"b',
    'rtp.conf\nX',
    '.cordboard-bytes/../../x',
    '',
  ])('%j', async (name) => {
    const exact = exactOf(await signedIn(pbx));
    expect(await problemOf(exact.read(name))).toMatchObject({ what: 'name' });
    expect(await problemOf(exact.write(name, bytesOf('x')))).toMatchObject({ what: 'name' });
  });

  test('a symbolic link that leads out is refused by the PBX', async () => {
    const exact = exactOf(await signedIn(pbx));
    writeFileSync(join(pbx.dir, 'outside.conf'), 'secret');
    symlinkSync(join(pbx.dir, 'outside.conf'), join(dir, 'link.conf'));
    const refused = { what: 'file', refusal: { tag: 'restricted' } };
    expect(await problemOf(exact.read('link.conf'))).toEqual(refused);
    expect(await problemOf(exact.write('link.conf', bytesOf('x')))).toEqual(refused);
    expect(readFileSync(join(pbx.dir, 'outside.conf'), 'utf8')).toBe('secret');
  });
});

describe('what is missing is said', () => {
  test('nothing: ready, and where the files are', async () => {
    expect(await exactOf(await signedIn(pbx)).probe()).toEqual({ tag: 'ready', directory: dir });
  });

  test('the site has not switched it on: nothing is sent', async () => {
    const session = await signedIn(pbx);
    const exact = exactOf({ ...session, send: () => Promise.reject(new Error('sent')) }, false);
    expect(await exact.probe()).toEqual({ tag: 'lacking', problems: [{ what: 'off' }] });
    expect(await problemOf(exact.read('rtp.conf'))).toEqual({ what: 'off' });
    expect(await problemOf(exact.write('rtp.conf', bytesOf('x')))).toEqual({ what: 'off' });
  });

  test.each([
    ['noOriginate', 'Originate', 'originate'],
    ['noSystem', 'ModuleCheck', 'system'],
    ['noCommand', 'Command', 'command'],
  ] as const)('%s', async (name, missing, right) => {
    const found = await exactOf(await signedIn(pbx, accounts[name])).probe();
    expect(found.tag === 'lacking' && found.problems[0]).toMatchObject({ what: 'rights' });
    expect(JSON.stringify(found)).toContain(JSON.stringify({ ability: 'exact', action: missing, right }));
  });

  test('events that do not arrive: it ends all the same', async () => {
    const exact = exactOf(await signedIn(pbx, accounts.noEvents), true, 1500);
    expect(await exact.probe()).toEqual({ tag: 'lacking', problems: [{ what: 'noEvents' }] });
  });

  test('a module that is not loaded', async () => {
    const admin = await signedIn(pbx);
    await admin.send(action('ModuleLoad', { Module: 'func_base64.so', LoadType: 'unload' }));
    try {
      expect(await exactOf(await signedIn(pbx)).probe()).toEqual({
        tag: 'lacking',
        problems: [{ what: 'modules', modules: ['func_base64'] }],
      });
    } finally {
      await admin.send(action('ModuleLoad', { Module: 'func_base64.so', LoadType: 'load' }));
    }
  });
});
