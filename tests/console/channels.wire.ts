/** Actions on channels and what is known of phones: asserted at the phones, by the witness, and by the PBX's console. */
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HOPS, until } from '../../e2e/pbx/index.ts';
import { Refused } from '../../src/ami/index.ts';
import { version } from '../ami/wire.ts';
import { fresh, gone, phonesAmi, phonesSip, startHouse, talking, type House } from './rig.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
});
afterEach(() => house.pbx.hangupAll());
afterAll(() => house.stop());

const nameOf = async (uniqueid: string): Promise<string> =>
  (await house.pbx.channels()).find((one) => one.uniqueid === uniqueid)?.name ?? '';
const stateOf = async (exten: string): Promise<string | undefined> =>
  (await house.run('ExtensionState', ['Exten', exten], ['Context', 'internal'])).response.get('Status');

test('Hangup ends the call at the phone, with its cause, and no other', async () => {
  const phones = await phonesAmi(house.pbx);
  const { callee } = await talking(house.pbx);
  await talking(house.pbx, '2020', '2022');
  const mark = phones.events.mark();
  await house.run('Hangup', ['Channel', callee], ['Cause', '21']);
  const end = await phones.events.until(
    (event) => event.get('Event') === 'Hangup' && event.get('Channel').startsWith('PJSIP/2004-'),
    { since: mark },
  );
  expect(end.get('Cause')).toBe('21');
  await gone(house.pbx, '2004');
  await gone(house.pbx, '2001');
  expect(await house.pbx.bridges()).toEqual([['2020', '2022']]);
  await expect(house.run('Hangup', ['Channel', callee])).rejects.toThrow('No such channel');
});

test('Hangup with an expression ends every call that matches', async () => {
  await talking(house.pbx);
  await talking(house.pbx, '2020', '2022');
  await house.run('Hangup', ['Channel', '/^PJSIP\\/20(01|20)-/']);
  await gone(house.pbx, '2001');
  await gone(house.pbx, '2022');
});

test('Status tells of each channel what the witness sees', async () => {
  await talking(house.pbx);
  await house.pbx.phone('2020').call('2022');
  await house.pbx.phone('2022').ringing();
  const rows = (await house.run('Status', ['Variables', 'CHANNEL(state)'])).events.filter(
    (one) => one.name === 'Status',
  );
  const seen = await house.pbx.channels();
  expect(
    new Map(rows.map((row) => [row.get('Uniqueid'), [row.get('BridgeID'), row.get('ChannelStateDesc')]])),
  ).toEqual(new Map(seen.map((one) => [one.uniqueid, [one.bridge, one.state]])));
  expect(rows.map((row) => row.get('Variable')).sort()).toEqual(
    seen.map((one) => `CHANNEL(state)=${one.state}`).sort(),
  );
});

test('Setvar sets a channel’s variable, a global one, and a function', async () => {
  const { caller } = await talking(house.pbx);
  const value = 'PJSIP/2005&"x" ${EXTEN},$[1+1];ü';
  await house.run('Setvar', ['Channel', caller], ['Variable', 'CONSOLE_ONE'], ['Value', value]);
  expect(await house.pbx.command(`core show channel ${await nameOf(caller)}`)).toContain(
    `CONSOLE_ONE=${value}`,
  );
  await house.run('Setvar', ['Variable', 'CONSOLE_ALL'], ['Value', value]);
  const globals = await house.pbx.command('dialplan show globals');
  expect(globals).toContain(`CONSOLE_ALL=${value}`);
  expect(globals).not.toContain('CONSOLE_ONE');
  const device = `Custom:${fresh('console')}`;
  expect(await house.pbx.command('devstate list')).not.toContain(device);
  await house.run('Setvar', ['Variable', `DEVICE_STATE(${device})`], ['Value', 'INUSE']);
  expect(await house.pbx.command('devstate list')).toMatch(new RegExp(`Name: '${device}'\\s+State: 'INUSE'`));
});

test('Getvar reads what the PBX’s console has set', async () => {
  const { caller } = await talking(house.pbx);
  await house.pbx.command('dialplan set global CONSOLE_READ everywhere');
  await house.pbx.command(`dialplan set chanvar ${await nameOf(caller)} CONSOLE_READ here`);
  const value = async (...of: readonly (readonly [string, string])[]) =>
    (await house.run('Getvar', ...of)).response.get('Value');
  expect(await value(['Variable', 'CONSOLE_READ'])).toBe('everywhere');
  expect(await value(['Channel', caller], ['Variable', 'CONSOLE_READ'])).toBe('here');
  expect(await value(['Channel', caller], ['Variable', 'CHANNEL(endpoint)'])).toBe('2001');
  expect(await value(['Variable', 'CONSOLE_NONE'])).toBe('');
});

test('Originate rings the phone, then connects it with the extension', async () => {
  const { pbx } = house;
  await house.run(
    'Originate',
    ['Channel', 'PJSIP/2001'],
    ['Context', 'internal'],
    ['Exten', '2004'],
    ['Priority', '1'],
    ['CallerID', '"Console" <4711>'],
    ['Variable', 'CONSOLE_A=1'],
    ['Variable', 'CONSOLE_B=two'],
    ['ChannelId', 'console-originated'],
    ['Async', 'true'],
  );
  expect((await pbx.phone('2001').ringing()).from).toEqual({ name: 'Console', number: '4711' });
  await pbx.phone('2001').answer();
  const shown = await pbx.command(`core show channel ${await nameOf('console-originated')}`);
  expect(shown).toContain('CONSOLE_A=1');
  expect(shown).toContain('CONSOLE_B=two');
  await pbx.phone('2004').answer();
  await pbx.waitBridged('2001', '2004');
});

test('Originate with an application runs it when answered, its data as it stands', async () => {
  const { pbx } = house;
  // The call is over as soon as the application has run.
  await pbx.phone('2001').onCall('answer');
  onTestFinished(() => pbx.phone('2001').onCall('ring'));
  await house.run(
    'Originate',
    ['Channel', 'PJSIP/2001'],
    ['Application', 'Set'],
    ['Data', 'GLOBAL(CONSOLE_RAN)=${CHANNEL(endpoint)}'],
    ['Async', 'true'],
  );
  await until('it ran', async () =>
    (await pbx.command('dialplan show globals')).includes('CONSOLE_RAN=${CHANNEL(endpoint)}')
      ? true
      : undefined,
  );
});

test('ExtensionState follows what the phone does', async () => {
  const { pbx } = house;
  const becomes = (state: string): Promise<true> =>
    until(`2004 has state ${state}`, async () => ((await stateOf('2004')) === state ? true : undefined));
  await becomes('0');
  await pbx.phone('2001').call('2004');
  await pbx.phone('2004').ringing();
  await becomes('8');
  await pbx.phone('2004').answer();
  await becomes('1');
  await pbx.phone('2004').hangup();
  await becomes('0');
  await pbx.phone('2004').unregister();
  await becomes('4');
  await pbx.phone('2004').register();
  await becomes('0');
  expect(await stateOf('none')).toBe('-1');
});

test('PresenceState tells what the PBX’s console has set', async () => {
  const asked = () => house.run('PresenceState', ['Provider', 'CustomPresence:2005']);
  await house.pbx.command('presencestate change CustomPresence:2005 NOT_SET');
  expect((await asked()).response.get('State')).toBe('not_set');
  await house.pbx.command('presencestate change CustomPresence:2005 AWAY');
  expect((await asked()).response.get('State')).toBe('away');
  await house.pbx.setPresence('2005', 'dnd,meeting,until 14:00');
  const { response } = await asked();
  expect([response.get('State'), response.get('Subtype')]).toEqual(['dnd', 'meeting']);
  expect(response.all('Message')).toContain('until 14:00');
  await expect(house.run('PresenceState', ['Provider', 'Nothing:2005'])).rejects.toBeInstanceOf(Refused);
});

test('AbsoluteTimeout ends the call when the time is over, and that one alone', async () => {
  const { caller } = await talking(house.pbx);
  await talking(house.pbx, '2020', '2022');
  await house.run('AbsoluteTimeout', ['Channel', caller], ['Timeout', '1']);
  await gone(house.pbx, '2001');
  await gone(house.pbx, '2004');
  expect(await house.pbx.bridges()).toEqual([['2020', '2022']]);
  // It takes no cancelling.
  const { uniqueid } = await house.pbx.channelOf('2020');
  await expect(house.run('AbsoluteTimeout', ['Channel', uniqueid], ['Timeout', '0'])).rejects.toThrow(
    'No timeout specified',
  );
});

test('SendText shows its text at the phone, of the kind that was said', async () => {
  const sip = await phonesSip(house.pbx);
  const { callee } = await talking(house.pbx);
  await house.run('SendText', ['Channel', callee], ['Message', 'Zimmer 7: "Ægir" <dringend>']);
  await until('the phone received it', () =>
    /Received SIP request [^\n]*\nMESSAGE (?:(?!VERBOSE)[^])*Content-Type: text\/plain[^]*?\n\r?\nZimmer 7: "Ægir" <dringend>/.test(
      sip(),
    )
      ? true
      : undefined,
  );
  await house.run(
    'SendText',
    ['Channel', callee],
    ['Message', '{"room": 7}'],
    ['Content-Type', 'application/json'],
  );
  await until('the phone received the other', () => (sip().includes('{"room": 7}') ? true : undefined));
  expect(/Content-Type: application\/json[^]*?\{"room": 7\}/.test(sip())).toBe(true);
});

test('CoreShowChannels lists what the PBX’s console lists', async () => {
  await talking(house.pbx);
  await house.pbx.phone('2020').call('2022');
  await house.pbx.phone('2022').ringing();
  const rows = (await house.run('CoreShowChannels')).events.filter((one) => one.name === 'CoreShowChannel');
  const concise = (await house.pbx.command('core show channels concise')).split('\n').map((line) => {
    const parts = line.split('!');
    return [parts[0], parts.at(-1), parts.at(-2)];
  });
  expect(rows).toHaveLength(4);
  expect(
    rows.map((row) => [row.get('Channel'), row.get('Uniqueid'), row.get('BridgeId') ?? '']).sort(),
  ).toEqual(concise.filter(([name]) => name?.startsWith('PJSIP/')).sort());
});

test('CoreShowChannelMap follows a call through Local channels; 16 does not have it', async () => {
  const { pbx } = house;
  await pbx.phone('2001').call(HOPS.localStays);
  await pbx.phone('2005').answer();
  await pbx.waitBridged('2001', '2005');
  await talking(pbx, '2020', '2022');
  const mine = await pbx.channelOf('2001');
  expect(house.offers('CoreShowChannelMap')).toBe(version === 22);
  if (version === 16) {
    await expect(house.run('CoreShowChannelMap', ['Channel', mine.name])).rejects.toThrow(
      'Invalid/unknown command',
    );
    return;
  }
  const { events } = await house.run('CoreShowChannelMap', ['Channel', mine.name]);
  const connected = events
    .filter((one) => one.name === 'CoreShowChannelMap')
    .map((one) => one.get('ConnectedChannel') ?? '');
  const inCall = (await pbx.channels()).filter((one) => one.linkedid === mine.linkedid);
  expect([...connected, mine.name].sort()).toEqual(inCall.map((one) => one.name).sort());
  expect(connected).toHaveLength(3);
});
