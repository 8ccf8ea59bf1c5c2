/**
 * Two consoles edit one file at once, again and again: no write that was acknowledged is lost, none is there twice,
 * and the file can be read at every moment it is at rest.
 */
import { until, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { systemClock } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { createHistory } from '../../src/config/save/history.ts';
import { findTraits } from '../../src/config/save/traits.ts';
import type { SaveOutcome } from '../../src/config/save/save.ts';
import type { OpenedFile, Operation, Reading } from '../../src/config/types.ts';
import { createConsole, textOf, type Console } from '../config/console.ts';
import { seeded } from '../pbx/random-calls.ts';
import type { Proved, ProofOptions } from './proofs.ts';

const FILE = 'extensions.conf';
const CONTEXT = 'consoles';

export async function consoles(
  pbx: Pbx,
  { seed, short, say }: ProofOptions,
  count = short ? 40 : 1000,
): Promise<Proved> {
  const began = Date.now();
  const random = seeded(seed);
  pbx.writeFile(
    FILE,
    `${pbx.readFile(FILE)}\n; kept by nobody but us\n[${CONTEXT}]\nexten => first,1,NoOp()\n`,
  );
  const others = textOf(pbx, FILE).replace(/\[consoles\][^[]*/, '');
  const sessions = await Promise.all(
    ['ada', 'bob'].map(async (who) => {
      const session = hostSession({ base: pbx.url });
      await session.signIn(pbx.accounts.admin);
      return { session, who };
    }),
  );
  const acknowledged: string[] = [];
  const doubtful: string[] = [];
  const wrong: string[] = [];
  const ends = new Map<string, number>();
  let left = count;

  const work = async (console: Console, who: string): Promise<void> => {
    for (let turn = 0; left > 0; turn += 1) {
      left -= 1;
      const word = `${who}-${turn}`;
      const [operation, reload] = [edit(word, random()), random() < 0.2];
      let file = await console.open(FILE);
      await until(
        `${word} is saved`,
        async () => {
          const outcome = await console.save(file, [operation], { reload });
          ends.set(outcome.tag, (ends.get(outcome.tag) ?? 0) + 1);
          switch (outcome.tag) {
            case 'saved':
              acknowledged.push(word);
              if (!outcome.locked) wrong.push(`${word}: saved without the lock`);
              return true;
            case 'locked':
              return undefined;
            // The other one was first.
            case 'conflict':
              file = await console.open(FILE);
              return undefined;
            case 'lostLock':
              if (!outcome.written) return undefined;
              doubtful.push(word);
              return true;
            default:
              wrong.push(`${word}: ${JSON.stringify(outcome).slice(0, 500)}`);
              return true;
          }
        },
        60_000,
      ).catch((error: unknown) => wrong.push(String(error)));
      if (acknowledged.length % 100 === 99) say(`${acknowledged.length} saved`);
    }
  };

  try {
    const both = await Promise.all(
      sessions.map(async ({ session, who }) => ({ who, console: await createConsole(session, { who }) })),
    );
    await Promise.all(both.map(({ console, who }) => work(console, who)));
    const text = textOf(pbx, FILE);
    for (const word of acknowledged) {
      const there = text.split(`NoOp(${word})`).length - 1;
      if (there !== 1) wrong.push(`${word} was acknowledged and is there ${there} times`);
    }
    const known = new Set([...acknowledged, ...doubtful]);
    for (const [, word = ''] of text.matchAll(/NoOp\(((?:ada|bob)-\d+)\)/g)) {
      if (!known.has(word)) wrong.push(`${word} is there and was not acknowledged`);
    }
    if (spaced(text.replace(/\[consoles\][^[]*/, '')) !== spaced(others)) {
      wrong.push('Lines that nobody edited are not what they were');
    }
    say([...ends].map(([tag, times]) => `${tag} ${times}`).join(', '));
    return {
      name: `two consoles, ${count} saves of one file`,
      tried: count,
      failed: wrong.length,
      seconds: Math.round((Date.now() - began) / 1000),
      wrong,
    };
  } finally {
    for (const { session } of sessions) session.close();
  }
}

const UNLOCKED: Account = { username: 'unlocked', secret: 'unlocked', read: 'all', write: 'config' };
const ALONE = 'unlocked.conf';

/**
 * The same with accounts that may see no lock: guards alone. UpdateConfig reads, changes and writes with nobody kept
 * out, so that one write can undo another: each that is lost must be told, to whom it befell or to whose write did it.
 */
export async function unlockedConsoles(
  pbx: Pbx,
  { seed, short, say }: ProofOptions,
  count = short ? 40 : 400,
): Promise<Proved> {
  const began = Date.now();
  const random = seeded(seed);
  const kept = Array.from({ length: 30 }, (_, index) => `line = ${index}`);
  const textWith = (words: readonly string[]): string =>
    `[kept]\n${kept.join('\n')}\n[${CONTEXT}]\nfirst = 1\n${words.map((word) => `${word} = 1\n`).join('')}`;
  pbx.writeFile(ALONE, textWith([]));
  const manager = pbx.readFile('manager.conf');
  pbx.writeFile(
    'manager.conf',
    `${manager}\n[${UNLOCKED.username}]\nsecret = ${UNLOCKED.secret}\nread = ${UNLOCKED.read}\nwrite = ${UNLOCKED.write}\n`,
  );
  await pbx.command('manager reload');
  const wrong: string[] = [];
  const ends = new Map<string, number>();
  const acknowledged: string[] = [];
  /** Lines that were there before a save and not afterwards, as its console was told. */
  const told = new Set<string>();
  const linesOf = (reading: Reading | undefined): ReadonlySet<string> =>
    new Set(
      reading?.categories.flatMap(({ variables }) => variables.map((one) => `${one.name} = ${one.value}`)),
    );
  let [tried, most, damaged] = [0, 0, 0];
  /** Somebody was told that it cannot even be read. */
  let unreadable = false as boolean;

  const judge = (word: string, file: OpenedFile, outcome: SaveOutcome, requests: number): void => {
    tried += 1;
    ends.set(outcome.tag, (ends.get(outcome.tag) ?? 0) + 1);
    switch (outcome.tag) {
      case 'saved':
        acknowledged.push(word);
        most = Math.max(most, requests);
        if (outcome.locked) wrong.push(`${word}: saved with a lock`);
        return;
      case 'broken': {
        unreadable ||= outcome.found === undefined;
        const now = linesOf(outcome.found);
        for (const line of linesOf(file.reading)) if (!now.has(line)) told.add(line);
        return;
      }
      case 'refused':
      case 'conflict':
        return;
      default:
        wrong.push(`${word}: ${JSON.stringify(outcome).slice(0, 500)}`);
    }
  };

  const sessions = await Promise.all(
    ['ada', 'bob'].map(async (who) => {
      const session = hostSession({ base: pbx.url });
      await session.signIn(UNLOCKED);
      return { session, who };
    }),
  );
  try {
    const [first] = sessions;
    const traits = first && (await findTraits(first.session));
    const both = await Promise.all(
      sessions.map(async ({ session, who }) => ({
        who,
        console: await createConsole(session, { who, ...(traits ? { traits } : {}) }),
      })),
    );
    // Without the AstDB copies take turns by the console's own clock: theirs do not agree, and keep apart.
    const histories = sessions.map(({ session }, index) =>
      createHistory({
        session,
        clock: { ...systemClock, now: () => systemClock.now() + index * 300_000 },
      }),
    );
    // Both open, then both save: so that their writes meet in the PBX again and again.
    for (let round = 0; tried < count; round += 1) {
      const files = await Promise.all(both.map(({ console }) => console.open(ALONE)));
      await Promise.all(
        both.map(async ({ console, who }, index) => {
          const [word, file, history] = [`${who}-${round}`, files[index], histories[index]];
          if (file === undefined || history === undefined) return;
          const operation: Operation =
            random() < 0.5
              ? { op: 'Append', cat: CONTEXT, name: word, value: '1', arrow: '=' }
              : { op: 'Insert', cat: CONTEXT, line: 0, name: word, value: '1' };
          const outcome = await console.save(file, [operation], { reload: false, history });
          judge(word, file, outcome, console.sent().length);
        }),
      );
      const text = textOf(pbx, ALONE);
      const isThere = (line: string): boolean => text.includes(`\n${line}\n`);
      if (unreadable || ![...kept, 'first = 1'].every(isThere)) {
        damaged += 1;
        unreadable = false;
        // As the person would who was told.
        pbx.writeFile(ALONE, textWith(acknowledged.filter((word) => !told.has(`${word} = 1`))));
      }
    }
    const text = textOf(pbx, ALONE);
    const isThere = (line: string): boolean => text.includes(`\n${line}\n`);
    const lost = acknowledged.filter((word) => !isThere(`${word} = 1`));
    for (const word of lost) {
      if (!told.has(`${word} = 1`)) wrong.push(`${word} was acknowledged, is not there, and nobody was told`);
    }
    for (const line of kept) {
      if (!isThere(line) && !told.has(line)) wrong.push(`${line}: gone, and nobody was told`);
    }
    if (most > 12) wrong.push(`A save took ${most} requests`);
    say(
      `${[...ends].map(([tag, times]) => `${tag} ${times}`).join(', ')}; of ${acknowledged.length} acknowledged ${lost.length} undone later by a save that was told so; the file damaged, and told, ${damaged} times; ${most} requests at most`,
    );
    return {
      name: `two consoles without the lock, ${count} saves`,
      tried: count,
      failed: wrong.length,
      seconds: Math.round((Date.now() - began) / 1000),
      wrong,
    };
  } finally {
    for (const { session } of sessions) session.close();
    pbx.writeFile('manager.conf', manager);
    await pbx.command('manager reload');
  }
}

/** At the end, or in the middle, where the other one writes as well. */
const edit = (word: string, chance: number): Operation =>
  chance < 0.5
    ? { op: 'Append', cat: CONTEXT, name: 'exten', value: `${word},1,NoOp(${word})`, arrow: '=>' }
    : { op: 'Insert', cat: CONTEXT, line: 0, name: 'exten', value: `${word},1,NoOp(${word})` };

/** Asterisk's own form: blanks around an arrow and in front of a comment are not ours to prove. */
const spaced = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s*=>?\s*/, ' = '))
    .filter((line) => line !== '')
    .join('\n');
