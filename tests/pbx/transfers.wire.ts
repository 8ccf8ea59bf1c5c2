/**
 * Attended transfers, by feature code and by the phone's own transfer key: at every step the mirror's calls connect
 * whom the PBX's bridges connect.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DIDS, HOPS, PARKING, startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import type { Call } from '../../src/pbx/index.ts';
import { watch, type Watching } from './watching.ts';

const version = Number(process.env['CORDBOARD_PBX_VERSION'] ?? 22);
const GUEST = { name: 'Müller & Söhne; <b>', number: '+49301234567' };

let pbx: Pbx;
let watching: Watching;

beforeAll(async () => {
  pbx = await startPbx({ version, waits: { ring: 60, parking: 60 } });
  watching = await watch(pbx);
});
afterEach(async () => {
  await pbx.hangupAll();
  await watching.asListed();
  const { calls, lines, dials, parked } = watching.mirror.tables;
  expect([calls.size, lines.size, dials.size, parked.size]).toEqual([0, 0, 0, 0]);
});
afterAll(async () => {
  watching.close();
  await pbx.stop();
});

const tables = () => watching.mirror.tables;

/** The number at the end of a leg: there is one guest at a time. */
function numberOf(uniqueid: string): string {
  const device = tables().channels.get(uniqueid)?.device.replace('PJSIP/', '') ?? uniqueid;
  return device === 'berlin' ? GUEST.number : device;
}

/** Who is connected with whom, as the cards have it. */
function conversations(): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const call of tables().calls.values())
    for (const leg of call.legs) {
      if (leg.state !== 'talking' && leg.state !== 'held') continue;
      const numbers = [leg.uniqueid, ...leg.with].map(numberOf).sort();
      if (numbers.length > 1) found.set(numbers.join(), numbers);
    }
  return [...found.values()].sort((a, b) => a.join().localeCompare(b.join()));
}

/** The PBX connects these, and the mirror the same; nothing else differs from what is listed either. */
async function connected(...wanted: readonly (readonly string[])[]): Promise<void> {
  const sorted = wanted.map((one) => [...one].sort()).sort((a, b) => a.join().localeCompare(b.join()));
  const same = (one: readonly (readonly string[])[]): boolean =>
    JSON.stringify(one) === JSON.stringify(sorted);
  let onPbx: readonly (readonly string[])[] = [];
  await until('the PBX connects them', async () => {
    onPbx = await pbx.bridges();
    return same(onPbx) ? true : undefined;
  }).catch(() => expect(onPbx, 'on the PBX').toEqual(sorted));
  await until('the mirror connects them', () => (same(conversations()) ? true : undefined)).catch(() =>
    expect(conversations(), 'in the mirror').toEqual(sorted),
  );
  await watching.asListed();
}

async function ask(name: string, headers: Record<string, string>): Promise<string> {
  const ami = await pbx.ami();
  const [reply] = await ami.action(name, headers);
  ami.close();
  return reply?.get('Response') ?? '';
}

/** A guest talks with 2004, who may use the feature codes. */
async function guestTalks(): Promise<Call> {
  await pbx.outside.call(`${DIDS.direct}${HOPS.features}`, GUEST);
  await pbx.phone('2004').answer();
  await connected([GUEST.number, '2004']);
  return watching.call('2004', 'talks', (_call, leg) => leg.state === 'talking');
}

async function atxfer(exten: string): Promise<void> {
  const leg = await pbx.channelOf('2004', (one) => one.bridge !== '');
  expect(await ask('Atxfer', { Channel: leg.name, Context: 'internal', Exten: exten })).toBe('Success');
}

test('by feature code: asked first, then connected', async () => {
  const call = await guestTalks();
  await atxfer('2005');
  await pbx.phone('2005').ringing();
  // While the colleague rings the guest waits alone in his bridge.
  await connected();
  await pbx.phone('2005').answer();
  await connected(['2004', '2005']);
  await watching.call('2004', 'talks with the colleague', (_call, leg) => leg.state === 'talking');
  // A page opened now sees the same.
  const late = await watch(pbx);
  const legs = ({ mirror }: Watching) =>
    [...mirror.tables.calls.values()].flatMap((each) => each.legs.map((leg) => [leg.device, leg.state]));
  expect(legs(late)).toEqual(legs(watching));
  late.close();
  await pbx.phone('2004').hangup();
  await connected([GUEST.number, '2005']);
  const landed = await watching.call('2005', 'talks with the guest', (_call, leg) => leg.state === 'talking');
  expect(landed).toMatchObject({ linkedid: call.linkedid, direction: 'inbound' });
  expect(tables().calls.size).toBe(1);
});

test('by feature code, hanging up while it rings: the guest hears it ring and is answered', async () => {
  const call = await guestTalks();
  await atxfer('2005');
  await pbx.phone('2005').ringing();
  // The PBX keeps the leg of whoever hung up until somebody answers.
  const hungUp = pbx.phone('2004').hangup();
  await watching.call('berlin', 'hears it ring', (_call, leg) => leg.state === 'dialling');
  await watching.asListed();
  await pbx.phone('2005').answer();
  await connected([GUEST.number, '2005']);
  await hungUp;
  const landed = await watching.call('2005', 'talks', (_call, leg) => leg.state === 'talking');
  expect(landed.linkedid).toBe(call.linkedid);
});

test('by feature code, refused: back to the guest', async () => {
  await guestTalks();
  // Somebody without a mailbox, which would answer in their place.
  await atxfer('2001');
  await pbx.phone('2001').ringing();
  await pbx.phone('2001').refuse();
  await connected([GUEST.number, '2004']);
  await watching.call('2004', 'talks with the guest', (_call, leg) => leg.state === 'talking');
});

test('by feature code to somebody behind a Local channel', async () => {
  await guestTalks();
  await atxfer(HOPS.localStays);
  await pbx.phone('2005').answer();
  await connected(['2004', '2005']);
  await watching.call('2004', 'talks with the colleague', (_call, leg) => leg.state === 'talking');
  await pbx.phone('2004').hangup();
  await connected([GUEST.number, '2005']);
});

test('by the transfer key: hold, call, connect', async () => {
  const call = await guestTalks();
  await pbx.phone('2004').hold();
  await pbx.phone('2004').call('2005');
  await pbx.phone('2005').answer();
  await connected([GUEST.number, '2004'], ['2004', '2005']);
  await watching.call('2004', 'holds the guest', (_call, leg) => leg.state === 'held');
  await pbx.phone('2004').connect();
  await connected([GUEST.number, '2005']);
  const landed = await watching.call('2005', 'talks', (_call, leg) => leg.state === 'talking');
  expect(landed.linkedid).toBe(call.linkedid);
  expect(landed.legs.map((leg) => leg.state)).toEqual(['talking', 'talking']);
  expect(tables().calls.size).toBe(1);
});

test('by the transfer key while the colleague still rings', async () => {
  await guestTalks();
  await pbx.phone('2004').hold();
  await pbx.phone('2004').call('2005');
  await pbx.phone('2005').ringing();
  await pbx.phone('2004').connect();
  await watching.asListed();
  await pbx.phone('2005').answer();
  await connected([GUEST.number, '2005']);
});

test('by the transfer key, the guest behind a Local channel that stays', async () => {
  await pbx.outside.call(`${DIDS.direct}${HOPS.localStays}`, GUEST);
  await pbx.phone('2005').answer();
  await connected([GUEST.number, '2005']);
  await pbx.phone('2005').call('2020');
  await pbx.phone('2020').answer();
  await connected([GUEST.number, '2005'], ['2005', '2020']);
  await pbx.phone('2005').connect();
  await connected([GUEST.number, '2020']);
});

test('a parked call that is transferred: a Local channel takes its place', async () => {
  // Three in the park: with two the PBX would send the other on.
  for (const number of ['2010', '2011']) {
    await pbx.phone(number).call(PARKING.exten);
    await pbx.waitParked(number);
  }
  await pbx.phone('2002').call('2004');
  await pbx.phone('2004').answer();
  await connected(['2002', '2004']);
  await pbx.park('2004', '2002');
  await pbx.waitParked('2004');
  const parkee = await pbx.channelOf('2004');
  expect(await ask('BlindTransfer', { Channel: parkee.name, Context: 'internal', Exten: '0301234' })).toBe(
    'Success',
  );
  await pbx.outside.ringing('301234');
  const swapped = (await pbx.parked()).find((one) => one.channel.startsWith('Local/'));
  await watching.asListed();
  expect(tables().parked.get(swapped?.uniqueid ?? '')).toMatchObject({ space: swapped?.space });
  expect(tables().parked.size).toBe(3);
});

test('a parked call that is redirected has left its space', async () => {
  await pbx.phone('2002').call('2004');
  await pbx.phone('2004').answer();
  await connected(['2002', '2004']);
  await pbx.park('2004', '2002');
  await pbx.waitParked('2004');
  const parkee = await pbx.channelOf('2004');
  expect(
    await ask('Redirect', { Channel: parkee.name, Context: 'internal', Exten: '2005', Priority: '1' }),
  ).toBe('Success');
  await pbx.phone('2005').answer();
  await connected(['2004', '2005']);
  expect(tables().parked.size).toBe(0);
});
