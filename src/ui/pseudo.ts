import type { Phrase, Vocabulary } from '../words/index.ts';

const PLAIN = 'abcdefghijklmnopqrstuvwxyz';
const ACCENTED = 'áƀćďéƒğĥíĵķĺɱńóþʠŕšţúṽŵẋýž';
const accent = (letter: string): string => ACCENTED.charAt(PLAIN.indexOf(letter));

/** A language nobody speaks: what stays plain on the screen has escaped the words, what is cut has too little room. */
export function pseudo(source: Vocabulary): Vocabulary {
  const bend = (text: string) =>
    `[${text.replace(/\{\w+\}|[a-z]/g, (part) => (part.startsWith('{') ? part : accent(part)))}${'·'.repeat(Math.ceil(text.length / 4))}]`;
  const bent = (phrase: Phrase): Phrase =>
    typeof phrase === 'string'
      ? bend(phrase)
      : { other: bend(phrase.other), ...(phrase.one === undefined ? {} : { one: bend(phrase.one) }) };
  return Object.fromEntries(Object.entries(source).map(([key, phrase]) => [key, bent(phrase)]));
}
