/**
 * Names of people, from the first source that knows one: the site's file, the voicemail box, the phone's caller
 * ID, AstDB, the caller ID last seen. Any of them may be refused by the account; the board then shows numbers.
 */
import { action, AmiError, getvar, type Reply, type Request, type Session } from '../ami/index.ts';
import { isLocal } from './reduce.ts';
import type { Site } from './site.ts';
import type { Change, ExtensionKey, Tables } from './types.ts';

export interface Names {
  /** Asks the PBX; once per session. */
  look(): void;
  /** The site's file says something else now. */
  useSite(): void;
  /** These are on screen: ask for their phones' caller ID. */
  want(keys: readonly ExtensionKey[]): void;
  /** Names that follow from changes of the tables: caller IDs seen, extensions come and gone. */
  follow(changes: readonly Change[]): readonly Change[];
  close(): void;
}

export interface NamesOptions {
  readonly session: Session;
  readonly tables: Tables;
  readonly site: () => Site;
  /** Puts changes in the tables. */
  readonly tell: (changes: readonly Change[]) => void;
}

/** In the order they are believed. */
const sources = ['site', 'voicemail', 'callerId', 'astdb', 'seen'] as const;
type Source = (typeof sources)[number];

/** Phones asked for their caller ID without being on screen, and at the same time. */
const askedUnseen = 200;
const askedAtOnce = 4;

export function createNames({ session, tables, site, tell }: NamesOptions): Names {
  /** Per source, by extension number or, where known, by key. */
  const found: Readonly<Record<Source, Map<string, string>>> = {
    site: new Map(),
    voicemail: new Map(),
    callerId: new Map(),
    astdb: new Map(),
    seen: new Map(),
  };
  const asked = new Set<string>();
  const waiting: ExtensionKey[] = [];
  let asking = 0;
  let unseen = 0;
  let refused = false;
  let closed = false;

  function nameOf(key: ExtensionKey, exten: string): string | undefined {
    for (const source of sources) {
      const first = source === 'voicemail' ? `${exten}@${site().mailboxContext}` : key;
      const name = found[source].get(first) ?? found[source].get(exten);
      if (name !== undefined && name !== '') return name;
    }
    return undefined;
  }

  function changeOf(key: ExtensionKey): Change | undefined {
    const extension = tables.extensions.get(key);
    const name = extension && nameOf(key, extension.exten);
    if (name === tables.names.get(key)) return undefined;
    return { table: 'names', id: key, value: name };
  }

  function tellAll(): void {
    const changes: Change[] = [];
    for (const key of tables.extensions.keys()) {
      const change = changeOf(key);
      if (change) changes.push(change);
    }
    if (changes.length > 0) tell(changes);
  }

  /** undefined: the account may not, or the PBX has nothing. */
  async function ask(request: Request): Promise<Reply | undefined> {
    if (closed || session.state.tag !== 'live') return undefined;
    const { actions } = session.state.site;
    if (actions.size > 0 && !actions.has(request.action)) return undefined;
    try {
      return await session.send(request);
    } catch (error) {
      // Refused, or no answer: a new epoch asks again.
      if (error instanceof AmiError) return undefined;
      throw error;
    }
  }

  async function voicemail(): Promise<void> {
    const reply = await ask(action('VoicemailUsersList'));
    const changes: Change[] = [];
    for (const box of reply?.events ?? []) {
      const number = box.get('VoiceMailbox');
      const context = box.get('VMContext') ?? '';
      if (box.name !== 'VoicemailUserEntry' || number === undefined) continue;
      const name = box.get('Fullname') ?? '';
      if (name !== '') {
        found.voicemail.set(`${number}@${context}`, name);
        if (!found.voicemail.has(number)) found.voicemail.set(number, name);
      }
      const unread = Number(box.get('NewMessageCount'));
      const read = Number(box.get('OldMessageCount'));
      const mailbox = `${number}@${context}`;
      if (Number.isInteger(unread) && Number.isInteger(read))
        changes.push({ table: 'mailboxes', id: mailbox, value: { mailbox, unread, read } });
    }
    if (changes.length > 0) tell(changes);
  }

  /** FreePBX keeps `AMPUSER/2004/cidname`; `cidname/2004` is Asterisk's own (LookupCIDName). */
  async function astdb(): Promise<void> {
    for (const [family, shape] of [
      ['AMPUSER', /^\/?AMPUSER\/([^/]+)\/cidname$/],
      ['cidname', /^\/?cidname\/([^/]+)$/],
    ] as const) {
      const reply = await ask(action('DBGetTree', { Family: family }));
      for (const entry of reply?.events ?? []) {
        const exten = shape.exec(entry.get('Key') ?? '')?.[1];
        const name = entry.get('Val') ?? '';
        if (exten !== undefined && name !== '' && !found.astdb.has(exten)) found.astdb.set(exten, name);
      }
    }
  }

  function useSite(): void {
    found.site.clear();
    for (const [exten, name] of Object.entries(site().names)) found.site.set(exten, name);
    tellAll();
  }

  function look(): void {
    useSite();
    asked.clear();
    unseen = 0;
    refused = false;
    void Promise.all([voicemail(), astdb()]).then(() => {
      if (closed) return;
      tellAll();
      for (const key of tables.extensions.keys()) {
        if (unseen >= askedUnseen) break;
        if (queue(key)) unseen += 1;
      }
      pump();
    });
  }

  function queue(key: ExtensionKey): boolean {
    const extension = tables.extensions.get(key);
    if (!extension || asked.has(key)) return false;
    const better = [found.site, found.voicemail].some(
      (names) => names.has(key) || names.has(extension.exten),
    );
    if (better || endpointOf(extension.devices) === undefined) return false;
    asked.add(key);
    waiting.push(key);
    return true;
  }

  function pump(): void {
    while (asking < askedAtOnce && waiting.length > 0 && !refused && !closed) {
      const key = waiting.shift();
      const endpoint = endpointOf(tables.extensions.get(key ?? '')?.devices ?? []);
      if (key === undefined || endpoint === undefined) continue;
      asking += 1;
      void callerId(key, endpoint).finally(() => {
        asking -= 1;
        pump();
      });
    }
  }

  async function callerId(key: ExtensionKey, endpoint: string): Promise<void> {
    const Variable = `PJSIP_ENDPOINT(${endpoint},callerid)`;
    const reply = await ask(getvar({ Variable }));
    if (!reply) {
      refused = true;
      return;
    }
    const name = nameIn(reply.response.get('Value') ?? '');
    if (name === '') return;
    found.callerId.set(key, name);
    const change = changeOf(key);
    if (change) tell([change]);
  }

  function want(keys: readonly ExtensionKey[]): void {
    for (const key of keys) queue(key);
    pump();
  }

  function follow(changes: readonly Change[]): readonly Change[] {
    const more: Change[] = [];
    for (const change of changes) {
      if (change.table === 'calls' && change.value)
        for (const leg of change.value.legs) {
          const { extension, party } = leg;
          if (extension === undefined || party.name === '' || isLocal(leg.channel)) continue;
          if (found.seen.get(extension) === party.name) continue;
          found.seen.set(extension, party.name);
          push(extension);
        }
      else if (change.table === 'extensions') push(change.id);
    }
    function push(key: ExtensionKey): void {
      const change = changeOf(key);
      if (change) more.push(change);
    }
    return more;
  }

  return {
    look,
    useSite,
    want,
    follow,
    close() {
      closed = true;
    },
  };
}

/** Endpoint names go into a function call; what could end it early is not asked. */
function endpointOf(devices: readonly string[]): string | undefined {
  const device = devices.find((each) => each.startsWith('PJSIP/'));
  const endpoint = device?.slice('PJSIP/'.length);
  return endpoint !== undefined && /^[\w.@ +-]+$/.test(endpoint) ? endpoint : undefined;
}

/** `"Anna \"Bo\" Żuk" <2004>` → `Anna "Bo" Żuk`; a number alone is no name. */
export function nameIn(callerId: string): string {
  const text = callerId.trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1').trim();
  const bare = text.replace(/<[^<>]*>\s*$/, '').trim();
  return /^[\d+*#() -]*$/.test(bare) || bare === '<unknown>' ? '' : bare;
}
