import { createContext } from 'svelte';
import type { Announcer } from './announcer.svelte.ts';
import type { Clock } from './clock.svelte.ts';
import type { Keys } from './keys.svelte.ts';
import type { Language } from './language.svelte.ts';
import type { Preferences } from './preferences.ts';
import type { Theme } from './theme.svelte.ts';

/** What every control may use; made once by the composition root. */
export interface Ui {
  readonly language: Language;
  readonly theme: Theme;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly preferences: Preferences;
  /** Apple keyboards write other signs on their keys. */
  readonly apple: boolean;
}

export const [useUi, provideUi] = createContext<Ui>();
