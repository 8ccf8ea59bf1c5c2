/** Actions on configuration files, asserted by the files on the PBX's disk, and by what is loaded after a reload. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PEOPLE, until } from '../../e2e/pbx/index.ts';
import { Refused, type Reply } from '../../src/ami/index.ts';
import { fresh, startHouse, type House } from './rig.ts';

let house: House;

const FILE = 'console-scratch.conf';
const TEXT = `; about the first
[first]
; why one
one = 1
one = 2 ; the second
exten => 100,1,NoOp()

[template](!)
shared = yes

[second](template)
two = zwei; ü
`;

beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());
beforeEach(() => house.pbx.writeFile(FILE, TEXT));

const path = (name: string): string => join(house.pbx.dir, 'etc', name);
/** The file without the header that every save puts in front. */
const disk = (name = FILE): string => readFileSync(path(name), 'utf8').replace(/^;!.*\n/gm, '');
const lines = (reply: Reply): readonly (readonly [string, string])[] =>
  reply.response.headers.filter(([name]) => /^(Category|Line|IsTemplate|Templates)-/.test(name));

test('GetConfig tells what the file says, and what it says after a change', async () => {
  expect(lines(await house.run('GetConfig', ['Filename', FILE], ['Filter', 'TEMPLATES=include']))).toEqual([
    ['Category-000000', 'first'],
    ['Line-000000-000000', 'one=1'],
    ['Line-000000-000001', 'one=2'],
    ['Line-000000-000002', 'exten=100,1,NoOp()'],
    ['Category-000001', 'template'],
    ['IsTemplate-000001', '1'],
    ['Line-000001-000000', 'shared=yes'],
    ['Category-000002', 'second'],
    ['Templates-000002', 'template'],
    ['Line-000002-000000', 'shared=yes'],
    ['Line-000002-000001', 'two=zwei'],
  ]);
  writeFileSync(path(FILE), TEXT.replace('one = 1', 'one = eins'));
  expect(lines(await house.run('GetConfig', ['Filename', FILE], ['Category', 'first']))[1]).toEqual([
    'Line-000000-000000',
    'one=eins',
  ]);
  await expect(house.run('GetConfig', ['Filename', 'none.conf'])).rejects.toThrow('Config file not found');
});

test('GetConfigJSON tells the same, with repeated keys', async () => {
  const json = async (): Promise<string> =>
    (await house.run('GetConfigJSON', ['Filename', FILE])).response.get('JSON') ?? '';
  expect(await json()).toBe(
    '{"first":{"one":"1","one":"2","exten":"100,1,NoOp()"},' +
      '"second":{"templates":"template","shared":"yes","two":"zwei"}}',
  );
  writeFileSync(path(FILE), '[a]\nb = "c\\d"\n');
  expect(await json()).toBe('{"a":{"b":"\\"c\\\\d\\""}}');
});

test('ListCategories lists the sections the file has, templates when asked', async () => {
  const names = async (...more: readonly (readonly [string, string])[]) =>
    (await house.run('ListCategories', ['Filename', FILE], ...more)).response.headers.flatMap(
      ([name, value]) => (name.startsWith('Category-') ? [value] : []),
    );
  expect(await names()).toEqual(['first', 'second']);
  expect(await names(['Match', 'TEMPLATES=include'])).toEqual(['first', 'template', 'second']);
  writeFileSync(path(FILE), '[a]\n[b]\n[a]\n');
  expect(await names()).toEqual(['a', 'b', 'a']);
});

test('CreateConfig makes an empty file, never a second time', async () => {
  const name = `${fresh('made')}.conf`;
  expect(existsSync(path(name))).toBe(false);
  await house.run('CreateConfig', ['Filename', name]);
  expect(statSync(path(name)).size).toBe(0);
  writeFileSync(path(name), '[kept]\n');
  await expect(house.run('CreateConfig', ['Filename', name])).rejects.toThrow('File exists');
  expect(disk(name)).toBe('[kept]\n');
  await expect(house.run('CreateConfig', ['Filename', 'no/such/directory.conf'])).rejects.toBeInstanceOf(
    Refused,
  );
});

test('UpdateConfig writes numbered operations in their order, and leaves the other lines', async () => {
  await house.run(
    'UpdateConfig',
    ['SrcFilename', FILE],
    ['DstFilename', FILE],
    ['PreserveEffectiveContext', 'no'],
    // The way a table of a form is sent: row by row, the action of a row last.
    ['Cat', 'first', 0],
    ['Match', '1', 0],
    ['Var', 'one', 0],
    ['Value', 'eins', 0],
    ['Action', 'Update', 0],
    ['Cat', 'first', 1],
    ['Var', 'exten', 1],
    ['Value', '>101,1,Dial(PJSIP/2004&PJSIP/2005;x)', 1],
    ['Action', 'Append', 1],
    ['Cat', 'third', 2],
    ['Action', 'NewCat', 2],
    ['Cat', 'third', 3],
    ['Var', 'three', 3],
    ['Value', 'drei', 3],
    ['Action', 'Append', 3],
  );
  const after = disk();
  expect(after).toContain('; about the first\n[first]\n; why one\none = eins\n');
  expect(after).toMatch(/one = 2 +; the second\n/);
  expect(after).toContain('exten => 100,1,NoOp()\nexten => 101,1,Dial(PJSIP/2004&PJSIP/2005\\;x)\n');
  expect(after).toContain('[template](!)\nshared = yes\n');
  expect(after).toMatch(/\[second\]\(template\)\ntwo = zwei *; ü\n/);
  expect(after).toMatch(/\[third\]\nthree = drei\n$/);
});

test('UpdateConfig with one operation that fails writes nothing', async () => {
  const bytes = readFileSync(path(FILE), 'utf8');
  await expect(
    house.run(
      'UpdateConfig',
      ['SrcFilename', FILE],
      ['DstFilename', FILE],
      ['Cat', 'first', 0],
      ['Var', 'new', 0],
      ['Value', '1', 0],
      ['Action', 'Append', 0],
      ['Cat', 'nowhere', 1],
      ['Var', 'new', 1],
      ['Value', '1', 1],
      ['Action', 'Append', 1],
    ),
  ).rejects.toThrow('Given category does not exist');
  expect(readFileSync(path(FILE), 'utf8')).toBe(bytes);
});

test('UpdateConfig copies a file, and deletes and renames sections', async () => {
  const copy = `${fresh('copy')}.conf`;
  await house.run('CreateConfig', ['Filename', copy]);
  await house.run('UpdateConfig', ['SrcFilename', FILE], ['DstFilename', copy]);
  expect(disk(copy)).toContain('[second](template)');
  await house.run(
    'UpdateConfig',
    ['SrcFilename', copy],
    ['DstFilename', copy],
    ['Cat', 'second', 0],
    ['Action', 'DelCat', 0],
    ['Cat', 'first', 1],
    ['Value', 'erste', 1],
    ['Action', 'RenameCat', 1],
    ['Cat', 'erste', 2],
    ['Line', '0', 2],
    ['Action', 'Delete', 2],
  );
  expect(disk(copy)).not.toContain('[second]');
  expect(disk(copy)).toMatch(/\[erste\]\n+one = 2/);
  expect(readFileSync(path(FILE), 'utf8')).toBe(TEXT);
});

test('Reload of one module loads its file, and no other', async () => {
  const { pbx } = house;
  const name = fresh('one');
  const before = pbx.readFile('extensions.conf');
  pbx.writeFile('extensions.conf', `${before}\n[${name}]\nexten => 1,1,NoOp(reloaded)\n`);
  pbx.writeFile('queues.conf', `${pbx.readFile('queues.conf')}\n[${name}]\nstrategy = ringall\n`);
  expect(await pbx.command(`dialplan show ${name}`)).toContain(`There is no existence of '${name}' context`);
  await house.run('Reload', ['Module', 'pbx_config']);
  expect(await pbx.command(`dialplan show ${name}`)).toContain('NoOp(reloaded)');
  expect(await pbx.command(`queue show ${name}`)).toContain('No such queue');
  await expect(house.run('Reload', ['Module', 'no_such_module'])).rejects.toThrow('No such module');
});

test('Reload of everything loads every file, and the phones stay registered', async () => {
  const { pbx } = house;
  const name = fresh('every');
  // Told in whole seconds: this reload is to be another one than that of the test before.
  const before = await until('the last reload is a second ago', async () => {
    const ago = /Last reload: (\d+)/.exec(await pbx.command('core show uptime seconds'))?.[1];
    return Number(ago) > 0 ? pbx.command('core show settings') : undefined;
  });
  pbx.writeFile('queues.conf', `${pbx.readFile('queues.conf')}\n[${name}]\nstrategy = ringall\n`);
  pbx.writeFile('extensions.conf', `${pbx.readFile('extensions.conf')}\n[${name}]\nexten => 1,1,NoOp()\n`);
  await house.run('Reload');
  await until('the queue is there', async () =>
    (await pbx.command(`queue show ${name}`)).includes(`${name} has 0 calls`) ? true : undefined,
  );
  await until('the context is there', async () =>
    (await pbx.command(`dialplan show ${name}`)).includes('NoOp()') ? true : undefined,
  );
  const lastReload = (text: string): string => /Last reload time: +(\S+)/.exec(text)?.[1] ?? '';
  await until('the PBX says when it was reloaded', async () =>
    lastReload(await pbx.command('core show settings')) !== lastReload(before) ? true : undefined,
  );
  const contacts = await pbx.command('pjsip show contacts');
  for (const person of PEOPLE) expect(contacts).toContain(` ${person.number}/sip:`);
});
