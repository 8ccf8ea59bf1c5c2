/**
 * Two consoles edit one file at once, again and again: no write that was acknowledged is lost, none is there twice,
 * and the file can be read at every moment it is at rest.
 */
import { until, type Pbx } from '../../e2e/pbx/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import type { Operation } from '../../src/config/types.ts';
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
