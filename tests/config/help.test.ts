import { describe, expect, test } from 'vitest';
import {
  modulesFor,
  parseModules,
  parseOption,
  parseType,
  parseTypes,
  typeOf,
} from '../../src/config/help.ts';

const modern = (what: string, sections: Readonly<Record<string, string>>): readonly string[] => [
  '',
  `  -= Info about Config ${what} =- `,
  ...Object.entries(sections).flatMap(([heading, text]) => ['', `[${heading}]`, ...text.split('\n')]),
  '',
];

const mode = `This setting allows to choose the DTMF mode.
    rfc4733 - DTMF is sent out of band.
    inband - DTMF is sent as part of audio stream.
    auto - DTMF is sent as RFC 4733 if the other side supports it or as INBAND
    if not.`;
const dtmf = {
  name: 'dtmf_mode',
  type: 'Custom',
  default: 'rfc4733',
  choices: [
    { word: 'rfc4733', meaning: 'DTMF is sent out of band.' },
    { word: 'inband', meaning: 'DTMF is sent as part of audio stream.' },
    { word: 'auto', meaning: 'DTMF is sent as RFC 4733 if the other side supports it or as INBAND if not.' },
  ],
  synopsis: 'DTMF mode',
  description: mode,
};

describe('an option', () => {
  test('on 22', () => {
    const lines = modern("Option 'res_pjsip:endpoint:dtmf_mode'", {
      Synopsis: 'DTMF mode',
      Since: '12.2.0',
      Description: mode,
      Syntax: 'dtmf_mode = [Custom] (Default: rfc4733) (Regex: false)\n',
      'See Also': 'Not available',
    });
    expect(parseOption('dtmf_mode', lines)).toEqual(dtmf);
  });

  test('on 16', () => {
    const lines = [
      '[endpoint]',
      'dtmf_mode = [Custom] (Default: rfc4733) (Regex: false)',
      '',
      'DTMF mode',
      '',
      ...mode.split('\n'),
      '',
      '',
    ];
    expect(parseOption('dtmf_mode', lines)).toEqual(dtmf);
  });

  test('a syntax broken over lines, even within its brackets', () => {
    const lines = modern("Option 'res_pjsip:global:endpoint_identifier_order'", {
      Synopsis: 'The order',
      Description: 'Not available',
      Syntax: 'endpoint_identifier_order = [String] (Default: ip,username,anonymous) (Regex:\nfalse)\n',
    });
    expect(parseOption('endpoint_identifier_order', lines)).toEqual({
      ...{ name: 'endpoint_identifier_order', type: 'String', default: 'ip,username,anonymous' },
      ...{ choices: undefined, synopsis: 'The order', description: '' },
    });
  });

  test('what has no default, no type, or is yes or no', () => {
    const one = (syntax: string) => parseOption('x', ['[t]', `x = ${syntax}`, '', 'Words', '']);
    expect(one('[None] (Default: ) (Regex: false)')).toMatchObject({ type: undefined, default: undefined });
    expect(one('[Custom] (Default: n/a) (Regex: false)')?.default).toBeUndefined();
    expect(one('[Boolean] (Default: no) (Regex: false)')?.choices?.map(({ word }) => word)).toEqual([
      'yes',
      'no',
    ]);
    expect(one('[String] (Default: a (b) c) (Regex: false)')?.default).toBe('a (b) c');
  });

  test('one that is not known is none', () => {
    expect(parseOption('nix', ['No option nix found for res_pjsip:endpoint'])).toBeUndefined();
    expect(parseOption('nix', [])).toBeUndefined();
  });
});

describe('a type', () => {
  const expected = {
    ...{ module: 'app_confbridge', name: 'user_profile', synopsis: 'A named profile.' },
    description: 'Callers have a profile.\nIt says more.',
    rule: { name: { pattern: '^general$', not: true }, field: { name: 'type', value: 'user' } },
    options: [
      { name: 'admin', synopsis: 'Sets if the user is an admin or not' },
      { name: 'announce_join_leave_review', synopsis: 'Prompt user for their name -- and more' },
    ],
  };
  const options = `admin                     -- Sets if the user is an admin or not                              
announce_join_leave_review -- Prompt user for their name -- and more`;

  test.each([65, 120])('says where a text of its list was cut to %i', (width) => {
    const whole = 'The user will be asked whether '.repeat(5).slice(0, width - 1);
    const lines = [
      'user_profile: [category]',
      '',
      `a -- ${whole}x`,
      `b -- ${whole}.`,
      `c -- ${whole.slice(0, -1)}  `,
    ];
    expect(
      parseType('app_confbridge', 'user_profile', lines)?.options.map(({ synopsis }) => synopsis),
    ).toEqual([`${whole}x…`, `${whole}.`, whole.slice(0, -1).trim()]);
  });
  test('on 22', () => {
    const lines = modern("Object 'app_confbridge:user_profile'", {
      Synopsis: 'A named profile.',
      Description: 'Callers have a profile.\nIt says more. ',
      Syntax: 'user_profile [category !~ /^general$/ matchfield: type = user]',
      'See Also': 'Not available',
      'Config Options': options,
    });
    expect(parseType('app_confbridge', 'user_profile', lines)).toEqual(expected);
  });

  test('on 16', () => {
    const lines = [
      'user_profile: [category !~ /^general$/ matchfield: type = user]',
      '',
      'A named profile.',
      '',
      'Callers have a profile.',
      'It says more. ',
      '',
      ...options.split('\n'),
      '',
    ];
    expect(parseType('app_confbridge', 'user_profile', lines)).toEqual(expected);
  });

  test('of a module that is not loaded: known, without a rule', () => {
    expect(parseType('res_hep', 'general', ['general', '', 'General settings.', ''])?.rule).toEqual({
      name: undefined,
      field: undefined,
    });
  });

  test('one that is not known is none', () => {
    expect(parseType('res_pjsip', 'nix', ['Unknown configuration type nix'])).toBeUndefined();
  });
});

test('which kind a section is of', () => {
  const type = (name: string, syntax: string) => {
    const found = parseType('m', name, [`${name}: [${syntax}]`, '', 'Words']);
    if (!found) throw new Error(name);
    return found;
  };
  const types = [
    type('global', 'category =~ /^general$/'),
    type('user_profile', 'category !~ /^general$/ matchfield: type = user'),
    type('menu', 'category !~ /^general$/ matchfield: type = menu'),
    type('endpoint', 'category !~ /.?/'),
    type('lot', 'category !~ /^(general|x)$/'),
  ];
  const of = (name: string, ...entries: (readonly [string, string])[]) =>
    typeOf({ name, entries: entries.map(([key, value]) => ({ name: key, value })) }, types)?.name;
  expect(of('general')).toBe('global');
  expect(of('guests', ['TYPE', 'user'])).toBe('user_profile');
  expect(of('buttons', ['type', 'user'], ['type', 'menu'])).toBe('menu');
  expect(of('2000', ['type', 'endpoint'])).toBe('endpoint');
  expect(of('garage')).toBe('lot');
  expect(of('x')).toBeUndefined();
});

test('modules and types as they are listed', () => {
  expect(
    parseModules(['The following modules have configuration information:', '\tres_hep', '\tudptl']),
  ).toEqual(['res_hep', 'udptl']);
  expect(
    parseTypes(['Configuration option types for udptl:', 'global                    -- Global options  ']),
  ).toEqual(['global']);
  expect(parseTypes(['Module nix not found.'])).toEqual([]);
});

test('whose options a file has', () => {
  const documented = [
    'app_confbridge',
    'app_foo',
    'cdr',
    'named_acl',
    'res_parking',
    'res_pjsip',
    'res_pjsip_acl',
    'udptl',
  ];
  expect(modulesFor('pjsip.conf', documented)).toEqual(['res_pjsip', 'res_pjsip_acl']);
  expect(modulesFor('acl.conf', documented)).toEqual(['named_acl']);
  expect(modulesFor('res_parking.conf', documented)).toEqual(['res_parking']);
  expect(modulesFor('conf.d/foo.conf', documented)).toEqual(['app_foo']);
  expect(modulesFor('bar.conf', documented, ['udptl', 'core'])).toEqual(['udptl']);
  expect(modulesFor('extensions.conf', documented, ['pbx_config'])).toEqual([]);
});
