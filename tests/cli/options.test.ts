import { describe, expect, test } from 'vitest';
import { Misused, readList, readNumber, readOptions } from '../../e2e/cli/options.ts';
import { installedAsterisk } from '../../e2e/pbx/asterisk.ts';

const options = {
  seed: { type: 'string', default: '1' },
  quiet: { type: 'boolean', default: false },
} as const;

describe('the words behind a command', () => {
  test('known ones are read', () => {
    expect({ ...readOptions(options, ['--seed', '7', '--quiet']) }).toEqual({ seed: '7', quiet: true });
    expect({ ...readOptions(options, []) }).toEqual({ seed: '1', quiet: false });
    expect(readNumber('seed', '7', { least: 0 })).toBe(7);
    expect(readNumber('pace', '0.5', { least: 0.1, whole: false })).toBe(0.5);
    expect(readList('only', 'lint,unit', ['lint', 'types', 'unit'])).toEqual(['lint', 'unit']);
  });

  test.each([[['--bogus']], [['stray']], [['--seed']], [['--quiet=yes']]])(
    '%j is refused in a sentence that names it',
    (words) => {
      expect(() => readOptions(options, words)).toThrow(Misused);
      expect(() => readOptions(options, words)).toThrow(/^[^\n.]*(--bogus|stray|--seed|--quiet)[^\n.]*$/);
    },
  );

  test.each(['abc', '', ' ', '1.5', '-1', 'Infinity', '1e30'])('“%s” is no number to begin with', (given) => {
    expect(() => readNumber('seed', given, { least: 0 })).toThrow(Misused);
    expect(() => readNumber('seed', given, { least: 0 })).toThrow('--seed must be a whole number');
  });

  test('a word of a list that nobody knows is named, with those that are known', () => {
    expect(() => readList('only', 'lint,lnit', ['lint', 'unit'])).toThrow(/“lnit”.*lint, unit/);
  });
});

describe('an asterisk on PATH', () => {
  const at =
    (...there: readonly string[]) =>
    (path: string) =>
      there.includes(path);
  const modules = '/usr/lib/asterisk/modules/chan_pjsip.so';

  test('is taken with its modules and its documentation', () => {
    const found = installedAsterisk('Asterisk 20.5.0\n', at(modules, '/var/lib/asterisk/documentation'));
    expect(found).toMatchObject({
      version: 20,
      modules: '/usr/lib/asterisk/modules',
      share: '/var/lib/asterisk',
    });
  });

  test('is passed over in words that say what was looked for, and where', () => {
    expect(installedAsterisk('Asterisk 20.5.0', at())).toMatchObject({
      version: 20,
      lacks: expect.stringMatching(/modules.*\/usr\/lib\/asterisk\/modules/) as string,
    });
    expect(installedAsterisk('Asterisk 20.5.0', at(modules))).toMatchObject({
      lacks: expect.stringMatching(/documentation.*\/var\/lib\/asterisk/) as string,
    });
    expect(installedAsterisk('hello', at())).toMatchObject({
      lacks: expect.stringContaining('hello') as string,
    });
  });
});
