/**
 * What a save would do to a file besides the edit, told before it is made. With exact bytes the model of Asterisk
 * (model.ts) makes the save, and its outcome is compared line by line; without them what cannot be seen is said.
 */
import { diff } from './diff.ts';
import { byteLength, LONGEST_LINE, LONGEST_NAME, parse, print, sections, strip } from './document.ts';
import { invisibleIn } from './invisible.ts';
import { doorOf, holesOf, lockoutsOf } from './lockout.ts';
import { ADDED, MAIN, type LoadedFile, type LoadOptions, type Unreadable } from './model.ts';
import { hold } from './model/hold.ts';
import { isPattern, load } from './model/load.ts';
import { operate } from './model/operate.ts';
import { isLeftOut, readingOf, store, storeAll, withoutHeader } from './model/store.ts';
import type {
  Category,
  Document,
  Finding,
  Forecast,
  Light,
  Line,
  OpenedFile,
  Operation,
  Reading,
  Traits,
} from './types.ts';

export interface ForecastOptions {
  /** The text that is wanted; without it, what the operations alone make of the file. */
  readonly draft?: Document;
  /** A template's new value flows down to its children (PreserveEffectiveContext: no). */
  readonly flowDown?: boolean;
  /** Texts of the included files, where they can be read; see LoadOptions. */
  readonly includes?: (name: string) => string | undefined;
  readonly matching?: (pattern: string) => readonly string[];
  /** What the PBX read of a copy it saved with no operations: without exact bytes, the only look behind them. */
  readonly copied?: Reading;
  /** Who is signed in: what an edit makes of this account of the manager is told. */
  readonly account?: string;
}

type What = Finding['what'];

const WEIGHTS: Readonly<Record<What, Finding['weight']>> = {
  normalisesSpacing: 'harmless',
  normalisesLineEnds: 'harmless',
  addsFinalNewline: 'harmless',
  dropsByteOrderMark: 'harmless',
  normalisesDirective: 'harmless',
  rewritesLine: 'harmless',
  dropsGeneratedHeader: 'announced',
  losesComment: 'announced',
  losesInlineBlock: 'announced',
  movesComment: 'announced',
  movesLine: 'announced',
  mergesPlusSection: 'announced',
  rewritesIncluded: 'announced',
  losesIgnoredLine: 'announced',
  cutsLongName: 'announced',
  emptiesFile: 'announced',
  blockCommentBecomesLive: 'damage',
  globbedIncludeDoubles: 'damage',
  includedLosesHeader: 'damage',
  mergesAppend: 'damage',
  losesExec: 'damage',
  unescapesFirstCharacter: 'damage',
  losesLongLine: 'damage',
  dropsRepeatedTemplateLine: 'damage',
  grantsEverything: 'damage',
  changesMeaning: 'damage',
  unreadable: 'damage',
  becomesUnreadable: 'damage',
  refused: 'damage',
  includedTwice: 'damage',
  includedBroken: 'damage',
  ownGone: 'lockout',
  ownSecret: 'lockout',
  ownAddresses: 'lockout',
  ownRights: 'lockout',
  ownAlone: 'lockout',
  managerOff: 'lockout',
  pageAway: 'lockout',
  addsInvisible: 'announced',
  cannotSeeText: 'unseen',
  cannotSeeIncludes: 'unseen',
  readsOtherwise: 'unseen',
};

/** Where a finding stands, and what more there is to say of it. */
type Where = Omit<Finding, 'what' | 'weight'>;
type Find = (what: What, where?: Where) => void;

export function forecast(
  base: OpenedFile,
  operations: readonly Operation[],
  traits: Traits,
  options: ForecastOptions = {},
): Forecast {
  const findings: Finding[] = [];
  const find: Find = (what, where = {}) => void findings.push({ what, weight: WEIGHTS[what], ...where });
  const { after, reading } = base.exact
    ? fromBytes(base, operations, traits, options, find)
    : fromReading(base, operations, traits, options, find);
  for (const where of holesOf(base, reading)) find('grantsEverything', placed(base.document, where));
  tellLockouts(base, reading, operations, traits, options, find);
  if (options.draft) tellInvisible(base.document, options.draft, find);
  return { light: lightOf(findings), findings, after, reading };
}

/**
 * Judged by what the operations make of the file, and by the draft, which may be written as it is. What is included and
 * cannot be read may hold the account, or another secret for it: that is said.
 */
function tellLockouts(
  base: OpenedFile,
  reading: Reading,
  operations: readonly Operation[],
  traits: Traits,
  options: ForecastOptions,
  find: Find,
): void {
  if (doorOf(base) === undefined) return;
  const { includes, draft = base.document } = options;
  const hidden = base.exact ? hiddenIn(draft, includes ?? (() => undefined)) : [];
  const isNew = (name: string): boolean => !includedBy(base.document).includes(name);
  // Where what can be read is all that Asterisk tells of the file, the others add nothing to it.
  const whole = load(print(base.document), { traits, includes: includes ?? (() => '') });
  const isAll = whole.tag === 'loaded' && differing(base.reading, readingOf(whole)).length === 0;
  const unseen = hidden.filter((name) => !isAll || isNew(name));
  for (const file of unseen) find('cannotSeeIncludes', { file });
  const afterwards = unseen.length > 0 ? [blindly(base, operations, traits, options)] : [reading];
  if (base.exact && unseen.length === 0 && options.draft) {
    const wanted = load(print(draft), { traits, includes: includes ?? (() => '') });
    if (wanted.tag === 'loaded') afterwards.push(readingOf(wanted));
  }
  const told = new Map(
    afterwards
      .flatMap((after) => lockoutsOf(base, after, options.account))
      .map((one) => [JSON.stringify([one.what, one.section, one.name]), one]),
  );
  for (const { what, section, name, text } of told.values()) {
    // A line that comes new has no place but its section's.
    const line = name === undefined ? {} : placed(base.document, { section, name });
    find(what, {
      ...placed(base.document, { section }),
      ...line,
      ...(text === undefined ? {} : { text }),
    });
  }
}

const includedBy = ({ lines }: Document): readonly string[] =>
  lines.flatMap((line) => (line.tag === 'directive' && line.directive !== 'exec' ? [line.file] : []));

/** What a text includes, and what that includes, as far as it cannot be read. */
function hiddenIn(document: Document, includes: (name: string) => string | undefined): readonly string[] {
  const seen = new Set<string>();
  const hidden: string[] = [];
  const wanted = [...includedBy(document)];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const text = includes(name);
    if (text === undefined) hidden.push(name);
    else wanted.push(...includedBy(parse(text)));
  }
  return hidden;
}

/** Damage weighs most: what is known to go wrong is worse than what cannot be seen, or what somebody wants. */
export function lightOf(findings: readonly Finding[]): Light {
  const has = (weight: Finding['weight']): boolean => findings.some((one) => one.weight === weight);
  if (has('damage')) return 'damages';
  if (has('lockout')) return 'locksOut';
  if (has('unseen')) return 'cannotSee';
  return findings.length > 0 ? 'announced' : 'safe';
}

interface Outcome {
  readonly after: Document | undefined;
  readonly reading: Reading;
}

function fromBytes(
  base: OpenedFile,
  operations: readonly Operation[],
  traits: Traits,
  options: ForecastOptions,
  find: Find,
): Outcome {
  const { document } = base;
  const text = print(document);
  const seen = options.includes !== undefined;
  const reads: LoadOptions = {
    traits,
    includes: options.includes ?? ((): string => ''),
    matching: options.matching ?? ((pattern): string[] => (seen ? [] : [pattern])),
  };
  const loaded = load(text, reads);
  if (loaded.tag === 'unreadable') {
    // Without the texts of included files, a section may stand in one of them.
    const isElsewhere = !seen && (loaded.what === 'noSuchTemplate' || loaded.what === 'noSuchSection');
    find(isElsewhere ? 'cannotSeeIncludes' : 'unreadable', placeOf(loaded));
    return { after: document, reading: base.reading };
  }
  const isBlind = !seen && loaded.includes.length > 0;
  if (isBlind) find('cannotSeeIncludes');
  else if (differing(base.reading, readingOf(loaded)).length > 0) find('readsOtherwise');

  const idle = storeAll(loaded, options);
  const idleText = idle.get(MAIN) ?? '';
  // Saved once, a file stays as it is: then there is nothing to compare.
  const isSettled = loaded.includes.length === 0 && idleText === withoutHeader(text);
  const idleLoaded = isSettled ? loaded : load(idleText, after(reads, idle));
  const unmeant =
    idleLoaded.tag === 'loaded' && !isSettled ? differing(readingOf(loaded), readingOf(idleLoaded)) : [];
  const told = new Set<number>();
  const findLine: Find = (what, where) => {
    if (where?.at !== undefined) told.add(where.at);
    find(what, where);
  };
  tellNotices(loaded, idle, text, traits, findLine);
  tellRepeated(loaded, findLine);
  const idleDocument = isSettled ? document : parse(idleText);
  const lost = isSettled
    ? new Set<string>()
    : tellLines(document, text, idleDocument, told, options.draft, find);
  if (idleText.trim() === '' && withoutHeader(text).trim() !== '') find('emptiesFile');

  const result = operate(loaded, operations);
  if (result.tag !== 'loaded') {
    find('refused', { text: result.tag === 'refused' ? result.words : result.why });
    return { after: document, reading: base.reading };
  }
  const stored = storeAll(result, options);
  const storedText = stored.get(MAIN) ?? '';
  const afterwards = parse(storedText);
  tellComments(options.draft ?? idleDocument, afterwards, lost, document, find);
  const again = load(storedText, after(reads, stored));
  if (again.tag === 'unreadable') {
    find('becomesUnreadable', { text: again.text });
    return { after: afterwards, reading: { categories: [] } };
  }
  for (const { what, at } of again.notices) {
    const line = afterwards.lines[at];
    if (what === 'tooLong' && line) find('losesLongLine', { text: beginning(line.text) });
  }
  const reading = readingOf(again);
  const draft = options.draft && print(options.draft);
  let changed: string[] = [];
  if (draft === undefined) {
    if (!changesTemplate(loaded, operations)) changed = differing(readingOf(result), reading);
  } else if (draft !== storedText) {
    const wanted = load(draft, after(reads, stored));
    if (wanted.tag === 'loaded') changed = differing(readingOf(wanted), reading);
    else find('becomesUnreadable', { text: wanted.text });
  }
  for (const name of new Set([...changed, ...unmeant])) {
    find('changesMeaning', { ...placed(document, { section: name }), text: name });
  }
  return { after: afterwards, reading: isBlind ? blindly(base, operations, traits, options) : reading };
}

function fromReading(
  base: OpenedFile,
  operations: readonly Operation[],
  traits: Traits,
  options: ForecastOptions,
  find: Find,
): Outcome {
  find('cannotSeeText');
  if (base.includes === undefined) find('cannotSeeIncludes');
  else for (const file of base.includes) find('rewritesIncluded', { file });

  const { reading, document } = base;
  const held = hold(reading, traits);
  for (const category of held.categories) {
    const inSection = (name?: string): Where =>
      placed(document, { section: category.name, ...(name === undefined ? {} : { name }) });
    if (/[;\]]/.test(category.name)) find('unescapesFirstCharacter', inSection());
    if (byteLength(category.name) >= LONGEST_NAME) find('cutsLongName', inSection());
    for (const variable of category.variables) {
      const { name, value, inherited } = variable;
      if (inherited) continue;
      if (/^[[#;\\=]|;/.test(name)) find('unescapesFirstCharacter', { ...inSection(name), text: name });
      const bytes = byteLength(`${name} => ${value.replaceAll(';', '\\;')}`);
      if (bytes > LONGEST_LINE) find('losesLongLine', { ...inSection(name), text: beginning(name) });
      if (isLeftOut(category, variable)) {
        find('dropsRepeatedTemplateLine', { ...inSection(name), text: `${name} = ${value}` });
      }
    }
  }
  const unmeant = options.copied ? differing(reading, options.copied) : [];
  const result = operate(held, operations);
  if (result.tag !== 'loaded') {
    find('refused', { text: result.tag === 'refused' ? result.words : result.why });
    return { after: undefined, reading };
  }
  const again = load(store(result, options), { traits });
  if (again.tag === 'unreadable') {
    find('becomesUnreadable', { text: again.text });
    return { after: undefined, reading: { categories: [] } };
  }
  const expected = changesTemplate(held, operations) ? undefined : readingOf(result);
  const changed = expected ? differing(expected, readingOf(again)) : [];
  for (const name of new Set([...unmeant, ...changed])) {
    find('changesMeaning', { ...placed(document, { section: name }), text: name });
  }
  return { after: undefined, reading: readingOf(again) };
}

/** What Asterisk will read where its own answer shows sections of files that are not to be seen. */
function blindly(
  base: OpenedFile,
  operations: readonly Operation[],
  traits: Traits,
  options: ForecastOptions,
): Reading {
  const result = operate(hold(base.reading, traits), operations);
  if (result.tag !== 'loaded') return base.reading;
  const again = load(store(result, options), { traits });
  return again.tag === 'loaded' ? readingOf(again) : base.reading;
}

/** The included files as they are after a save. */
function after(reads: LoadOptions, stored: ReadonlyMap<string, string>): LoadOptions {
  return {
    ...reads,
    includes: (name) => (name === MAIN ? undefined : (stored.get(name) ?? reads.includes?.(name))),
  };
}

/** Children change with their templates, and rightly so: only the draft tells what is wanted then. */
function changesTemplate(loaded: LoadedFile, operations: readonly Operation[]): boolean {
  const templates = new Set(
    loaded.categories.flatMap((one) => one.templates.map(({ of }) => of.name.toLowerCase())),
  );
  return operations.some(({ op, cat }) => op !== 'NewCat' && templates.has(cat.toLowerCase()));
}

/** What the loader saw in single lines. */
function tellNotices(
  loaded: LoadedFile,
  idle: ReadonlyMap<string, string>,
  text: string,
  traits: Traits,
  find: Find,
): void {
  const hasIncludes = loaded.includes.length > 0;
  const linesOf = keep((file) => (file === MAIN ? text : (loaded.sources.get(file) ?? '')).split('\n'));
  const written = keep((file) => new Set((idle.get(file) ?? '').split('\n')));
  for (const { what, at, file, name } of loaded.notices) {
    const where: Where = file === MAIN ? { at } : { file };
    const line = linesOf(file)[at] ?? '';
    switch (what) {
      case 'byteOrderMark':
        find('dropsByteOrderMark', where);
        break;
      case 'generated':
        // Told by comparing lines.
        break;
      case 'blockOpen':
      case 'blockClose':
      case 'blockWhole':
        find('losesInlineBlock', where);
        break;
      case 'blockMiddle':
        if (strip(line) === '') break;
        if (!written(file).has(line)) find('losesComment', { ...where, text: strip(line) });
        else if (!strip(line).startsWith(';')) find('blockCommentBecomesLive', where);
        break;
      case 'blockNeverClosed':
        break;
      case 'closesNoBlock':
        find('changesMeaning', where);
        break;
      case 'tooLong':
        find('losesLongLine', { ...where, text: beginning(line) });
        break;
      case 'cutName':
        find('cutsLongName', where);
        break;
      case 'plus':
        find(hasIncludes ? 'includedLosesHeader' : 'mergesPlusSection', where);
        break;
      case 'append':
        find('mergesAppend', where);
        break;
      case 'escaped':
        find('unescapesFirstCharacter', where);
        break;
      case 'restOfHeader':
      case 'noEquals':
      case 'noName':
      case 'unknownDirective':
      case 'noArgument':
        find('losesIgnoredLine', where);
        break;
      case 'exec':
        find('losesExec', where);
        break;
      case 'include':
        if (!isPattern(name ?? '')) find('rewritesIncluded', { ...where, file: name ?? '' });
        break;
      case 'glob':
        // `#tryinclude` remembers what it matched, where it is kept at all.
        if (traits.keepsIncludes && /^\s*#tryinclude/i.test(line)) {
          find('rewritesIncluded', { ...where, file: name ?? '' });
        } else {
          find('globbedIncludeDoubles', { ...where, file: name ?? '' });
        }
        break;
      case 'includedTwice':
        find('includedTwice', { ...where, file: name ?? '' });
        break;
      case 'includedBroken':
        find('includedBroken', { ...where, file: name ?? '' });
        break;
      case 'writesFreedMemory':
        // The `+=` it comes of is told already.
        break;
    }
  }
}

/** Asked once for each file. */
function keep<T>(of: (file: string) => T): (file: string) => T {
  const kept = new Map<string, T>();
  return (file) => {
    const known = kept.get(file) ?? of(file);
    kept.set(file, known);
    return known;
  };
}

/** Own lines of a section that are not written because a template says the same. */
function tellRepeated(loaded: LoadedFile, find: Find): void {
  for (const category of loaded.categories) {
    for (const variable of category.variables) {
      const { inherited, at, name, value } = variable;
      if (inherited || at.file === ADDED || !isLeftOut(category, variable)) continue;
      const where = at.file === MAIN ? { at: at.line - 1 } : { file: at.file };
      find('dropsRepeatedTemplateLine', { ...where, text: `${name} ${variable.arrow} ${value}` });
    }
  }
}

/**
 * Lines that a save with no operations changes, moves or loses. Compared is what they say, each in the form Asterisk
 * would write it. The comments that are lost.
 */
function tellLines(
  document: Document,
  text: string,
  { lines: idle }: Document,
  told: ReadonlySet<number>,
  draft: Document | undefined,
  find: Find,
): ReadonlySet<string> {
  const skipped = text.slice(0, text.length - withoutHeader(text).length).split('\n').length - 1;
  const before = document.lines.slice(skipped);
  const wanted = draft ? commentsOf(draft) : undefined;
  const lost = new Set<string>();

  const hunks = diff(before.map(formOf), idle.map(formOf));
  const come = new Set<string>();
  const comeForms = new Set<string>();
  for (const { otherFrom, otherUntil } of hunks) {
    for (const line of idle.slice(otherFrom, otherUntil)) {
      comeForms.add(formOf(line));
      for (const one of commentsIn(line)) come.add(one);
    }
  }
  const loses = (comment: string, at: number): void => {
    if (come.has(comment)) {
      find('movesComment', { at, text: comment });
    } else if (!wanted || wanted.has(comment)) {
      lost.add(comment);
      find('losesComment', { at, text: comment });
    }
  };

  let from = 0;
  let other = 0;
  const compare = (until: number): void => {
    for (; from < until; from++, other++) {
      const line = before[from];
      const now = idle[other];
      if (!line || !now || line.text === now.text) continue;
      const at = from + skipped;
      if (line.tag === 'directive') {
        find('normalisesDirective', { at });
        const comment = line.text.indexOf(';');
        if (comment !== -1) loses(strip(line.text.slice(comment)), at);
        continue;
      }
      for (const comment of commentsIn(line)) {
        if (!told.has(at) && !commentsIn(now).includes(comment)) loses(comment, at);
      }
      if (!told.has(at)) find('normalisesSpacing', { at });
    }
  };
  for (const hunk of hunks) {
    compare(hunk.from);
    const gone = before.slice(hunk.from, hunk.until);
    for (const [index, line] of gone.entries()) {
      const at = hunk.from + index + skipped;
      if (line.tag === 'blank') {
        find('normalisesSpacing', { at });
      } else if (line.tag === 'comment' && line.generated) {
        find('dropsGeneratedHeader', { at, text: line.text });
      } else if (!told.has(at)) {
        for (const comment of commentsIn(line)) loses(comment, at);
        const what = goneAs(line, comeForms);
        if (what) find(what, { at });
      }
    }
    if (gone.length === 0) find('normalisesSpacing', { at: hunk.from + skipped });
    from = hunk.until;
    other = hunk.otherUntil;
  }
  compare(before.length);

  // Behind a comment a carriage return stays.
  const returns = (lines: readonly Line[]): number => lines.filter(({ end }) => end === '\r\n').length;
  if (returns(document.lines) > returns(idle)) {
    find('normalisesLineEnds', { at: document.lines.findIndex(({ end }) => end === '\r\n') });
  }
  if (document.lines.at(-1)?.end === '') find('addsFinalNewline', { at: document.lines.length - 1 });
  return lost;
}

/** What became of a line that does not stand where it stood; of a comment that is told already. */
function goneAs(line: Line, come: ReadonlySet<string>): What | undefined {
  switch (line.tag) {
    case 'entry':
    case 'section':
      return come.has(formOf(line)) ? 'movesLine' : 'rewritesLine';
    case 'directive':
      return 'normalisesDirective';
    case 'ignored':
      return 'losesIgnoredLine';
    case 'block':
      return 'losesInlineBlock';
    case 'blank':
    case 'comment':
      return undefined;
  }
}

/** Comments that go with lines the operations delete, or that they cannot write. */
function tellComments(
  wanted: Document,
  afterwards: Document,
  lost: ReadonlySet<string>,
  document: Document,
  find: Find,
): void {
  const left = commentsOf(afterwards);
  for (const [comment, count] of commentsOf(wanted)) {
    if (lost.has(comment) || count <= (left.get(comment) ?? 0)) continue;
    const at = document.lines.findIndex((line) => commentsIn(line).includes(comment));
    find('losesComment', { text: comment, ...(at === -1 ? {} : { at }) });
  }
}

function commentsOf({ lines }: Document): Map<string, number> {
  const comments = new Map<string, number>();
  for (const line of lines) {
    for (const one of commentsIn(line)) comments.set(one, (comments.get(one) ?? 0) + 1);
  }
  return comments;
}

/** Without blanks around; those Asterisk writes itself are none. */
function commentsIn(line: Line): readonly string[] {
  switch (line.tag) {
    case 'comment':
      return line.generated ? [] : [strip(line.text)];
    case 'entry':
    case 'section':
      return line.comment === '' ? [] : [strip(line.comment)];
    case 'blank':
    case 'block':
    case 'directive':
    case 'ignored':
      return [];
  }
}

/** Lines of the draft with characters nobody sees that the file does not have as they are. */
function tellInvisible(base: Document, draft: Document, find: Find): void {
  const known = new Set(base.lines.map(({ text }) => text));
  for (const { text } of draft.lines) {
    if (known.has(text)) continue;
    const fresh = invisibleIn(text);
    if (fresh.length > 0) find('addsInvisible', { text: [...new Set(fresh)].join(' ') });
  }
}

/** What a line says, as Asterisk would write it, without the comment on it. */
function formOf(line: Line): string {
  switch (line.tag) {
    case 'blank':
      return '';
    case 'entry':
      return `${line.name} ${line.append ? '+=' : line.arrow} ${line.value}`;
    case 'section': {
      const options = [...(line.template ? ['!'] : []), ...(line.plus ? ['+'] : []), ...line.templates];
      return `[${line.name}](${options.join()})`;
    }
    case 'directive':
      return `#${line.directive} ${line.file}`;
    case 'comment':
    case 'block':
    case 'ignored':
      return line.text;
  }
}

/** Names of the sections that are not the same in both, in the order of the first. */
function differing({ categories: one }: Reading, { categories: other }: Reading): string[] {
  // Nearly always nearly all are the same: only what lies between is looked at closely.
  let from = 0;
  while (from < one.length && isSame(one[from], other[from])) from++;
  let ends = 0;
  const most = Math.min(one.length, other.length) - from;
  while (ends < most && isSame(one[one.length - 1 - ends], other[other.length - 1 - ends])) ends++;
  const ones = one.slice(from, one.length - ends);
  const others = other.slice(from, other.length - ends);
  const key = (category: Category): string => JSON.stringify(category);
  return diff(ones.map(key), others.map(key)).flatMap((hunk) => {
    const gone = ones.slice(hunk.from, hunk.until);
    return (gone.length > 0 ? gone : others.slice(hunk.otherFrom, hunk.otherUntil)).map(({ name }) => name);
  });
}

function isSame(one: Category | undefined, other: Category | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.name === other.name &&
    one.template === other.template &&
    one.variables.length === other.variables.length &&
    one.templates.join() === other.templates.join() &&
    one.variables.every(({ name, value }, at) => {
      const variable = other.variables[at];
      return variable?.name === name && variable.value === value;
    })
  );
}

/** Where a section, or a line of it, stands in the base. */
function placed(document: Document, { section, name }: { section: string; name?: string }): Where {
  const found = sections(document).find((one) => one.name === section);
  const at = name === undefined ? found?.at : found?.entries.find((one) => one.name === name)?.at;
  return at === undefined || at < 0 ? {} : { at };
}

const placeOf = ({ at, text, file }: Unreadable): Where => (file === MAIN ? { at, text } : { text, file });

const beginning = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
