/** Another name for a section, and for everything that calls it by its name, in every file that is open. */
import {
  apply,
  editsTo,
  renameSection,
  setValue,
  usersOfSection,
  type Document,
  type Edit,
  type Gesture,
  type Reference,
} from '../../config/index.ts';

/** An opened file and its text as it is being edited. */
export interface Opened {
  readonly name: string;
  readonly document: Document;
}

/** Sections of the same name, which stand together for one thing in some files (endpoint, auth and aor of a phone). */
export function twinsOf(document: Document, header: number): readonly number[] {
  const line = document.lines[header];
  if (line?.tag !== 'section') return [];
  return document.lines.flatMap((other, at) =>
    at !== header && other.tag === 'section' && !other.plus && other.name === line.name ? [at] : [],
  );
}

/** Who names the section, templates' children left out: their headers are renamed with it in any case. */
export function referencesOf(file: string, header: number, opened: readonly Opened[]): readonly Reference[] {
  const document = opened.find(({ name }) => name === file)?.document;
  const line = document?.lines[header];
  if (line?.tag !== 'section') return [];
  return usersOfSection(file, line.name, opened).filter(({ what }) => what !== 'template');
}

export interface Renaming {
  readonly file: string;
  readonly header: number;
  readonly name: string;
  readonly twins: readonly number[];
  readonly references: readonly Reference[];
}

/** The edits of each file it comes to, or why it cannot be. */
export function renameEverywhere(
  opened: readonly Opened[],
  { file, header, name, twins, references }: Renaming,
): ReadonlyMap<string, readonly Edit[]> | Extract<Gesture, { readonly tag: 'refused' }> {
  const changed = new Map<string, readonly Edit[]>();
  for (const { name: other, document } of opened) {
    const old = opened.find((one) => one.name === file)?.document.lines[header];
    if (old?.tag !== 'section') continue;
    let made = document;
    // No line is added or taken away, so places stay what they are.
    for (const reference of references) {
      if (reference.file !== other) continue;
      const line = made.lines[reference.line];
      if (line?.tag !== 'entry') continue;
      const gesture = setValue(made, reference.line, withName(line.value, old.name, name));
      if (gesture.tag === 'refused') return gesture;
      made = apply(made, gesture.edits);
    }
    if (other === file) {
      for (const at of [header, ...twins]) {
        const gesture = renameSection(made, at, name);
        if (gesture.tag === 'refused') return gesture;
        made = apply(made, gesture.edits);
      }
    }
    const edits = editsTo(document, made);
    if (edits.length > 0) changed.set(other, edits);
  }
  return changed;
}

/** The value with the name in it exchanged, where it stands as a word of its own. */
function withName(value: string, old: string, name: string): string {
  const word = old.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return value.replace(new RegExp(`(?<![\\w.-])${word}(?![\\w.-])`, 'g'), () => name);
}
