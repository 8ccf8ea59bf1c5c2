import { describe, expect, test } from 'vitest';
import { readRawman } from '../../src/ami/index.ts';
import {
  createSequence,
  createStream,
  everything,
  exportJson,
  exportText,
  gistOf,
  eventClasses,
  eventsOf,
} from '../../src/console/index.ts';

const event = (name: string, headers: Readonly<Record<string, string>> = {}) => {
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}\r\n`);
  const [message] = readRawman(`Event: ${name}\r\n${lines.join('')}\r\n`);
  if (!message) throw new Error('no message');
  return message;
};
const names = (events: readonly { readonly event: { readonly name: string } }[]): readonly string[] =>
  events.map(({ event: { name } }) => name);

describe('the stream', () => {
  test('keeps the newest and counts what it no longer keeps', () => {
    const stream = createStream(10);
    for (let at = 0; at < 100; at += 1) stream.add([event(`E${at}`)], at);
    expect(stream.heard).toBe(100);
    const kept = names(stream.matched);
    expect(kept.at(-1)).toBe('E99');
    expect(kept.length).toBeLessThanOrEqual(12);
    expect(kept.length).toBeGreaterThanOrEqual(10);
    expect(stream.dropped + kept.length).toBe(100);
    expect(kept).toEqual(kept.map((_, index) => `E${100 - kept.length + index}`));
  });

  test('seeks by name, by text in any case and by call, in what was heard and in what comes', () => {
    const stream = createStream();
    stream.add([event('Hold', { Channel: 'PJSIP/2004-1' }), event('Unhold')], 1);
    stream.seek({ ...everything, names: new Set(['Hold']) });
    expect(names(stream.matched)).toEqual(['Hold']);
    stream.add([event('Hold'), event('Hangup')], 2);
    expect(names(stream.matched)).toEqual(['Hold', 'Hold']);
    stream.seek({ ...everything, text: ' pjsip/2004 ' });
    expect(names(stream.matched)).toEqual(['Hold']);
  });

  test('follows a call through events that name its channels without its Linkedid', () => {
    const stream = createStream();
    stream.seek({ ...everything, linkedid: 'a.1' });
    stream.add(
      [
        event('Newchannel', { Uniqueid: 'a.1', Linkedid: 'a.1' }),
        event('Newchannel', { Uniqueid: 'b.1', Linkedid: 'b.1' }),
        event('DialBegin', { DestUniqueid: 'a.2', DestLinkedid: 'a.1' }),
        event('ParkedCall', { ParkeeUniqueid: 'a.1' }),
        event('ParkedCall', { ParkeeUniqueid: 'b.1' }),
      ],
      1,
    );
    expect(stream.matched.map(({ number }) => number)).toEqual([1, 3, 4]);
    expect(stream.call('a.1').map(({ number }) => number)).toEqual([1, 3, 4]);
  });

  test('forgets everything when cleared and goes on', () => {
    const stream = createStream();
    stream.add([event('Hold')], 1);
    stream.clear();
    expect([stream.heard, stream.matched.length, stream.names.size]).toEqual([0, 0, 0]);
    stream.add([event('Hold')], 2);
    expect(stream.matched[0]?.number).toBe(1);
  });
});

test('classes choose the events of the catalogue that belong to them', () => {
  expect(eventClasses()).toContain('call');
  expect(eventsOf(new Set(['call']))).toContain('Newchannel');
  expect(eventsOf(new Set(['call']))).not.toContain('FullyBooted');
  expect(eventsOf(new Set())).toEqual([]);
});

test('what is taken along is protocol text or JSON, with repeated headers and hostile names whole', () => {
  const stream = createStream();
  const [message] = readRawman('Event: UserEvent\r\n__proto__: a\r\nX: 1\r\nX: <script>\r\n\r\n');
  if (message) stream.add([message], 0);
  expect(exportText(stream.matched)).toBe('Event: UserEvent\r\n__proto__: a\r\nX: 1\r\nX: <script>\r\n\r\n');
  const [line] = exportJson(stream.matched).split('\n');
  expect(line).toBe(
    '{"number":1,"at":"1970-01-01T00:00:00.000Z","headers":{"Event":"UserEvent","__proto__":"a","X":["1","<script>"]}}',
  );
});

test('a call becomes legs and what passes between them', () => {
  const stream = createStream();
  const one = {
    Uniqueid: '1',
    Linkedid: '1',
    Channel: 'PJSIP/a-1',
    CallerIDNum: '2004',
    CallerIDName: '<unknown>',
  };
  const other = { Uniqueid: '2', Linkedid: '1', Channel: 'PJSIP/b-2' };
  const dest = { DestUniqueid: '2', DestLinkedid: '1', DestChannel: 'PJSIP/b-2' };
  stream.add(
    [
      event('Newchannel', { ...one, ChannelStateDesc: 'Ring', Exten: '2005' }),
      event('Newchannel', other),
      event('DialBegin', { ...one, ...dest, DialString: 'b' }),
      event('DialEnd', { ...one, ...dest, DialStatus: 'ANSWER' }),
      event('Hangup', { ...other, Cause: '16' }),
      event('PeerStatus', { Peer: 'PJSIP/a' }),
    ],
    5,
  );
  const sequence = createSequence();
  sequence.add(stream.matched.slice(0, 3));
  const { lanes, rows } = sequence.add(stream.matched.slice(3));
  expect(lanes).toEqual([
    { id: '1', name: 'PJSIP/a-1', who: '2004' },
    { id: '2', name: 'PJSIP/b-2', who: '' },
  ]);
  expect(rows.map(({ event: name, from, to, life }) => [name, from, to, life])).toEqual([
    ['Newchannel', 0, undefined, 'begins'],
    ['Newchannel', 1, undefined, 'begins'],
    ['DialBegin', 0, 1, undefined],
    ['DialEnd', 1, 0, undefined],
    ['Hangup', 1, undefined, 'ends'],
  ]);
  expect(rows[3]?.facts).toEqual([['DialStatus', 'ANSWER']]);
});

test('what an event tells stands before what hardly changes', () => {
  const told = gistOf(
    event('DialEnd', {
      Privilege: 'call,all',
      Language: 'en',
      Uniqueid: '1',
      CallerIDNum: '2004',
      AccountCode: '',
      Channel: 'PJSIP/a-1',
      DialStatus: 'ANSWER',
    }),
  );
  expect(told).toEqual([
    ['Channel', 'PJSIP/a-1'],
    ['DialStatus', 'ANSWER'],
    ['CallerIDNum', '2004'],
  ]);
});
