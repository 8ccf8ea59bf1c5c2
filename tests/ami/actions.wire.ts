/** Every action the board uses, on a real Asterisk. What 16 lacks is absent and not offered. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import {
  action,
  blindTransfer,
  bridgeInfo,
  bridgeList,
  challenge,
  coreSettings,
  coreShowChannelMap,
  coreShowChannels,
  coreStatus,
  dbGet,
  deviceStateList,
  events,
  extensionState,
  extensionStateList,
  filter,
  getvar,
  hangup,
  listCommands,
  logoff,
  originate,
  park,
  parkedCalls,
  parkinglots,
  ping,
  pjsipShowContacts,
  pjsipShowEndpoints,
  presenceState,
  presenceStateList,
  queueStatus,
  redirect,
  Refused,
  setvar,
  status,
  userEvent,
  waitEvent,
  type Reply,
  type Session,
} from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { actionHeaders, actionsNotIn16 } from '../../src/ami/catalogue-full.ts';
import { listen, newJar, raw, signedIn, version } from './wire.ts';

let pbx: Pbx;
let session: Session;

beforeAll(async () => {
  pbx = await startPbx({ version });
});
afterEach(() => pbx.hangupAll());
afterAll(() => pbx.stop());

const actions = (): ReadonlySet<string> =>
  session.state.tag === 'live' ? session.state.site.actions : new Set();

/** A list's items, after checking that it is whole. */
function items(reply: Reply, item: string, complete: string): Reply['events'] {
  expect(reply.response.get('EventList')).toBe('start');
  const last = reply.events.at(-1);
  expect(last?.name).toBe(complete);
  expect(last?.get('EventList')).toBe('Complete');
  const rows = reply.events.slice(0, -1);
  for (const row of rows) expect(row.name).toBe(item);
  return rows;
}

/** Two phones in a call with each other; the Uniqueids of caller and callee. */
async function talking(from = '2001', to = '2004'): Promise<{ caller: string; callee: string }> {
  const placed = await pbx.phone(from).call(to);
  await pbx.phone(to).answer();
  const callee = await pbx.channelOf(to, (one) => one.bridge !== '');
  return { caller: placed.uniqueid, callee: callee.uniqueid };
}

beforeAll(async () => {
  session = hostSession({ base: pbx.url });
  await session.signIn(pbx.accounts.admin);
  expect(session.state).toMatchObject({ tag: 'live' });
  if (session.state.tag === 'live') expect(session.state.site.version).toMatch(new RegExp(`^${version}\\.`));
});
afterAll(() => session.close());

test('Ping', async () => {
  const { response } = await session.send(ping());
  expect(response.get('Ping')).toBe('Pong');
  expect(Math.abs(Number(response.get('Timestamp')) * 1000 - Date.now())).toBeLessThan(60_000);
  expect(Math.abs(session.state.tag === 'live' ? session.state.site.clockOffset : NaN)).toBeLessThan(1000);
});

test('Events', async () => {
  const other = await signedIn(pbx);
  expect((await other.send(events({ EventMask: 'call' }))).response.get('Events')).toBe('On');
  await expect(other.send(events({ EventMask: '' }))).rejects.toThrow('Invalid event mask');
});

test('Challenge, Login, Logoff', async () => {
  const jar = newJar();
  expect(await raw(pbx, { Action: 'Challenge' }, jar)).toContain('Must specify AuthType');
  const other = await signedIn(pbx, pbx.accounts.reception, { jar });
  expect((await other.send(challenge({ AuthType: 'MD5' }))).response.get('Challenge')).toMatch(/^\d+$/);
  // On a session that is signed in, Login looks at nothing: hence the Logoff before every sign-in.
  expect(await raw(pbx, { Action: 'Login', Username: 'nobody', Secret: 'nothing' }, jar)).toContain(
    'Already authenticated',
  );
  const goodbye = await other.send(logoff());
  expect(goodbye.response.name).toBe('Goodbye');
});

test('WaitEvent with Timeout 0 returns at once, whole', async () => {
  const other = newJar();
  await signedIn(pbx, pbx.accounts.admin, { jar: other });
  const { action, headers } = waitEvent({ Timeout: 0 });
  const body = await raw(pbx, { Action: action, ...Object.fromEntries(headers) }, other);
  expect(body).toContain('Waiting for Event completed.');
  expect(body).toContain('Event: WaitEventComplete');
});

test('Filter narrows a session of one’s own, for good', async () => {
  const other = await signedIn(pbx, { username: 'admin', secret: pbx.accounts.admin.secret });
  const reply = await other.send(filter({ Operation: 'Add', Filter: 'UserEvent: Wanted' }));
  expect(reply.response.name).toBe('Success');
  const { heard, next } = listen(other, ['UserEvent']);
  await other.send(userEvent('Unwanted'));
  await other.send(userEvent('Wanted'));
  await next('the wanted event comes', (event) => event.get('UserEvent') === 'Wanted');
  expect(heard.map((event) => event.get('UserEvent'))).toEqual(['Wanted']);
});

test('ListCommands lists what this session may do', async () => {
  const names = (await session.send(listCommands())).response.headers.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['Ping', 'Redirect', 'UpdateConfig']));
  const viewer = await signedIn(pbx, pbx.accounts.viewer);
  expect(viewer.state.tag === 'live' && viewer.state.site.actions.has('Redirect')).toBe(false);
  expect(viewer.state.tag === 'live' && viewer.state.site.actions.has('CoreShowChannels')).toBe(true);
});

test('what is offered stands in the catalogue, and what 16 lacks is not offered by it', () => {
  expect(actions().size).toBeGreaterThan(100);
  const unknown = [...actions()].filter((name) => !(name in actionHeaders));
  // Undocumented, or gone since 16.
  expect(version === 22 ? unknown : []).toEqual([]);
  expect(actionsNotIn16.filter((name) => version === 16 && actions().has(name))).toEqual([]);
});

test('CoreSettings and CoreStatus', async () => {
  expect((await session.send(coreSettings())).response.get('AsteriskVersion')).toMatch(
    new RegExp(`^${version}\\.`),
  );
  expect((await session.send(coreStatus())).response.get('CoreStartupDate')).toMatch(/^\d{4}-\d\d-\d\d$/);
});

test('Status', async () => {
  const { caller } = await talking();
  const rows = items(await session.send(status({ Variables: 'CHANNEL(state)' })), 'Status', 'StatusComplete');
  expect(rows).toHaveLength(2);
  const mine = rows.find((row) => row.get('Uniqueid') === caller);
  expect(mine?.get('BridgeID')).toBe(rows.find((row) => row !== mine)?.get('BridgeID'));
  expect(mine?.get('Variable')).toContain('CHANNEL(state)=Up');
});

test('CoreShowChannels', async () => {
  const { caller, callee } = await talking();
  const rows = items(await session.send(coreShowChannels()), 'CoreShowChannel', 'CoreShowChannelsComplete');
  expect(new Set(rows.map((row) => row.get('Uniqueid')))).toEqual(new Set([caller, callee]));
  expect(new Set(rows.map((row) => row.get('BridgeId'))).size).toBe(1);
});

test('CoreShowChannelMap, which 16 does not have', async () => {
  const { caller } = await talking();
  const row = (await session.send(coreShowChannels())).events.find((one) => one.get('Uniqueid') === caller);
  const asked = session.send(coreShowChannelMap({ Channel: row?.get('Channel') ?? '' }));
  expect(actions().has('CoreShowChannelMap')).toBe(version === 22);
  if (version === 16) await expect(asked).rejects.toBeInstanceOf(Refused);
  else items(await asked, 'CoreShowChannelMap', 'CoreShowChannelMapComplete');
});

test('BridgeList and BridgeInfo', async () => {
  const { caller } = await talking();
  const [bridge] = items(await session.send(bridgeList()), 'BridgeListItem', 'BridgeListComplete');
  const info = await session.send(bridgeInfo({ BridgeUniqueid: bridge?.get('BridgeUniqueid') ?? '' }));
  expect(info.events.map((one) => one.get('Uniqueid'))).toContain(caller);
  expect(info.events.at(-1)?.name).toBe('BridgeInfoComplete');
});

test('ExtensionState and ExtensionStateList', async () => {
  const one = await session.send(extensionState({ Exten: '2004', Context: 'internal' }));
  expect(one.response.get('Status')).toBe('0');
  expect(one.response.get('Hint')).toContain('PJSIP/2004');
  const rows = items(
    await session.send(extensionStateList()),
    'ExtensionStatus',
    'ExtensionStateListComplete',
  );
  expect(rows.some((row) => row.get('Exten') === '2004' && row.get('Context') === 'internal')).toBe(true);
  const none = await session.send(extensionState({ Exten: 'none', Context: 'internal' }));
  expect(none.response.get('Status')).toBe('-1');
});

test('PresenceState, PresenceStateList and Setvar', async () => {
  const { next } = listen(session, ['PresenceStatus', 'PresenceStateChange']);
  await session.send(
    setvar({ Variable: 'PRESENCE_STATE(CustomPresence:2004)', Value: 'away,lunch,until two' }),
  );
  const { response } = await session.send(presenceState({ Provider: 'CustomPresence:2004' }));
  expect(response.get('State')).toBe('away');
  expect(response.get('Subtype')).toBe('lunch');
  expect(response.all('Message')).toContain('until two');
  await next('the change is told', (event) => event.get('Presentity') === 'CustomPresence:2004');
  const rows = items(
    await session.send(presenceStateList()),
    'PresenceStateChange',
    'PresenceStateListComplete',
  );
  expect(rows.some((row) => row.get('Presentity') === 'CustomPresence:2004')).toBe(true);
});

test('DeviceStateList, PJSIPShowContacts, PJSIPShowEndpoints', async () => {
  const devices = items(
    await session.send(deviceStateList()),
    'DeviceStateChange',
    'DeviceStateListComplete',
  );
  expect(devices.some((row) => row.get('Device') === 'PJSIP/2004' && row.get('State') === 'NOT_INUSE')).toBe(
    true,
  );
  const contacts = items(await session.send(pjsipShowContacts()), 'ContactList', 'ContactListComplete');
  expect(contacts.some((row) => row.get('Endpoint') === '2004')).toBe(true);
  const endpoints = items(await session.send(pjsipShowEndpoints()), 'EndpointList', 'EndpointListComplete');
  expect(endpoints.some((row) => row.get('ObjectName') === '2004')).toBe(true);
});

test('QueueStatus', async () => {
  const { events: rows } = await session.send(queueStatus());
  expect(rows.some((row) => row.name === 'QueueParams' && row.get('Queue') !== undefined)).toBe(true);
  expect(rows.at(-1)?.name).toBe('QueueStatusComplete');
});

test('Setvar and Getvar on a channel', async () => {
  const { caller } = await talking();
  await session.send(setvar({ Channel: caller, Variable: 'CB_TARGET', Value: "PJSIP/2005&'x'" }));
  const { response } = await session.send(getvar({ Channel: caller, Variable: 'CB_TARGET' }));
  expect(response.get('Value')).toBe("PJSIP/2005&'x'");
  const missing = await session.send(getvar({ Channel: caller, Variable: 'NO_SUCH' }));
  expect(missing.response.get('Value')).toBe('');
});

test('Hangup', async () => {
  const { caller } = await talking();
  const { next } = listen(session, ['Hangup']);
  await session.send(hangup({ Channel: caller, Cause: 16 }));
  await next('the caller is gone', (event) => event.get('Uniqueid') === caller);
  await expect(session.send(hangup({ Channel: caller }))).rejects.toThrow('No such channel');
});

test('Redirect', async () => {
  const { caller } = await talking();
  await session.send(redirect({ Channel: caller, Context: 'internal', Exten: '2005', Priority: 1 }));
  await pbx.phone('2005').answer();
  const leg = await pbx.channelOf('2005', (one) => one.bridge !== '');
  const row = (await session.send(coreShowChannels())).events.find((one) => one.get('Uniqueid') === caller);
  expect(row?.get('BridgeId')).toBe(leg.bridge);
  await expect(
    session.send(redirect({ Channel: 'nobody', Context: 'internal', Exten: '2005', Priority: 1 })),
  ).rejects.toThrow('Channel does not exist');
});

test('BlindTransfer', async () => {
  const { caller, callee } = await talking();
  const { next } = listen(session, ['BlindTransfer']);
  await session.send(blindTransfer({ Channel: callee, Context: 'internal', Exten: '2005' }));
  const event = await next('it is told', () => true);
  expect(event.get('TransfereeUniqueid')).toBe(caller);
  await pbx.phone('2005').answer();
});

test('Originate, and its outcome as event', async () => {
  const { next } = listen(session, ['OriginateResponse']);
  await session.send(
    originate({
      Channel: 'Local/200000@internal',
      Application: 'Wait',
      Data: 1,
      Async: true,
      ActionID: 'cordboard-1',
      Variable: ['A=1', 'B=2'],
    }),
  );
  const outcome = await next('the outcome', (event) => event.get('ActionID') === 'cordboard-1');
  expect(outcome.kind).toBe('event');
  expect(outcome.get('Response')).toBe('Failure');
});

test('Park, ParkedCalls, Parkinglots', async () => {
  const { caller, callee } = await talking();
  const lots = items(await session.send(parkinglots()), 'Parkinglot', 'ParkinglotsComplete');
  expect(lots.some((lot) => lot.get('Name') === 'default')).toBe(true);
  const rows = (await session.send(coreShowChannels())).events;
  const nameOf = (id: string): string => rows.find((row) => row.get('Uniqueid') === id)?.get('Channel') ?? '';
  const { next } = listen(session, ['ParkedCall']);
  // The text of this reply ends in a bare line break of its own.
  const reply = await session.send(park({ Channel: nameOf(caller), TimeoutChannel: nameOf(callee) }));
  expect(reply.response.get('Message')).toBe('Park successful');
  const parked = await next('it is parked', (event) => event.get('ParkeeUniqueid') === caller);
  const list = await session.send(parkedCalls());
  expect(list.events.some((one) => one.get('ParkingSpace') === parked.get('ParkingSpace'))).toBe(true);
});

test('DBGet of a key that is not there', async () => {
  await expect(session.send(dbGet({ Family: 'cordboard', Key: 'none' }))).rejects.toBeInstanceOf(Refused);
});

test('an action no Asterisk has', async () => {
  await expect(session.send(action('NoSuchAction'))).rejects.toThrow('Invalid/unknown command');
});
