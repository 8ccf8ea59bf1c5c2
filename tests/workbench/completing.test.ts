import { describe, expect, test } from 'vitest';
import { commonStart, completeHeld } from '../../src/workbench/console/completing.ts';

const tab = (line: string) => ({ line, again: false, run: false });

describe('Tab before the completions are there', () => {
  test('what is unique is filled in, with the space that ends a word', () => {
    expect(completeHeld(tab('core show vers'), 'core show vers', ['core show version'])).toEqual({
      line: 'core show version ',
      held: undefined,
      choose: false,
      run: false,
    });
  });

  test('what was typed behind it stays behind it', () => {
    const found = ['core show'];
    expect(completeHeld(tab('core sh'), 'core shvers', found).line).toBe('core show vers');
    expect(completeHeld(tab('core sh'), 'core sh vers', found).line).toBe('core show vers');
  });

  test('a second Tab asks for the line as it has become, and Enter waits for that', () => {
    const first = completeHeld({ line: 'core sh', again: true, run: true }, 'core shvers', ['core show']);
    expect(first).toEqual({
      line: 'core show vers',
      held: { line: 'core show vers', again: false, run: true },
      choose: false,
      run: false,
    });
    const second = completeHeld({ line: first.line, again: false, run: true }, first.line, [
      'core show version',
    ]);
    expect(second).toMatchObject({ line: 'core show version ', held: undefined, run: true });
  });

  test('of several, what they have in common; an unfinished command is not run', () => {
    const found = ['core show channel', 'core show channels', 'core show channeltype'];
    expect(completeHeld({ ...tab('core show ch'), run: true }, 'core show ch', found)).toEqual({
      line: 'core show channel',
      held: undefined,
      choose: false,
      run: false,
    });
    expect(completeHeld({ ...tab('core show channel'), run: true }, 'core show channel', found)).toEqual({
      line: 'core show channel',
      held: undefined,
      choose: true,
      run: false,
    });
  });

  test('where nothing can be completed the line is as it was typed', () => {
    expect(completeHeld({ ...tab('no such'), run: true }, 'no such thing', [])).toMatchObject({
      line: 'no such thing',
      run: true,
    });
  });
});

test('what lines have in common', () => {
  expect(commonStart([])).toBe('');
  expect(commonStart(['one'])).toBe('one');
  expect(commonStart(['pjsip show', 'pjsip send'])).toBe('pjsip s');
  expect(commonStart(['a', 'b'])).toBe('');
});
