/** The form of an action and the request its values make. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionHeaders, readRawman, type Message } from '../../src/ami/index.ts';
import { encode } from '../../src/ami/http.ts';
import {
  actionNames,
  formOf,
  headerName,
  helpFor,
  readHelp,
  readOffered,
  requestOf,
  type Typed,
} from '../../src/console/index.ts';

const field = (action: string, name: string) => formOf(action).fields.find((one) => one.name === name);
const problemsOf = (action: string, values: readonly Typed[]) => {
  const prepared = requestOf(formOf(action), values);
  return prepared.tag === 'problems' ? prepared.problems : [];
};
const sent = (action: string, values: readonly Typed[]) => {
  const prepared = requestOf(formOf(action), values);
  if (prepared.tag === 'problems') throw new Error(JSON.stringify(prepared.problems));
  return prepared.request;
};

test('every action of the catalogue has a form with every header of it', () => {
  expect(actionNames()).toContain('AOCMessage');
  for (const name of actionNames()) {
    const form = formOf(name);
    expect(form.known).toBe(true);
    expect(form.help).toBe(`manager show command ${name}`);
    const made = form.fields.map((one) => headerName(one));
    const documented = (actionHeaders[name] ?? '').split(' ').map((word) => word.replace(/[!*]/g, ''));
    expect([...made, ...(form.free ? ['Header1', 'HeaderN'] : [])]).toEqual(
      documented.filter((header) => header !== '' && header !== 'ActionID'),
    );
  }
});

test('fields know what is required, repeated, numbered, secret, chosen and offered', () => {
  expect(field('Originate', 'Channel')).toMatchObject({ required: true, offers: 'endpoint' });
  expect(field('Originate', 'Variable')).toMatchObject({ required: false, repeated: true });
  expect(field('Originate', 'Application')).toMatchObject({ help: 'application' });
  expect(field('Hangup', 'Channel')).toMatchObject({ required: true, offers: 'channel' });
  expect(field('QueuePause', 'Queue')).toMatchObject({ offers: 'queue' });
  expect(field('MailboxCount', 'Mailbox')).toMatchObject({ offers: 'mailbox' });
  expect(field('ExtensionState', 'Exten')).toMatchObject({ offers: 'extension' });
  expect(field('PJSIPShowEndpoint', 'Endpoint')).toMatchObject({ offers: 'endpoint' });
  expect(field('ModuleLoad', 'Module')).toMatchObject({ offers: 'module' });
  expect(field('ModuleLoad', 'LoadType')?.choices).toEqual(['load', 'unload', 'reload', 'refresh']);
  expect(field('BlindTransfer', 'Exten')).toMatchObject({ required: true });
  expect(field('Login', 'Secret')).toMatchObject({ secret: true });
  expect(field('AOCMessage', 'UnitAmount')?.indexed).toEqual({ before: '(', after: ')', digits: 1 });
  expect(field('UpdateConfig', 'Action')?.choices).toContain('Insert');
  expect(formOf('UserEvent').free).toBe(true);
  expect(formOf('Ping').fields).toEqual([]);
});

test('an action the catalogue does not know has a free form', () => {
  for (const name of ['SIPpeers', 'toString', '__proto__']) {
    expect(formOf(name)).toMatchObject({ known: false, free: true, fields: [] });
  }
  expect(sent('SIPpeers', [{ name: 'Peer', value: 'x' }])).toEqual({
    action: 'SIPpeers',
    headers: [['Peer', 'x']],
  });
});

test('an old Asterisk is not offered what came later', () => {
  const of16 = (action: string) => formOf(action, '16.28.0~dfsg-0+deb11u10');
  expect(of16('Filter').fields.map((one) => one.name)).toEqual(['Operation', 'Filter']);
  expect(of16('ModuleLoad').fields.find((one) => one.name === 'LoadType')?.choices).toEqual([
    'load',
    'unload',
    'reload',
  ]);
  expect(of16('AOCMessage').fields.some((one) => one.name === 'ChargedItem')).toBe(false);
  expect(of16('CoreShowChannelMap').notIn16).toBe(true);
  expect(of16('Login').fields.map((one) => one.name)).toContain('Key');
  expect(formOf('Filter', '22.10.1').fields.map((one) => one.name)).toContain('MatchCriteria');
});

test('numbered headers get their numbers, in the order typed', () => {
  expect(
    sent('UpdateConfig', [
      { name: 'SrcFilename', value: 'a.conf' },
      { name: 'DstFilename', value: 'a.conf' },
      { name: 'Cat', index: 1, value: 'x' },
      { name: 'Action', index: 1, value: 'NewCat' },
      { name: 'Cat', value: 'y' },
    ]).headers,
  ).toEqual([
    ['SrcFilename', 'a.conf'],
    ['DstFilename', 'a.conf'],
    ['Cat-000001', 'x'],
    ['Action-000001', 'NewCat'],
    ['Cat-000000', 'y'],
  ]);
  expect(
    problemsOf('AOCMessage', [
      { name: 'MsgType', value: 'D' },
      { name: 'UnitAmount', index: 1.5, value: '1' },
    ]),
  ).toEqual([{ tag: 'number', name: 'UnitAmount', index: 1.5 }]);
  expect(
    problemsOf('AOCMessage', [
      { name: 'MsgType', value: 'D' },
      { name: 'UnitAmount', index: -1, value: '1' },
    ]),
  ).toHaveLength(1);
});

test('blank values are left out, unless they are meant', () => {
  expect(
    sent('Redirect', [
      { name: 'Channel', value: 'x' },
      { name: 'ExtraChannel', value: '' },
      { name: 'Exten', value: '1' },
      { name: 'Context', value: 'c' },
      { name: 'Priority', value: '1' },
    ]).headers.map(([name]) => name),
  ).toEqual(['Channel', 'Exten', 'Context', 'Priority']);
  expect(problemsOf('Setvar', [{ name: 'Variable', value: 'X' }])).toEqual([
    { tag: 'missing', name: 'Value' },
  ]);
  expect(
    sent('Setvar', [
      { name: 'Variable', value: 'X' },
      { name: 'Value', value: '', sendEmpty: true },
    ]).headers,
  ).toEqual([
    ['Variable', 'X'],
    ['Value', ''],
  ]);
});

test('CR, LF and NUL are refused, never cut out', () => {
  expect(
    problemsOf('UserEvent', [
      { name: 'UserEvent', value: 'x\r\nAction: Logoff' },
      { name: 'Note', value: 'a\0b' },
    ]),
  ).toEqual([
    { tag: 'character', name: 'UserEvent', index: undefined, which: 'CR' },
    { tag: 'character', name: 'UserEvent', index: undefined, which: 'LF' },
    { tag: 'character', name: 'Note', index: undefined, which: 'NUL' },
  ]);
  for (const name of ['', 'Action', 'ACTION', 'a:b', 'a\nb']) {
    expect(
      problemsOf('UserEvent', [
        { name: 'UserEvent', value: 'x' },
        { name, value: 'y' },
      ]),
    ).toEqual([{ tag: 'headerName', name }]);
  }
});

test('more than 120 headers and more than 40,000 bytes are refused', () => {
  const many = (count: number): Typed[] => [
    { name: 'UserEvent', value: 'x' },
    ...Array.from({ length: count }, (_one, index): Typed => ({ name: `H${index}`, value: 'y' })),
  ];
  expect(problemsOf('UserEvent', many(118))).toEqual([]);
  expect(problemsOf('UserEvent', many(119))).toEqual([{ tag: 'tooManyHeaders', count: 121, most: 120 }]);
  expect(problemsOf('UserEvent', [{ name: 'UserEvent', value: 'ü'.repeat(7000) }])).toEqual([
    { tag: 'tooLarge', bytes: 42_027, most: 40_000 },
  ]);
});

test('MatchCriteria that ends Asterisk is refused', () => {
  const criteria = (value: string) =>
    problemsOf('Filter', [
      { name: 'Operation', value: 'Add' },
      { name: 'MatchCriteria', value },
    ]);
  for (const value of ['name', 'names', 'method(none),name', 'header ,name(x)', 'name(x) method', 'name)(']) {
    expect(criteria(value), value).toEqual([{ tag: 'crashes', name: 'MatchCriteria' }]);
  }
  for (const value of [
    'name(x)',
    'action(exclude),name(x),header(Y),method(exact)',
    'surname',
    'name(',
    'action',
  ]) {
    expect(criteria(value), value).toEqual([]);
  }
});

test('what a form lets through, the wire lets through, and the other way round', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\r', '\n', '\0', 'ü', '=', '&', '(', '9') });
  const typed = fc.record({ name: text, value: text });
  fc.assert(
    fc.property(fc.array(typed, { maxLength: 6 }), fc.integer({ min: 1, max: 130 }), (values, times) => {
      const all = values.flatMap((one) => Array.from({ length: times }, () => ({ ...one, sendEmpty: true })));
      const prepared = requestOf(formOf('Nothing'), all);
      const encodes = (): boolean => {
        try {
          encode({ action: 'Nothing', headers: all.map(({ name, value }) => [name, value]) });
          return true;
        } catch {
          return false;
        }
      };
      // A header without a name the wire would send; no form means it.
      expect(prepared.tag === 'request').toBe(encodes() && all.every(({ name }) => name !== ''));
      if (prepared.tag === 'request') {
        expect(prepared.request.headers).toEqual(all.map(({ name, value }) => [name, value]));
      }
    }),
  );
});

const message = (text: string): Message => {
  const [first] = readRawman(`${text}\r\n\r\n`);
  if (!first) throw new Error('no message');
  return first;
};

test('ListCommands is read into action, synopsis and classes', () => {
  expect(
    readOffered(
      message(
        'Response: Success\r\nActionID: 7\r\nAbsoluteTimeout: Set absolute timeout.  (Priv: system,call,all)\r\n' +
          'Ping: Keepalive command.  (Priv: <none>)\r\nOdd: brackets (of its own) here. (Priv: call,all)',
      ),
    ),
  ).toEqual([
    { action: 'AbsoluteTimeout', synopsis: 'Set absolute timeout.', privileges: ['system', 'call'] },
    { action: 'Ping', synopsis: 'Keepalive command.', privileges: [] },
    { action: 'Odd', synopsis: 'brackets (of its own) here.', privileges: ['call'] },
  ]);
});

test('documentation is read into synopsis, description and a text for each header', () => {
  const help = readHelp([
    '',
    "  -= Info about Manager Command 'X' =- ",
    '[Synopsis]',
    'Does X. ',
    '[Description]',
    'Long',
    'story.',
    '[Syntax]',
    'Action: X',
    '[Arguments]',
    'Channel',
    '    The channel.',
    '',
    '    More of it:',
    '        deeper',
    'Priority',
    '    A number.',
    '[See Also]',
    'Y',
    '[List Responses]',
    '[Synopsis]',
    'An event of the list.',
    '[Arguments]',
    'Channel',
    '    The channel of the event.',
  ]);
  expect(help.synopsis).toBe('Does X.');
  expect(help.description).toBe('Long\nstory.');
  expect([...help.fields]).toEqual([
    ['Channel', 'The channel.\n\nMore of it:\n    deeper'],
    ['Priority', 'A number.'],
  ]);
  expect(readHelp([])).toEqual({ synopsis: '', description: '', fields: new Map() });
});

test('the line that explains a value cannot be bent by the value', () => {
  expect(helpFor('application', 'Dial')).toBe('core show application Dial');
  expect(helpFor('function', 'CHANNEL(state)')).toBe('core show function CHANNEL');
  expect(helpFor('function', 'MY_VARIABLE')).toBeUndefined();
  expect(helpFor('module', 'app_queue.so')).toBe('module show like app_queue.so');
  expect(helpFor('module', 'x; core stop now')).toBeUndefined();
  expect(helpFor('cli', 'pjsip show contacts')).toBe('core show help pjsip show contacts');
  fc.assert(
    fc.property(
      fc.constantFrom('application' as const, 'function' as const, 'module' as const, 'cli' as const),
      fc.string({ unit: 'binary' }),
      (topic, value) => {
        expect(helpFor(topic, value) ?? 'core show').toMatch(
          /^(core show|module show like) ?[\w.-]*( [\w.-]+)*$/,
        );
      },
    ),
  );
});
