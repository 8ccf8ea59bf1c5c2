/** What a real Asterisk tells of files by GetConfig and by GetConfigJSON is the same, and is what our own reading says. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPbx, type Pbx } from '../../e2e/pbx/index.ts';
import { action, Refused, type Session } from '../../src/ami/index.ts';
import {
  documentOf,
  faultOf,
  parse,
  readGetConfig,
  readGetConfigJson,
  readingOf,
  type Reading,
} from '../../src/config/index.ts';
import { signedIn, version } from '../ami/wire.ts';
import { anyText, plainFile, textOf } from './texts.ts';

let pbx: Pbx;
let session: Session;
beforeAll(async () => {
  pbx = await startPbx({ version });
}, 300_000);
afterAll(() => pbx.stop());

const headers = (file: string): Record<string, string> => ({ Filename: file, Filter: 'TEMPLATES=include' });

/** Undefined where Asterisk says that the file is none. */
async function told(file: string): Promise<Reading | undefined> {
  try {
    const plain = await session.send(action('GetConfig', headers(file)));
    const asJson = await session.send(action('GetConfigJSON', headers(file)));
    const reading = readGetConfig(plain.response);
    expect(readGetConfigJson(asJson.response)).toEqual(reading);
    return reading;
  } catch (cause) {
    if (cause instanceof Refused && /invalid format|not found/.test(cause.message)) return undefined;
    throw cause;
  }
}

test('the files of the house', async () => {
  session = await signedIn(pbx);
  const files = readdirSync(join(pbx.dir, 'etc')).filter((name) => name.endsWith('.conf'));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const text = pbx.readFile(file);
    const reading = await told(file);
    if (!reading || text.includes('#include')) continue;
    expect(readingOf(parse(text)), file).toEqual(reading);
    expect(readingOf(documentOf(reading)), file).toEqual(reading);
  }
});

test('files as people write them, with twins, repeats and templates', async () => {
  session = await signedIn(pbx);
  for (const file of fc.sample(plainFile, { numRuns: 120, seed: 22 })) {
    const text = textOf(file);
    if (text === '') continue;
    pbx.writeFile('read.conf', text);
    expect(await told('read.conf'), text).toEqual(readingOf(parse(text)));
  }
});

test('texts nobody would write: the same is read, or the same is refused', async () => {
  session = await signedIn(pbx);
  let read = 0;
  let refused = 0;
  for (const sample of fc.sample(anyText, { numRuns: 600, seed: 16 })) {
    // Half of them begin with a section, or hardly any would be read.
    const text = (read + refused) % 4 === 0 ? sample : `[s]\n${sample}`;
    // Includes bring other files; bytes that are no text have no reading; a sign of several units may be cut.
    if (/#|\0|[\ud800-\udfff]|^$/u.test(text)) continue;
    pbx.writeFile('read.conf', text);
    const document = parse(text);
    const reading = await told('read.conf');
    if (reading === undefined || faultOf(document)) {
      expect([text, reading === undefined], text).toEqual([text, faultOf(document) !== undefined]);
      refused += 1;
    } else {
      expect([text, reading]).toEqual([text, readingOf(document)]);
      read += 1;
    }
  }
  expect(read).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(50);
});
