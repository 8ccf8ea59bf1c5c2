/**
 * From one document to another by UpdateConfig alone: the operations, and what no operation can say. What is planned
 * is tried on a copy first (of what Asterisk would hold in memory), so that a plan is right or is none.
 */
import { diff, rising } from './diff.ts';
import { fold, meaningOf, print, type Meaning, type MeantCategory, type MeantVariable } from './document.ts';
import type { LoadedCategory, LoadedFile } from './model.ts';
import { load } from './model/load.ts';
import { operate } from './model/operate.ts';
import { isLeftOut, store } from './model/store.ts';
import { append, planLines, type LinesJob, type TextLine } from './plan/lines.ts';
import { isUntouched, reduced, type Pair } from './plan/reduce.ts';
import { addressOf, placeholder, type Work, type WorkSection } from './plan/state.ts';
import type { Document, Operation, Traits } from './types.ts';

export interface Knowledge {
  /** Whether the base is the file's own text; otherwise it was made of a reading, and comments are not known. */
  readonly exact: boolean;
  readonly traits: Traits;
}

export interface PlanProblem {
  readonly code: ProblemCode;
  /** `refused`: no operation can do it, and none is planned. `lost`: it is done, but for this. */
  readonly weight: 'refused' | 'lost';
  /** Line of the draft, or of the base where the draft has none. */
  readonly at: number;
  readonly in: 'base' | 'draft';
}

export type ProblemCode =
  /** Asterisk would refuse the draft altogether (`faultOf`). */
  | 'unreadable'
  /** `#include` and the like were added, taken away or moved. */
  | 'directive'
  /** The section holds an `#include`: what else stands in it is not known, nor how many lines. */
  | 'holdsInclude'
  /** A `(+)` section, or one that is added to, or a `+=` line. */
  | 'plus'
  /** It inherits from a section that is no template. */
  | 'inheritsFromSection'
  /** A name, or a template's, that UpdateConfig cannot say. */
  | 'name'
  /** A value that UpdateConfig cannot say: it begins with `>` and has no arrow. */
  | 'value'
  /** A line that says what the template says already: it would not be written. */
  | 'repeatsTemplate'
  /** A template that others inherit from would be left without a line: they would get its old ones as their own. */
  | 'emptiesTemplate'
  /** Two sections of one name that nothing tells apart. */
  | 'twins'
  /** The place beside a section of the same name cannot be said. */
  | 'place'
  /** A comment that stands above a section, behind a line, or where it cannot be written. */
  | 'comment'
  /** The section is written anew, or moved: comments in it, which cannot be seen, are lost. */
  | 'unseenComments'
  /** The form of a line: `=` where there was `=>`, a block comment, a line that Asterisk ignores. */
  | 'form'
  /** The plan did not lead to the draft when it was tried. */
  | 'unproven';

export interface Plan {
  /** In this order; empty when anything is refused. To be sent so that templates' new values reach their children. */
  readonly operations: readonly Operation[];
  readonly problems: readonly PlanProblem[];
}

/** The operations that make the draft of the base. */
export function plan(base: Document, draft: Document, knowledge: Knowledge): Plan {
  const planning = new Planning(base, draft, knowledge);
  return planning.plan();
}

/** One plan in the making: what is matched with what, what is held in the meantime, and what was found wrong. */
class Planning {
  private readonly base: Document;
  private readonly draft: Document;
  private readonly knowledge: Knowledge;
  private readonly was: Meaning;
  private readonly is: Meaning;
  private readonly problems: PlanProblem[] = [];
  private readonly work: Work;
  /** What stands for a section of the base while the operations are made, and for one of the draft. */
  private readonly held = new Map<MeantCategory, WorkSection>();
  private readonly untouched: Pair[] = [];

  constructor(base: Document, draft: Document, knowledge: Knowledge) {
    this.base = base;
    this.draft = draft;
    this.knowledge = knowledge;
    this.was = meaningOf(base);
    this.is = meaningOf(draft);
    this.work = { sections: [], operations: [], late: [] };
    for (const one of this.was.categories) {
      const section: WorkSection = {
        name: one.name,
        template: one.template,
        templates: one.templates.flatMap((template) => this.held.get(template) ?? []),
        lines: one.variables.map(({ name, value, arrow, inherited }) => ({ name, value, arrow, inherited })),
        inserted: false,
      };
      this.held.set(one, section);
      this.work.sections.push(section);
    }
  }

  plan(): Plan {
    if (this.was.fault) this.tell('unreadable', 'refused', this.was.fault.at, 'base');
    else if (this.is.fault) this.tell('unreadable', 'refused', this.is.fault.at);
    else {
      const pairs = this.kept(this.matched());
      this.checkDirectives(pairs);
      this.remove(pairs);
      // Who inherits stands below: its lines are counted before its template's change.
      for (const pair of pairs.toReversed()) this.lines(pair);
      for (const put of this.work.late) put();
      for (const pair of pairs) this.checkEmptied(pair);
      for (const pair of pairs) this.rename(pair);
      this.create(pairs);
      this.checkRepeats();
    }
    const { operations } = this.work;
    if (!this.isRefused()) this.prove(operations);
    return { operations: this.isRefused() ? [] : operations, problems: this.problems };
  }

  private tell(
    code: ProblemCode,
    weight: PlanProblem['weight'],
    at: number,
    where: PlanProblem['in'] = 'draft',
  ): void {
    const known = this.problems.some((one) => one.code === code && one.at === at && one.in === where);
    if (!known) this.problems.push({ code, weight, at, in: where });
  }

  private isRefused(): boolean {
    return this.problems.some(({ weight }) => weight === 'refused');
  }

  /** Sections of the base and of the draft that are the same one: by name, then by place and likeness. */
  private matched(): readonly Pair[] {
    const pairs: Pair[] = [];
    const free = new Set(this.is.categories);
    const left = new Set(this.was.categories);
    const take = (was: MeantCategory, is: MeantCategory): void => {
      pairs.push({ was, is });
      free.delete(is);
      left.delete(was);
    };
    const byName = new Map<string, MeantCategory[]>();
    for (const one of this.is.categories) {
      const same = byName.get(fold(one.name));
      if (same) same.push(one);
      else byName.set(fold(one.name), [one]);
    }
    const twins = new Map<string, MeantCategory[]>();
    for (const one of this.was.categories) {
      const same = twins.get(fold(one.name));
      if (same) same.push(one);
      else twins.set(fold(one.name), [one]);
    }
    for (const [name, all] of twins) {
      const others = byName.get(name) ?? [];
      // Among twins those that are as they were, then the rest in order.
      if (all.length !== others.length) {
        for (const was of all) {
          const is = others.find((one) => free.has(one) && isAlike(was, one, 1));
          if (is) take(was, is);
        }
      }
      for (const was of all) {
        const is = left.has(was) ? others.find((one) => free.has(one)) : undefined;
        if (is) take(was, is);
      }
    }
    this.renamed(pairs, left, free).forEach(({ was, is }) => take(was, is));
    return pairs;
  }

  /** Sections without a partner that stand between the same neighbours and are much alike. */
  private renamed(
    pairs: readonly Pair[],
    left: ReadonlySet<MeantCategory>,
    free: ReadonlySet<MeantCategory>,
  ): readonly Pair[] {
    const partner = new Map(pairs.map(({ was, is }) => [is, was]));
    const gaps = new Map<MeantCategory | undefined, MeantCategory[]>();
    let above: MeantCategory | undefined;
    for (const one of this.was.categories) {
      if (!left.has(one)) above = one;
      else gaps.set(above, [...(gaps.get(above) ?? []), one]);
    }
    const found: Pair[] = [];
    let last: MeantCategory | undefined;
    for (const is of this.is.categories) {
      if (!free.has(is)) {
        last = partner.get(is);
        continue;
      }
      const candidates = gaps.get(last) ?? [];
      const at = candidates.findIndex((was) => isAlike(was, is, 0.5));
      const [was] = at === -1 ? [] : candidates.splice(at, 1);
      if (was) found.push({ was, is });
    }
    return found;
  }

  /** The pairs that can stay where they are; whatever else there is is taken away and made anew. */
  private kept(matched: readonly Pair[]): readonly Pair[] {
    const partner = new Map(matched.map(({ was, is }) => [was, is]));
    const places = new Map(this.is.categories.map((one, at) => [one, at]));
    const heirs = new Set(this.was.categories.flatMap(({ templates }) => templates));
    const staying = new Map<MeantCategory, MeantCategory>();
    for (const was of this.was.categories) {
      const is = partner.get(was);
      if (!is || was.template !== is.template || was.templates.length !== is.templates.length) continue;
      // Those who inherit from it keep its name and its place in memory.
      if (heirs.has(was) && fold(was.name) !== fold(is.name)) continue;
      const sameTemplates = was.templates.every((one, at) => staying.get(one) === is.templates[at]);
      if (sameTemplates) staying.set(was, is);
    }
    for (;;) {
      const order = this.was.categories.filter((one) => staying.has(one));
      const run = new Set(
        rising(order.map((one) => places.get(staying.get(one) as MeantCategory) ?? 0)).map((at) => order[at]),
      );
      const lost = order.filter((one) => !run.has(one) || !one.templates.every((base) => staying.has(base)));
      if (lost.length === 0) break;
      for (const one of lost) staying.delete(one);
    }
    return [...staying].map(([was, is]) => ({ was, is }));
  }

  /** Includes are nothing an operation can touch, and what they bring cannot be seen. */
  private checkDirectives(pairs: readonly Pair[]): void {
    const of = ({ lines }: Document): readonly (readonly [text: string, at: number])[] =>
      lines.flatMap((line, at) =>
        line.tag === 'directive' ? [[`${line.directive} ${line.file}`, at] as const] : [],
      );
    const [was, is] = [of(this.base), of(this.draft)];
    for (const { from, otherFrom, otherUntil } of diff(
      was.map(([text]) => text),
      is.map(([text]) => text),
    )) {
      if (otherUntil > otherFrom) this.tell('directive', 'refused', is[otherFrom]?.[1] ?? 0);
      else this.tell('directive', 'refused', was[from]?.[1] ?? 0, 'base');
    }
    const partner = new Map(pairs.map((pair) => [pair.is, pair.was]));
    for (const [at, line] of this.draft.lines.entries()) {
      if (line.tag !== 'directive') continue;
      const index = this.is.categories.findLastIndex((one) => one.at < at);
      const holds = this.is.categories[index];
      const below = this.is.categories[index + 1];
      const old = holds && partner.get(holds);
      const same = !holds || (old !== undefined && isAlike(old, holds, 1));
      if (!same || (below && !partner.has(below))) this.tell('holdsInclude', 'refused', at);
    }
  }

  private remove(pairs: readonly Pair[]): void {
    const staying = new Set(pairs.map(({ was }) => was));
    const names = new Set(this.is.categories.map(({ name }) => fold(name)));
    for (const one of this.was.categories.toReversed()) {
      const section = this.held.get(one);
      if (staying.has(one) || !section) continue;
      if (one.added.length > 0) this.tell('plus', 'refused', one.at, 'base');
      this.send(section, one.at, 'base', { op: 'DelCat' });
      this.work.sections.splice(this.work.sections.indexOf(section), 1);
      if (!this.knowledge.exact && names.has(fold(one.name))) {
        this.tell('unseenComments', 'lost', one.at, 'base');
      }
    }
  }

  private send(
    section: WorkSection,
    at: number,
    where: PlanProblem['in'],
    operation: { readonly op: 'DelCat' } | { readonly op: 'RenameCat'; readonly to: string },
  ): void {
    const address = addressOf(this.work, section);
    // Of templates of one name the writer cannot tell which is in use.
    const named = this.work.sections.some(({ templates }) =>
      templates.some((one) => fold(one.name) === fold(section.name)),
    );
    if (!address || (section.template && named)) this.tell('twins', 'refused', at, where);
    else this.work.operations.push({ ...address, ...operation });
  }

  private lines({ was, is }: Pair): void {
    const section = this.held.get(was);
    if (!section) return;
    this.held.set(is, section);
    const plain = was.added.length + is.added.length === 0;
    if (plain && isUntouched(this.base, this.draft, { was, is })) {
      this.untouched.push({ was, is });
      return;
    }
    const [before, after] = [ownLines(this.base, was), ownLines(this.draft, is)];
    const plus = !plain || [was, is].some(hasMerged);
    const untouched = isSameText(before, after);
    if (plus) {
      const same = untouched && was.added.length === is.added.length;
      if (!same) this.tell('plus', 'refused', is.at);
      return;
    }
    if (untouched && !this.knowledge.exact) return;
    planLines(this.job(section, is.at), before, after);
  }

  private checkEmptied({ was, is }: Pair): void {
    const section = this.held.get(was);
    if (!section || section.lines.length > 0 || was.variables.length === 0) return;
    const heirs = this.work.sections.some(({ templates }) => templates.includes(section));
    if (heirs) this.tell('emptiesTemplate', 'refused', is.at);
  }

  private job(section: WorkSection, header: number): LinesJob {
    const { exact, traits } = this.knowledge;
    return {
      work: this.work,
      section,
      traits,
      exact,
      refuse: (code, at) => this.tell(code, 'refused', at === -1 ? header : at),
    };
  }

  private rename({ was, is }: Pair): void {
    const section = this.held.get(was);
    if (!section || section.name === is.name) return;
    if (!isSectionName(is.name)) this.tell('name', 'refused', is.at);
    else this.send(section, is.at, 'draft', { op: 'RenameCat', to: is.name });
    section.name = is.name;
  }

  /** New sections, in the draft's order, each in front of the next that is there already. */
  private create(pairs: readonly Pair[]): void {
    const staying = new Set(pairs.map(({ is }) => is));
    for (const [index, one] of this.is.categories.entries()) {
      if (staying.has(one)) continue;
      const next = this.is.categories.slice(index + 1).find((other) => staying.has(other));
      this.createOne(one, next && this.held.get(next));
    }
  }

  private createOne(one: MeantCategory, next: WorkSection | undefined): void {
    const { work } = this;
    if (one.added.length > 0 || hasMerged(one)) this.tell('plus', 'refused', one.at);
    if (!isSectionName(one.name)) this.tell('name', 'refused', one.at);
    for (const template of one.templates) {
      if (!template.template) this.tell('inheritsFromSection', 'refused', one.at);
      if (/[",']/.test(template.name)) this.tell('name', 'refused', one.at);
    }
    const first = next && work.sections.find((other) => fold(other.name) === fold(next.name));
    if (first !== next) this.tell('place', 'refused', one.at);
    // Among sections of its name it could not be told apart while it is empty: it gets its name when it is done.
    const taken = work.sections.some((other) => fold(other.name) === fold(one.name));
    const name = taken ? placeholder(work.sections.map((other) => other.name)) : one.name;
    const templates = one.templates.flatMap((template) => this.held.get(template) ?? []);
    const section: WorkSection = {
      name,
      template: one.template,
      templates,
      lines: templates.flatMap(({ lines }) => lines.map((line) => ({ ...line, inherited: true }))),
      inserted: false,
    };
    work.operations.push({
      op: 'NewCat',
      cat: name,
      ...(one.template ? { template: true } : {}),
      ...(one.templates.length > 0 ? { inherit: one.templates.map((template) => template.name) } : {}),
      ...(next ? { before: next.name } : {}),
    });
    work.sections.splice(next ? work.sections.indexOf(next) : work.sections.length, 0, section);
    this.held.set(one, section);
    for (const line of ownLines(this.draft, one)) append(this.job(section, one.at), line);
    if (!taken) return;
    this.send(section, one.at, 'draft', { op: 'RenameCat', to: one.name });
    section.name = one.name;
  }

  /** Lines that Asterisk would leave out, because the template has them. */
  private checkRepeats(): void {
    for (const one of this.is.categories) {
      const inherited = new Set(
        one.templates.flatMap(({ variables }) =>
          variables.map(({ name, value }) => `${fold(name)}\0${value}`),
        ),
      );
      if (inherited.size === 0) continue;
      for (const { name, value, inherited: from, at } of one.variables) {
        if (!from && inherited.has(`${fold(name)}\0${value}`)) this.tell('repeatsTemplate', 'lost', at);
      }
    }
  }

  /** Tries the operations on what Asterisk would hold of the base, and compares with what it would of the draft. */
  private prove(operations: readonly Operation[]): void {
    const { traits } = this.knowledge;
    const options = { traits, includes: (): string => '', matching: (name: string): string[] => [name] };
    const [base, draft] = reduced(this.base, this.draft, this.untouched, operations);
    const before = load(print(base), options);
    const wanted = load(print(draft), options);
    if (before.tag === 'unreadable' || wanted.tag === 'unreadable') {
      this.tell('unreadable', 'refused', 0);
      return;
    }
    const after = operate(before, operations);
    if (after.tag !== 'loaded' || !isSameFile(after, wanted)) {
      this.tell('unproven', 'refused', 0);
      return;
    }
    if (!this.knowledge.exact) return;
    const [made, meant] = [after, wanted].map((file) =>
      store(file, { flowDown: true })
        .split('\n')
        .filter((line) => line.trim() !== ''),
    ) as [string[], string[]];
    for (const { from, until, otherFrom, otherUntil } of diff(made.map(loose), meant.map(loose))) {
      const text = [...made.slice(from, until), ...meant.slice(otherFrom, otherUntil)];
      const code = text.some((line) => /(^|[^\\]);/.test(line)) ? 'comment' : 'form';
      const missing = meant[otherFrom];
      if (otherUntil > otherFrom && missing !== undefined)
        this.tell(code, 'lost', lineOf(this.draft, missing));
      else this.tell(code, 'lost', lineOf(this.base, made[from] ?? ''), 'base');
    }
  }
}

/** Blanks in front of a comment are no matter. */
const loose = (line: string): string => line.trim().replace(/\s+(?=;)/, ' ');

/** The first line of this text, its spacing aside. */
function lineOf({ lines }: Document, text: string): number {
  const tight = (one: string): string => one.replace(/\s+/g, '');
  return Math.max(
    0,
    lines.findIndex((line) => tight(line.text) === tight(text)),
  );
}

const hasMerged = ({ variables }: MeantCategory): boolean => variables.some(({ merged }) => merged);

const isSectionName = (name: string): boolean =>
  name !== '' && name.trim() === name && !/[\];\r\n\0]/.test(name);

/** Whether at least that share of their own lines is the same, and they are of one kind. */
function isAlike(was: MeantCategory, is: MeantCategory, share: number): boolean {
  if (was.template !== is.template || was.templates.length !== is.templates.length) return false;
  const own = ({ variables }: MeantCategory): readonly string[] =>
    variables
      .filter(({ inherited }) => !inherited)
      .map(({ name, arrow, value }) => `${name}\0${arrow}\0${value}`);
  const [before, after] = [own(was), own(is)];
  const most = Math.max(before.length, after.length);
  if (share === 1) return before.length === after.length && before.every((line, at) => line === after[at]);
  const common = new Set(before);
  return after.filter((line) => common.has(line)).length >= most * share;
}

function isSameText(one: readonly TextLine[], other: readonly TextLine[]): boolean {
  return (
    one.length === other.length &&
    one.every((line, at) => {
      const is = other[at];
      return is && line.name === is.name && line.value === is.value && line.arrow === is.arrow;
    })
  );
}

/** The own lines of a section with the comments around them. */
function ownLines(document: Document, { variables }: MeantCategory): readonly TextLine[] {
  return variables
    .filter(({ inherited }) => !inherited)
    .map((one: MeantVariable): TextLine => {
      const { name, value, arrow, at } = one;
      const line = document.lines[at];
      const behind = line?.tag === 'entry' ? line.comment : '';
      return { name, value, arrow, at, behind, above: commentsAbove(document, at) };
    });
}

function commentsAbove({ lines }: Document, at: number): readonly string[] {
  const above: string[] = [];
  for (let place = at - 1; place >= 0; place -= 1) {
    const line = lines[place];
    if (line?.tag === 'comment') {
      if (!line.generated) above.push(line.text);
    } else if (line?.tag !== 'blank') break;
  }
  return above.reverse();
}

/** Whether both files say the same when they are read again: sections, templates, and the lines that are written. */
function isSameFile(one: LoadedFile, other: LoadedFile): boolean {
  return (
    one.categories.length === other.categories.length &&
    one.categories.every((category, at) => {
      const like = other.categories[at];
      return like !== undefined && isSameSection(category, like);
    })
  );
}

function isSameSection(one: LoadedCategory, other: LoadedCategory): boolean {
  const [said, wanted] = [saidOf(one), saidOf(other)];
  return said.length === wanted.length && said.every((line, at) => line === wanted[at]);
}

function saidOf(category: LoadedCategory): readonly string[] {
  const templates = category.templates.flatMap(({ of }) =>
    of.variables.map(({ name, value }) => `${fold(bare(name))}\0${value}`),
  );
  const repeated = new Set(templates);
  return [
    category.name,
    String(category.template),
    ...category.templates.map(({ name }) => fold(name)),
    '',
    ...category.variables
      .filter((one) => !isLeftOut(category, one, { flowDown: true }))
      // Told as `repeatsTemplate`. While its comment is in front of its name, Asterisk does not notice.
      .filter(({ name, value }) => !repeated.has(`${fold(bare(name))}\0${value}`))
      .map(({ name, arrow, value }) => `${bare(name)}\0${arrow}\0${value}`),
  ];
}

/** A name without the comments that are written with it. */
const bare = (name: string): string => name.slice(name.lastIndexOf('\n') + 1);
