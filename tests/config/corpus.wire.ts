/**
 * The model against Asterisk itself: every file of the corpus with every operation is saved by the PBX, and the bytes
 * on its disk and what it reads afterwards are what the model said.
 */
import { Agent, request } from 'node:http';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Account, type Pbx } from '../../e2e/pbx/index.ts';
import { load } from '../../src/config/model/load.ts';
import { operate } from '../../src/config/model/operate.ts';
import { readingOf, storeAll, withoutHeader } from '../../src/config/model/store.ts';
import type { LoadedFile, Unreadable } from '../../src/config/model.ts';
import type { Operation, Reading } from '../../src/config/types.ts';
import { version } from '../ami/wire.ts';
import { corpus, type Case } from './corpus.ts';
import { generated } from './corpus-generated.ts';
import { operationsFor, type Edit } from './corpus-operations.ts';
import { matching, optionsFor, TRAITS } from './corpus-model.ts';

const SESSIONS = 6;
/** Milliseconds; thousands of saves, on a machine that may have much else to do. */
const BUSY = 600_000;
const agent = new Agent({ keepAlive: true, maxSockets: SESSIONS });
const traits = TRAITS[version === 16 ? 16 : 22];

let pbx: Pbx;
let etc: string;

beforeAll(async () => {
  pbx = await startPbx({ version });
  etc = join(pbx.dir, 'etc');
});
afterAll(async () => {
  agent.destroy();
  await pbx.stop();
});

/** Characters are bytes, here and back. */
type Ask = (headers: readonly (readonly [name: string, value: string])[]) => Promise<string>;

async function signIn({ username, secret }: Account): Promise<Ask> {
  let cookie = '';
  const ask: Ask = (headers) =>
    new Promise((answer, fail) => {
      const body = headers.map(([name, value]) => `${name}=${escape(value)}`).join('&');
      const sent = request(
        `${pbx.url}/rawman`,
        {
          method: 'POST',
          agent,
          headers: {
            'Content-Type': 'application/x-www-form-urlencoded',
            'Content-Length': body.length,
            ...(cookie === '' ? {} : { Cookie: cookie }),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', fail);
          response.on('end', () => {
            const given = /mansession_id="?[0-9a-f]+"?/.exec(
              String(response.headers['set-cookie'] ?? ''),
            )?.[0];
            if (given !== undefined) cookie = given;
            answer(Buffer.concat(parts).toString('latin1'));
          });
        },
      );
      sent.on('error', fail);
      sent.end(body);
    });
  const answer = await ask([
    ['Action', 'Login'],
    ['Username', username],
    ['Secret', secret],
    ['Events', 'off'],
  ]);
  expect(answer).toContain('Response: Success');
  return ask;
}

function escape(bytes: string): string {
  return bytes.replace(/[^A-Za-z0-9]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The headers of operations, made here once more and not by the code under proof. */
function headersOf(file: string, { operations, flowDown = false }: Edit): [string, string][] {
  const headers: [string, string][] = [
    ['Action', 'UpdateConfig'],
    ['SrcFilename', file],
    ['DstFilename', file],
  ];
  if (flowDown) headers.push(['PreserveEffectiveContext', 'no']);
  for (const [index, operation] of operations.entries()) {
    for (const [name, value] of fieldsOf(operation)) {
      headers.push([`${name}-${String(index).padStart(6, '0')}`, value]);
    }
  }
  return headers;
}

function fieldsOf(operation: Operation): [string, string][] {
  const options = operation.filter === undefined ? [] : [`catfilter="${operation.filter}"`];
  const fields: [string, string][] = [
    ['Action', operation.op],
    ['Cat', operation.cat],
  ];
  switch (operation.op) {
    case 'NewCat':
      if (operation.template === true) options.push('template');
      if (operation.allowdups === true) options.push('allowdups');
      if (operation.inherit) options.push(`inherit="${operation.inherit.join(',')}"`);
      if (operation.before !== undefined) fields.push(['Match', operation.before]);
      break;
    case 'RenameCat':
      fields.push(['Value', operation.to]);
      break;
    case 'DelCat':
    case 'EmptyCat':
      break;
    case 'Update':
      if (operation.match !== undefined) fields.push(['Match', operation.match]);
      fields.push(['Var', operation.name], ['Value', operation.value]);
      break;
    case 'Delete':
      if ('line' in operation) fields.push(['Line', String(operation.line)]);
      else fields.push(['Match', operation.match], ['Var', operation.name]);
      break;
    case 'Append':
      fields.push(
        ['Var', operation.name],
        ['Value', (operation.arrow === '=>' ? '>' : '') + operation.value],
      );
      break;
    case 'Insert':
      fields.push(['Line', String(operation.line)], ['Var', operation.name], ['Value', operation.value]);
      break;
  }
  if (options.length > 0) fields.push(['Options', options.join(',')]);
  return fields;
}

/** GetConfig's answer as a reading, or what the PBX says instead. */
function readingIn(answer: string): Reading | string {
  const head = /^Response: (\w+)\r\n(?:Message: ([^\r]*)\r\n)?/.exec(answer);
  if (head?.[1] !== 'Success') return head?.[2] ?? answer;
  const categories: {
    name: string;
    template: boolean;
    templates: string[];
    variables: { name: string; value: string }[];
  }[] = [];
  for (const line of answer.slice(head[0].length).split('\r\n')) {
    const [, what, text = ''] = /^(Category|IsTemplate|Templates|Line)-[-0-9]+: ([^]*)$/.exec(line) ?? [];
    const last = categories.at(-1);
    if (what === 'Category') categories.push({ name: text, template: false, templates: [], variables: [] });
    else if (what === 'IsTemplate' && last) last.template = true;
    else if (what === 'Templates' && last) last.templates = text.split(',');
    else if (what === 'Line' && last) {
      const equals = text.indexOf('=', text.startsWith('=') ? 1 : 0);
      last.variables.push({ name: text.slice(0, equals), value: text.slice(equals + 1) });
    }
  }
  return { categories };
}

/** As the answer can tell it: where a name ends is not to be seen when there is a `=` in it. */
const told = (reading: Reading): unknown =>
  reading.categories.map(({ name, template, templates, variables }) => ({
    name,
    template,
    templates: templates.join(','),
    lines: variables.map((one) => `${one.name}=${one.value}`),
  }));

const readOf = (loaded: LoadedFile | Unreadable): unknown =>
  loaded.tag === 'loaded' ? told(readingOf(loaded)) : 'Config file has invalid format';

const disk = (name: string): string => readFileSync(join(etc, name), 'latin1');

interface Tally {
  files: number;
  operations: number;
  saves: number;
  refusals: number;
  skipped: string[];
  differ: unknown[];
}

/** One file with all operations. */
async function prove(ask: Ask, one: Case, number: number, tally: Tally): Promise<void> {
  const directory = `corpus-${number}/`;
  const main = `${directory}main.conf`;
  const place = (text: string): string => text.replaceAll('@', directory);
  const text = place(one.text);
  const files = Object.fromEntries(
    Object.entries(one.files).map(([name, content]) => [`${directory}${name}`, place(content)]),
  );
  const options = optionsFor(files, traits);
  const loaded = load(text, options);
  tally.files++;
  // What would hang or hurt this PBX: only the model is asked.
  if (isHarmful(loaded)) {
    tally.skipped.push(one.name);
    return;
  }
  for (const edit of operationsFor(loaded)) {
    rmSync(join(etc, directory), { recursive: true, force: true });
    mkdirSync(join(etc, directory));
    for (const [name, content] of Object.entries({ ...files, [main]: text })) {
      writeFileSync(join(etc, name), content, 'latin1');
    }
    const differs = (what: string, expected: unknown, found: unknown): void => {
      if (JSON.stringify(expected) !== JSON.stringify(found)) {
        tally.differ.push({ file: one.name, edit: edit.name, text, what, expected, found });
      }
    };
    const result = loaded.tag === 'loaded' ? operate(loaded, edit.operations) : loaded;
    if (result.tag === 'forbidden') continue;
    tally.operations++;
    const answer = await ask(headersOf(main, edit));
    if (result.tag !== 'loaded') {
      const words = result.tag === 'refused' ? result.words : 'Config file has invalid format';
      differs('refusal', words, /^Message: ([^\r]*)/m.exec(answer)?.[1]);
      for (const [name, content] of Object.entries({ ...files, [main]: text })) {
        differs(`untouched ${name}`, content, disk(name));
      }
      tally.refusals++;
      continue;
    }
    if (!answer.startsWith('Response: Success')) {
      differs('answer', 'Success', answer);
      continue;
    }
    tally.saves++;
    const stored = storeAll(result, { flowDown: edit.flowDown ?? false });
    const after = new Map(Object.entries(files));
    for (const [name, expected] of stored) {
      const found = disk(name === '' ? main : name);
      // What a pattern included is written behind its old text: the header is not in front.
      differs(`bytes of ${name || 'the file'}`, expected, withoutHeader(found));
      after.set(name, found);
    }
    const left = readdirSync(join(etc, directory)).map((name) => directory + name);
    differs(
      'files',
      [...new Set([main, ...Object.keys(files), ...[...stored.keys()].filter(Boolean)])].sort(),
      left.sort(),
    );
    const again = load(after.get('') ?? '', optionsFor(Object.fromEntries(after), traits));
    if (isHarmful(again)) continue;
    const reading = readingIn(
      await ask([
        ['Action', 'GetConfig'],
        ['Filename', main],
        ['Filter', 'TEMPLATES=include'],
      ]),
    );
    differs('reading', readOf(again), typeof reading === 'string' ? reading : told(reading));
  }
}

function isHarmful(loaded: LoadedFile | Unreadable): boolean {
  return loaded.tag === 'unreadable'
    ? loaded.what === 'endless'
    : loaded.notices.some(({ what }) => what === 'writesFreedMemory');
}

async function proveAll(cases: readonly Case[]): Promise<Tally> {
  const tally: Tally = { files: 0, operations: 0, saves: 0, refusals: 0, skipped: [], differ: [] };
  const waiting = [...cases.entries()];
  const work = async (): Promise<void> => {
    const ask = await signIn(pbx.accounts.admin);
    for (let next = waiting.shift(); next; next = waiting.shift()) await prove(ask, next[1], next[0], tally);
  };
  await Promise.all(Array.from({ length: SESSIONS }, work));
  return tally;
}

function report(what: string, { files, operations, saves, refusals, skipped, differ }: Tally): void {
  console.info(
    `${what}: ${files} files, ${operations} operations sent, ${saves} saves compared byte for byte, ` +
      `${refusals} refusals as foretold, ${differ.length} differences; never sent: ${skipped.join(', ') || 'none'}`,
  );
  expect(differ.slice(0, 10)).toEqual([]);
}

test('a pattern is matched as the corpus expects', () => {
  expect(matching(['a/d-2.conf', 'a/d-1.conf', 'a/e.conf'], 'a/d-*.conf')).toEqual([
    'a/d-1.conf',
    'a/d-2.conf',
  ]);
});

test(
  'every file of the corpus × every operation is saved as the model says',
  async () => {
    const tally = await proveAll(corpus);
    report('The corpus', tally);
    expect(tally.files).toBeGreaterThanOrEqual(150);
  },
  BUSY,
);

test(
  'generated files × every operation are saved as the model says',
  async () => {
    report('Generated', await proveAll(generated(150)));
  },
  BUSY,
);
