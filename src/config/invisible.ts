/**
 * Characters that do not show, or that turn the writing around: what stands in a line is then not what is seen. Bidi
 * marks and overrides, joiners, odd blanks and separators, the tags of Unicode, controls.
 */
export const INVISIBLE =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are meant, each by itself
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

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
