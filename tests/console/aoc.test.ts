/** AOCMessage's headers, in the order Asterisk reads them. */
import { expect, test } from 'vitest';
import { aocMessage, type AocAmount, type AocItem, type AocMessage } from '../../src/console/index.ts';

const to = { by: 'channel', channel: 'PJSIP/2004-00000001' } as const;
const euro = (amount: number): AocAmount => ({ amount, multiplier: 'OneHundredth', currency: 'EUR' });

function headers(message: AocMessage): readonly (readonly [string, string])[] {
  const prepared = aocMessage(message);
  if (prepared.tag === 'problems') throw new Error(JSON.stringify(prepared.problems));
  expect(prepared.request.action).toBe('AOCMessage');
  return prepared.request.headers;
}
const problems = (message: AocMessage) => {
  const prepared = aocMessage(message);
  return prepared.tag === 'problems' ? prepared.problems : [];
};
const d = (charge: Extract<AocMessage, { type: 'D' }>['charge']): AocMessage => ({
  type: 'D',
  to,
  charge,
  total: 'Total',
  billing: undefined,
});
const s = (...items: AocItem[]): AocMessage => ({ type: 'S', to, items });

test('units are numbered; a unit may have an amount, a type, or both', () => {
  expect(
    headers(
      d({
        type: 'Unit',
        units: [
          { amount: 3, type: 1 },
          { amount: undefined, type: 2 },
          { amount: 5, type: undefined },
        ],
      }),
    ),
  ).toEqual([
    ['Channel', 'PJSIP/2004-00000001'],
    ['MsgType', 'D'],
    ['ChargeType', 'Unit'],
    ['UnitAmount(0)', '3'],
    ['UnitType(0)', '1'],
    ['UnitType(1)', '2'],
    ['UnitAmount(2)', '5'],
    ['TotalType', 'Total'],
  ]);
});

test('a currency, and an association by number', () => {
  expect(
    headers({
      type: 'E',
      to: { by: 'prefix', prefix: 'PJSIP/2004-' },
      charge: { type: 'Currency', amount: euro(125) },
      billing: 'CallTransfer',
      association: { by: 'number', number: '+4930', plan: 17 },
    }),
  ).toEqual([
    ['ChannelPrefix', 'PJSIP/2004-'],
    ['MsgType', 'E'],
    ['ChargeType', 'Currency'],
    ['CurrencyAmount', '125'],
    ['CurrencyMultiplier', 'OneHundredth'],
    ['CurrencyName', 'EUR'],
    ['AOCBillingId', 'CallTransfer'],
    ['ChargingAssociationNumber', '+4930'],
    ['ChargingAssociationPlan', '17'],
  ]);
});

test('each block begins with ChargedItem, and inherits nothing of the block before', () => {
  const blocks: Map<string, string>[] = [];
  for (const [name, value] of headers(
    s(
      {
        item: 'BasicCommunication',
        rate: {
          type: 'Duration',
          amount: euro(5),
          time: 30,
          scale: 'Second',
          charging: 'StepFunction',
          granularity: { time: 1, scale: 'Minute' },
        },
      },
      { item: 'CallSetup', rate: { type: 'Flat', amount: { ...euro(6), currency: '' } } },
      {
        item: 'BasicCommunication',
        rate: {
          type: 'Duration',
          amount: euro(7),
          time: 2,
          scale: 'Hour',
          charging: 'ContinuousCharging',
          granularity: undefined,
        },
      },
      { item: 'UserUserInfo', rate: { type: 'Volume', amount: euro(8), unit: 'Octet' } },
      { item: 'SupplementaryService', rate: { type: 'SpecialCode', code: 3 } },
      { item: 'SpecialArrangement', code: 9 },
      { item: 'NA', rate: { type: 'NA' } },
    ),
  )) {
    if (name === 'ChargedItem') blocks.push(new Map());
    blocks.at(-1)?.set(name, value);
  }
  expect(blocks.map((block) => block.get('ChargedItem'))).toEqual([
    'BasicCommunication',
    'CallSetup',
    'BasicCommunication',
    'UserUserInfo',
    'SupplementaryService',
    'SpecialArrangement',
    'NA',
  ]);
  expect(blocks.every((block) => block.has('RateType'))).toBe(true);
  expect(blocks[1]?.get('CurrencyName')).toBe('');
  expect(blocks[2]?.get('Granularity')).toBe('');
  expect(blocks[3]?.get('TimeScale')).toBe('Octet');
  expect(blocks[4]).toEqual(
    new Map([
      ['ChargedItem', 'SupplementaryService'],
      ['RateType', 'SpecialCode'],
      ['CurrencyAmount', '0'],
      ['CurrencyMultiplier', 'One'],
      ['CurrencyName', ''],
      ['Code', '3'],
    ]),
  );
});

test('what Asterisk would cut, ignore or misread is refused', () => {
  expect(problems(d({ type: 'Unit', units: [] }))).toEqual([{ tag: 'missing', name: 'UnitAmount' }]);
  expect(
    problems(d({ type: 'Unit', units: Array.from({ length: 33 }, () => ({ amount: 1, type: undefined })) })),
  ).toEqual([{ tag: 'tooManyRows', name: 'UnitAmount', count: 33, most: 32 }]);
  expect(problems(d({ type: 'Unit', units: [{ amount: undefined, type: undefined }] }))).toEqual([
    { tag: 'number', name: 'UnitAmount', index: 0 },
  ]);
  for (const amount of [-1, 1.5, NaN, 2 ** 32]) {
    expect(problems(d({ type: 'Currency', amount: euro(amount) }))).toEqual([
      { tag: 'number', name: 'CurrencyAmount', index: undefined },
    ]);
  }
  // Ten bytes, not ten letters.
  const long = { ...euro(1), currency: '€€€€' };
  expect(problems(d({ type: 'Currency', amount: long }))).toEqual([
    { tag: 'tooLong', name: 'CurrencyName', index: undefined, most: 10 },
  ]);
  expect(problems(s())).toEqual([{ tag: 'missing', name: 'ChargedItem' }]);
  const free: AocItem = { item: 'CallSetup', rate: { type: 'Free' } };
  expect(problems(s(...Array.from({ length: 11 }, () => free)))).toEqual([
    { tag: 'tooManyRows', name: 'ChargedItem', count: 11, most: 10 },
  ]);
  expect(problems(s({ item: 'SpecialArrangement', code: 11 }))).toEqual([
    { tag: 'number', name: 'Code', index: 0 },
  ]);
  expect(problems({ ...d({ type: 'NA' }), to: { by: 'channel', channel: '' } })).toEqual([
    { tag: 'missing', name: 'Channel' },
  ]);
  expect(problems({ ...d({ type: 'NA' }), to: { by: 'channel', channel: 'a\nb' } })).toEqual([
    { tag: 'character', name: 'Channel', index: undefined, which: 'LF' },
  ]);
  const none = { type: 'E', to, charge: { type: 'FREE' }, billing: undefined } as const;
  expect(problems({ ...none, association: { by: 'id', id: 0 } })).toHaveLength(1);
  expect(problems({ ...none, association: { by: 'number', number: '', plan: 200 } })).toHaveLength(2);
});
