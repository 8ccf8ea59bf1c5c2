/**
 * Lists of people that lie beside the site's file: CSV as spreadsheets write it (RFC 4180, in any of their dialects)
 * and vCards 2.1 to 4.0. Whatever is in them, reading never throws: what cannot be used is named in `problems` and
 * left out. The names are text from a stranger, as all names are.
 */

import type { Site } from './site.ts';

export interface NameFile {
  /** By extension (`2004`, or `2004@internal`) or number; the first of two wins. */
  readonly names: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Bytes of a file, names in it, characters of a name: more than any house has people. */
const largest = 8_000_000;
const mostNames = 50_000;
const longestName = 200;
const toldProblems = 20;

/** Reads a `.csv` or `.vcf`; `file` is its name, for the problems and for which of the two it is. */
export function readNameFile(file: string, bytes: Uint8Array): NameFile {
  const names = new Map<string, string>();
  const problems: string[] = [];
  let untold = 0;
  const problem = (line: number, what: string): void => {
    if (problems.length < toldProblems) problems.push(`${file}, line ${line}: ${what}`);
    else untold += 1;
  };
  const add = (line: number, number: string, name: string): void => {
    const key = asNumber(number);
    const clean = asName(name);
    if (key === undefined) problem(line, `not a number: ${JSON.stringify(number.slice(0, 40))}`);
    else if (clean === '') problem(line, `no name for ${key}`);
    else if (clean.length > longestName) problem(line, `the name of ${key} has ${clean.length} characters`);
    else if (names.size >= mostNames) problem(line, `more than ${mostNames} names`);
    else if (!names.has(key)) names.set(key, clean);
    else if (names.get(key) !== clean) problem(line, `${key} is there twice`);
  };
  if (bytes.length > largest) problems.push(`${file}: larger than ${largest / 1e6} MB`);
  else if (/\.vcf$/i.test(file)) readCards(bytes, add, problem);
  else readTable(decode(bytes), add, problem);
  if (untold > 0) problems.push(`${file}: ${untold} more`);
  return { names, problems };
}

/** The site with the names of its lists beneath its own, the first list first. */
export function withNames(site: Site, lists: readonly NameFile[]): Site {
  const names = Object.fromEntries([...lists].reverse().flatMap((list) => [...list.names]));
  return { ...site, names: { ...names, ...site.names } };
}

type Add = (line: number, number: string, name: string) => void;
type Tell = (line: number, what: string) => void;

/** What people put between digits falls away; `+49 30 5550-12004` and `2004@internal` are both possible. */
function asNumber(text: string): string | undefined {
  const number = text
    .trim()
    .replace(/[\s\-./()\u00a0]/g, (sign) => (sign === '-' && /[a-z]/i.test(text) ? sign : ''));
  return /^(?=.*[\d*#])[+*#\da-z][\w*#+-]{0,79}(@[\w-]{1,79})?$/i.test(number) ? number : undefined;
}

/** One line without control characters. */
function asName(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else what western spreadsheets write. */
function decode(bytes: Uint8Array, charset?: string): string {
  if (charset !== undefined) return new TextDecoder(charset).decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

// CSV

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Quoted cells may hold anything, doubled quotes for one; a quote inside an unquoted cell is itself. */
function* rows(text: string, separator: string): Generator<Row> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const cells: string[] = [];
    const began = line;
    for (let more = true; more;) {
      let cell = '';
      if (text[at] === '"') {
        const parts: string[] = [];
        for (;;) {
          const from = at + 1;
          const end = text.indexOf('"', from);
          at = end < 0 ? text.length : end;
          parts.push(text.slice(from, at));
          if (text[at + 1] !== '"') break;
          parts.push('"');
          at += 1;
        }
        cell = parts.join('');
        line += cell.split('\n').length - 1;
        at += 1;
      }
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
      cells.push(cell + text.slice(from, at));
      more = text[at] === separator;
      if (more) at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    if (cells.some((cell) => cell.trim() !== '')) yield { line: began, cells };
  }
}

/** The sign that parts the first line into most cells. */
function separatorOf(text: string): string {
  const first = text.slice(0, /[\r\n]|$/.exec(text)?.index);
  const bare = first.replace(/"[^"]*"/g, '');
  const count = (sign: string): number => bare.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

const headings = {
  number: [
    'extension',
    'exten',
    'ext',
    'number',
    'phone',
    'telephone',
    'nebenstelle',
    'durchwahl',
    'nummer',
    'telefon',
  ],
  name: ['name', 'fullname', 'displayname', 'callerid', 'anzeigename'],
  first: ['firstname', 'givenname', 'vorname'],
  last: ['lastname', 'familyname', 'surname', 'nachname', 'familienname'],
} as const;

function readTable(text: string, add: Add, problem: Tell): void {
  const separator = separatorOf(text);
  let columns: Readonly<Record<keyof typeof headings, number>> | undefined;
  for (const { line, cells } of rows(text, separator)) {
    if (columns === undefined) {
      const said = cells.map((cell) => cell.toLowerCase().replace(/[^\p{L}]/gu, ''));
      const place = (kind: keyof typeof headings): number =>
        said.findIndex((word) => (headings[kind] as readonly string[]).includes(word));
      const found = {
        number: place('number'),
        name: place('name'),
        first: place('first'),
        last: place('last'),
      };
      const headed = found.number >= 0 && (found.name >= 0 || found.first >= 0 || found.last >= 0);
      columns = headed ? found : { number: 0, name: 1, first: -1, last: -1 };
      if (headed) continue;
    }
    const { number, name, first, last } = columns;
    const cell = (at: number): string => cells[at]?.trim() ?? '';
    const whole = cell(name) || `${cell(first)} ${cell(last)}`.trim();
    // People without a telephone are no mistake.
    if (cell(number) === '') continue;
    if (cells.length === 1) problem(line, 'one cell only');
    else add(line, cell(number), whole);
  }
}

// vCard

interface Property {
  readonly line: number;
  /** In capitals, without its group. */
  readonly name: string;
  readonly parameters: readonly string[];
  /** A character a byte, as it stood in the file. */
  readonly value: string;
}

/** A character a byte: which charset a line is in, only the line itself says. */
function asBytes(bytes: Uint8Array): string {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const from = wide ? new TextEncoder().encode(decode(bytes)) : bytes;
  const parts: string[] = [];
  for (let at = 0; at < from.length; at += 8192)
    parts.push(String.fromCharCode(...from.subarray(at, at + 8192)));
  return parts.join('').replace(/^\u00ef\u00bb\u00bf/, '');
}

/** Lines as they were before they were folded: by a leading blank, in quoted-printable by a trailing `=`. */
function* unfolded(text: string): Generator<readonly [line: number, parts: string]> {
  const lines = text.split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length;) {
    const began = at;
    const parts = [lines[at] ?? ''];
    const soft = /^[^:]*QUOTED-PRINTABLE/i.test(parts[0] ?? '');
    at += 1;
    for (let next = lines[at]; next !== undefined; next = lines[at]) {
      const last = parts.length - 1;
      if (soft && parts[last]?.endsWith('=')) {
        parts[last] = parts[last].slice(0, -1);
        parts.push(next);
      } else if (/^[ \t]/.test(next)) parts.push(next.slice(1));
      else break;
      at += 1;
    }
    yield [began + 1, parts.join('')];
  }
}

function property(line: number, text: string): Property | undefined {
  const head = /^(?:[^:;"]*\.)?([A-Za-z][A-Za-z0-9-]*)((?:;(?:"[^"]*"|[^":;])*)*):/.exec(text);
  if (!head) return undefined;
  return {
    line,
    name: (head[1] ?? '').toUpperCase(),
    parameters: (head[2] ?? '').split(';').slice(1),
    value: text.slice(head[0].length),
  };
}

function valueOf({ line, parameters, value }: Property, problem: Tell): string {
  const quoted = parameters.some((one) => /^(ENCODING=)?QUOTED-PRINTABLE$/i.test(one));
  const bytes = quoted
    ? value.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : value;
  const raw = Uint8Array.from(bytes, (sign) => sign.charCodeAt(0));
  const charset = parameters
    .map((one) => /^CHARSET="?([^"]*)"?$/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  try {
    return decode(raw, charset);
  } catch {
    problem(line, `an unknown charset: ${JSON.stringify(charset?.slice(0, 40))}`);
    return decode(raw);
  }
}

/** Parts of a value, at semicolons that are not escaped; what was escaped is itself again. */
const parted = (value: string): readonly string[] =>
  (value.match(/(?:\\.|[^;\\])+|(?<=;|^)(?=;|$)/gsu) ?? []).map((part) =>
    part.replace(/\\(.)/gsu, (_all, sign: string) => (sign === 'n' || sign === 'N' ? ' ' : sign)),
  );

/** `tel:+49-30-5550-100;ext=2004` → `2004`. */
function telephone(value: string): string {
  const extension = /;ext=([\w*#-]+)/i.exec(value)?.[1];
  return extension ?? value.replace(/^tel:/i, '').replace(/;.*$/s, '');
}

function readCards(bytes: Uint8Array, add: Add, problem: Tell): void {
  let card: Map<string, Property[]> | undefined;
  let began = 0;
  const first = (name: string): string => {
    const [found] = card?.get(name) ?? [];
    return found ? valueOf(found, problem) : '';
  };
  const finish = (): void => {
    const [family = '', given = ''] = parted(first('N'));
    const [organisation = ''] = parted(first('ORG'));
    const name = parted(first('FN')).join(';') || `${given} ${family}`.trim() || organisation;
    for (const tel of card?.get('TEL') ?? []) {
      const number = telephone(valueOf(tel, problem));
      if (number.trim() !== '') add(tel.line, number, name);
    }
    card = undefined;
  };
  let last = 0;
  for (const [line, text] of unfolded(asBytes(bytes))) {
    last = line;
    if (/^\s*$/.test(text)) continue;
    if (/^BEGIN:VCARD\s*$/i.test(text)) {
      if (card) {
        problem(began, 'a card without an end');
        finish();
      }
      card = new Map();
      began = line;
    } else if (/^END:VCARD\s*$/i.test(text)) finish();
    else {
      const found = property(line, text);
      if (!card || !found) problem(line, card ? 'not a line of a card' : 'outside of any card');
      else if (['FN', 'N', 'ORG', 'TEL'].includes(found.name))
        card.set(found.name, [...(card.get(found.name) ?? []), found]);
    }
  }
  if (card) {
    problem(last, 'a card without an end');
    finish();
  }
}
