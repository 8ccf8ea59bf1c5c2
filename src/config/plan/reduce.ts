/** A document without what a plan does not touch, so that trying a plan on a long file does not take long. */
import { fold, type MeantCategory } from '../document.ts';
import type { Document, Operation } from '../types.ts';

export interface Pair {
  readonly was: MeantCategory;
  readonly is: MeantCategory;
}

interface Region {
  readonly from: number;
  /** Index of the next header. */
  readonly until: number;
}

function regionOf({ lines }: Document, { at }: MeantCategory): Region {
  let until = at + 1;
  while (until < lines.length && lines[until]?.tag !== 'section') until += 1;
  return { from: at, until };
}

/** Whether a section is the same in both, to the letter. Lines nobody touched are the same objects. */
export function isUntouched(base: Document, draft: Document, { was, is }: Pair): boolean {
  const [one, other] = [regionOf(base, was), regionOf(draft, is)];
  if (one.until - one.from !== other.until - other.from) return false;
  for (let at = 0; at < one.until - one.from; at += 1) {
    const [line, like] = [base.lines[one.from + at], draft.lines[other.from + at]];
    if (line !== like && (line?.text !== like?.text || line?.depth !== like?.depth)) return false;
  }
  return true;
}

/**
 * Both documents without the sections that neither change nor have to do with one that does: of another name than
 * those in the operations, no template, and inheriting only from what stays as it is.
 */
export function reduced(
  base: Document,
  draft: Document,
  untouched: readonly Pair[],
  operations: readonly Operation[],
): readonly [Document, Document] {
  const named = new Set<string>();
  for (const operation of operations) {
    named.add(fold(operation.cat));
    if (operation.op === 'RenameCat') named.add(fold(operation.to));
    if (operation.op === 'NewCat' && operation.before !== undefined) named.add(fold(operation.before));
  }
  const still = new Set(untouched.map(({ was }) => was));
  const dropped = untouched.filter(
    ({ was, is }) =>
      !was.template &&
      was.added.length === 0 &&
      was.name === is.name &&
      !named.has(fold(was.name)) &&
      was.templates.every((one) => isStill(one, still, named)) &&
      !belongsToOthers(base, was) &&
      !belongsToOthers(draft, is),
  );
  return [
    without(
      base,
      dropped.map(({ was }) => was),
    ),
    without(
      draft,
      dropped.map(({ is }) => is),
    ),
  ];
}

function isStill(one: MeantCategory, still: ReadonlySet<MeantCategory>, named: ReadonlySet<string>): boolean {
  return (
    still.has(one) && !named.has(fold(one.name)) && one.templates.every((base) => isStill(base, still, named))
  );
}

function without(document: Document, dropped: readonly MeantCategory[]): Document {
  const { lines } = document;
  const gone = new Uint8Array(lines.length);
  for (const one of dropped) {
    const { from, until } = regionOf(document, one);
    // What is said behind its last entry is said about the next section.
    let end = until;
    while (end > from + 1 && lines[end - 1]?.tag !== 'entry') end -= 1;
    gone.fill(1, from, end);
  }
  return { bom: document.bom, lines: lines.filter((_, at) => gone[at] !== 1) };
}

/** Comments in front of the header, which must not come to stand in front of another; includes; block comments. */
function belongsToOthers(document: Document, category: MeantCategory): boolean {
  const { lines } = document;
  const { from, until } = regionOf(document, category);
  let above = from - 1;
  while (lines[above]?.tag === 'blank') above -= 1;
  if (lines[above]?.tag === 'comment' || lines[above]?.tag === 'block') return true;
  for (let at = from; at <= until; at += 1) {
    const line = lines[at];
    if (line && (line.depth !== undefined || line.tag === 'block' || line.tag === 'directive')) return true;
  }
  return false;
}
