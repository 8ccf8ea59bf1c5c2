/** What the README tells people to type is what the program has. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CORDBOARD_CONTEXT } from '../e2e/pbx/cordboard-context.ts';
import { noSite } from '../src/pbx/index.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

test('the dialplan lines are those the demo runs and install-panel prints', () => {
  expect(readme).toContain(`\`\`\`ini\n${CORDBOARD_CONTEXT}\`\`\``);
});

test('every field of cordboard.json has its row', () => {
  const rows = [...readme.matchAll(/^\| `(\w+)`\s*\|/gm)].map((match) => match[1]);
  expect(rows).toEqual(expect.arrayContaining(Object.keys(noSite)));
});

test('every npm command it names exists', () => {
  const named = [...readme.matchAll(/npm (?:run ([\w-]+)|(start|test))/g)].map(
    ([, script, alone]) => script ?? alone ?? '',
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('every file it links to is there', () => {
  const linked = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');
  expect(linked).toContain('docs/architecture.md');
  expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the accounts have the rights install-panel prints', () => {
  const panel = readFileSync(join(root, 'e2e/cli/install-panel.ts'), 'utf8');
  const rights = (text: string, account: string): readonly (string | undefined)[] =>
    ['read', 'write'].map(
      (list) => new RegExp(`\\[${account}\\][^[]*?^${list} = (.*)$`, 'm').exec(text)?.[1],
    );
  for (const account of ['reception', 'viewer']) {
    expect(rights(readme, account)).toEqual(rights(panel, account));
    expect(rights(readme, account)).not.toContain(undefined);
  }
});
