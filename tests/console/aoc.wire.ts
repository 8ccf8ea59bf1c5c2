/**
 * AOCMessage. Its effect is asserted at the phone: what the second Asterisk received on SIP. That needs `send_aoc` at
 * the endpoint and res_pjsip_aoc, which 16 has not. SIP tells the first unit and three kinds of charged items alone;
 * what became of the others the PBX itself says (`aoc set debug`).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findAsterisk } from '../../e2e/pbx/asterisk.ts';
import { until } from '../../e2e/pbx/index.ts';
import { Refused, type Reply } from '../../src/ami/index.ts';
import { aocMessage, type AocAmount, type AocItem, type AocMessage } from '../../src/console/index.ts';
import { signedIn, version } from '../ami/wire.ts';
import { gone, houseWords, phonesSip, requestFor, startHouse, talking, type House } from './rig.ts';

let house: House;

beforeAll(async () => {
  house = await startHouse();
  const { pbx } = house;
  if (version === 22) {
    const conf = pbx.readFile('pjsip.conf');
    pbx.writeFile('pjsip.conf', conf.replace('[phone](!)\n', '[phone](!)\nsend_aoc = yes\n'));
    await pbx.reload('res_pjsip.so');
    expect(await pbx.command('pjsip show endpoint 2004')).toMatch(/send_aoc +: true/);
  }
  await pbx.command('aoc set debug on');
});
afterEach(() => house.pbx.hangupAll());
afterAll(() => house.stop());

function send(message: AocMessage): Promise<Reply> {
  const prepared = aocMessage(message);
  if (prepared.tag === 'problems') throw new Error(JSON.stringify(prepared.problems));
  return house.session.send(prepared.request);
}

/** A call; `sip` and `words` are what the phones and the PBX write of it. */
async function call() {
  const [sip, words] = await Promise.all([phonesSip(house.pbx), houseWords(house.pbx)]);
  const { caller, callee } = await talking(house.pbx);
  const name = (await house.pbx.channels()).find((one) => one.uniqueid === callee)?.name ?? '';
  return { sip, words, caller, name, to: { by: 'channel', channel: callee } as const };
}

/** What a phone got in INFO or BYE. */
async function received(sip: () => string, method: 'INFO' | 'BYE', kind: 'aoc-d' | 'aoc-e' | 'aoc-s') {
  const pattern = new RegExp(
    `Received SIP request [^\\n]*\\n${method} (?:(?!VERBOSE)[^])*?<${kind}>([^]*?)</${kind}>`,
    'g',
  );
  const found = await until(`the phone received ${kind}`, () => [...sip().matchAll(pattern)].at(-1));
  return (found[1] ?? '').replace(/\s+/g, '');
}

/** What the PBX made of the message. */
const decoded = (words: () => string): Promise<string> =>
  until('the PBX says what it encoded', () => {
    const text = /---- ENCODED AOC MSG ----\r?\n([^]*?)\r?\n\r?\n/.exec(
      words().split('res_pjsip')[0] ?? '',
    )?.[1];
    return text?.replaceAll('\r', '');
  });

const cents = (amount: number, currency = 'EUR'): AocAmount => ({
  amount,
  multiplier: 'OneHundredth',
  currency,
});

test('AOCMessage D tells the phone the charge so far', async () => {
  const { sip, to, words } = await call();
  await send({
    type: 'D',
    to,
    charge: { type: 'Currency', amount: cents(125) },
    total: 'SubTotal',
    billing: 'CreditCard',
  });
  const seen = await decoded(words);
  expect(seen).toContain('BillingID: CreditCard');
  expect(seen).toContain('TypeOfCharging: SubTotal');
  expect(seen).toContain('Currency/Amount/Cost: 125');
  expect(seen).toContain('Currency/Amount/Multiplier: 1/100');
  if (version === 16) return;
  expect(await received(sip, 'INFO', 'aoc-d')).toBe(
    '<charging-info>subtotal</charging-info><recorded-charges><recorded-currency-units>' +
      '<currency-id>EUR</currency-id><currency-amount>1.25</currency-amount>' +
      '</recorded-currency-units></recorded-charges>',
  );
});

test('AOCMessage D with numbered UnitAmount(n) and UnitType(n)', async () => {
  const { sip, to, words } = await call();
  await send({
    type: 'D',
    to,
    charge: {
      type: 'Unit',
      units: [
        { amount: 3, type: 1 },
        { amount: 4, type: undefined },
        { amount: undefined, type: 7 },
      ],
    },
    total: 'Total',
    billing: undefined,
  });
  const seen = await decoded(words);
  expect(seen.match(/Item\(\d+\).*/g)).toEqual([
    'Item(0)/NumberOf: 3',
    'Item(0)/TypeOf: 1',
    'Item(1)/NumberOf: 4',
    'Item(2)/TypeOf: 7',
  ]);
  if (version === 16) return;
  expect(await received(sip, 'INFO', 'aoc-d')).toContain(
    '<currency-id>UNIT</currency-id><currency-amount>3</currency-amount>',
  );
});

test('AOCMessage E goes with the end of the call', async () => {
  const { sip, to, words } = await call();
  await send({
    type: 'E',
    to,
    charge: { type: 'Currency', amount: { amount: 2, multiplier: 'Ten', currency: 'CHF' } },
    billing: 'CallTransfer',
    association: { by: 'number', number: '+493055501', plan: 17 },
  });
  const seen = await decoded(words);
  expect(seen).toContain('BillingID: CallTransfer');
  expect(seen).toContain('ChargingAssociation/Number: +493055501');
  expect(seen).toContain('ChargingAssociation/Number/Plan: 17');
  await house.run('Hangup', ['Channel', to.channel]);
  await gone(house.pbx, '2004');
  if (version === 16) return;
  expect(await received(sip, 'BYE', 'aoc-e')).toBe(
    '<recorded-charges><recorded-currency-units><currency-id>CHF</currency-id>' +
      '<currency-amount>20</currency-amount></recorded-currency-units></recorded-charges>',
  );
});

test('AOCMessage E with an association by id', async () => {
  const { to, words } = await call();
  await send({
    type: 'E',
    to,
    charge: { type: 'FREE' },
    billing: undefined,
    association: { by: 'id', id: -12 },
  });
  expect(await decoded(words)).toContain('ChargingAssociation/ID: -12');
});

test('AOCMessage S with several ChargedItem blocks, which 16 does not know', async () => {
  const { to, words } = await call();
  const message: AocMessage = {
    type: 'S',
    to,
    items: [
      { item: 'CallAttempt', rate: { type: 'Flat', amount: cents(5) } },
      // Without a currency: Asterisk would take the one of the block before.
      { item: 'CallSetup', rate: { type: 'Flat', amount: cents(6, '') } },
      {
        item: 'BasicCommunication',
        rate: {
          type: 'Duration',
          amount: cents(7, 'USD'),
          time: 30,
          scale: 'Second',
          charging: 'StepFunction',
          granularity: { time: 30, scale: 'Minute' },
        },
      },
      {
        item: 'BasicCommunication',
        rate: {
          type: 'Duration',
          amount: cents(8, 'USD'),
          time: 2,
          scale: 'Hour',
          charging: 'ContinuousCharging',
          granularity: undefined,
        },
      },
      { item: 'UserUserInfo', rate: { type: 'Volume', amount: cents(9), unit: 'Segment' } },
      { item: 'SupplementaryService', rate: { type: 'SpecialCode', code: 4 } },
      { item: 'SpecialArrangement', code: 9 },
      { item: 'CallSetup', rate: { type: 'FreeFromBeginning' } },
    ],
  };
  if (version === 16) {
    await expect(send(message)).rejects.toThrow('Invalid MsgType');
    return;
  }
  await send(message);
  const seen = await decoded(words);
  expect(seen).toContain('NumberRates: 8');
  expect(seen).toContain('Rate(0)/Flat/Currency: EUR');
  expect(seen).toMatch(/Rate\(1\)\/Flat\/Currency: *$/m);
  expect(seen).toContain('Rate(2)/Duration/Granularity/Length: 30');
  expect(seen).toContain('Rate(2)/Duration/Granularity/Scale: Minute');
  expect(seen).toContain('Rate(3)/Duration/ChargingType: ContinuousCharging');
  expect(seen).toContain('Rate(3)/Duration/Time/Length: 2');
  expect(seen).not.toContain('Rate(3)/Duration/Granularity');
  expect(seen).toContain('Rate(4)/Chargeable: UserUserInfo');
  expect(seen).toContain('Rate(4)/Volume/Unit: Segment');
  expect(seen).toContain('Rate(5)/SpecialCode: 4');
  expect(seen).toContain('Rate(6)/Chargeable: SpecialArrangement');
  expect(seen).toContain('Rate(7)/Type: FreeFromBeginning');
});

test('AOCMessage S tells the phone the tariff, as long as it is short', async () => {
  if (version === 16) {
    expect(await house.pbx.command('module show like res_pjsip_aoc')).toContain('0 modules loaded');
    return;
  }
  const { sip, to, words } = await call();
  const items: readonly AocItem[] = [
    { item: 'CallAttempt', rate: { type: 'Flat', amount: cents(5) } },
    { item: 'CallSetup', rate: { type: 'Flat', amount: cents(6, '') } },
    {
      item: 'BasicCommunication',
      rate: {
        type: 'Duration',
        amount: cents(7, 'USD'),
        time: 30,
        scale: 'Second',
        charging: 'StepFunction',
        granularity: undefined,
      },
    },
  ];
  await send({ type: 'S', to, items });
  const told = await received(sip, 'INFO', 'aoc-s');
  expect(told).toContain(
    '<communication-attempt><flat-rate><currency-id>EUR</currency-id><currency-amount>0.05</currency-amount>',
  );
  expect(told).toContain('<communication-setup><flat-rate><currency-amount>0.06</currency-amount>');
  expect(told).toContain(
    '<length-time-unit><time-unit>30</time-unit><scale>one-second</scale></length-time-unit>' +
      '<charging-type>step-function</charging-type>',
  );
  // Of more than 1,023 bytes of XML the phone gets the first line alone, and nobody is told.
  await send({ type: 'S', to, items: [...items, ...items] });
  await until('the PBX made six rates of it', () => words().includes('NumberRates: 6') || undefined);
  const cut = /aoc\+xml\r?\nContent-Length: +39\r?\n\r?\n<\?xml version="1.0" encoding="UTF-8"\?>\s*(?:\[|$)/;
  await until('the phone got the first line alone', () => cut.test(sip()) || undefined);
});

test('AOCMessage as Asterisk itself errs: blocks inherit, VolumeUnit is looked for in TimeScale', async () => {
  if (version === 16) {
    await expect(house.run('AOCMessage', ['Channel', 'none'], ['MsgType', 'S'])).rejects.toThrow(
      'No such channel',
    );
    return;
  }
  const { to, words } = await call();
  const flat = [
    ['RateType', 'Flat'],
    ['CurrencyAmount', '5'],
    ['CurrencyMultiplier', 'One'],
  ] as const;
  await house.run(
    'AOCMessage',
    ['Channel', to.channel],
    ['MsgType', 'S'],
    ['ChargedItem', 'CallAttempt'],
    ...flat,
    ['CurrencyName', 'EUR'],
    ['ChargedItem', 'CallSetup'],
    ...flat,
  );
  expect(await decoded(words)).toContain('Rate(1)/Flat/Currency: EUR');
  await expect(
    house.run(
      'AOCMessage',
      ['Channel', to.channel],
      ['MsgType', 'S'],
      ['ChargedItem', 'UserUserInfo'],
      ['RateType', 'Volume'],
      ['CurrencyAmount', '5'],
      ['CurrencyMultiplier', 'One'],
      ['VolumeUnit', 'Octet'],
    ),
  ).rejects.toThrow('Invalid VolumeUnit');
});

test('AOCMessage by ChannelPrefix', async () => {
  const { words, name } = await call();
  await send({
    type: 'D',
    to: { by: 'prefix', prefix: 'PJSIP/2004-' },
    charge: { type: 'NA' },
    total: 'Total',
    billing: undefined,
  });
  // 16 does not say which channel.
  expect(await decoded(words)).toContain(version === 22 ? `CHANNEL: ${name}` : 'Type: NotAvailable');
  await expect(
    house.run('AOCMessage', ['ChannelPrefix', 'PJSIP/2005-'], ['MsgType', 'D'], ['ChargeType', 'NA']),
  ).rejects.toThrow('No such channel');
});

test('AOCMessage needs the class aoc', async () => {
  const admin = await signedIn(house.pbx);
  const may = admin.state.tag === 'live' && admin.state.site.actions.has('AOCMessage');
  expect(may).toBe(false);
  expect(house.offers('AOCMessage')).toBe(true);
  await expect(
    admin.send(requestFor('AOCMessage', ['Channel', 'x'], ['MsgType', 'D'])),
  ).rejects.not.toBeInstanceOf(Refused);
});

test('what tells charges to phones is absent from 16', async () => {
  const { modules } = await findAsterisk(version);
  expect(existsSync(join(modules, 'res_pjsip_aoc.so'))).toBe(version === 22);
  expect(await house.pbx.command('config show help res_pjsip endpoint send_aoc')).toContain(
    version === 22 ? 'Send Advice-of-Charge' : 'No option send_aoc found',
  );
  if (version === 22) return;
  const { sip, to } = await call();
  await send({ type: 'D', to, charge: { type: 'FREE' }, total: 'Total', billing: undefined });
  await house.run('Hangup', ['Channel', to.channel]);
  await until('the phone was told of the end', () => /\nBYE /.test(sip()) || undefined);
  await gone(house.pbx, '2004');
  expect(sip()).not.toContain('aoc');
});
