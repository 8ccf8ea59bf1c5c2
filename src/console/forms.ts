/** The form of an action, grown from the catalogue, and the request that its values make. */
import {
  action,
  actionHeaders,
  actionsNotIn16,
  choicesNotIn16,
  headerChoices,
  headersNotIn16,
  type Message,
} from '../ami/index.ts';
import type {
  Field,
  Form,
  Help,
  Numbering,
  Offer,
  Offered,
  Prepared,
  Problem,
  Topic,
  Typed,
} from './types.ts';

/** The wire's own limits, below those of Asterisk, which drops the 129th header in silence. `Action` counts. */
const mostHeaders = 120;
const mostBytes = 40_000;

/** Words the documentation gives in prose only. */
const moreChoices: Readonly<Record<string, string>> = {
  'AgentLogoff Soft': 'true false',
  'DialplanExtensionAdd Replace': 'yes no',
  'Events EventMask': 'on system call log verbose command agent user config dtmf reporting cdr dialplan',
  'Filter MatchCriteria':
    'action(exclude) name(UserEvent) header(Channel) method(regex) method(exact) method(starts_with) method(ends_with) method(contains)',
  'ModuleLoad Recursive': 'true false',
  'Originate Async': 'true false',
  'Originate EarlyMedia': 'true false',
  'QueuePause Paused': 'true false',
  'QueueAdd Paused': 'true false',
  'QueueMemberRingInUse RingInUse': 'yes no',
  'UpdateConfig PreserveEffectiveContext': 'yes no',
  'UpdateConfig Options-000000': 'catfilter="TEMPLATES=include" allowdups template',
  'WaitEvent Timeout': '0 -1',
};

/** Header → what the live PBX offers for it; the first row that fits holds. */
const offers: readonly (readonly [header: RegExp, offer: Offer])[] = [
  [/^(Channel[12]?|ExtraChannel|TimeoutChannel|AnnounceChannel|ChannelPrefix|channel)$/, 'channel'],
  [/^(Exten|ExtraExten|Extension)$/, 'extension'],
  [/^Queue$/, 'queue'],
  [/^Module$/, 'module'],
  [/^Endpoint$/, 'endpoint'],
  [/^(Mailbox|ToMailbox)$/, 'mailbox'],
];
/** Where a header of such a name means something else. */
const offersOf: Readonly<Record<string, Offer | 'nothing'>> = {
  'Originate Channel': 'endpoint',
  'PJSIPQualify Endpoint': 'endpoint',
  'Reload Module': 'module',
};

const topics: Readonly<Record<string, Topic>> = {
  'Originate Application': 'application',
  'DialplanExtensionAdd Application': 'application',
  'Getvar Variable': 'function',
  'Setvar Variable': 'function',
  'Status Variables': 'function',
  'ModuleLoad Module': 'module',
  'ModuleCheck Module': 'module',
  'Reload Module': 'module',
  'Command Command': 'cli',
  'AGI Command': 'cli',
};

/**
 * `name`, `header` or `method` without an opening bracket ends 22.10 (manager.c, manager_add_filter): it takes what stands
 * behind the bracket for the name.
 */
const bareCriteria = /(?:^|[ ,)])(?:name|header|method)[^( ,)]*(?:$|[ ,)])/;

const secretFields = new Set(['Login Secret', 'Login Key']);

/** Headers the catalogue lists and no form needs: made by the session, or standing for headers of any name. */
const notFields = new Set(['ActionID', 'Header1', 'HeaderN']);

const absentFrom16 = new Set(actionsNotIn16);

/** Every action of the catalogue. What an account may do is ListCommands' to say (`readOffered`). */
export const actionNames = (): readonly string[] => Object.keys(actionHeaders);

/**
 * The form of any action; of one the catalogue does not know, a free one. Headers and words that came after 16 are not
 * offered to a PBX whose version (as CoreSettings tells it) is older than 18.
 */
export function formOf(name: string, version = ''): Form {
  const old = /^1[0-7]\./.test(version);
  const without = old && Object.hasOwn(headersNotIn16, name) ? wordsOf(headersNotIn16[name]) : [];
  const headers = Object.hasOwn(actionHeaders, name) ? actionHeaders[name] : undefined;
  const words = wordsOf(headers);
  const documented = words.map((word) => word.replace(/[!*]+$/, ''));
  return {
    action: name,
    fields: words.flatMap((word, place) => {
      const header = documented[place] ?? '';
      return notFields.has(header) || without.includes(header) ? [] : [fieldOf(name, header, word, old)];
    }),
    free: headers === undefined || documented.includes('HeaderN'),
    known: headers !== undefined,
    notIn16: absentFrom16.has(name),
    help: `manager show command ${name}`,
  };
}

const wordsOf = (text: string | undefined): string[] => (text ?? '').split(' ').filter((word) => word !== '');

function fieldOf(of: string, header: string, word: string, old: boolean): Field {
  const key = `${of} ${header}`;
  const numbered = /^(.+?)(?:(\()0(\))|(-)000000)$/.exec(header);
  const indexed: Numbering | undefined = numbered
    ? numbered[2] === '('
      ? { before: '(', after: ')', digits: 1 }
      : { before: '-', after: '', digits: 6 }
    : undefined;
  const offer = offersOf[key] ?? offers.find(([pattern]) => pattern.test(header))?.[1];
  const late = old ? wordsOf(choicesNotIn16[key]) : [];
  const choices = [headerChoices[key], moreChoices[key]]
    .flatMap(wordsOf)
    .filter((one) => !late.includes(one));
  return {
    name: numbered?.[1] ?? header,
    required: /!/.test(word.slice(header.length)),
    repeated: /\*/.test(word.slice(header.length)),
    indexed,
    choices: [...new Set(choices)],
    offers: offer === 'nothing' ? undefined : offer,
    secret: secretFields.has(key),
    help: topics[key],
  };
}

/** `UnitAmount(1)`, `Var-000001`; of a field that is not numbered its name. */
export function headerName(field: Pick<Field, 'name' | 'indexed'>, index = 0): string {
  if (field.indexed === undefined) return field.name;
  const { before, after, digits } = field.indexed;
  return `${field.name}${before}${String(index).padStart(digits, '0')}${after}`;
}

/**
 * What was typed as a request, its order and its repeats kept: or every reason why it cannot be sent. Blank values
 * are left out unless they are meant. Line breaks and NUL are refused, never cut out.
 */
export function requestOf(form: Form, values: readonly Typed[]): Prepared {
  const problems: Problem[] = [];
  const headers: [string, string][] = [];
  const given = new Set<string>();
  for (const { name, index, value, sendEmpty = false } of values) {
    if (value === '' && !sendEmpty) continue;
    const field = form.fields.find((one) => one.name === name);
    const header = field ? headerName(field, index) : name;
    if (/^$|^action$|[\r\n\0:]/i.test(header)) problems.push({ tag: 'headerName', name });
    const whole = index === undefined || (Number.isSafeInteger(index) && index >= 0);
    if (!whole || (field?.indexed !== undefined && String(index ?? 0).length > 6)) {
      problems.push({ tag: 'number', name, index });
    }
    for (const [which, character] of [
      ['CR', '\r'],
      ['LF', '\n'],
      ['NUL', '\0'],
    ] as const) {
      if (value.includes(character)) problems.push({ tag: 'character', name, index, which });
    }
    if (form.action === 'Filter' && name === 'MatchCriteria' && bareCriteria.test(value)) {
      problems.push({ tag: 'crashes', name });
    }
    given.add(name);
    headers.push([header, value]);
  }
  for (const field of form.fields) {
    if (field.required && !given.has(field.name)) problems.push({ tag: 'missing', name: field.name });
  }
  if (headers.length + 1 > mostHeaders) {
    problems.push({ tag: 'tooManyHeaders', count: headers.length + 1, most: mostHeaders });
  }
  const bytes = new URLSearchParams([['Action', form.action], ...headers]).toString().length;
  if (bytes > mostBytes) problems.push({ tag: 'tooLarge', bytes, most: mostBytes });
  const [first, ...more] = problems;
  if (first) return { tag: 'problems', problems: [first, ...more] };
  return { tag: 'request', request: action(form.action, headers) };
}

/** ListCommands' answer: what this session may do, in the PBX's order. */
export function readOffered(reply: Message): readonly Offered[] {
  return reply.headers.flatMap(([name, value]) => {
    // "Absolute Timeout.  (Priv: system,call,all)", "Keepalive command.  (Priv: <none>)"
    const found = /^(.*?)\s*\(Priv: ([^()]*)\)$/.exec(value);
    if (!found) return [];
    const classes = (found[2] ?? '').split(',').filter((word) => word !== '' && word !== 'all');
    return [
      {
        action: name,
        synopsis: found[1] ?? '',
        privileges: classes.filter((word) => word !== '<none>'),
      },
    ];
  });
}

/**
 * `manager show command X`: sections in brackets, in [Arguments] a header on a line of its own and its text indented
 * below. What is printed otherwise ends up in the description. Behind the action come the events of its list, with
 * sections of the same titles: the first of each is the action's.
 */
export function readHelp(output: readonly string[]): Help {
  const sections = new Map<string, string[]>();
  let section: string[] = [];
  for (const line of output) {
    const title = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (title === undefined) section.push(line);
    else if (sections.has(title)) section = [];
    else sections.set(title, (section = []));
  }
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of sections.get('Arguments') ?? []) {
    if (/^\S/.test(line)) {
      name = line.trim();
      fields.set(name, '');
    } else if (name !== undefined) {
      fields.set(name, `${fields.get(name) ?? ''}${line.trimEnd().replace(/^ {1,4}/, '')}\n`);
    }
  }
  for (const [header, text] of fields) fields.set(header, text.trim());
  const text = (title: string): string => (sections.get(title) ?? []).join('\n').trim();
  return { synopsis: text('Synopsis'), description: text('Description'), fields };
}

/** The line for Command that explains a value; undefined where no documentation could be named so. */
export function helpFor(topic: Topic, value: string): string | undefined {
  const word = /^\s*([A-Za-z][\w-]*)/.exec(value)?.[1];
  switch (topic) {
    case 'application':
      return word === undefined ? undefined : `core show application ${word}`;
    case 'function':
      // Variables have no documentation; functions are written with their parenthesis.
      return word !== undefined && value.includes('(') ? `core show function ${word}` : undefined;
    case 'module':
      return /^[\w.-]+$/.test(value) ? `module show like ${value}` : undefined;
    case 'cli': {
      const words = /^\s*([a-z][\w -]*)/i.exec(value)?.[1]?.trim();
      return words === undefined ? undefined : `core show help ${words}`;
    }
  }
}
