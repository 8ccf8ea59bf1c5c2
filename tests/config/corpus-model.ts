/** The model as the corpus asks it: characters are bytes, and included files come from a table. */
import type { LoadOptions } from '../../src/config/model.ts';
import type { Traits } from '../../src/config/types.ts';

/** What the self-test finds on the two versions the proofs run on. */
export const TRAITS: Readonly<Record<16 | 22, Traits>> = {
  16: { updateHits: 'first', newlineInVar: true, keepsIncludes: false, keepsCommentColumn: false },
  22: { updateHits: 'first', newlineInVar: true, keepsIncludes: true, keepsCommentColumn: true },
};

export function optionsFor(files: Readonly<Record<string, string>>, traits: Traits): LoadOptions {
  return {
    traits,
    charset: 'bytes',
    includes: (name) => files[name],
    matching: (pattern) => matching(Object.keys(files), pattern),
  };
}

/** `*` alone, as the corpus uses it. */
export function matching(names: readonly string[], pattern: string): string[] {
  const parts = pattern.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('[^/]*')}$`);
  return names.filter((name) => expression.test(name)).sort();
}
