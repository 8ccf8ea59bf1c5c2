import { expect, test } from 'vitest';
import { createOperator } from '../../src/commands/index.ts';
import { Refused } from '../../src/ami/index.ts';
import { fakeDesk, type Told } from './desk.ts';

const HERE: Told = {
  legs: ['guest PJSIP/berlin Up talking b1', 'mine PJSIP/2000 Up talking b1'],
  pairs: [['guest', 'mine']],
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** An operator at 2000 in a house with Anna at 2004 and Ben at 2005; `safe` = the site has the context. */
async function house(options: { readonly safe: boolean } = { safe: true }) {
  const fake = fakeDesk();
  fake.reply('Getvar', () => [
    ['Response', 'Success'],
    ['Variable', 'x'],
    ['Value', options.safe ? '1' : '0'],
  ]);
  fake.extension('2000');
  const anna = fake.extension('2004', 'idle', { name: 'Anna' });
  const ben = fake.extension('2005', 'idle', { name: 'Ben' });
  const operator = createOperator(fake.desk);
  await settled();
  fake.sent.length = 0;
  return { ...fake, operator, anna, ben };
}
type House = Awaited<ReturnType<typeof house>>;

const header = (sent: House['sent'], action: string, name: string): string | undefined =>
  sent.find((one) => one.action === action)?.headers.find(([key]) => key === name)?.[1];

/** The leg a plain drop on Anna moves, or the key of the refusal. */
async function dropped(told: Told): Promise<string | undefined> {
  const { operator, anna, call, sent } = await house();
  const drop = operator.drop(call('1', told), { kind: 'extension', extension: anna });
  if (!drop.command) return drop.refused?.key;
  const outcome = await drop.command.run();
  return outcome.ok ? header(sent, 'Redirect', 'Channel') : outcome.said.key;
}

test.each<[string, Told, string]>([
  ['I talk with a guest: the guest', HERE, 'guest'],
  [
    'a guest rings me: the guest, not the ringing leg',
    {
      legs: ['guest PJSIP/berlin Ring dialling', 'mine PJSIP/2000 Ringing ringing'],
      pairs: [['guest', 'mine']],
    },
    'guest',
  ],
  [
    'my own call still rings: refused',
    { legs: ['mine PJSIP/2000 Ring dialling', 'far PJSIP/berlin Ringing ringing'], pairs: [['mine', 'far']] },
    'no.notAnswered',
  ],
  ['a guest in a menu', { legs: ['guest PJSIP/berlin Up menu'] }, 'guest'],
  [
    'a guest waiting in a queue that rings an agent',
    { legs: ['guest PJSIP/berlin Up queued', 'a PJSIP/2005 Ringing ringing'], pairs: [['guest', 'a']] },
    'guest',
  ],
  [
    'a guest waits while two phones of one agent begin to be rung: no conference, the guest',
    {
      legs: ['guest PJSIP/berlin Up queued', 'a PJSIP/2005 Down dialling', 'b PJSIP/2005-dect Down dialling'],
      pairs: [
        ['guest', 'a'],
        ['guest', 'b'],
      ],
    },
    'guest',
  ],
  [
    'a colleague talks with a guest: the guest, whoever called',
    { legs: ['ben PJSIP/2005 Up talking b1', 'guest PJSIP/berlin Up talking b1'], pairs: [['ben', 'guest']] },
    'guest',
  ],
  [
    'three talk: refused',
    {
      legs: ['a PJSIP/x Up talking b1', 'b PJSIP/y Up talking b1', 'c PJSIP/z Up talking b1'],
      pairs: [
        ['a', 'b'],
        ['b', 'c'],
        ['a', 'c'],
      ],
    },
    'no.conference',
  ],
  [
    'a call in flight: sent on again',
    {
      legs: ['guest PJSIP/berlin Up dialling', 't PJSIP/2005 Ringing ringing'],
      pairs: [['guest', 't']],
      flight: 'guest',
    },
    'guest',
  ],
  ['a parked guest', { legs: ['guest PJSIP/berlin Up parked'] }, 'guest'],
])('the leg that moves: %s', async (_name, told, expected) => {
  expect(await dropped(told)).toBe(expected);
});

test('a safe transfer sets where to ring and where to come back to before it redirects', async () => {
  const { operator, anna, call, sent } = await house();
  const outcome = await operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).command?.run();
  expect(outcome?.said.key).toBe('did.safe');
  const variables: Readonly<Record<string, string | undefined>> = Object.fromEntries(
    sent
      .filter((one) => one.action === 'Setvar')
      .map((one) => {
        const headers = new Map(one.headers);
        return [headers.get('Variable') ?? '', headers.get('Value')] as const;
      }),
  );
  expect(variables).toMatchObject({ CB_TARGET: 'PJSIP/2004', CB_SECONDS: '20', CB_BACK: 'PJSIP/2000' });
  expect(sent.at(-1)?.action).toBe('Redirect');
  expect(header(sent, 'Redirect', 'Exten')).toBe('safe');
});

test('voicemail is offered where the site dials mailboxes and the person has one', async () => {
  const { operator, anna, call, desk, tables, sent } = await house();
  const held = call('1', HERE);
  const ids = () =>
    operator.drop(held, { kind: 'extension', extension: anna }).choices.map((each) => each.id);
  expect(ids()).toEqual(['safe', 'send']);
  Object.assign(desk, { site: { ...desk.site, mailboxPrefix: '*' } });
  expect(ids()).toEqual(['safe', 'send', 'voicemail']);
  const { choices } = operator.drop(held, { kind: 'extension', extension: anna });
  expect(await choices.find((each) => each.id === 'voicemail')?.run()).toMatchObject({
    ok: true,
    said: { key: 'did.voicemail' },
  });
  expect(header(sent, 'BlindTransfer', 'Exten')).toBe('*2004');
  (tables.mailboxes as Map<string, unknown>).set('2005@default', {});
  expect(ids()).toEqual(['safe', 'send']);
  expect(operator.drop(held, { kind: 'number', number: '2004' }).choices.map((each) => each.id)).toEqual([
    'safe',
    'send',
  ]);
});

test('an act says whom on the board it reaches', async () => {
  const { operator, anna, call } = await house();
  const held = call('1', HERE);
  const reached = (drop: ReturnType<typeof operator.drop>) =>
    drop.choices.map((each) => [each.id, each.reaches]);
  const twice = [
    ['safe', anna.key],
    ['send', anna.key],
  ];
  expect(reached(operator.drop(held, { kind: 'extension', extension: anna }))).toEqual(twice);
  expect(reached(operator.drop(held, { kind: 'number', number: anna.exten }))).toEqual(twice);
  expect(reached(operator.drop(held, { kind: 'number', number: '0301234' }))).toEqual([
    ['safe', undefined],
    ['send', undefined],
  ]);
  expect(reached(operator.drop(held, { kind: 'park' }))).toEqual([['park', undefined]]);
  const calling = operator.commandsFor({ kind: 'extension', extension: anna });
  expect(calling.find((each) => each.id === 'call')?.reaches).toBe(anna.key);
});

test('a call that changed between lift and drop is left alone, and the words say so', async () => {
  const { operator, anna, call, sent } = await house();
  const drop = operator.drop(call('1', HERE), { kind: 'extension', extension: anna });
  call('1', {
    legs: ['guest PJSIP/berlin Up talking b2', 'mine PJSIP/2000 Up talking b2', 'x PJSIP/9 Up talking b2'],
    pairs: [
      ['guest', 'mine'],
      ['guest', 'x'],
      ['mine', 'x'],
    ],
  });
  expect(await drop.command?.run()).toMatchObject({ ok: false, said: { key: 'no.conference' } });
  expect(sent).toEqual([]);
});

test('a queue that rings another agent meanwhile is no change of the call', async () => {
  const { operator, anna, call } = await house();
  const drop = operator.drop(
    call('1', {
      legs: ['guest PJSIP/berlin Up queued', 'a PJSIP/2005 Ringing ringing'],
      pairs: [['guest', 'a']],
    }),
    { kind: 'extension', extension: anna },
  );
  call('1', {
    legs: ['guest PJSIP/berlin Up queued', 'b PJSIP/2009 Ringing ringing'],
    pairs: [['guest', 'b']],
  });
  expect((await drop.command?.run())?.ok).toBe(true);
});

test('a call that ended between lift and drop is told, and nothing is sent', async () => {
  const { operator, anna, call, sent, tables } = await house();
  const drop = operator.drop(call('1', HERE), { kind: 'extension', extension: anna });
  tables.calls.clear();
  tables.channels.clear();
  expect(await drop.command?.run()).toMatchObject({ ok: false, said: { key: 'no.ended' } });
  expect(sent).toEqual([]);
});

test.each([
  ['unregistered', { state: 'unavailable' as const, devices: ['PJSIP/2006'] }, 'no.unregistered'],
  ['only a Custom: device', { state: 'idle' as const, devices: ['Custom:door'] }, 'no.unregistered'],
])('nobody to ring (%s): no safe drop, send is still offered', async (_name, target, expected) => {
  const { operator, call, extension } = await house();
  const gone = extension('2006', target.state, { devices: target.devices });
  const drop = operator.drop(call('1', HERE), { kind: 'extension', extension: gone });
  expect(drop.command).toBeUndefined();
  expect(drop.refused?.key).toBe(expected);
  expect(drop.choices.find((choice) => choice.id === 'send')?.refused).toBeUndefined();
});

test('an account without Redirect is told why, and nothing is sent', async () => {
  const { operator, anna, call, sent, actions } = await house();
  actions.delete('Redirect');
  expect(operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).refused?.key).toBe(
    'no.right',
  );
  expect(sent).toEqual([]);
});

test('a number no pattern of the site lists has no safe drop; sending it on must be confirmed', async () => {
  const { operator, call } = await house();
  const drop = operator.drop(call('1', HERE), { kind: 'number', number: '99' });
  expect(drop.refused?.key).toBe('no.unchecked');
  expect(drop.choices.find((choice) => choice.id === 'send')?.confirm).toBe(true);
  expect(operator.drop(call('1', HERE), { kind: 'number', number: '0123' }).command?.id).toBe('safe');
});

test('an emergency number is called, never sent to', async () => {
  const { operator, call, sent } = await house();
  const drop = operator.drop(call('1', HERE), { kind: 'number', number: '112' });
  expect([drop.refused?.key, drop.choices]).toEqual(['no.emergency', []]);
  expect(operator.commandsFor({ kind: 'number', number: '112' })[0]?.refused).toBeUndefined();
  expect(sent).toEqual([]);
});

test('a number the PBX does not know is not sent to, however it was chosen', async () => {
  const { operator, call, sent, reply } = await house();
  reply('Getvar', () => [
    ['Response', 'Success'],
    ['Variable', 'x'],
    ['Value', '0'],
  ]);
  const send = operator
    .drop(call('1', HERE), { kind: 'number', number: '0123' })
    .choices.find((one) => one.id === 'send');
  expect(await send?.run()).toMatchObject({ ok: false, said: { key: 'no.suchNumber' } });
  expect(sent.map((one) => one.action)).toEqual(['Getvar']);
});

test('do not disturb is said before it is bypassed', async () => {
  const { operator, call, extension } = await house();
  const quiet = extension('2007', 'idle', { name: 'Cara', presence: 'dnd' });
  const drop = operator.drop(call('1', HERE), { kind: 'extension', extension: quiet });
  expect(drop.command?.notes.map((note) => note.key)).toContain('note.dndBypassed');
});

test('what the PBX says no to is told in its own words', async () => {
  const { operator, anna, call, reply } = await house();
  reply('Redirect', () => new Refused('Redirect failed, channel not up.'));
  const outcome = await operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).command?.run();
  expect(outcome).toMatchObject({
    ok: false,
    said: { key: 'no.refused', values: { why: 'Redirect failed, channel not up.' } },
  });
});

test('without the context the safe drop parks with my leg as parker, then rings the target into the space', async () => {
  const { operator, anna, call, sent, emit } = await house({ safe: false });
  const running = operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).command?.run();
  await settled();
  expect(header(sent, 'Park', 'TimeoutChannel')).toBe('PJSIP/2000-0001');
  emit('ParkedCall', { ParkeeUniqueid: 'guest', ParkingSpace: '703' });
  expect((await running)?.ok).toBe(true);
  expect(header(sent, 'Originate', 'Exten')).toBe('703');
  expect(header(sent, 'Originate', 'Channel')).toBe('PJSIP/2004');
});

test('without the context a guest I do not talk with has no safe way back, and the words say so', async () => {
  const { operator, anna, call } = await house({ safe: false });
  const drop = operator.drop(call('1', { legs: ['guest PJSIP/berlin Up menu'] }), {
    kind: 'extension',
    extension: anna,
  });
  expect(drop.refused?.key).toBe('no.wayBack');
});

/** What is told when the target's leg ends so, and the PBX then rings me. */
async function told(ends: readonly Readonly<Record<string, string>>[]): Promise<unknown> {
  const { operator, anna, call, emit } = await house();
  const heard: unknown[] = [];
  operator.onOutcome((outcome) =>
    heard.push([
      outcome.ok,
      outcome.said.key,
      (outcome.said.values['why'] as { key: string } | undefined)?.key,
    ]),
  );
  await operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).command?.run();
  for (const end of ends) emit(end['Event'] ?? '', end);
  return heard;
}
const RINGS = {
  Event: 'DialBegin',
  Context: 'cordboard',
  Uniqueid: 'guest',
  DestUniqueid: 't',
  DestChannel: 'PJSIP/2004-0002',
};
const BACK = {
  Event: 'DialBegin',
  Context: 'cordboard',
  Uniqueid: 'guest',
  DestUniqueid: 'm',
  DestChannel: 'PJSIP/2000-0003',
};

test.each<[string, readonly Readonly<Record<string, string>>[], unknown]>([
  [
    'busy',
    [
      RINGS,
      { Event: 'DialEnd', DestUniqueid: 't', DialStatus: 'BUSY' },
      { Event: 'Hangup', Uniqueid: 't', Cause: '17' },
      BACK,
    ],
    [[false, 'out.returns', 'why.busy']],
  ],
  [
    'refused',
    [RINGS, { Event: 'Hangup', Uniqueid: 't', Cause: '21' }, BACK],
    [[false, 'out.returns', 'why.refused']],
  ],
  [
    'silent',
    [RINGS, { Event: 'DialEnd', DestUniqueid: 't', DialStatus: 'NOANSWER' }, BACK],
    [[false, 'out.returns', 'why.silent']],
  ],
  [
    'my own phone still told of its first ring when I let go',
    [{ ...BACK, Context: 'internal' }, RINGS, { Event: 'Hangup', Uniqueid: 't', Cause: '17' }, BACK],
    [[false, 'out.returns', 'why.busy']],
  ],
  ['no leg ever rang', [BACK], [[false, 'out.returns', 'why.unregistered']]],
  [
    'the guest hangs up',
    [RINGS, { Event: 'Hangup', Uniqueid: 'guest', Cause: '16' }],
    [[false, 'out.gone', undefined]],
  ],
  [
    'I do not answer either',
    [RINGS, BACK, { Event: 'ParkedCall', ParkeeUniqueid: 'guest', ParkingSpace: '701' }],
    [
      [false, 'out.returns', 'why.silent'],
      [false, 'out.parked', undefined],
    ],
  ],
])('the outcome in words: %s', async (_name, ends, expected) => {
  expect(await told(ends)).toEqual(expected);
});

/** A flight to Anna that the mirror has seen, and how to let it come down. */
async function flying() {
  const made = await house();
  const heard: string[] = [];
  made.operator.onOutcome(({ said }) => heard.push(said.key));
  await made.operator.drop(made.call('1', HERE), { kind: 'extension', extension: made.anna }).command?.run();
  made.emit('DialBegin', RINGS);
  const stand = (told: Told) => made.change({ table: 'calls', id: '1', value: made.call('1', told) });
  stand({
    legs: ['guest PJSIP/berlin Up dialling', 't PJSIP/2004 Ringing ringing'],
    pairs: [['guest', 't']],
    flight: 'guest',
  });
  return { ...made, heard, stand };
}

test.each<[string, Told, string]>([
  [
    'the target talks with the guest',
    { legs: ['guest PJSIP/berlin Up talking b2', 't PJSIP/2004 Up talking b2'], pairs: [['guest', 't']] },
    'out.answered',
  ],
  [
    'I talk with the guest again',
    { legs: ['guest PJSIP/berlin Up talking b2', 'm PJSIP/2000 Up talking b2'], pairs: [['guest', 'm']] },
    'out.back',
  ],
  [
    'a colleague took the call',
    { legs: ['guest PJSIP/berlin Up talking b2', 'x PJSIP/2005 Up talking b2'], pairs: [['guest', 'x']] },
    'out.answered',
  ],
  ['only a machine is there', { legs: ['guest PJSIP/berlin Up talking b2'] }, 'out.wentTo'],
])('a flight is over when the mirror says so: %s', async (_name, told, expected) => {
  const { heard, stand, operator, tables } = await flying();
  stand(told);
  expect(heard).toEqual([expected]);
  const call = tables.calls.get('1');
  const acts = call ? operator.commandsFor({ kind: 'call', call }).map((one) => one.id) : [];
  expect(acts).not.toContain('takeBack');
});

test('a flight found on the PBX ends like one of our own, and colleagues hear nothing of it', async () => {
  const { operator, call, change, reply, extension } = await house();
  extension('2009');
  const heard: string[] = [];
  operator.onOutcome(({ said }) => heard.push(said.key));
  reply('Getvar', (request) => {
    const variable = new Map(request.headers).get('Variable');
    const value = variable === 'CB_BACK' ? 'PJSIP/2009' : variable === 'CB_TARGET' ? 'PJSIP/2004' : '1';
    return [
      ['Response', 'Success'],
      ['Variable', 'x'],
      ['Value', value],
    ];
  });
  change({
    table: 'calls',
    id: '1',
    value: call('1', { legs: ['guest PJSIP/berlin Up dialling'], flight: 'guest' }),
  });
  await settled();
  const talking = call('1', {
    legs: ['guest PJSIP/berlin Up talking b2', 't PJSIP/2004 Up talking b2'],
    pairs: [['guest', 't']],
  });
  change({ table: 'calls', id: '1', value: talking });
  expect(operator.commandsFor({ kind: 'call', call: talking }).map((one) => one.id)).not.toContain(
    'takeBack',
  );
  expect(heard).toEqual([]);
});

test('a context that a reload took away is found out before the caller is sent into it', async () => {
  const { operator, anna, call, sent, reply } = await house();
  const drop = operator.drop(call('1', HERE), { kind: 'extension', extension: anna });
  reply('Getvar', () => [
    ['Response', 'Success'],
    ['Variable', 'x'],
    ['Value', '0'],
  ]);
  expect(await drop.command?.run()).toMatchObject({ ok: false, said: { key: 'no.wayBack' } });
  expect(sent.map((one) => one.action)).not.toContain('Redirect');
});

test('a call answered by somebody else between the first request and the last is left alone', async () => {
  const { operator, anna, call, sent, reply } = await house();
  const drop = operator.drop(call('1', HERE), { kind: 'extension', extension: anna });
  reply('Setvar', () => {
    call('1', {
      legs: ['guest PJSIP/berlin Up talking b9', 'x PJSIP/2005 Up talking b9'],
      pairs: [['guest', 'x']],
    });
    return [['Response', 'Success']];
  });
  expect(await drop.command?.run()).toMatchObject({ ok: false, said: { key: 'no.changed' } });
  expect(sent.map((one) => one.action)).not.toContain('Redirect');
});

test('another call ringing and answering at the target is not taken for this one', async () => {
  expect(
    await told([
      { ...RINGS, Uniqueid: 'somebody' },
      { Event: 'DialEnd', DestUniqueid: 't', DialStatus: 'ANSWER' },
    ]),
  ).toEqual([]);
});

test('taking back redirects the caller, whose leg is never hung up', async () => {
  const { operator, anna, call, sent, emit } = await house();
  await operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).command?.run();
  emit('DialBegin', RINGS);
  const flying = call('1', {
    legs: ['guest PJSIP/berlin Up dialling', 't PJSIP/2004 Ringing ringing'],
    pairs: [['guest', 't']],
    flight: 'guest',
  });
  sent.length = 0;
  const takeBack = operator.commandsFor({ kind: 'call', call: flying }).find((one) => one.id === 'takeBack');
  expect((await takeBack?.run())?.ok).toBe(true);
  expect(sent.map((one) => one.action)).toEqual(['Redirect']);
  expect(header(sent, 'Redirect', 'Priority')).toBe('back');
});

test('taking back what was answered a moment ago is told, and nobody is torn away', async () => {
  const { operator, anna, call, sent, emit, change } = await house();
  await operator.drop(call('1', HERE), { kind: 'extension', extension: anna }).command?.run();
  emit('DialBegin', RINGS);
  const flying = call('1', { legs: ['guest PJSIP/berlin Up dialling'], flight: 'guest' });
  const takeBack = operator.commandsFor({ kind: 'call', call: flying }).find((one) => one.id === 'takeBack');
  change({ table: 'calls', id: '1', value: flying });
  change({
    table: 'calls',
    id: '1',
    value: call('1', {
      legs: ['guest PJSIP/berlin Up talking b2', 't PJSIP/2004 Up talking b2'],
      pairs: [['guest', 't']],
    }),
  });
  sent.length = 0;
  expect(await takeBack?.run()).toMatchObject({ ok: false, said: { key: 'no.tooLate' } });
  expect(sent).toEqual([]);
});

test('a page opened in mid-flight reads from the channel whose it is', async () => {
  const { operator, call, change, reply, sent } = await house();
  reply('Getvar', (request) => {
    const variable = new Map(request.headers).get('Variable');
    return [
      ['Response', 'Success'],
      ['Variable', 'x'],
      ['Value', variable === 'CB_BACK' ? 'PJSIP/2000' : 'PJSIP/2004'],
    ];
  });
  const flying = call('1', { legs: ['guest PJSIP/berlin Up dialling'], flight: 'guest' });
  change({ table: 'calls', id: '1', value: flying });
  await settled();
  expect(sent.map((one) => one.action)).toEqual(['Getvar', 'Getvar']);
  expect(operator.myCalls().map((one) => one.linkedid)).toEqual(['1']);
});

test('presence text travels as base64: a comma cannot become another field', async () => {
  const { setPresence } = await import('../../src/commands/presence-acts.ts');
  const value =
    new Map(setPresence('CustomPresence:2004', 'away', 'lunch, long', 'back "at" 2').headers).get('Value') ??
    '';
  const [state, subtype, words, option] = value.split(',');
  expect([state, option]).toEqual(['away', 'e']);
  expect([subtype, words].map((one) => Buffer.from(one ?? '', 'base64').toString())).toEqual([
    'lunch, long',
    'back "at" 2',
  ]);
});
