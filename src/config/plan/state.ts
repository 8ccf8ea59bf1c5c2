/** What Asterisk will hold while the operations are made, as far as planning needs it: which line is the how manieth. */
import { fold } from '../document.ts';
import type { Operation } from '../types.ts';

export interface WorkLine {
  name: string;
  value: string;
  arrow: '=' | '=>';
  readonly inherited: boolean;
}

export interface WorkSection {
  name: string;
  readonly template: boolean;
  readonly templates: readonly WorkSection[];
  readonly lines: WorkLine[];
  /** A line was put in between: appending to it is left to the end. */
  inserted: boolean;
}

export interface Work {
  readonly sections: WorkSection[];
  readonly operations: Operation[];
  /** Appends to sections that lines were inserted into, for the end: one request must not do both. */
  readonly late: (() => void)[];
}

/** Name and filter that mean this section alone; undefined where nothing tells it from another. */
export function addressOf(
  { sections }: Work,
  section: WorkSection,
): { readonly cat: string; readonly filter?: string } | undefined {
  const cat = section.name;
  const twins = sections.filter((one) => one !== section && fold(one.name) === fold(cat));
  const alike = twins.filter((one) => one.template === section.template);
  if (alike.length === 0) {
    if (!section.template) return { cat };
    return { cat, filter: twins.length === 0 ? 'TEMPLATES=include' : 'TEMPLATES=restrict' };
  }
  // Own lines first: what is inherited may be read anew between two requests.
  const telling = [...section.lines]
    .sort((one, other) => Number(one.inherited) - Number(other.inherited))
    .find(
      ({ name, value }) =>
        isPlain(name) &&
        isPlain(value) &&
        alike.every(({ lines }) => !lines.some((one) => one.name === name && one.value === value)),
    );
  if (!telling) return undefined;
  const filter = `^${pattern(telling.name)}$=^${pattern(telling.value)}$`;
  return { cat, filter: section.template ? `TEMPLATES=restrict,${filter}` : filter };
}

/** Letters that mean themselves in an option, in quotes, and in a pattern. */
const isPlain = (text: string): boolean => /^[\w/:@.-]+$/.test(text);

const pattern = (text: string): string => text.replaceAll('.', '[.]');

/** A value that no line has, to hold a place for a moment. */
export function placeholder(taken: readonly string[]): string {
  const all = new Set(taken.map(fold));
  for (let number = 1; ; number += 1) if (!all.has(`@@${number}`)) return `@@${number}`;
}
