/**
 * What a person does to a document, as values: each gesture gives the edits it comes to, or why it cannot be. Nothing
 * a person typed reaches a line unless the line then reads back as exactly that.
 */
import {
  LONGEST_LINE,
  LONGEST_NAME,
  apply,
  byteLength,
  fold,
  meaningOf,
  parse,
  scan,
  strip,
} from './document.ts';
import { editsTo } from './diff.ts';
import type { Document, Edit, Line } from './types.ts';

export type Gesture =
  | { readonly tag: 'edits'; readonly edits: readonly Edit[] }
  | { readonly tag: 'refused'; readonly why: EditRefusal; readonly at?: number };

export type EditRefusal =
  /** CR, LF or NUL in a field. */
  | 'lineBreak'
  | 'noName'
  /** Asterisk would read the name as something else: `=` or `;` in it, `[`, `#` or `\` in front, `+` behind; `]` of a section. */
  | 'badName'
  /** A section's name of 80 bytes and more would be cut. */
  | 'longName'
  /** A line of 8,191 bytes and more would be skipped. */
  | 'tooLong'
  /** A block comment begins or ends in the line. */
  | 'besideBlock'
  /** The line is not what the gesture is for. */
  | 'wrongLine'
  /** There is nothing to move it past. */
  | 'noPlace'
  /** Other sections inherit from it. */
  | 'inUse'
  /** A template has to stand in front of those who inherit from it. */
  | 'templateBelow'
  | 'noSuchTemplate'
  /** The search is no regular expression. */
  | 'badPattern';

const edits = (list: readonly Edit[]): Gesture => ({ tag: 'edits', edits: list });
const refused = (why: EditRefusal, at?: number): Gesture =>
  at === undefined ? { tag: 'refused', why } : { tag: 'refused', why, at };
const put = (from: number, until: number, lines: readonly string[]): Edit => ({ from, until, lines });

type EntryLine = Line & { readonly tag: 'entry' };
type HeaderLine = Line & { readonly tag: 'section' };

const entryAt = (document: Document, at: number): EntryLine | undefined => {
  const line = document.lines[at];
  return line?.tag === 'entry' ? line : undefined;
};
const headerAt = (document: Document, at: number): HeaderLine | undefined => {
  const line = document.lines[at];
  return line?.tag === 'section' ? line : undefined;
};

/** The edits that take the edits back, told by the lines of the document they made. */
export function invert(document: Document, list: readonly Edit[]): readonly Edit[] {
  const before = document.lines;
  const after = apply(document, list).lines;
  const tail = tailOf(before, after, list);
  const inverse: Edit[] = [];
  let ahead = 0;
  const restore = (from: number, until: number, start: number, stop: number): void => {
    const lines = before.slice(from, until);
    inverse.push({
      from: start,
      until: stop,
      lines: lines.map(({ text }) => text),
      ends: lines.map(({ end }) => end),
    });
  };
  for (const { from, until, lines } of list) {
    if (until > tail || from > tail) break;
    restore(from, until, from + ahead, from + ahead + lines.length);
    ahead += lines.length - (until - from);
  }
  if (tail < before.length) restore(tail, before.length, tail + ahead, after.length);
  return inverse;
}

/**
 * How a file ends depends on which line is its last, so edits can change the end of a line they do not touch: the last
 * there was, or the last there is. From which line on all is given back, to be exact again.
 */
function tailOf(before: readonly Line[], after: readonly Line[], list: readonly Edit[]): number {
  let tail = before.length;
  if (list.length === 0) return tail;
  const open = (before.at(-1)?.end === '') !== (after.at(-1)?.end === '');
  if (open && before.length > 0) tail = before.length - 1;
  let next = before.length;
  let ahead = after.length - before.length;
  // From the end: the line in front of each edit that reaches the end, and the last line itself.
  const check = (at: number): void => {
    const [was, is] = [before[at], after[at + ahead]];
    if (was && (was.text !== is?.text || was.end !== is.end)) tail = Math.min(tail, at);
  };
  for (const { from, until, lines } of list.toReversed()) {
    if (until < next) break;
    ahead -= lines.length - (until - from);
    next = from;
    if (lines.length > 0 && from < until) break;
    check(from - 1);
  }
  if (next === before.length) check(before.length - 1);
  // No edit is cut in two.
  for (const { from, until } of list) if (from < tail && until > tail) tail = from;
  return tail;
}

/** A value as it stands on a line. */
function escaped(value: string): string {
  return strip(value).replaceAll(';', '\\;');
}

function checkText(...texts: readonly string[]): EditRefusal | undefined {
  return texts.some((text) => /[\r\n\0]/.test(text)) ? 'lineBreak' : undefined;
}

function checkName(name: string): EditRefusal | undefined {
  if (/[\r\n\0]/.test(name)) return 'lineBreak';
  if (strip(name) === '') return 'noName';
  return /[=;]|^[[#\\]|\+$/.test(strip(name)) ? 'badName' : undefined;
}

function checkSection(name: string): EditRefusal | undefined {
  if (/[\r\n\0]/.test(name)) return 'lineBreak';
  if (strip(name) === '') return 'noName';
  if (strip(name) !== name || /[\];]/.test(name)) return 'badName';
  return byteLength(name) > LONGEST_NAME ? 'longName' : undefined;
}

/** The name of a template is separated from others by commas and closed by a parenthesis. */
const isTemplateName = (name: string): boolean => !/[,)]|^[!+]/.test(name);

interface Parts {
  /** Blanks in front, and the name as it is written. */
  readonly name: string;
  /** `=` or `=>` or `+=`, and the blanks around it. */
  readonly sign: string;
  /** From the blanks in front of the comment on. */
  readonly rest: string;
}

/** The text of an entry in its parts; undefined where a block comment begins or ends in it. */
function partsOf(line: EntryLine): Parts | undefined {
  const { block, cut } = scan(line.text, 0);
  if (block || line.depth !== undefined) return undefined;
  const live = line.text.slice(0, cut);
  const isBlank = (at: number): boolean => live.charCodeAt(at) <= 32;
  let start = 0;
  while (isBlank(start)) start += 1;
  const equals = live.indexOf('=', live[start] === '\\' ? start + 2 : start);
  let nameEnd = line.append ? equals - 1 : equals;
  while (nameEnd > start && isBlank(nameEnd - 1)) nameEnd -= 1;
  let value = equals + (line.arrow === '=>' ? 2 : 1);
  while (isBlank(value)) value += 1;
  return { name: live.slice(0, nameEnd), sign: live.slice(nameEnd, value), rest: line.text.slice(cut) };
}

interface Change {
  readonly name?: string;
  readonly value?: string;
  readonly arrow?: '=' | '=>';
}

/** The line with another name, value or arrow; its indent, its spacing and its comment stay. */
function rewritten(document: Document, at: number, change: Change): Text {
  const line = entryAt(document, at);
  if (!line) return { why: 'wrongLine' };
  const bad =
    checkText(change.value ?? '') ?? (change.name === undefined ? undefined : checkName(change.name));
  if (bad) return { why: bad };
  const is = partsOf(line);
  if (!is) return { why: 'besideBlock' };
  const name = strip(change.name ?? line.name);
  const value = strip(change.value ?? line.value);
  const arrow = change.arrow ?? line.arrow;
  const written = change.name === undefined ? is.name : name;
  let { sign } = is;
  if (arrow !== line.arrow) sign = sign.replace(/=>|=/, arrow);
  if (sign.endsWith('=') && value.startsWith('>')) sign += ' ';
  const said = change.value === undefined ? rawValue(line, is) : escaped(value);
  const rest = is.rest.startsWith(';') && /(?:\\|--)$/.test(said) ? ` ${is.rest}` : is.rest;
  return readsAs(written + sign + said + rest, { name, value, arrow });
}

const rawValue = ({ text }: Line, { name, sign, rest }: Parts): string =>
  text.slice(name.length + sign.length, text.length - rest.length);

type Text = { readonly text: string } | { readonly why: EditRefusal };

/** A text, once it is sure that it reads back as the entry it is meant to be. */
function readsAs(
  text: string,
  { name, value, arrow }: { readonly name: string; readonly value: string; readonly arrow: '=' | '=>' },
): Text {
  if (byteLength(text) > LONGEST_LINE) return { why: 'tooLong' };
  const [line] = parse(text).lines;
  const same = line?.tag === 'entry' && line.name === name && line.value === value && line.arrow === arrow;
  return same && scan(text, 0).after === 0 ? { text } : { why: 'badName' };
}

function rewrite(document: Document, at: number, change: Change): Gesture {
  const made = rewritten(document, at, change);
  if ('why' in made) return refused(made.why, at);
  return edits(made.text === document.lines[at]?.text ? [] : [put(at, at + 1, [made.text])]);
}

export const setValue = (document: Document, at: number, value: string): Gesture =>
  rewrite(document, at, { value });

export const setName = (document: Document, at: number, name: string): Gesture =>
  rewrite(document, at, { name });

export const setArrow = (document: Document, at: number, arrow: '=' | '=>'): Gesture =>
  rewrite(document, at, { arrow });

/** An entry as a person gives it; the arrow is the neighbours' where it is not told. */
export interface NewEntry {
  readonly name: string;
  readonly value: string;
  readonly arrow?: '=' | '=>';
  /** Lines of a comment above it, with or without their `;`. */
  readonly comment?: readonly string[];
}

/** How people write lines of a name: `exten => …`, `member => …`, and others with `=`. */
export function arrowOf(name: string): '=' | '=>' {
  return /^(?:exten|same|include|switch|lswitch|eswitch|ignorepat|member|register|conf)$/i.test(name)
    ? '=>'
    : '=';
}

/** The text of a new line, spaced as `like` is. */
function newText(document: Document, entry: NewEntry, like: number | undefined): Text {
  const bad = checkName(entry.name) ?? checkText(entry.value);
  if (bad) return { why: bad };
  const model = like === undefined ? undefined : entryAt(document, like);
  const is = model && !model.append ? partsOf(model) : undefined;
  const name = strip(entry.name);
  const value = strip(entry.value);
  const arrow = entry.arrow ?? (model && fold(model.name) === fold(name) ? model.arrow : arrowOf(name));
  const tight = is !== undefined && /^=>?$/.test(is.sign);
  const sign = tight && !(arrow === '=' && value.startsWith('>')) ? arrow : ` ${arrow} `;
  return readsAs(strip(name + sign + escaped(value)), { name, value, arrow });
}

function newLines(document: Document, entry: NewEntry, like: number | undefined): Lines {
  const made = newText(document, entry, like);
  if ('why' in made) return made;
  const comments = (entry.comment ?? []).map(commented);
  if (entry.comment && checkText(...entry.comment)) return { why: 'lineBreak' };
  return { lines: [...comments, made.text] };
}

type Lines = { readonly lines: readonly string[] } | { readonly why: EditRefusal };

/** A comment that opens no block and is not taken for Asterisk's own header. */
function commented(text: string): string {
  if (/^;(?!!|--(?!-))/.test(text)) return text;
  return /^[-!;]/.test(text) ? `; ${text}` : `;${text.startsWith(' ') ? '' : ' '}${text}`;
}

/** Where a section's own lines end: behind its last entry, in front of what is said about the next section. */
function bodyEnd({ lines }: Document, section: number): number {
  let end = section + 1;
  for (let at = section + 1; at < lines.length; at += 1) {
    const tag = lines[at]?.tag;
    if (tag === 'section') break;
    if (tag !== 'blank' && tag !== 'comment') end = at + 1;
  }
  return end;
}

/** The first of the comment lines that stand directly above a line and so belong to it. */
export function commentsOf({ lines }: Document, at: number): number {
  let from = at;
  for (; from > 0; from -= 1) {
    const line = lines[from - 1];
    if (line?.tag !== 'comment' || line.generated) break;
  }
  return from;
}

/** A new entry in front of the line `before`, or as the section's last. */
export function addEntry(document: Document, section: number, entry: NewEntry, before?: number): Gesture {
  if (!headerAt(document, section)) return refused('wrongLine', section);
  const end = bodyEnd(document, section);
  const at = before === undefined ? end : commentsOf(document, before);
  if (at <= section || at > end) return refused('noPlace', before);
  const like = before ?? (end - 1 > section ? end - 1 : undefined);
  const made = newLines(document, entry, like);
  return 'why' in made ? refused(made.why) : edits([put(at, at, made.lines)]);
}

/** Lines go, and the comments that belong to them. */
export function removeEntries(document: Document, places: readonly number[]): Gesture {
  const list: Edit[] = [];
  for (const at of sorted(places)) {
    const line = entryAt(document, at);
    if (!line) return refused('wrongLine', at);
    if (!partsOf(line)) return refused('besideBlock', at);
    list.push(put(commentsOf(document, at), at + 1, []));
  }
  return edits(list);
}

const sorted = (places: readonly number[]): readonly number[] =>
  [...new Set(places)].sort((one, other) => one - other);

/** An entry and its comments change places with the one above or below in its section. */
export function moveEntry(document: Document, at: number, way: 'up' | 'down'): Gesture {
  if (!entryAt(document, at)) return refused('wrongLine', at);
  const step = way === 'up' ? -1 : 1;
  let other = at + step;
  for (; document.lines[other]?.tag !== 'entry'; other += step) {
    const line = document.lines[other];
    if (!line || line.tag === 'section' || line.tag === 'directive') return refused('noPlace', at);
  }
  const [first, second] = way === 'up' ? [other, at] : [at, other];
  for (const place of [first, second]) {
    const line = entryAt(document, place);
    if (line && !partsOf(line)) return refused('besideBlock', place);
  }
  const from = commentsOf(document, first);
  const middle = commentsOf(document, second);
  if (document.lines.slice(from, second).some(({ tag }) => tag === 'block'))
    return refused('besideBlock', at);
  const texts = (start: number, stop: number): string[] =>
    document.lines.slice(start, stop).map(({ text }) => text);
  return edits([
    put(from, second + 1, [
      ...texts(middle, second + 1),
      ...texts(first + 1, middle),
      ...texts(from, first + 1),
    ]),
  ]);
}

/** Entries and their comments go to another place: in front of the line `before`, or to the end of the section. */
export function moveEntries(
  document: Document,
  places: readonly number[],
  section: number,
  before?: number,
): Gesture {
  const taken = removeEntries(document, places);
  if (taken.tag === 'refused') return taken;
  if (!headerAt(document, section)) return refused('wrongLine', section);
  const end = bodyEnd(document, section);
  const at = before === undefined ? end : commentsOf(document, before);
  if (at <= section || at > end) return refused('noPlace', before);
  const lines = taken.edits.flatMap(({ from, until }) =>
    document.lines.slice(from, until).map(({ text }) => text),
  );
  return edits(inserted(taken.edits, at, lines));
}

/** The removals, and lines put in at a place that none of them reaches over. */
function inserted(removals: readonly Edit[], at: number, lines: readonly string[]): readonly Edit[] {
  const within = removals.find(({ from, until }) => from <= at && at <= until);
  if (within) {
    return removals.map((one) => (one === within ? { ...one, lines } : one));
  }
  return [
    ...removals.filter(({ from }) => from < at),
    put(at, at, lines),
    ...removals.filter(({ from }) => from > at),
  ];
}

export function duplicateEntry(document: Document, at: number): Gesture {
  const line = entryAt(document, at);
  if (!line) return refused('wrongLine', at);
  if (!partsOf(line)) return refused('besideBlock', at);
  return edits([put(at + 1, at + 1, [line.text])]);
}

/** Lines become comments, which `commentIn` takes back. */
export function commentOut(document: Document, places: readonly number[]): Gesture {
  const list: Edit[] = [];
  for (const at of sorted(places)) {
    const line = document.lines[at];
    if (line?.tag === 'comment' || line?.tag === 'blank') continue;
    if (line?.tag !== 'entry' && line?.tag !== 'directive' && line?.tag !== 'ignored') {
      return refused('wrongLine', at);
    }
    if (line.depth !== undefined || scan(line.text, 0).block) return refused('besideBlock', at);
    list.push(put(at, at + 1, [`;${/^[-!]/.test(line.text) ? ' ' : ''}${line.text}`]));
  }
  return edits(list);
}

/** Comments that hold an entry or a directive become live again. */
export function commentIn(document: Document, places: readonly number[]): Gesture {
  const list: Edit[] = [];
  for (const at of sorted(places)) {
    const line = document.lines[at];
    if (line?.tag !== 'comment' || line.generated) return refused('wrongLine', at);
    const text = line.text.replace(/^\s*;+ ?/, '');
    const [live] = parse(text).lines;
    if (live?.tag !== 'entry' && live?.tag !== 'directive') return refused('wrongLine', at);
    if (scan(text, 0).block) return refused('besideBlock', at);
    list.push(put(at, at + 1, [text]));
  }
  return edits(list);
}

/** A header's text with another name or other options, its comment kept. */
function header(
  line: HeaderLine,
  change: { readonly name?: string; readonly template?: boolean; readonly templates?: readonly string[] },
): Text {
  const { block, cut } = scan(line.text, 0);
  if (block || line.depth !== undefined) return { why: 'besideBlock' };
  const live = line.text.slice(0, cut);
  const close = live.indexOf(']');
  const open = live.indexOf('[');
  const name = change.name ?? live.slice(open + 1, close);
  const options = optionsOf(change.template ?? line.template, change.templates ?? line.templates);
  const same = change.template === undefined && change.templates === undefined;
  const behind = same ? live.slice(close + 1) : options;
  const text = `${live.slice(0, open)}[${name}]${behind}${line.text.slice(cut)}`;
  return byteLength(text) > LONGEST_LINE ? { why: 'tooLong' } : { text };
}

function optionsOf(template: boolean, templates: readonly string[]): string {
  const options = [...(template ? ['!'] : []), ...templates];
  return options.length === 0 ? '' : `(${options.join(',')})`;
}

/** Headers whose section inherits from the one whose header is line `at`. */
export function heirsOf(document: Document, at: number): readonly number[] {
  const own = headerAt(document, at);
  if (!own || own.plus) return [];
  const heirs: number[] = [];
  const name = fold(own.name);
  // A name means the first section of that name.
  const first = document.lines.findIndex(
    (line) => line.tag === 'section' && !line.plus && fold(line.name) === name,
  );
  if (first !== at) return [];
  for (const [place, line] of document.lines.entries()) {
    if (line.tag === 'section' && place > at && line.templates.some((one) => fold(one) === name)) {
      heirs.push(place);
    }
  }
  return heirs;
}

/** Another name for a section, with all that calls it by its name: who inherits from it, and what adds to it. */
export function renameSection(document: Document, at: number, name: string): Gesture {
  const line = headerAt(document, at);
  if (!line) return refused('wrongLine', at);
  const heirs = heirsOf(document, at);
  const bad = checkSection(name);
  if (bad) return refused(bad, at);
  if ((heirs.length > 0 || line.template) && !isTemplateName(name)) return refused('badName', at);
  const old = fold(line.name);
  const texts = new Map<number, string>();
  const own = header(line, { name });
  if ('why' in own) return refused(own.why, at);
  texts.set(at, own.text);
  for (const heir of heirs) {
    const child = headerAt(document, heir);
    if (!child) continue;
    const made = withOptions(child, (option) => (fold(option) === old ? name : option));
    if ('why' in made) return refused(made.why, heir);
    texts.set(heir, made.text);
  }
  for (const [place, other] of document.lines.entries()) {
    if (place <= at || other.tag !== 'section' || fold(other.name) !== old) continue;
    // From here on the name means another section.
    if (!other.plus) break;
    const made = header(other, { name });
    if ('why' in made) return refused(made.why, place);
    texts.set(place, made.text);
  }
  const places = [...texts.keys()].sort((one, other) => one - other);
  return edits(places.map((place) => put(place, place + 1, [texts.get(place) ?? ''])));
}

/** Each option between the parentheses as the function makes it, the rest of the line as it is. */
function withOptions(line: HeaderLine, each: (option: string) => string): Text {
  const { block, cut } = scan(line.text, 0);
  if (block || line.depth !== undefined) return { why: 'besideBlock' };
  const live = line.text.slice(0, cut);
  const open = live.indexOf('(', live.indexOf(']')) + 1;
  const close = live.indexOf(')', open);
  const options = live.slice(open, close).split(',').map(each).join(',');
  const text = live.slice(0, open) + options + line.text.slice(close);
  return byteLength(text) > LONGEST_LINE ? { why: 'tooLong' } : { text };
}

/** Whether a section is a template, and what it inherits from. */
export function setTemplates(
  document: Document,
  at: number,
  options: { readonly template: boolean; readonly templates: readonly string[] },
): Gesture {
  const line = headerAt(document, at);
  if (!line || line.plus) return refused('wrongLine', at);
  const bad = checkTemplates(document, at, options.templates);
  if (bad) return refused(bad, at);
  const made = header(line, options);
  return 'why' in made ? refused(made.why, at) : edits([put(at, at + 1, [made.text])]);
}

/** Templates have to stand in front of line `at`. */
function checkTemplates(
  document: Document,
  at: number,
  templates: readonly string[],
): EditRefusal | undefined {
  for (const name of templates) {
    if (checkText(name)) return 'lineBreak';
    const place = document.lines.findIndex(
      (line) => line.tag === 'section' && !line.plus && fold(line.name) === fold(name),
    );
    if (place === -1 || !isTemplateName(name)) return 'noSuchTemplate';
    if (place >= at) return 'templateBelow';
  }
  return undefined;
}

export interface NewSection {
  readonly name: string;
  readonly template?: boolean;
  readonly templates?: readonly string[];
  readonly entries?: readonly NewEntry[];
}

/** A new section in front of the one whose header is line `before`, or at the end. */
export function addSection(document: Document, section: NewSection, before?: number): Gesture {
  const at = before === undefined ? document.lines.length : commentsOf(document, before);
  const { name, template = false, templates = [], entries = [] } = section;
  const bad = checkSection(name) ?? checkTemplates(document, at, templates);
  if (bad) return refused(bad);
  if (template && !isTemplateName(name)) return refused('badName');
  const lines = [`[${name}]${optionsOf(template, templates)}`];
  for (const entry of entries) {
    const made = newLines(document, entry, undefined);
    if ('why' in made) return refused(made.why);
    lines.push(...made.lines);
  }
  return edits([put(at, at, spaced(document, at, lines))]);
}

/** With a blank line between it and its neighbours. */
function spaced({ lines }: Document, at: number, texts: readonly string[]): readonly string[] {
  const above = lines[at - 1];
  const below = lines[at];
  return [
    ...(above && above.tag !== 'blank' ? [''] : []),
    ...texts,
    ...(below && below.tag !== 'blank' ? [''] : []),
  ];
}

/** From the comments that belong to a section's header to the end of what is its own. */
function extent(document: Document, at: number): { readonly from: number; readonly until: number } {
  const { lines } = document;
  let until = at + 1;
  while (until < lines.length && lines[until]?.tag !== 'section') until += 1;
  if (until < lines.length) until = commentsOf(document, until);
  return { from: commentsOf(document, at), until };
}

export function removeSection(document: Document, at: number): Gesture {
  const line = headerAt(document, at);
  if (!line) return refused('wrongLine', at);
  if (heirsOf(document, at).length > 0) return refused('inUse', at);
  const { from, until } = extent(document, at);
  if (crossesBlock(document, from, until)) return refused('besideBlock', at);
  return edits([put(from, until, [])]);
}

/** Whether a block comment reaches over either end. */
const crossesBlock = ({ lines }: Document, from: number, until: number): boolean =>
  lines[from]?.depth !== undefined || lines[until]?.depth !== undefined;

export function duplicateSection(document: Document, at: number, name: string): Gesture {
  const line = headerAt(document, at);
  if (!line || line.plus) return refused('wrongLine', at);
  const bad = checkSection(name);
  if (bad) return refused(bad, at);
  if (line.template && !isTemplateName(name)) return refused('badName', at);
  const { from, until } = extent(document, at);
  if (crossesBlock(document, from, until)) return refused('besideBlock', at);
  const made = header(line, { name });
  if ('why' in made) return refused(made.why, at);
  const texts = document.lines
    .slice(from, until)
    .map(({ text }, index) => (from + index === at ? made.text : text));
  while (texts.at(-1)?.trim() === '') texts.pop();
  return edits([put(until, until, spaced(document, until, texts))]);
}

/** A section, with its comments, goes in front of another, or to the end. */
export function moveSection(document: Document, at: number, before?: number): Gesture {
  const line = headerAt(document, at);
  if (!line || (before !== undefined && !headerAt(document, before))) return refused('wrongLine', at);
  const { from, until } = extent(document, at);
  const to = before === undefined ? document.lines.length : commentsOf(document, before);
  if (to >= from && to <= until) return edits([]);
  if (crossesBlock(document, from, until) || document.lines[to]?.depth !== undefined) {
    return refused('besideBlock', at);
  }
  const texts = document.lines.slice(from, until).map(({ text }) => text);
  while (texts.at(-1)?.trim() === '') texts.pop();
  const moved = put(to, to, spaced(document, to, texts));
  const list = to < from ? [moved, put(from, until, [])] : [put(from, until, []), moved];
  // Whoever it inherits from stays in front of it, and it in front of whoever inherits from it.
  const unbound = meaningOf(apply(document, list)).fault;
  if (unbound && !meaningOf(document).fault) return refused('templateBelow', at);
  return edits(list);
}

/** Every entry of a name in these sections gets the value; with `add`, sections without one get one. */
export function setAll(
  document: Document,
  headers: readonly number[],
  name: string,
  value: string,
  options: { readonly add?: boolean } = {},
): Gesture {
  const list: Edit[] = [];
  for (const section of sorted(headers)) {
    if (!headerAt(document, section)) return refused('wrongLine', section);
    let found = false;
    for (let at = section + 1; at < document.lines.length; at += 1) {
      const line = document.lines[at];
      if (line?.tag === 'section') break;
      if (line?.tag !== 'entry' || fold(line.name) !== fold(strip(name))) continue;
      found = true;
      const made = setValue(document, at, value);
      if (made.tag === 'refused') return made;
      list.push(...made.edits);
    }
    if (!found && options.add === true) {
      const made = addEntry(document, section, { name, value });
      if (made.tag === 'refused') return made;
      list.push(...made.edits);
    }
  }
  return edits(list);
}

export interface Search {
  readonly find: string;
  /** `pattern` is a regular expression, `value` a value that is exactly so. */
  readonly kind: 'plain' | 'pattern' | 'value';
  readonly matchCase?: boolean;
  /** Only entries of this name. */
  readonly name?: string;
}

export interface Match {
  readonly at: number;
  readonly name: string;
  readonly value: string;
}

/** Entries whose value holds what is searched for. */
export function searchIn(document: Document, search: Search): readonly Match[] {
  const pattern = patternOf(search);
  if (!pattern) return [];
  const found: Match[] = [];
  for (const [at, line] of document.lines.entries()) {
    if (line.tag !== 'entry') continue;
    if (search.name !== undefined && fold(line.name) !== fold(search.name)) continue;
    pattern.lastIndex = 0;
    if (pattern.test(line.value)) found.push({ at, name: line.name, value: line.value });
  }
  return found;
}

/** Undefined where it is no regular expression, or would match everywhere. */
function patternOf({ find, kind, matchCase = false }: Search): RegExp | undefined {
  if (find === '' && kind !== 'value') return undefined;
  const literal = find.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const source = kind === 'pattern' ? find : kind === 'value' ? `^${literal}$` : literal;
  try {
    return new RegExp(source, matchCase ? 'gu' : 'giu');
  } catch {
    return undefined;
  }
}

/** Puts `replacement` (`$1` is a pattern's first group) in the place of what is found, in all lines or these. */
export function replaceAll(
  document: Document,
  search: Search,
  replacement: string,
  only?: ReadonlySet<number>,
): Gesture {
  const pattern = patternOf(search);
  if (!pattern) return refused('badPattern');
  const list: Edit[] = [];
  for (const { at, value } of searchIn(document, search)) {
    if (only && !only.has(at)) continue;
    pattern.lastIndex = 0;
    const made = setValue(
      document,
      at,
      search.kind === 'pattern'
        ? value.replace(pattern, replacement)
        : value.replace(pattern, () => replacement),
    );
    if (made.tag === 'refused') return made;
    list.push(...made.edits);
  }
  return edits(list);
}

/** The edits between a document and the text somebody made of it by hand. */
export function typed(document: Document, text: string): readonly Edit[] {
  return editsTo(document, parse(text));
}

/** A document and how it came to be, for undo and redo. A pure value. */
export interface Draft {
  readonly document: Document;
  readonly done: readonly Step[];
  readonly undone: readonly Step[];
}

interface Step {
  readonly edits: readonly Edit[];
  readonly inverse: readonly Edit[];
  /** Steps of one key that follow each other closely are undone as one: typing in a field. */
  readonly key: string | undefined;
  /** Milliseconds. */
  readonly when: number;
}

/** Milliseconds between two keystrokes that are one step. */
const PAUSE = 1000;
/** Steps that are kept. */
const DEEPEST = 1000;

export const openDraft = (document: Document): Draft => ({ document, done: [], undone: [] });

export function change(
  draft: Draft,
  list: readonly Edit[],
  how: { readonly key?: string; readonly now: number } = { now: 0 },
): Draft {
  if (list.length === 0) return draft;
  const step: Step = {
    edits: list,
    inverse: invert(draft.document, list),
    key: how.key,
    when: how.now,
  };
  const last = draft.done.at(-1);
  const one = last && coalesced(last, step);
  const done = one ? [...draft.done.slice(0, -1), one] : [...draft.done.slice(-DEEPEST + 1), step];
  return { document: apply(draft.document, list), done, undone: [] };
}

/** Two steps in one, where the second only replaces what the first put there. */
function coalesced(last: Step, step: Step): Step | undefined {
  if (step.key === undefined || last.key !== step.key || step.when - last.when > PAUSE) return undefined;
  const [first] = last.edits;
  const [second] = step.edits;
  const [back] = last.inverse;
  if (!first || !second || !back || last.edits.length > 1 || step.edits.length > 1) return undefined;
  if (last.inverse.length > 1 || step.inverse.length > 1) return undefined;
  if (second.from !== first.from || second.until !== first.from + first.lines.length) return undefined;
  if (back.from !== first.from || back.until !== second.until) return undefined;
  return {
    edits: [{ ...second, from: first.from, until: first.until }],
    inverse: [{ ...back, until: second.from + second.lines.length }],
    key: step.key,
    when: step.when,
  };
}

export function undo(draft: Draft): Draft {
  const step = draft.done.at(-1);
  if (!step) return draft;
  return {
    document: apply(draft.document, step.inverse),
    done: draft.done.slice(0, -1),
    undone: [...draft.undone, step],
  };
}

export function redo(draft: Draft): Draft {
  const step = draft.undone.at(-1);
  if (!step) return draft;
  return {
    document: apply(draft.document, step.edits),
    done: [...draft.done, step],
    undone: draft.undone.slice(0, -1),
  };
}
