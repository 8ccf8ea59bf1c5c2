/** The lines of one section made those of the draft, each by the operation that leaves most around it as it was. */
import { diff } from '../diff.ts';
import { fold } from '../document.ts';
import type { Operation, Traits } from '../types.ts';
import { addressOf, placeholder, type Work, type WorkLine, type WorkSection } from './state.ts';

/** An own line of a section and what stands around it in the text. */
export interface TextLine {
  readonly name: string;
  readonly value: string;
  readonly arrow: '=' | '=>';
  /** Comments above it, down from the line before. */
  readonly above: readonly string[];
  /** The comment behind it. */
  readonly behind: string;
  /** Index in its document. */
  readonly at: number;
}

export interface LinesJob {
  readonly work: Work;
  readonly section: WorkSection;
  readonly traits: Traits;
  /** Whether comments are known, so that they can be typed anew. */
  readonly exact: boolean;
  /** Tells that a value cannot be said (`value`), or that the section cannot be addressed (`twins`). */
  readonly refuse: (code: 'value' | 'twins', at: number) => void;
}

/** More lines of one text than this are not parked; the line is written anew instead, without its comments. */
const MOST_PARKED = 6;

/** Plans the way from the one list of own lines to the other. */
export function planLines(job: LinesJob, base: readonly TextLine[], draft: readonly TextLine[]): void {
  const { section } = job;
  const own = section.lines.filter(({ inherited }) => !inherited);
  /** New lines behind the last that stays; appended when everything else is done. */
  const tail: TextLine[] = [];
  /** The line that follows the one being looked at. */
  let next: WorkLine | undefined;
  // From the end, so that the lines in front keep their numbers.
  let [stop, draftStop] = [base.length, draft.length];
  for (const { from, until, otherFrom, otherUntil } of diff(
    base.map(lineKey),
    draft.map(lineKey),
  ).toReversed()) {
    keep(until, stop, otherUntil);
    give(from, until, draft.slice(otherFrom, otherUntil));
    [stop, draftStop] = [from, otherFrom];
  }
  keep(0, stop, draftStop - stop);
  for (const one of tail) append(job, one);

  /** Equal lines, whose comments may have changed. */
  function keep(from: number, until: number, draftFrom: number): void {
    for (let index = until - 1; index >= from; index -= 1) {
      const was = base[index];
      const is = draft[draftFrom + index - from];
      const line = own[index];
      if (was && is && line && isRetyped(job, was, is)) rewrite(line, is);
      else next = line;
    }
  }

  function give(from: number, until: number, wanted: readonly TextLine[]): void {
    const was = base.slice(from, until);
    const partner = partners(was, wanted);
    // What has no partner goes first: the fewer lines are alike, the more can be told apart.
    for (let index = was.length - 1; index >= 0; index -= 1) {
      const line = own[from + index];
      if (line && !partner.includes(index)) remove(job, line);
    }
    for (const [index, is] of [...wanted.entries()].toReversed()) {
      const at = partner[index] ?? -1;
      const old = was[at];
      const line = own[from + at];
      if (!old || !line) put(is);
      else if (isRetyped(job, old, is) || !update(job, line, is)) rewrite(line, is);
      else next = line;
    }
  }

  /** In the place of a line another one, its comments typed anew. */
  function rewrite(line: WorkLine, is: TextLine): void {
    remove(job, line);
    put(is);
  }

  function put(is: TextLine): void {
    if (next) next = insert(job, is, next);
    else tail.unshift(is);
  }
}

const lineKey = ({ name, value, arrow }: TextLine): string => `${name}\0${arrow}\0${value}`;

/** For each new line the old one it takes the place of: one of the same name, in the same order. */
function partners(was: readonly TextLine[], is: readonly TextLine[]): readonly number[] {
  let from = 0;
  return is.map(({ name }) => {
    const found = was.findIndex((one, at) => at >= from && fold(one.name) === fold(name));
    if (found !== -1) from = found + 1;
    return found;
  });
}

const sameTexts = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, at) => text.trim() === other[at]?.trim());

/** Whether a line is written anew for the comments above it. What stands behind it would be lost with that. */
function isRetyped({ exact, traits }: LinesJob, was: TextLine, is: TextLine): boolean {
  if (!exact || sameTexts(was.above, is.above) || is.behind !== '' || was.behind !== '') return false;
  return is.above.length === 0 || traits.newlineInVar;
}

function send({ work, section, refuse }: LinesJob, at: number, operation: Bare): void {
  const address = addressOf(work, section);
  if (!address) refuse('twins', at);
  else work.operations.push({ ...address, ...operation });
}

type Bare = Operation extends infer One
  ? One extends Operation
    ? Omit<One, 'cat' | 'filter'>
    : never
  : never;

function remove(job: LinesJob, line: WorkLine): void {
  const { lines } = job.section;
  const at = lines.indexOf(line);
  send(job, -1, { op: 'Delete', line: at });
  lines.splice(at, 1);
}

/** The name with its comments in front of it, as a request can carry them. */
function nameOf({ exact, traits }: LinesJob, { above, name }: TextLine): string {
  if (!exact || !traits.newlineInVar || above.length === 0) return name;
  return [...above.map((text) => text.trim()), name].join('\n');
}

/** One `>` in front of a value is always eaten, and taken for the arrow by Update. */
const raw = (value: string): string => (value.startsWith('>') ? `>${value}` : value);

/** A new line in front of another. */
function insert(job: LinesJob, wanted: TextLine, before: WorkLine): WorkLine {
  const { section } = job;
  const { value, arrow, at } = wanted;
  const name = nameOf(job, wanted);
  const line = section.lines.indexOf(before);
  section.inserted = true;
  if (arrow === '=') send(job, at, { op: 'Insert', line, name, value: raw(value) });
  else {
    const held = placeholder(section.lines.map((one) => one.value));
    send(job, at, { op: 'Insert', line, name, value: held });
    send(job, at, { op: 'Update', name, match: held, value: `>${value}` });
  }
  const made: WorkLine = { name: wanted.name, value, arrow, inherited: false };
  section.lines.splice(line, 0, made);
  return made;
}

/** A new line at the end. */
export function append(job: LinesJob, wanted: TextLine): void {
  const { section, work } = job;
  const { value, arrow, at } = wanted;
  if (arrow === '=' && value.startsWith('>')) job.refuse('value', at);
  else if (section.inserted) work.late.push(put);
  else put();

  function put(): void {
    send(job, at, { op: 'Append', name: nameOf(job, wanted), value, arrow });
    section.lines.push({ name: wanted.name, value, arrow, inherited: false });
  }
}

/** Another value in a line that stays, with its comments; false where only writing it anew does it. */
function update(job: LinesJob, line: WorkLine, wanted: TextLine): boolean {
  const { section, traits } = job;
  const { name, value, arrow, at } = wanted;
  const needsArrow = arrow === '=>' && line.arrow === '=';
  if (arrow === '=' && (line.arrow === '=>' || value.startsWith('>'))) return false;
  const hits = section.lines.filter(
    (one) =>
      fold(one.name) === fold(line.name) && (line.value === '' || fold(one.value) === fold(line.value)),
  );
  if (line.value === '' && hits.length > 1) return false;
  if (traits.updateHits === 'all' && hits.length > 1) return false;
  const place = hits.indexOf(line);
  const parked = traits.updateHits === 'last' ? hits.slice(place + 1).reverse() : hits.slice(0, place);
  if (parked.length > MOST_PARKED || !parked.every(isParkable)) return false;

  const match = line.value;
  const values = parked.map((one) => one.value);
  // The lines are followed at every step: a section among twins is told by one of them.
  const change = (one: WorkLine, as: string, from: string, to: string, said = to): void => {
    send(job, at, { op: 'Update', name: as, ...(from === '' ? {} : { match: from }), value: said });
    Object.assign(one, { name: as, value: to });
  };
  const holders = parked.map((one) => {
    const holder = placeholder(section.lines.map((each) => each.value));
    change(one, one.name, match, holder);
    return holder;
  });
  change(line, name, match, value, needsArrow || value.startsWith('>') ? `>${value}` : value);
  line.arrow = arrow;
  for (const [index, one] of parked.entries()) {
    const was = values[index] ?? match;
    change(one, one.name, holders[index] ?? '', was, raw(was));
  }
  return true;
}

/** An inherited line that was touched becomes the section's own; a `>` in front cannot be given back without an arrow. */
const isParkable = ({ inherited, value, arrow }: WorkLine): boolean =>
  !inherited && !(arrow === '=' && value.startsWith('>'));
