/** The texts of the workbench, a chapter of their own: nobody who only answers calls waits for them. */
import type { Chapter, WorkbenchDictionary } from '../index.ts';
import { loadersOf } from '../loaders.ts';
import { en } from './en.ts';

export const workbenchWords: Chapter = {
  source: en,
  load: loadersOf(import.meta.glob<Readonly<Record<string, WorkbenchDictionary>>>(['./??.ts', '!./en.ts'])),
};
