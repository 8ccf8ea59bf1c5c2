import { expect, test } from 'vitest';
import type { SessionState } from '../../src/ami/index.ts';
import { followReloads } from '../../src/ask/connection.ts';

const live = (epoch: number): SessionState => ({
  tag: 'live',
  user: 'admin',
  epoch,
  since: 0,
  site: { version: '', actions: new Set(), clockOffset: 0, sessions: undefined },
});
const lost: SessionState = {
  tag: 'lost',
  user: 'admin',
  why: 'unreachable',
  since: 0,
  retryAt: 0,
  attempt: 1,
};

function followed(state: SessionState) {
  const listeners = new Set<(state: SessionState) => void>();
  const events = new Map<string, () => void>();
  let asked = 0;
  const undo = followReloads(
    {
      state,
      onState(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onEvents(names, listener) {
        for (const name of names) events.set(name, () => listener([]));
        return () => events.clear();
      },
    },
    {
      invalidateQueries: () => {
        asked += 1;
        return Promise.resolve();
      },
    },
  );
  return {
    undo,
    become: (next: SessionState) => listeners.forEach((listener) => listener(next)),
    emit: (name: string) => events.get(name)?.(),
    get asked() {
      return asked;
    },
  };
}

test('what was answered is old after a reload', () => {
  const it = followed(live(1));
  it.emit('Reload');
  expect(it.asked).toBe(1);
});

test('after an outage nobody knows what was reloaded, or which Asterisk answers', () => {
  const it = followed(live(1));
  it.become(lost);
  it.become({ tag: 'connecting', user: 'admin' });
  expect(it.asked).toBe(0);
  it.become({ tag: 'connecting', user: 'admin', epoch: 2 });
  it.become(live(2));
  expect(it.asked).toBe(1);
  it.become(live(2));
  expect(it.asked).toBe(1);
});

test('nothing is asked any more by a room that was left', () => {
  const it = followed(live(1));
  it.undo();
  it.become(live(2));
  it.emit('Reload');
  expect(it.asked).toBe(0);
});
