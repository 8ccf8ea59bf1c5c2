/**
 * Reading `rawman`: `Key: value` lines, a blank line after each message. Nothing is escaped, so a value may break
 * into further lines; they are kept as `loose`. Seen and tolerated (Asterisk 16 and 22): bare `\n`, blank lines in
 * a row, lines without a colon, messages that begin with neither Response nor Event, a missing last blank line.
 */
import { decode } from './bytes.ts';
import type { Frame, Message, Wants } from './types.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
const CAPITAL_C = 67;

/** Every message of a body, in order. Costs a scan for the bounds; headers are cut when asked for. */
export function readRawman(body: string): Message[] {
  const messages: Message[] = [];
  const bounds = new Bounds(body);
  while (bounds.next()) messages.push(new RawMessage(body, bounds.start, bounds.end));
  return messages;
}

/**
 * Cuts the wanted events out of WaitEvent bodies, given as bytes: the others are neither read nor even decoded, so
 * that a flood nobody asked for costs a look at every second byte.
 */
export function rawmanFramer(wants: Wants): (bytes: Uint8Array) => Frame {
  const wanted = wants === '*' ? undefined : byLength(wants);
  return (bytes) => {
    const { length } = bytes;
    const ranges: number[] = [];
    let events = 0;
    let complete = false;
    let at = skipBlank(bytes, 0);
    while (at < length) {
      const end = blankLine(bytes, at);
      const next = skipBlank(bytes, end);
      if (isEvent(bytes, at)) {
        let stop = at + EVENT.length;
        while (stop < end && bytes[stop] !== CR && bytes[stop] !== LF) stop += 1;
        if (isAt(bytes, at + EVENT.length, stop, COMPLETE)) complete = true;
        else {
          events += 1;
          if (!wanted || isOneOf(bytes, at + EVENT.length, stop, wanted)) {
            // Neighbours that are wanted are taken in one piece.
            if (ranges.at(-1) === at) ranges[ranges.length - 1] = next;
            else ranges.push(at, next);
          }
        }
      }
      at = next;
    }
    return { text: decodeRanges(bytes, ranges), events, complete };
  };
}

const asBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const EVENT = asBytes('Event: ');
const COMPLETE = asBytes('WaitEventComplete');

/** Names by their length in bytes. */
function byLength(names: Iterable<string>): readonly (readonly Uint8Array[])[] {
  const lists: Uint8Array[][] = [];
  for (const name of names) {
    const bytes = asBytes(name);
    (lists[bytes.length] ??= []).push(bytes);
  }
  return lists;
}

function isEvent(bytes: Uint8Array, at: number): boolean {
  return isAt(bytes, at, at + EVENT.length, EVENT);
}

function isOneOf(
  bytes: Uint8Array,
  at: number,
  stop: number,
  names: readonly (readonly Uint8Array[])[],
): boolean {
  const same = names[stop - at];
  if (same) for (const name of same) if (isAt(bytes, at, stop, name)) return true;
  return false;
}

function isAt(bytes: Uint8Array, at: number, stop: number, name: Uint8Array): boolean {
  if (stop - at !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) if (bytes[at + index] !== name[index]) return false;
  return true;
}

/** Behind the line ends that stand here. */
function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    if (bytes[at] === LF) at += 1;
    else if (bytes[at] === CR && (bytes[at + 1] === LF || at + 1 === bytes.length)) at += 2;
    else return Math.min(at, bytes.length);
  }
}

/**
 * The line end before the next blank line, or the end. A blank line is `\n\n` or `\n\r\n`: of two neighbouring bytes
 * at least one of it is looked at when every second byte is.
 */
function blankLine(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  for (let at = from + 1; at < length; at += 2) {
    const code = bytes[at];
    if (code === LF) {
      const before = bytes[at - 1];
      if (before === LF) return at - 1;
      if (before === CR && bytes[at - 2] === LF) return at - 2;
      const after = bytes[at + 1];
      if (after === LF || (after === CR && bytes[at + 2] === LF)) return at;
    } else if (code === CR && bytes[at - 1] === LF && bytes[at + 1] === LF) return at - 1;
  }
  return length;
}

function decodeRanges(bytes: Uint8Array, ranges: readonly number[]): string {
  const [first = 0, last = 0] = ranges;
  if (ranges.length <= 2) return first === last ? '' : decode(bytes.subarray(first, last));
  let size = 0;
  for (let index = 0; index < ranges.length; index += 2)
    size += (ranges[index + 1] ?? 0) - (ranges[index] ?? 0);
  const joined = new Uint8Array(size);
  let at = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    const part = bytes.subarray(ranges[index], ranges[index + 1]);
    joined.set(part, at);
    at += part.length;
  }
  return decode(joined);
}

/** Walks over a body from message to message. */
class Bounds {
  start = 0;
  end = 0;
  private at = 0;
  private readonly body: string;
  /** Next blank line after `\r\n`, and after a bare `\n`; -1 = no more. */
  private blank: number;
  private bare: number;

  constructor(body: string) {
    this.body = body;
    this.blank = body.indexOf('\n\r\n');
    this.bare = body.indexOf('\n\n');
  }

  next(): boolean {
    const { body } = this;
    const { length } = body;
    let at = this.at;
    for (;;) {
      const code = body.charCodeAt(at);
      if (code === LF) at += 1;
      else if (code === CR && (body.charCodeAt(at + 1) === LF || at + 1 === length)) at += 2;
      else break;
    }
    if (at >= length) return false;
    if (this.blank !== -1 && this.blank < at) this.blank = body.indexOf('\n\r\n', at);
    if (this.bare !== -1 && this.bare < at) this.bare = body.indexOf('\n\n', at);
    const { blank, bare } = this;
    let end = blank === -1 || (bare !== -1 && bare < blank) ? bare : blank;
    if (end === -1) {
      this.at = length;
      end = body.charCodeAt(length - 1) === LF ? length - 1 : length;
    } else this.at = end + 1;
    if (body.charCodeAt(end - 1) === CR) end -= 1;
    this.start = at;
    this.end = end;
    return true;
  }
}

/** From `start` to the end of the line. */
function firstValue(body: string, start: number, end: number): string {
  let stop = body.indexOf('\n', start);
  if (stop === -1 || stop > end) stop = end;
  else if (body.charCodeAt(stop - 1) === CR) stop -= 1;
  return body.slice(start, stop);
}

class RawMessage implements Message {
  readonly kind: Message['kind'];
  readonly name: string;
  private readonly body: string;
  private readonly start: number;
  private readonly end: number;
  private cutHeaders: (readonly [string, string])[] | undefined;
  private cutLoose: string[] | undefined;
  private cutText: string | undefined;

  constructor(body: string, start: number, end: number) {
    this.body = body;
    this.start = start;
    this.end = end;
    if (body.startsWith('Event: ', start)) {
      this.kind = 'event';
      this.name = firstValue(body, start + 7, end);
    } else if (body.startsWith('Response: ', start)) {
      this.kind = 'response';
      this.name = firstValue(body, start + 10, end);
    } else {
      // Rare spellings: another case, no blank after the colon.
      const first = /^(event|response): ?/i.exec(firstValue(body, start, end));
      const word = first?.[1]?.toLowerCase();
      this.kind = word === 'event' || word === 'response' ? word : 'other';
      this.name = first ? firstValue(body, start + first[0].length, end) : '';
    }
  }

  get text(): string {
    return (this.cutText ??= this.body.slice(this.start, this.end));
  }

  get headers(): readonly (readonly [string, string])[] {
    return this.cutHeaders ?? this.cut();
  }

  get loose(): readonly string[] {
    if (!this.cutHeaders) this.cut();
    return this.cutLoose ?? [];
  }

  get(header: string): string | undefined {
    // Spelled as the PBX spells it (nearly always): one search, no cutting.
    const { text } = this;
    const { length } = header;
    for (let at = text.indexOf(header); at !== -1; at = text.indexOf(header, at + 1)) {
      if (text.charCodeAt(at + length) !== COLON) continue;
      if (at !== 0 && text.charCodeAt(at - 1) !== LF) continue;
      const from = at + length + (text.charCodeAt(at + length + 1) === SPACE ? 2 : 1);
      return firstValue(text, from, text.length);
    }
    const lower = header.toLowerCase();
    for (const [name, value] of this.headers) {
      if (name.length === length && name.toLowerCase() === lower) return value;
    }
    return undefined;
  }

  all(header: string): readonly string[] {
    const lower = header.toLowerCase();
    const values: string[] = [];
    for (const [name, value] of this.headers) {
      if (name.length === lower.length && name.toLowerCase() === lower) values.push(value);
    }
    return values;
  }

  private cut(): readonly (readonly [string, string])[] {
    const { body, end } = this;
    const headers: (readonly [string, string])[] = [];
    let at = this.start;
    let colon = -2;
    while (at < end) {
      let next = body.indexOf('\n', at);
      if (next === -1 || next > end) next = end;
      const stop = next > at && body.charCodeAt(next - 1) === CR && next !== end ? next - 1 : next;
      // A colon found beyond this line serves the lines up to it.
      if (colon !== -1 && colon < at) colon = body.indexOf(':', at);
      let split = colon;
      if (body.charCodeAt(at) === CAPITAL_C && body.startsWith('ChanVariable(', at)) {
        // The channel's name stands in the key and may hold colons itself: ChanVariable(IAX2/10.0.0.1:4569-7).
        const close = body.indexOf('): ', at);
        if (close !== -1 && close < stop) split = close + 1;
      }
      if (split === -1 || split >= stop) (this.cutLoose ??= []).push(body.slice(at, stop));
      else {
        const value = split + (body.charCodeAt(split + 1) === SPACE && split + 1 < stop ? 2 : 1);
        headers.push([body.slice(at, split), body.slice(value, stop)]);
      }
      at = next + 1;
    }
    return (this.cutHeaders = headers);
  }
}
