/** The small parts of the wire, each alone. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { action, decode, originate, redirect, unescapeC, Unreachable } from '../../src/ami/index.ts';
import { backoff } from '../../src/ami/backoff.ts';
import { elect, type Channel, type Election } from '../../src/ami/elect.ts';
import { createHost } from '../../src/ami/host.ts';
import { maskFor } from '../../src/ami/mask.ts';
import { decide, freshMemory, type Memory, type Outcome } from '../../src/ami/poll.ts';
import type { ToTab } from '../../src/ami/port.ts';
import { openTab, type Tab } from '../../src/ami/tab.ts';
import { fakeClock, fakePbx, type FakeClock, type FakePbx } from './fake.ts';

describe('bytes', () => {
  const bytes = (...parts: (string | number[])[]): Uint8Array =>
    Uint8Array.from(
      parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
    );

  test('UTF-8 is read as it is, a byte order mark kept', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decode(bytes(text))).toBe(text);
      }),
    );
    expect(decode(bytes([0xef, 0xbb, 0xbf], 'a'))).toBe('\ufeffa');
  });

  test('a line that is not UTF-8 is read as Windows-1252, the others are not', () => {
    expect(decode(bytes('Name: M', [0xfc], 'ller\r\nName: Müller\r\n'))).toBe(
      'Name: Müller\r\nName: Müller\r\n',
    );
  });

  test('any bytes at all are read, line by line', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (any) => {
        expect(decode(any).split('\n')).toHaveLength(any.filter((byte) => byte === 10).length + 1);
      }),
    );
  });
});

test('C escapes are taken back as ast_escape_c makes them', () => {
  const escape = (text: string): string =>
    text.replace(/[\b\f\n\r\t\v\\'"?]/g, (letter) => {
      const plain: Record<string, string> = {
        '\b': 'b',
        '\f': 'f',
        '\n': 'n',
        '\r': 'r',
        '\t': 't',
        '\v': 'v',
      };
      return `\\${plain[letter] ?? letter}`;
    });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '\\', "'", '"', '?', '\n', '\t', 'n', 'Ł') }),
      (text) => {
        expect(unescapeC(escape(text))).toBe(text);
      },
    ),
  );
  expect(unescapeC('Cara O\\\'Neil \\"Bo\\" Łuk\\?')).toBe('Cara O\'Neil "Bo" Łuk?');
  expect(unescapeC('trailing \\')).toBe('trailing \\');
});

describe('requests', () => {
  test('an action is a plain value: repeats in order, undefined left out, booleans and numbers as text', () => {
    expect(
      originate({
        Channel: 'PJSIP/2000',
        Async: true,
        Timeout: 5000,
        Variable: ['A=1', 'B=2'],
        Exten: undefined,
      }),
    ).toEqual({
      action: 'Originate',
      headers: [
        ['Channel', 'PJSIP/2000'],
        ['Async', 'true'],
        ['Timeout', '5000'],
        ['Variable', 'A=1'],
        ['Variable', 'B=2'],
      ],
    });
    expect(
      action('X', [
        ['B', 1],
        ['A', 2],
        ['B', 3],
      ]).headers,
    ).toEqual([
      ['B', '1'],
      ['A', '2'],
      ['B', '3'],
    ]);
  });

  test('the catalogue knows what is required', () => {
    // @ts-expect-error Redirect without Priority
    expect(redirect({ Channel: 'x', Context: 'c', Exten: 'e' }).headers).toHaveLength(3);
  });
});

describe('the mask', () => {
  test.each([
    [[], 'system'],
    [[[]], 'system'],
    [[['Hangup'], ['Newstate', 'QueueMemberStatus']], 'agent,call,system'],
    [[['hangup', 'Newexten']], 'call,dialplan,system'],
    [[['Hangup'], '*' as const], 'on'],
    [[['SomethingNew']], 'on'],
  ])('%j → %s', (wants, mask) => expect(maskFor(wants)).toBe(mask));
});

test('backoff doubles from half a second to four, give or take a quarter', () => {
  expect([1, 2, 3, 4, 5, 50].map((attempt) => backoff(attempt, () => 0.5))).toEqual([
    500, 1000, 2000, 4000, 4000, 4000,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, luck) => {
        const wait = backoff(attempt, () => luck);
        expect(wait).toBeGreaterThanOrEqual(375);
        expect(wait).toBeLessThanOrEqual(5000);
      },
    ),
  );
});

describe('what follows a poll', () => {
  type Step = Outcome['tag'];
  const outcome = (tag: Step, at: number, took: number): Outcome => {
    switch (tag) {
      case 'events':
      case 'superseded':
        return { tag, at };
      case 'empty':
        return { tag, at, took, asked: 25_000 };
      case 'failed':
        return { tag, at, error: new Unreachable('x') };
      case 'denied':
        return { tag };
    }
  };

  test('however busy, requests stay below twenty a second once a burst is spent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom<Step>('events', 'empty'), fc.integer({ min: 0, max: 30 })), {
          minLength: 100,
          maxLength: 300,
        }),
        (steps) => {
          let memory: Memory = freshMemory(0, false);
          let now = 0;
          for (const [tag, took] of steps) {
            now += took;
            const [after, next] = decide(memory, outcome(tag, now, took));
            memory = after;
            if (next.tag === 'poll') now += next.after;
          }
          expect(steps.length).toBeLessThanOrEqual(20 + (now / 1000) * 20);
        },
      ),
    );
  });

  test('whatever happens, a gap is announced once after it, by a poll that works', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Step>('events', 'empty', 'failed', 'superseded'), { maxLength: 30 }),
        (steps) => {
          let memory: Memory = freshMemory(0, false);
          let now = 0;
          let missing = false;
          for (const tag of steps) {
            now += 100_000;
            const worked = tag === 'events' || tag === 'empty';
            const [after, next] = decide(memory, outcome(tag, now, 5000));
            if (next.tag === 'over') return;
            expect(next.gap).toBe(worked && missing);
            expect(next.drain).toBe(!worked);
            missing = !worked;
            memory = after;
          }
        },
      ),
    );
  });
});

describe('the election where there is no SharedWorker', () => {
  interface Voter {
    readonly election: Election;
    readonly tab: Tab;
    readonly id: string;
    /** Frozen: neither hears nor speaks. */
    asleep: boolean;
  }
  interface Town {
    readonly clock: FakeClock;
    readonly pbx: FakePbx;
    readonly voters: Voter[];
    join(id: string): Voter;
  }

  function town(): Town {
    const clock = fakeClock();
    const pbx = fakePbx(clock);
    const voters: Voter[] = [];
    const channels = new Map<Channel, () => Voter | undefined>();
    onTestFinished(() => voters.forEach(({ election }) => election.close()));
    return {
      clock,
      pbx,
      voters,
      join(id) {
        const self = (): Voter | undefined => voters.find((voter) => voter.id === id);
        const channel: Channel = {
          onmessage: null,
          postMessage(said) {
            if (self()?.asleep === true) return;
            for (const [other, who] of channels) {
              if (other === channel) continue;
              queueMicrotask(() => {
                if (who()?.asleep !== true)
                  other.onmessage?.(new MessageEvent('message', { data: structuredClone(said) }));
              });
            }
          },
          close: () => void channels.delete(channel),
        };
        channels.set(channel, self);
        const tab = openTab({
          base: '',
          format: 'rawman',
          clock,
          build: '',
          memory: {
            read: () =>
              pbx.asked.some((one) => one.action === 'Login')
                ? { user: 'reception', cookie: 'same' }
                : undefined,
            cookie: () => undefined,
            write: () => {},
            forget: () => {},
          },
          onClose: () => {},
        });
        const election = elect({
          channel,
          clock,
          id,
          createHost: () => createHost({ base: '', fetch: pbx.fetch, clock, random: () => 0.5, build: '' }),
          onLine: (line) => tab.attach(line),
        });
        const voter = { election, tab, id, asleep: false };
        voters.push(voter);
        return voter;
      },
    };
  }

  const leaders = ({ voters }: Town): string[] =>
    voters.filter(({ election, asleep }) => election.leading && !asleep).map(({ id }) => id);

  async function signedIn(...ids: string[]): Promise<Town> {
    const place = town();
    for (const id of ids) {
      place.join(id);
      await place.clock.advance(1000);
    }
    const signing = place.voters.at(-1)?.tab.session.signIn({ username: 'reception', secret: 'x' });
    await place.clock.settle();
    await signing;
    for (const { tab } of place.voters) expect(tab.session.state.tag).toBe('live');
    return place;
  }

  test('the first is elected, those who come later follow', async () => {
    const place = await signedIn('b', 'a', 'c');
    expect(leaders(place)).toEqual(['b']);
    expect(place.pbx.parked).toBe(1);
  });

  test('of several at once exactly one is elected', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { minLength: 2 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 5, maxLength: 5 }),
        async (ids, pauses) => {
          const place = town();
          for (const [index, id] of ids.entries()) {
            place.join(id);
            await place.clock.advance(pauses[index] ?? 0);
          }
          await place.clock.advance(3000);
          expect(leaders(place)).toHaveLength(1);
          for (const { tab } of place.voters) expect(tab.session.state.tag).toBe('refused');
        },
      ),
      { numRuns: 15 },
    );
  });

  test('the one that hosts leaves: another resumes on the cookie, nothing is asked twice', async () => {
    const place = await signedIn('a', 'b', 'c');
    const [first, ...others] = place.voters;
    const before = others.map(({ tab }) => (tab.session.state.tag === 'live' ? tab.session.state.epoch : 0));
    place.pbx.actions();
    first?.election.close();
    await place.clock.advance(1000);
    expect(leaders(place)).toHaveLength(1);
    for (const [index, { tab }] of others.entries()) {
      expect(tab.session.state.tag === 'live' && tab.session.state.epoch).toBeGreaterThan(before[index] ?? 0);
    }
    expect(place.pbx.actions()).not.toContain('Login');
    expect(place.pbx.parked).toBe(1);
  });

  test('the one that hosts falls asleep: it is missed, and gives way when it wakes', async () => {
    const place = await signedIn('a', 'b', 'c');
    const [first] = place.voters;
    if (!first) throw new Error('nobody');
    first.asleep = true;
    await place.clock.advance(10_000);
    expect(leaders(place)).toHaveLength(1);
    first.asleep = false;
    await place.clock.advance(5000);
    expect(leaders(place)).toHaveLength(1);
    expect(leaders(place)).not.toEqual(['a']);
    for (const { tab } of place.voters) expect(tab.session.state.tag).toBe('live');
  });

  test('what followers ask goes through the one that hosts', async () => {
    const place = await signedIn('a', 'b');
    const reply = place.voters[1]?.tab.session.send(action('Status'));
    await place.clock.settle();
    expect((await reply)?.response.name).toBe('Success');
  });
});

test('a tab remembers who signed in as soon as the cookie is theirs, and not anew when the rest is known', () => {
  const remembered: string[] = [];
  let say: (message: ToTab) => void = () => {};
  const tab = openTab({
    base: '',
    format: 'rawman',
    clock: fakeClock(),
    build: '',
    memory: {
      read: () => undefined,
      cookie: () => 'ours',
      write: (user) => {
        remembered.push(user);
        return 'ours';
      },
      forget: () => {},
    },
    onClose: () => {},
  });
  tab.attach({
    post: () => {},
    onMessage: (listener) => {
      say = listener;
      return () => {};
    },
    close: () => {},
  });
  say({ tag: 'state', state: { tag: 'connecting', user: 'ada' }, login: 1 });
  expect(remembered).toEqual([]);
  say({ tag: 'state', state: { tag: 'connecting', user: 'ada', epoch: 1 }, login: 2 });
  expect(remembered).toEqual(['ada']);
  const site = { version: '', actions: new Set<string>(), clockOffset: 0, sessions: undefined };
  say({ tag: 'state', state: { tag: 'live', user: 'ada', epoch: 1, since: 0, site }, login: 2 });
  expect(remembered).toEqual(['ada']);
  say({ tag: 'state', state: { tag: 'connecting', user: 'bob', epoch: 2 }, login: 3 });
  expect(remembered).toEqual(['ada', 'bob']);
});
