import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldName, mxmlFramer, rawmanFramer, readMxml, readRawman, type Wants } from '../../src/ami/index.ts';
import { fold, writeMxml, writeRawman, type Line } from './write.ts';

/** Any text a header can carry: everything but line breaks. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom(
      '',
      ' ',
      '<unknown>',
      'a: b',
      ': ',
      "Cara O\\'Neil <3001>",
      '&amp;',
      "x='y' /></response>",
      '\t',
      '=-2',
      'Łukasz 陳 מלון',
    ),
  )
  .map((value) => value.replace(/[\r\n\0]/g, ''))
  // Lone surrogates cannot be in bytes that were decoded.
  .filter((value) => !/\p{Surrogate}/u.test(value));
const name = fc.oneof(
  fc.constantFrom(
    'Channel',
    'Uniqueid',
    'Variable',
    'ChanVariable',
    'Output',
    'Message',
    'Response',
    'ActionID',
    '1st',
  ),
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,14}$/),
);
const header = fc.tuple(name, text);
const chanVariable = fc
  .tuple(fc.constantFrom('PJSIP/2001-00000001', 'Local/200@internal-1;1', 'IAX2/10.0.0.1:4569-7'), text)
  .map(([channel, value]): readonly [string, string] => [`ChanVariable(${channel})`, value]);
const loose = text.map((value) => value.replaceAll(':', '').trim()).filter((value) => value !== '');
const first = fc.oneof(
  fc.tuple(
    fc.constantFrom('Event', 'Response'),
    fc.constantFrom('Hangup', 'Success', 'OriginateResponse', 'X'),
  ),
  fc.tuple(fc.constant('Ping'), text),
);
const message: fc.Arbitrary<readonly Line[]> = fc
  .tuple(first, fc.array(fc.oneof({ arbitrary: header, weight: 6 }, chanVariable, loose), { maxLength: 12 }))
  .map(([head, rest]) => [head, ...rest]);
const messages = fc.array(message, { maxLength: 6 });

const isHeader = (line: Line): line is readonly [string, string] => typeof line !== 'string';

describe('rawman', () => {
  test.each(['\r\n', '\n'])('any message → body → the same message (%j)', (end) => {
    fc.assert(
      fc.property(messages, (written) => {
        const read = readRawman(writeRawman(written, end));
        expect(read.map(({ headers }) => headers)).toEqual(written.map((lines) => lines.filter(isHeader)));
        expect(read.map((one) => one.loose)).toEqual(
          written.map((lines) => lines.filter((line) => !isHeader(line))),
        );
        expect(read.map((one) => one.text + end)).toEqual(
          written.map((lines) => writeRawman([lines], end).slice(0, -end.length)),
        );
      }),
    );
  });

  test('get and all agree with the headers, before and after they are cut', () => {
    fc.assert(
      fc.property(message, fc.boolean(), (lines, cutFirst) => {
        const [read] = readRawman(writeRawman([lines]));
        if (cutFirst) expect(read?.headers.length).toBeGreaterThan(0);
        for (const [header] of lines.filter(isHeader)) {
          const values = lines
            .filter(isHeader)
            .filter(([other]) => other.toLowerCase() === header.toLowerCase());
          const exact = values.find(([other]) => other === header);
          expect(read?.get(header)).toBe(exact?.[1]);
          expect(read?.all(header.toUpperCase())).toEqual(values.map(([, value]) => value));
          if (values.length === 1) expect(read?.get(header.toUpperCase())).toBe(values[0]?.[1]);
        }
        expect(read?.get('No-Such-Header')).toBeUndefined();
        expect(read?.all('No-Such-Header')).toEqual([]);
      }),
    );
  });

  test('stray blank lines, bare line ends and a missing last line change nothing', () => {
    const body =
      '\r\n\r\nResponse: Success\nMessage: Park successful\n\r\n\r\n\nEvent: A\r\nX: 1\r\n\n\r\nEvent: B\nX: 2\n\nEvent: C\r\nX: 3';
    expect(readRawman(body).map((one) => [one.kind, one.name, one.get('X') ?? one.get('Message')])).toEqual([
      ['response', 'Success', 'Park successful'],
      ['event', 'A', '1'],
      ['event', 'B', '2'],
      ['event', 'C', '3'],
    ]);
  });

  test('an event with a Response header is an event', () => {
    const [event] = readRawman('Event: OriginateResponse\r\nResponse: Failure\r\nReason: 0\r\n\r\n');
    expect([event?.kind, event?.name, event?.get('response')]).toEqual([
      'event',
      'OriginateResponse',
      'Failure',
    ]);
  });

  test('a value with line breaks leaves its further lines loose', () => {
    const [answer] = readRawman('Response: Success\r\nVariable: X\r\nValue: one\ntwo\nthree\r\n\r\n');
    expect(answer?.get('Value')).toBe('one');
    expect(answer?.loose).toEqual(['two', 'three']);
    expect(answer?.text).toContain('one\ntwo\nthree');
  });

  test('indentation of console output survives: one blank is the separator, the rest is the value', () => {
    expect(readRawman('Response: Success\r\nOutput:   two\r\nOutput:\r\n\r\n')[0]?.all('Output')).toEqual([
      '  two',
      '',
    ]);
  });

  test('an empty body has no messages, HTML has one that is neither response nor event', () => {
    expect(readRawman('')).toEqual([]);
    expect(readRawman('\r\n')).toEqual([]);
    expect(readRawman('<!DOCTYPE html>\n<html><body>Sign in to the Wi-Fi</body></html>')[0]?.kind).toBe(
      'other',
    );
  });

  test('any text at all is read without an error, and every message has its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', ':', ' ', 'a', 'E') }), (body) => {
        for (const one of readRawman(body)) {
          expect(one.text).not.toBe('');
          expect(body).toContain(one.text);
          expect(one.headers.length + one.loose.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('mxml', () => {
  test('reads the same messages as rawman, but for the fold', () => {
    fc.assert(
      fc.property(messages, (written) => {
        // Names that fall together in mxml are told apart nowhere; a colon inside a channel's name cuts it there.
        const plain = written.map((lines) =>
          lines.filter((line) => !isHeader(line) || !line[0].includes('IAX2')),
        );
        const xml = readMxml(writeMxml(plain)).map(fold);
        const raw = readRawman(writeRawman(plain)).map(fold);
        expect(xml).toEqual(raw);
      }),
    );
  });

  test('headers are asked for as the PBX spells them', () => {
    fc.assert(
      fc.property(message, (lines) => {
        const headers = lines.filter(isHeader);
        const [read] = readMxml(writeMxml([headers]));
        for (const [header] of headers) {
          const values = headers
            .filter(([other]) => foldName(other) === foldName(header))
            .map(([, value]) => value.trim());
          expect(read?.get(header)).toBe(values[0]);
          expect(read?.all(header)).toEqual(values);
        }
        expect(read?.get('No-Such-Header')).toBeUndefined();
      }),
    );
  });

  test('a control byte costs nothing', () => {
    const body = writeMxml([
      [
        ['Event', 'A'],
        ['X', '\x01\x02'],
      ],
      [['Event', 'B']],
    ]);
    expect(readMxml(body).map((one) => [one.name, one.get('X')])).toEqual([
      ['A', '\x01\x02'],
      ['B', undefined],
    ]);
  });

  test('lines without a colon, and all after them, are loose', () => {
    const [answer] = readMxml(writeMxml([[['Response', 'Success'], 'No categories found', ['A', 'b']]]));
    expect(answer?.loose).toEqual(['No categories found', 'A: b']);
    expect(answer?.get('Opaque-Data')).toBeUndefined();
  });

  test('an empty answer has no messages', () => {
    expect(readMxml('<ajax-response>\n</ajax-response>\n')).toEqual([]);
    expect(readMxml('')).toEqual([]);
  });
});

describe.each([
  ['rawman', rawmanFramer, readRawman, (written: readonly (readonly Line[])[]) => writeRawman(written)],
  ['mxml', mxmlFramer, readMxml, writeMxml],
])('framing %s', (_, framer, read, write) => {
  const frame = (body: string, wants: Wants) => framer(wants)(new TextEncoder().encode(body));
  const events = fc.array(
    fc
      .tuple(fc.constantFrom('Hangup', 'VarSet', 'Newexten'), fc.array(header, { maxLength: 5 }))
      .map(([event, rest]): readonly Line[] => [['Event', event], ...rest]),
    { maxLength: 8 },
  );
  const whole = (inner: readonly (readonly Line[])[]): readonly (readonly Line[])[] => [
    [['Response', 'Success']],
    ...inner,
    [['Event', 'WaitEventComplete']],
  ];

  test('the wanted events, all of them, in order, and nothing else', () => {
    fc.assert(
      fc.property(events, fc.uniqueArray(fc.constantFrom('Hangup', 'VarSet', 'Newexten')), (inner, wants) => {
        const framed = frame(write(whole(inner)), new Set(wants));
        const expected = inner.filter(([first]) => (wants as readonly string[]).includes(first?.[1] ?? ''));
        expect(read(framed.text).map(fold)).toEqual(read(write(expected)).map(fold));
        expect(framed.events).toBe(inner.length);
        expect(framed.complete).toBe(true);
      }),
    );
  });

  test('a body cut anywhere is not complete', () => {
    fc.assert(
      fc.property(events, fc.nat(), (inner, at) => {
        const body = write(whole(inner));
        const end = body.lastIndexOf('WaitEventComplete');
        expect(frame(body.slice(0, at % end), '*').complete).toBe(false);
      }),
    );
  });
});
