/** Scripts whose letters join, or that write with joiners: there a joiner says how the letters beside it look. */
const JOINING = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Adlam', 'Hanifi_Rohingya', 'Phags_Pa'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam'],
  ...['Sinhala', 'Myanmar', 'Khmer', 'Tibetan', 'Balinese', 'Javanese', 'Meetei_Mayek', 'Chakma', 'Grantha'],
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');
const LETTER = `(?=[\\p{L}\\p{M}])[${JOINING}]`;
/** A picture, in its colour and with the skin somebody chose. */
const PICTURE = '\\p{Extended_Pictographic}[\ufe0f\\p{Emoji_Modifier}]*';

/**
 * Characters that do not show, or that turn the writing around: what stands in a line is then not what is seen. Bidi
 * marks and overrides, odd blanks and separators, the tags of Unicode, controls; joiners wherever they are no part of
 * a word or a picture: between two letters that join, or two pictures, they are spelling.
 */
export const INVISIBLE = new RegExp(
  [
    // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are meant, each by itself
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
      .source,
    `[\\u200c\\u200d](?<!${LETTER}[\\u200c\\u200d](?=${LETTER})|${PICTURE}\\u200d(?=\\p{Extended_Pictographic}))`,
  ].join('|'),
  'gu',
);

/** As Unicode writes it: `U+202E`. */
const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The code of each, in order. */
export const invisibleIn = (text: string): readonly string[] =>
  (text.match(INVISIBLE) ?? []).map((character) => codeOf(character));

/** The text in pieces: what shows, and the code of what does not. */
export type Shown = { readonly text: string } | { readonly code: string };

export function visible(text: string): readonly Shown[] {
  const pieces: Shown[] = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
    if (index > from) pieces.push({ text: text.slice(from, index) });
    pieces.push({ code: codeOf(character) });
    from = index + character.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** The same where only text can be: `⟨U+202E⟩`. */
export const visibleText = (text: string): string =>
  text.replace(INVISIBLE, (character) => `⟨${codeOf(character)}⟩`);
