/**
 * What an interrupted save leaves (strikes.wire.ts proves each of its steps): large edits, files and copies cut off
 * anywhere, and what others changed since.
 */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startPbx, type Pbx, type Proxy } from '../../e2e/pbx/index.ts';
import { systemClock, Unreachable, type Request } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { createExactFiles } from '../../src/config/save/bytes.ts';
import { parse, print } from '../../src/config/document.ts';
import { merge, mergedLines } from '../../src/config/merge.ts';
import { documentOf } from '../../src/config/read.ts';
import { textsOfSave, type Inspected } from '../../src/config/save/recover.ts';
import type { Document, OpenedFile, Operation, Traits } from '../../src/config/types.ts';
import { signedIn, version } from '../ami/wire.ts';
import { createConsole, textOf, type Console } from './console.ts';

let pbx: Pbx;
let proxy: Proxy;
let traits: Traits;
beforeAll(async () => {
  pbx = await startPbx({ version });
  proxy = await pbx.proxy();
  const session = hostSession({ base: pbx.url });
  await session.signIn(pbx.accounts.admin);
  ({ traits } = await createConsole(session));
  session.close();
});
afterAll(() => pbx.stop());

const OLD = '; a house\n[a]\nb = 1\nc = 1\n[t](!)\nd = 1\n[e](t)\nf = 1\n';
const NEW = OLD.replace('c = 1', 'c = 2');
const EDIT: readonly Operation[] = [{ op: 'Update', cat: 'a', name: 'c', match: '1', value: '2' }];
const MANY: readonly Operation[] = Array.from({ length: 60 }, (_, index) => ({
  op: 'Append',
  cat: 'a',
  name: 'n',
  value: String(index),
  arrow: '=',
}));

/** The two requests of a save after which something is left. */
type Place = 'backup' | 'write';

function placeOf({ action: name, headers }: Request): Place | undefined {
  if (name !== 'UpdateConfig') return undefined;
  const to = headers.find(([key]) => key === 'DstFilename')?.[1] ?? '';
  return to.startsWith('.cordboard-') ? 'backup' : 'write';
}

/** Saves through the proxy, and is cut off before the request is sent or once it is answered. */
async function interrupted(
  name: string,
  operations: readonly Operation[],
  at: { readonly place: Place; readonly when: 'before' | 'after'; readonly nth?: number },
): Promise<void> {
  pbx.writeFile(name, OLD);
  let struck = false;
  let armed = false;
  let count = 0;
  const hit = async (request: Request): Promise<void> => {
    if (!armed || struck || placeOf(request) !== at.place) return;
    count += 1;
    if (count < (at.nth ?? 1)) return;
    struck = true;
    await proxy.refuse(true);
  };
  const session = await signedIn(pbx, pbx.accounts.admin, { base: proxy.url });
  const one = await createConsole(session, {
    who: 'first',
    traits,
    ...(at.when === 'before' ? { before: hit } : { after: hit }),
  });
  const file = await one.open(name);
  armed = true;
  const outcome = await one.save(file, operations, { reload: false });
  expect(struck).toBe(true);
  expect(outcome.tag).toBe(at.place === 'write' ? 'unsure' : 'unreachable');
  session.close();
}

/** What the next visit finds, on a session of its own; both texts are to be had. */
async function nextVisit(name: string, expected: 'old' | 'new', whole: { old: string; new: string }) {
  await proxy.heal();
  const session = await signedIn(pbx);
  onTestFinished(() => session.close());
  const next = await createConsole(session, { who: 'second', traits });
  // The first one's lock is still there: its owner and its age are shown, and it is taken over.
  const state = await next.lock.read();
  expect(state).toMatchObject({ tag: 'held', by: { who: 'first' } });
  if (state.tag === 'held') await next.lock.takeOver(state.by, name);
  await next.lock.release();
  const found = await next.inspect(name);
  expect(found.tag).toBe(expected);
  expect(textOf(pbx, name).trimStart()).toBe(whole[expected]);
  for (const which of ['new', 'old', 'new'] as const) {
    const given = await next.giveBack(found, which, { reload: false });
    expect(given).toMatchObject({ tag: 'whole' });
    expect(textOf(pbx, name).trimStart()).toBe(whole[which]);
  }
  expect(await next.inspect(name)).toEqual({ tag: 'settled' });
}

describe('a large edit, made in a staging file', () => {
  const whole = {
    old: OLD,
    new: OLD.replace('c = 1\n', `c = 1\n${MANY.map((_, index) => `n = ${index}\n`).join('')}`),
  };
  test.each([
    ['before the last request', { place: 'write', when: 'before' }, 'old'],
    ['after it', { place: 'write', when: 'after' }, 'new'],
  ] as const)('cut %s: both are to be had', async (words, at, expected) => {
    const name = `large-${words.split(' ')[0] ?? ''}.conf`;
    await interrupted(name, MANY, at);
    await nextVisit(name, expected, whole);
  });

  test('cut while it was being made: the file is the old one, and there is no new one', async () => {
    const name = 'large-half.conf';
    await interrupted(name, MANY, { place: 'backup', when: 'after', nth: 3 });
    await proxy.heal();
    const next = await createConsole(await signedIn(pbx), { who: 'second', traits });
    const state = await next.lock.read();
    if (state.tag === 'held') await next.lock.takeOver(state.by, name);
    const found = await next.inspect(name);
    expect(found.tag).toBe('old');
    expect(await next.giveBack(found, 'new', { reload: false })).toEqual({ tag: 'noCopy' });
    expect(textOf(pbx, name)).toBe(OLD);
    expect(await next.giveBack(found, 'old', { reload: false })).toMatchObject({ tag: 'whole' });
    await next.lock.release();
  });
});

describe('half of it was written', () => {
  test('cut off anywhere', async () => {
    const name = 'cut.conf';
    await interrupted(name, EDIT, { place: 'write', when: 'before' });
    await proxy.heal();
    const next = await createConsole(await signedIn(pbx), { who: 'second', traits });
    const state = await next.lock.read();
    if (state.tag === 'held') await next.lock.takeOver(state.by, name);
    const before = await next.inspect(name);
    const header = ';!\n;! Automatically generated configuration file\n;!\n';
    const tags = new Set<string>();
    for (let length = 0; length <= NEW.length; length += 1) {
      pbx.writeFile(name, header + NEW.slice(0, length));
      const found = await next.inspect(name);
      tags.add(found.tag);
      // Without its last line end the new one is whole all the same.
      expect(found.tag).toBe(length >= NEW.length - 1 ? 'new' : 'broken');
    }
    expect([...tags].sort()).toEqual(['broken', 'new']);
    for (const length of [0, 12, 20, 33, 50]) {
      pbx.writeFile(name, header + NEW.slice(0, length));
      const which = length % 2 === 0 ? 'old' : 'new';
      expect(await next.giveBack(before, which, { reload: false })).toMatchObject({ tag: 'whole' });
      expect(textOf(pbx, name).trimStart()).toBe(which === 'old' ? OLD : NEW);
    }
    await next.lock.release();
  });

  test('changed by somebody else since: that is not called broken', async () => {
    const name = 'since.conf';
    await interrupted(name, EDIT, { place: 'write', when: 'before' });
    await proxy.heal();
    pbx.writeFile(name, OLD.replace('f = 1', 'f = other'));
    const next = await createConsole(await signedIn(pbx), { who: 'second', traits });
    // The lock was left behind: whether its owner is still at work its age tells, and a person decides.
    const found = await next.inspect(name);
    expect(found).toMatchObject({ tag: 'underWay', by: { who: 'first', file: name } });
    if (found.tag === 'underWay') await next.lock.takeOver(found.by, name);
    expect(await next.inspect(name)).toMatchObject({ tag: 'changed' });
    await next.lock.release();
  });
});

describe('a copy that was cut off itself', () => {
  test('is never given for the file, which nobody had touched', async () => {
    const name = 'torn-copy.conf';
    await interrupted(name, EDIT, { place: 'backup', when: 'after' });
    await proxy.heal();
    const copy = '.cordboard-torn-copy.conf-00';
    const text = pbx.readFile(copy);
    const next = await createConsole(await signedIn(pbx), { who: 'second', traits });
    onTestFinished(() => next.session.close());
    const state = await next.lock.read();
    if (state.tag === 'held') await next.lock.takeOver(state.by, name);
    await next.lock.release();
    // The note stands in front: cut behind it, and again within the file's own lines.
    for (const lines of [4, 2, 1]) {
      pbx.writeFile(copy, `${text.trimEnd().split('\n').slice(0, -lines).join('\n')}\n`);
      const found = await next.inspect(name);
      expect(found.tag).toBe('old');
      expect(await next.giveBack(found, 'new', { reload: false })).toEqual({ tag: 'noCopy' });
      expect(pbx.readFile(name)).toBe(OLD);
    }
    expect(await next.giveBack(await next.inspect(name), 'old', { reload: false })).toMatchObject({
      tag: 'whole',
    });
    expect(pbx.readFile(name)).toBe(OLD);
    expect(await next.inspect(name)).toEqual({ tag: 'settled' });
  });

  test('is another save’s by now: what was shown before does not undo that one', async () => {
    const name = 'stale-notice.conf';
    await interrupted(name, EDIT, { place: 'backup', when: 'after' });
    await proxy.heal();
    const [shown, other] = [
      await createConsole(await signedIn(pbx), { who: 'shown', traits }),
      await createConsole(await signedIn(pbx), { who: 'other', traits }),
    ];
    onTestFinished(() => {
      shown.session.close();
      other.session.close();
    });
    const state = await other.lock.read();
    if (state.tag === 'held') await other.lock.takeOver(state.by, name);
    await other.lock.release();
    const found = await shown.inspect(name);
    expect(found.tag).toBe('old');
    expect(await other.save(await other.open(name), EDIT, { reload: false })).toMatchObject({ tag: 'saved' });
    const saved = pbx.readFile(name);
    const given = await shown.giveBack(found, 'old', { reload: false });
    expect(given).toEqual({ tag: 'noCopy' });
    expect(pbx.readFile(name)).toBe(saved);
  });
});

describe('somebody changed the file since: giving back does not write over it', () => {
  const linesOf = (document: Document) => document.lines.map(({ text }) => text);
  /** A save cut off before or after its write, then a change by another hand. */
  async function changed(name: string, when: 'before' | 'after', change: (text: string) => string) {
    await interrupted(name, EDIT, { place: 'write', when });
    await proxy.heal();
    const text = change(pbx.readFile(name));
    pbx.writeFile(name, text);
    const next = await createConsole(await signedIn(pbx), { who: 'second', traits });
    onTestFinished(() => next.session.close());
    const state = await next.lock.read();
    if (state.tag === 'held') await next.lock.takeOver(state.by, name);
    await next.lock.release();
    return { next, found: await next.inspect(name), text };
  }
  const noteIn = (found: Inspected) => {
    if (found.tag === 'settled') throw new Error('Nothing was interrupted');
    return found.note;
  };
  /** As the page opens a file without exact bytes. */
  async function opened(next: Console, name: string): Promise<OpenedFile> {
    const file = await next.open(name);
    return { ...file, document: documentOf(file.reading) };
  }
  const mine = (text: string) => text.replace('f = 1', 'f = other');

  test.each([
    // The change stands on the old text: the new one is what the save would have made of it.
    ['before', 'new', 'c = 2', 'f = other'],
    ['before', 'old', 'c = 1', 'f = other'],
    // It stands on the new one: to have the old back is to undo the save alone.
    ['after', 'old', 'c = 1', 'f = other'],
    ['after', 'new', 'c = 2', 'f = other'],
  ] as const)('cut %s the write, the %s one wanted', async (when, which, wanted, kept) => {
    const name = `since-${when}-${which}.conf`;
    const { next, found, text } = await changed(name, when, mine);
    expect(found.tag).toBe('changed');
    expect(await next.giveBack(found, which, { reload: false })).toMatchObject({ tag: 'changed' });
    expect(pbx.readFile(name)).toBe(text);
    expect(await next.lock.read()).toEqual({ tag: 'free' });

    const theirs = await opened(next, name);
    const texts = await textsOfSave({
      ...{ session: next.session, note: noteIn(found), which, traits, clock: systemClock, theirs },
    });
    if (!texts) throw new Error('The copy is gone');
    const pieces = merge(linesOf(texts.base), linesOf(texts.wanted), linesOf(theirs.document));
    expect(pieces.filter(({ tag }) => tag === 'conflict')).toEqual([]);
    const merged = mergedLines(pieces);
    expect(merged).toContain(wanted);
    expect(merged).toContain(kept);
    // The two texts were looked at in files of our own.
    expect(pbx.readFile(name)).toBe(text);
  });

  test('both changed one line: that is for a person to decide, and nothing is lost', async () => {
    const name = 'since-both.conf';
    const { next, found, text } = await changed(name, 'before', (old) => old.replace('c = 1', 'c = 3'));
    expect(await next.giveBack(found, 'new', { reload: false })).toMatchObject({ tag: 'changed' });
    expect(pbx.readFile(name)).toBe(text);
    const theirs = await opened(next, name);
    const texts = await textsOfSave({
      ...{ session: next.session, note: noteIn(found), which: 'new', traits, clock: systemClock, theirs },
    });
    if (!texts) throw new Error('The copy is gone');
    const pieces = merge(linesOf(texts.base), linesOf(texts.wanted), linesOf(theirs.document));
    expect(pieces.filter(({ tag }) => tag === 'conflict')).toEqual([
      { tag: 'conflict', base: ['c = 1'], ours: ['c = 2'], theirs: ['c = 3'] },
    ]);
  });

  test('changed between the look and the act: seen under the lock', async () => {
    const name = 'since-late.conf';
    const { next, found } = await changed(name, 'before', (old) => old);
    expect(found.tag).toBe('old');
    pbx.writeFile(name, mine(OLD));
    expect(await next.giveBack(found, 'new', { reload: false })).toMatchObject({ tag: 'changed' });
    expect(pbx.readFile(name)).toBe(mine(OLD));
  });

  test('with exact bytes a comment alone is seen, and stays', async () => {
    const name = 'since-comment.conf';
    pbx.writeFile(name, OLD);
    const session = await signedIn(pbx);
    onTestFinished(() => session.close());
    const exact = createExactFiles({ session, clock: systemClock, random: Math.random, enabled: true });
    const cut = await createConsole(session, {
      traits,
      before: (request) => {
        if (placeOf(request) === 'write') throw new Unreachable('The cable was cut');
      },
    });
    const file = { ...(await cut.open(name)), exact: true, document: parse(OLD) };
    // Never sent: the save believes it was.
    expect(await cut.save(file, EDIT, { exact, reload: false })).toMatchObject({ tag: 'unsure' });
    const found = await cut.inspect(name);
    const commented = OLD.replace('; a house', '; a house of two floors');
    pbx.writeFile(name, commented);
    for (const which of ['old', 'new'] as const) {
      expect(await cut.giveBack(found, which, { exact, reload: false })).toMatchObject({ tag: 'changed' });
      expect(pbx.readFile(name)).toBe(commented);
    }
    const theirs = { ...file, document: parse(commented) };
    const texts = await textsOfSave({
      ...{ session, note: noteIn(found), which: 'new', traits, clock: systemClock, exact, theirs },
    });
    if (!texts) throw new Error('The copy is gone');
    expect(print(texts.base)).toBe(OLD);
    expect(print(texts.wanted)).toBe(NEW);
    const merged = mergedLines(merge(linesOf(texts.base), linesOf(texts.wanted), linesOf(theirs.document)));
    expect(merged.join('\n')).toBe(NEW.replace('; a house', '; a house of two floors').trimEnd());
  });
});
