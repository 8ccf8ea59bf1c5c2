/**
 * What is written down about a save before it begins. It goes into the copy itself, as a section in front of all
 * others and in the same request: so it is on the disk when the file is touched, whatever becomes of the PBX (the
 * AstDB would forget its last second).
 */
import type { Category, OpenedFile, Operation, Reading } from '../types.ts';

export interface SaveNote {
  readonly file: string;
  readonly who: string;
  readonly why: string;
  /** Milliseconds since 1970. */
  readonly when: number;
  /** The copy of the file as it was. */
  readonly backup: string;
  /** `fingerprint` of the reading before, and of the one foretold. */
  readonly before: string;
  readonly after: string;
  readonly flowDown: boolean;
  /** With exact bytes: the file's own, in a copy beside; `backup` is then for Asterisk to read. */
  readonly bytes?: string;
  /** Where the new text is to be had: by these operations on the copy, or in a file of its own. */
  readonly new:
    | { readonly in: 'operations'; readonly operations: readonly Operation[] }
    | { readonly in: 'staging'; readonly name: string };
}

const section = 'cordboard-save';
/** Characters of the note on one line. */
const lineLength = 6000;

export interface Marked<File> {
  /** The file as its copy reads. */
  readonly file: File;
  /** Operations that put the note into the copy, and that take it out again. */
  readonly put: readonly Operation[];
  readonly take: readonly Operation[];
}

export function withNote<File extends Pick<OpenedFile, 'reading'>>(file: File, note: SaveNote): Marked<File> {
  const { categories } = file.reading;
  const taken = new Set(categories.map(({ name }) => name.toLowerCase()));
  let cat = section;
  for (let turn = 1; taken.has(cat); turn += 1) cat = `${section}-${turn}`;
  const [first] = categories;
  const text = toBase64(JSON.stringify(note));
  const lines = Array.from({ length: Math.ceil(text.length / lineLength) }, (_one, index) =>
    text.slice(index * lineLength, (index + 1) * lineLength),
  );
  const category: Category = {
    name: cat,
    template: false,
    templates: [],
    variables: lines.map((value) => ({ name: 'note', value })),
  };
  return {
    file: { ...file, reading: { categories: [category, ...categories] } },
    put: [
      // In front: at the end it would take the file's last comments for its own, and they would go with it.
      { op: 'NewCat', cat, ...(first ? { before: first.name } : {}) },
      ...lines.map((value): Operation => ({ op: 'Append', cat, name: 'note', value, arrow: '=' })),
    ],
    take: [{ op: 'DelCat', cat }],
  };
}

const isNote = (category: Category | undefined): category is Category =>
  category !== undefined &&
  new RegExp(`^${section}(-\\d+)?$`).test(category.name) &&
  category.variables.every(({ name }) => name === 'note');

/** A note without a copy, as the text of a file. */
export function noteText(note: SaveNote): string {
  const { put } = withNote({ reading: { categories: [] } }, note);
  const lines = put.flatMap((one) => (one.op === 'Append' ? [`${one.name} = ${one.value}\n`] : []));
  return `[${section}]\n${lines.join('')}`;
}

/** What a copy says about itself; undefined where it has no note, or none of ours. */
export function noteIn({ categories }: Reading): SaveNote | undefined {
  const [first] = categories;
  if (!isNote(first)) return undefined;
  try {
    const note: unknown = JSON.parse(fromBase64(first.variables.map(({ value }) => value).join('')));
    return isSaveNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** The copy without its note; the same object where it has none. */
export function withoutNote(reading: Reading): Reading {
  return isNote(reading.categories[0]) ? { categories: reading.categories.slice(1) } : reading;
}

/** Read from a file that others may write: only what has the right shape is believed. */
function isSaveNote(value: unknown): value is SaveNote {
  if (typeof value !== 'object' || value === null) return false;
  const note = value as Record<string, unknown>;
  const made = note['new'] as Record<string, unknown> | null | undefined;
  return (
    ['file', 'who', 'why', 'backup', 'before', 'after'].every((key) => typeof note[key] === 'string') &&
    typeof note['when'] === 'number' &&
    typeof note['flowDown'] === 'boolean' &&
    (note['bytes'] === undefined || typeof note['bytes'] === 'string') &&
    typeof made === 'object' &&
    made !== null &&
    ((made['in'] === 'operations' && Array.isArray(made['operations'])) ||
      (made['in'] === 'staging' && typeof made['name'] === 'string'))
  );
}

/** Letters that no line of a file reads as anything but themselves. */
function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, (letter) => letter.charCodeAt(0)),
  );
}
