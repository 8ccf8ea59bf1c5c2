import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refused } from '../../src/ami/index.ts';
import {
  fileName,
  fileRefusal,
  filesOf,
  flat,
  parseConfigList,
  parseDirectory,
} from '../../src/config/find.ts';

const DIR = '/etc/asterisk';
const line = (asker: string, file: string): string =>
  `${asker.slice(0, 20).padEnd(20)} ${`${DIR}/${file}`.padEnd(50)}`;

describe('a typed name', () => {
  test.each([
    ['pjsip.conf'],
    ['conf.d/berlin.conf'],
    ['zażółć gęślą.conf'],
    ['a b.conf'],
    ['.hidden.conf'],
    ['extensions-1_2+3@4~.conf'],
  ])('%j is taken', (name) => expect(fileName(name)).toEqual({ tag: 'name', name }));

  test.each([
    ['', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['../manager.conf', 'leavesDirectory'],
    ['a/../b', 'leavesDirectory'],
    ['a/..', 'leavesDirectory'],
    ['./a', 'leavesDirectory'],
    ['a//b', 'leavesDirectory'],
    ['a/', 'leavesDirectory'],
    ['a\nb', 'characters'],
    ['a\rAction: Originate', 'characters'],
    ['a\0b', 'characters'],
    ['a,b', 'characters'],
    ['${X}', 'characters'],
    ['a)', 'characters'],
    ['a\\b', 'characters'],
    ['*.conf', 'characters'],
    ['a"b', 'characters'],
    [' a', 'characters'],
    ['a ', 'characters'],
    ['a /b', 'characters'],
    ['.cordboard-a-00', 'reserved'],
    ['x/.cordboard-a', 'reserved'],
    ['a'.repeat(161), 'tooLong'],
    ['ż'.repeat(60), 'tooLong'],
  ])('%j is not: %s', (name, problem) => expect(fileName(name)).toEqual({ tag: 'problem', problem }));

  test('whatever is taken stays inside, and is a word of its own when flat', () => {
    const flats = new Map<string, string>();
    const text = fc.string({
      unit: fc.constantFrom('a', '.', 'b', '/', '_', '-', '~', ' ', '5', 'f', 'ż', 'A', '\\', ',', '$'),
      maxLength: 9,
    });
    fc.assert(
      fc.property(text, (name) => {
        if (fileName(name).tag === 'problem') return;
        expect(new URL(name, 'file:///etc/asterisk/').pathname.startsWith('/etc/asterisk/')).toBe(true);
        expect(flat(name)).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(flats.get(flat(name)) ?? name).toBe(name);
        flats.set(flat(name), name);
      }),
      { numRuns: 3000 },
    );
    expect(flats.size).toBeGreaterThan(300);
  });
});

describe('the list of loaded files', () => {
  const list = [
    line('core', 'cdr.conf'),
    line('pbx_config', 'extensions.conf'),
    line('pbx_config', 'conf.d/more here.conf'),
    line('pbx_config', 'users.conf'),
    line('manager', 'users.conf'),
    line('manager', 'manager.conf'),
    line('app_queue', 'queues.conf'),
    line('app_queue', 'queuerules.conf'),
    line('999608a7-50a2-4048-9abc-123456789012', 'pjsip.conf'),
    line('d17e5c11-855c-4610-9abc-123456789012', 'pjsip.conf'),
    line('d17e5c11-855c-4610-9abc-123456789012', 'pjsip_phones.conf'),
    `${'manager'.padEnd(20)} /elsewhere/x.conf                                 `,
    `${''.padEnd(20)} ${DIR}/nameless.conf`,
    line('pbx_config', '.cordboard-extensions.conf-00'),
    'No such command',
    '',
  ];
  const { files } = filesOf(parseConfigList(list), DIR, ['own.conf', '../x', 'pjsip.conf']);
  const by = (name: string) => files.find((file) => file.name === name);

  test('who has loaded what', () => {
    expect(files.map(({ name }) => name)).toEqual([
      '/elsewhere/x.conf',
      'cdr.conf',
      'conf.d/more here.conf',
      'extensions.conf',
      'manager.conf',
      'nameless.conf',
      'own.conf',
      'pjsip.conf',
      'pjsip_phones.conf',
      'queuerules.conf',
      'queues.conf',
      'users.conf',
    ]);
    expect(by('pjsip.conf')).toMatchObject({ modules: ['sorcery'], named: true, inside: true });
    expect(by('users.conf')?.modules).toEqual(['manager', 'pbx_config']);
    expect(by('/elsewhere/x.conf')?.inside).toBe(false);
    expect(by('own.conf')).toMatchObject({ modules: [], named: true, includes: undefined });
  });

  test('what each may include', () => {
    expect(by('extensions.conf')?.includes).toEqual(['conf.d/more here.conf']);
    expect(by('queues.conf')?.includes).toEqual([]);
    expect(by('manager.conf')?.includes).toEqual(['/elsewhere/x.conf']);
    expect(by('pjsip.conf')?.includes).toEqual(['pjsip_phones.conf']);
    // `core` asks for many, and who has no name tells nothing.
    expect(by('cdr.conf')?.includes).toBeUndefined();
    expect(by('nameless.conf')?.includes).toBeUndefined();
  });

  test('names of the site that are none are told', () => {
    expect(filesOf([], undefined, ['../x', 'ok.conf']).problems).toEqual([
      { name: '../x', problem: 'leavesDirectory' },
    ]);
  });

  test('where the PBX does not tell its directory, no file is inside', () => {
    expect(filesOf(parseConfigList(list), undefined, []).files.every(({ inside }) => !inside)).toBe(true);
  });

  test('the directory', () => {
    expect(parseDirectory(['  Configuration file:          /a/asterisk.conf'])).toBeUndefined();
    expect(parseDirectory(['  Configuration directory:     /etc/my asterisk/  '])).toBe('/etc/my asterisk');
  });
});

test.each([
  ['File requires escalated priveledges', { tag: 'restricted' }],
  ['Config file has invalid format', { tag: 'invalid' }],
  ['Something new', { tag: 'refused', words: 'Something new' }],
])('%s', (words, refusal) => expect(fileRefusal(new Refused(words), 'GetConfig')).toEqual(refusal));

test('what is no refusal is thrown again', () => {
  expect(() => fileRefusal(new TypeError('x'), 'GetConfig')).toThrow(TypeError);
});
