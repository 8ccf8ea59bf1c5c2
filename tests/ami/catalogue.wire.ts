/** The catalogue is what the documentation of the Asterisks at hand says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAsterisk } from '../../e2e/pbx/asterisk.ts';
import { catalogueFiles } from '../../e2e/cli/catalogue.ts';

test('written anew it is the same', async () => {
  const [of22, of16] = await Promise.all([findAsterisk(22), findAsterisk(16)]);
  const files = await catalogueFiles(join(of22.share, 'documentation'), join(of16.share, 'documentation'));
  expect(files.size).toBe(3);
  for (const [path, text] of files) expect(readFileSync(path, 'utf8'), path).toBe(text);
});
