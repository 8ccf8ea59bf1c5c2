/** What real Asterisks said (e2e/cli/record.ts), read both ways. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decode, readMxml, readRawman, type Message } from '../../src/ami/index.ts';
import { eventNames } from '../../src/ami/catalogue-events.ts';
import { eventHeaders, eventsNotIn16 } from '../../src/ami/catalogue-full.ts';
import { fold } from './write.ts';

const recorded = (version: string): string =>
  fileURLToPath(new URL(`../recorded/${version}/`, import.meta.url));

function read(version: string, file: string): Message[] {
  const body = decode(readFileSync(join(recorded(version), file)));
  return file.endsWith('.mxml') ? readMxml(body) : readRawman(body);
}

/** Asked twice, a moment apart, these say the same. */
const constant = [
  'Command-failing',
  'Command',
  'CoreSettings',
  'ExtensionState',
  'ExtensionStateList',
  'GetConfig',
  'GetConfig-nothing',
  'Getvar',
  'ListCommands',
  'ParkedCalls',
  'Redirect-refused',
];

describe.each(['22', '16'])('recorded from Asterisk %s', (version) => {
  const files = readdirSync(recorded(version));
  const events = files.filter((file) => file.startsWith('WaitEvent')).flatMap((file) => read(version, file));

  test.each(constant)('%s is the same in both forms, but for the fold', (name) => {
    const raw = read(version, `${name}.rawman`).map(fold);
    expect(raw.length).toBeGreaterThan(0);
    expect(read(version, `${name}.mxml`).map(fold)).toEqual(raw);
  });

  test('every body begins with its response', () => {
    for (const file of files) expect(read(version, file)[0]?.kind, file).toBe('response');
  });

  test('lists end with their Complete event, which counts them', () => {
    const lists = files.filter((file) =>
      /^(CoreShowChannels|ExtensionStateList|Status|QueueStatus|DeviceStateList|PresenceStateList|ParkedCalls|PJSIPShowContacts)\./.test(
        file,
      ),
    );
    expect(lists).toHaveLength(16);
    for (const file of lists) {
      const messages = read(version, file);
      const last = messages.at(-1);
      expect(last?.get('EventList'), file).toBe('Complete');
      // Status counts in `Items`; 16 sends both.
      expect(Number(last?.get('ListItems') ?? last?.get('Items')), file).toBe(messages.length - 2);
    }
  });

  test('the calls were recorded', () => {
    const names = new Set(events.map(({ name }) => name));
    for (const name of [
      'Newchannel',
      'DialBegin',
      'DialEnd',
      'BridgeEnter',
      'Hold',
      'Unhold',
      'Hangup',
      'ExtensionStatus',
      'DeviceStateChange',
    ]) {
      expect(names).toContain(name);
    }
  });

  test("an event's Privilege is the class the catalogue says", () => {
    const classes = new Map<string, string[]>();
    for (const [word, names] of Object.entries(eventNames)) {
      for (const name of names.split(' ')) classes.set(name, [...(classes.get(name) ?? []), word]);
    }
    const wrong = new Set<string>();
    for (const event of events) {
      const privilege = event.get('Privilege');
      // TestEvent exists only in Asterisks built for tests, as Debian's are.
      if (event.kind !== 'event' || privilege === undefined || event.name === 'TestEvent') continue;
      for (const word of privilege.split(',')) {
        if (word !== 'all' && !classes.get(event.name)?.includes(word))
          wrong.add(`${event.name}: ${privilege}`);
      }
    }
    expect([...wrong]).toEqual([]);
  });

  test('live events bring headers the catalogue knows', () => {
    const unknown = new Set<string>();
    for (const file of files.filter((name) => /^WaitEvent.*\.rawman$/.test(name))) {
      for (const event of read(version, file)) {
        const known = eventHeaders[event.name]?.[1].toLowerCase().split(' ');
        if (event.kind === 'event' && known) {
          const hits = event.headers.filter(([name]) => known.includes(name.toLowerCase()));
          if (hits.length === 0) unknown.add(event.name);
        }
      }
    }
    expect([...unknown]).toEqual([]);
  });

  test('what 16 is said to lack never comes from it', () => {
    const lacking = events.map(({ name }) => name).filter((name) => eventsNotIn16.includes(name));
    expect(version === '16' ? lacking : []).toEqual([]);
  });

  test('names that hurt arrive whole', () => {
    const names = events.flatMap((event) => event.all('CallerIDName'));
    expect(names.some((name) => name.includes('Zur Post') && name.includes('<GmbH>; & Co'))).toBe(true);
  });
});
