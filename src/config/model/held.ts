/** What Asterisk holds, while it is being changed, and what its lists and strings do (config.c, utils.c, strings.h). */
import { decode } from '../../ami/index.ts';
import { byteLength as utf8Length, fold, LONGEST_NAME, strip } from '../document.ts';
import type { Charset, LoadedCategory, LoadedFile, LoadedInclude, LoadedVariable, Place } from '../model.ts';
import type { Traits } from '../types.ts';

export type Held<T> = { -readonly [K in keyof T]: T[K] };
export type HeldComments = { before: string; beside: string; after: string };
export type HeldVariable = Held<Omit<LoadedVariable, 'comments'>> & { comments: HeldComments };
export type HeldCategory = Held<Omit<LoadedCategory, 'comments' | 'templates' | 'variables'>> & {
  comments: HeldComments;
  templates: { name: string; of: HeldCategory }[];
  variables: HeldVariable[];
};
export type HeldInclude = Held<Omit<LoadedInclude, 'comments'>> & {
  comments: HeldComments;
  /** How often its file was included again. */
  again: number;
};

export const noComments = (): HeldComments => ({ before: '', beside: '', after: '' });

export function byteLength(text: string, charset: Charset): number {
  return charset === 'bytes' ? text.length : utf8Length(text);
}

/** The text as one character a byte, and back. */
export function toBytes(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

export function fromBytes(bytes: string): string {
  return decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
}

/** A section's name as Asterisk keeps it: 79 bytes, be it in the middle of a letter. */
export function cutName(name: string, charset: Charset): string {
  if (byteLength(name, charset) <= LONGEST_NAME) return name;
  return charset === 'bytes' ? name.slice(0, LONGEST_NAME) : fromBytes(toBytes(name).slice(0, LONGEST_NAME));
}

const isBlank = (text: string, at: number): boolean => text.charCodeAt(at) < 33;

export function skipBlanks(text: string): string {
  let from = 0;
  while (from < text.length && isBlank(text, from)) from++;
  return text.slice(from);
}

export function trimBlanks(text: string): string {
  let until = text.length;
  while (until > 0 && isBlank(text, until - 1)) until--;
  return text.slice(0, until);
}

/** Without regard to the case of A–Z, as in the C locales. */
export function sameWord(one: string, other: string): boolean {
  return one === other || (one.length === other.length && fold(one) === fold(other));
}

/** Separates as `ast_strsep` does: not inside quotes or behind a backslash; parts lose blanks and their quotes. */
export function separate(text: string, separator: string): string[] {
  const parts: string[] = [];
  let rest: string | undefined = text;
  while (rest !== undefined) {
    const [part, next]: [string, string | undefined] = separateOnce(rest, separator);
    parts.push(unquote(part));
    rest = next;
  }
  return parts;
}

function separateOnce(text: string, separator: string): [string, string | undefined] {
  const quotes: string[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at += 2;
    const letter = text[at];
    if (letter === undefined) break;
    if (letter === '"' || letter === "'") {
      if (letter === quotes.at(-1)) quotes.pop();
      else quotes.push(letter);
    }
    if (letter === separator && quotes.length === 0) return [text.slice(0, at), text.slice(at + 1)];
  }
  return [text, undefined];
}

function unquote(text: string): string {
  const bare = strip(text);
  const quote = bare[0];
  return (quote === '"' || quote === "'") && bare.endsWith(quote) ? bare.slice(1, -1) : bare;
}

/**
 * Whether a section is meant: by name (any, when it is empty), and by a filter: `TEMPLATES=include`, or expressions
 * `name=value`, each of which some variable must match. Without a filter templates are not meant.
 */
export function isMeant(category: HeldCategory, name: string, filter: string, separator = ','): boolean {
  if (name !== '' && !sameWord(category.name, name)) return false;
  if (filter === '') return !category.template;
  let templatesToo = false;
  for (const expression of separate(filter, separator)) {
    const [wantedName, wantedValue] = separate(expression, '=');
    if (wantedName === undefined || wantedValue === undefined) return false;
    if (wantedName === 'TEMPLATES') {
      if (sameWord(wantedValue, 'include')) {
        templatesToo ||= category.template;
      } else if (sameWord(wantedValue, 'restrict') && category.template) {
        templatesToo = true;
      } else {
        return false;
      }
      continue;
    }
    const names = expressionOf(wantedName);
    const values = expressionOf(wantedValue);
    if (!names || !values) return false;
    if (!category.variables.some((one) => names.test(one.name) && values.test(one.value))) return false;
  }
  return !category.template || templatesToo;
}

/** A POSIX extended expression; the few that mean something else in JavaScript are not in use for names and values. */
function expressionOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** A new line takes the place of the one (of several equal ones: which, versions differ). The old ones, now gone. */
export function update(
  category: HeldCategory,
  name: string,
  match: string,
  value: string,
  arrow: '=' | '=>',
  traits: Traits,
): HeldVariable[] {
  const hits = category.variables.filter(
    (one) => sameWord(one.name, name) && (match === '' || sameWord(one.value, match)),
  );
  const chosen = traits.updateHits === 'all' ? hits : hits.slice(traits.updateHits === 'first' ? 0 : -1);
  const gone = traits.updateHits === 'first' ? chosen.slice(0, 1) : chosen;
  for (const old of gone) {
    category.variables[category.variables.indexOf(old)] = {
      name,
      value,
      arrow: old.arrow === '=>' ? '=>' : arrow,
      inherited: false,
      at: old.at,
      comments: old.comments,
    };
  }
  return gone;
}

/** Behind the line Asterisk takes for the last one: what stands behind that is lost. */
export function append(category: HeldCategory, variables: readonly HeldVariable[]): void {
  if (variables.length === 0) return;
  category.variables.length = category.tail + 1;
  category.variables.push(...variables);
  category.tail = category.variables.length - 1;
}

/** The child gets copies of the template's lines, which remember where they came from. */
export function inherit(child: HeldCategory, template: HeldCategory): void {
  child.templates.push({ name: template.name, of: template });
  append(
    child,
    template.variables.map((one) => ({ ...one, inherited: true, comments: noComments() })),
  );
}

export const newCategory = (name: string, template: boolean, at: Place, charset: Charset): HeldCategory => ({
  name: cutName(name, charset),
  template,
  templates: [],
  variables: [],
  tail: -1,
  at,
  comments: noComments(),
});

/** A copy to change; templates point into the copy. */
export function copy(file: LoadedFile): HeldCategory[] {
  const copies = new Map<LoadedCategory, HeldCategory>();
  for (const one of file.categories) {
    copies.set(one, {
      ...one,
      templates: [],
      variables: [...one.variables],
      comments: { ...one.comments },
    });
  }
  for (const [one, held] of copies) {
    for (const { name, of } of one.templates) {
      const template = copies.get(of);
      if (template) held.templates.push({ name, of: template });
    }
  }
  return [...copies.values()];
}
