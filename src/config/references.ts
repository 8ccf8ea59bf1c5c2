/**
 * Who uses a section or a file: looked for before either is renamed or deleted. Told of opened documents alone; what
 * the dialplan makes of variables cannot be told, and is not.
 */
import { sections } from './document.ts';
import type { Document, Section } from './types.ts';

/** A file and its text. */
export interface Opened {
  readonly name: string;
  readonly document: Document;
}

/** What sections of a file are, and so what their names are good for elsewhere. */
export type Kind =
  | 'context'
  /** An object of PJSIP: endpoint, aor, auth, transport, … */
  | 'pjsip'
  | 'queue'
  | 'queueRule'
  | 'musicClass'
  | 'parkingLot'
  | 'mailboxContext'
  | 'conferenceProfile'
  | 'acl';

/** One place that names something. */
export interface Reference {
  readonly file: string;
  /** Name of the section it stands in; '' in front of any. */
  readonly section: string;
  /** Index of its line. */
  readonly line: number;
  /** What is named: a section of that kind, a template of the same file, a file. */
  readonly what: Kind | 'template' | 'file';
  readonly to: string;
  /** The line's own text. */
  readonly text: string;
}

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [/^extensions/, 'context'],
  [/^pjsip(?!_(notify|wizard))/, 'pjsip'],
  [/^queues/, 'queue'],
  [/^queuerules/, 'queueRule'],
  [/^musiconhold/, 'musicClass'],
  [/^res_parking/, 'parkingLot'],
  [/^voicemail/, 'mailboxContext'],
  [/^confbridge/, 'conferenceProfile'],
  [/^acl/, 'acl'],
];

/** Options of any file but those below whose value names a section elsewhere. */
const everywhere: Readonly<Record<string, Kind>> = {
  context: 'context',
  subscribe_context: 'context',
  message_context: 'context',
  subscribecontext: 'context',
  regcontext: 'context',
  exitcontext: 'context',
  dialcontext: 'context',
  mohinterpret: 'musicClass',
  mohsuggest: 'musicClass',
  moh_suggest: 'musicClass',
  musicclass: 'musicClass',
  musiconhold: 'musicClass',
  music_on_hold_class: 'musicClass',
  parkedmusicclass: 'musicClass',
  parkinglot: 'parkingLot',
  acl: 'acl',
  contact_acl: 'acl',
  contactacl: 'acl',
};

const own: Readonly<Partial<Record<Kind, Readonly<Record<string, Kind>>>>> = {
  pjsip: {
    aors: 'pjsip',
    auth: 'pjsip',
    outbound_auth: 'pjsip',
    inbound_auth: 'pjsip',
    transport: 'pjsip',
    endpoint: 'pjsip',
    list_item: 'pjsip',
    default_outbound_endpoint: 'pjsip',
  },
  queue: { defaultrule: 'queueRule', queuegosub: 'context' },
  mailboxContext: { dialout: 'context', callback: 'context', exitcontext: 'context' },
  conferenceProfile: { template: 'conferenceProfile' },
};

/** A file's kind, by its name or by that of the file that includes it. */
export function kindOf(file: string, documents: readonly Opened[] = []): Kind | undefined {
  return kindOver(file, documents, new Set());
}

function kindOver(file: string, documents: readonly Opened[], seen: Set<string>): Kind | undefined {
  const base = file.replace(/^.*\//, '');
  const known = kinds.find(([pattern]) => pattern.test(base))?.[1];
  if (known !== undefined || seen.has(file)) return known;
  seen.add(file);
  for (const parent of documents) {
    if (includes(parent).some(({ to }) => isGlobOf(to, file))) {
      const kind = kindOver(parent.name, documents, seen);
      if (kind !== undefined) return kind;
    }
  }
  return undefined;
}

/** Every place that names something, in these documents. */
export function referencesIn(documents: readonly Opened[]): readonly Reference[] {
  return documents.flatMap((opened) => {
    const kind = kindOf(opened.name, documents);
    return [
      ...includes(opened),
      ...sections(opened.document).flatMap((section) => ofSection(opened, kind, section)),
    ].sort((a, b) => a.line - b.line);
  });
}

/** Who names this section: its children in its own file and those it is together with by an include; others by its kind. */
export function usersOfSection(
  file: string,
  section: string,
  documents: readonly Opened[],
  all: readonly Reference[] = referencesIn(documents),
): readonly Reference[] {
  const kind = kindOf(file, documents);
  return all.filter(({ what, to, file: from }) => {
    if (what === 'template') return to === section && (from === file || areJoined(from, file, documents));
    return what !== 'file' && what === kind && to === section;
  });
}

function areJoined(one: string, other: string, documents: readonly Opened[]): boolean {
  return documents.some((opened) => {
    const names = includes(opened).map(({ to }) => to);
    const has = (file: string): boolean => opened.name === file || names.some((name) => isGlobOf(name, file));
    return has(one) && has(other);
  });
}

function includes({ name, document }: Opened): readonly Reference[] {
  let section = '';
  return document.lines.flatMap((line, at): Reference[] => {
    if (line.tag === 'section') section = line.name;
    if (line.tag !== 'directive' || line.directive === 'exec' || line.file === '') return [];
    return [{ file: name, section, line: at, what: 'file', to: line.file, text: line.text }];
  });
}

/** glob(3) as Asterisk uses it: `*` and `?` stop at a slash and pass over a leading dot; braces are alternatives. */
function isGlobOf(pattern: string, file: string): boolean {
  if (!/[*?{[]/.test(pattern)) return pattern.replace(/^\.\//, '') === file;
  let source = '';
  let depth = 0;
  for (const letter of pattern.replace(/^\.\//, '')) {
    if (letter === '*') source += '[^/]*';
    else if (letter === '?') source += '[^/]';
    else if (letter === '{') {
      depth += 1;
      source += '(?:';
    } else if (letter === '}' && depth > 0) {
      depth -= 1;
      source += ')';
    } else if (letter === ',' && depth > 0) source += '|';
    else source += letter.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  }
  if (depth > 0) return false;
  const hidden = /(^|\/)\./.test(file) && !/(^|\/)\./.test(pattern);
  return !hidden && new RegExp(`^${source}$`).test(file);
}

function ofSection({ name: file, document }: Opened, kind: Kind | undefined, section: Section): Reference[] {
  const found: Reference[] = [];
  const add = (at: number, what: Reference['what'], to: string): void => {
    // A name made of variables is none that can be looked for.
    if (to === '' || to.includes('${') || to.includes('$[')) return;
    found.push({ file, section: section.name, line: at, what, to, text: document.lines[at]?.text ?? '' });
  };
  for (const template of section.templates) add(section.at, 'template', template);
  for (const { at, name, value } of section.entries) {
    const key = name.toLowerCase();
    if (kind === 'context') {
      if (key === 'include') add(at, 'context', value.split(',')[0]?.trim() ?? '');
      else if (key === 'exten' || key === 'same') ofStep(stepOf(key, value), (what, to) => add(at, what, to));
      continue;
    }
    if (kind === 'queue' && key === 'member') {
      ofDevices(value.split(',')[0] ?? '', (what, to) => add(at, what, to));
    }
    const what = kind === undefined ? undefined : own[kind]?.[key];
    // In voicemail.conf most names are mailboxes.
    const wanted = what ?? (kind === 'mailboxContext' ? undefined : everywhere[key]);
    if (wanted === undefined) continue;
    if (wanted === 'pjsip') for (const one of value.split(',')) add(at, 'pjsip', one.trim());
    else add(at, wanted, wanted === 'context' ? (value.split(',')[0] ?? '').trim() : value.trim());
  }
  return found;
}

type Add = (what: Kind, to: string) => void;

/** What an extension does at a step: `2000,1,Dial(…)` and `n(label),Dial(…)`; of a hint its devices. */
function stepOf(key: string, value: string): string {
  const parts = argumentsOf(value);
  const [priority] = key === 'same' ? parts : parts.slice(1);
  const rest = (key === 'same' ? parts.slice(1) : parts.slice(2)).join(',').trim();
  return priority?.trim().toLowerCase() === 'hint' ? `hint(${rest})` : rest;
}

function ofStep(step: string, add: Add): void {
  const call = /^(\w+)\s*\((.*)\)\s*$/s.exec(step);
  if (!call) return;
  const args = argumentsOf(call[2] ?? '');
  const [first = ''] = args;
  switch ((call[1] ?? '').toLowerCase()) {
    case 'goto':
    case 'gosub':
      ofTarget(args, add);
      return;
    case 'gotoif':
    case 'gosubif':
    case 'gotoiftime': {
      const [yes, no] = branchesOf(call[2] ?? '');
      for (const branch of [yes, no]) if (branch !== undefined) ofTarget(argumentsOf(branch), add);
      return;
    }
    case 'dial':
    case 'hint':
    case 'page':
    case 'pickupchan':
      ofDevices(first, add);
      return;
    case 'queue':
      add('queue', first.trim());
      return;
    case 'voicemail':
    case 'voicemailmain':
      for (const box of first.split('&')) {
        const at = box.indexOf('@');
        if (at !== -1) add('mailboxContext', box.slice(at + 1).trim());
      }
      return;
    case 'confbridge':
      for (const profile of args.slice(1, 4)) add('conferenceProfile', profile.trim());
      return;
    case 'musiconhold':
    case 'startmusiconhold':
      add('musicClass', first.trim());
      return;
    case 'park':
      add('parkingLot', first.trim());
      return;
    case 'background':
      add('context', (args[3] ?? '').trim());
      return;
    case 'disa':
      add('context', (args[1] ?? '').trim());
      return;
  }
}

/** `context,extension,priority`: with fewer it is the context one is in. */
function ofTarget(args: readonly string[], add: Add): void {
  if (args.length >= 3) add('context', (args[0] ?? '').trim());
}

/** `PJSIP/2000&PJSIP/trunk/sip:…&Local/2001@internal/n` */
function ofDevices(text: string, add: Add): void {
  for (const device of text.split(/[&,]/)) {
    const [technology = '', ...rest] = device.trim().split('/');
    const resource = rest.join('/');
    if (/^pjsip$/i.test(technology)) {
      // `PJSIP/number@endpoint` or `PJSIP/endpoint/…`.
      add('pjsip', (resource.split('/')[0] ?? '').split('@').at(-1) ?? '');
    } else if (/^local$/i.test(technology)) {
      const at = resource.indexOf('@');
      if (at !== -1) add('context', resource.slice(at + 1).split('/')[0] ?? '');
    } else if (/^queue:/i.test(device.trim())) add('queue', device.trim().slice(6));
  }
}

/** Commas outside of parentheses, brackets, braces and quotes part them. */
function argumentsOf(text: string): readonly string[] {
  return parted(text, ',');
}

/** `condition?yes:no`; of a label without `:` the second is undefined. */
function branchesOf(text: string): readonly (string | undefined)[] {
  const [, ...after] = parted(text, '?');
  return parted(after.join('?'), ':');
}

function parted(text: string, by: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '\\') at += 1;
    else if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth = Math.max(0, depth - 1);
    else if (letter === by && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
