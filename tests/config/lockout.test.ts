/** What is said before somebody shuts themselves out of the page. */
import { describe, expect, test } from 'vitest';
import { lightOf, forecast } from '../../src/config/forecast.ts';
import { parse, readingOf } from '../../src/config/document.ts';
import { plan } from '../../src/config/plan.ts';
import type { Forecast, OpenedFile } from '../../src/config/types.ts';
import { TRAITS } from './corpus-model.ts';

const MANAGER = `[general]
enabled = yes
webenabled = yes
port = 5038

[anna]
secret = sesame
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = system,call
write = system,call,config

[boris]
secret = other
read = all
write = all
`;
const HTTP = `[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = 8088
prefix = pbx
enable_static = yes
`;

function foretold(
  name: string,
  text: string,
  draft: string,
  { account, exact = true }: { account?: string; exact?: boolean } = {},
): Forecast {
  const document = parse(text);
  const file: OpenedFile = {
    name,
    document,
    exact,
    reading: readingOf(document),
    includes: [],
    modules: [],
  };
  const wanted = parse(draft);
  const traits = TRAITS[22];
  const { operations } = plan(document, wanted, { exact, traits });
  return forecast(file, operations, traits, {
    draft: wanted,
    includes: () => undefined,
    ...(account === undefined ? {} : { account }),
  });
}
const of = (made: Forecast): readonly string[] =>
  made.findings
    .filter(({ weight }) => weight === 'lockout')
    .map(({ what, at, text }) => [what, at, text].filter((one) => one !== undefined).join(' '));

describe('of manager.conf', () => {
  test.each<[string, (text: string) => string, string[]]>([
    ['nothing', (text) => text, []],
    [
      'rights that are taken',
      (text) => text.replace('write = system,call,config', 'write = reporting'),
      ['ownRights 10 read = system,call, write = reporting'],
    ],
    [
      'the list of what is read',
      (text) => text.replace('read = system,call\n', ''),
      ['ownRights 9 read = , write = system,call,config'],
    ],
    ['rights that are given', (text) => text.replace('read = system,call', 'read = all'), []],
    ['the secret', (text) => text.replace('sesame', 'other'), ['ownSecret 6']],
    ['addresses', (text) => text.replace('127.0.0.1/255.255.255.255', '10.0.0.0/8'), ['ownAddresses 7']],
    ['one address less', (text) => text.replace('deny = 0.0.0.0/0.0.0.0\n', ''), ['ownAddresses 7']],
    ['another name', (text) => text.replace('[anna]', '[annika]'), ['ownGone 5 anna']],
    ['the section', (text) => text.replace(/\[anna\][^[]*/, ''), ['ownGone 5 anna']],
    ['the manager', (text) => text.replace('enabled = yes', 'enabled = no'), ['managerOff 1 enabled = no']],
    ['the web', (text) => text.replace('webenabled = yes\n', ''), ['managerOff 2 webenabled = no']],
    ['another account', (text) => text.replace('secret = other', 'secret = new'), []],
    ['another port', (text) => text.replace('5038', '5039'), []],
  ])('%s', (_, edit, expected) => {
    const made = foretold('manager.conf', MANAGER, edit(MANAGER), { account: 'Anna' });
    expect(of(made)).toEqual(expected);
    expect(made.light).toBe(expected.length > 0 ? 'locksOut' : 'safe');
  });

  test('is told where the text is not to be seen as well, and heavier than that', () => {
    const draft = MANAGER.replace('sesame', 'other');
    const made = foretold('manager.conf', MANAGER, draft, { account: 'anna', exact: false });
    expect(of(made)).toEqual(['ownSecret 6']);
    expect(made.light).toBe('locksOut');
  });

  test('is told of nobody where nobody is known, and of no other file', () => {
    const draft = MANAGER.replace('sesame', 'other');
    expect(of(foretold('manager.conf', MANAGER, draft))).toEqual([]);
    expect(of(foretold('pjsip.conf', MANAGER, draft, { account: 'anna' }))).toEqual([]);
  });
});

describe('of http.conf', () => {
  test.each<[string, (text: string) => string, string[]]>([
    ['the server', (text) => text.replace('enabled = yes', 'enabled = no'), ['pageAway 1 enabled = no']],
    [
      'the address',
      (text) => text.replace('= 127.0.0.1', '= 127.0.0.2'),
      ['pageAway 2 bindaddr = 127.0.0.2'],
    ],
    ['every address', (text) => text.replace('= 127.0.0.1', '= 0.0.0.0'), []],
    ['the port', (text) => text.replace('8088', '8089'), ['pageAway 3 bindport = 8089']],
    ['the port as it would be anyhow', (text) => text.replace('bindport = 8088\n', ''), []],
    ['the prefix', (text) => text.replace('prefix = pbx\n', ''), ['pageAway 4 prefix =']],
    ['the files', (text) => text.replace('static = yes', 'static = no'), ['pageAway 5 enable_static = no']],
    ['TLS besides', (text) => `${text}tlsenable = yes\n`, []],
  ])('%s', (_, edit, expected) => {
    const found = of(foretold('http.conf', HTTP, edit(HTTP)));
    expect(found.map((one) => one.trim())).toEqual(expected);
  });
});

test('damage weighs more than what somebody wants', () => {
  expect(
    lightOf([
      { what: 'ownGone', weight: 'lockout' },
      { what: 'refused', weight: 'damage' },
    ]),
  ).toBe('damages');
});
