/**
 * What UpdateConfig does to the bytes on a PBX's disk: each operation an editor would use, and each trap on the way.
 * Most requests are made by the writer; those it refuses to make are made here by hand. What differs between 22 and
 * 16 is said where it does; a release that changes any of it is noticed.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { action, Refused, type Request, type Session } from '../../src/ami/index.ts';
import { copyOf, NotSent, requestsOf } from '../../src/config/save/requests.ts';
import { readOnce } from '../../src/config/save/settled.ts';
import { create, findTraits } from '../../src/config/save/traits.ts';
import type { OpenedFile, Operation, Traits } from '../../src/config/types.ts';
import { raw, signedIn, newJar, version } from '../ami/wire.ts';
import { textOf } from './console.ts';

let pbx: Pbx;
let session: Session;
let traits: Traits;
beforeAll(async () => {
  pbx = await startPbx({ version });
}, 300_000);
afterAll(() => pbx.stop());

async function ready(): Promise<void> {
  session = await signedIn(pbx);
  traits = await findTraits(session);
}

const FILE = 'operations.conf';

async function opened(text: string): Promise<OpenedFile> {
  await ready();
  pbx.writeFile(FILE, text);
  const reading = await readOnce(session, FILE);
  if (!reading) throw new Error(`${text} cannot be read`);
  return {
    name: FILE,
    document: { bom: false, lines: [] },
    exact: false,
    reading,
    includes: [],
    modules: [],
  };
}

/** The file's text once the writer's requests have been answered. */
async function after(
  text: string,
  operations: readonly Operation[],
  more: { readonly flowDown?: boolean } = {},
): Promise<string> {
  const file = await opened(text);
  const { requests, staged } = requestsOf(file, operations, [], {
    traits,
    staging: '.cordboard-operations-next',
    ...more,
  });
  if (staged) await create(session, '.cordboard-operations-next');
  for (const request of requests) await session.send(request);
  return textOf(pbx, FILE);
}

/** By hand, without a word from the writer. */
async function byHand(text: string, headers: Readonly<Record<string, string>>, name = FILE): Promise<string> {
  await ready();
  pbx.writeFile(name, text);
  await session.send(action('UpdateConfig', { SrcFilename: name, DstFilename: name, ...headers }));
  return textOf(pbx, name);
}

const words = (error: unknown): string => {
  if (error instanceof Refused) return error.message;
  throw error;
};
const op = (
  name: string,
  cat: string,
  fields: Readonly<Record<string, string>> = {},
  number = 0,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ Action: name, Cat: cat, ...fields }).map(([key, value]) => [
      `${key}-${String(number).padStart(6, '0')}`,
      value,
    ]),
  );

describe('what an editor would do', () => {
  test('change a unique line: the comment above, the one behind, arrow and place are kept', async () => {
    const text = '[a]\n; above\nb => 1   ; behind\nc = 2\n';
    expect(await after(text, [{ op: 'Update', cat: 'a', name: 'b', match: '1', value: '9' }])).toMatch(
      /^\[a\]\n; above\nb => 9 +; behind\nc = 2\n$/,
    );
  });

  test('change one of several identical lines by parking its twins', async () => {
    const text = '[a]\nsame => n,H()\nsame => n,H()   ; mine\nsame => n,H()\n';
    const park = (match: string, value: string): Operation => ({
      op: 'Update',
      cat: 'a',
      name: 'same',
      match,
      value,
    });
    // The self-test has told which twin an Update takes.
    await ready();
    expect(traits.updateHits).toBe('first');
    expect(await after(text, [park('n,H()', '@@1'), park('n,H()', 'n,W()'), park('@@1', 'n,H()')])).toMatch(
      /^\[a\]\nsame => n,H\(\)\nsame => n,W\(\) +; mine\nsame => n,H\(\)\n$/,
    );
  });

  test('the same by Delete, Insert and Update: place and arrow are right', async () => {
    const text = '[a]\nsame => 1\nsame => 1\nsame => 1\n';
    expect(
      await after(text, [
        { op: 'Delete', cat: 'a', line: 1 },
        { op: 'Insert', cat: 'a', line: 1, name: 'same', value: '@@t' },
        { op: 'Update', cat: 'a', name: 'same', match: '@@t', value: '>2' },
      ]),
    ).toMatch(/^\[a\]\nsame => 1\n\n?same => 2\n\n?same => 1\n$/);
  });

  test('insert in the middle: counted from 0, always with =', async () => {
    expect(
      await after('[a]\nb => 1\nb => 3\n', [{ op: 'Insert', cat: 'a', line: 1, name: 'b', value: '>2' }]),
    ).toBe('[a]\nb => 1\nb = 2\nb => 3\n');
  });

  test('insert counts inherited lines', async () => {
    expect(
      await after('[t](!)\nx = 1\ny = 2\n[c](t)\nz = 3\n', [
        { op: 'Insert', cat: 'c', line: 2, name: 'n', value: '1' },
      ]),
    ).toBe('[t](!)\nx = 1\ny = 2\n[c](t)\nn = 1\nz = 3\n');
  });

  test('append with =>', async () => {
    expect(
      await after('[a]\nb => 1\n', [{ op: 'Append', cat: 'a', name: 'b', value: '2', arrow: '=>' }]),
    ).toBe('[a]\nb => 1\nb => 2\n');
    expect(await byHand('[a]\n', op('Append', 'a', { Var: 'b', Value: '2', Match: 'object' }))).toBe(
      '[a]\nb => 2\n',
    );
  });

  test('one > in front of a value is always eaten', async () => {
    expect(await byHand('[a]\n', op('Append', 'a', { Var: 'b', Value: '>>x' }))).toBe('[a]\nb => >x\n');
  });

  test('delete one line: its own comments go with it', async () => {
    expect(
      await after('[a]\n; of b\nb = 1 ; b\n; of c\nc = 1\n', [{ op: 'Delete', cat: 'a', line: 0 }]),
    ).toMatch(/^\[a\]\n\n*; of c\nc = 1\n$/);
  });

  test('delete by value takes all equal lines', async () => {
    expect(
      await after('[a]\nb = 1\nb = 2\nb = 1\n', [{ op: 'Delete', cat: 'a', name: 'b', match: '1' }]),
    ).toMatch(/^\[a\]\n\n?b = 2\n$/);
  });

  test('reorder: values move, comments stay where they were', async () => {
    const text = '[a]\n; first\nb = 1\n; second\nb = 2\n';
    const to = (match: string, value: string): Operation => ({
      op: 'Update',
      cat: 'a',
      name: 'b',
      match,
      value,
    });
    expect(await after(text, [to('1', '@@'), to('2', '1'), to('@@', '2')])).toBe(
      '[a]\n; first\nb = 2\n; second\nb = 1\n',
    );
  });

  test('= to => by an Update, never back', async () => {
    const update = (value: string): Operation => ({ op: 'Update', cat: 'a', name: 'b', match: '1', value });
    expect(await after('[a]\nb = 1\n', [update('>1')])).toBe('[a]\nb => 1\n');
    expect(await after('[a]\nb => 1\n', [update('1')])).toBe('[a]\nb => 1\n');
  });

  test('a section before another, and at the end', async () => {
    expect(
      await after('[a]\nb = 1\n[c]\nd = 1\n', [
        { op: 'NewCat', cat: 'n', before: 'c' },
        { op: 'Append', cat: 'n', name: 'x', value: '1', arrow: '=' },
        { op: 'NewCat', cat: 'z' },
      ]),
    ).toBe('[a]\nb = 1\n[n]\nx = 1\n[c]\nd = 1\n[z]\n');
  });

  test('a template, and a child of two', async () => {
    expect(
      await after('[t](!)\nx = 1\n', [
        { op: 'NewCat', cat: 'u', template: true },
        { op: 'NewCat', cat: 'c', inherit: ['t', 'u'] },
      ]),
    ).toBe('[t](!)\nx = 1\n[u](!)\n[c](t,u)\n');
  });

  test('one of several sections of the same name, by a filter; without it all of them', async () => {
    const text = '[s]\nid = A\nv = 1\n[s]\nid = B\nv = 1\n';
    const edit: Operation = { op: 'Update', cat: 's', name: 'v', match: '1', value: '2' };
    expect(await after(text, [{ ...edit, filter: 'id=^B$' }])).toBe(
      '[s]\nid = A\nv = 1\n[s]\nid = B\nv = 2\n',
    );
    expect(await after(text, [edit])).toBe('[s]\nid = A\nv = 2\n[s]\nid = B\nv = 2\n');
    // The quotes are needed.
    const unquoted = op('Update', 's', { Options: 'catfilter=id=^B$', Match: '1', Var: 'v', Value: '2' });
    expect(await byHand(text, unquoted).catch(words)).toBe('Given category does not exist');
  });

  test('a template is found by a filter alone', async () => {
    const text = '[t](!)\nx = 1\n';
    const append: Operation = { op: 'Append', cat: 't', name: 'y', value: '2', arrow: '=' };
    expect(await after(text, [{ ...append, filter: 'TEMPLATES=include' }])).toBe('[t](!)\nx = 1\ny = 2\n');
    expect(await byHand(text, op('Append', 't', { Var: 'y', Value: '2' })).catch(words)).toBe(
      'Given category does not exist',
    );
  });

  test('a template’s new value: children keep the old one, or it flows down', async () => {
    const text = '[t](!)\nx = 1\n[c](t)\ny = 1\n';
    const edit: Operation = {
      op: 'Update',
      cat: 't',
      filter: 'TEMPLATES=include',
      name: 'x',
      match: '1',
      value: '2',
    };
    expect(await after(text, [edit])).toBe('[t](!)\nx = 2\n[c](t)\nx = 1\ny = 1\n');
    expect(await after(text, [edit], { flowDown: true })).toBe('[t](!)\nx = 2\n[c](t)\ny = 1\n');
  });

  test('override an inherited value: an own line; delete one: Success, and nothing changes', async () => {
    const text = '[t](!)\nx = 1\n[c](t)\ny = 1\n';
    expect(await after(text, [{ op: 'Update', cat: 'c', name: 'x', match: '1', value: '2' }])).toBe(
      '[t](!)\nx = 1\n[c](t)\nx = 2\ny = 1\n',
    );
    expect(await after(text, [{ op: 'Delete', cat: 'c', line: 0 }])).toMatch(
      /^\[t\]\(!\)\nx = 1\n\[c\]\(t\)\n\n?y = 1\n$/,
    );
    expect((await readOnce(session, FILE))?.categories[1]?.variables).toEqual([
      { name: 'x', value: '1' },
      { name: 'y', value: '1' },
    ]);
  });

  test('rename a section: all of that name; empty it; delete it with the comment above', async () => {
    expect(await after('[s]\na = 1\n[s]\na = 2\n', [{ op: 'RenameCat', cat: 's', to: 'r' }])).toBe(
      '[r]\na = 1\n[r]\na = 2\n',
    );
    expect(await after('[s]\n; x\na = 1\n[b]\nc = 1\n', [{ op: 'EmptyCat', cat: 's' }])).toMatch(
      /^\[s\]\n\n*\[b\]\nc = 1\n$/,
    );
    expect(await after('[s]\na = 1\n; above\n[b]\nc = 1\n[d]\n', [{ op: 'DelCat', cat: 'b' }])).toMatch(
      /^\[s\]\na = 1\n\n*\[d\]\n$/,
    );
  });

  test('one bad operation: the whole request is refused, the file untouched', async () => {
    const text = '[a]\nb=1\n';
    const file = await opened(text);
    const { requests } = requestsOf(
      file,
      [
        { op: 'Update', cat: 'a', name: 'b', match: '1', value: '2' },
        { op: 'Update', cat: 'a', name: 'b', match: 'nowhere', value: '3' },
      ],
      [],
      { traits, staging: '.cordboard-operations-next' },
    );
    expect(await session.send(requests[0] as Request).catch(words)).toBe(
      'Update did not complete successfully',
    );
    expect(pbx.readFile(FILE)).toBe(text);
  });

  test('a guard: a line that somebody changed refuses all; one that nobody did changes no byte', async () => {
    const edit: Operation[] = [{ op: 'Delete', cat: 'a', line: 1 }];
    const guards = [{ cat: 'a', name: 'c', value: '2' }];
    const options = { staging: '.cordboard-operations-next' };
    const file = await opened('[a]\nb = 1\nc => 2   ; kept\nd = 3\n');
    const none = requestsOf(file, [], guards, { ...options, traits }).requests[0] as Request;
    await session.send(none);
    expect(textOf(pbx, FILE)).toMatch(/^\[a\]\nb = 1\nc => 2 +; kept\nd = 3\n$/);
    pbx.writeFile(FILE, '[a]\nb = 1\nc = changed\nd = 3\n');
    const { requests } = requestsOf(file, edit, guards, { ...options, traits });
    expect(await session.send(requests[0] as Request).catch(words)).toBe(
      'Update did not complete successfully',
    );
    expect(textOf(pbx, FILE)).toBe('[a]\nb = 1\nc = changed\nd = 3\n');
  });

  test('Update and Delete keep the end of a section: an Append behind them stays', async () => {
    const append: Operation = { op: 'Append', cat: 'a', name: 'n', value: '1', arrow: '=' };
    expect(
      await after('[a]\nb = 1\nc = 1\n', [
        { op: 'Update', cat: 'a', name: 'c', match: '1', value: '2' },
        append,
      ]),
    ).toBe('[a]\nb = 1\nc = 2\nn = 1\n');
    expect(await after('[a]\nb = 1\nc = 1\n', [{ op: 'Delete', cat: 'a', line: 1 }, append])).toMatch(
      /^\[a\]\nb = 1\n\n?n = 1\n$/,
    );
  });

  test('Insert and Append into one section: in two requests, through the staging file, nothing is lost', async () => {
    expect(
      await after('[a]\nb = 1\n', [
        { op: 'Insert', cat: 'a', line: 0, name: 'i', value: '1' },
        { op: 'Append', cat: 'a', name: 'n', value: '1', arrow: '=>' },
        { op: 'Insert', cat: 'a', line: 2, name: 'j', value: '2' },
      ]),
    ).toBe('[a]\ni = 1\nb = 1\nj = 2\nn => 1\n');
  });

  test('70 lines at once: three requests on the staging file, none lost', async () => {
    const operations = Array.from({ length: 70 }, (_, index): Operation => ({
      op: 'Append',
      cat: 'a',
      name: 'n',
      value: String(index),
      arrow: '=',
    }));
    expect(await after('[a]\n', operations)).toBe(
      `[a]\n${operations.map((_, index) => `n = ${index}\n`).join('')}`,
    );
  });

  test('a semicolon is escaped, and read back bare', async () => {
    expect(await after('[a]\n', [{ op: 'Append', cat: 'a', name: 'b', value: 'x;y', arrow: '=' }])).toBe(
      '[a]\nb = x\\;y\n',
    );
    expect((await readOnce(session, FILE))?.categories[0]?.variables).toEqual([{ name: 'b', value: 'x;y' }]);
  });
});

describe('comments through Var', () => {
  test('a comment and a line with =>, in one request: only the two new lines differ', async () => {
    expect(
      await after('[a]\nsame => 1\nsame => 2\n', [
        { op: 'Insert', cat: 'a', line: 1, name: '; why we wait\nsame', value: '@@t' },
        {
          op: 'Update',
          cat: 'a',
          name: '; why we wait\nsame',
          match: '@@t',
          value: '>n,Wait(2)',
        },
      ]),
    ).toBe('[a]\nsame => 1\n; why we wait\nsame => n,Wait(2)\nsame => 2\n');
  });

  test('a comment on the same line, with the next line typed again', async () => {
    expect(
      await after('[a]\nb = 1\n', [
        { op: 'Append', cat: 'a', name: 'x => 1 ; why\ny', value: '2', arrow: '=' },
      ]),
    ).toBe('[a]\nb = 1\nx => 1 ; why\ny = 2\n');
  });
});

describe('traps', () => {
  test('past 128 headers the rest is ignored without a word', async () => {
    const append = Array.from({ length: 32 }, (_, index) =>
      op('Append', 'a', { Var: 'n', Value: String(index) }, index),
    );
    await ready();
    pbx.writeFile(FILE, '[a]\n');
    const jar = newJar();
    const { username, secret } = pbx.accounts.admin;
    await raw(pbx, { Action: 'Login', Username: username, Secret: secret }, jar);
    const base = { Action: 'UpdateConfig', ActionID: '1', SrcFilename: FILE, DstFilename: FILE };
    expect(await raw(pbx, Object.assign(base, ...append) as Record<string, string>, jar)).toContain(
      'Success',
    );
    // Four headers, and 31 operations of four; the last operation is missing.
    expect(textOf(pbx, FILE)).toBe(
      `[a]\n${Array.from({ length: 31 }, (_, index) => `n = ${index}\n`).join('')}`,
    );
  });

  test('a Delete whose Match is cut off takes every line; with Match in front of Var it fails instead', async () => {
    const lines = Array.from({ length: 10 }, (_, index) => `same = ${index}`).join('\n');
    await ready();
    const fill = Array.from({ length: 31 }, (_, index) =>
      op('Update', 'a', { Match: '1', Var: 'b', Value: '1' }, index),
    );
    const base = (extra: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: extra }, (_, index) => [`X-${index}`, 'x']));
    // Action, Src, Dst, ActionID where there is one: as many fillers as bring Match to place 129.
    const send = async (last: Record<string, string>, place: string): Promise<string> => {
      for (let extra = 0; extra < 30; extra += 1) {
        pbx.writeFile(FILE, `[a]\nb = 1\n${lines}\n`);
        const headers = {
          Action: 'UpdateConfig',
          SrcFilename: FILE,
          DstFilename: FILE,
          ...base(extra),
          ...(Object.assign({}, ...fill.slice(0, 20)) as Record<string, string>),
          ...last,
        };
        if (Object.keys(headers).indexOf(place) !== 128) continue;
        const jar = newJar();
        const { username, secret } = pbx.accounts.admin;
        await raw(pbx, { Action: 'Login', Username: username, Secret: secret }, jar);
        return raw(pbx, headers, jar);
      }
      throw new Error('No number of fillers brings it there');
    };
    const number = '000020';
    const narrowLast = {
      [`Action-${number}`]: 'Delete',
      [`Cat-${number}`]: 'a',
      [`Var-${number}`]: 'same',
      [`Match-${number}`]: '3',
    };
    expect(await send(narrowLast, `Match-${number}`)).toContain('Success');
    expect(textOf(pbx, FILE)).not.toContain('same');
    const narrowFirst = {
      [`Action-${number}`]: 'Delete',
      [`Cat-${number}`]: 'a',
      [`Match-${number}`]: '3',
      [`Var-${number}`]: 'same',
    };
    expect(await send(narrowFirst, `Var-${number}`)).toContain('Error');
    expect(textOf(pbx, FILE)).toBe(`[a]\nb = 1\n${lines}\n`);
  });

  test('Delete of a name without Match takes every line of it', async () => {
    expect(await byHand('[a]\nb = 1\nb = 2\nc = 1\n', op('Delete', 'a', { Var: 'b' }))).toMatch(
      /^\[a\]\n\n*c = 1\n$/,
    );
  });

  test('names and matches compare without regard to case; Update writes the case it was sent', async () => {
    expect(await byHand('[a]\nsame = x\n', op('Update', 'A', { Match: 'X', Var: 'SAME', Value: 'y' }))).toBe(
      '[a]\nSAME = y\n',
    );
  });

  test('Insert at the end and Append in one request lose the inserted line', async () => {
    expect(
      await byHand('[a]\nb = 1\n', {
        ...op('Insert', 'a', { Line: '1', Var: 'i', Value: '1' }),
        ...op('Append', 'a', { Var: 'n', Value: '1' }, 1),
      }),
    ).toBe('[a]\nb = 1\nn = 1\n');
  });

  test('NewCat, Insert 0 and Append likewise', async () => {
    expect(
      await byHand('[a]\nb = 1\n', {
        ...op('NewCat', 'k'),
        ...op('Insert', 'k', { Line: '0', Var: 'i', Value: '1' }, 1),
        ...op('Append', 'k', { Var: 'n', Value: '1' }, 2),
      }),
    ).toBe('[a]\nb = 1\n[k]\nn = 1\n');
  });

  test('a template renamed alone: the file no longer loads', async () => {
    const rename = op('RenameCat', 't', { Options: 'catfilter="TEMPLATES=include"', Value: 'u' });
    expect(await byHand('[t](!)\nx = 1\n[c](t)\ny = 1\n', rename)).toBe('[u](!)\nx = 1\n[c](t)\ny = 1\n');
    expect(await readOnce(session, FILE)).toBeUndefined();
  });

  test('an own line that repeats the template’s is dropped by any save', async () => {
    for (const more of [{}, { PreserveEffectiveContext: 'no' }]) {
      expect(await byHand('[t](!)\nallow = ulaw\n[c](t)\nallow = alaw\nallow = ulaw\n', more)).toBe(
        '[t](!)\nallow = ulaw\n[c](t)\nallow = alaw\n',
      );
    }
  });

  test('what stands in a block comment becomes live', async () => {
    expect(await byHand('[a]\nb = 1\n;-- off\nexten = 999\n--;\nc = 1\n', {})).toContain('\nexten = 999\n');
  });

  test('a comment alone on the last line is lost, a file of comments emptied', async () => {
    expect(await byHand('[a]\nb = 1\n; last\n', {})).toBe('[a]\nb = 1\n');
    expect(await byHand('; one\n; two\n', {})).toBe('');
  });

  test('an escaped first character makes a comment of the line', async () => {
    expect(await byHand('[a]\n\\;e = 1\nb = 1\n', {})).toBe('[a]\n;e = 1\nb = 1\n');
  });

  test('(+) and += are merged', async () => {
    expect(await byHand('[a]\nb = 1\n[c]\nd = 1\n[a](+)\ne = 1\n', {})).toMatch(
      /^\[a\]\nb = 1\n\n*e = 1\n\n*\[c\]\n\n*d = 1\n$/,
    );
    expect(await byHand('[a]\nb=1\nb+=,2\n', {})).toBe('[a]\nb = 1,2\n');
  });

  test('an #exec that is not allowed is removed, as any directive that is unknown', async () => {
    expect(await byHand('[a]\nb = 1\n#exec "/bin/true"\n#bogus\nc = 1\n', {})).toMatch(
      /^\[a\]\nb = 1\n\n*c = 1\n$/,
    );
  });

  test('a line of 8,190 bytes is read; one of 8,191 is skipped, and gone with the next save', async () => {
    const line = (bytes: number): string => `n = ${'x'.repeat(bytes - 4)}`;
    expect(await byHand(`[a]\n${line(8190)}\n`, {})).toBe(`[a]\n${line(8190)}\n`);
    expect(await byHand(`[a]\n${line(8191)}\nb = 1\n`, {})).toMatch(/^\[a\]\n\n?b = 1\n$/);
  });

  test('a section’s name is cut to 79 bytes', async () => {
    expect(await byHand(`[${'x'.repeat(90)}]\na = 1\n`, {})).toBe(`[${'x'.repeat(79)}]\na = 1\n`);
  });

  test('line ends and the byte order mark are normalised; a line without = and a missing line end are not kept', async () => {
    expect(await byHand('\uFEFF[a]\r\nb=1\r\nnothing\r\n  c  =>  2 x ', {})).toMatch(
      /^\[a\]\nb = 1\n\n?c => 2 x\n$/,
    );
  });

  test('bytes that are not UTF-8 are kept', async () => {
    await ready();
    pbx.writeFile(FILE, new Uint8Array([...new TextEncoder().encode('[a]\nb = '), 0xff, 0xe9, 10]));
    await session.send(action('UpdateConfig', { SrcFilename: FILE, DstFilename: FILE }));
    expect(textOf(pbx, FILE)).toBe('[a]\nb = \uFFFD\uFFFD\n');
  });

  test('a second save of a saved file changes nothing but the header', async () => {
    const text = '; top\n\n[a](!)\n; of b\nb=1;tight\n\n\n[c](a)\nd=>2   ; x\n; last\n; two\n';
    const once = await byHand(text, {});
    expect(await byHand(once, {})).toBe(once);
  });

  test('CreateConfig never overwrites; UpdateConfig to a name without a file is refused on 22', async () => {
    await ready();
    pbx.writeFile('there.conf', '[a]\n');
    const request = action('CreateConfig', { Filename: 'there.conf' });
    expect(await session.send(request).catch(words)).toBe('File exists');
    const copy = action('UpdateConfig', { SrcFilename: 'there.conf', DstFilename: 'nowhere.conf' });
    const answer = await session.send(copy).then(() => 'made', words);
    if (version >= 22) expect(answer).toMatch(/escalated/);
    expect(await session.send(action('GetConfig', { Filename: '../asterisk.conf' })).catch(words)).toMatch(
      /escalated|not found/,
    );
  });

  test('a copy is the file as Asterisk writes it, under another name', async () => {
    const file = await opened('; top\n[a]\nb=1\n');
    await create(session, '.cordboard-copy');
    await session.send(copyOf(file, FILE, '.cordboard-copy', { traits }));
    expect(textOf(pbx, '.cordboard-copy')).toBe('; top\n[a]\nb = 1\n');
    expect(pbx.readFile(FILE)).toBe('; top\n[a]\nb=1\n');
  });

  describe('of included files', () => {
    const child = '; of the child\n[c]\nx=1\n';

    test('they are written as well, even by a copy', async () => {
      pbx.writeFile('child.conf', child);
      await byHand('[a]\nb = 1\n#include child.conf\n', {}, 'parent.conf');
      expect(textOf(pbx, 'child.conf')).toBe('; of the child\n[c]\nx = 1\n');
      expect(pbx.readFile('child.conf')).toContain(';! Automatically generated');
    });

    test('a line for a section of theirs lands in the parent, under whatever is last there', async () => {
      pbx.writeFile('child.conf', child);
      const text = await byHand(
        '[a]\nb = 1\n#include child.conf\n[end]\nz = 1\n',
        op('Append', 'c', { Var: 'n', Value: '1' }),
        'parent.conf',
      );
      expect(text).not.toMatch(/\[c\]/);
      expect(text).toMatch(/n = 1/);
      expect(textOf(pbx, 'child.conf')).not.toMatch(/n = 1/);
    });

    test('a glob doubles them', async () => {
      pbx.writeFile('glob-1.inc', child);
      await byHand('[a]\nb = 1\n#include "glob-*.inc"\n', {}, 'parent.conf');
      expect(pbx.readFile('glob-1.inc').match(/\[c\]/g)).toHaveLength(2);
    });

    test('a (+) of theirs loses its header: the included file is broken', async () => {
      pbx.writeFile('plus.conf', '[a](+)\nx=1\n');
      await byHand('[a]\nb = 1\n#include plus.conf\n', {}, 'parent.conf');
      expect(textOf(pbx, 'plus.conf')).toMatch(/^\n*x = 1\n$/);
    });

    test('the writer makes no request for such a file until it is accepted', async () => {
      const file = { ...(await opened('[a]\nb = 1\n')), includes: undefined };
      expect(() => copyOf(file, FILE, '.cordboard-copy', { traits })).toThrow(NotSent);
    });
  });

  test('Insert far beyond the end kills Asterisk: the writer never sends it', async () => {
    const file = await opened('[a]\nb = 1\n');
    const insert: Operation = { op: 'Insert', cat: 'a', line: 2, name: 'n', value: '1' };
    expect(() => requestsOf(file, [insert], [], { traits, staging: '.cordboard-next' })).toThrow(NotSent);
    const jar = newJar();
    const { username, secret } = pbx.accounts.admin;
    await raw(pbx, { Action: 'Login', Username: username, Secret: secret }, jar);
    const headers = op('Insert', 'a', { Line: '2', Var: 'n', Value: '1' });
    const answer = raw(
      pbx,
      { Action: 'UpdateConfig', SrcFilename: FILE, DstFilename: FILE, ...headers },
      jar,
    );
    await expect(answer).rejects.toThrow();
    session.close();
    await pbx.restart();
    expect(pbx.readFile(FILE)).toBe('[a]\nb = 1\n');
  });
});
