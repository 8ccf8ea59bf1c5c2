/** What the console's wire tests share: actions sent through their forms, and the phones' side of what they did. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openAmi } from '../../e2e/pbx/ami.ts';
import {
  startPbx,
  until,
  type Account,
  type Pbx,
  type PbxOptions,
  type RawAmi,
} from '../../e2e/pbx/index.ts';
import { type Reply, type Request, type Session } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { formOf, requestOf, type Typed } from '../../src/console/index.ts';
import { newJar, raw, version } from '../ami/wire.ts';

/** May everything, Advice of Charge included. */
export const account: Account = {
  username: 'console',
  secret: 'console; "astoria" $HOME',
  read: 'all',
  write: 'all',
};

export interface House {
  readonly pbx: Pbx;
  readonly session: Session;
  /** Sends what the form of an action makes of these values. */
  run(
    action: string,
    ...values: readonly (readonly [name: string, value: string, index?: number])[]
  ): Promise<Reply>;
  offers(action: string): boolean;
  stop(): Promise<void>;
}

export async function startHouse(options: PbxOptions = {}): Promise<House> {
  const pbx = await startPbx({ version, ...options, accounts: [account, ...(options.accounts ?? [])] });
  const session = hostSession({ base: pbx.url });
  await session.signIn(account);
  const { state } = session;
  if (state.tag !== 'live') throw new Error(`Not signed in: ${state.tag}`);
  expect(state.site.version).toMatch(new RegExp(`^${version}\\.`));
  return {
    pbx,
    session,
    run: async (name, ...values) => session.send(requestFor(name, ...values)),
    offers: (name) => state.site.actions.has(name),
    async stop() {
      session.close();
      await pbx.stop();
    },
  };
}

export function requestFor(
  name: string,
  ...values: readonly (readonly [name: string, value: string, index?: number])[]
): Request {
  const typed = values.map(([header, value, index]): Typed => ({
    name: header,
    value,
    sendEmpty: true,
    ...(index === undefined ? {} : { index }),
  }));
  const prepared = requestOf(formOf(name), typed);
  if (prepared.tag === 'problems') throw new Error(`${name}: ${JSON.stringify(prepared.problems)}`);
  return prepared.request;
}

/** A session over HTTP with nothing of the program in between: one cookie, one action at a time. */
export interface Web {
  ask(action: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** Events that are queued, and those that come until one for which `holds` is among them. */
  drain(what: string, holds: (text: string) => boolean): Promise<string>;
}

export function web(pbx: Pbx): Web {
  const jar = newJar();
  const ask: Web['ask'] = (action, headers = {}) => raw(pbx, { Action: action, ...headers }, jar);
  return {
    ask,
    async drain(what, holds) {
      let text = '';
      await until(what, async () => {
        text += await ask('WaitEvent', { Timeout: '0' });
        return holds(text) || undefined;
      });
      return text;
    },
  };
}

export async function webSignedIn(pbx: Pbx, who: Account = account): Promise<Web> {
  const tab = web(pbx);
  const answer = await tab.ask('Login', { Username: who.username, Secret: who.secret });
  expect(answer).toContain('Authentication accepted');
  return tab;
}

/** `manager show connected`: the sessions of a name as the PBX lists them; `busy` = requests in progress. */
export async function sessionsOf(pbx: Pbx, username: string): Promise<readonly { readonly busy: number }[]> {
  return (await pbx.command('manager show connected')).split('\n').flatMap((line) => {
    const [name, , , , , busy] = line.trim().split(/\s+/);
    return name === username ? [{ busy: Number(busy) }] : [];
  });
}

/** An AMI connection to the second Asterisk, which is all the phones; closed with the test. */
export async function phonesAmi(pbx: Pbx): Promise<RawAmi> {
  const text = readFileSync(join(pbx.dir, '../phones/etc/manager.conf'), 'utf8');
  const value = (key: string): string => new RegExp(`^${key} = (.*)$`, 'm').exec(text)?.[1] ?? '';
  const ami = await openAmi(value('bindaddr'), { username: 'rig', secret: value('secret') });
  onTestFinished(() => ami.close());
  return ami;
}

/** What the phones receive and send on SIP from now on, as text. */
export async function phonesSip(pbx: Pbx): Promise<() => string> {
  const ami = await phonesAmi(pbx);
  const command = (line: string) => ami.action('Command', { Command: line });
  const file = join(pbx.dir, '../phones/log/sip');
  await command(`logger add channel ${file} verbose`);
  await command('pjsip set logger on');
  const read = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const before = read().length;
  return () => read().slice(before);
}

/** What the house's PBX says of its work from now on (`verbose`), as text. */
export async function houseWords(pbx: Pbx): Promise<() => string> {
  const file = join(pbx.dir, 'log/verbose');
  await pbx.command(`logger add channel ${file} verbose`);
  const read = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const before = read().length;
  return () => read().slice(before);
}

/** Two phones in a call with each other. */
export async function talking(
  pbx: Pbx,
  from = '2001',
  to = '2004',
): Promise<{ readonly caller: string; readonly callee: string }> {
  const placed = await pbx.phone(from).call(to);
  await pbx.phone(to).answer();
  await pbx.waitBridged(from, to);
  const callee = await pbx.channelOf(to, (one) => one.bridge !== '');
  return { caller: placed.uniqueid, callee: callee.uniqueid };
}

/**
 * A hint is in use and idle again, each heard before the next: the PBX works a hint out from the states of the moment,
 * so two changes in a row may tell of none.
 */
export async function stateComesAndGoes(witness: RawAmi): Promise<void> {
  for (const [state, status] of [
    ['INUSE', '1'],
    ['NOT_INUSE', '0'],
  ] as const) {
    const mark = witness.events.mark();
    await witness.action('Setvar', { Variable: 'DEVICE_STATE(Custom:dnd2030)', Value: state });
    await witness.events.until(
      (event) => event.get('Event') === 'ExtensionStatus' && event.get('Status') === status,
      { since: mark, what: `a hint that becomes ${state}` },
    );
  }
}

/** A name nothing on the PBX has yet, though a test be tried again. */
export const fresh = (what: string): string => `${what}-${randomUUID().slice(0, 8)}`;

export const gone = (pbx: Pbx, number: string): Promise<true> =>
  until(`${number} has no call any more`, async () =>
    (await pbx.phone(number).calls()).length === 0 ? true : undefined,
  );
