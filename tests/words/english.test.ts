/** A text nobody shows is translated, loaded and kept in step for nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { SessionState } from '../../src/ami/index.ts';
import type { Call, PresenceState } from '../../src/pbx/index.ts';
import type { TileState } from '../../src/switchboard/describe.ts';
import type { Look } from '../../src/workbench/console/looks.ts';
import type { ThemeChoice } from '../../src/ui/index.ts';
import { en as page, type Key } from '../../src/words/index.ts';
import { en as workbench } from '../../src/words/workbench/en.ts';

const en = { ...page, ...workbench };

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const source = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path) && !/^words[/\\]/.test(path))
  .map((path) => readFileSync(join(SRC, path), 'utf8'))
  .join('\n');

/** Texts whose keys are put together from a state: the state's type says which there are. */
const FAMILIES = {
  'link.why': {
    unreachable: 'link.why.unreachable',
    notAmi: 'link.why.notAmi',
    shuttingDown: 'link.why.shuttingDown',
  } satisfies Record<Extract<SessionState, { tag: 'lost' }>['why'], Key>,
  'ui.theme': {
    system: 'ui.theme.system',
    light: 'ui.theme.light',
    dark: 'ui.theme.dark',
  } satisfies Record<ThemeChoice, Key>,
  presence: {
    available: 'presence.available',
    away: 'presence.away',
    xa: 'presence.xa',
    dnd: 'presence.dnd',
    chat: 'presence.chat',
    unavailable: 'presence.unavailable',
    not_set: 'presence.not_set',
  } satisfies Record<PresenceState, Key>,
  state: {
    idle: 'state.idle',
    inUse: 'state.inUse',
    busy: 'state.busy',
    unavailable: 'state.unavailable',
    unregistered: 'state.unregistered',
    ringing: 'state.ringing',
    inUseRinging: 'state.inUseRinging',
    hold: 'state.hold',
    inUseHold: 'state.inUseHold',
    removed: 'state.removed',
    unknown: 'state.unknown',
  } satisfies Record<TileState, Key>,
  'answer.as': {
    table: 'answer.as.table',
    messages: 'answer.as.messages',
    raw: 'answer.as.raw',
  } satisfies Record<Look, Key>,
  direction: {
    inbound: 'direction.inbound',
    outbound: 'direction.outbound',
    internal: 'direction.internal',
  } satisfies Record<Call['direction'], Key>,
} as const;

test('every text is said somewhere', () => {
  const families = new Set<string>(Object.values(FAMILIES).flatMap((family) => Object.values(family)));
  const unsaid = Object.keys(en).filter((key) => !families.has(key) && !source.includes(`'${key}'`));
  expect(unsaid).toEqual([]);
});

test('every family of texts is put together in the pages, and no other', () => {
  const said = [...source.matchAll(/say\(\s*`([\w.]+)\.\$\{/g)].map((match) => match[1]);
  expect([...new Set(said)].sort()).toEqual(Object.keys(FAMILIES).sort());
});
