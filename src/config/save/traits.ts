/**
 * What differs between versions of Asterisk, tried out on files of our own: a distribution's package may carry a fix
 * its number does not tell. Nothing can be deleted over AMI, so the names are fixed; each try overwrites the last.
 */
import { action, epochOf, Refused, type Request, type Session } from '../../ami/index.ts';
import { ownPrefix } from '../find.ts';
import { readOnce } from './settled.ts';
import type { Traits } from '../types.ts';

const scratch = `${ownPrefix}scratch.conf`;
const scratchOfIncludes = `${ownPrefix}scratch-2.conf`;
const section = 'cordboard';

/**
 * Found out once, and again when the session is another one (its epoch): behind the same address there may be another
 * Asterisk then, restarted, upgraded or exchanged. A failure is not kept.
 */
export function keepTraits(session: Pick<Session, 'send' | 'state'>): () => Promise<Traits> {
  let kept: { readonly epoch: number | undefined; readonly asked: Promise<Traits> } | undefined;
  const ask = (): Promise<Traits> => {
    const asked = findTraits(session);
    asked.catch(() => {
      if (kept?.asked === asked) kept = undefined;
    });
    return asked;
  };
  return async function traits(): Promise<Traits> {
    const epoch = epochOf(session.state);
    if (kept === undefined || kept.epoch !== epoch) kept = { epoch, asked: ask() };
    const found = await kept.asked;
    // Begun on one PBX and ended on another: it tells of neither.
    return epochOf(session.state) === epoch ? found : traits();
  };
}

/**
 * Seven requests; {@link keepTraits} keeps what they tell. Throws what `send` throws: NotAllowed where the
 * account may not save at all.
 */
export async function findTraits(session: Pick<Session, 'send' | 'state'>): Promise<Traits> {
  for (const file of [scratch, scratchOfIncludes]) await create(session, file);
  for (let turn = 0; turn < 5; turn += 1) {
    await session.send(twins);
    const lines = await linesOf(session, scratch);
    // Another console trying the same at the same moment: its writing was read half way.
    const hits = lines && hitsOf(lines);
    if (!hits) continue;
    const missing = missingFile(session);
    await session.send(tryInclude(missing));
    await session.send(copy);
    const keepsIncludes = (await linesOf(session, missing)) === undefined;
    return {
      updateHits: hits,
      newlineInVar: lines.includes('c=1') && lines.includes('d=1'),
      keepsIncludes,
      // One change of config.c brought both (22.2, 20.12).
      keepsCommentColumn: keepsIncludes,
    };
  }
  throw new Refused(`${scratch} does not read back as it was written`);
}

/** A section with twins, one of them updated, and an entry with another in front of its name. */
const twins = update(scratch, scratch, [
  ['DelCat', { Options: 'ignoreerror' }],
  ['NewCat', {}],
  ['Append', { Var: 'a', Value: '1' }],
  ['Append', { Var: 'a', Value: '1' }],
  ['Update', { Match: '1', Var: 'a', Value: '2' }],
  ['Append', { Var: '; cordboard\nc = 1\nd', Value: '1' }],
]);
/** The directive is seen, and written, when the file is saved the next time. */
const tryInclude = (missing: string): Request =>
  update(scratch, scratchOfIncludes, [['Append', { Var: `#tryinclude "${missing}"\ne`, Value: '1' }]]);
const copy = update(scratchOfIncludes, scratchOfIncludes, []);

/**
 * Until 22.1 a save makes the file that `#tryinclude` did not find, and an `#include` of the directive. After an
 * upgrade it would still lie there: hence the version in its name.
 */
function missingFile({ state }: Pick<Session, 'state'>): string {
  const version = state.tag === 'live' ? (/^[0-9.]+/.exec(state.site.version)?.[0] ?? '') : '';
  return `${ownPrefix}none-${version}.conf`;
}

function update(
  from: string,
  to: string,
  operations: readonly (readonly [op: string, headers: Readonly<Record<string, string>>])[],
): Request {
  const newlinesIn: string[] = [];
  const headers = operations.flatMap(([op, more], index) => {
    const number = String(index).padStart(6, '0');
    if (more['Var']?.includes('\n') === true) newlinesIn.push(`Var-${number}`);
    const pairs = Object.entries({ Action: op, Cat: section, ...more });
    return pairs.map(([name, value]) => [`${name}-${number}`, value] as const);
  });
  return {
    ...action('UpdateConfig', [['SrcFilename', from], ['DstFilename', to], ...headers]),
    newlinesIn,
  };
}

function hitsOf(lines: readonly string[]): Traits['updateHits'] | undefined {
  switch (lines.filter((line) => line.startsWith('a=')).join()) {
    case 'a=2,a=1':
      return 'first';
    case 'a=1,a=2':
      return 'last';
    case 'a=2,a=2':
      return 'all';
    default:
      return undefined;
  }
}

/** Its lines; undefined where there is no such file, or none that Asterisk can load. */
async function linesOf(session: Pick<Session, 'send'>, file: string): Promise<readonly string[] | undefined> {
  const reading = await readOnce(session, file);
  return reading?.categories.flatMap(({ variables }) =>
    variables.map(({ name, value }) => `${name}=${value}`),
  );
}

/** There it may be already. */
export async function create(session: Pick<Session, 'send'>, file: string): Promise<void> {
  try {
    await session.send(action('CreateConfig', { Filename: file }));
  } catch (error) {
    if (!(error instanceof Refused) || error.message !== 'File exists') throw error;
  }
}
