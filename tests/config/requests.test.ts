import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Request } from '../../src/ami/index.ts';
import { encode } from '../../src/ami/http.ts';
import {
  copyOf,
  guardsOf,
  NotSent,
  requestsOf,
  type Guard,
  type Problem,
  type RequestsOptions,
} from '../../src/config/save/requests.ts';
import type { Category, OpenedFile, Operation, Traits } from '../../src/config/types.ts';

const traits: Traits = {
  updateHits: 'first',
  newlineInVar: true,
  keepsIncludes: true,
  keepsCommentColumn: true,
};
const options: RequestsOptions = { traits, staging: '.cordboard-x.conf-next' };

/** `name(!,of): a=1 b=2` a section. */
function section(text: string): Category {
  const [, name = '', inside = '', rest = ''] = /^([^(:]+)(?:\(([^)]*)\))?:\s*(.*)$/.exec(text) ?? [];
  const words = inside.split(',').filter((word) => word !== '');
  return {
    name,
    template: words.includes('!'),
    templates: words.filter((word) => word !== '!'),
    variables: rest
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => ({ name: word.slice(0, word.indexOf('=')), value: word.slice(word.indexOf('=') + 1) })),
  };
}

const file = (sections: readonly string[], more: Partial<OpenedFile> = {}): OpenedFile => ({
  name: 'x.conf',
  document: { bom: false, lines: [] },
  exact: false,
  reading: { categories: sections.map(section) },
  includes: [],
  modules: [],
  ...more,
});

const base = file(['s: a=1 a=1 b=2', 't(!): x=1', 'c(t): x=1 y=2', 'e:']);

/** `Action-000000=Update Cat-000000=s …`, one string a request. */
const written = (requests: readonly Request[]): string[] =>
  requests.map(({ headers }) => headers.map(([name, value]) => `${name}=${value}`).join(' '));

const send = (
  operations: readonly Operation[],
  { guards = [], ...more }: Partial<RequestsOptions> & { guards?: readonly Guard[]; in?: OpenedFile } = {},
) => requestsOf(more.in ?? base, operations, guards, { ...options, ...more });

function problem(make: () => unknown): Problem | undefined {
  try {
    make();
  } catch (error) {
    if (error instanceof NotSent) return error.problem;
    throw error;
  }
  return undefined;
}

describe('headers', () => {
  const cases: readonly (readonly [Operation, string])[] = [
    [
      { op: 'Update', cat: 's', name: 'b', match: '2', value: '3' },
      'Action-000000=Update Cat-000000=s Match-000000=2 Var-000000=b Value-000000=3',
    ],
    [
      { op: 'Update', cat: 'c', filter: 'id=^B$', name: 'y', match: '2', value: '3' },
      'Action-000000=Update Cat-000000=c Options-000000=catfilter="id=^B$" Match-000000=2 Var-000000=y Value-000000=3',
    ],
    [{ op: 'Delete', cat: 's', line: 1 }, 'Action-000000=Delete Cat-000000=s Line-000000=1'],
    [
      { op: 'Delete', cat: 's', name: 'a', match: '1' },
      'Action-000000=Delete Cat-000000=s Match-000000=1 Var-000000=a',
    ],
    [
      { op: 'Insert', cat: 's', line: 2, name: 'n', value: 'v' },
      'Action-000000=Insert Cat-000000=s Line-000000=2 Var-000000=n Value-000000=v',
    ],
    [
      { op: 'Append', cat: 'e', name: 'n', value: 'v', arrow: '=>' },
      'Action-000000=Append Cat-000000=e Var-000000=n Value-000000=>v',
    ],
    [
      { op: 'NewCat', cat: 'k', template: true, inherit: ['t', 'u'], before: 's', allowdups: true },
      'Action-000000=NewCat Cat-000000=k Options-000000=template,inherit="t,u",allowdups Match-000000=s',
    ],
    [{ op: 'RenameCat', cat: 's', to: 'r' }, 'Action-000000=RenameCat Cat-000000=s Value-000000=r'],
    [{ op: 'DelCat', cat: 's' }, 'Action-000000=DelCat Cat-000000=s'],
    [{ op: 'EmptyCat', cat: 's' }, 'Action-000000=EmptyCat Cat-000000=s'],
  ];
  test.each(cases)('%o', (operation, headers) => {
    // The filtered one stands on a line of its section that the expression matches.
    const filtered = file(['s: a=1 a=1 b=2', 'c: id=B y=2', 'e:', 't(!):', 'u(!):']);
    const { requests, staged } = send([operation], { in: filtered });
    expect(staged).toBe(false);
    expect(written(requests)).toEqual([`SrcFilename=x.conf DstFilename=x.conf ${headers}`]);
  });

  test('guards come first, and are numbered on', () => {
    const guards = [{ cat: 's', name: 'b', value: '2' }];
    expect(written(send([{ op: 'Delete', cat: 's', line: 0 }], { guards }).requests)).toEqual([
      'SrcFilename=x.conf DstFilename=x.conf ' +
        'Action-000000=Update Cat-000000=s Match-000000=2 Var-000000=b Value-000000=2 ' +
        'Action-000001=Delete Cat-000001=s Line-000001=0',
    ]);
  });

  test('a line that no guard could stand on without changing it is not guarded', () => {
    const guards = [
      { cat: 's', name: 'b', value: '' },
      { cat: 's', name: 'b', value: '>2' },
    ];
    const [request] = send([{ op: 'Delete', cat: 's', line: 0 }], { guards }).requests;
    expect(request?.headers.map(([name]) => name)).toEqual([
      'SrcFilename',
      'DstFilename',
      'Action-000000',
      'Cat-000000',
      'Line-000000',
    ]);
  });

  test('a template’s new value flows down where that is asked for', () => {
    const operations: Operation[] = [
      { op: 'Update', cat: 't', filter: 'TEMPLATES=include', name: 'x', match: '1', value: '2' },
    ];
    expect(written(send(operations, { flowDown: true }).requests)[0]).toContain(
      'PreserveEffectiveContext=no ',
    );
    expect(written(send(operations).requests)[0]).not.toContain('PreserveEffectiveContext');
  });

  test('what an operation by number stands on is guarded', () => {
    const { reading } = file(['s: a=1 b=2 c=3', 't(!): x=1', 'c(t): x=1 y=2']);
    const lines = (...operations: Operation[]) =>
      guardsOf(reading, operations, traits).map(({ cat, name, value }) => `${cat}: ${name}=${value}`);
    const insert = (cat: string, line: number): Operation => ({
      op: 'Insert',
      cat,
      line,
      name: 'n',
      value: 'v',
    });
    expect(lines(insert('s', 1))).toEqual(['s: a=1', 's: b=2']);
    expect(lines({ op: 'Delete', cat: 's', line: 2 })).toEqual(['s: c=3']);
    // What is inherited would be written out by its guard.
    expect(lines(insert('c', 1))).toEqual(['c: y=2']);
    // Every one of several, by the numbers the file's own lines have by then; never a line the edit itself put there.
    expect(lines({ op: 'Delete', cat: 's', line: 0 }, { op: 'Delete', cat: 's', line: 0 })).toEqual([
      's: a=1',
      's: b=2',
    ]);
    expect(lines({ op: 'Delete', cat: 's', line: 2 }, insert('s', 1))).toEqual([
      's: c=3',
      's: a=1',
      's: b=2',
    ]);
    expect(lines(insert('s', 0), { op: 'Delete', cat: 's', line: 0 })).toEqual(['s: a=1']);
    // A value that is replaced whatever it is; one that is named is its own guard.
    expect(lines({ op: 'Update', cat: 's', name: 'b', value: '9' })).toEqual(['s: b=2']);
    expect(lines({ op: 'Update', cat: 's', name: 'b', match: '2', value: '9' })).toEqual([]);
    // All that goes with a section.
    for (const op of ['DelCat', 'EmptyCat'] as const) {
      expect(lines({ op, cat: 's' })).toEqual(['s: a=1', 's: b=2', 's: c=3']);
      expect(lines({ op, cat: 'c' })).toEqual(['c: y=2']);
    }
    expect(lines({ op: 'RenameCat', cat: 's', to: 'z' }, { op: 'Delete', cat: 'z', line: 0 })).toEqual([
      's: a=1',
    ]);
  });
});

describe('never sent', () => {
  const insert = (cat: string, line: number): Operation => ({
    op: 'Insert',
    cat,
    line,
    name: 'n',
    value: 'v',
  });
  const append = (cat: string): Operation => ({ op: 'Append', cat, name: 'n', value: 'v', arrow: '=' });

  test('Insert at the line count or beyond', () => {
    for (const line of [3, 4, 1000]) {
      expect(problem(() => send([insert('s', line)]))).toEqual({
        what: 'insertBeyondEnd',
        cat: 's',
        line,
        count: 3,
      });
    }
    expect(problem(() => send([insert('e', 0)]))).toMatchObject({ what: 'insertBeyondEnd', count: 0 });
    expect(problem(() => send([insert('s', -1)]))).toMatchObject({ what: 'lineNumber' });
    expect(problem(() => send([insert('s', 0.5)]))).toMatchObject({ what: 'lineNumber' });
    expect(problem(() => send([insert('s', 2)]))).toBeUndefined();
  });

  test('… with what was deleted before counted', () => {
    const two: Operation[] = [{ op: 'Delete', cat: 's', name: 'a', match: '1' }, insert('s', 1)];
    expect(problem(() => send(two))).toMatchObject({ what: 'insertBeyondEnd', count: 1 });
    expect(problem(() => send([{ op: 'EmptyCat', cat: 's' }, insert('s', 0)]))).toMatchObject({
      what: 'insertBeyondEnd',
      count: 0,
    });
  });

  test('… in the shortest of the sections of that name', () => {
    const twins = file(['s: a=1 b=2 id=A', 's: id=B']);
    expect(problem(() => send([insert('s', 2)], { in: twins }))).toMatchObject({ count: 1 });
    const one: Operation = { op: 'Insert', cat: 's', line: 2, name: 'n', value: 'v', filter: 'id=^A$' };
    expect(problem(() => send([one], { in: twins }))).toBeUndefined();
  });

  const together = ({ headers }: Request): boolean => {
    const values = headers.map(([, value]) => value);
    return values.includes('Insert') && values.includes('Append');
  };

  test('Insert and Append into one section in one request: they go in two, through the staging file', () => {
    for (const operations of [
      [insert('s', 0), append('s')],
      [append('s'), insert('s', 0)],
    ]) {
      const { requests, staged } = send(operations);
      expect(staged).toBe(true);
      expect(requests.filter(together)).toEqual([]);
      expect(requests).toHaveLength(4);
    }
    expect(send([insert('s', 0), append('e')]).staged).toBe(false);
    // A copy is made in one request, and cannot.
    const operations = [insert('s', 0), append('s')];
    expect(problem(() => copyOf(base, 'x.conf', 'y.conf', { traits, operations }))).toMatchObject({
      what: 'insertAndAppend',
    });
  });

  test('NewCat, Insert and Append likewise', () => {
    const made: Operation[] = [{ op: 'NewCat', cat: 'k' }, append('k'), insert('k', 0), append('k')];
    const { requests } = send(made);
    expect(requests.filter(together)).toEqual([]);
    expect(problem(() => send([{ op: 'NewCat', cat: 'k' }, insert('k', 0), append('k')]))).toMatchObject({
      what: 'insertBeyondEnd',
    });
  });

  test('Delete with neither Line nor Match', () => {
    for (const operation of [
      { op: 'Delete', cat: 's', name: 'a' },
      { op: 'Delete', cat: 's', name: 'a', match: '' },
      { op: 'Delete', cat: 's', name: '', match: '1' },
      { op: 'Delete', cat: 's' },
    ] as unknown as Operation[]) {
      expect(problem(() => send([operation]))).toEqual({ what: 'deleteWidens', cat: 's' });
    }
    expect(problem(() => send([{ op: 'Delete', cat: 's', line: Number.NaN }]))).toMatchObject({
      what: 'lineNumber',
    });
  });

  test('Update without a match where it could hit another line', () => {
    expect(problem(() => send([{ op: 'Update', cat: 's', name: 'a', value: '2' }]))).toMatchObject({
      what: 'updateAmbiguous',
    });
    expect(problem(() => send([{ op: 'Update', cat: 's', name: 'b', value: '2' }]))).toBeUndefined();
  });

  test('RenameCat of a template without its children, DelCat of one in use', () => {
    const filter = 'TEMPLATES=include';
    const rename: Operation = { op: 'RenameCat', cat: 't', to: 'u', filter };
    expect(problem(() => send([rename]))).toEqual({ what: 'renamesTemplate', cat: 't', children: ['c'] });
    const remove: Operation = { op: 'DelCat', cat: 't', filter };
    expect(problem(() => send([remove]))).toEqual({
      what: 'deletesTemplateInUse',
      cat: 't',
      children: ['c'],
    });
    expect(problem(() => send([{ op: 'DelCat', cat: 'c' }, remove]))).toBeUndefined();
    // A child made in the same request counts.
    const child: Operation = { op: 'NewCat', cat: 'd', inherit: ['T'] };
    expect(problem(() => send([{ op: 'DelCat', cat: 'c' }, child, rename]))).toMatchObject({
      children: ['d'],
    });
  });

  test('a section that is not there', () => {
    expect(problem(() => send([{ op: 'DelCat', cat: 'nobody' }]))).toMatchObject({ what: 'noSuchSection' });
    // Templates are only found by a filter.
    expect(problem(() => send([append('t')]))).toMatchObject({ what: 'noSuchSection' });
  });

  test('anything past 120 headers or 40,000 bytes: it goes in several requests, through the staging file', () => {
    const many = Array.from({ length: 70 }, () => append('e'));
    const { requests, staged } = send(many);
    expect(staged).toBe(true);
    expect(written(requests)[0]).toBe('SrcFilename=x.conf DstFilename=.cordboard-x.conf-next');
    expect(written(requests).at(-1)).toBe('SrcFilename=.cordboard-x.conf-next DstFilename=x.conf');
    for (const request of requests.slice(1, -1)) {
      expect(written([request])[0]).toContain(
        'SrcFilename=.cordboard-x.conf-next DstFilename=.cordboard-x.conf-next ',
      );
    }
    const large: Operation[] = Array.from({ length: 12 }, () => ({
      op: 'Append',
      cat: 'e',
      name: 'n',
      value: 'ü'.repeat(1000),
      arrow: '=',
    }));
    expect(send(large).requests.length).toBeGreaterThan(3);
    const one: Operation = { op: 'Append', cat: 'e', name: 'n', value: '€'.repeat(2700), arrow: '=' };
    expect(problem(() => send([one]))).toBeUndefined();
  });

  test('one operation that is too much by itself', () => {
    const inherit = Array.from({ length: 6000 }, (_, index) => `template${index}`);
    expect(problem(() => send([{ op: 'NewCat', cat: 'k', inherit }]))).toMatchObject({
      what: 'tooManyBytes',
    });
    const operations = Array.from({ length: 40 }, () => append('e'));
    expect(problem(() => copyOf(base, 'x.conf', 'y.conf', { traits, operations }))).toMatchObject({
      what: 'tooManyHeaders',
    });
  });

  test.each(['\r', '\n', '\0', 'x\ny', 'x\r\n[evil]'])('%j in any field', (text) => {
    const bad: readonly Operation[] = [
      { op: 'NewCat', cat: `k${text}` },
      { op: 'NewCat', cat: 'k', before: text },
      { op: 'NewCat', cat: 'k', inherit: [text] },
      { op: 'RenameCat', cat: 's', to: `r${text}` },
      { op: 'RenameCat', cat: `s${text}`, to: 'r' },
      { op: 'Update', cat: 's', name: 'b', match: '2', value: text },
      { op: 'Update', cat: 's', name: 'b', match: text, value: '3' },
      { op: 'Update', cat: 's', filter: text, name: 'b', match: '2', value: '3' },
      { op: 'Delete', cat: 's', name: 'b', match: text },
      { op: 'Delete', cat: 's', name: text, match: '1' },
      { op: 'Append', cat: 's', name: 'n', value: text, arrow: '=' },
      { op: 'Append', cat: 's', name: 'n', value: `x${text}`, arrow: '=>' },
      { op: 'Insert', cat: 's', line: 0, name: 'n', value: text },
    ];
    for (const operation of bad) {
      expect(problem(() => send([operation]))?.what).toMatch(/lineBreak|unwritableName/);
    }
  });

  test('a newline in Var but for the writer’s own lines, and where it does not work', () => {
    const named = (name: string): Operation => ({ op: 'Insert', cat: 's', line: 0, name, value: 'v' });
    const { requests } = send([named('; why\nx = 1 ; beside\n\nsame')]);
    expect(requests[0]?.newlinesIn).toEqual(['Var-000000']);
    expect(encode(requests[0] as Request)).toContain('%0A');
    for (const name of [
      '[evil]\nsame',
      '#include "x"\nsame',
      '#exec "x"\nsame',
      '; fine ;-- open\nsame',
      ';-- open\nsame',
      'no equals sign\nsame',
      'x = 1\r\nsame',
      '; why\n[evil]',
      '; why\nsa=me',
      '; why\n',
      '\n',
    ]) {
      expect(
        problem(() => send([named(name)])),
        name,
      ).toBeDefined();
    }
    expect(
      problem(() => send([named('; why\nsame')], { traits: { ...traits, newlineInVar: false } })),
    ).toEqual({
      what: 'lineBreak',
      field: 'Var',
    });
  });

  test('UpdateConfig on a file whose includes are not excluded or accepted, not even a copy', () => {
    for (const [includes, what] of [
      [undefined, 'includesUnknown'],
      [['y.conf'], 'includes'],
    ] as const) {
      const unsure = file(['s: a=1'], { includes });
      const edit: Operation[] = [{ op: 'Delete', cat: 's', line: 0 }];
      expect(problem(() => send(edit, { in: unsure }))).toMatchObject({ what });
      expect(problem(() => copyOf(unsure, 'x.conf', 'y.conf', { traits }))).toMatchObject({ what });
      expect(problem(() => send(edit, { in: unsure, includesAccepted: true }))).toBeUndefined();
    }
  });

  test('a line too long to be read back', () => {
    const of = (bytes: number): Operation => ({
      op: 'Append',
      cat: 's',
      name: 'n',
      value: 'x'.repeat(bytes - 'n => '.length),
      arrow: '=>',
    });
    expect(problem(() => send([of(8190)]))).toBeUndefined();
    expect(problem(() => send([of(8191)]))).toEqual({ what: 'lineTooLong', cat: 's', bytes: 8191 });
    // Counted as it is written: in bytes, and each semicolon with its backslash.
    const wide: Operation = { op: 'Update', cat: 's', name: 'b', match: '2', value: '€'.repeat(2730) };
    expect(problem(() => send([wide]))).toMatchObject({ what: 'lineTooLong' });
    const escaped: Operation = { op: 'Update', cat: 's', name: 'b', match: '2', value: ';'.repeat(4100) };
    expect(problem(() => send([escaped]))).toMatchObject({ what: 'lineTooLong' });
  });

  test.each(['', '.', '..', '/etc/passwd', '../x.conf', 'a/../x.conf', 'a/./x', 'a//x', 'x/', '/'])(
    'the file name %j',
    (name) => {
      const hostile = file(['s: a=1'], { name });
      expect(problem(() => send([], { in: hostile }))).toEqual({ what: 'fileName', name });
      expect(problem(() => copyOf(base, 'x.conf', name, { traits }))).toEqual({ what: 'fileName', name });
    },
  );
  test.each([
    'x\0.conf',
    'x\n.conf',
    'x\r',
    'x\ty',
    '*.conf',
    'x?.conf',
    '[ab].conf',
    '{a,b}.conf',
    'a\\b',
    ' x',
  ])('the file name %j', (name) => {
    expect(problem(() => send([], { in: file(['s: a=1'], { name }) }))).toMatchObject({ what: 'fileName' });
  });
  test.each(['x.conf', 'conf.d/berlin.conf', '.cordboard-x.conf-07', 'a~b.conf', 'zweiß 2.conf'])(
    'but the file name %j is',
    (name) => {
      expect(problem(() => send([], { in: file(['s: a=1'], { name }) }))).toBeUndefined();
    },
  );

  test.each(['a=b', '[x', '#include', 'x;y', ' x', 'a+', ''])('the variable name %j', (name) => {
    const operation: Operation = { op: 'Append', cat: 's', name, value: 'v', arrow: '=' };
    expect(problem(() => send([operation]))).toMatchObject({ what: 'unwritableName' });
  });
  test.each(['a]b', 'x;y', ' x', '', 'x'.repeat(80)])('the section name %j', (name) => {
    expect(problem(() => send([{ op: 'NewCat', cat: name }]))).toMatchObject({ what: 'unwritableName' });
    expect(problem(() => send([{ op: 'RenameCat', cat: 's', to: name }]))).toMatchObject({
      what: 'unwritableName',
    });
  });
  test('a value with > in front on a line with =', () => {
    const operation: Operation = { op: 'Append', cat: 's', name: 'n', value: '>v', arrow: '=' };
    expect(problem(() => send([operation]))).toMatchObject({ what: 'unwritableValue' });
  });
});

test('whatever the operations, no request is too large, and what narrows comes before what is narrowed', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const cat = fc.constantFrom('s', 'e', 'c', 'k');
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    fc.record({
      op: fc.constant('Append' as const),
      cat,
      name: word,
      value: fc.string({ unit: 'grapheme', maxLength: 400 }).filter((text) => !/[\r\n\0]|^>/.test(text)),
      arrow: fc.constantFrom('=' as const, '=>' as const),
    }),
    fc.record({ op: fc.constant('Insert' as const), cat, line: fc.nat(4), name: word, value: word }),
    fc.record({ op: fc.constant('Delete' as const), cat, line: fc.nat(4) }),
    fc.record({ op: fc.constant('Delete' as const), cat, name: word, match: word }),
    fc.record({ op: fc.constant('NewCat' as const), cat }),
  );
  let sent = 0;
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 150 }), (operations) => {
      let requests: readonly Request[];
      try {
        ({ requests } = send(operations, { guards: [{ cat: 's', name: 'b', value: '2' }] }));
      } catch (error) {
        expect(error).toBeInstanceOf(NotSent);
        return;
      }
      for (const request of requests) {
        sent += 1;
        // Throws where a limit is passed.
        encode(request);
        expect(request.headers.length).toBeLessThanOrEqual(119);
        const names = request.headers.map(([name]) => name);
        for (const [index, name] of names.entries()) {
          const number = name.slice(-7);
          if (/^(Line|Match|Options)-/.test(name)) {
            expect(names.slice(0, index)).not.toContain(`Var${number}`);
            expect(names.slice(0, index)).not.toContain(`Value${number}`);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(sent).toBeGreaterThan(50);
});
