/** The two forms in which Asterisk writes the same messages, chosen once per session. */
import { mxmlFramer, readMxml } from './mxml.ts';
import { rawmanFramer, readRawman } from './rawman.ts';
import type { Frame, Message, Wants } from './types.ts';

export type FormatName = 'rawman' | 'mxml';

export interface Format {
  readonly path: '/rawman' | '/mxml';
  read(body: string): Message[];
  framer(wants: Wants): (bytes: Uint8Array) => Frame;
  /** Where the first message ends, for judging a large reply by its head; -1 = not within `text`. */
  firstEnds(text: string): number;
}

const rawman: Format = {
  path: '/rawman',
  read: readRawman,
  framer: rawmanFramer,
  firstEnds: (text) => text.search(/\n\r?\n/),
};
const mxml: Format = {
  path: '/mxml',
  read: readMxml,
  framer: mxmlFramer,
  firstEnds: (text) => text.indexOf('</response>'),
};

export function formatOf(name: FormatName): Format {
  return name === 'mxml' ? mxml : rawman;
}
