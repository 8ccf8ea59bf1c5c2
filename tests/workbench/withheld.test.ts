import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../src/config/index.ts';
import { putBack, withhold } from '../../src/workbench/files/withheld.ts';

const base = `[a]
type = auth
password = first ; of two
password=second
[b](t)
password => third
[b]
password => fourth
`;

test('secrets nobody touched are not kept, and come back as they stood', () => {
  const draft = base.replace('type = auth', 'type = auth\nusername = a').replace('third', 'typed');
  const kept = withhold('pjsip.conf', parse(base), parse(draft));
  for (const secret of ['first', 'second', 'fourth']) expect(JSON.stringify(kept)).not.toContain(secret);
  // What is being replaced, and what with: both are what somebody looked at.
  expect(kept.text).toContain('typed');
  expect(putBack('pjsip.conf', kept, parse(base))).toEqual({ base, text: draft });
});

test('a secret changed on the PBX meanwhile is nobody’s change here', () => {
  const kept = withhold('pjsip.conf', parse(base), parse(base.replace('auth', 'other')));
  const now = base.replace('second', 'changed');
  const back = putBack('pjsip.conf', kept, parse(now));
  expect(back.base).toBe(now);
  expect(back.text).toBe(now.replace('auth', 'other'));
});

test('a section that is gone leaves an empty value in both texts alike', () => {
  const kept = withhold('pjsip.conf', parse(base), parse(`${base}x = y\n`));
  const back = putBack('pjsip.conf', kept, parse('[a]\n'));
  expect(back.base).not.toMatch(/first|\uFDD0/);
  expect(back.text).toBe(`${back.base}x = y\n`);
});

test('whatever is edited comes back', () => {
  const line = fc.constantFrom(
    '[a]',
    '[b](!)',
    'password = x',
    'secret=y ; z',
    'type = auth',
    '; c',
    '',
    ';--',
    '--;',
  );
  const texts = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const kept = withhold('pjsip.conf', parse(one), parse(other));
      expect(putBack('pjsip.conf', kept, parse(one))).toEqual({ base: one, text: other });
    }),
  );
});
