/** The menus of languages and themes, the same before and after signing in. */
import { themeChoices, type MenuChoice, type Ui } from './ui/index.ts';
import { say } from './words/index.ts';

export function languageChoices({ language }: Ui): readonly MenuChoice[] {
  return language.choices.map(({ code, name }) => ({
    id: code,
    label: name,
    checked: language.code === code,
    run: () => void language.choose(code),
  }));
}

export function themeMenu({ theme, language }: Ui): readonly MenuChoice[] {
  return themeChoices.map((choice) => ({
    id: choice,
    label: language.t(say(`ui.theme.${choice}`)),
    checked: theme.choice === choice,
    run: () => theme.choose(choice),
  }));
}
