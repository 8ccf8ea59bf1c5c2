import { describe, expect, test } from 'vitest';
import { createAnnouncer, type Time } from '../../src/ui/announcer.svelte.ts';
import { say, type Say } from '../../src/words/index.ts';

/** Time that passes when it is told to. */
function createTime(): Time & { pass(milliseconds: number): void } {
  let now = 0;
  let due: readonly { readonly at: number; readonly act: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, act) {
      const one = { at: now + milliseconds, act };
      due = [...due, one];
      return () => (due = due.filter((other) => other !== one));
    },
    pass(milliseconds) {
      now += milliseconds;
      const ripe = due.filter(({ at }) => at <= now);
      due = due.filter(({ at }) => at > now);
      for (const { act } of ripe) act();
    },
  };
}

const refusal = { ok: false, said: say('ui.cancel') };
const failure = { ok: false, said: say('ui.close') };
const success = { ok: true, said: say('ui.menu') };
const keys = (notes: readonly { readonly said: Say }[]) => notes.map(({ said }) => said);

function setUp() {
  const time = createTime();
  return { time, announcer: createAnnouncer(time) };
}

describe('a failure on the status line', () => {
  test('stands long enough to be read, and no longer', () => {
    const { time, announcer } = setUp();
    announcer.tell(success);
    announcer.tell(refusal, { passing: true });
    time.pass(29_000);
    expect(keys(announcer.recent)).toEqual([refusal.said, success.said]);
    time.pass(1_000);
    expect(keys(announcer.recent)).toEqual([success.said]);
    expect(announcer.unread).toBe(false);
  });

  test('makes room for the next thing that is told, which stands its own time', () => {
    const { time, announcer } = setUp();
    announcer.tell(refusal, { passing: true });
    time.pass(20_000);
    announcer.tell(failure);
    expect(keys(announcer.recent)).toEqual([failure.said]);
    time.pass(20_000);
    expect(keys(announcer.recent)).toEqual([failure.said]);
    announcer.tell(success);
    expect(keys(announcer.recent)).toEqual([success.said]);
  });

  test('is gone when it was read, kept or not', () => {
    const { announcer } = setUp();
    announcer.tell(refusal, { passing: true });
    expect(announcer.notes).toEqual([]);
    expect(announcer.unread).toBe(true);
    announcer.readAll();
    expect(announcer.recent).toEqual([]);
    expect(announcer.unread).toBe(false);

    announcer.tell(failure);
    const [note] = announcer.notes;
    expect(note).toBeDefined();
    announcer.read(note?.id ?? 0);
    expect(announcer.recent).toEqual([]);
    expect(announcer.unread).toBe(false);
  });
});

test('a failure that was kept stays until it is read, whatever the status line says', () => {
  const { time, announcer } = setUp();
  announcer.tell(failure);
  announcer.tell(success);
  time.pass(3_600_000);
  expect(keys(announcer.recent)).toEqual([success.said]);
  expect(keys(announcer.notes)).toEqual([failure.said]);
  expect(announcer.unread).toBe(true);
});

test('what was told to one person is not told to the next, now or later', () => {
  const { time, announcer } = setUp();
  announcer.tell(failure);
  announcer.clear();
  announcer.tell(success);
  time.pass(30_000);
  expect(keys(announcer.recent)).toEqual([success.said]);
  expect(announcer.notes).toEqual([]);
});
