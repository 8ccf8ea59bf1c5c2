/** Bytes as text, and text as Asterisk escapes it. */

// Both keep nothing between two calls.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin = new TextDecoder('windows-1252');

/**
 * Bytes as text. Asterisk passes bytes through untouched and names no charset: UTF-8 nearly always. A line that is
 * not UTF-8 (a Latin-1 caller name from an old trunk) is read as Windows-1252, instead of losing its letters.
 */
export function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
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
