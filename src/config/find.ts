/** Which configuration files there are: what the PBX has loaded, what the site names, what somebody types. */
import { action, command, NotAllowed, Refused, type Session } from '../ami/index.ts';
import type { OpenedFile } from './types.ts';

/** Why a name is not taken. The page has words for each. */
export type FileNameProblem =
  | 'empty'
  /** Begins with a slash: outside, or a way around the check. */
  | 'absolute'
  /** A part is `.` or `..` or nothing: it leads elsewhere. Asterisk 16 would follow it out of the directory. */
  | 'leavesDirectory'
  /** A file of our own: copies and scratch files begin with `.cordboard-`. */
  | 'reserved'
  /** Something besides letters, digits, blanks inside and `. _ - + @ ~`. */
  | 'characters'
  /** Its copies' names would not fit where they are noted. */
  | 'tooLong';

export type FileName =
  | { readonly tag: 'name'; readonly name: string }
  | { readonly tag: 'problem'; readonly problem: FileNameProblem };

/** Files of ours in the configuration directory. A glob passes over what begins with a dot. */
export const ownPrefix = '.cordboard-';

/**
 * The name of a file in the configuration directory, relative to it. Nothing passes that a path, a dialplan
 * function's argument or a header would read as anything but a letter: so what is a `FileName` may be put anywhere.
 */
export function fileName(text: string): FileName {
  const problem = (why: FileNameProblem): FileName => ({ tag: 'problem', problem: why });
  if (text === '') return problem('empty');
  if (text.startsWith('/')) return problem('absolute');
  const parts = text.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return problem('leavesDirectory');
  if (!/^[\p{L}\p{M}\p{N}._\-+@~ /]+$/u.test(text) || /^ | $| \/|\/ /.test(text)) {
    return problem('characters');
  }
  if (parts.some((part) => part.startsWith(ownPrefix))) return problem('reserved');
  if (flat(text).length > 160) return problem('tooLong');
  return { tag: 'name', name: text };
}

/**
 * A file's name as one word of letters, digits, `.` and `-`, each name another word: for a copy beside the file and
 * for a key of the AstDB, of which Asterisk keeps 255 bytes.
 */
export function flat(name: string): string {
  let word = '';
  for (const byte of new TextEncoder().encode(name)) {
    const letter = String.fromCharCode(byte);
    word += /[A-Za-z0-9.-]/.test(letter) ? letter : `_${byte.toString(16).padStart(2, '0')}`;
  }
  return word;
}

/** What a file action of the PBX said no with. */
export type FileRefusal =
  | { readonly tag: 'absent' }
  | { readonly tag: 'exists' }
  /** The directory it should stand in is not there; AMI makes none. */
  | { readonly tag: 'noDirectory' }
  /** It, or a file it includes, cannot be parsed. */
  | { readonly tag: 'invalid' }
  /** Leads outside the configuration directory, perhaps by a symbolic link (22 follows and refuses, 16 reads). */
  | { readonly tag: 'restricted' }
  | { readonly tag: 'notWritable' }
  /** The account lacks the class for this action. */
  | { readonly tag: 'notAllowed'; readonly action: string }
  /** In the PBX's own words. */
  | { readonly tag: 'refused'; readonly words: string };

/**
 * What a file action was refused with; whatever is not the PBX saying no is thrown again. CreateConfig tells the
 * system's own words (strerror), the others theirs; `priveledges` is 16's spelling.
 */
export function fileRefusal(error: unknown, asked: string): FileRefusal {
  if (error instanceof NotAllowed) return { tag: 'notAllowed', action: asked };
  if (!(error instanceof Refused)) throw error;
  const words = error.message;
  if (/escalated/i.test(words)) return { tag: 'restricted' };
  switch (words) {
    case 'File exists':
      return { tag: 'exists' };
    case 'Config file not found':
      return { tag: 'absent' };
    case 'No such file or directory':
    case 'Not a directory':
      return { tag: 'noDirectory' };
    case 'Config file has invalid format':
      return { tag: 'invalid' };
    case 'Save of config failed':
    case 'Permission denied':
    case 'Read-only file system':
      return { tag: 'notWritable' };
    default:
      return { tag: 'refused', words };
  }
}

/** What an account can do with files; each needs actions, and these a class of the account's `write` line. */
export type Ability =
  'list' | 'look' | 'read' | 'create' | 'save' | 'reload' | 'lock' | 'history' | 'help' | 'exact';

const needs: Readonly<Record<Ability, readonly (readonly [action: string, right: string])[]>> = {
  list: [['Command', 'command']],
  look: [['ListCategories', 'config']],
  read: [
    ['GetConfig', 'config'],
    ['GetConfigJSON', 'config'],
  ],
  create: [['CreateConfig', 'config']],
  save: [['UpdateConfig', 'config']],
  reload: [['Reload', 'config']],
  lock: [
    ['DialplanExtensionAdd', 'system'],
    ['DialplanExtensionRemove', 'system'],
    ['ShowDialPlan', 'config'],
  ],
  history: [
    ['DBGetTree', 'system'],
    ['DBPut', 'system'],
  ],
  help: [['Command', 'command']],
  exact: [
    ['Originate', 'originate'],
    ['ModuleCheck', 'system'],
    ['DialplanExtensionAdd', 'system'],
    ['Command', 'command'],
  ],
};

/** A right that is missing: the ability that needs it, the action that is refused, the class that would allow it. */
export interface Missing {
  readonly ability: Ability;
  readonly action: string;
  readonly right: string;
}

/** What the account lacks for these abilities, from ListCommands. Empty: nothing is known to be missing. */
export function missingRights(
  session: Pick<Session, 'state'>,
  abilities: readonly Ability[] = Object.keys(needs) as Ability[],
): readonly Missing[] {
  const { state } = session;
  if (state.tag !== 'live') return [];
  return abilities.flatMap((ability) =>
    needs[ability]
      .filter(([name]) => !state.site.actions.has(name))
      .map(([name, right]) => ({ ability, action: name, right })),
  );
}

/** One line of `config list`. */
export interface LoadedFile {
  /** As the PBX names it: with its whole path. */
  readonly path: string;
  /** Who asked for it: a module; `core`; or `sorcery`, for the objects a module keeps in files. */
  readonly asker: string;
  /** A number of ours for each asker that the list tells apart. */
  readonly askerId: string;
}

/**
 * `config list`: two columns, the first 20 wide and cut there, the second padded. A sorcery instance goes by a UUID,
 * of which 20 characters are left. The same on 16.28 and 22.10 (config.c: handle_cli_config_list); an asker without
 * a name leaves its column blank.
 */
export function parseConfigList(lines: readonly string[]): readonly LoadedFile[] {
  const files: LoadedFile[] = [];
  for (const line of lines) {
    const path = line.slice(21).trimEnd();
    if (line[20] !== ' ' || !path.startsWith('/')) continue;
    const askerId = line.slice(0, 20).trimEnd();
    const asker = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]$/.test(askerId) ? 'sorcery' : askerId;
    files.push({ path, asker, askerId });
  }
  return files;
}

/** `core show settings`' line, on 16.28 and 22.10. */
export function parseDirectory(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const path = /^\s*Configuration directory:\s+(\/.*?)\s*$/.exec(line)?.[1];
    if (path !== undefined) return path.replace(/\/+$/, '');
  }
  return undefined;
}

/** The path of the configuration directory; undefined where Command is refused or the PBX does not tell. */
export async function configurationDirectory(session: Pick<Session, 'send'>): Promise<string | undefined> {
  return parseDirectory((await consoleLines(session, 'core show settings')) ?? []);
}

/** What a console command printed; undefined where the account may not, or the PBX does not know it. */
export async function consoleLines(
  session: Pick<Session, 'send'>,
  line: string,
): Promise<readonly string[] | undefined> {
  try {
    return (await session.send(command({ Command: line }))).response.all('Output');
  } catch (error) {
    if (error instanceof NotAllowed || error instanceof Refused) return undefined;
    throw error;
  }
}

export interface FoundFile {
  /** Relative to the configuration directory; the whole path where it is not inside. */
  readonly name: string;
  /** Not: shown, but neither opened nor written. */
  readonly inside: boolean;
  /** Who has loaded it: modules, `core`, `sorcery`; none: only the site names it. */
  readonly modules: readonly string[];
  /** The site's file names it. */
  readonly named: boolean;
  /** Files it may include; undefined = cannot be known. See {@link includesOf}. */
  readonly includes: readonly string[] | undefined;
}

export interface FoundFiles {
  /** Undefined where the PBX does not tell. */
  readonly directory: string | undefined;
  /** By name. */
  readonly files: readonly FoundFile[];
  /** Names of the site's file that are none. */
  readonly problems: readonly { readonly name: string; readonly problem: FileNameProblem }[];
  /** Without class `command` only the site's names are known. */
  readonly missing: readonly Missing[];
}

/** The files the PBX has loaded and those the site names. Two commands; neither touches a file. */
export async function findFiles(
  session: Pick<Session, 'send' | 'state'>,
  named: readonly string[] = [],
): Promise<FoundFiles> {
  const [settings, list] = await Promise.all([
    consoleLines(session, 'core show settings'),
    consoleLines(session, 'config list'),
  ]);
  const directory = parseDirectory(settings ?? []);
  return {
    ...filesOf(parseConfigList(list ?? []), directory, named),
    missing: missingRights(session, ['list']),
  };
}

/** The listing and the site's names as one list. */
export function filesOf(
  loaded: readonly LoadedFile[],
  directory: string | undefined,
  named: readonly string[],
): Omit<FoundFiles, 'missing'> {
  const files = new Map<string, { inside: boolean; modules: Set<string>; named: boolean }>();
  const relative = (path: string): { readonly name: string; readonly inside: boolean } => {
    if (directory !== undefined && path.startsWith(`${directory}/`)) {
      const name = path.slice(directory.length + 1);
      if (fileName(name).tag === 'name') return { name, inside: true };
    }
    return { name: path, inside: false };
  };
  const askers = new Map<string, Set<string>>();
  for (const { path, asker, askerId } of loaded) {
    const { name, inside } = relative(path);
    if (name.split('/').some((part) => part.startsWith(ownPrefix))) continue;
    const file = files.get(name) ?? { inside, modules: new Set(), named: false };
    file.modules.add(asker);
    files.set(name, file);
    askers.set(name, (askers.get(name) ?? new Set()).add(askerId));
  }
  const problems: { name: string; problem: FileNameProblem }[] = [];
  for (const text of named) {
    const read = fileName(text);
    if (read.tag === 'problem') problems.push({ name: text, problem: read.problem });
    else {
      const file = files.get(read.name) ?? { inside: true, modules: new Set(), named: true };
      files.set(read.name, { ...file, named: true });
    }
  }
  return {
    directory,
    problems,
    files: [...files]
      .map(([name, file]) => ({
        name,
        inside: file.inside,
        modules: [...file.modules].sort(),
        named: file.named,
        includes: includesOf(name, askers),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Files modules ask for by themselves: a second file of theirs is not an include of the first. */
const ownFiles: readonly (readonly string[])[] = [
  ['queues.conf', 'queuerules.conf'],
  ['voicemail.conf', 'users.conf'],
  ['extensions.conf', 'users.conf'],
  ['manager.conf', 'users.conf'],
  ['iax.conf', 'users.conf'],
  ['sip.conf', 'users.conf', 'sip_notify.conf'],
  ['chan_dahdi.conf', 'users.conf'],
];

/**
 * What a file may include, told by who has loaded what: a file is loaded together with its includes, by the same
 * asker. None where its askers have loaded nothing besides; undefined where nothing tells: nobody loaded it, or only
 * `core`, which asks for many. True as of the last load: an `#include` written into a file since is not seen, and one
 * taken out goes on being named (22.10, 16.28).
 */
export function includesOf(
  name: string,
  askers: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] | undefined {
  const own = [...(askers.get(name) ?? [])].filter((asker) => asker !== 'core' && asker !== '');
  if (own.length === 0) return undefined;
  const siblings = ownFiles.filter((files) => files.includes(name)).flat();
  return [...askers]
    .filter(
      ([other, by]) => other !== name && !siblings.includes(other) && own.some((asker) => by.has(asker)),
    )
    .map(([other]) => other)
    .sort();
}

export type Looked =
  | {
      readonly tag: 'categories';
      /** Names in order, repeats and templates too; empty for a file of comments. */
      readonly names: readonly string[];
    }
  | FileRefusal;

/** A quick look: the names of a file's sections (ListCategories, class config). */
export async function lookInto(session: Pick<Session, 'send'>, name: string): Promise<Looked> {
  try {
    const { response } = await session.send(
      action('ListCategories', { Filename: name, Match: 'TEMPLATES=include' }),
    );
    // mxml folds the dash.
    const names = response.headers.filter(([header]) => /^category[-_]\d+$/i.test(header));
    return { tag: 'categories', names: names.map(([, value]) => value) };
  } catch (error) {
    return fileRefusal(error, 'ListCategories');
  }
}

/**
 * A new, empty file. Never overwrites: `exists`. Only a name that {@link fileName} took: 16.28 makes
 * `../x.conf` outside the directory without a word.
 */
export async function createFile(
  session: Pick<Session, 'send'>,
  name: string,
): Promise<{ readonly tag: 'created' } | FileRefusal> {
  if (fileName(name).tag === 'problem' && !isOwn(name)) return { tag: 'restricted' };
  try {
    await session.send(action('CreateConfig', { Filename: name }));
    return { tag: 'created' };
  } catch (error) {
    return fileRefusal(error, 'CreateConfig');
  }
}

/** A copy or scratch file of ours, directly in the configuration directory. */
export function isOwn(name: string): boolean {
  return name.startsWith(ownPrefix) && /^[A-Za-z0-9._-]+$/.test(name);
}

/** The part of an opened file that the listing tells. */
export function knownOf(found: FoundFiles, name: string): Pick<OpenedFile, 'includes' | 'modules'> {
  const file = found.files.find((one) => one.name === name);
  return { includes: file?.includes, modules: file?.modules ?? [] };
}
