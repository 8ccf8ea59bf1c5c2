/**
 * What the PBX itself says of the options of its modules (`config show help`, class command): so a module nobody here
 * has heard of has forms as well. Files whose modules document nothing there (extensions.conf, queues.conf …) have no
 * help, and none is invented. Printed in two ways: 22 under headings (`[Synopsis]`), 16 without.
 */
import type { Session } from '../ami/index.ts';
import { consoleLines } from './find.ts';

/** What an option's value is: the word in the brackets of its syntax, or the words it takes. */
export interface OptionHelp {
  readonly name: string;
  /** Asterisk's own word: `Boolean`, `Unsigned Integer`, `Codec`, `Custom` …; undefined where it tells none. */
  readonly type: string | undefined;
  readonly default: string | undefined;
  /** Words the description lists, or yes and no; undefined: any text. Never all there may be. */
  readonly choices: readonly Choice[] | undefined;
  readonly synopsis: string;
  /** Paragraphs and lists, line by line; '' where there is none. */
  readonly description: string;
}

export interface Choice {
  readonly word: string;
  readonly meaning: string;
}

/** A kind of section: `endpoint` of `res_pjsip`. */
export interface TypeHelp {
  readonly module: string;
  readonly name: string;
  readonly synopsis: string;
  readonly description: string;
  /** Which sections are of this kind. */
  readonly rule: TypeRule;
  /** Every option, with its synopsis as far as the list has room. */
  readonly options: readonly { readonly name: string; readonly synopsis: string }[];
}

export interface TypeRule {
  /** Regular expression a section's name must match, or must not; undefined: any name. */
  readonly name: { readonly pattern: string; readonly not: boolean } | undefined;
  /** `type = user` */
  readonly field: { readonly name: string; readonly value: string } | undefined;
}

export interface ConfigHelp {
  /** Modules with documentation; undefined where the account may not ask. */
  modules(): Promise<readonly string[] | undefined>;
  types(module: string): Promise<readonly string[]>;
  type(module: string, type: string): Promise<TypeHelp | undefined>;
  option(module: string, type: string, option: string): Promise<OptionHelp | undefined>;
}

/** A word of a console command, and no more than one. */
const word = /^[\w.+-]+$/;

export function createHelp(session: Pick<Session, 'send'>): ConfigHelp {
  const ask = async (...words: readonly string[]): Promise<readonly string[] | undefined> =>
    words.every((one) => word.test(one))
      ? consoleLines(session, ['config show help', ...words].join(' '))
      : undefined;
  return {
    async modules() {
      const lines = await ask();
      return lines && parseModules(lines);
    },
    types: async (module) => parseTypes((await ask(module)) ?? []),
    async type(module, type) {
      const lines = await ask(module, type);
      return lines && parseType(module, type, lines);
    },
    async option(module, type, option) {
      const lines = await ask(module, type, option);
      return lines && parseOption(option, lines);
    },
  };
}

/** Files whose name does not tell the module's. */
const modulesOf: Readonly<Record<string, readonly string[]>> = {
  'pjsip.conf': [
    'res_pjsip',
    'res_pjsip_acl',
    'res_pjsip_endpoint_identifier_ip',
    'res_pjsip_outbound_publish',
    'res_pjsip_outbound_registration',
    'res_pjsip_phoneprov_provider',
    'res_pjsip_publish_asterisk',
    'res_pjsip_pubsub',
    'res_mwi_external',
  ],
  'pjsip_wizard.conf': ['res_pjsip_config_wizard'],
  'pjsip_notify.conf': ['res_pjsip_notify'],
  'acl.conf': ['named_acl'],
  'agents.conf': ['app_agent_pool'],
  'motif.conf': ['chan_motif'],
};

/** Of the documented modules those that read this file: by what is known, by its name, by who has loaded it. */
export function modulesFor(
  file: string,
  documented: readonly string[],
  loadedBy: readonly string[] = [],
): readonly string[] {
  const stem = file.replace(/^.*\//, '').replace(/\.conf$/, '');
  const named = ['', 'res_', 'app_', 'chan_', 'cdr_', 'cel_', 'func_', 'pbx_'].map((front) => front + stem);
  const wanted = new Set([...(modulesOf[`${stem}.conf`] ?? []), ...named, ...loadedBy]);
  return documented.filter((module) => wanted.has(module));
}

/** The kind a section is of. Where the rule names no field, `type = …` names the kind itself (sorcery). */
export function typeOf(
  section: {
    readonly name: string;
    readonly entries: readonly { readonly name: string; readonly value: string }[];
  },
  types: readonly TypeHelp[],
): TypeHelp | undefined {
  const valueOf = (name: string): string | undefined =>
    section.entries.findLast((entry) => entry.name.toLowerCase() === name.toLowerCase())?.value;
  return (
    types.find(
      ({ rule }) => rule.field && fits(rule, section.name) && valueOf(rule.field.name) === rule.field.value,
    ) ??
    types.find(({ name }) => valueOf('type') === name) ??
    types.find(({ rule }) => !rule.field && rule.name?.not === false && fits(rule, section.name)) ??
    types.find(({ rule }) => !rule.field && rule.name && fits(rule, section.name))
  );
}

function fits({ name: rule }: TypeRule, name: string): boolean {
  if (!rule) return true;
  try {
    return new RegExp(rule.pattern).test(name) !== rule.not;
  } catch {
    // POSIX knows expressions that JavaScript does not.
    return false;
  }
}

/** `⇥res_pjsip` under a heading. */
export function parseModules(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^\t(\S+)\s*$/.exec(line)?.[1] ?? []);
}

/** `endpoint                  -- Endpoint   ` */
export function parseTypes(lines: readonly string[]): readonly string[] {
  return listOf(lines).map(({ name }) => name);
}

function listOf(lines: readonly string[]): readonly { readonly name: string; readonly synopsis: string }[] {
  return lines.flatMap((line) => {
    const found = /^(\S+) +-- (.*)$/.exec(line);
    return found ? [{ name: found[1] ?? '', synopsis: uncut(found[2] ?? '') }] : [];
  });
}

/** Asterisk fills and cuts what it lists to a width (16: 65, 22: 120), in the middle of a word; that there is more is seen. */
const WIDTHS: readonly number[] = [65, 120];
const uncut = (text: string): string =>
  WIDTHS.includes(text.length) && !/[.\s]$/.test(text) ? `${text}…` : text.trim();

/** The texts under 22's headings; undefined for 16's output, which has none. */
function headed(lines: readonly string[]): ReadonlyMap<string, readonly string[]> | undefined {
  const parts = new Map<string, string[]>();
  let part: string[] | undefined;
  for (const line of lines) {
    const heading = /^\[(Synopsis|Since|Description|Syntax|See Also|Config Options|Arguments)\]$/.exec(
      line,
    )?.[1];
    if (heading !== undefined) parts.set(heading, (part = []));
    else part?.push(line);
  }
  return parts.has('Synopsis') ? parts : undefined;
}

const textOf = (lines: readonly string[] | undefined): string => {
  const text = (lines ?? [])
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
  return text === 'Not available' ? '' : text;
};

/**
 * `aor [category !~ /.?/]` on 22, `aor: [category …]` on 16; of a module that is not loaded `general [Not available]`
 * and `general`. Undefined when there is no such type.
 */
export function parseType(module: string, name: string, lines: readonly string[]): TypeHelp | undefined {
  const parts = headed(lines);
  const syntax = (parts?.get('Syntax') ?? lines).find(
    (line) => line === name || line.startsWith(`${name} [`) || line.startsWith(`${name}: [`),
  );
  if (syntax === undefined) return undefined;
  const options = listOf(parts?.get('Config Options') ?? lines);
  if (parts) {
    return {
      ...{ module, name, options, rule: ruleOf(syntax) },
      synopsis: textOf(parts.get('Synopsis')),
      description: textOf(parts.get('Description')),
    };
  }
  // 16: syntax, synopsis, description, options, each after a blank line.
  const rest = lines.slice(lines.indexOf(syntax) + 1);
  const [synopsis, ...paragraphs] = paragraphsOf(rest.filter((line) => !/^\S+ +-- /.test(line)));
  return {
    ...{ module, name, options, rule: ruleOf(syntax) },
    synopsis: synopsis ?? '',
    description: textOf([paragraphs.join('\n\n')]),
  };
}

function ruleOf(syntax: string): TypeRule {
  const name = /\[category ([!=])~ \/(.*?)\/[a-z]*(?: |\])/.exec(syntax);
  const field = /matchfield: (\S+) = (.*?)\]$/.exec(syntax);
  return {
    // What matches every name and must not: sections are told by their `type`.
    name: name && name[2] !== '.?' ? { pattern: name[2] ?? '', not: name[1] === '!' } : undefined,
    field: field ? { name: field[1] ?? '', value: field[2] ?? '' } : undefined,
  };
}

/**
 * `dtmf_mode = [Custom] (Default: rfc4733) (Regex: false)`, broken where it is long; undefined when there is no such
 * option.
 */
export function parseOption(name: string, lines: readonly string[]): OptionHelp | undefined {
  const parts = headed(lines);
  const from = parts?.get('Syntax') ?? lines;
  const at = from.findIndex((line) => line.startsWith(`${name} = [`));
  // Broken at 80 columns, even within its brackets.
  const [whole, rest] = [from.slice(at, at + 6), `${name} = [`.length];
  const end = whole.findIndex((_, index) => /\(Regex: \w+\)$/.test(joined(whole.slice(0, index + 1))));
  if (at === -1 || end === -1) return undefined;
  const syntax = joined(whole.slice(0, end + 1)).slice(rest);
  const [, type = '', standard = ''] = /^(.*?)\] \(Default:(?: (.*))?\) \(Regex: \w+\)$/.exec(syntax) ?? [];
  let synopsis = textOf(parts?.get('Synopsis'));
  let description = textOf(parts?.get('Description'));
  if (!parts) {
    const [first, ...others] = paragraphsOf(from.slice(at + end + 1));
    synopsis = first ?? '';
    description = textOf([others.join('\n\n')]);
  }
  return {
    name,
    type: type === '' || type === 'None' || type === 'Unknown' ? undefined : type,
    default: standard === '' || standard === 'n/a' ? undefined : standard,
    choices: choicesOf(type, description),
    ...{ synopsis, description },
  };
}

const joined = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ');

/** An enumeration in a description: `    rfc4733 - DTMF is sent …`, continued at the same depth. */
function choicesOf(type: string, description: string): readonly Choice[] | undefined {
  if (type === 'Boolean') return ['yes', 'no'].map((answer) => ({ word: answer, meaning: '' }));
  const found: { word: string; meaning: string }[] = [];
  for (const line of description.split('\n')) {
    const item = /^ {4}([\w.+*/-]+) - (.*)$/.exec(line);
    const alone = /^ {4}([a-z][\w-]*)$/.exec(line)?.[1];
    const last = found.at(-1);
    if (item) found.push({ word: item[1] ?? '', meaning: item[2] ?? '' });
    else if (alone !== undefined && (!last || last.meaning === '')) found.push({ word: alone, meaning: '' });
    else if (last && /^ {4}\S/.test(line)) last.meaning += ` ${line.trim()}`;
    else if (found.length > 0 && line.trim() !== '') break;
  }
  return found.length > 1 ? found : undefined;
}

function paragraphsOf(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .split(/\n{2,}/)
    .map((text) => text.replace(/^\n+|\n+$/g, ''))
    .filter((text) => text !== '');
}
