import type { Preferences } from './preferences.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export interface Theme {
  readonly choice: ThemeChoice;
  choose(choice: ThemeChoice): void;
}

/** `color-scheme` of the root decides; every colour is a `light-dark()` of theme.css. */
export function createTheme(preferences: Preferences, root: HTMLElement): Theme {
  const stored = preferences.get('theme');
  let choice = $state.raw<ThemeChoice>(themeChoices.find((known) => known === stored) ?? 'system');
  const show = () => {
    if (choice === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = choice;
  };
  show();
  return {
    get choice() {
      return choice;
    },
    choose(next) {
      choice = next;
      preferences.set('theme', next);
      show();
    },
  };
}
