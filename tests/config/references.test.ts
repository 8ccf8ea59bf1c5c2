import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/config/document.ts';
import { kindOf, referencesIn, usersOfSection, type Opened } from '../../src/config/references.ts';

const opened = (name: string, text: string): Opened => ({ name, document: parse(text) });
/** `what to` of every reference a file of that name holds. */
const told = (name: string, text: string): readonly string[] =>
  referencesIn([opened(name, text)]).map(({ what, to }) => `${what} ${to}`);

describe('the dialplan', () => {
  test.each([
    ['include => internal', ['context internal']],
    ['include => night,18:00-8:00,*,*,*', ['context night']],
    ['exten => 1,1,Goto(menu,s,1)', ['context menu']],
    ['exten => 1,1,Goto(s,1)', []],
    ['same => n,Goto(loop)', []],
    ['same => n(here),Gosub(sub,${EXTEN},1(a,b))', ['context sub']],
    ['same => n,GotoIf($["${A}" = "x?y"]?open,s,1:closed,s,1)', ['context open', 'context closed']],
    ['same => n,GotoIf(${X}?here)', []],
    ['same => n,GotoIfTime(8:00-18:00,mon-fri,*,*?day,s,1)', ['context day']],
    ['same => n,Goto(${WHERE},s,1)', []],
    ['same => n,Dial(PJSIP/2000&PJSIP/2001,20)', ['pjsip 2000', 'pjsip 2001']],
    ['same => n,Dial(PJSIP/${EXTEN}@trunk,60)', ['pjsip trunk']],
    ['same => n,Dial(PJSIP/trunk/sip:1@example.com)', ['pjsip trunk']],
    ['same => n,Dial(Local/2001@internal/n)', ['context internal']],
    ['exten => 2000,hint,PJSIP/2000&Queue:sales,CustomPresence:2000', ['pjsip 2000', 'queue sales']],
    ['same => n,Queue(sales,t)', ['queue sales']],
    ['same => n,VoiceMail(2000@default&2001@other,u)', ['mailboxContext default', 'mailboxContext other']],
    ['same => n,ConfBridge(5,room,guest)', ['conferenceProfile room', 'conferenceProfile guest']],
    ['same => n,MusicOnHold(jazz)', ['musicClass jazz']],
    ['same => n,NoOp(Goto(menu,s,1))', []],
    ['; exten => 1,1,Goto(menu,s,1)', []],
  ])('%s', (line, references) => expect(told('extensions.conf', `[a]\n${line}\n`)).toEqual(references));
});

test('other files', () => {
  expect(
    told('pjsip.conf', '[2000](phone)\naors = 2000, 2000b\nauth=2000\ncontext = internal\nacl=lan'),
  ).toEqual(['template phone', 'pjsip 2000', 'pjsip 2000b', 'pjsip 2000', 'context internal', 'acl lan']);
  expect(
    told(
      'queues.conf',
      '[q]\nmember => Local/1@internal/n,0,A;x\nmember => PJSIP/2,0\nmusicclass=jazz\ndefaultrule=r',
    ),
  ).toEqual(['context internal', 'pjsip 2', 'musicClass jazz', 'queueRule r']);
  expect(told('voicemail.conf', '[default]\ncontext => 1,A\nexitcontext = out')).toEqual(['context out']);
  expect(told('res_parking.conf', '[lot]\ncontext = parked\nparkedmusicclass = jazz')).toEqual([
    'context parked',
    'musicClass jazz',
  ]);
});

test('who uses a section: where it stands, and in which words', () => {
  const documents = [
    opened(
      'extensions.conf',
      '[internal]\nexten => 1,1,Queue(sales)\n[out]\ninclude => internal\n#include "more.conf"',
    ),
    opened('more.conf', '[night]\nexten => s,1,Goto(internal,1,1)'),
    opened('pjsip.conf', '[t](!)\ncontext=internal\n[a](t)\ntype=endpoint\nauth=t'),
    opened('sip.conf', '[x](t)'),
    opened('queues.conf', '[sales]\n[internal](sales)'),
  ];
  // By its parent's kind.
  expect(kindOf('more.conf', documents)).toBe('context');
  expect(usersOfSection('extensions.conf', 'internal', documents)).toEqual([
    {
      file: 'extensions.conf',
      section: 'out',
      line: 3,
      what: 'context',
      to: 'internal',
      text: 'include => internal',
    },
    {
      ...{ file: 'more.conf', section: 'night', line: 1, what: 'context', to: 'internal' },
      text: 'exten => s,1,Goto(internal,1,1)',
    },
    { file: 'pjsip.conf', section: 't', line: 1, what: 'context', to: 'internal', text: 'context=internal' },
  ]);
  expect(
    usersOfSection('queues.conf', 'sales', documents).map(({ file, line }) => `${file} ${line}`),
  ).toEqual(['extensions.conf 1', 'queues.conf 1']);
  // A template is one in its own file alone; the same name as an object is another use.
  expect(usersOfSection('pjsip.conf', 't', documents).map(({ file, what }) => `${file} ${what}`)).toEqual([
    'pjsip.conf template',
    'pjsip.conf pjsip',
  ]);
});

test('templates across an include', () => {
  const documents = [
    opened('pjsip.conf', '#include "pjsip.d/*.conf"\n[own](phone)'),
    opened('pjsip.d/templates.conf', '[phone](!)'),
    opened('pjsip.d/people.conf', '[anna](phone)'),
    opened('other.conf', '[x](phone)'),
  ];
  expect(usersOfSection('pjsip.d/templates.conf', 'phone', documents).map(({ file }) => file)).toEqual([
    'pjsip.conf',
    'pjsip.d/people.conf',
  ]);
});

test.each([
  ['a.conf', 'a.conf', true],
  ['./a.conf', 'a.conf', true],
  ['*.conf', 'a.conf', true],
  ['*.conf', 'd/a.conf', false],
  ['d/?.conf', 'd/a.conf', true],
  ['d/{a,b}.conf', 'd/b.conf', true],
  ['d/{a,b}.conf', 'd/c.conf', false],
  ['*', '.cordboard-a.conf-00', false],
  ['a+(.conf', 'a+(.conf', true],
  ['*{', 'x', false],
])('include %j takes %j: %s', (pattern, file, taken) => {
  const documents = [opened('main.conf', `#include "${pattern}"\n[x](t)`), opened(file, '[t](!)')];
  expect(usersOfSection(file, 't', documents).length > 0).toBe(taken);
});

test('never throws, and every reference stands where it says', () => {
  const word = fc.constantFrom(
    ...[
      '[a]',
      '(b,c)',
      '\n',
      '=',
      '=>',
      'exten',
      'same',
      'include',
      'n,',
      'Goto(',
      ')',
      '?',
      ':',
      ',',
      '"',
      '\\',
    ],
    ...['Dial(PJSIP/', '&', '@', '/', '#include ', '*', '{', ';', ' ', 'member', 'context', '${X}', 'hint'],
  );
  const names = fc.constantFrom('extensions.conf', 'pjsip.conf', 'queues.conf', 'voicemail.conf', 'x.conf');
  fc.assert(
    fc.property(names, fc.array(word, { maxLength: 40 }), (name, words) => {
      const one = opened(name, words.join(''));
      for (const { line, text, to } of referencesIn([one])) {
        expect(one.document.lines[line]?.text).toBe(text);
        expect(to).not.toBe('');
      }
    }),
    { numRuns: 2000 },
  );
});
