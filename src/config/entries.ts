/**
 * JSON as GetConfigJSON sends it: keys repeat and their order counts, which `JSON.parse` loses. Stricter than
 * JSON nowhere; more lenient in one thing: Asterisk escapes only `\` and `"` (manager.c, json_escape), so that tabs and
 * other control characters stand in strings as they are.
 */

/** An object, its keys in order and repeated as they came, each beside its value: two lists cost half of many pairs. */
export interface Entries {
  readonly keys: readonly string[];
  readonly values: readonly Json[];
}

export type Json = string | number | boolean | null | readonly Json[] | Entries;

/** The text is not JSON; `at` is where. */
export class NotJson extends Error {
  readonly at: number;
  constructor(at: number) {
    super(`Not JSON at ${at}`);
    this.at = at;
  }
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const NEWLINE = 10;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
/** Objects within objects; deeper is refused instead of exhausting the stack. */
const DEEPEST = 500;

/** Throws NotJson. */
export function readEntries(text: string): Json {
  const { length } = text;
  let at = 0;
  let depth = 0;
  let backslash = -1;
  let newline = -1;
  let lastKey = '';
  skip();
  const json = value();
  skip();
  if (at < length) throw new NotJson(at);
  return json;

  function skip(): void {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code > 32) return;
      if (code === 32 || code === NEWLINE || code === 13 || code === 9) at += 1;
      else return;
    }
  }

  function value(): Json {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return string();
    if (code === OPEN_OBJECT) return object();
    if (code === OPEN_ARRAY) return array();
    return word();
  }

  function object(): Entries {
    const keys: string[] = [];
    const values: Json[] = [];
    at += 1;
    depth += 1;
    if (depth > DEEPEST) throw new NotJson(at);
    skip();
    if (text.charCodeAt(at) === CLOSE_OBJECT) at += 1;
    else {
      for (;;) {
        if (text.charCodeAt(at) !== QUOTE) throw new NotJson(at);
        keys.push(key());
        skip();
        if (text.charCodeAt(at) !== COLON) throw new NotJson(at);
        at += 1;
        skip();
        values.push(value());
        skip();
        const code = text.charCodeAt(at);
        if (code !== COMMA && code !== CLOSE_OBJECT) throw new NotJson(at);
        at += 1;
        if (code === CLOSE_OBJECT) break;
        skip();
      }
    }
    depth -= 1;
    return { keys, values };
  }

  /** Lines of one name follow each other, and share its text. */
  function key(): string {
    const stop = at + 1 + lastKey.length;
    if (text.charCodeAt(stop) === QUOTE && text.startsWith(lastKey, at + 1)) at = stop + 1;
    else {
      const from = at + 1;
      const read = string();
      if (at - from - 1 !== read.length) return read;
      lastKey = read;
    }
    return lastKey;
  }

  function array(): readonly Json[] {
    const list: Json[] = [];
    at += 1;
    depth += 1;
    if (depth > DEEPEST) throw new NotJson(at);
    skip();
    if (text.charCodeAt(at) === CLOSE_ARRAY) at += 1;
    else {
      for (;;) {
        list.push(value());
        skip();
        const code = text.charCodeAt(at);
        if (code !== COMMA && code !== CLOSE_ARRAY) throw new NotJson(at);
        at += 1;
        if (code === CLOSE_ARRAY) break;
        skip();
      }
    }
    depth -= 1;
    return list;
  }

  /** Looks for quotes, and knows where the next backslash and newline are: each is looked for once in the text. */
  function string(): string {
    const from = at + 1;
    const stop = text.indexOf('"', from);
    if (stop === -1) throw new NotJson(at);
    if (backslash < from) backslash = place('\\', from);
    if (backslash < stop) return escapedString(from);
    if (newline < from) newline = place('\n', from);
    if (newline < stop) throw new NotJson(newline);
    at = stop + 1;
    return text.slice(from, stop);
  }

  function place(character: string, from: number): number {
    const found = text.indexOf(character, from);
    return found === -1 ? length : found;
  }

  function escapedString(start: number): string {
    let read = '';
    let from = start;
    let stop = text.indexOf('"', from);
    while (backslash < stop) {
      read += text.slice(from, backslash);
      const letter = text[backslash + 1] ?? '';
      if (letter === 'u') {
        const digits = text.slice(backslash + 2, backslash + 6);
        if (!/^[\da-f]{4}$/i.test(digits)) throw new NotJson(backslash);
        read += String.fromCharCode(parseInt(digits, 16));
        from = backslash + 6;
      } else {
        const meant = escapes.get(letter);
        if (meant === undefined) throw new NotJson(backslash);
        read += meant;
        from = backslash + 2;
      }
      backslash = place('\\', from);
      if (stop < from) stop = place('"', from);
    }
    if (stop >= length) throw new NotJson(start);
    if (newline < start) newline = place('\n', start);
    if (newline < stop) throw new NotJson(newline);
    at = stop + 1;
    return read + text.slice(from, stop);
  }

  function word(): number | boolean | null {
    const [found] =
      /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at, at + 400)) ?? [];
    if (found === undefined) throw new NotJson(at);
    at += found.length;
    if (found === 'true' || found === 'false') return found === 'true';
    return found === 'null' ? null : Number(found);
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
