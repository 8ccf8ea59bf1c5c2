/** Whom one means most often. */
import { expect, test } from 'vitest';
import type { Call, Change, LegState } from '../../src/pbx/index.ts';
import { createUse } from '../../src/switchboard/use.ts';
import type { Preferences } from '../../src/ui/index.ts';

const ME = '2000@internal';
const ANNA = '2004@internal';

function shelf(kept?: string): Preferences & { readonly kept: Map<string, string> } {
  const map = new Map(kept === undefined ? [] : [['use', kept]]);
  return {
    kept: map,
    get: (name) => map.get(name),
    set(name, value) {
      if (value === undefined) map.delete(name);
      else map.set(name, value);
    },
  };
}

/** My leg and somebody's, in a call. */
function talk(linkedid: string, state: LegState, far: string | null = ANNA): Change {
  const leg = (uniqueid: string, extension: string | undefined) => ({
    uniqueid,
    channel: uniqueid,
    device: uniqueid,
    extension,
    party: { name: '', number: '' },
    state,
    with: [uniqueid === 'mine' ? 'far' : 'mine'],
    since: 0,
  });
  const value: Call = {
    linkedid,
    legs: [leg('mine', ME), leg('far', far ?? undefined)],
    channels: ['mine', 'far'],
    direction: 'internal',
    caller: 'far',
    dialled: '',
    since: 0,
    answered: undefined,
    flight: undefined,
  };
  return { table: 'calls', id: linkedid, value };
}

test('a conversation counts once, however often it changes; ringing is none', () => {
  const use = createUse(shelf());
  use.follow([talk('1', 'ringing')], ME);
  expect(use.of(ANNA)).toBe(0);
  use.follow([talk('1', 'talking'), talk('1', 'talking')], ME);
  use.follow([talk('1', 'held'), talk('1', 'talking')], ME);
  expect([use.of(ANNA), use.of(ME)]).toEqual([1, 0]);
  use.follow([{ table: 'calls', id: '1', value: undefined }, talk('1', 'talking')], ME);
  expect(use.of(ANNA)).toBe(2);
});

test('whom others talk to, and who is outside, is not counted', () => {
  const preferences = shelf();
  const use = createUse(preferences);
  use.follow([talk('1', 'talking')], '2001@internal');
  use.follow([talk('2', 'talking')], undefined);
  use.follow([talk('3', 'talking', null)], ME);
  expect(preferences.kept.size).toBe(0);
});

test('kept for the next page, and shared with other tabs', () => {
  const preferences = shelf();
  const [one, other] = [createUse(preferences), createUse(preferences)];
  one.count(ANNA);
  other.count(ANNA);
  one.count('2005@internal');
  expect(createUse(preferences).of(ANNA)).toBe(2);
  expect(one.of(ANNA)).toBe(2);
  expect(preferences.kept.get('use')).toBe('{"2004@internal":2,"2005@internal":1}');
});

test('what was long ago fades, and little is kept', () => {
  const preferences = shelf();
  const use = createUse(preferences);
  use.count(ANNA);
  for (let n = 0; n < 2000; n += 1) use.count(`${3000 + (n % 700)}@internal`);
  use.count('2005@internal');
  expect(use.of(ANNA)).toBe(0);
  expect(use.of('2005@internal')).toBeGreaterThan(0);
  expect(preferences.kept.get('use')?.length).toBeLessThan(20_000);
});

test.each([
  'nonsense',
  'null',
  '[1]',
  '7',
  '{"2004@internal":"many","2005@internal":-1,"2006@internal":1e999}',
])('kept by somebody else: %s', (kept) => {
  const use = createUse(shelf(kept));
  for (const exten of ['2004', '2005', '2006']) expect(use.of(`${exten}@internal`)).toBe(0);
  use.count(ANNA);
  expect(use.of(ANNA)).toBe(1);
});
