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

interface Told {
  readonly account?: string;
  readonly exact?: boolean;
  readonly modules?: readonly string[];
  /** Texts of included files that can be read. */
  readonly included?: Readonly<Record<string, string>>;
  /** What Asterisk tells of the file, where it is more than the text. */
  readonly told?: string;
}

function foretold(
  name: string,
  text: string,
  draft: string,
  { account, exact = true, modules = [], included = {}, told }: Told = {},
): Forecast {
  const document = parse(text);
  const file: OpenedFile = {
    name,
    document,
    exact,
    reading: readingOf(parse(told ?? text)),
    includes: [],
    modules,
  };
  const wanted = parse(draft);
  const traits = TRAITS[22];
  const { operations } = plan(document, wanted, { exact, traits });
  return forecast(file, operations, traits, {
    draft: wanted,
    includes: (one) => included[one],
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
    [
      'one session alone',
      (text) =>
        text.replace('write = system,call,config', 'write = system,call,config\nallowmultiplelogin = no'),
      ['ownAlone 5 allowmultiplelogin = no'],
    ],
    [
      'one session alone for everybody',
      (text) => text.replace('port = 5038', 'port = 5038\nallowmultiplelogin = never'),
      ['ownAlone 0 allowmultiplelogin = never'],
    ],
    [
      'for everybody but this one',
      (text) =>
        text
          .replace('port = 5038', 'port = 5038\nallowmultiplelogin = no')
          .replace('secret = sesame', 'secret = sesame\nallowmultiplelogin = yes'),
      [],
    ],
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

describe('of what manager.conf includes', () => {
  const ANNA = '[anna]\nsecret = sesame\nread = all\nwrite = all\n';
  const MAIN = '[general]\nenabled = yes\nwebenabled = yes\n#include "people.conf"\n';

  test('a file of any name, by who has loaded it', () => {
    const draft = ANNA.replace('sesame', 'other');
    expect(of(foretold('people.conf', ANNA, draft, { account: 'anna', modules: ['manager'] }))).toEqual([
      'ownSecret 1',
    ]);
    expect(of(foretold('people.conf', ANNA, draft, { account: 'anna', modules: ['app_queue'] }))).toEqual([]);
  });

  test('a second section for an account that is another file’s', () => {
    const text = '[boris]\nsecret = x\n';
    const made = foretold('people.conf', text, `${text}[anna]\nsecret = y\nread = log\n`, {
      ...{ account: 'anna', modules: ['manager'] },
    });
    expect(of(made)).toEqual(['ownSecret', 'ownRights read = log, write = ']);
  });

  test('is taken away with its directive', () => {
    const draft = MAIN.replace('#include "people.conf"\n', '');
    const known = { account: 'anna', included: { 'people.conf': ANNA }, told: MAIN + ANNA };
    expect(of(foretold('manager.conf', MAIN, draft, known))).toEqual(['ownGone anna']);
    expect(of(foretold('manager.conf', MAIN, MAIN, known))).toEqual([]);
  });

  test.each([
    ['#tryinclude "people.conf"', 'people.conf'],
    ['#include "people.conf"', 'people.conf'],
    ['#include "people.d/*.conf"', 'people.d/*.conf'],
  ])('cannot be read: %s is never called safe', (directive, file) => {
    const text = MAIN.replace('#include "people.conf"', directive);
    const made = foretold('manager.conf', text, text.replace('enabled = yes', 'enabled = yes\nport = 5039'), {
      ...{ account: 'anna', told: text + ANNA },
    });
    expect(made.findings).toContainEqual({ what: 'cannotSeeIncludes', weight: 'unseen', file });
    // The account is there all the same: Asterisk tells so.
    expect(of(made)).toEqual([]);
    expect(['cannotSee', 'damages']).toContain(made.light);
  });

  test('comes new and cannot be read', () => {
    const text = MAIN.replace('#include "people.conf"\n', ANNA);
    const made = foretold('manager.conf', text, `${text}#tryinclude "more.conf"\n`, { account: 'anna' });
    expect(made.findings).toContainEqual({ what: 'cannotSeeIncludes', weight: 'unseen', file: 'more.conf' });
  });

  test('is not there, and Asterisk tells nothing more than the text: nothing is hidden', () => {
    const text = `${MANAGER}#tryinclude "local.conf"\n`;
    const made = foretold('manager.conf', text, text.replace('5038', '5039'), { account: 'anna' });
    expect(made.findings.filter(({ weight }) => weight === 'unseen' || weight === 'lockout')).toEqual([]);
  });
});

describe('of users.conf', () => {
  const USERS = '[general]\nhasmanager = yes\n[ulla]\nsecret = s\nread = system\n[otto]\nhasmanager = no\n';
  const known = { account: 'ulla', modules: ['manager', 'pbx_config'] };
  test.each<[string, (text: string) => string, string[]]>([
    ['nothing', (text) => text, []],
    ['another’s', (text) => text.replace('[otto]', '[otto]\nsecret = o'), []],
    ['the secret', (text) => text.replace('secret = s', 'secret = t'), ['ownSecret 3']],
    ['the section', (text) => text.replace(/\[ulla\][^[]*/, ''), ['ownGone 2 ulla']],
    ['who has the manager', (text) => text.replace('= yes', '= no'), ['ownGone 2 ulla']],
    [
      'rights that were all, as nobody had said any',
      (text) => text.replace('read = system', 'read = system\nwrite = log'),
      ['ownRights 2 read = system, write = log'],
    ],
    [
      'one session alone',
      (text) => text.replace('= yes', '= yes\nallowmultiplelogin = no'),
      ['ownAlone 2 allowmultiplelogin = no'],
    ],
  ])('%s', (_, edit, expected) => {
    expect(of(foretold('users.conf', USERS, edit(USERS), known))).toEqual(expected);
  });

  test('nothing where the manager does not read it', () => {
    const draft = USERS.replace('secret = s', 'secret = t');
    expect(of(foretold('users.conf', USERS, draft, { account: 'ulla', modules: ['pbx_config'] }))).toEqual(
      [],
    );
  });

  test('an account of it is dropped when manager.conf is loaded anew', () => {
    const draft = MANAGER.replace('5038', '5039');
    expect(of(foretold('manager.conf', MANAGER, draft, { account: 'ulla' }))).toEqual(['ownGone ulla']);
    expect(of(foretold('manager.conf', MANAGER, MANAGER, { account: 'ulla' }))).toEqual([]);
  });

  test('rights by a slip', () => {
    const made = foretold('users.conf', USERS, USERS.replace('read = system', 'read = a,system'), known);
    expect(made.findings).toContainEqual(expect.objectContaining({ what: 'grantsEverything' }));
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
