/** What was found out of one Asterisk is never taken for another's. */
import { expect, test } from 'vitest';
import { readRawman, Refused, Unreachable, type Request, type SessionState } from '../../src/ami/index.ts';
import { keepTraits } from '../../src/config/save/traits.ts';
import type { Traits } from '../../src/config/types.ts';

/** An Asterisk with these traits, as far as its scratch file tells. */
function pbxWith({ updateHits, keepsIncludes }: Pick<Traits, 'updateHits' | 'keepsIncludes'>) {
  const twins = { first: ['2', '1'], last: ['1', '2'], all: ['2', '2'] }[updateHits];
  return ({ action, headers }: Request): string => {
    const file = headers.find(([key]) => key === 'Filename')?.[1] ?? '';
    if (action !== 'GetConfig') return 'Response: Success\r\n\r\n';
    if (file.includes('-none-') && keepsIncludes) throw new Refused('Config file not found');
    const lines = [...twins.map((value) => `a=${value}`), 'c=1', 'd=1'];
    const told = lines.map((line, index) => `Line-000000-00000${index}: ${line}\r\n`).join('');
    return `Response: Success\r\nCategory-000000: cordboard\r\n${told}\r\n`;
  };
}
const site = { version: '22.10.1' } as (SessionState & { tag: 'live' })['site'];
const live = (epoch: number): SessionState => ({ tag: 'live', user: 'ada', epoch, since: 0, site });

function sessionWith(first: ReturnType<typeof pbxWith>) {
  const session = {
    state: live(1),
    pbx: first,
    tried: 0,
    /** Called in front of each request. */
    before: (): void => {},
    async send(request: Request) {
      await Promise.resolve();
      session.before();
      if (request.action === 'UpdateConfig') session.tried += 1;
      const raw = session.pbx(request);
      const [response, ...events] = readRawman(raw);
      if (!response) throw new Error('Nothing was answered');
      return { response, events, raw };
    },
  };
  return session;
}
const older = { updateHits: 'first', keepsIncludes: false } as const;
const newer = { updateHits: 'last', keepsIncludes: true } as const;

test('the same session asks once, however many want to know at once', async () => {
  const session = sessionWith(pbxWith(older));
  const traits = keepTraits(session);
  for (const found of await Promise.all([traits(), traits(), traits()])) expect(found).toMatchObject(older);
  expect(await traits()).toMatchObject(older);
  expect(session.tried).toBe(3);
});

test('a session that is another one asks anew: the PBX may be', async () => {
  const session = sessionWith(pbxWith(older));
  const traits = keepTraits(session);
  expect(await traits()).toMatchObject(older);
  session.pbx = pbxWith(newer);
  session.state = { tag: 'connecting', user: 'ada', epoch: 2 };
  expect(await traits()).toMatchObject(newer);
  // That it is live now, or signed in as somebody else, is no other PBX.
  session.state = live(2);
  expect(await traits()).toMatchObject(newer);
  expect(session.tried).toBe(6);
});

test('what was begun on one PBX and ended on the other is no answer', async () => {
  const session = sessionWith(pbxWith(older));
  const traits = keepTraits(session);
  const asked = traits();
  session.before = () => {
    if (session.tried === 3) [session.pbx, session.state] = [pbxWith(newer), live(2)];
  };
  expect(await asked).toMatchObject(newer);
  expect(await traits()).toMatchObject(newer);
  expect(session.tried).toBe(6);
});

test('a failure is not kept', async () => {
  const session = sessionWith(pbxWith(newer));
  const traits = keepTraits(session);
  session.before = () => {
    throw new Unreachable('The cable was cut');
  };
  await expect(traits()).rejects.toBeInstanceOf(Unreachable);
  session.before = () => {};
  expect(await traits()).toMatchObject(newer);
});
