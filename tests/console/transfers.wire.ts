/** Actions that move calls, asserted by who talks with whom afterwards, at the phones and by the witness. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../e2e/pbx/index.ts';
import { gone, startHouse, talking, type House } from './rig.ts';

let house: House;

/** Rings 2004, whose phone may then transfer by codes: what Atxfer needs. */
const MAY_TRANSFER = '2970';

beforeAll(async () => {
  house = await startHouse();
  const { pbx } = house;
  pbx.writeFile(
    'extensions.conf',
    `${pbx.readFile('extensions.conf')}
[internal](+)
exten => ${MAY_TRANSFER},1,Dial(PJSIP/2004,30,tT)
`,
  );
  await pbx.reload('pbx_config.so');
});
afterEach(() => house.pbx.hangupAll());
afterAll(() => house.stop());

test('Redirect sends a channel to an extension; whoever it talked with is left', async () => {
  const { pbx } = house;
  const { caller } = await talking(pbx);
  await house.run(
    'Redirect',
    ['Channel', caller],
    ['Exten', '2005'],
    ['Context', 'internal'],
    ['Priority', '1'],
  );
  await gone(pbx, '2004');
  await pbx.phone('2005').answer();
  await pbx.waitBridged('2001', '2005');
});

test('Redirect sends both ends, each to its own extension', async () => {
  const { pbx } = house;
  const { caller, callee } = await talking(pbx);
  await house.run(
    'Redirect',
    ['Channel', caller],
    ['ExtraChannel', callee],
    ['Exten', '2005'],
    ['ExtraExten', '2022'],
    ['Context', 'internal'],
    ['ExtraContext', 'internal'],
    ['Priority', '1'],
    ['ExtraPriority', '1'],
  );
  await pbx.phone('2005').answer();
  await pbx.phone('2022').answer();
  await pbx.waitBridged('2001', '2005');
  await pbx.waitBridged('2004', '2022');
});

test('Redirect to nowhere answers Success, and the call is gone', async () => {
  const { pbx } = house;
  const { caller } = await talking(pbx);
  await house.run(
    'Redirect',
    ['Channel', caller],
    ['Exten', '2999'],
    ['Context', 'internal'],
    ['Priority', '1'],
  );
  await gone(pbx, '2001');
  await gone(pbx, '2004');
});

test('BlindTransfer sends the other end; who transferred is free', async () => {
  const { pbx } = house;
  const { callee } = await talking(pbx);
  await house.run('BlindTransfer', ['Channel', callee], ['Context', 'internal'], ['Exten', '2005']);
  await gone(pbx, '2004');
  expect((await pbx.phone('2005').ringing()).from.number).toBe('2001');
  await pbx.phone('2005').answer();
  await pbx.waitBridged('2001', '2005');
  await expect(
    house.run('BlindTransfer', ['Channel', callee], ['Context', 'internal'], ['Exten', '2005']),
  ).rejects.toThrow('Channel specified does not exist');
});

/** 2001 talks with 2004, who asks 2005 first. */
async function consulting(): Promise<string> {
  const { pbx } = house;
  await pbx.phone('2001').call(MAY_TRANSFER);
  await pbx.phone('2004').answer();
  await pbx.waitBridged('2001', '2004');
  const { uniqueid } = await pbx.channelOf('2004', (one) => one.bridge !== '');
  const reply = await house.run('Atxfer', ['Channel', uniqueid], ['Exten', '2005'], ['Context', 'internal']);
  expect(reply.response.get('Message')).toBe('Atxfer successfully queued');
  expect((await pbx.phone('2005').ringing()).from.number).toBe('2004');
  // Meanwhile the caller waits.
  expect(await pbx.talking('2001')).toEqual([]);
  return uniqueid;
}

test('Atxfer: the transferrer asks first, and hanging up connects the two', async () => {
  const { pbx } = house;
  await consulting();
  await pbx.phone('2005').answer();
  await pbx.waitBridged('2004', '2005');
  await pbx.phone('2004').hangup();
  await pbx.waitBridged('2001', '2005');
});

test('CancelAtxfer takes the transferrer back to the caller', async () => {
  const { pbx } = house;
  const uniqueid = await consulting();
  await house.run('CancelAtxfer', ['Channel', uniqueid]);
  await gone(pbx, '2005');
  await pbx.waitBridged('2001', '2004');
  await expect(house.run('CancelAtxfer', ['Channel', 'none'])).rejects.toThrow(
    'Channel specified does not exist',
  );
});

test('Atxfer of a leg that may not transfer answers Success, and nothing happens', async () => {
  const { pbx } = house;
  const { caller, callee } = await talking(pbx);
  const ami = await pbx.ami();
  const mark = ami.events.mark();
  await house.run('Atxfer', ['Channel', callee], ['Exten', '2005'], ['Context', 'internal']);
  // The digits reach the other end as tones.
  const heard = await until('the last digit went through', () => {
    const digits = ami.events
      .since(mark)
      .filter((one) => one.get('Event') === 'DTMFEnd' && one.get('Uniqueid') === caller)
      .map((one) => one.get('Digit'))
      .join('');
    return digits.endsWith('2005') ? digits : undefined;
  });
  expect(heard).toBe('*22005');
  ami.close();
  expect(await pbx.bridges()).toEqual([['2001', '2004']]);
  expect(await pbx.phone('2005').calls()).toEqual([]);
});

test('Atxfer without a feature code for it is refused', async () => {
  const { pbx } = house;
  const features = pbx.readFile('features.conf');
  pbx.writeFile('features.conf', features.replace(/^atxfer.*\n/m, ''));
  await pbx.reload('features');
  const { callee } = await talking(pbx);
  await expect(house.run('Atxfer', ['Channel', callee], ['Exten', '2005'])).rejects.toThrow(
    'No attended transfer feature code found',
  );
  pbx.writeFile('features.conf', features);
  await pbx.reload('features');
});
