/**
 * What the PBX does with a file once it is loaded: which module reads it, and whether what the file says is really
 * there. Each question is asked of the one who knows; where nobody does, that is said.
 */
import { action, NotAllowed, queueStatus, Refused, type Message, type Session } from '../ami/index.ts';
import type { Category, OpenedFile, Reading, Variable } from './types.ts';

/** The running state read back, as far as it can honestly be told for this file. */
export type RunningState =
  /** Everything that was changed in the file is there. */
  | { readonly tag: 'asSaved'; readonly asked: string; readonly count: number }
  /** What the file says and the PBX does not have, in the file's words. */
  | { readonly tag: 'differs'; readonly asked: string; readonly missing: readonly string[] }
  /** Only that the module was loaded is known, not what it made of the file. */
  | { readonly tag: 'untold'; readonly why: 'noQuestion' | 'notAllowed' | 'refused'; readonly words: string };

/** Modules by the file each reads when it is reloaded. Names as the action Reload takes them, 16.28 and 22.10. */
const readers: Readonly<Record<string, string>> = {
  'extensions.conf': 'pbx_config',
  'pjsip.conf': 'res_pjsip',
  'queues.conf': 'app_queue',
  'queuerules.conf': 'app_queue',
  'voicemail.conf': 'app_voicemail',
  'manager.conf': 'manager',
  'http.conf': 'http',
  'logger.conf': 'logger',
  'features.conf': 'features',
  'res_parking.conf': 'res_parking',
  'musiconhold.conf': 'res_musiconhold',
  'confbridge.conf': 'app_confbridge',
  'rtp.conf': 'res_rtp_asterisk',
  'agents.conf': 'app_agent_pool',
  'acl.conf': 'acl',
  'cdr.conf': 'cdr',
  'cel.conf': 'cel',
  'ccss.conf': 'ccss',
  'dnsmgr.conf': 'dnsmgr',
  'enum.conf': 'enum',
  'extconfig.conf': 'extconfig',
  'indications.conf': 'indications',
  'udptl.conf': 'udptl',
  'pjsip_notify.conf': 'res_pjsip_notify',
};

/** The module that must be reloaded for the file; undefined where nobody has loaded it. */
export function moduleOf({ name, modules }: Pick<OpenedFile, 'name' | 'modules'>): string | undefined {
  const known = readers[name];
  if (known !== undefined) return known;
  const asking = modules.find((module) => !['core', 'sorcery', ''].includes(module));
  // Objects that a module keeps in files (sorcery) are told by no name; those of the phones are the ones there are.
  return asking?.replace(/\.so$/, '') ?? (modules.includes('sorcery') ? 'res_pjsip' : undefined);
}

/** Sections that are not in `before` as they are in `after`, by their index there. */
export function changedCategories(before: Reading, after: Reading): readonly Category[] {
  const known = new Map<string, number>();
  for (const category of before.categories) {
    const key = JSON.stringify(category);
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return after.categories.filter((category) => {
    const key = JSON.stringify(category);
    const left = known.get(key) ?? 0;
    if (left === 0) return true;
    known.set(key, left - 1);
    return false;
  });
}

/** Asks the PBX for what was changed: one request for an ordinary edit. */
export async function readRunning(
  session: Pick<Session, 'send'>,
  module: string,
  before: Reading,
  after: Reading,
): Promise<RunningState> {
  const question = questions[module];
  const changed = changedCategories(before, after).filter(({ template }) => !template);
  if (!question) return { tag: 'untold', why: 'noQuestion', words: '' };
  try {
    return await question(session, changed, { before, after });
  } catch (error) {
    if (error instanceof NotAllowed) return { tag: 'untold', why: 'notAllowed', words: error.message };
    if (error instanceof Refused) return { tag: 'untold', why: 'refused', words: error.message };
    throw error;
  }
}

type Question = (
  session: Pick<Session, 'send'>,
  changed: readonly Category[],
  readings: { readonly before: Reading; readonly after: Reading },
) => Promise<RunningState>;

const told = (asked: string, count: number, missing: readonly string[]): RunningState =>
  missing.length > 0 ? { tag: 'differs', asked, missing } : { tag: 'asSaved', asked, count };

/** Sections asked about one by one; beyond, the answer of all at once is read. */
const fewSections = 3;

const questions: Readonly<Record<string, Question>> = {
  async pbx_config(session, changed, { before }) {
    const contexts = changed.filter(({ name }) => !['general', 'globals'].includes(name));
    const missing: string[] = [];
    let count = 0;
    for (const context of contexts.slice(0, fewSections)) {
      const steps = stepsOf(context.variables);
      const same = before.categories.find(({ name }) => name === context.name);
      const was = new Set(stepsOf(same?.variables ?? []).map(stepKey));
      // One extension of a large context is asked for by itself.
      const fresh = steps.filter((step) => !was.has(stepKey(step)));
      const extens = new Set(fresh.map(({ exten }) => exten));
      const [exten] = extens;
      const { events } = await session.send(
        action('ShowDialPlan', {
          Context: context.name,
          Extension: extens.size === 1 && /^[\w*#.+-]+$/.test(exten ?? '') ? exten : undefined,
        }),
      );
      const there = new Set(
        events.flatMap((event) => (event.name === 'ListDialplan' ? [listedKey(event)] : [])),
      );
      for (const step of fresh) {
        count += 1;
        if (!there.has(stepKey(step))) missing.push(`${context.name}: ${step.words}`);
      }
    }
    const rest = contexts.length - fewSections;
    if (contexts.length === 0) return { tag: 'untold', why: 'noQuestion', words: '' };
    return told(
      rest > 0 ? `ShowDialPlan (${fewSections} of ${contexts.length} contexts)` : 'ShowDialPlan',
      count,
      missing,
    );
  },

  async app_queue(session, changed) {
    const queues = changed.filter(({ name }) => name !== 'general');
    if (queues.length === 0) return { tag: 'untold', why: 'noQuestion', words: '' };
    const only = queues.length === 1 ? queues[0]?.name : undefined;
    const { events } = await session.send(queueStatus(only === undefined ? {} : { Queue: only }));
    const missing: string[] = [];
    let count = 0;
    const there = (name: string, matches: (event: Message) => boolean): boolean =>
      events.some((event) => event.name === name && matches(event));
    for (const { name, variables } of queues) {
      count += 1;
      const ofQueue = (event: Message): boolean => event.get('Queue') === name;
      if (!there('QueueParams', ofQueue)) missing.push(`[${name}]`);
      for (const { name: key, value } of variables) {
        if (key.toLowerCase() === 'strategy') {
          count += 1;
          const same = (event: Message): boolean => ofQueue(event) && event.get('Strategy') === value;
          if (!there('QueueParams', same)) missing.push(`${name}: ${key} = ${value}`);
        }
        if (key.toLowerCase() === 'member') {
          count += 1;
          const [device = '', penalty = ''] = value.split(',').map((part) => part.trim());
          const same = (event: Message): boolean =>
            ofQueue(event) &&
            (event.get('Location') ?? event.get('Interface')) === device &&
            (penalty === '' || event.get('Penalty') === penalty);
          if (!there('QueueMember', same)) missing.push(`${name}: ${key} => ${value}`);
        }
      }
    }
    return told('QueueStatus', count, missing);
  },

  async res_pjsip(session, changed, { before, after }) {
    const typeOf = ({ variables }: Category): string =>
      variables.findLast(({ name }) => name === 'type')?.value ?? '';
    const asks = new Map<string, Category[]>();
    for (const category of changed) {
      const endpoint = endpointOf(category, typeOf(category), after, typeOf);
      if (endpoint !== undefined) asks.set(endpoint, [...(asks.get(endpoint) ?? []), category]);
    }
    if (asks.size === 0) return { tag: 'untold', why: 'noQuestion', words: '' };
    const missing: string[] = [];
    let count = 0;
    for (const [endpoint, categories] of [...asks].slice(0, fewSections)) {
      const { events } = await session.send(action('PJSIPShowEndpoint', { Endpoint: endpoint }));
      for (const category of categories) {
        const kind = details[typeOf(category)];
        const detail = events.find(
          (event) => event.name === kind && event.get('ObjectName') === category.name,
        );
        if (!detail) {
          missing.push(`[${category.name}]`);
          continue;
        }
        const same = before.categories.find(
          (one) => one.name === category.name && typeOf(one) === typeOf(category),
        );
        for (const variable of category.variables) {
          const isNew = !same?.variables.some(
            ({ name, value }) => name === variable.name && value === variable.value,
          );
          // A section's own line comes behind the template's, and holds.
          const holds = category.variables.findLast(({ name }) => name === variable.name) === variable;
          const running = detail.get(variable.name.replaceAll('_', ''));
          // A list of codecs or a secret is told in words of its own: not compared.
          if (!isNew || !holds || running === undefined || unlike.test(variable.name)) continue;
          count += 1;
          if (plain(running) !== plain(variable.value)) {
            missing.push(`${category.name}: ${variable.name} = ${variable.value}`);
          }
        }
        count += 1;
      }
    }
    return told('PJSIPShowEndpoint', count, missing);
  },

  async app_voicemail(session, changed) {
    const boxes = changed
      .filter(({ name }) => !['general', 'zonemessages'].includes(name))
      .flatMap(({ name: context, variables }) => variables.map(({ name }) => ({ context, name })));
    if (boxes.length === 0) return { tag: 'untold', why: 'noQuestion', words: '' };
    const { events } = await session.send(action('VoicemailUsersList'));
    const there = new Set(
      events.map((event) => `${event.get('VoiceMailbox') ?? ''}@${event.get('VMContext') ?? ''}`),
    );
    const missing = boxes
      .map(({ name, context }) => `${name}@${context}`)
      .filter((mailbox) => !there.has(mailbox));
    return told('VoicemailUsersList', boxes.length, missing);
  },

  async res_parking(session, changed) {
    const lots = changed.filter(({ name }) => name !== 'general');
    if (lots.length === 0) return { tag: 'untold', why: 'noQuestion', words: '' };
    const { events } = await session.send(action('Parkinglots'));
    const missing = lots
      .filter(({ name }) => !events.some((event) => event.get('Name') === name))
      .map(({ name }) => `[${name}]`);
    return told('Parkinglots', lots.length, missing);
  },
};

const details: Readonly<Record<string, string>> = {
  endpoint: 'EndpointDetail',
  aor: 'AorDetail',
  auth: 'AuthDetail',
  transport: 'TransportDetail',
};
const unlike = /^(allow|disallow|password|md5_cred|callerid|mailboxes)$/;

const plain = (value: string): string => {
  const word = value.trim().toLowerCase();
  if (['yes', 'true', 'on', '1'].includes(word)) return 'yes';
  if (['no', 'false', 'off', '0'].includes(word)) return 'no';
  return word;
};

/** The endpoint that tells about a section: itself, or one that names it. */
function endpointOf(
  category: Category,
  type: string,
  { categories }: Reading,
  typeOf: (category: Category) => string,
): string | undefined {
  if (type === 'endpoint') return category.name;
  const key = { aor: 'aors', auth: 'auth', transport: 'transport' }[type];
  if (key === undefined) return undefined;
  return categories.find(
    (one) =>
      !one.template &&
      typeOf(one) === 'endpoint' &&
      one.variables.some(({ name, value }) => name === key && value.split(',').includes(category.name)),
  )?.name;
}

export interface DialplanStep {
  readonly exten: string;
  /** `hint`, or the number. */
  readonly priority: string;
  readonly app: string;
  readonly data: string;
  readonly words: string;
}

/** The steps of a context as pbx_config numbers them; what it counts from a label is left out. */
export function stepsOf(variables: readonly Variable[]): DialplanStep[] {
  const steps: DialplanStep[] = [];
  let exten = '';
  let last = 0;
  for (const { name, value } of variables) {
    const key = name.toLowerCase();
    let rest = value;
    if (key === 'exten') {
      const comma = value.indexOf(',');
      if (comma === -1) continue;
      exten = value.slice(0, comma).trim();
      rest = value.slice(comma + 1);
    } else if (key !== 'same') continue;
    const comma = rest.indexOf(',');
    if (comma === -1 || exten === '') continue;
    const place = rest
      .slice(0, comma)
      .replace(/\(.*\)/, '')
      .trim();
    const step = rest.slice(comma + 1).trim();
    if (place === 'hint') {
      steps.push({ exten, priority: 'hint', app: step, data: '', words: `${name} => ${value}` });
      continue;
    }
    const [, base = '', plus = '0'] = /^(n|next|s|same|\d+)(?:\s*\+\s*(\d+))?$/i.exec(place) ?? [];
    if (/^n/i.test(base)) last += 1 + Number(plus);
    else if (/^s/i.test(base)) last += Number(plus);
    else if (base !== '') last = Number(base) + Number(plus);
    else {
      last = Number.NaN;
      continue;
    }
    const open = step.indexOf('(');
    // Variables in the extension itself are filled in when it is loaded.
    if (Number.isNaN(last) || exten.includes('${')) continue;
    steps.push({
      exten,
      priority: String(last),
      app: (open === -1 ? step : step.slice(0, open)).trim(),
      data: open === -1 ? '' : step.slice(open + 1, step.lastIndexOf(')')),
      words: `${name} => ${value}`,
    });
  }
  return steps;
}

export const stepKey = ({ exten, priority, app, data }: DialplanStep): string =>
  JSON.stringify([exten, priority, app.toLowerCase(), data]);

export function listedKey(event: Message): string {
  const app = event.get('Application') ?? '';
  const data = event.get('AppData') ?? '';
  const priority = event.get('Priority') ?? '';
  return JSON.stringify([event.get('Extension') ?? '', priority, app.toLowerCase(), data]);
}
