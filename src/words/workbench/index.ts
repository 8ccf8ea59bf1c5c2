/** The texts of the workbench, a chapter of their own: nobody who only answers calls waits for them. */
import type { Chapter, WorkbenchDictionary } from '../index.ts';
import { en } from './en.ts';

export const workbenchWords: Chapter = {
  source: en,
  load: Object.fromEntries(
    Object.entries(
      import.meta.glob<Readonly<Record<string, WorkbenchDictionary>>>(['./??.ts', '!./en.ts']),
    ).map(([path, load]) => {
      const code = path.slice(2, -3);
      return [
        code,
        async () => {
          const dictionary = (await load())[code];
          if (dictionary === undefined) throw new Error(`${path} exports no ${code}`);
          return dictionary;
        },
      ];
    }),
  ),
};
