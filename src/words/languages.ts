/**
 * The languages beside English: one more is one more file here, `xx.ts` exporting `xx`, and nothing else. Each is
 * loaded when it is chosen, so that nobody waits for words they do not read.
 */
import type { Dictionary } from './index.ts';

export const languages: Readonly<Record<string, () => Promise<Dictionary>>> = Object.fromEntries(
  Object.entries(import.meta.glob<Readonly<Record<string, Dictionary>>>(['./??.ts', '!./en.ts'])).map(
    ([path, load]) => {
      const code = path.slice(2, -3);
      return [
        code,
        async () => {
          const dictionary = (await load())[code];
          if (dictionary === undefined) throw new Error(`${path} exports no ${code}`);
          return dictionary;
        },
      ];
    },
  ),
);
