import { untrack } from 'svelte';
import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import type { Say } from '../words/index.ts';
import type { Preferences } from './preferences.ts';

/** One thing a key does. */
export interface Shortcut {
  /** Stable: a person's own key for it is stored under this. */
  readonly id: string;
  readonly label: Say;
  /** tinykeys patterns of one press: `t`, `$mod+k`, `?`. The first is the one shown. */
  readonly keys: readonly string[];
  /** Whether it means anything now; when not, the key is left to the browser and to others. */
  readonly when?: () => boolean;
  run(): void;
}

export interface Keys {
  /** What keys do now, for the cheat sheet; the latest group first. */
  readonly shortcuts: readonly Shortcut[];
  /** The latest addition wins a key that two want. Returns the undo. */
  add(shortcuts: readonly Shortcut[]): () => void;
  /** Patterns in force for a shortcut: a person's own, or its defaults. */
  patterns(shortcut: Pick<Shortcut, 'id' | 'keys'>): readonly string[];
  /** While something stands before the page no key does anything. Returns the undo. */
  pause(): () => void;
  /** `''` switches the key off, `undefined` gives the default back. */
  rebind(id: string, pattern: string | undefined): void;
  close(): void;
}

const FIELDS = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
// Kinds of input that take no text; letters mean nothing to them.
const NOT_TYPED = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'color', 'file']);

/** Whether keys typed now belong to a field. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest(FIELDS);
  return field !== null && !(field instanceof HTMLInputElement && NOT_TYPED.has(field.type));
}

/**
 * A press against a pattern. Signs (`/`, `?`) stand on other keys, with or without Shift, on other keyboards:
 * they match by the sign alone.
 */
function matches(event: KeyboardEvent, pattern: string): boolean {
  if (/^[^\p{L}\p{N}\s]$/u.test(pattern))
    return event.key === pattern && !event.ctrlKey && !event.metaKey && (!event.altKey || event.shiftKey);
  const [press] = parseKeybinding(pattern);
  return press !== undefined && matchKeyBindingPress(event, press);
}

/** The pattern a press would be written as; `undefined` for a modifier alone. */
export function patternOf(event: KeyboardEvent): string | undefined {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(event.key)) return undefined;
  const sign = /^[^\p{L}\p{N}\s]$/u.test(event.key);
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (sign && !event.ctrlKey && !event.metaKey) return key;
  return [
    event.ctrlKey && 'Control',
    event.metaKey && 'Meta',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    key,
  ]
    .filter((part) => part !== false)
    .join('+');
}

const hasModifier = (event: KeyboardEvent) => event.ctrlKey || event.metaKey;

/**
 * One listener for the page. A key is never taken from a focused field, from an open dialog or menu, or from a control
 * that has already used it.
 */
export function createKeys(page: Window, preferences: Preferences): Keys {
  let groups = $state.raw<readonly (readonly Shortcut[])[]>([]);
  let own = $state.raw<Readonly<Record<string, string>>>({});
  let paused = 0;
  try {
    const stored: unknown = JSON.parse(preferences.get('keys') ?? '{}');
    if (typeof stored === 'object' && stored !== null)
      own = Object.fromEntries(
        Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
  } catch {
    // Not ours, or broken: the defaults serve.
  }

  const patterns: Keys['patterns'] = ({ id, keys }) => {
    const chosen = own[id];
    return chosen === undefined ? keys : chosen === '' ? [] : [chosen];
  };
  const pressed = (event: KeyboardEvent) => {
    if (paused > 0 || event.defaultPrevented || event.repeat || event.isComposing) return;
    // What is inside a shadow root (the text of a file) is known here by its host alone.
    if (isField(event.composedPath()[0] ?? event.target) && !hasModifier(event)) return;
    if (page.document.querySelector('dialog[open], :popover-open') !== null) return;
    for (const group of groups)
      for (const shortcut of group)
        if (patterns(shortcut).some((pattern) => matches(event, pattern)) && (shortcut.when?.() ?? true)) {
          event.preventDefault();
          shortcut.run();
          return;
        }
  };
  page.addEventListener('keydown', pressed);

  return {
    get shortcuts() {
      return groups.flat();
    },
    add(shortcuts) {
      const group = [...shortcuts];
      // Added from effects, which must not run again because others add theirs.
      groups = [group, ...untrack(() => groups)];
      return () => {
        groups = untrack(() => groups).filter((other) => other !== group);
      };
    },
    patterns,
    pause() {
      paused += 1;
      return () => {
        paused -= 1;
      };
    },
    rebind(id, pattern) {
      const next: Record<string, string> = {};
      for (const [other, key] of Object.entries(own)) if (other !== id) next[other] = key;
      if (pattern !== undefined) next[id] = pattern;
      own = next;
      preferences.set('keys', Object.keys(next).length === 0 ? undefined : JSON.stringify(next));
    },
    close: () => page.removeEventListener('keydown', pressed),
  };
}
