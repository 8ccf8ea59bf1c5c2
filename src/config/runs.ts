/**
 * What the PBX runs of a file, for somebody who has not saved it himself: from the PBX where it can be asked, from the
 * record of saves where it cannot. What neither tells is not known, and that is said.
 *
 * The record is held against two moments: since when Asterisk runs, and when it last reloaded anything (`core show
 * uptime seconds`). A module's own command (`moh reload`) is no such reload: Asterisk does not note it.
 */
import { action, NotAllowed, Refused, type Message, type Session } from '../ami/index.ts';
import { consoleLines } from './find.ts';
import type { Saved } from './save/history.ts';
import { listedKey, moduleOf, readRunning, stepKey, stepsOf } from './running.ts';
import { fingerprint } from './save/settled.ts';
import type { Category, OpenedFile } from './types.ts';

export type Runs =
  /** All that `asked` tells of is as in the file. `untold`: lines it cannot be asked about. */
  | { readonly tag: 'asked'; readonly asked: string; readonly count: number; readonly untold: number }
  | {
      readonly tag: 'differs';
      readonly asked: string;
      /** In the file, and not running. */
      readonly missing: readonly string[];
      /** Running, and not in the file. */
      readonly extra: readonly string[];
      readonly untold: number;
    }
  /** As in the file: it was loaded when it was saved, and is the same text still. */
  | { readonly tag: 'loaded'; readonly by: Saved }
  /** As in the file: saved before Asterisk was started, and the same text still. */
  | { readonly tag: 'started'; readonly by: Saved }
  /** What that save loaded; the file was changed since, and nothing was reloaded. */
  | { readonly tag: 'older'; readonly by: Saved }
  /** What was there before that save: nothing was reloaded since. */
  | { readonly tag: 'notLoaded'; readonly by: Saved }
  /** Something was reloaded after that save: whether this file, nobody noted. */
  | { readonly tag: 'unknown'; readonly why: 'reloaded'; readonly by: Saved }
  /**
   * `none`: no load is on record. `nobody`: no module has loaded it. `noClock`: since when Asterisk runs is not told.
   * `large`: it can be asked, and is not without being told to.
   */
  | { readonly tag: 'unknown'; readonly why: 'none' | 'nobody' | 'noClock' | 'large' };

export interface RunsOptions {
  readonly session: Pick<Session, 'send'>;
  readonly file: Pick<OpenedFile, 'name' | 'modules' | 'reading'>;
  /** Of the file's saves, the newest first. */
  readonly notes: readonly Saved[];
  /** The PBX's clock, milliseconds since 1970. */
  readonly now: () => number;
  /** Ask even where the answer is long. */
  readonly insist?: boolean;
}

/** Beyond so many lines the dialplan is asked for only when somebody wants it: the answer is as long as the file. */
const manyLines = 3000;
/** Asterisk tells whole seconds. */
const slack = 2000;

/** Two requests at most: one of the module, one for the clock. Throws what `send` throws, but for a refusal. */
export async function whatRuns(options: RunsOptions): Promise<Runs> {
  const { session, file, notes, now } = options;
  const module = moduleOf(file);
  if (module === undefined) return { tag: 'unknown', why: file.modules.length === 0 ? 'nobody' : 'none' };
  const lines = file.reading.categories.reduce((sum, { variables }) => sum + variables.length, 0);
  if (module === 'pbx_config' && lines > manyLines && options.insist !== true)
    return { tag: 'unknown', why: 'large' };
  const asked = await ask(session, file, module);
  if (asked?.tag === 'differs') return asked;
  const saved = notes.find(({ state }) => state === 'saved');
  if (!saved) return asked ?? { tag: 'unknown', why: 'none' };
  const clock =
    asked?.tag === 'asked' && saved.loaded === undefined ? undefined : await clockOf(session, now);
  const told = recorded(saved, fingerprint(file.reading), clock);
  return told.tag === 'unknown' ? (asked ?? told) : told;
}

/** Since when Asterisk runs, and when it last reloaded something, in milliseconds since 1970. */
export interface PbxClock {
  readonly started: number;
  /** Undefined: nothing since it started. */
  readonly reloaded: number | undefined;
}

/** What the newest save tells of what runs; `current` is the file's fingerprint. */
export function recorded(saved: Saved, current: string, clock: PbxClock | undefined): Runs {
  if (saved.loaded === undefined) return { tag: 'unknown', why: 'none' };
  if (clock === undefined) return { tag: 'unknown', why: 'noClock' };
  const isSame = current === saved.after;
  if (clock.started > saved.when + slack) {
    return isSame ? { tag: 'started', by: saved } : { tag: 'unknown', why: 'reloaded', by: saved };
  }
  if (saved.loaded > 0 && isSame) return { tag: 'loaded', by: saved };
  const since = saved.loaded > 0 ? saved.loaded : saved.when;
  if ((clock.reloaded ?? 0) > since + slack) return { tag: 'unknown', why: 'reloaded', by: saved };
  return saved.loaded > 0 ? { tag: 'older', by: saved } : { tag: 'notLoaded', by: saved };
}

async function clockOf(session: Pick<Session, 'send'>, now: () => number): Promise<PbxClock | undefined> {
  return readClock((await consoleLines(session, 'core show uptime seconds')) ?? [], now());
}

/** `System uptime: 12` and `Last reload: 3`, the second only where there was one; the same on 16.28 and 22.10. */
export function readClock(lines: readonly string[], now: number): PbxClock | undefined {
  const seconds = (name: string): number | undefined => {
    for (const line of lines) {
      const found = new RegExp(`^${name}: (\\d{1,12})\\s*$`).exec(line)?.[1];
      if (found !== undefined) return Number(found);
    }
    return undefined;
  };
  const [up, reloaded] = [seconds('System uptime'), seconds('Last reload')];
  if (up === undefined) return undefined;
  return {
    started: now - up * 1000,
    // What it tells of a PBX that has reloaded nothing is the moment it was started.
    reloaded: reloaded === undefined || reloaded >= up ? undefined : now - reloaded * 1000,
  };
}

/** Undefined where the module cannot be asked for a whole file. */
async function ask(
  session: Pick<Session, 'send'>,
  file: RunsOptions['file'],
  module: string,
): Promise<Extract<Runs, { readonly tag: 'asked' | 'differs' }> | undefined> {
  if (module === 'pbx_config') {
    try {
      const { events } = await session.send(action('ShowDialPlan', {}), { timeout: 60_000 });
      return compareDialplan(file, events);
    } catch (error) {
      if (error instanceof Refused || error instanceof NotAllowed) return undefined;
      throw error;
    }
  }
  // These tell of every section in one answer, in the file's own words. What PJSIP tells of an endpoint is in others.
  if (!['app_queue', 'app_voicemail', 'res_parking'].includes(module)) return undefined;
  const running = await readRunning(session, module, { categories: [] }, file.reading);
  switch (running.tag) {
    case 'asSaved':
      return { tag: 'asked', asked: running.asked, count: running.count, untold: 0 };
    case 'differs':
      return { tag: 'differs', asked: running.asked, missing: running.missing, extra: [], untold: 0 };
    case 'untold':
      return undefined;
  }
}

const noContexts = /^(general|globals)$/i;
const asText = (context: string, words: string): string => `${context}: ${words}`;
const partKey = (kind: string, text: string): string => JSON.stringify([kind, text.trim().toLowerCase()]);

/** The file's contexts against the answer to ShowDialPlan: steps, hints, includes, ignore patterns, switches. */
export function compareDialplan(
  { name, reading }: Pick<OpenedFile, 'name' | 'reading'>,
  events: readonly Message[],
): Extract<Runs, { readonly tag: 'asked' | 'differs' }> {
  const running = new Map<string, Map<string, string>>();
  for (const event of events) {
    if (event.name !== 'ListDialplan') continue;
    const context = event.get('Context') ?? '';
    const parts = running.get(context) ?? new Map<string, string>();
    running.set(context, parts);
    // What other modules, or the manager, have put there is not the file's.
    const isFiles = event.get('Registrar') === 'pbx_config';
    for (const [key, words] of partsOf(event)) parts.set(key, isFiles ? words : '');
  }
  const missing: string[] = [];
  const wanted = new Map<string, Set<string>>();
  /** Contexts of which not every line can be told: what runs besides may be one of these. */
  const vague = new Set<string>();
  let [count, untold] = [0, 0];
  for (const category of reading.categories) {
    if (category.template || noContexts.test(category.name)) {
      if (!category.template) untold += category.variables.length;
      continue;
    }
    const keys = wanted.get(category.name) ?? new Set<string>();
    wanted.set(category.name, keys);
    const parts = running.get(category.name);
    const { told, left } = toldOf(category);
    untold += left;
    if (left > 0) vague.add(category.name);
    for (const [key, words] of told) {
      count += 1;
      keys.add(key);
      if (!parts?.has(key)) missing.push(asText(category.name, words));
    }
  }
  const extra: string[] = [];
  // Another file's contexts may be parts of these.
  if (name === 'extensions.conf')
    for (const [context, parts] of running) {
      if (vague.has(context) || context.startsWith('cordboard-')) continue;
      for (const [key, words] of parts)
        if (words !== '' && wanted.get(context)?.has(key) !== true) extra.push(asText(context, words));
    }
  const asked = 'ShowDialPlan';
  return missing.length + extra.length > 0
    ? { tag: 'differs', asked, missing, extra, untold }
    : { tag: 'asked', asked, count, untold };
}

/** What one event tells: a step or a hint, or what else a context holds. */
function partsOf(event: Message): readonly (readonly [key: string, words: string])[] {
  const include = event.get('IncludeContext');
  if (include !== undefined) return [[partKey('include', contextOf(include)), `include => ${include}`]];
  const pattern = event.get('IgnorePattern');
  if (pattern !== undefined) return [[partKey('ignorepat', pattern), `ignorepat => ${pattern}`]];
  const to = event.get('Switch');
  if (to !== undefined) return [[partKey('switch', to), `switch => ${to}`]];
  const exten = event.get('Extension');
  if (exten === undefined) return [];
  const [priority, app, data] = ['Priority', 'Application', 'AppData'].map((one) => event.get(one) ?? '');
  const step = priority === 'hint' ? app : `${app}(${data})`;
  return [[listedKey(event), `exten => ${exten},${priority},${step}`]];
}

/** `day,09:00-17:00,mon-fri,*,*`: when it holds is told in words of its own. */
const contextOf = (include: string): string => /^[^,|]*/.exec(include)?.[0] ?? '';

function toldOf({ variables }: Category): {
  readonly told: readonly (readonly [key: string, words: string])[];
  readonly left: number;
} {
  // Of an extension for one caller (`2004/1234`) the PBX does not tell the caller.
  const steps = stepsOf(variables).filter(({ exten }) => !exten.includes('/'));
  const told: (readonly [string, string])[] = steps.map((step) => [stepKey(step), step.words]);
  for (const { name, value } of variables) {
    const key = name.toLowerCase();
    if (key === 'include') told.push([partKey('include', contextOf(value)), `include => ${value}`]);
    else if (key === 'ignorepat') told.push([partKey('ignorepat', value), `ignorepat => ${value}`]);
    else if (key === 'switch') told.push([partKey('switch', value), `switch => ${value}`]);
  }
  return { told, left: variables.length - told.length };
}
