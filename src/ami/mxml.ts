/**
 * Reading `mxml`: one `<response><generic name='value' …/></response>` per message. Read by this scanner and not by
 * a DOMParser: Asterisk copies control bytes and bad UTF-8 as they are, and one of them would cost the whole batch.
 *
 * What mxml loses, written down as `foldName` and checked against rawman by tests (manager.c: xml_translate):
 * - a name is lower-cased and every byte that is no ASCII letter or digit becomes `_`; `_` before a leading digit;
 *   names that fall together so become repeats of one name;
 * - blanks around a value are gone;
 * - from the first line without a colon on, everything up to the message's end is loose text (`opaque_data`);
 * - a ChanVariable's channel name containing a colon is cut there.
 */
import { decode } from './bytes.ts';
import type { Frame, Message, Wants } from './types.ts';

const SINGLE_QUOTE = 39;

export function readMxml(body: string): Message[] {
  const messages: Message[] = [];
  let at = body.indexOf('<response ');
  while (at !== -1) {
    const close = body.indexOf('</response>', at);
    const end = close === -1 ? body.length : close + 11;
    messages.push(new XmlMessage(body, at, end));
    at = body.indexOf('<response ', end);
  }
  return messages;
}

/** Cuts the wanted events out of WaitEvent bodies without reading the others. */
export function mxmlFramer(wants: Wants): (bytes: Uint8Array) => Frame {
  return (bytes) => frame(decode(bytes), wants);
}

function frame(body: string, wants: Wants): Frame {
  let events = 0;
  let complete = false;
  let text = '';
  let from = -1;
  let at = body.indexOf('<response ');
  while (at !== -1) {
    const close = body.indexOf('</response>', at);
    const end = close === -1 ? body.length : close + 11;
    const first = attributesAt(body, at, end);
    let wanted = false;
    if (body.startsWith(" event='", first)) {
      const name = unescapeXml(body.slice(first + 8, valueEnd(body, first + 8, end)));
      if (name === 'WaitEventComplete') complete = close !== -1;
      else {
        events += 1;
        wanted = wants === '*' || wants.has(name);
      }
    }
    if (wanted) {
      if (from === -1) from = at;
    } else if (from !== -1) {
      text += body.slice(from, at);
      from = -1;
    }
    at = body.indexOf('<response ', end);
  }
  if (from !== -1) text += body.slice(from);
  return { text, events, complete };
}

/** A header's name as mxml writes it. */
export function foldName(name: string): string {
  const folded = name
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, (letter) => '_'.repeat(new TextEncoder().encode(letter).length));
  return /^[0-9]/.test(folded) ? `_${folded}` : folded;
}

/** Where the attributes begin: behind `<response …><generic`. */
function attributesAt(body: string, start: number, end: number): number {
  const inner = body.indexOf('<', start + 1);
  if (inner === -1 || inner >= end) return end;
  const blank = body.indexOf(' ', inner);
  return blank === -1 || blank >= end ? end : blank;
}

function valueEnd(body: string, start: number, end: number): number {
  const quote = body.indexOf("'", start);
  return quote === -1 || quote > end ? end : quote;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescapeXml(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => entities[name] ?? whole);
}

class XmlMessage implements Message {
  readonly kind: Message['kind'];
  readonly name: string;
  private readonly body: string;
  private readonly start: number;
  private readonly end: number;
  private readonly attributes: number;
  private cutHeaders: (readonly [string, string])[] | undefined;
  private cutLoose: string[] | undefined;

  constructor(body: string, start: number, end: number) {
    this.body = body;
    this.start = start;
    this.end = end;
    const first = attributesAt(body, start, end);
    this.attributes = first;
    const event = body.startsWith(" event='", first);
    const response = !event && body.startsWith(" response='", first);
    this.kind = event ? 'event' : response ? 'response' : 'other';
    const value = first + (event ? 8 : 11);
    this.name = event || response ? unescapeXml(body.slice(value, valueEnd(body, value, end))) : '';
  }

  get text(): string {
    return this.body.slice(this.start, this.end);
  }

  get headers(): readonly (readonly [string, string])[] {
    return this.cutHeaders ?? this.cut();
  }

  get loose(): readonly string[] {
    if (!this.cutHeaders) this.cut();
    return this.cutLoose ?? [];
  }

  get(header: string): string | undefined {
    const name = foldName(header);
    // A quote inside a value is escaped, so ` name='` can only be an attribute.
    const { text } = this;
    const key = ` ${name}='`;
    const at = text.indexOf(key, this.attributes - this.start);
    if (at === -1 || name === 'opaque_data') return undefined;
    const from = at + key.length;
    return unescapeXml(text.slice(from, valueEnd(text, from, text.length)));
  }

  all(header: string): readonly string[] {
    const name = foldName(header);
    const values: string[] = [];
    for (const pair of this.headers) if (pair[0] === name) values.push(pair[1]);
    return values;
  }

  private cut(): readonly (readonly [string, string])[] {
    const { body, end } = this;
    const headers: (readonly [string, string])[] = [];
    this.cutHeaders = headers;
    let at = this.attributes;
    for (;;) {
      const equals = body.indexOf('=', at);
      if (equals === -1 || equals >= end || body.charCodeAt(equals + 1) !== SINGLE_QUOTE) return headers;
      const close = valueEnd(body, equals + 2, end);
      // `output-2`: the second of that name.
      const name = body.slice(at, equals).trim().replace(/-\d+$/, '');
      const value = unescapeXml(body.slice(equals + 2, close));
      if (name === 'opaque_data') (this.cutLoose ??= []).push(...value.split('\n'));
      else headers.push([name, value]);
      at = close + 1;
    }
  }
}
