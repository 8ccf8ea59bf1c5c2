/** Actions on the system, asserted by its console, its log files, its spool and by what stops or starts to work. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findAsterisk } from '../../e2e/pbx/asterisk.ts';
import { PEOPLE, until } from '../../e2e/pbx/index.ts';
import { Refused } from '../../src/ami/index.ts';
import { version } from '../ami/wire.ts';
import { fresh, phonesAmi, startHouse, talking, type House } from './rig.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
});
afterEach(() => house.pbx.hangupAll());
afterAll(() => house.stop());

/** Running, Not Running, or undefined when it is not loaded. */
async function moduleState(name: string): Promise<string | undefined> {
  const line = (await house.pbx.command(`module show like ${name}`))
    .split('\n')
    .find((one) => one.startsWith(name));
  return line && (/Not Running|Running/.exec(line)?.[0] ?? line);
}
const run = (command: string) => house.run('Command', ['Command', command]);

test('Command runs in the PBX’s console', async () => {
  const ami = await house.pbx.ami();
  await run('dialplan set global CONSOLE_COMMAND "done; so"');
  const [reply] = await ami.action('Getvar', { Variable: 'CONSOLE_COMMAND' });
  expect(reply?.get('Value')).toBe('done; so');
  ami.close();
  // What failed says so, with what was printed.
  await expect(run('no such command')).rejects.toMatchObject({
    raw: expect.stringContaining("No such command 'no such command'") as string,
  });
});

test('Command does not unload modules nor restart', async () => {
  await expect(run('module unload app_queue.so')).rejects.toThrow('Command blacklisted');
  await expect(run('restart gracefully')).rejects.toThrow('Command blacklisted');
  expect(await moduleState('app_queue.so')).toBe('Running');
});

test('Command ends calls where it is told to', async () => {
  await talking(house.pbx);
  await run('channel request hangup all');
  await house.pbx.quiet();
});

test('CoreSettings tells what the PBX’s console tells', async () => {
  const { response } = await house.run('CoreSettings');
  const settings = await house.pbx.command('core show settings');
  const shown = (name: string): string | undefined =>
    new RegExp(`^ +${name}: +(.*?) *$`, 'm').exec(settings)?.[1];
  expect(response.get('AsteriskVersion')).toBe(shown('Version'));
  expect(response.get('SystemName')).toBe(shown('System name'));
  expect(response.get('CoreRunUser')).toBe('');
  expect(response.get('CoreHTTPenabled')).toBe('Yes');
  expect(response.get('CoreCDRenabled')).toBe('No');
  expect(settings).toMatch(/Call data records: +Disabled/);
});

test('CoreStatus counts the channels, and tells when the PBX started', async () => {
  const status = async (name: string) => (await house.run('CoreStatus')).response.get(name);
  expect(await status('CoreCurrentCalls')).toBe('0');
  await talking(house.pbx);
  await talking(house.pbx, '2020', '2022');
  // Despite its name it counts channels.
  expect(await status('CoreCurrentCalls')).toBe('4');
  const counted = await house.pbx.command('core show channels count');
  expect(counted).toContain('4 active channels');
  expect(counted).toContain('2 active calls');
  const settings = await house.pbx.command('core show settings');
  expect(settings).toMatch(new RegExp(`Startup time: +${await status('CoreStartupTime')}`));
  const seconds = /System uptime: (\d+)/.exec(await house.pbx.command('core show uptime seconds'))?.[1];
  const began = new Date(`${await status('CoreStartupDate')}T${await status('CoreStartupTime')}`).getTime();
  expect(Math.abs(Date.now() - began - Number(seconds) * 1000)).toBeLessThan(5000);
});

test('LoggerRotate begins the log files anew and keeps the old ones', async () => {
  const log = join(house.pbx.dir, 'log');
  const before = readFileSync(join(log, 'messages'), 'utf8');
  expect(before.length).toBeGreaterThan(0);
  const kept = (): readonly string[] => readdirSync(log).filter((name) => /^messages\.\d+$/.test(name));
  const earlier = kept();
  await house.run('LoggerRotate');
  const old = await until('the old file is kept', () => kept().find((name) => !earlier.includes(name)));
  expect(readFileSync(join(log, old), 'utf8')).toContain(before);
  await until('the new file is begun', () => existsSync(join(log, 'messages')) || undefined);
  expect(readFileSync(join(log, 'messages'), 'utf8')).not.toContain(before);
});

test('ModuleLoad load and unload, and ModuleCheck', async () => {
  const load = (type: string) => house.run('ModuleLoad', ['Module', 'app_amd.so'], ['LoadType', type]);
  const check = () => house.run('ModuleCheck', ['Module', 'app_amd']);
  house.pbx.writeFile('amd.conf', '[general]\n');
  if ((await moduleState('app_amd.so')) !== undefined) await load('unload');
  expect(await moduleState('app_amd.so')).toBeUndefined();
  await expect(check()).rejects.toBeInstanceOf(Refused);
  expect(await house.pbx.command('core show application AMD')).toContain('not registered');
  await load('load');
  expect(await moduleState('app_amd.so')).toBe('Running');
  expect((await check()).response.name).toBe('Success');
  expect(await house.pbx.command('core show application AMD')).toContain('answering machine');
  await load('unload');
  expect(await moduleState('app_amd.so')).toBeUndefined();
  await expect(check()).rejects.toBeInstanceOf(Refused);
  await expect(house.run('ModuleLoad', ['Module', 'no_such.so'], ['LoadType', 'load'])).rejects.toThrow(
    version === 22 ? 'Module not found.' : 'Could not load module.',
  );
});

test('ModuleLoad unload of what is in use is refused, and it runs on', async () => {
  await expect(house.run('ModuleLoad', ['Module', 'res_pjsip.so'], ['LoadType', 'unload'])).rejects.toThrow(
    'Could not unload module',
  );
  expect(await moduleState('res_pjsip.so')).toBe('Running');
  await talking(house.pbx);
});

/** app_queue keeps a member added by hand over a reload, and forgets it when it is loaded anew. */
async function withMember(): Promise<{ readonly queue: string; readonly shown: () => Promise<string> }> {
  const queue = fresh('console');
  const { pbx } = house;
  const ami = await pbx.ami();
  const [added] = await ami.action('QueueAdd', { Queue: 'reception', Interface: 'PJSIP/2005' });
  expect(added?.get('Message')).toMatch(/Added interface|Already there/);
  ami.close();
  expect(await pbx.command('queue show reception')).toContain('PJSIP/2005');
  pbx.writeFile('queues.conf', `${pbx.readFile('queues.conf')}\n[${queue}]\nstrategy = ringall\n`);
  const shown = (): Promise<string> => pbx.command('queue show');
  expect(await shown()).not.toContain(queue);
  return { queue, shown };
}

test('ModuleLoad reload reads the file anew and keeps the module’s memory', async () => {
  const { queue, shown } = await withMember();
  await house.run('ModuleLoad', ['Module', 'app_queue.so'], ['LoadType', 'reload']);
  expect(await shown()).toContain(`${queue} has 0 calls`);
  expect(await shown()).toContain('PJSIP/2005');
});

test('ModuleLoad reload without a module reloads all', async () => {
  const { queue, shown } = await withMember();
  await house.run('ModuleLoad', ['LoadType', 'reload']);
  await until('the queue is there', async () =>
    (await shown()).includes(`${queue} has 0 calls`) ? true : undefined,
  );
});

test('ModuleLoad refresh takes the module out and puts it back; 16 does not know it', async () => {
  const { queue, shown } = await withMember();
  const refresh = () => house.run('ModuleLoad', ['Module', 'app_queue.so'], ['LoadType', 'refresh']);
  if (version === 16) {
    await expect(refresh()).rejects.toThrow('Incomplete ModuleLoad action');
    expect(await shown()).not.toContain(queue);
    expect(await shown()).toContain('PJSIP/2005');
    expect(await moduleState('app_queue.so')).toBe('Running');
    return;
  }
  await refresh();
  expect(await moduleState('app_queue.so')).toBe('Running');
  expect(await shown()).toContain(`${queue} has 0 calls`);
  expect(await shown()).not.toContain('PJSIP/2005');
  // Its other members are there again.
  expect(await shown()).toContain('PJSIP/2000');
});

test('MailboxStatus and MailboxCount count the messages on disk; 16 has no voicemail here', async () => {
  const { pbx } = house;
  const status = async () =>
    (await house.run('MailboxStatus', ['Mailbox', '2004@default'])).response.get('Waiting');
  const count = async (): Promise<readonly (string | undefined)[]> => {
    const { response } = await house.run('MailboxCount', ['Mailbox', '2004@default']);
    return ['UrgMessages', 'NewMessages', 'OldMessages'].map((name) => response.get(name));
  };
  rmSync(join(pbx.dir, 'spool/voicemail/default/2004'), { recursive: true, force: true });
  expect(await status()).toBe('0');
  expect(await count()).toEqual(['0', '0', '0']);
  for (const [folder, messages] of [
    ['INBOX', 2],
    ['Old', 1],
    ['Urgent', 1],
  ] as const) {
    const directory = join(pbx.dir, 'spool/voicemail/default/2004', folder);
    mkdirSync(directory, { recursive: true });
    for (let index = 0; index < messages; index += 1) {
      const name = `msg${String(index).padStart(4, '0')}`;
      writeFileSync(join(directory, `${name}.txt`), '[message]\norigmailbox=2004\ncallerid=<2001>\n');
      writeFileSync(join(directory, `${name}.wav`), '');
    }
  }
  const { modules } = await findAsterisk(version);
  expect(existsSync(join(modules, 'app_voicemail.so'))).toBe(version === 22);
  expect(house.offers('VoicemailUsersList')).toBe(version === 22);
  if (version === 16) {
    expect(await status()).toBe('0');
    expect(await count()).toEqual(['0', '0', '0']);
    return;
  }
  expect(await status()).toBe('1');
  expect(await count()).toEqual(['1', '2', '1']);
  expect(await pbx.command('voicemail show users')).toMatch(/^default +2004 .* 3 *$/m);
});

test('the phones lived through all of it', async () => {
  const phones = await phonesAmi(house.pbx);
  const [, ...rows] = await phones.action('PJSIPShowRegistrationsOutbound');
  const registered = rows.filter((row) => row.get('Status') === 'Registered');
  expect(registered).toHaveLength(PEOPLE.flatMap((one) => one.devices).length);
});
