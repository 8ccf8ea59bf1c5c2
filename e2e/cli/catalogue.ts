/**
 * Writes src/ami/catalogue*.ts from the documentation an Asterisk brings along: names and facts, no prose.
 *
 *   npx tsx e2e/cli/catalogue.ts <documentation of 22> <documentation of 16>
 *
 * each a directory such as /usr/share/asterisk/documentation. With `check` as third word nothing is written and
 * the exit code says whether what is checked in is up to date.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

interface Node {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly repeated: boolean;
  /** Single words it names as possible values. */
  readonly choices: readonly string[];
}

interface Action {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

interface Event {
  readonly name: string;
  /** As in the `Events` mask and in `Privilege`: call, agent … */
  readonly classes: readonly string[];
  readonly parameters: readonly string[];
}

interface Documentation {
  readonly actions: readonly Action[];
  readonly events: readonly Event[];
}

/** Where the documentation errs: names and classes as the source has them (16.28, 22.10). */
const namesOnTheWire: Readonly<Record<string, string>> = { NewExten: 'Newexten' };
const classesOf: Readonly<Record<string, readonly string[]>> = {
  ChannelTalkingStart: ['call'],
  ChannelTalkingStop: ['call'],
};

/** Undocumented in 16, yet sent by it. */
const in16AllTheSame = new Set(
  (
    'BridgeMerge ConfbridgeListRooms DTMFBegin DTMFEnd InboundRegistrationDetail InboundSubscriptionDetail ' +
    'LogChannel MeetmeList MeetmeListRooms MessageWaiting OutboundRegistrationDetail OutboundSubscriptionDetail ' +
    'Rename ResourceListDetail'
  ).split(' '),
);

const headersIn16AllTheSame = new Set(['Login AuthType', 'Login Key', 'Login Events', 'MixMonitor Options']);

/** Headers an action takes several times, which the documentation says in prose only. */
const repeatedHeaders = new Set(['Originate Variable', 'PJSIPNotify Variable', 'SIPnotify Variable']);

/** Headers whose list of words names parts of a value rather than values. */
const noChoices = new Set(['MessageSend Destination']);

/** Headers an action refuses to go without, which the documentation does not say. */
const requiredAllTheSame = new Set(['BlindTransfer Exten', 'CoreShowChannelMap Channel', 'Filter Operation']);

const bridgeSnapshot =
  'BridgeUniqueid BridgeType BridgeTechnology BridgeCreator BridgeName BridgeNumChannels BridgeVideoSourceMode BridgeVideoSource';
const channelSnapshot =
  'Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid';

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function parseXml(text: string): Node {
  const root: Node = { tag: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token =
    /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<[?!][^>]*>|<(\/?)([\w:]+)((?:[^>"]|"[^"]*")*?)(\/?)>|([^<]+)/g;
  for (const [, cdata, slash, tag, attributes = '', alone, words] of text.matchAll(token)) {
    const top = open.at(-1) ?? root;
    if (tag === undefined) top.text += cdata ?? words ?? '';
    else if (slash === '/') open.pop();
    else {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value.replace(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole),
      ]);
      const node: Node = {
        tag,
        attributes: Object.fromEntries(pairs) as Record<string, string>,
        children: [],
        text: '',
      };
      top.children.push(node);
      if (alone !== '/') open.push(node);
    }
  }
  return root;
}

/** Every description Asterisk loads: its own and those of modules from elsewhere. */
function documents(directory: string): Node[] {
  const thirdparty = join(directory, 'thirdparty');
  const files = [
    join(directory, 'core-en_US.xml'),
    ...(existsSync(thirdparty)
      ? readdirSync(thirdparty)
          .filter((name) => name.endsWith('.xml'))
          .map((name) => join(thirdparty, name))
      : []),
  ];
  return files.flatMap(
    (file) =>
      parseXml(readFileSync(file, 'utf8')).children.find((node) => node.tag === 'docs')?.children ?? [],
  );
}

/** What `<xi:include xpointer="xpointer(/docs/manager[@name='Login']/syntax/parameter[@name='ActionID'])" />` names. */
function included(docs: readonly Node[], xpointer: string): Node[] {
  const path = /^xpointer\(\/docs\/(.*)\)$/.exec(xpointer)?.[1];
  if (path === undefined) return [];
  let nodes: readonly Node[] = docs;
  let first = true;
  for (const step of path.split(/\/(?![^[]*\])/)) {
    const [, tag, conditions = ''] = /^([\w*]+)((?:\[[^\]]*\])*)$/.exec(step) ?? [];
    if (tag === undefined) return [];
    if (!first) nodes = nodes.flatMap((node) => node.children);
    first = false;
    nodes = nodes.filter((node) => node.tag === tag || tag === '*');
    for (const [, name = '', value] of conditions.matchAll(/@(\w+)='([^']*)'/g)) {
      nodes = nodes.filter((node) => node.attributes[name] === value);
    }
  }
  return [...nodes];
}

/** The node or those in it of this tag: events stand alone or, as items of a list, inside an action. */
function described(node: Node, tag: string): Node[] {
  return node.tag === tag ? [node] : node.children.flatMap((inner) => described(inner, tag));
}

function textOf(node: Node): string {
  return node.text + node.children.map(textOf).join(' ');
}

/**
 * The words of a parameter's list of values. A list whose words are explained by lists of their own tells of
 * something else (UpdateConfig's Options by action, Filter's grammar).
 */
function choicesOf(docs: readonly Node[], node: Node): string[] {
  switch (node.tag) {
    case 'enumlist': {
      const enums = node.children.filter((found) => found.tag === 'enum');
      if (enums.some((found) => described(found, 'enumlist').length > 0)) return [];
      return enums.map((found) => found.attributes['name'] ?? '').filter((name) => /^[\w-]+$/.test(name));
    }
    case 'xi:include':
      return included(docs, node.attributes['xpointer'] ?? '').flatMap((found) => choicesOf(docs, found));
    default:
      return node.children.flatMap((inner) => choicesOf(docs, inner));
  }
}

/** The parameters of a `<syntax>`, includes and snapshots unfolded. */
function parametersOf(docs: readonly Node[], of: string, syntax: Node | undefined): Parameter[] {
  return (syntax?.children ?? []).flatMap((node): Parameter[] => {
    const prefix = node.attributes['prefix'] ?? '';
    const plain = (name: string): Parameter => ({
      name: prefix + name,
      required: false,
      repeated: false,
      choices: [],
    });
    switch (node.tag) {
      case 'parameter': {
        const name = node.attributes['name'] ?? '';
        return [
          {
            name,
            required:
              /^(true|yes)$/.test(node.attributes['required'] ?? '') ||
              requiredAllTheSame.has(`${of} ${name}`),
            repeated:
              /^(true|yes)$/.test(node.attributes['multiple'] ?? '') ||
              repeatedHeaders.has(`${of} ${name}`) ||
              /multiple <?\w*>?\s*\w+ headers/i.test(textOf(node)),
            choices: noChoices.has(`${of} ${name}`) ? [] : [...new Set(choicesOf(docs, node))],
          },
        ];
      }
      case 'channel_snapshot':
        return channelSnapshot.split(' ').map(plain);
      case 'bridge_snapshot':
        return bridgeSnapshot.split(' ').map(plain);
      case 'xi:include':
        return included(docs, node.attributes['xpointer'] ?? '').flatMap((found) =>
          parametersOf(docs, of, { tag: 'syntax', attributes: {}, children: [found], text: '' }),
        );
      default:
        return [];
    }
  });
}

function child(node: Node, tag: string): Node | undefined {
  return node.children.find((found) => found.tag === tag);
}

function byName<T extends { readonly name: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One entry a name: an action provided by several modules has the parameters of all, required where all say so. */
function readDocumentation(directory: string): Documentation {
  const docs = documents(directory);
  const actions = new Map<string, Action>();
  const events = new Map<string, Event>();
  for (const node of docs) {
    const name = node.attributes['name'] ?? '';
    if (node.tag === 'manager') {
      const parameters = parametersOf(docs, name, child(node, 'syntax'));
      const before = actions.get(name)?.parameters;
      actions.set(name, { name, parameters: merge(before, parameters) });
    }
    for (const event of described(node, 'managerEvent')) {
      const documented = event.attributes['name'] ?? '';
      const name = namesOnTheWire[documented] ?? documented;
      for (const instance of event.children.filter((found) => found.tag === 'managerEventInstance')) {
        const flag = /^EVENT_FLAG_(\w+)$/.exec(instance.attributes['class'] ?? '')?.[1]?.toLowerCase();
        const before = events.get(name);
        const classes = classesOf[name] ?? [
          ...(before?.classes ?? []),
          ...(flag === undefined ? [] : [flag]),
        ];
        const parameters = [
          ...(before?.parameters ?? []),
          ...parametersOf(docs, name, child(instance, 'syntax')).map((parameter) => parameter.name),
        ];
        events.set(name, { name, classes: [...new Set(classes)], parameters: [...new Set(parameters)] });
      }
    }
  }
  return { actions: byName([...actions.values()]), events: byName([...events.values()]) };
}

function merge(before: readonly Parameter[] | undefined, now: readonly Parameter[]): Parameter[] {
  const merged = new Map((before ?? []).map((parameter) => [parameter.name, parameter]));
  for (const parameter of now) {
    const same = merged.get(parameter.name);
    const required = parameter.required && (before === undefined || same?.required === true);
    merged.set(parameter.name, { ...parameter, required });
  }
  return [...merged.values()];
}

function missing(
  of22: readonly { readonly name: string }[],
  of16: readonly { readonly name: string }[],
): string[] {
  const have = new Set(of16.map(({ name }) => name));
  return of22.filter(({ name }) => !have.has(name) && !in16AllTheSame.has(name)).map(({ name }) => name);
}

const head = `// Written by e2e/cli/catalogue.ts from the documentation of Asterisk 22 and 16. Do not edit.\n`;

function typesFile({ actions }: Documentation): string {
  const member = ({ name, required, repeated }: Parameter): string =>
    `${JSON.stringify(name)}${required ? '' : '?'}: ${repeated ? 'Value | readonly Value[]' : 'Value'}${required ? '' : ' | undefined'};`;
  return `${head}
/** A header's value as a caller may write it; booleans are sent as \`true\` and \`false\`. */
export type Value = string | number | boolean;

/** The headers of every action of Asterisk 22. */
export interface Actions {
${actions.map(({ name, parameters }) => `${JSON.stringify(name)}: { ${parameters.map(member).join(' ')} };`).join('\n')}
}
`;
}

function classesFile({ events }: Documentation): string {
  const byClass = new Map<string, string[]>();
  for (const { name, classes } of events) {
    // "command" marks items of a list, which no mask holds back.
    for (const word of classes.filter((one) => one !== 'command')) {
      byClass.set(word, [...(byClass.get(word) ?? []), name]);
    }
  }
  const rows = [...byClass].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${head}
/** The event names of each class, as the \`Events\` mask names classes. */
export const eventNames: Readonly<Record<string, string>> = {
${rows.map(([word, names]) => `${word}: ${JSON.stringify(names.join(' '))},`).join('\n')}
};
`;
}

function fullFile(of22: Documentation, of16: Documentation): string {
  const sign = ({ name, required, repeated }: Parameter): string =>
    `${name}${required ? '!' : ''}${repeated ? '*' : ''}`;
  return `${head}
/** Name → its headers; \`!\` = required, \`*\` = may be repeated. */
export const actionHeaders: Readonly<Record<string, string>> = {
${of22.actions.map(({ name, parameters }) => `${JSON.stringify(name)}: ${JSON.stringify(parameters.map(sign).join(' '))},`).join('\n')}
};

/** Action, then a header of it → the words it is documented to know. */
export const headerChoices: Readonly<Record<string, string>> = {
${byHeader(of22, ({ choices }) => choices)}
};

/** Name → classes, then its headers. */
export const eventHeaders: Readonly<Record<string, readonly [classes: string, headers: string]>> = {
${of22.events.map(({ name, classes, parameters }) => `${JSON.stringify(name)}: [${JSON.stringify(classes.join(' '))}, ${JSON.stringify(parameters.join(' '))}],`).join('\n')}
};

/** What Asterisk 16 does not have: actions, headers of actions it has, words of headers it has, events. */
export const actionsNotIn16: readonly string[] = ${JSON.stringify(missing(of22.actions, of16.actions))};
export const headersNotIn16: Readonly<Record<string, string>> = {
${newHeaders(of22, of16)}
};
export const choicesNotIn16: Readonly<Record<string, string>> = {
${byHeader(of22, ({ name, choices }, action) => {
  const old = of16.actions.find((one) => one.name === action)?.parameters.find((one) => one.name === name);
  return choices.filter((word) => old !== undefined && !old.choices.includes(word));
})}
};
export const eventsNotIn16: readonly string[] = ${JSON.stringify(missing(of22.events, of16.events))};
`;
}

/** A line for each header of which there are words to tell. */
function byHeader(
  of: Documentation,
  words: (parameter: Parameter, action: string) => readonly string[],
): string {
  return of.actions
    .flatMap((action) =>
      action.parameters.map(
        (parameter) => [`${action.name} ${parameter.name}`, words(parameter, action.name)] as const,
      ),
    )
    .filter(([, found]) => found.length > 0)
    .map(([key, found]) => `${JSON.stringify(key)}: ${JSON.stringify(found.join(' '))},`)
    .join('\n');
}

function newHeaders(of22: Documentation, of16: Documentation): string {
  return of22.actions
    .flatMap(({ name, parameters }) => {
      const old = of16.actions.find((one) => one.name === name);
      const added = (old ? missing(parameters, old.parameters) : []).filter(
        (header) => !headersIn16AllTheSame.has(`${name} ${header}`),
      );
      return added.length > 0 ? [`${JSON.stringify(name)}: ${JSON.stringify(added.join(' '))},`] : [];
    })
    .join('\n');
}

/** File name → text, formatted as the project is. */
export async function catalogueFiles(directory22: string, directory16: string): Promise<Map<string, string>> {
  const of22 = readDocumentation(directory22);
  const of16 = readDocumentation(directory16);
  const target = catalogueDirectory();
  const files = new Map<string, string>();
  for (const [name, text] of [
    ['catalogue.ts', typesFile(of22)],
    ['catalogue-events.ts', classesFile(of22)],
    ['catalogue-full.ts', fullFile(of22, of16)],
  ] as const) {
    const path = join(target, name);
    files.set(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  }
  return files;
}

function catalogueDirectory(): string {
  return fileURLToPath(new URL('../../src/ami/', import.meta.url));
}

async function main(): Promise<void> {
  const [directory22, directory16, check] = process.argv.slice(2);
  if (directory22 === undefined || directory16 === undefined) {
    console.error('npx tsx e2e/cli/catalogue.ts <documentation of 22> <documentation of 16> [check]');
    process.exitCode = 2;
    return;
  }
  for (const [path, text] of await catalogueFiles(directory22, directory16)) {
    if (check !== 'check') writeFileSync(path, text);
    else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      console.error(`${path} is not what the documentation says`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
