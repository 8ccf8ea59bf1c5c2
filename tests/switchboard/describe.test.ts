import { describe, expect, test } from 'vitest';
import type { Call, Leg, LegState, Parked } from '../../src/pbx/index.ts';
import {
  guest,
  journey,
  lookOf,
  tell,
  whoIs,
  type Around,
  type Names,
} from '../../src/switchboard/describe.ts';
import { en, inWords } from '../../src/words/index.ts';

const ME = '2000@internal';
const names: Names = {
  me: ME,
  nameOf: (key) => ({ [ME]: 'Reception', '2004@internal': 'Anna' })[key] ?? key,
};
const around: Around = {
  parked: new Map(),
  queued: new Map(),
  whose: (device) => (device === 'PJSIP/2004' ? 'Anna' : device),
};

/** `mine talking guest` … the legs of a call in one line. */
function leg(id: string, state: LegState, more: Partial<Leg> = {}): Leg {
  return {
    uniqueid: id,
    channel: `PJSIP/${id}-1`,
    device: `PJSIP/${id}`,
    extension: undefined,
    party: { name: '', number: '' },
    state,
    with: [],
    since: 1_000,
    ...more,
  };
}
const mine = (state: LegState, more: Partial<Leg> = {}) => leg('2000', state, { extension: ME, ...more });
const anna = (state: LegState, more: Partial<Leg> = {}) =>
  leg('2004', state, { extension: '2004@internal', ...more });
const nadia = (state: LegState, more: Partial<Leg> = {}) =>
  leg('out', state, { party: { name: 'Nadia & Co', number: '+4822' }, ...more });
function call(legs: readonly Leg[], more: Partial<Call> = {}): Call {
  return {
    linkedid: 'L',
    legs,
    channels: legs.map((each) => each.uniqueid),
    direction: 'inbound',
    caller: 'out',
    dialled: '2000',
    since: 500,
    answered: undefined,
    flight: undefined,
    ...more,
  };
}
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');
const told = (of: Call, with_: Around = around) => plain(inWords(tell(of, names, with_).said, en, 'en'));

describe('what a call is doing, in words', () => {
  test.each<[string, Call]>([
    [
      'rings at your phone',
      call([nadia('dialling', { with: ['2000'] }), mine('ringing', { with: ['out'] })]),
    ],
    ['talking with you', call([nadia('talking', { with: ['2000'] }), mine('talking', { with: ['out'] })])],
    ['you hold the line', call([nadia('held', { with: ['2000'] }), mine('held', { with: ['out'] })])],
    [
      'calling Anna',
      call([mine('dialling', { with: ['2004'] }), anna('ringing', { with: ['2000'] })], { caller: '2000' }),
    ],
    ['rings at Anna', call([nadia('dialling', { with: ['2004'] }), anna('ringing', { with: ['out'] })])],
    ['talking with Anna', call([nadia('talking', { with: ['2004'] }), anna('talking', { with: ['out'] })])],
    ['in a menu', call([nadia('menu')])],
    ['ending', call([nadia('down')])],
  ])('%s', (words, of) => expect(told(of)).toBe(words));

  test('somebody with two phones rings once', () => {
    const two = call([nadia('dialling'), anna('ringing'), anna('ringing', { uniqueid: '2004-dect' })]);
    expect(told(two)).toBe('rings at Anna');
  });

  const slot: Parked = {
    uniqueid: 'out',
    linkedid: 'L',
    lot: 'default',
    space: '701',
    parker: 'PJSIP/2000',
    since: 2_000,
    until: 47_000,
  };
  test('the slot counts, also while the parker still hears its number', () => {
    const parked: Around = { ...around, parked: new Map([['out', slot]]) };
    expect(told(call([nadia('parked'), mine('menu')]), parked)).toBe('parked on 701');
    expect(told(call([nadia('parked')]), parked)).toBe('parked on 701');
  });

  test('in flight: where it rings', () => {
    const flight = {
      how: 'safe',
      uniqueid: 'out',
      ringing: ['PJSIP/2004', 'PJSIP/2004'],
      since: 3_000,
    } as const;
    const flying = call([nadia('dialling')], { flight });
    expect(told(flying)).toBe('rings at Anna');
    expect(tell(flying, names, around)).toMatchObject({ look: 'flight', since: 3_000 });
    const steps = journey(flying, new Map(), names, around).map((step) =>
      plain(inWords(step.said, en, 'en')),
    );
    expect(steps).toEqual(['Called 2000', 'Sent on; rings at Anna']);
  });
});

describe('who it is about', () => {
  test('the far end of my own leg, whoever began', () => {
    const out = call([mine('talking', { with: ['out'] }), nadia('talking', { with: ['2000'] })], {
      caller: '2000',
    });
    expect(whoIs(out, names)).toBe('Nadia & Co');
  });
  test('the number where there is no name, the device where there is neither', () => {
    expect(whoIs(call([leg('out', 'menu', { party: { name: '', number: '+4822' } })]), names)).toBe('+4822');
    expect(whoIs(call([leg('out', 'menu')]), names)).toBe('PJSIP/out');
  });
  test('nobody, when every leg has gone', () => {
    expect(guest(call([]), names)).toBeUndefined();
    expect(whoIs(call([]), names)).toBeUndefined();
  });
});

test('idle looks like no other state', () => {
  const others = [
    'inUse',
    'busy',
    'unavailable',
    'unregistered',
    'ringing',
    'inUseRinging',
    'hold',
    'inUseHold',
    'removed',
    'unknown',
  ] as const;
  for (const state of others) expect(lookOf(state)).not.toBe(lookOf('idle'));
});
