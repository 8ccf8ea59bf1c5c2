/** The two forms in which Asterisk writes the same messages, chosen once per session. */
import { frameMxml, readMxml } from './mxml.ts';
import { frameRawman, readRawman } from './rawman.ts';
import type { Message } from './types.ts';

export type FormatName = 'rawman' | 'mxml';

/** Names of events somebody wants; '*' = all. */
export type Wants = ReadonlySet<string> | '*';

/** A WaitEvent body by scanning: what is wanted, and how much else there was. */
export interface Frame {
  /** The wanted events' own text, for the same format's reader. */
  readonly text: string;
  /** Events in the body, wanted or not; WaitEventComplete is none. */
  readonly events: number;
  /** WaitEventComplete was there: the body is whole. */
  readonly complete: boolean;
}

export interface Format {
  readonly path: '/rawman' | '/mxml';
  read(body: string): Message[];
  frame(body: string, wants: Wants): Frame;
  /** Where the first message ends, for judging a large reply by its head; -1 = not within `text`. */
  firstEnds(text: string): number;
}

const rawman: Format = {
  path: '/rawman',
  read: readRawman,
  frame: frameRawman,
  firstEnds: (text) => text.search(/\n\r?\n/),
};
const mxml: Format = {
  path: '/mxml',
  read: readMxml,
  frame: frameMxml,
  firstEnds: (text) => text.indexOf('</response>'),
};

export function formatOf(name: FormatName): Format {
  return name === 'mxml' ? mxml : rawman;
}

/**
 * Bytes as text. Asterisk passes bytes through untouched and names no charset: UTF-8 nearly always. A line that is
 * not UTF-8 (a Latin-1 caller name from an old trunk) is read as Windows-1252, instead of losing its letters.
 */
export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const latin = new TextDecoder('windows-1252');
    let text = '';
    for (let at = 0; at < bytes.length;) {
      const newline = bytes.indexOf(10, at);
      const next = newline === -1 ? bytes.length : newline + 1;
      const line = bytes.subarray(at, next);
      try {
        text += utf8.decode(line);
      } catch {
        text += latin.decode(line);
      }
      at = next;
    }
    return text;
  }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Takes back Asterisk's C escapes (utils.c: ast_escape_c). Only for fields that carry them, never for a whole
 * message: CallerIDName, ConnectedLineName and ChanVariable of channel snapshots (Newchannel, CoreShowChannel,
 * Dial…), the text of NewCallerid, VarSet's Value. Not: CallerIDNum, Status' EffectiveConnectedLineName, QueueEntry,
 * OriginateResponse, ExtensionStatus, Getvar. Seen on 16.28 and 22.10.
 */
export function unescapeC(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\([abfnrtv\\'"?])/g, (_, letter: string) => escapes[letter] ?? letter);
}
