/** One file a language: `de.ts` exports `de`. What loads each, by code. */
export function loadersOf<D>(
  files: Readonly<Record<string, () => Promise<Readonly<Record<string, D>>>>>,
): Readonly<Record<string, () => Promise<D>>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, load]) => {
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
  );
}
