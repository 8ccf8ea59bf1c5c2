/**
 * A configuration file as text, line by line. Each line keeps its own text and its own end, so that printing is
 * joining and whatever was not understood is still there. What a line means is told by the rules of Asterisk's
 * loader (config.c, the same in 16.30 and 22.10); nothing here throws.
 */
import { atOnce, type Steps } from './slices.ts';
import type { Document, Edit, Entry, Line, LineEnd, Origin, Reading, Section, Variable } from './types.ts';

const BOM = '\uFEFF';
/** Bytes of a line, its end not counted; a longer one is skipped by the loader. */
export const LONGEST_LINE = 8190;
/** Bytes of a section's name; a longer one is cut. */
export const LONGEST_NAME = 79;

/** Lines read, or looked at, in one slice. */
export const LINES_AT_A_TIME = 2000;

/** The document of a text; any text has one, and `print` gives the text back. */
export const parse = (text: string): Document => atOnce(parseSteps(text));

export function* parseSteps(text: string): Steps<Document> {
  const bom = text.startsWith(BOM);
  const lines: Line[] = [];
  let depth = 0;
  let at = bom ? 1 : 0;
  while (at < text.length) {
    const part = readLines(text, at, depth, lines);
    ({ at, depth } = part);
    yield;
  }
  return { bom, lines };
}

/** Reads on from `at`, some lines of the text or all there are, behind those that are read already. */
export function readLines(
  text: string,
  from: number,
  before: number,
  lines: Line[],
): { readonly at: number; readonly depth: number } {
  let at = from;
  let depth = before;
  for (let count = 0; at < text.length && count < LINES_AT_A_TIME; count += 1) {
    const newline = text.indexOf('\n', at);
    let end: LineEnd = '';
    let stop = text.length;
    let next = stop;
    if (newline !== -1) {
      const carriage = newline > at && text.charCodeAt(newline - 1) === 13;
      end = carriage ? '\r\n' : '\n';
      stop = carriage ? newline - 1 : newline;
      next = newline + 1;
    }
    const { line, after } = readLine(text.slice(at, stop), end, depth);
    lines.push(line);
    depth = after;
    at = next;
  }
  return { at, depth };
}

export const print = (document: Document): string => atOnce(printSteps(document));

export function* printSteps({ bom, lines }: Document): Steps<string> {
  const blocks = [bom ? BOM : ''];
  let block: string[] = [];
  for (const line of lines) {
    block.push(line.text, line.end);
    if (block.length < 2 * LINES_AT_A_TIME) continue;
    blocks.push(block.join(''));
    block = [];
    yield;
  }
  blocks.push(block.join(''));
  return blocks.join('');
}

/** Whether two documents print the same; lines that are the same object need no look. */
export function samePrint(one: Document, other: Document): boolean {
  if (one === other) return true;
  if (one.bom !== other.bom || one.lines.length !== other.lines.length) return false;
  return one.lines.every((line, at) => {
    const against = other.lines[at];
    return line === against || (line.text === against?.text && line.end === against.end);
  });
}

/** Where the live part of a line ends and its comment begins. */
interface Scan {
  /** What the loader goes on with, `\;` unescaped; undefined when all of it lies in a block comment. */
  readonly live: string | undefined;
  /** From its `;` on. */
  readonly comment: string;
  /** Where the comment stands in the text, blanks in front of it included; the text's length without one. */
  readonly cut: number;
  /** Block comments open behind the line. Asterisk counts below 0 at a stray `--;`, and then nothing is live. */
  readonly after: number;
  /** A block comment begins or ends in the line. */
  readonly block: boolean;
}

/** Follows the loader over the semicolons of a line (config.c, config_text_file_load). */
export function scan(text: string, depth: number): Scan {
  const nul = text.indexOf('\0');
  const whole = nul === -1 ? text : text.slice(0, nul);
  if (!whole.includes(';')) {
    return {
      live: depth === 0 ? whole : undefined,
      comment: '',
      cut: whole.length,
      after: depth,
      block: false,
    };
  }
  let live = '';
  let isLive = depth === 0;
  let open = isLive;
  let comment = '';
  let cut = whole.length;
  let after = depth;
  let block = false;
  let base = 0;
  for (;;) {
    const at = whole.indexOf(';', base);
    if (at === -1) break;
    const dashes = whole.charCodeAt(at + 1) === DASH && whole.charCodeAt(at + 2) === DASH;
    if (at > base && whole.charCodeAt(at - 1) === BACKSLASH) {
      if (open) live += `${whole.slice(base, at - 1)};`;
      base = at + 1;
    } else if (dashes && whole.charCodeAt(at + 3) !== DASH) {
      if (open) live += whole.slice(base, at);
      if (comment === '') comment = whole.slice(at);
      cut = Math.min(cut, at);
      open = false;
      block = true;
      after += 1;
      base = at + 3;
    } else if (at >= base + 2 && whole.charCodeAt(at - 1) === DASH && whole.charCodeAt(at - 2) === DASH) {
      after -= 1;
      block = true;
      if (after === 0) {
        isLive = true;
        open = true;
      } else if (open) live += whole.slice(base, at + 1);
      base = at + 1;
    } else if (after === 0) {
      if (open) live += whole.slice(base, at);
      if (comment === '') comment = whole.slice(at);
      cut = Math.min(cut, at);
      return { live: isLive ? live : undefined, comment, cut: trimmedEnd(whole, cut), after, block };
    } else {
      if (open) live += whole.slice(base, at + 1);
      base = at + 1;
    }
  }
  if (open) live += whole.slice(base);
  return { live: isLive ? live : undefined, comment, cut: trimmedEnd(whole, cut), after, block };
}

const DASH = 45;
const BACKSLASH = 92;

function trimmedEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && text.charCodeAt(at - 1) <= 32) at -= 1;
  return at;
}

/** As ast_strip: what is below 33 goes from both ends. */
export function strip(text: string): string {
  let from = 0;
  let until = text.length;
  while (from < until && text.charCodeAt(from) <= 32) from += 1;
  while (until > from && text.charCodeAt(until - 1) <= 32) until -= 1;
  return from === 0 && until === text.length ? text : text.slice(from, until);
}

/** How many bytes a text is as UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else {
      bytes += 2;
      // A pair of surrogates is four bytes, and two units already.
      if (code >= 0xd800 && code < 0xdc00) at += 1;
    }
  }
  return bytes;
}

const isTooLong = (text: string): boolean =>
  text.length > LONGEST_LINE / 3 && byteLength(text) > LONGEST_LINE;

/** A section's name as Asterisk keeps it. */
export function cutName(name: string): string {
  if (name.length <= LONGEST_NAME / 3 || byteLength(name) <= LONGEST_NAME) return name;
  let bytes = 0;
  let kept = '';
  for (const character of name) {
    bytes += byteLength(character);
    if (bytes > LONGEST_NAME) break;
    kept += character;
  }
  return kept;
}

/** Asterisk compares names and matches without regard to the case of ASCII letters. */
export function fold(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

/** `depth`: how many block comments are open where it begins. */
function readLine(
  text: string,
  end: LineEnd,
  depth: number,
): { readonly line: Line; readonly after: number } {
  // The carriage return of `\r\n` counts among the bytes.
  if (isTooLong(end === '\r\n' ? `${text}\r` : text)) {
    return { line: inside({ text, end, tag: 'ignored', why: 'tooLong' }, depth), after: depth };
  }
  const { live, comment, after, block } = scan(text, depth);
  if (live === undefined) {
    return {
      line: inside({ text, end, tag: 'block', part: after === 0 ? 'close' : 'middle' }, depth),
      after,
    };
  }
  const words = strip(live);
  const line: Line =
    words === '' ? wordless(text, end, depth, after, block) : readWords(text, end, words, comment);
  return { line: inside(line, depth), after };
}

function inside(line: Line, depth: number): Line {
  return depth === 0 ? line : { ...line, depth };
}

function wordless(text: string, end: LineEnd, depth: number, after: number, block: boolean): Line {
  if (block || depth !== 0) {
    const part = depth === 0 ? (after === 0 ? 'whole' : 'open') : after === 0 ? 'close' : 'middle';
    return { text, end, tag: 'block', part };
  }
  if (strip(text) === '') return { text, end, tag: 'blank' };
  return { text, end, tag: 'comment', generated: text.startsWith(';!') };
}

/** A live line, without comment and stripped: process_text_line of config.c. */
function readWords(text: string, end: LineEnd, words: string, comment: string): Line {
  const first = words[0];
  if (first === '[') return readHeader(text, end, words, comment);
  if (first === '#') return readDirective(text, end, words);
  return readEntry(text, end, words, comment);
}

function readHeader(text: string, end: LineEnd, words: string, comment: string): Line {
  const header = headerOf(words);
  if (!header) return { text, end, tag: 'ignored', why: 'unclosed' };
  let template = false;
  let plus = false;
  let templates: string[] | undefined;
  for (const option of header.options) {
    if (option === '!') template = true;
    else if (option.startsWith('+')) plus = true;
    else (templates ??= []).push(option);
  }
  const name = cutName(header.name);
  return { text, end, tag: 'section', name, template, plus, templates: templates ?? NONE, comment };
}

const NONE: readonly never[] = [];

/** `[name](options)` in parts; what stands behind is nothing to Asterisk. Undefined where a bracket is not closed. */
function headerOf(words: string): { readonly name: string; readonly options: readonly string[] } | undefined {
  const close = words.indexOf(']');
  if (close === -1) return undefined;
  const name = words.slice(1, close);
  if (words[close + 1] !== '(') return { name, options: NONE };
  const paren = words.indexOf(')', close + 2);
  if (paren === -1) return undefined;
  return { name, options: words.slice(close + 2, paren).split(',') };
}

function readDirective(text: string, end: LineEnd, words: string): Line {
  let at = 1;
  while (at < words.length && words.charCodeAt(at) > 32) at += 1;
  const directive = fold(words.slice(1, at));
  if (directive !== 'include' && directive !== 'tryinclude' && directive !== 'exec') {
    return { text, end, tag: 'ignored', why: 'unknownDirective' };
  }
  let file = strip(words.slice(at));
  if (file === '') return { text, end, tag: 'ignored', why: 'noName' };
  const quote = file[0] === '<' ? '>' : file[0] === '"' ? '"' : undefined;
  if (quote !== undefined && file.endsWith(quote)) file = file.slice(1, Math.max(1, file.length - 1));
  return { text, end, tag: 'directive', directive, file };
}

function readEntry(text: string, end: LineEnd, words: string, comment: string): Line {
  const escaped = words.charCodeAt(0) === BACKSLASH;
  const body = escaped ? words.slice(1) : words;
  if (escaped && !(body.charCodeAt(0) >= 33)) return { text, end, tag: 'ignored', why: 'badEscape' };
  const equals = body.indexOf('=', escaped ? 1 : 0);
  if (equals === -1) return { text, end, tag: 'ignored', why: 'noEquals' };
  const append = equals > (escaped ? 1 : 0) && body[equals - 1] === '+';
  const name = strip(body.slice(0, append ? equals - 1 : equals));
  if (name === '') return { text, end, tag: 'ignored', why: 'noName' };
  const arrow = !append && body[equals + 1] === '>' ? '=>' : '=';
  const value = strip(body.slice(equals + arrow.length));
  return { text, end, tag: 'entry', name, value, arrow, append, comment };
}

/** The end that lines of this document have. */
export function endOf(document: Document): LineEnd {
  const end = document.lines[0]?.end;
  return end === undefined || end === '' ? '\n' : end;
}

/**
 * The document after the edits, all of them told by the line numbers of `document`, in order and not overlapping.
 * Only what changed is read again; every other line is the same object as before.
 */
export function apply(document: Document, edits: readonly Edit[]): Document {
  if (edits.length === 0) return document;
  const before = document.lines;
  const plain = endOf(document);
  const noFinalEnd = before.at(-1)?.end === '';
  const lines: Line[] = [];
  let depth = 0;
  let kept = 0;
  /** Lines from here on had other block comments in front of them than they have now. */
  const keep = (until: number): void => {
    while (kept < until) {
      const line = before[kept];
      if (line === undefined) return;
      if ((line.depth ?? 0) === depth) {
        const from = kept;
        kept = until;
        for (let at = from; at < until; at += 1) lines.push(before[at] as Line);
        const last = lines.at(-1);
        if (last) depth = depthAfter(last);
        return;
      }
      const read = readLine(line.text, line.end, depth);
      lines.push(read.line);
      depth = read.after;
      kept += 1;
    }
  };
  /** Ends that are told by the edit hold, whatever stands around them. */
  let told = -1;
  for (const { from, until, lines: texts, ends } of edits) {
    keep(from);
    for (const [index, text] of texts.entries()) {
      const end = ends?.[index];
      const read = endedLine(text, end ?? plain, depth);
      lines.push(read.line);
      depth = read.after;
      if (end !== undefined) told = lines.length - 1;
    }
    kept = Math.max(kept, until);
  }
  keep(before.length);
  // Only the last line may be without an end, and it keeps what the last line had.
  const last = lines.length - 1;
  for (let at = 0; at < last; at += 1)
    if (lines[at]?.end === '') lines[at] = withEnd(lines[at] as Line, plain);
  const closing = lines[last];
  if (closing) {
    // An empty line without an end would be no line.
    const open = closing.text !== '' && (told === last ? closing.end === '' : noFinalEnd);
    if (open !== (closing.end === '')) lines[last] = withEnd(closing, open ? '' : plain);
  }
  return { bom: document.bom, lines };
}

function withEnd(line: Line, end: LineEnd): Line {
  return endedLine(line.text, end, line.depth ?? 0).line;
}

/** A carriage return at the end of the text and the newline behind it are one end, as they will be when read again. */
function endedLine(text: string, end: LineEnd, depth: number): ReturnType<typeof readLine> {
  if (end === '\n' && text.endsWith('\r')) return readLine(text.slice(0, -1), '\r\n', depth);
  return readLine(text, end, depth);
}

/** Block comments open behind a line. */
function depthAfter(line: Line): number {
  const depth = line.depth ?? 0;
  if (!line.text.includes(';') || (line.tag === 'ignored' && line.why === 'tooLong')) return depth;
  return scan(line.text, depth).after;
}

/**
 * The sections in order, what stands in front of the first header among them. A section that adds to an earlier one
 * (`(+)`) stands for itself here.
 */
export const sections = (document: Document): readonly Section[] => atOnce(sectionSteps(document));

export function* sectionSteps({ lines }: Document): Steps<readonly Section[]> {
  const found: Section[] = [];
  let header: Line & { readonly tag: 'section' } = { ...NAMELESS };
  let from = -1;
  let entries: Entry[] = [];
  const close = (end: number): void => {
    if (from === -1 && end === 0) return;
    const { name, template, plus, templates } = header;
    found.push({ at: from, end, name, template, plus, templates, entries });
  };
  let at = -1;
  for (const line of lines) {
    at += 1;
    if (at % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) yield;
    if (line.tag === 'entry') entries.push({ at, name: line.name, value: line.value });
    else if (line.tag === 'section') {
      close(at);
      header = line;
      from = at;
      entries = [];
    }
  }
  close(lines.length);
  return found;
}

const NAMELESS = {
  tag: 'section',
  text: '',
  end: '',
  name: '',
  template: false,
  plus: false,
  templates: NONE,
  comment: '',
} as const;

/** Why Asterisk refuses a whole file ("Config file has invalid format"). */
export interface Fault {
  /** Index of the line. */
  readonly at: number;
  readonly why:
    | 'unclosed'
    | 'badEscape'
    /** An entry in front of the first section. */
    | 'noSection'
    /** `(+)` to a section that does not stand in front of it. */
    | 'nothingToAddTo'
    /** A template that does not stand in front of it. */
    | 'noSuchTemplate';
}

/** A variable as the loader holds it. */
export interface MeantVariable {
  readonly name: string;
  readonly value: string;
  readonly inherited: boolean;
  readonly arrow: '=' | '=>';
  /** Line its value was read from; for an inherited one that of the section it comes from. */
  readonly at: number;
  /** Later lines added to it by `+=`. */
  readonly merged: boolean;
  /** Name of the section whose own line it is. */
  readonly from: string;
}

export interface MeantCategory {
  readonly name: string;
  readonly template: boolean;
  readonly templates: readonly MeantCategory[];
  readonly variables: readonly MeantVariable[];
  /** Index of its header. */
  readonly at: number;
  /** Headers of the sections that add to it by `(+)`. */
  readonly added: readonly number[];
}

export interface Meaning {
  readonly categories: readonly MeantCategory[];
  /** The first line for which Asterisk refuses the file; what it would make of the rest is there all the same. */
  readonly fault: Fault | undefined;
}

interface Filling {
  name: string;
  template: boolean;
  templates: Filling[];
  variables: MeantVariable[];
  at: number;
  added: number[];
}

/** What the loader makes of the lines of this one file; what it includes is not looked at. */
export const meaningOf = (document: Document): Meaning => atOnce(meaningSteps(document));

export function* meaningSteps({ lines }: Document): Steps<Meaning> {
  const categories: Filling[] = [];
  const byName = new Map<string, Filling[]>();
  let current: Filling | undefined;
  let fault: Fault | undefined;
  const fails = (at: number, why: Fault['why']): void => {
    fault ??= { at, why };
  };
  let at = -1;
  for (const line of lines) {
    at += 1;
    if (at % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) yield;
    if (line.tag === 'section') current = header(at, line);
    else if (line.tag === 'entry') {
      if (current) entry(current, at, line);
      else fails(at, 'noSection');
    } else if (line.tag === 'ignored') {
      if (line.why === 'unclosed') fails(at, 'unclosed');
      else if (!current && isEntryLike(line)) fails(at, 'noSection');
      else if (line.why === 'badEscape') fails(at, 'badEscape');
    }
  }
  return { categories, fault };

  function header(at: number, line: Line & { readonly tag: 'section' }): Filling {
    const fresh: Filling = {
      name: line.name,
      template: false,
      templates: [],
      variables: [],
      at,
      added: [],
    };
    let into = fresh;
    const { name, options } = headerOf(strip(scan(line.text, line.depth ?? 0).live ?? '')) ?? {
      name: line.name,
      options: NONE,
    };
    for (const option of options) {
      if (option === '!') into.template = true;
      else if (option.startsWith('+')) {
        const target = byName.get(fold(name))?.find((one) => meets(one, option.slice(1)));
        if (!target) fails(at, 'nothingToAddTo');
        else if (into === fresh) {
          target.template ||= fresh.template;
          target.variables.push(...fresh.variables);
          target.added.push(at);
          into = target;
        } else into = target;
      } else {
        // Without a name Asterisk takes the first section there is.
        const base = option === '' ? categories[0] : byName.get(fold(option))?.[0];
        if (!base) fails(at, 'noSuchTemplate');
        else {
          into.templates.push(base);
          for (const variable of base.variables) into.variables.push({ ...variable, inherited: true });
        }
      }
    }
    if (into === fresh) {
      categories.push(fresh);
      const same = byName.get(fold(fresh.name));
      if (same) same.push(fresh);
      else byName.set(fold(fresh.name), [fresh]);
    }
    return into;
  }

  function entry(into: Filling, at: number, line: Line & { readonly tag: 'entry' }): void {
    const { name, value, arrow } = line;
    if (line.append) {
      const earlier = into.variables.findLast((one) => one.name === name);
      if (earlier) {
        // Changed is the first line of that name with that value, which need not be the one that was found.
        const hit = into.variables.findIndex(
          (one) =>
            fold(one.name) === fold(name) &&
            (earlier.value === '' || fold(one.value) === fold(earlier.value)),
        );
        const old = into.variables[hit] ?? earlier;
        const joined = strip(earlier.value + appended(line));
        into.variables[hit] = {
          ...old,
          name,
          value: joined,
          inherited: false,
          merged: true,
          at: old.inherited ? at : old.at,
          from: into.name,
        };
        return;
      }
    }
    into.variables.push({ name, value, inherited: false, arrow, at, merged: false, from: into.name });
  }
}

/** A line that Asterisk takes for an entry until it sees that it is none; a directive without a name is not. */
function isEntryLike({ text, depth = 0, why }: Line & { readonly tag: 'ignored' }): boolean {
  if (why === 'tooLong' || why === 'unknownDirective') return false;
  return !strip(scan(text, depth).live ?? '').startsWith('#');
}

/** What stands behind `+=`, blanks and all. */
function appended(line: Line & { readonly tag: 'entry' }): string {
  const live = scan(line.text, line.depth ?? 0).live ?? '';
  return live.slice(live.indexOf('+=') + 2);
}

/** A filter as it may stand behind `(+`: `TEMPLATES=include`, `name=value` as patterns, several joined by `&`. */
function meets(category: Filling, filter: string): boolean {
  if (filter === '') return !category.template;
  let templates = false;
  for (const part of filter.split('&')) {
    const [name = '', value] = part.split('=').map(strip);
    if (value === undefined) return false;
    if (name === 'TEMPLATES') {
      const word = fold(value);
      if (word !== 'include' && !(word === 'restrict' && category.template)) return false;
      templates = true;
    } else if (!category.variables.some((one) => isMatch(name, one.name) && isMatch(value, one.value))) {
      return false;
    }
  }
  return !category.template || templates;
}

function isMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

/** What Asterisk makes of the text, as GetConfig with TEMPLATES=include would tell it. */
export function readingOf(document: Document): Reading {
  return {
    categories: meaningOf(document).categories.map(({ name, template, templates, variables }) => ({
      name,
      template,
      templates: templates.map((one) => one.name),
      variables: variables.map((one): Variable => ({ name: one.name, value: one.value })),
    })),
  };
}

/** The line for which Asterisk refuses the whole file. */
export function faultOf(document: Document): Fault | undefined {
  return meaningOf(document).fault;
}

/** A value that holds in a section, and how it came there. */
export interface Told {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
  /** The line it stands in: its own, or the template's. */
  readonly at: number;
}

/**
 * All that holds in the section whose header is line `at`, in Asterisk's order: what its templates bring, then its
 * own lines. Asterisk keeps an inherited line beside the own one of the same name; which holds is the module's affair
 * (nearly always the later).
 */
export function originsOf({ categories }: Meaning, at: number): readonly Told[] {
  const category = categories.find((one) => one.at === at || one.added.includes(at));
  if (!category) return [];
  const templates = new Map<string, MeantVariable>();
  for (const one of category.variables) if (one.inherited) templates.set(fold(one.name), one);
  return category.variables.map((one): Told => {
    const { name, value } = one;
    const against = templates.get(fold(name));
    const origin: Origin = one.inherited
      ? { tag: 'inherited', from: one.from }
      : against
        ? { tag: 'overriding', of: against.from, value: against.value }
        : { tag: 'own' };
    return { name, value, origin, at: one.at };
  });
}
