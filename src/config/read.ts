/**
 * What Asterisk tells of a file, as a reading, and a reading as a document. GetConfig (with `Filter: TEMPLATES=include`)
 * and GetConfigJSON tell the same; neither tells comments, arrows, or which lines are inherited.
 */
import { readRawman, type Message } from '../ami/index.ts';
import { arrowOf } from './edits.ts';
import { fold, readLines } from './document.ts';
import { readEntries, type Entries, type Json } from './entries.ts';
import { atOnce, type Steps } from './slices.ts';
import type { Category, Document, Line, Reading, Variable } from './types.ts';

interface Filling {
  name: string;
  template: boolean;
  templates: readonly string[];
  variables: Variable[];
}

/** The answer to GetConfig. */
export const readGetConfig = (response: Message): Reading => atOnce(readSteps(response));

export function* readSteps(response: Message): Steps<Reading> {
  const categories: Filling[] = [];
  for (const piece of piecesOf(response, PIECE)) {
    fill(categories, piece);
    yield;
  }
  return { categories };
}

/** Characters of an answer that are read in one slice. */
const PIECE = 100_000;
/** Enough for the largest screen. */
const GLIMPSE = 24_000;

/**
 * What the beginning of a long answer tells, quickly: the first sections, the last of them perhaps not to its end.
 * Undefined where the answer is not long.
 */
export function glimpseOf(response: Message): Reading | undefined {
  if (response.text.length < 4 * GLIMPSE) return undefined;
  const [piece] = piecesOf(response, GLIMPSE);
  if (piece === undefined || piece === response) return undefined;
  const categories: Filling[] = [];
  fill(categories, piece);
  // What a section is stands in front of its first line: without one it may not have been told yet.
  if (categories.at(-1)?.variables.length === 0) categories.pop();
  return categories.length === 0 ? undefined : { categories };
}

/** An answer in rawman in pieces of whole lines; in mxml, where lines are nothing, it is one. */
function* piecesOf(response: Message, length: number): Generator<Message> {
  const { text } = response;
  if (text.length <= length || !text.startsWith('Response:')) {
    yield response;
    return;
  }
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from + length);
    const until = newline === -1 ? text.length : newline + 1;
    yield* readRawman(text.slice(from, until));
    from = until;
  }
}

function fill(categories: Filling[], { headers }: Message): void {
  for (const [header, value] of headers) {
    // mxml folds the dash.
    const kind = header.slice(0, Math.max(0, header.search(/[-_]/))).toLowerCase();
    const current = categories.at(-1);
    if (kind === 'category') categories.push({ name: value, template: false, templates: [], variables: [] });
    else if (!current) continue;
    else if (kind === 'line') current.variables.push(variableOf(value));
    else if (kind === 'istemplate') current.template = true;
    else if (kind === 'templates') current.templates = value.split(',');
  }
}

/** `name=value`; a name may hold a `=` only in front, where it was escaped. */
function variableOf(text: string): Variable {
  const equals = text.indexOf('=', 1);
  return equals === -1
    ? { name: text, value: '' }
    : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

/**
 * The answer to GetConfigJSON. Throws NotJson where Asterisk did not send any (a template's name with a quote in it).
 */
export function readGetConfigJson(response: Message): Reading {
  const json = readEntries(response.get('JSON') ?? '{}');
  const { keys, values } = entriesOf(json);
  const names = new Set<string>();
  const categories = keys.map((name, at) => {
    const category = categoryOf(name, entriesOf(values[at] ?? null), names);
    names.add(name);
    return category;
  });
  return { categories };
}

const isEntries = (json: Json): json is Entries =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const entriesOf = (json: Json): Entries => (isEntries(json) ? json : { keys: [], values: [] });

/** What the section is stands in front of its lines, among their names; a number is no line's value. */
function categoryOf(name: string, { keys, values }: Entries, earlier: ReadonlySet<string>): Category {
  const template = keys[0] === 'istemplate' && values[0] === 1;
  let from = template ? 1 : 0;
  let templates: readonly string[] = [];
  const told = values[from];
  // A line may be called so as well; templates are sections that stand above.
  if (keys[from] === 'templates' && typeof told === 'string') {
    const list = told.split(',');
    if (list.every((one) => earlier.has(one))) {
      templates = list;
      from += 1;
    }
  }
  const variables: Variable[] = [];
  for (let at = from; at < keys.length; at += 1) {
    const value = values[at];
    variables.push({ name: keys[at] ?? '', value: typeof value === 'string' ? value : '' });
  }
  return { name, template, templates, variables };
}

/** A text that Asterisk would read as this: the lines of each section that are its own, in one form. */
export const documentOf = (reading: Reading): Document => atOnce(documentSteps(reading));

export function* documentSteps({ categories }: Reading): Steps<Document> {
  const byName = new Map<string, Category>();
  const lines: Line[] = [];
  let depth = 0;
  let text = '';
  const read = (): void => {
    for (let at = 0; at < text.length;) ({ at, depth } = readLines(text, at, depth, lines));
    text = '';
  };
  for (const category of categories) {
    const { name, template, templates } = category;
    const options = [...(template ? ['!'] : []), ...templates];
    if (category !== categories[0]) text += '\n';
    text += `[${escaped(name)}]${options.length > 0 ? `(${options.join(',')})` : ''}\n`;
    const inherited = templates.flatMap((one) => byName.get(fold(one))?.variables ?? []);
    for (const line of ownLines(category.variables, inherited)) {
      text += `${line}\n`;
      if (text.length < PIECE) continue;
      read();
      yield;
    }
    if (!byName.has(fold(name))) byName.set(fold(name), category);
  }
  read();
  return { bom: false, lines };
}

const escaped = (text: string): string => (text.includes(';') ? text.replaceAll(';', '\\;') : text);

function* ownLines(
  variables: readonly Variable[],
  inherited: readonly Variable[],
): Generator<string, void, void> {
  let at = 0;
  for (const one of variables) {
    const found =
      at >= inherited.length ? -1 : inherited.findIndex((other, place) => place >= at && isSame(one, other));
    const expected = inherited[at];
    if (found !== -1) at = found + 1;
    else if (expected && one.name === expected.name && one.value.startsWith(expected.value)) {
      // An inherited line that was added to stands in the place of the inherited one.
      yield `${nameText(one.name)} +=${escaped(one.value.slice(expected.value.length))}`;
      at += 1;
    } else {
      at = inherited.length;
      yield `${nameText(one.name)} ${arrowOf(one.name)} ${escaped(one.value)}`.trimEnd();
    }
  }
}

const isSame = (one: Variable, other: Variable): boolean =>
  one.name === other.name && one.value === other.value;

/** What would be read as something else in front of a line is escaped. */
const nameText = (name: string): string => (/^[[#=\\]/.test(name) ? `\\${escaped(name)}` : escaped(name));
