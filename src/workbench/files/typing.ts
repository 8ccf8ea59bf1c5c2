/** What is typed into a row of the table, as edits of its line. */
import {
  addEntry,
  apply,
  parse,
  setName,
  setValue,
  type Document,
  type Edit,
  type Gesture,
} from '../../config/index.ts';

export interface Typed {
  readonly name: string;
  readonly value: string;
  /** Without its `;`. */
  readonly comment: string;
}

const refused = (why: Extract<Gesture, { tag: 'refused' }>['why'], at: number): Gesture => ({
  tag: 'refused',
  why,
  at,
});

/** Opens no block comment and is not taken for Asterisk's own header. */
const commentText = (comment: string): string => (comment === '' ? '' : `; ${comment}`);

/** The line with this comment behind it, or without one. */
function setComment(document: Document, at: number, comment: string): Gesture {
  const line = document.lines[at];
  if (line?.tag !== 'entry' && line?.tag !== 'section') return refused('wrongLine', at);
  if (/[\r\n\0]/.test(comment)) return refused('lineBreak', at);
  const live =
    line.comment === '' ? line.text : line.text.slice(0, line.text.length - line.comment.length).trimEnd();
  const gap = /\s*$/.exec(line.text.slice(0, line.text.length - line.comment.length))?.[0] ?? '';
  const text =
    comment === '' ? live : `${live}${line.comment === '' ? '   ' : gap || ' '}${commentText(comment)}`;
  const [read] = parse(text).lines;
  const same =
    read?.tag === line.tag &&
    read.name === line.name &&
    (read.tag !== 'entry' || line.tag !== 'entry' || read.value === line.value) &&
    read.comment === commentText(comment);
  if (!same || parse(`${text}\na=b`).lines[1]?.tag !== 'entry') return refused('besideBlock', at);
  return { tag: 'edits', edits: [{ from: at, until: at + 1, lines: [text] }] };
}

/** A line that is a comment and nothing else. */
export function setCommentLine(document: Document, at: number, comment: string): Gesture {
  if (document.lines[at]?.tag !== 'comment') return refused('wrongLine', at);
  if (/[\r\n\0]/.test(comment)) return refused('lineBreak', at);
  const edit: Edit = { from: at, until: at + 1, lines: comment === '' ? [] : [commentText(comment)] };
  return { tag: 'edits', edits: [edit] };
}

export function addCommentLine(document: Document, before: number, comment: string): Gesture {
  if (/[\r\n\0]/.test(comment)) return refused('lineBreak', before);
  if (document.lines[before]?.depth !== undefined) return refused('besideBlock', before);
  return { tag: 'edits', edits: [{ from: before, until: before, lines: [commentText(comment)] }] };
}

/** Name, value and comment of an entry, whichever of them changed, as one edit of its line. */
export function changeEntry(document: Document, at: number, typed: Partial<Typed>): Gesture {
  const line = document.lines[at];
  if (line?.tag !== 'entry') return refused('wrongLine', at);
  let made = document;
  for (const step of [
    (now: Document) =>
      typed.name === undefined || typed.name === line.name ? undefined : setName(now, at, typed.name),
    (now: Document) =>
      typed.value === undefined || typed.value === line.value ? undefined : setValue(now, at, typed.value),
    (now: Document) =>
      typed.comment === undefined ||
      commentText(typed.comment) === line.comment ||
      typed.comment === shownComment(line.comment)
        ? undefined
        : setComment(now, at, typed.comment),
  ]) {
    const gesture = step(made);
    if (gesture === undefined) continue;
    if (gesture.tag === 'refused') return gesture;
    made = apply(made, gesture.edits);
  }
  const text = made.lines[at]?.text ?? '';
  return { tag: 'edits', edits: text === line.text ? [] : [{ from: at, until: at + 1, lines: [text] }] };
}

/** A comment as it is typed: without the sign in front. */
export const shownComment = (comment: string): string => comment.replace(/^\s*;+\s?/, '');

/** A new entry in front of line `before`, or as its section's last. */
export function newEntry(
  document: Document,
  section: number,
  before: number | undefined,
  { name, value, comment }: Typed,
): Gesture {
  const made = addEntry(document, section, { name, value }, before);
  if (made.tag === 'refused' || comment === '') return made;
  const [edit] = made.edits;
  if (edit === undefined) return made;
  const after = apply(document, made.edits);
  const at = edit.from + edit.lines.length - 1;
  const commented = setComment(after, at, comment);
  if (commented.tag === 'refused') return commented;
  const lines = [...edit.lines.slice(0, -1), commented.edits[0]?.lines[0] ?? ''];
  return { tag: 'edits', edits: [{ ...edit, lines }] };
}
