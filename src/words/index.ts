/**
 * Every text a person sees, by key. `en.ts` is the source: another language is one more file with the same
 * keys, checked by the compiler (keys) and by tests/words (placeholders, plural forms, nothing untranslated).
 */
import { en } from './en.ts';
import type { en as workbench } from './workbench/en.ts';

/** Plural forms by CLDR category; the number is always called `count`. */
export type Plural = { readonly other: string } & Partial<
  Readonly<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>>
>;
export type Phrase = string | Plural;
type Source = typeof en & typeof workbench;
export type Key = keyof Source;
/** The texts every page has. */
export type Dictionary = Readonly<Record<keyof typeof en, Phrase>>;
/** The texts of the workbench, which come with it. */
export type WorkbenchDictionary = Readonly<Record<keyof typeof workbench, Phrase>>;
/** What is at hand: the page's texts, and those of the chapters opened so far. */
export type Vocabulary = { readonly [K in Key]?: Phrase };
/** Texts that are loaded with what shows them, in every language. */
export interface Chapter {
  readonly source: Vocabulary;
  readonly load: Readonly<Record<string, () => Promise<Vocabulary>>>;
}

/** The placeholders of a text: `'Ring {target}'` → `'target'`. */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<P> = P extends string ? Names<P> : Names<P[keyof P] & string>;
type ValuesOf<K extends Key> = Readonly<{
  [N in NamesOf<Source[K]>]: N extends 'count' ? number : string | number | Say;
}>;

/** Something to be said, in no language yet: the core returns these, a page renders them. */
export interface Say {
  readonly key: Key;
  readonly values: Readonly<Record<string, string | number | Say>>;
}

/** `say('drop.ring', { target: 'Anna' })`: the key and its placeholders are checked by the compiler. */
export function say<K extends Key>(
  key: K,
  ...values: keyof ValuesOf<K> extends never ? [] : [ValuesOf<K>]
): Say {
  return { key, values: values[0] ?? {} };
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Puts a text in words. Values are isolated, so that a right-to-left name cannot turn the sentence around. */
export function inWords(said: Say, dictionary: Vocabulary, language: string): string {
  const phrase = dictionary[said.key];
  // Its chapter is not open: nothing can be said.
  if (phrase === undefined) return '';
  const template =
    typeof phrase === 'string'
      ? phrase
      : (phrase[new Intl.PluralRules(language).select(Number(said.values['count']))] ?? phrase.other);
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = said.values[name];
    if (value === undefined) return '';
    if (typeof value === 'number') return new Intl.NumberFormat(language).format(value);
    if (typeof value === 'object') return inWords(value, dictionary, language);
    return FIRST_STRONG_ISOLATE + value + POP_ISOLATE;
  });
}

export { en };
