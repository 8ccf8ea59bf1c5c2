/** What somebody accepts is what they have read, and nothing that is found later. */
import type { Document, Forecast } from '../../config/index.ts';

/**
 * A word for each finding that must be accepted before a save: damage, what locks out, and what cannot be seen. `file` is the text the
 * findings' lines are of: a finding is the same one wherever its line has moved, and two alike are two.
 */
export function risksOf({ findings }: Pick<Forecast, 'findings'>, file: Document): readonly string[] {
  const counts = new Map<string, number>();
  return findings.flatMap(({ what, weight, at, text, file: where }) => {
    if (weight !== 'damage' && weight !== 'lockout' && weight !== 'unseen') return [];
    const line = at === undefined ? undefined : file.lines[at]?.text;
    const found = JSON.stringify([what, text, where, line]);
    const count = counts.get(found) ?? 0;
    counts.set(found, count + 1);
    return [`${found} ${count}`];
  });
}
