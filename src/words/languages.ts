/**
 * The languages beside English: one more is one more file here, `xx.ts` exporting `xx`, and nothing else. Each is
 * loaded when it is chosen, so that nobody waits for words they do not read.
 */
import type { Dictionary } from './index.ts';
import { loadersOf } from './loaders.ts';

export const languages = loadersOf(
  import.meta.glob<Readonly<Record<string, Dictionary>>>(['./??.ts', '!./en.ts']),
);
