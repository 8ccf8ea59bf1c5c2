import {
  inWords,
  type Chapter,
  type Dictionary,
  type Key,
  type Say,
  type Vocabulary,
} from '../words/index.ts';
import type { Preferences } from './preferences.ts';
import { pseudo } from './pseudo.ts';

export interface Language {
  /** BCP 47; `en-XA` is the pseudo locale. */
  readonly code: string;
  readonly direction: 'ltr' | 'rtl';
  /** Codes that can be chosen, each with its own name for itself. */
  readonly choices: readonly { readonly code: string; readonly name: string }[];
  readonly t: (said: Say) => string;
  choose(code: string): Promise<void>;
  /** Adds the texts of a room that comes later; resolved when they can be said. Twice is once. */
  open(chapter: Chapter): Promise<void>;
}

export interface LanguageOptions {
  /** Always at hand; what the page speaks until another is loaded. */
  readonly source: Dictionary;
  /** Loaded when chosen. */
  readonly load: Readonly<Record<string, () => Promise<Dictionary>>>;
  /** Wishes in order, as `navigator.languages` gives them. */
  readonly wanted: readonly string[];
  readonly preferences: Preferences;
  /** Carries `lang` and `dir`. */
  readonly root: HTMLElement;
}

const PSEUDO = 'en-XA';
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** The language of the page, changed without a reload. The first wish is loaded before this returns. */
export async function createLanguage(options: LanguageOptions): Promise<Language> {
  const { source, load, preferences, root } = options;
  const codes = ['en', ...Object.keys(load)];
  const nameOf = (code: string) => new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;

  let chapters: readonly Chapter[] = [];
  let current = $state.raw<{ readonly code: string; readonly dictionary: Vocabulary }>({
    code: 'en',
    dictionary: source,
  });
  // Texts without values are the many (a word on every tile): looked up, not built.
  let plain: Partial<Record<Key, string>> = {};

  const partOf = async (code: string, part: Chapter): Promise<Vocabulary | undefined> => {
    if (code === 'en') return part.source;
    if (code === PSEUDO) return pseudo(part.source);
    return part.load[code]?.();
  };
  const dictionaryOf = async (code: string): Promise<Vocabulary | undefined> => {
    const parts = await Promise.all([{ source, load }, ...chapters].map((part) => partOf(code, part)));
    return parts[0] && parts.reduce<Vocabulary>((all, part) => ({ ...all, ...part }), {});
  };
  const speak = async (code: string): Promise<void> => {
    const dictionary = await dictionaryOf(code);
    if (dictionary === undefined) return;
    plain = {};
    current = { code, dictionary };
    root.lang = code;
    root.dir = RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr';
  };

  const language: Language = {
    get code() {
      return current.code;
    },
    get direction() {
      return RIGHT_TO_LEFT.has(current.code) ? 'rtl' : 'ltr';
    },
    choices: codes.map((code) => ({ code, name: nameOf(code) })),
    t: (said) => {
      const { code, dictionary } = current;
      for (const _ in said.values) return inWords(said, dictionary, code);
      return (plain[said.key] ??= inWords(said, dictionary, code));
    },
    async choose(code) {
      await speak(code);
      preferences.set('language', code);
    },
    async open(chapter) {
      if (chapters.includes(chapter)) return;
      chapters = [...chapters, chapter];
      try {
        await speak(current.code);
      } catch {
        // A language file that does not load must not keep the room shut: its English came with it.
        plain = {};
        current = { code: current.code, dictionary: { ...chapter.source, ...current.dictionary } };
      }
    },
  };

  const wished = [preferences.get('language'), ...options.wanted]
    .filter((code) => code !== undefined)
    .map((code) => (code === PSEUDO ? code : (code.split('-')[0] ?? code)))
    .find((code) => code === PSEUDO || codes.includes(code));
  // A language file that does not load must not keep the switchboard from opening: English is at hand.
  await speak(wished ?? 'en').catch(() => speak('en'));
  return language;
}
