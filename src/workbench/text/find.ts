/** What a text is searched for, where it is found, and what is put in its place. */
import type { Text } from '@codemirror/state';

/** `\n`, `\r`, `\t` and `\\` stand for what one cannot type into a field, in `text` unless it is a regular expression. */
export interface Query {
  readonly text: string;
  readonly regexp: boolean;
  readonly matchCase: boolean;
  readonly wholeWords: boolean;
}

export interface Place {
  readonly from: number;
  readonly to: number;
}

export interface Match extends Place {
  /** The match and its groups. */
  readonly groups: readonly (string | undefined)[];
}

const MEANT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const meant = (text: string): string =>
  text.replace(/\\([nrt\\])/g, (_whole, sign: string) => MEANT[sign] ?? sign);
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** What finds this text as it stands, typed into the field. */
export const typed = (text: string, regexp: boolean): string =>
  (regexp ? literally(text) : text.replace(/\\(?=[nrt\\])/g, '\\\\'))
    // A field drops the ends of lines.
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');

const WORD = '[\\p{Alphabetic}\\p{M}\\p{N}_]';

/** Undefined where there is nothing to look for, or what is typed is no regular expression. */
export function patternOf({ text, regexp, matchCase, wholeWords }: Query): RegExp | undefined {
  if (text === '') return undefined;
  try {
    // By itself first: in brackets, `a)(b` would be one.
    if (regexp) new RegExp(text, 'u');
    // An ö is one letter or two, depending on who wrote the file.
    const forms = [meant(text), meant(text).normalize('NFC'), meant(text).normalize('NFD')];
    const wanted = regexp ? text : [...new Set(forms)].map(literally).join('|');
    return new RegExp(
      wholeWords ? `(?:(?<!${WORD})|(?!${WORD}))(?:${wanted})(?:(?!${WORD})|(?<!${WORD}))` : wanted,
      matchCase ? 'gmu' : 'gimu',
    );
  } catch {
    return undefined;
  }
}

/** Characters looked through at a time, to the end of a line; what begins there may be this much longer. */
const AT_A_TIME = 10_000;

const startOfLine = (doc: Text, at: number): number => doc.lineAt(Math.max(0, at)).from;

/**
 * What begins between these places, in order, none in another. Yields undefined after every few thousand characters,
 * so that whoever counts in a long text can let others have their turn. A match sees the line before it, and no more
 * than some ten thousand characters behind it.
 */
export function* matches(
  doc: Text,
  pattern: RegExp,
  from = 0,
  until = doc.length,
): Generator<Match | undefined, void> {
  // One's own: where it goes on is part of it, and others may look for the same meanwhile.
  const search = new RegExp(pattern);
  for (let at = from; at <= until; yield) {
    const start = startOfLine(doc, startOfLine(doc, at) - 1);
    const end = Math.min(until, doc.lineAt(Math.min(doc.length, at + AT_A_TIME)).to);
    const text = doc.sliceString(start, doc.lineAt(Math.min(doc.length, end + AT_A_TIME)).to);
    search.lastIndex = at - start;
    at = end + 1;
    for (let groups; (groups = search.exec(text)) && start + groups.index <= end;) {
      const found = start + groups.index;
      const to = found + groups[0].length;
      yield { from: found, to, groups };
      at = Math.max(at, to);
      if (to === found) search.lastIndex += (text.codePointAt(to - start) ?? 0) > 0xffff ? 2 : 1;
    }
  }
}

const isSame = (a: Place, b: Place): boolean => a.from === b.from && a.to === b.to;

/** What stands exactly there. */
export function matchAt(doc: Text, pattern: RegExp, place: Place): Match | undefined {
  for (const match of matches(doc, pattern, place.from, place.from))
    if (match && isSame(match, place)) return match;
  return undefined;
}

/** The first behind this place; after the last one comes the first again. */
export function next(doc: Text, pattern: RegExp, place: Place): Match | undefined {
  for (const match of matches(doc, pattern, place.to)) if (match && !isSame(match, place)) return match;
  for (const match of matches(doc, pattern)) if (match) return match;
  return undefined;
}

/** The last before this place; before the first one comes the last again. */
export function previous(doc: Text, pattern: RegExp, place: Place): Match | undefined {
  const lastBefore = (limit: number, but?: Place): Match | undefined => {
    for (let until = limit; until >= 0;) {
      const start = startOfLine(doc, until - AT_A_TIME);
      let last: Match | undefined;
      for (const match of matches(doc, pattern, start, until))
        if (match && match.to <= limit && !(but && isSame(match, but))) last = match;
      if (last) return last;
      until = start - 1;
    }
    return undefined;
  };
  return lastBefore(place.from, place) ?? lastBefore(doc.length);
}

/** What is put in the place of a match: of a regular expression, `$1` is its first group, `$&` all of it, `$$` a `$`. */
export function replacement(regexp: boolean, text: string, { groups }: Match): string {
  if (!regexp) return meant(text);
  return meant(text).replace(
    /\$(?:([$&])|(\d)(\d?))/g,
    (whole, sign: string, first: string, second: string) => {
      if (sign === '$') return '$';
      if (sign === '&') return groups[0] ?? '';
      const isGroup = (number: number): boolean => number > 0 && number < groups.length;
      if (second !== '' && isGroup(Number(first + second))) return groups[Number(first + second)] ?? '';
      return isGroup(Number(first)) ? (groups[Number(first)] ?? '') + second : whole;
    },
  );
}
