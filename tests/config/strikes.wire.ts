/**
 * A save struck at each of its steps: the tab closed, the network cut, the PBX killed. What stands on the PBX's disk
 * is looked at first, and where the moment decides between two, it alone says which; what the next visit says must
 * agree with it, and one click gives the old back and, of a twin struck in the same place, the new.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startPbx, type Pbx, type Proxy } from '../../e2e/pbx/index.ts';
import { systemClock, type Request } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { parse, print, readingOf } from '../../src/config/document.ts';
import { forecast } from '../../src/config/forecast.ts';
import { createExactFiles } from '../../src/config/save/bytes.ts';
import { createHistory } from '../../src/config/save/history.ts';
import type { SaveOutcome } from '../../src/config/save/save.ts';
import type { Operation, Traits } from '../../src/config/types.ts';
import { signedIn, version } from '../ami/wire.ts';
import { createConsole, type Console } from './console.ts';

let pbx: Pbx;
let proxy: Proxy;
let traits: Traits;
const ended = new Map<string, number>();
beforeAll(async () => {
  pbx = await startPbx({ version });
  expect(pbx.version).toBe(version);
  proxy = await pbx.proxy();
  const session = hostSession({ base: pbx.url });
  await session.signIn(pbx.accounts.admin);
  ({ traits } = await createConsole(session));
  session.close();
});
afterAll(async () => {
  console.log([...ended].map(([end, times]) => `${end}: ${times}`).join('\n'));
  await pbx.stop();
});

afterEach(async () => {
  // Whatever a test left behind must not be the next one's.
  await proxy.heal();
  await pbx.command('dialplan reload');
});

interface Texts {
  readonly old: string;
  readonly new: string;
}
const textsOf = (old: string): Texts => ({ old, new: old.replace('c = 1', 'c = 2') });
const EDIT: readonly Operation[] = [{ op: 'Update', cat: 'a', name: 'c', match: '1', value: '2' }];

/** `beside`: Asterisk writes the file, its bytes are kept beside it. `bytes`: Asterisk would damage it. */
const WAYS = {
  update: textsOf('; a house\n[a]\nb = 1\nc = 1\n[t](!)\nd = 1\n[e](t)\nf = 1\n'),
  beside: textsOf('; a house\n[a]\nb=1 ; one\nc = 1\n[e]\nf => 1\n'),
  bytes: textsOf('; a house\n[a]\nb=1\n;-- kept\nx = 1\n--;\nc = 1\n; the last'),
};
type Way = keyof typeof WAYS;

/** What a request of a save is for. */
type Place =
  | 'lock'
  | 'read'
  | 'copy'
  | 'backup'
  | 'verify'
  | 'owner'
  | 'staging'
  | 'noteFile'
  | 'write'
  | 'note'
  | 'release';

function placeOf({ action: name, headers }: Request): Place | undefined {
  const header = (key: string): string => headers.find(([each]) => each === key)?.[1] ?? '';
  switch (name) {
    case 'DialplanExtensionAdd':
      return header('Context') === 'cordboard-lock' ? 'lock' : undefined;
    case 'DialplanExtensionRemove':
      return 'release';
    case 'GetConfig':
      return header('Filename').startsWith('.cordboard-') ? 'verify' : 'read';
    case 'UpdateConfig':
      return header('DstFilename').startsWith('.cordboard-') ? 'backup' : 'write';
    case 'ShowDialPlan':
      return 'owner';
    case 'DBPut':
      return 'note';
    case 'Originate': {
      const file = /Set\(FILE\([^,]*\/([^,/]+),/.exec(header('Data'))?.[1];
      if (file === undefined || file === '.cordboard-bytes') return undefined;
      if (!file.startsWith('.cordboard-')) return 'write';
      return file.endsWith('-next') ? 'staging' : file.endsWith('-note') ? 'noteFile' : 'copy';
    }
    default:
      return undefined;
  }
}

type Disk = 'old' | 'new' | 'broken';
interface Strike {
  readonly place: Place;
  /** Of the requests for the same. */
  readonly nth: number;
  readonly when: 'before' | 'after';
  readonly disk: Disk;
  /** What is noted of it then: nothing that could be read, that it began, or that it was done. */
  readonly noted: 'nothing' | 'begun' | 'done';
  readonly outcome: SaveOutcome['tag'];
  /** Answered before it is done: of a PBX that is killed then the disk alone tells how far it came. */
  readonly early?: true;
}
const at = (
  place: Place,
  nth: number,
  when: Strike['when'],
  [disk, noted, outcome]: readonly [Disk, Strike['noted'], SaveOutcome['tag']],
  early?: true,
): Strike => ({ place, nth, when, disk, noted, outcome, ...(early ? { early } : {}) });

const untouched = ['old', 'nothing', 'unreachable'] as const;
const begun = ['old', 'begun', 'unreachable'] as const;
const sent = ['old', 'begun', 'unsure'] as const;
const emptied = ['broken', 'begun', 'unsure'] as const;
const written = ['new', 'begun', 'unsure'] as const;
const unheard = ['new', 'begun', 'saved'] as const;
const done = ['new', 'done', 'saved'] as const;
/** Behind one request is in front of the next: each moment once. */
const STRIKES: Readonly<Record<Way, readonly Strike[]>> = {
  update: [
    at('lock', 1, 'before', untouched),
    at('lock', 1, 'after', untouched),
    at('read', 1, 'after', untouched),
    at('backup', 1, 'after', begun),
    at('verify', 1, 'after', begun),
    at('write', 1, 'before', sent),
    at('write', 1, 'after', written),
    at('read', 2, 'after', written),
    at('owner', 2, 'after', unheard),
    // The AstDB is written to the disk a second later: a PBX that is killed may have forgotten it.
    at('note', 1, 'after', done, true),
    at('release', 1, 'after', done, true),
  ],
  beside: [
    at('copy', 2, 'before', untouched),
    at('backup', 1, 'before', untouched),
    at('backup', 1, 'after', begun),
    at('write', 1, 'before', sent),
    at('write', 1, 'after', written),
    at('note', 1, 'after', done, true),
  ],
  bytes: [
    at('copy', 1, 'before', untouched),
    at('staging', 2, 'before', untouched),
    at('noteFile', 2, 'before', untouched),
    at('write', 1, 'before', sent),
    at('write', 1, 'after', emptied, true),
    at('write', 2, 'before', emptied),
    at('write', 2, 'after', written, true),
    at('note', 1, 'after', done, true),
  ],
};

const HOWS = ['the tab closed', 'the network cut', 'the PBX killed'] as const;
type How = (typeof HOWS)[number];

function exactOf(session: Console['session']) {
  return createExactFiles({
    ...{ session, clock: systemClock, random: Math.random, enabled: true },
    patience: 1500,
  });
}

/** Saves, and is struck on the way. */
async function struck(name: string, way: Way, how: How, strike: Strike): Promise<SaveOutcome['tag']> {
  const texts = WAYS[way];
  pbx.writeFile(name, texts.old);
  let count = 0;
  let armed = false;
  const hit = async (request: Request): Promise<void> => {
    if (!armed || placeOf(request) !== strike.place) return;
    count += 1;
    if (count !== strike.nth) return;
    switch (how) {
      case 'the tab closed':
        return one.session.close();
      case 'the network cut':
        return proxy.refuse(true);
      case 'the PBX killed':
        return pbx.kill();
    }
  };
  const session = await signedIn(pbx, pbx.accounts.admin, { base: proxy.url });
  const one = await createConsole(session, {
    ...{ who: 'first', traits },
    ...(strike.when === 'before' ? { before: hit } : { after: hit }),
  });
  const file = await one.open(name);
  const exact = way === 'update' ? undefined : exactOf(one.session);
  if (exact) expect(await exact.probe()).toMatchObject({ tag: 'ready' });
  armed = true;
  const outcome = await one.save(exact ? { ...file, exact: true, document: parse(texts.old) } : file, EDIT, {
    reload: false,
    ...(exact ? { exact, draft: parse(texts.new) } : {}),
  });
  expect(count, 'requests for it').toBeGreaterThanOrEqual(strike.nth);
  session.close();
  return outcome.tag;
}

/** The new text as it must come out: byte for byte, or as the forecast says Asterisk writes it. */
function newOf(way: Way): string {
  if (way === 'bytes') return WAYS.bytes.new;
  const document = parse(WAYS[way].old);
  const file = {
    name: 'a.conf',
    document,
    exact: true,
    reading: readingOf(document),
    includes: [],
    modules: [],
  };
  const { after } = forecast(file, EDIT, traits, {});
  if (!after) throw new Error('Nothing is foretold');
  return withoutHeader(print(after));
}
const withoutHeader = (text: string): string => text.replace(/^;!.*\n/gm, '').trimStart();

/** What a file is, by its bytes alone: what was cut off is the beginning of what was to be written. */
function diskOf(name: string, old: string, fresh: string): Disk {
  const bytes = pbx.readFile(name);
  if (bytes === old) return 'old';
  const text = withoutHeader(bytes);
  if (text === fresh) return 'new';
  const begins = fresh.startsWith(text) || /^;!?[^\n]*$/.test(text);
  expect(begins, `${name} holds something else: ${JSON.stringify(text.slice(-200))}`).toBe(true);
  return 'broken';
}

const isOnRecord = async (name: string): Promise<boolean> =>
  (await pbx.command('database show cordboard')).includes(`/saves/${name}/`);

interface Visit {
  readonly texts: { readonly old: string; readonly new: string };
  readonly way: Way;
  readonly which: 'old' | 'new';
  readonly how: How;
  readonly disk: Disk;
  readonly noted: Strike['noted'];
  readonly isClaimed: boolean;
}

/** What the next visit says, on a session of its own, must be what is on the disk; and one click mends it. */
async function nextVisit(
  name: string,
  { texts, way, which, how, disk, noted, isClaimed }: Visit,
): Promise<void> {
  ended.set(`${how}, ${disk}`, (ended.get(`${how}, ${disk}`) ?? 0) + 1);
  const session = await signedIn(pbx);
  onTestFinished(() => session.close());
  const next = await createConsole(session, { who: 'second', traits });
  const exact = way === 'update' ? undefined : exactOf(next.session);
  const bytes = pbx.readFile(name);
  // The first one's lock stands where nothing swept it: its owner and its age are shown, and a person takes it over.
  const state = await next.lock.read();
  expect(state.tag).toBe(isClaimed ? 'held' : 'free');
  if (state.tag === 'held') {
    expect(state.by).toMatchObject({ who: 'first', file: name });
    expect((await next.inspect(name)).tag).toBe(noted === 'begun' ? 'underWay' : 'settled');
    await next.lock.takeOver(state.by, name);
    await next.lock.release();
  }
  const found = await next.inspect(name);
  expect(found.tag).toBe(noted === 'begun' ? disk : 'settled');
  // Looking changes nothing.
  expect(pbx.readFile(name)).toBe(bytes);
  if (found.tag === 'settled') {
    // Either nothing had begun, or it was done: then the old one is in the history, as after any save.
    expect(disk).toBe(noted === 'done' ? 'new' : 'old');
    const [saved, ...more] = await next.history.notes(name);
    expect(more).toEqual([]);
    if (noted === 'nothing') return expect(saved).toBeUndefined();
    if (saved?.state !== 'saved') throw new Error('It is not on record');
    const copy = await createHistory({ session: next.session, clock: systemClock, exact }).read(saved);
    if (copy.tag === 'text') expect(print(copy.document)).toBe(texts.old);
    else expect(copy).toEqual({ tag: 'reading', reading: readingOf(parse(texts.old)) });
    return;
  }
  const given = await next.giveBack(found, which, { reload: false, exact });
  expect(given).toMatchObject({ tag: 'whole' });
  const now = pbx.readFile(name);
  const isExact = way === 'bytes' || (which === 'old' && (way === 'beside' || disk === 'old'));
  expect(isExact ? now : withoutHeader(now)).toBe(texts[which]);
  expect(await next.inspect(name)).toEqual({ tag: 'settled' });
  expect(await next.lock.read()).toEqual({ tag: 'free' });
}

/** A twin for each text that can be wanted; where nothing is left to be mended, none is needed. */
const wantedOf = ({ noted, early }: Strike, how: How): readonly ('old' | 'new')[] =>
  noted === 'begun' || (early && how === 'the PBX killed') ? ['old', 'new'] : ['old'];

/** Of what is only answered early nothing is to be seen where the PBX goes on: the next request says the same. */
const strikesOf = (way: Way, how: How): readonly Strike[] =>
  STRIKES[way].filter(({ early, disk }) => how === 'the PBX killed' || !(early && disk === 'broken'));

describe.each(HOWS)('%s', (how) => {
  // What becomes of a tab is to the PBX what becomes of the network.
  const ways: readonly Way[] = how === 'the tab closed' ? ['update'] : ['update', 'beside', 'bytes'];
  describe.each(ways)('%s', (way) => {
    test.each(
      strikesOf(way, how).flatMap((strike) =>
        wantedOf(strike, how).map((which) => [strike.when, strike.place, strike.nth, which, strike] as const),
      ),
    )('%s %s %i, the %s one wanted', async (when, place, nth, which, strike) => {
      const name = `${HOWS.indexOf(how)}-${way}-${place}-${nth}-${when}-${which}.conf`;
      const isKilled = how === 'the PBX killed';
      const outcome = await struck(name, way, how, strike);
      if (isKilled) await pbx.restart();
      await proxy.heal();
      expect(outcome).toBe(strike.outcome);
      const texts = { old: WAYS[way].old, new: newOf(way) };
      const disk = diskOf(name, texts.old, texts.new);
      let { noted } = strike;
      if (!isKilled || strike.early === undefined) expect(disk).toBe(strike.disk);
      else if (noted === 'done' && !(await isOnRecord(name))) noted = 'begun';
      const isClaimed =
        !isKilled && `${when} ${place}` !== 'before lock' && `${when} ${place}` !== 'after release';
      await nextVisit(name, { texts, way, which, how, disk, noted, isClaimed });
    });
  });
});

describe('the PBX killed in the middle of its write', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `line = ${index}\n`).join('');
  const texts = { old: `[a]\nc = 1\n${many}`, new: `[a]\nc = 2\n${many}` };

  test.each(
    [0, 0.4, 0.8].flatMap((share) =>
      (['old', 'new'] as const).map((which) => [share * 100, which, share] as const),
    ),
  )('when %i hundredths of it are there, the %s one wanted', async (percent, which, share) => {
    const name = `torn-${percent}-${which}.conf`;
    pbx.writeFile(name, texts.old);
    const path = join(pbx.dir, 'etc', name);
    let killed: Promise<void> | undefined;
    let isOver = false;
    /** Asterisk empties the file and writes it line by line: somewhere on its way it is killed. */
    async function lieInWait(): Promise<void> {
      const whole = statSync(path).size;
      for (let size = whole, isShort = false; !isOver; size = statSync(path).size) {
        isShort ||= size < whole;
        if (isShort && size >= share * whole) {
          killed = pbx.kill();
          return killed;
        }
        await setImmediate();
      }
    }
    let waiting: Promise<void> | undefined;
    const session = await signedIn(pbx);
    const one = await createConsole(session, {
      ...{ who: 'first', traits },
      before: (request) => {
        if (placeOf(request) === 'write') waiting = lieInWait();
      },
    });
    const outcome = await one.save(await one.open(name), EDIT, { reload: false });
    isOver = true;
    await waiting;
    expect(killed).toBeDefined();
    expect(outcome.tag).toBe('unsure');
    session.close();
    await pbx.restart();
    // How far it came between the look and the kill is known by the disk alone.
    const disk = diskOf(name, texts.old, texts.new);
    expect(disk).not.toBe('old');
    await nextVisit(name, {
      ...{ texts, way: 'update', which, how: 'the PBX killed', disk },
      ...{ noted: 'begun', isClaimed: false },
    });
  });
});
