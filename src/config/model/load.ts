import { LONGEST_LINE, LONGEST_NAME, strip } from '../document.ts';
import {
  MAIN,
  MAIN_AGAIN,
  type Charset,
  type LoadedFile,
  type LoadOptions,
  type Notice,
  type Unreadable,
} from '../model.ts';
import {
  append,
  byteLength,
  fromBytes,
  inherit,
  isMeant,
  newCategory,
  noComments,
  sameWord,
  skipBlanks,
  toBytes,
  trimBlanks,
  update,
  type HeldCategory,
  type HeldComments,
  type HeldInclude,
  type HeldVariable,
} from './held.ts';

/** What is being filled, by the file and all it includes. */
interface Config {
  readonly options: LoadOptions;
  readonly charset: Charset;
  readonly categories: HeldCategory[];
  readonly includes: HeldInclude[];
  readonly notices: Notice[];
  readonly sources: Map<string, string>;
  /** Where an included file's lines go until it has a section of its own. */
  current: HeldCategory | undefined;
  level: number;
}

/** Files below one another before Asterisk stops following includes; the file itself is one. */
const DEEPEST = 11;
const NESTED_BLOCKS = 128;
/** Bytes Asterisk reads at one time: the longest line and its newline. */
const BUFFER = LONGEST_LINE + 1;

/**
 * Reads a file as Asterisk's loader does, whatever the text is. What makes Asterisk refuse it, it says instead of a
 * file. Seen on 16.28 and 22.10 (config.c: config_text_file_load, process_text_line).
 */
export function load(text: string, options: LoadOptions): LoadedFile | Unreadable {
  const charset = options.charset ?? 'utf-8';
  const config: Config = {
    options,
    charset,
    categories: [],
    includes: [],
    notices: [],
    sources: new Map(),
    current: undefined,
    level: 1,
  };
  const fault = newReader(config, '').read(text, MAIN);
  if (fault) return fault;
  const { traits } = options;
  const { categories, includes, notices, sources } = config;
  return { tag: 'loaded', traits, charset, categories, includes, notices, sources };
}

type Included = 'missing' | 'broken' | 'read';

/** What a file name in an `#include` stands for: one file, or several by a pattern. */
function include(config: Config, name: string, saveAs: string): Included {
  if (config.level === DEEPEST) return 'missing';
  const names = isPattern(name) ? (config.options.matching?.(name) ?? []) : [name];
  const reader = newReader(config, saveAs);
  let read: Included = 'missing';
  config.level++;
  for (const one of names) {
    const text = config.options.includes?.(one);
    if (text === undefined) continue;
    config.sources.set(one, text);
    read = 'read';
    // Asterisk forgets to come back up when an included file is broken.
    if (reader.read(text, one)) return 'broken';
  }
  config.level--;
  return read;
}

export const isPattern = (name: string): boolean => /[*?[{]/.test(name);

/** Reads the files of one `#include` one after the other: lines, blocks and comments run on from each to the next. */
function newReader(config: Config, saveAs: string) {
  const { traits } = config.options;
  const bom = config.charset === 'bytes' ? '\xef\xbb\xbf' : '\ufeff';
  let category = config.current;
  let number = 0;
  /** Blocks that are open; −1 after a `--;` too many, which comments out all the rest. */
  let blocks = 0;
  /** What the comments at the end of the file belong to. */
  let last: { comments: HeldComments } | undefined;
  let lastIsGone = false;
  /** Comments that wait for the next thing to stand in front of, and the one on the line itself. */
  let waiting = '';
  let beside = '';
  let file = MAIN;
  /** The line's index in `file`. */
  let index = -1;

  function notice(what: Notice['what'], name?: string): void {
    config.notices.push({ what, at: index, file, ...(name === undefined ? {} : { name }) });
  }

  function unreadable(what: Unreadable['what'], text: string): Unreadable {
    return { tag: 'unreadable', what, at: index, text, file };
  }

  /** The name things of this file carry: the file itself has none, until something included was broken. */
  function here(): string {
    if (config.level === 1) return MAIN;
    return file === MAIN ? MAIN_AGAIN : file;
  }

  function takeComments(): HeldComments {
    const taken = { before: waiting, beside, after: '' };
    waiting = '';
    beside = '';
    return taken;
  }

  function read(text: string, name: string): Unreadable | undefined {
    file = name;
    index = -1;
    let fault: Unreadable | undefined;
    let isLong = false;
    for (const { piece, at } of pieces(text, config.charset)) {
      if (isLong) {
        isLong = isTooLong(piece, config.charset);
        continue;
      }
      index = at;
      number++;
      if (isTooLong(piece, config.charset)) {
        notice('tooLong');
        isLong = true;
        continue;
      }
      fault = readLine(piece);
      if (fault) break;
    }
    if (!fault && (text === '' || text.endsWith('\n'))) number++;
    if (waiting !== '') {
      if (lastIsGone) notice('writesFreedMemory');
      else if (last) last.comments.after = waiting + beside;
    }
    waiting = '';
    beside = '';
    if (blocks > 0) notice('blockNeverClosed');
    return fault;
  }

  function readLine(piece: string): Unreadable | undefined {
    let line = piece;
    if (number === 1 && line.startsWith(bom)) {
      line = line.slice(bom.length);
      notice('byteOrderMark');
    }
    waiting += beside;
    beside = '';
    if ((traits.keepsIncludes || waiting !== '') && /^[ \t\n\r]*$/.test(line)) {
      waiting += '\n';
      return undefined;
    }
    const live = line.includes(';') ? withoutComments(line) : blocks === 0 ? line : keepBlock(line);
    if (live === undefined) return unreadable('endless', strip(line));
    const bare = strip(live);
    return bare === '' ? undefined : process(bare);
  }

  /** The line of a block goes to the comments as it is, without the block's fences: a save makes it live. */
  function keepBlock(line: string): string {
    waiting += line;
    notice('blockMiddle');
    return '';
  }

  /**
   * What of a line is live. Blocks may begin and end anywhere in it. Asterisk does it in place, in a buffer where a
   * NUL ends what is read; `memory` is that buffer. Undefined: Asterisk would never come to an end.
   */
  function withoutComments(line: string): string | undefined {
    let memory = line + '\0';
    const end = (from: number): number => memory.indexOf('\0', from);
    const before = blocks;
    let opened = false;
    let live = blocks === 0 ? 0 : -1;
    let from = 0;
    for (;;) {
      const at = memory.slice(0, end(from)).indexOf(';', from);
      if (at === -1) break;
      if (at > from && memory[at - 1] === '\\') {
        memory = memory.slice(0, at - 1) + memory.slice(at);
        from = at;
      } else if (memory.startsWith(';--', at) && memory[at + 3] !== '-') {
        if (blocks === NESTED_BLOCKS) return undefined;
        memory = memory.slice(0, at) + '\0' + memory.slice(at + 1);
        from = at + 3;
        blocks++;
        opened = true;
      } else if (at >= from + 2 && memory[at - 1] === '-' && memory[at - 2] === '-') {
        blocks--;
        from = at + 1;
        if (blocks === 0) {
          if (live === -1) {
            live = from;
          } else {
            const gap = end(live);
            waiting += ';' + until(memory.slice(gap + 1, from));
            memory = memory.slice(0, gap) + memory.slice(from);
            from = gap;
          }
        } else if (blocks === -1) {
          notice('closesNoBlock');
        }
      } else if (blocks === 0) {
        let start = at;
        if (traits.keepsCommentColumn) {
          while (start > from && /[ \t\n\v\f\r]/.test(memory.charAt(start - 1))) start--;
          if (start !== from && memory.startsWith('  ', start)) start += 2;
        }
        const comment = until(memory.slice(start));
        beside += comment;
        if (comment.startsWith(';!')) notice('generated');
        memory = memory.slice(0, start) + '\0';
        break;
      } else {
        from = at + 1;
      }
    }
    if (blocks !== 0 && live === -1) waiting += until(memory);
    if (before > 0) notice(blocks === 0 ? 'blockClose' : 'blockMiddle');
    else if (opened) notice(blocks === 0 ? 'blockWhole' : 'blockOpen');
    return live === -1 ? '' : until(memory.slice(live));
  }

  function process(line: string): Unreadable | undefined {
    if (line.startsWith('[')) return readHeader(line);
    if (line.startsWith('#')) return readDirective(line);
    return readVariable(line);
  }

  function readHeader(line: string): Unreadable | undefined {
    const close = line.indexOf(']');
    if (close === -1) return unreadable('noClosingBracket', line);
    const name = line.slice(1, close);
    const hasOptions = line[close + 1] === '(';
    const fresh = newCategory(name, false, { file: saveAs || here(), line: number }, config.charset);
    fresh.comments = takeComments();
    if (byteLength(name, config.charset) > LONGEST_NAME) notice('cutName');
    if (name.includes(';')) notice('escaped');
    category = fresh;
    let merged = false;
    let rest = line.slice(close + 1);
    if (hasOptions) {
      const options = rest.slice(1);
      const parenthesis = options.indexOf(')');
      if (parenthesis === -1) return unreadable('noClosingParenthesis', line);
      rest = options.slice(parenthesis + 1);
      for (const option of options.slice(0, parenthesis).split(',')) {
        if (option === '!') {
          category.template = true;
        } else if (option.startsWith('+')) {
          const earlier = config.categories.find((one) => isMeant(one, name, option.slice(1), '&'));
          if (!earlier) return unreadable('noSuchSection', line);
          category = earlier;
          if (!merged) {
            notice('plus');
            config.current = earlier;
            earlier.template ||= fresh.template;
            append(earlier, fresh.variables);
            merged = true;
          }
        } else {
          const template = config.categories.find((one) => isMeant(one, option, 'TEMPLATES=include'));
          if (!template) return unreadable('noSuchTemplate', line);
          if (template === category && template.variables.length > 0) return unreadable('endless', line);
          inherit(category, template);
        }
      }
    }
    if (rest !== '') notice('restOfHeader');
    lastIsGone = false;
    // What more of a section says has no place for comments at its end.
    last = merged ? undefined : fresh;
    if (!merged) {
      config.categories.push(fresh);
      config.current = fresh;
    }
    return undefined;
  }

  function readDirective(line: string): Unreadable | undefined {
    // Asterisk's characters are signed: a byte beyond ASCII ends the word.
    const word = /^[!-~\x7f]*/.exec(line.slice(1))?.[0] ?? '';
    const isInclude = sameWord(word, 'include');
    if (!isInclude && !sameWord(word, 'tryinclude')) {
      notice(sameWord(word, 'exec') ? 'exec' : 'unknownDirective');
      return undefined;
    }
    const argument = strip(line.slice(word.length + 2));
    if (argument === '') {
      notice('noArgument');
      return undefined;
    }
    const name = withoutQuotes(argument);
    const at = { file: here(), line: number };
    const earlier = config.includes.find((one) => one.name === name);
    const saveAs = earlier ? `${name}~~${++earlier.again}` : '';
    notice('include', name);
    if (saveAs !== '') notice('includedTwice', saveAs);
    if (isPattern(name)) notice('glob', name);
    const stays = isInclude || !traits.keepsIncludes;
    const written = saveAs || name;
    const made: HeldInclude = {
      directive: stays ? 'include' : 'tryinclude',
      name: written,
      files: stays ? [written] : existing(config.options, written),
      at,
      comments: noComments(),
      again: 0,
    };
    if (traits.keepsIncludes) config.includes.push(made);
    else config.includes.unshift(made);
    const result = include(config, name, saveAs);
    if (result === 'broken') notice('includedBroken', name);
    if (result === 'missing' && isInclude) return unreadable('noSuchInclude', line);
    if (traits.keepsIncludes) {
      made.comments = takeComments();
      last = made;
      lastIsGone = false;
    }
    return undefined;
  }

  function readVariable(line: string): Unreadable | undefined {
    if (!category) return unreadable('noSection', line);
    let text = line;
    const isEscaped = line.startsWith('\\');
    if (isEscaped) {
      text = line.slice(1);
      const code = text === '' ? 0 : text.charCodeAt(0);
      // Signed characters again.
      if (code < 33 || code >= 0x80) return unreadable('invalidEscape', line);
      notice('escaped');
    }
    const first = isEscaped ? 1 : 0;
    const equals = text.indexOf('=', first);
    if (equals === -1) {
      notice('noEquals');
      return undefined;
    }
    if (equals > first && text[equals - 1] === '+') {
      const name = strip(text.slice(0, equals - 1));
      const more = text.slice(equals + 1);
      notice('append');
      const earlier = category.variables.findLast((one) => one.name === name);
      if (!earlier) {
        addVariable(category, name, strip(more), '=');
        return undefined;
      }
      const value = skipBlanks(trimBlanks(earlier.value + more));
      const gone = update(category, name, earlier.value, value, '=', traits);
      lastIsGone ||= gone.some((one) => one.comments === last?.comments);
      return undefined;
    }
    const isArrow = text[equals + 1] === '>';
    const value = strip(text.slice(equals + (isArrow ? 2 : 1)));
    addVariable(category, strip(text.slice(0, equals)), value, isArrow ? '=>' : '=');
    return undefined;
  }

  function addVariable(to: HeldCategory, name: string, value: string, arrow: '=' | '=>'): void {
    if (name === '') {
      notice('noName');
      return;
    }
    if (name.includes(';')) notice('escaped');
    const variable: HeldVariable = {
      name,
      value,
      arrow,
      inherited: false,
      at: { file: saveAs || here(), line: number },
      comments: takeComments(),
    };
    append(to, [variable]);
    last = variable;
    lastIsGone = false;
  }

  return { read };
}

/** Up to the first NUL, where a text ends for Asterisk. */
function until(memory: string): string {
  const end = memory.indexOf('\0');
  return end === -1 ? memory : memory.slice(0, end);
}

function withoutQuotes(argument: string): string {
  const quote = argument.startsWith('<') ? '>' : argument.startsWith('"') ? '"' : undefined;
  return quote !== undefined && argument.endsWith(quote) ? argument.slice(1, -1) : argument;
}

function existing(options: LoadOptions, name: string): readonly string[] {
  if (isPattern(name)) return options.matching?.(name) ?? [];
  return options.includes?.(name) === undefined ? [] : [name];
}

const isTooLong = (piece: string, charset: Charset): boolean =>
  piece.length * 3 >= BUFFER && !piece.endsWith('\n') && byteLength(piece, charset) === BUFFER;

/** What Asterisk reads at one time: a line, or as much of it as fits; up to a NUL. */
function* pieces(text: string, charset: Charset): Generator<{ piece: string; at: number }> {
  let at = 0;
  for (let from = 0; from < text.length; at++) {
    const newline = text.indexOf('\n', from);
    const next = newline === -1 ? text.length : newline + 1;
    const line = text.slice(from, next);
    from = next;
    if (line.length * 3 <= BUFFER || byteLength(line, charset) <= BUFFER) {
      yield { piece: until(line), at };
      continue;
    }
    const bytes = charset === 'bytes' ? line : toBytes(line);
    for (let start = 0; start < bytes.length; start += BUFFER) {
      const part = until(bytes.slice(start, start + BUFFER));
      yield { piece: charset === 'bytes' ? part : keepLength(part), at };
    }
  }
}

/** A part of a long line; what is cut in the middle of a letter stays as long as it was, for its length is asked. */
function keepLength(bytes: string): string {
  return bytes.length === BUFFER && !bytes.endsWith('\n') ? ' '.repeat(BUFFER) : fromBytes(bytes);
}
