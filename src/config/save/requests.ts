/**
 * Operations as requests of UpdateConfig: numbered headers, few enough and short enough that Asterisk takes all of
 * them, and none that crashes it, widens, or loses a line. What may not be sent throws `NotSent` before anything is.
 * Each trap is told where it is checked; all of them were seen on Asterisk 16.28 and 22.10 (manager.c, config.c).
 */
import { action, type Request } from '../../ami/index.ts';
import type { Category, OpenedFile, Operation, Reading, Traits, Variable } from '../types.ts';

/** Why a request is not made. Its words are the page's. */
export type Problem =
  /** Not a relative path inside the configuration directory. */
  | { readonly what: 'fileName'; readonly name: string }
  /** It is not known which files this one includes, and nobody has accepted that they are rewritten too. */
  | { readonly what: 'includesUnknown' }
  /** It includes files, which would be rewritten too, and nobody has accepted that. */
  | { readonly what: 'includes'; readonly files: readonly string[] }
  | { readonly what: 'noSuchSection'; readonly cat: string }
  /** Insert at or beyond the line count crashes Asterisk. */
  | { readonly what: 'insertBeyondEnd'; readonly cat: string; readonly line: number; readonly count: number }
  /** One section cannot take both in one request: the inserted line is lost. */
  | { readonly what: 'insertAndAppend'; readonly cat: string }
  /** Without a line, or with an empty match, every line of that name would go. */
  | { readonly what: 'deleteWidens'; readonly cat: string }
  | { readonly what: 'lineNumber'; readonly cat: string; readonly line: number }
  /** Without a match the line that gives way is one of several. */
  | { readonly what: 'updateAmbiguous'; readonly cat: string; readonly name: string }
  /** Its children go on naming it by the old name: the file would not load. */
  | { readonly what: 'renamesTemplate'; readonly cat: string; readonly children: readonly string[] }
  | { readonly what: 'deletesTemplateInUse'; readonly cat: string; readonly children: readonly string[] }
  | { readonly what: 'tooManyHeaders'; readonly count: number }
  | { readonly what: 'tooManyBytes'; readonly count: number }
  /** CR, LF or NUL. */
  | { readonly what: 'lineBreak'; readonly field: string }
  /** A name that would read back as something else: `=` in it, `[` or `#` in front, `]` in a section's. */
  | { readonly what: 'unwritableName'; readonly name: string }
  /** A value that begins with `>` on a line with `=`: one `>` is always taken for the arrow. */
  | { readonly what: 'unwritableValue'; readonly value: string }
  /** Asterisk skips lines of 8,191 bytes and more when it reads. */
  | { readonly what: 'lineTooLong'; readonly cat: string; readonly bytes: number };

/** A request that would do harm was asked for, and was not made. */
export class NotSent extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`Not sent: ${JSON.stringify(problem)}`);
    this.problem = problem;
  }
}

/** A line the edit stands on: the whole request is refused when somebody has changed it in the meantime. */
export interface Guard {
  readonly cat: string;
  readonly filter?: string;
  readonly name: string;
  readonly value: string;
}

export interface RequestsOptions {
  readonly traits: Traits;
  /** The file larger edits are made in first: the real one is untouched until the last request, and then complete. */
  readonly staging: string;
  /** The person knows that included files are rewritten too, or that nobody can tell whether there are any. */
  readonly includesAccepted?: boolean;
  /** A template's new value flows down to its children; by default they keep theirs (PreserveEffectiveContext). */
  readonly flowDown?: boolean;
  /** Through the staging file even where one request would do. */
  readonly staged?: boolean;
}

/** What is sent for a list of operations, in this order. */
export interface Writing {
  readonly requests: readonly Request[];
  /** Whether the staging file is used; it must exist before (CreateConfig). */
  readonly staged: boolean;
}

// manager.c keeps 128 headers of a request and http.c 40,960 bytes of a body; what is beyond is dropped without a word.
const mostHeaders = 120;
const mostBytes = 40_000;
/** Bytes of a line without its end that config.c reads (its buffer is 8,192). */
const longestLine = 8190;
/** Bytes of a section's name; config.c cuts the rest. */
const longestName = 79;

/** Throws NotSent unless the name is a relative one that stays inside the configuration directory. */
export function checkFileName(name: string): void {
  const segments = name.split('/');
  // Asterisk expands a name as a shell would (glob with braces), even the name of the file itself.
  const bad =
    // eslint-disable-next-line no-control-regex -- they are what is refused
    /[\0-\x1f\x7f\\*?[\]{}]/.test(name) ||
    segments.some((segment) => segment === '' || segment === '.' || segment === '..') ||
    name.trim() !== name ||
    name.length > 200;
  if (bad) throw new NotSent({ what: 'fileName', name });
}

/**
 * UpdateConfig writes every file that the source includes, even when it only copies: so it is never made for a file
 * whose includes are neither excluded nor accepted.
 */
function checkIncludes(file: OpenedFile, accepted: boolean): void {
  if (accepted) return;
  if (file.includes === undefined) throw new NotSent({ what: 'includesUnknown' });
  if (file.includes.length > 0) throw new NotSent({ what: 'includes', files: file.includes });
}

export interface CopyOptions extends Pick<RequestsOptions, 'traits' | 'includesAccepted' | 'flowDown'> {
  readonly operations?: readonly Operation[];
}

/** The file, as Asterisk would write it, under another name, in one request; with operations on the copy. */
export function copyOf(file: OpenedFile, from: string, to: string, options: CopyOptions): Request {
  checkFileName(from);
  checkFileName(to);
  checkIncludes(file, options.includesAccepted === true);
  const groups = groupsOf(trackerOf(file.reading.categories), options.operations ?? [], options.traits);
  if (groups.some(({ apart }) => apart)) throw new NotSent({ what: 'insertAndAppend', cat: '' });
  const request = updateConfig(from, to, groups, options.flowDown === true);
  checkSize(request);
  return request;
}

/**
 * Requests that make these operations of the file. One request, `guards` first, where it fits; otherwise the edit is
 * made in the staging file and copied back at once, and whoever sends that last request compares the file before it:
 * guards of the first would be long behind. Throws NotSent, with nothing sent, where any of it would do harm.
 */
export function requestsOf(
  file: OpenedFile,
  operations: readonly Operation[],
  guards: readonly Guard[],
  options: RequestsOptions,
): Writing {
  checkFileName(file.name);
  checkFileName(options.staging);
  checkIncludes(file, options.includesAccepted === true);
  const flow = options.flowDown === true;
  const guarding = guards.flatMap(guardGroup);
  const working = groupsOf(trackerOf(file.reading.categories), operations, options.traits);

  if (options.staged !== true && !working.some(({ apart }) => apart)) {
    const request = updateConfig(file.name, file.name, [...guarding, ...working], flow);
    if (fits(request)) return { requests: [request], staged: false };
  }
  const { staging } = options;
  const writes = pack(working, (groups) => updateConfig(staging, staging, groups, flow));
  return {
    requests: [
      updateConfig(file.name, staging, [], flow),
      ...writes,
      updateConfig(staging, file.name, [], flow),
    ],
    staged: true,
  };
}

/** The headers of one operation, without their numbers. */
interface Group {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** `Var` holds lines of the writer's own in front of the name. */
  readonly newlines: boolean;
  /** Not in the request of the operations before it. */
  readonly apart: boolean;
}

function guardGroup({ cat, filter, name, value }: Guard): Group[] {
  // An empty match matches any line, and a `>` in front would turn `=` into `=>`: these lines cannot be guarded so.
  if (value === '' || value.startsWith('>') || name === '') return [];
  const headers = [
    ['Action', 'Update'],
    ['Cat', cat],
    ...optionsOf(filter === undefined ? [] : [catfilter(filter)]),
    ['Match', value],
    ['Var', name],
    ['Value', value],
  ] as const;
  for (const [field, text] of headers) checkLine(field, text);
  return [{ headers, newlines: false, apart: false }];
}

function updateConfig(from: string, to: string, groups: readonly Group[], flowDown: boolean): Request {
  const headers: (readonly [string, string])[] = [
    ['SrcFilename', from],
    ['DstFilename', to],
  ];
  if (flowDown) headers.push(['PreserveEffectiveContext', 'no']);
  const newlinesIn: string[] = [];
  for (const [index, group] of groups.entries()) {
    const number = String(index).padStart(6, '0');
    for (const [name, value] of group.headers) headers.push([`${name}-${number}`, value]);
    if (group.newlines) newlinesIn.push(`Var-${number}`);
  }
  const request = action('UpdateConfig', headers);
  return newlinesIn.length > 0 ? { ...request, newlinesIn } : request;
}

/** As few requests as the limits allow, the operations in their order. */
function pack(groups: readonly Group[], request: (groups: readonly Group[]) => Request): Request[] {
  const requests: Request[] = [];
  let from = 0;
  while (from < groups.length) {
    let until = from;
    let { headers, bytes } = sizeOf(request([]));
    for (const group of groups.slice(from)) {
      const more = sizeOf(request([group]));
      const base = sizeOf(request([]));
      headers += more.headers - base.headers;
      bytes += more.bytes - base.bytes;
      const full = headers > mostHeaders || bytes > mostBytes || (group.apart && until > from);
      if (full) break;
      until += 1;
    }
    // One operation that is too much by itself: say so instead of sending a part of it.
    const made = request(groups.slice(from, Math.max(until, from + 1)));
    checkSize(made);
    requests.push(made);
    from = Math.max(until, from + 1);
  }
  return requests;
}

/** With `Action: UpdateConfig`, which `send` puts in front. */
function sizeOf({ headers }: Request): { readonly headers: number; readonly bytes: number } {
  const form = new URLSearchParams([['Action', 'UpdateConfig'], ...headers.map(([n, v]) => [n, v])]);
  return { headers: headers.length + 1, bytes: form.toString().length };
}

function fits(request: Request): boolean {
  const { headers, bytes } = sizeOf(request);
  return headers <= mostHeaders && bytes <= mostBytes;
}

function checkSize(request: Request): void {
  const { headers, bytes } = sizeOf(request);
  if (headers > mostHeaders) throw new NotSent({ what: 'tooManyHeaders', count: headers });
  if (bytes > mostBytes) throw new NotSent({ what: 'tooManyBytes', count: bytes });
}

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

const catfilter = (filter: string): string => `catfilter="${filter}"`;
const optionsOf = (options: readonly string[]): (readonly [string, string])[] =>
  options.length === 0 ? [] : [['Options', options.join(',')]];

function checkLine(field: string, text: string): void {
  if (/[\r\n\0]/.test(text)) throw new NotSent({ what: 'lineBreak', field });
}

function checkSectionName(name: string): void {
  checkLine('Cat', name);
  if (name === '' || name.trim() !== name || /[\];]|^>/.test(name) || bytesOf(name) > longestName) {
    throw new NotSent({ what: 'unwritableName', name });
  }
}

/** Name and value as they will stand on a line. */
function checkEntry(cat: string, name: string, value: string): void {
  checkLine('Value', value);
  if (name === '' || name.trim() !== name || /[=;]|^[[#]|\+$/.test(name)) {
    throw new NotSent({ what: 'unwritableName', name });
  }
  const bytes = bytesOf(`${name} => ${value.replaceAll(';', '\\;')}`);
  if (bytes > longestLine) throw new NotSent({ what: 'lineTooLong', cat, bytes });
}

/**
 * `Var` goes into the file unescaped, newlines and all: that is how comments are written. What may stand in front of
 * the name is a blank line, a comment that opens no block, or an entry, with its comment; never a section or a directive.
 */
function checkVar(cat: string, name: string, traits: Traits): { readonly name: string; newlines: boolean } {
  if (!name.includes('\n')) {
    checkLine('Var', name);
    return { name, newlines: false };
  }
  if (!traits.newlineInVar || /[\r\0]/.test(name)) throw new NotSent({ what: 'lineBreak', field: 'Var' });
  const lines = name.split('\n');
  const last = lines.pop() ?? '';
  for (const line of lines) {
    if (bytesOf(line) > longestLine) throw new NotSent({ what: 'lineTooLong', cat, bytes: bytesOf(line) });
    const text = line.trim();
    const opensBlock = /(^|[^\\]);--([^-]|$)/.test(text);
    const harmless = text === '' || text.startsWith(';') || /^[^[#=;+][^=;]*=/.test(text);
    if (opensBlock || !harmless) throw new NotSent({ what: 'unwritableName', name: line });
  }
  return { name: last, newlines: true };
}

/** A section as it is between the operations: how many lines, of what name and value. */
interface Tracked {
  name: string;
  readonly template: boolean;
  readonly templates: readonly string[];
  variables: Variable[];
  /** What the request being made has put into it. */
  put: { insert: boolean; append: boolean };
}

/** Follows what the operations do, as far as it takes to see the harm coming. */
interface Tracker {
  /** Sections an operation applies to. */
  of(cat: string, filter: string | undefined): readonly Tracked[];
  childrenOf(template: string): readonly string[];
  add(section: Omit<Tracked, 'put'>): void;
  remove(sections: readonly Tracked[]): void;
  /** A new request begins. */
  turn(): void;
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function trackerOf(categories: readonly Category[]): Tracker {
  const fresh = (): Tracked['put'] => ({ insert: false, append: false });
  let all: Tracked[] = categories.map((one) => ({
    name: one.name,
    template: one.template,
    templates: one.templates,
    // Copied when it is first written to.
    variables: one.variables as Variable[],
    put: fresh(),
  }));
  return {
    of(cat, filter) {
      const named = all.filter((one) => sameName(one.name, cat));
      if (filter === undefined) return named.filter((one) => !one.template);
      const matches = filterOf(filter);
      return named.filter(matches);
    },
    childrenOf: (template) =>
      all.filter((one) => one.templates.some((name) => sameName(name, template))).map(({ name }) => name),
    add(section) {
      all.push({ ...section, put: fresh() });
    },
    remove(sections) {
      all = all.filter((one) => !sections.includes(one));
    },
    turn() {
      for (const one of all) if (one.put.insert || one.put.append) one.put = fresh();
    },
  };
}

/** config.c's `does_category_match`; an expression this program cannot read counts as matching. */
function filterOf(filter: string): (section: Tracked) => boolean {
  const parts = filter.split(',').map((part) => {
    const bare = part.trim().replace(/^(["'])(.*)\1$/, '$2');
    const at = bare.indexOf('=');
    return [bare.slice(0, at), bare.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2')] as const;
  });
  return ({ template, variables }) => {
    let templateOk = false;
    for (const [name, value] of parts) {
      if (name === 'TEMPLATES') {
        if (/^restrict$/i.test(value) && !template) return false;
        if (template) templateOk = true;
        continue;
      }
      try {
        const [nameIs, valueIs] = [new RegExp(name), new RegExp(value)];
        if (!variables.some((one) => nameIs.test(one.name) && valueIs.test(one.value))) return false;
      } catch {
        continue;
      }
    }
    return !template || templateOk;
  };
}

function groupsOf(tracker: Tracker, operations: readonly Operation[], traits: Traits): Group[] {
  return operations.map((operation) => groupOf(tracker, operation, traits));
}

function groupOf(tracker: Tracker, operation: Operation, traits: Traits): Group {
  const { cat, filter } = operation;
  checkLine('Cat', cat);
  if (filter !== undefined) checkLine('Options', filter);
  const group = (
    headers: readonly (readonly [string, string])[],
    options: readonly string[] = [],
    also: { readonly newlines?: boolean; readonly apart?: boolean } = {},
  ): Group => ({
    // What narrows comes before what is narrowed: a request cut short must fail, not widen.
    headers: [
      ['Action', operation.op],
      ['Cat', cat],
      ...optionsOf([...(filter === undefined ? [] : [catfilter(filter)]), ...options]),
      ...headers,
    ],
    newlines: also.newlines === true,
    apart: also.apart === true,
  });
  const sections = (): readonly Tracked[] => {
    const found = tracker.of(cat, filter);
    if (found.length === 0) throw new NotSent({ what: 'noSuchSection', cat });
    return found;
  };

  switch (operation.op) {
    case 'NewCat': {
      checkSectionName(cat);
      const inherit = operation.inherit ?? [];
      for (const name of inherit) {
        checkLine('Options', name);
        if (/[",]/.test(name)) throw new NotSent({ what: 'unwritableName', name });
      }
      if (operation.before !== undefined) checkLine('Match', operation.before);
      tracker.add({
        name: cat,
        template: operation.template === true,
        templates: inherit,
        variables: inherit.flatMap((name) =>
          tracker.of(name, 'TEMPLATES=restrict').flatMap(({ variables }) => variables),
        ),
      });
      return group(operation.before === undefined ? [] : [['Match', operation.before]], [
        ...(operation.template === true ? ['template'] : []),
        ...(inherit.length > 0 ? [`inherit="${inherit.join(',')}"`] : []),
        ...(operation.allowdups === true ? ['allowdups'] : []),
      ]);
    }
    case 'RenameCat': {
      checkSectionName(operation.to);
      const found = sections();
      if (found.some(({ template }) => template)) {
        const children = tracker.childrenOf(cat);
        if (children.length > 0) throw new NotSent({ what: 'renamesTemplate', cat, children });
      }
      for (const one of found) one.name = operation.to;
      return group([['Value', operation.to]]);
    }
    case 'DelCat': {
      const found = sections();
      if (found.some(({ template }) => template)) {
        const children = tracker.childrenOf(cat);
        if (children.length > 0) throw new NotSent({ what: 'deletesTemplateInUse', cat, children });
      }
      tracker.remove(found);
      return group([]);
    }
    case 'EmptyCat':
      for (const one of sections()) one.variables = [];
      return group([]);
    case 'Update': {
      const { match = '', value } = operation;
      const found = sections();
      checkLine('Match', match);
      const { name, newlines } = checkVar(cat, operation.name, traits);
      checkEntry(cat, name, value);
      const hits = (one: Variable): boolean =>
        sameName(one.name, operation.name) && (match === '' || sameName(one.value, match));
      for (const one of found) {
        const count = one.variables.filter(hits).length;
        if (match === '' && count !== 1) throw new NotSent({ what: 'updateAmbiguous', cat, name });
        const at =
          traits.updateHits === 'last' ? one.variables.findLastIndex(hits) : one.variables.findIndex(hits);
        if (at === -1) continue;
        one.variables = one.variables.with(at, { name: operation.name, value: value.replace(/^>/, '') });
      }
      return group(
        [...(match === '' ? [] : ([['Match', match]] as const)), ['Var', operation.name], ['Value', value]],
        [],
        { newlines },
      );
    }
    case 'Delete': {
      const found = sections();
      if ('line' in operation) {
        const { line } = operation;
        if (!Number.isSafeInteger(line) || line < 0) throw new NotSent({ what: 'lineNumber', cat, line });
        for (const one of found) one.variables = one.variables.toSpliced(line, 1);
        return group([['Line', String(line)]]);
      }
      // Whatever the types say: without a line and without a match this would take every line of the name.
      const { name, match } = operation as { readonly name?: string; readonly match?: string };
      if (name === undefined || name === '' || match === undefined || match === '') {
        throw new NotSent({ what: 'deleteWidens', cat });
      }
      checkLine('Match', match);
      checkLine('Var', name);
      for (const one of found) {
        one.variables = one.variables.filter(
          (each) => !(sameName(each.name, name) && sameName(each.value, match)),
        );
      }
      return group([
        ['Match', match],
        ['Var', name],
      ]);
    }
    case 'Append': {
      const { value, arrow } = operation;
      const found = sections();
      const { name, newlines } = checkVar(cat, operation.name, traits);
      checkEntry(cat, name, value);
      if (arrow === '=' && value.startsWith('>')) throw new NotSent({ what: 'unwritableValue', value });
      const apart = found.some(({ put }) => put.insert);
      if (apart) tracker.turn();
      for (const one of found) {
        one.variables = [...one.variables, { name: operation.name, value }];
        one.put.append = true;
      }
      return group(
        [
          ['Var', operation.name],
          ['Value', arrow === '=>' ? `>${value}` : value],
        ],
        [],
        { newlines, apart },
      );
    }
    case 'Insert': {
      const { line, value } = operation;
      const found = sections();
      const { name, newlines } = checkVar(cat, operation.name, traits);
      checkEntry(cat, name, value);
      if (!Number.isSafeInteger(line) || line < 0) throw new NotSent({ what: 'lineNumber', cat, line });
      for (const { variables } of found) {
        const count = variables.length;
        if (line >= count) throw new NotSent({ what: 'insertBeyondEnd', cat, line, count });
      }
      const apart = found.some(({ put }) => put.append);
      if (apart) tracker.turn();
      for (const one of found) {
        one.variables = one.variables.toSpliced(line, 0, {
          name: operation.name,
          value: value.replace(/^>/, ''),
        });
        one.put.insert = true;
      }
      return group(
        [
          ['Line', String(line)],
          ['Var', operation.name],
          ['Value', value],
        ],
        [],
        { newlines, apart },
      );
    }
  }
}

/**
 * The lines an edit stands on: what a number names and, where a line is put in, its neighbours; what an update without
 * a match replaces; all of a section that goes. What an operation names by its value guards itself. Throws NotSent as
 * {@link requestsOf} does.
 */
export function guardsOf(
  { categories }: Reading,
  operations: readonly Operation[],
  traits: Traits,
): readonly Guard[] {
  const guards = new Map<string, Guard>();
  const tracker = trackerOf(categories);
  const touched = new Set(operations.map(({ cat }) => cat.toLowerCase()));
  // A line is known for one of the file's own by its identity: numbers move as operations are made, names change.
  const own = new Map(
    categories.flatMap((section) => {
      if (!touched.has(section.name.toLowerCase())) return [];
      const inherited = inheritedBy(section, categories);
      return section.variables.flatMap((one) =>
        inherited.has(`${one.name}=${one.value}`) ? [] : [[one, section.name] as const],
      );
    }),
  );
  for (const operation of operations) {
    const { cat, filter } = operation;
    const [section, ...twins] = tracker.of(cat, filter);
    if (section && twins.length === 0) {
      for (const variable of standsOn(section, operation)) {
        const named = variable && own.get(variable);
        if (!variable || named === undefined) continue;
        const guard = { cat: named, ...(filter === undefined ? {} : { filter }), ...variable };
        guards.set(JSON.stringify(guard), guard);
      }
    }
    groupOf(tracker, operation, traits);
  }
  return [...guards.values()];
}

function inheritedBy(section: Category, categories: readonly Category[]): ReadonlySet<string> {
  return new Set(
    section.templates.flatMap((name) =>
      categories
        .filter((one) => one.template && sameName(one.name, name))
        .flatMap(({ variables }) => variables.map((one) => `${one.name}=${one.value}`)),
    ),
  );
}

function standsOn({ variables }: Tracked, operation: Operation): readonly (Variable | undefined)[] {
  switch (operation.op) {
    case 'Insert':
      return [variables[operation.line - 1], variables[operation.line]];
    case 'Delete':
      return 'line' in operation ? [variables[operation.line]] : [];
    case 'Update': {
      const { name, match = '' } = operation;
      return match === '' ? variables.filter((one) => sameName(one.name, name)) : [];
    }
    case 'DelCat':
    case 'EmptyCat':
      return variables;
    case 'NewCat':
    case 'RenameCat':
    case 'Append':
      return [];
  }
}
