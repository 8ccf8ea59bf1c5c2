/**
 * Reading `rawman`: `Key: value` lines, a blank line after each message. Nothing is escaped, so a value may break
 * into further lines; they are kept as `loose`. Seen and tolerated (Asterisk 16 and 22): bare `\n`, blank lines in
 * a row, lines without a colon, messages that begin with neither Response nor Event, a missing last blank line.
 */
import type { Frame, Wants } from './body.ts';
import type { Message } from './types.ts';

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

/** The wanted events of a WaitEvent body, cut out without reading the others. */
export function frameRawman(body: string, wants: Wants): Frame {
  const bounds = new Bounds(body);
  let events = 0;
  let complete = false;
  let text = '';
  // Neighbours that are wanted are taken in one piece.
  let from = -1;
  while (bounds.next()) {
    let wanted = false;
    if (body.startsWith('Event: ', bounds.start)) {
      const name = firstValue(body, bounds.start + 7, bounds.end);
      if (name === 'WaitEventComplete') complete = true;
      else {
        events += 1;
        wanted = wants === '*' || wants.has(name);
      }
    }
    if (wanted) {
      if (from === -1) from = bounds.start;
    } else if (from !== -1) {
      text += body.slice(from, bounds.start);
      from = -1;
    }
  }
  if (from !== -1) text += body.slice(from);
  return { text, events, complete };
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
