/** The history of saves in a real PBX: names no include takes, a ring of twenty, notes in the AstDB. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, until, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { action, dbPut, systemClock, type Session } from '../../src/ami/index.ts';
import { createExactFiles } from '../../src/config/save/bytes.ts';
import { print } from '../../src/config/document.ts';
import { createFile } from '../../src/config/find.ts';
import {
  copyName,
  createHistory,
  encodeNote,
  ringSize,
  type FileHistory,
  type NewNote,
} from '../../src/config/save/history.ts';
import { readOnce } from '../../src/config/save/settled.ts';
import { signedIn, version } from '../ami/wire.ts';

const noSystem: Account = { username: 'noSystem', secret: 's', read: 'all', write: 'config,reporting' };
let pbx: Pbx;
beforeAll(async () => {
  pbx = await startPbx({ version, accounts: [noSystem] });
  expect(pbx.version).toBe(version);
});
afterAll(() => pbx.stop());

const historyOf = (session: Session): FileHistory => createHistory({ session, clock: systemClock });
const noteOf = (file: string, backup: string, turn: number): NewNote => ({
  ...{ file, backup, who: 'admin', why: `turn ${turn}: "ż" \\ ;`, when: 1_800_000_000_000 + turn },
  before: `b${turn}`,
  after: `a${turn}`,
});

test('a ring of twenty: the oldest gives way, each file has its own', async () => {
  const history = historyOf(await signedIn(pbx));
  const file = 'conf.d/a_b.conf';
  const names = new Set<string>();
  for (let turn = 0; turn < ringSize + 3; turn += 1) {
    const backup = await history.next(file);
    // Named twice without a save in between, it is the same.
    expect(await history.next(file, false)).toBe(backup);
    names.add(backup);
    await history.begin(noteOf(file, backup, turn), { light: 'safe', form: 'copy' });
  }
  expect(names.size).toBe(ringSize);
  await history.begin(noteOf('conf.d/aXb.conf', await history.next('conf.d/aXb.conf'), 99));

  // Asked anew, by somebody who knows nothing.
  const other = historyOf(await signedIn(pbx));
  const notes = await other.notes(file);
  expect(notes.map(({ number }) => number)).toEqual(
    Array.from({ length: ringSize }, (_, index) => ringSize + 2 - index),
  );
  expect(notes[0]).toEqual({
    ...noteOf(file, copyName(file, ringSize + 2), ringSize + 2),
    ...{ number: ringSize + 2, state: 'saved', light: 'safe', form: 'copy' },
  });
  expect(await other.next(file, false)).toBe(copyName(file, ringSize + 3));
  expect((await other.notes('conf.d/aXb.conf')).map(({ file: of }) => of)).toEqual(['conf.d/aXb.conf']);
  expect(await other.notes('nothing.conf')).toEqual([]);
});

test('the notes outlive the PBX', async () => {
  const history = historyOf(await signedIn(pbx));
  const backup = await history.next('kept.conf');
  await history.begin(noteOf('kept.conf', backup, 1));
  // The AstDB is written a second later.
  const astdb = join(pbx.dir, 'db/astdb.sqlite3');
  await until('the note is on the disk', () =>
    Promise.resolve((readFileSync(astdb).includes(backup) && !existsSync(`${astdb}-journal`)) || undefined),
  );
  await pbx.restart();
  const [note] = await historyOf(await signedIn(pbx)).notes('kept.conf');
  expect(note).toMatchObject({ backup, why: 'turn 1: "ż" \\ ;' });
});

test('what somebody else put there is passed over', async () => {
  const session = await signedIn(pbx);
  const history = historyOf(session);
  const put = (key: string, value: string) =>
    session.send(dbPut({ Family: 'cordboard', Key: `saves/strange.conf/${key}`, Val: value }));
  await put('0', 'hello');
  await put('1', '{"file":"strange.conf"}');
  const note = noteOf('strange.conf', copyName('strange.conf', 3), 3);
  await put('9', encodeNote({ ...note, number: 3, state: 'saved' }));
  expect(await history.notes('strange.conf')).toEqual([]);
});

test('no include takes a copy in, whatever its pattern', async () => {
  const session = await signedIn(pbx);
  const main = '[main]\na=1\n#include "*.glob"\n#tryinclude "*cordboard*"\n#tryinclude "?cordboard*"\n';
  writeFileSync(join(pbx.dir, 'etc/main.glob0'), main);
  writeFileSync(join(pbx.dir, 'etc/x.glob'), '[included]\nb=2\n');
  const backup = copyName('x.glob', 0);
  // Even a copy whose name ended as the pattern does.
  for (const name of [backup, '.cordboard-x.glob']) {
    expect((await createFile(session, name)).tag).toBe('created');
    writeFileSync(join(pbx.dir, 'etc', name), '[taken]\nc=3\n');
  }
  const reading = await readOnce(session, 'main.glob0');
  expect(reading?.categories.map(({ name }) => name)).toEqual(['main', 'included']);
});

test('without class system nothing is recorded, and copies still take turns', async () => {
  const history = historyOf(await signedIn(pbx, noSystem));
  expect(history.missing.map(({ action: name }) => name)).toEqual(['DBPut']);
  const backup = await history.next('rtp.conf');
  expect(backup).toMatch(/^\.cordboard-rtp\.conf-[01]\d$/);
  await history.begin(noteOf('rtp.conf', backup, 0));
  expect(await history.notes('rtp.conf')).toEqual([]);
});

test('a copy is read as the file was: by its reading, with exact bytes by its text', async () => {
  const session = await signedIn(pbx);
  // A comment behind a value is set off by two blanks on 16, by three on 22.
  const text = `; first comment\n\n[a]\nx = 1${version === 16 ? '  ' : '   '}; why\n\n; of b\n[b](!)\ny => 2\n`;
  writeFileSync(join(pbx.dir, 'etc/old.conf'), text);
  const backup = copyName('old.conf', 0);
  await createFile(session, backup);
  await session.send(
    action('UpdateConfig', [
      ['SrcFilename', 'old.conf'],
      ['DstFilename', backup],
      ['Action-000000', 'NewCat'],
      ['Cat-000000', 'cordboard-save'],
      ['Match-000000', 'a'],
      ['Action-000001', 'Append'],
      ['Cat-000001', 'cordboard-save'],
      ['Var-000001', 'note'],
      ['Value-000001', 'abc'],
    ]),
  );
  const history = historyOf(session);
  expect(await history.read({ backup })).toEqual({
    tag: 'reading',
    reading: await readOnce(session, 'old.conf'),
  });
  expect(await history.read({ backup: copyName('never.conf', 0) })).toEqual({ tag: 'gone' });

  const exact = createExactFiles({ session, clock: systemClock, random: Math.random, enabled: true });
  const withBytes = createHistory({ session, clock: systemClock, exact });
  const copy = await withBytes.read({ backup, form: 'copy' });
  expect(copy.tag === 'text' && print(copy.document)).toBe(text);

  const own = ';! a header of its own\n[cordboard-save]\nnote = mine\r\n[z]';
  writeFileSync(join(pbx.dir, 'etc/old.conf'), own);
  await exact.copy('old.conf', backup);
  expect(readFileSync(join(pbx.dir, 'etc', backup), 'utf8')).toBe(own);
  const bytes = await withBytes.read({ backup, form: 'bytes' });
  expect(bytes.tag === 'text' && print(bytes.document)).toBe(own);
  expect(await withBytes.read({ backup: copyName('never.conf', 0) })).toEqual({ tag: 'gone' });
  expect(readdirSync(join(pbx.dir, 'etc'))).not.toContain(copyName('never.conf', 0));
});
