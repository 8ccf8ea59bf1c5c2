/** Which lines of an edit are new, and which are another form of one that stood there. */
import type { Line } from '../../config/index.ts';

/** A kind for each line that comes: it changes one that goes, told by its name, its value, or what it is. */
export function kindsOf(gone: readonly Line[], come: readonly Line[]): readonly ('added' | 'changed')[] {
  const left = [...gone];
  const take = (fits: (line: Line) => boolean): boolean => {
    const at = left.findIndex(fits);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
  const kinds: ('added' | 'changed')[] = [];
  // Those that are surely the same line first: a new one above must not take their place.
  const pass = (isOf: (line: Line) => (other: Line) => boolean): void => {
    for (const [at, line] of come.entries())
      if (kinds[at] === undefined && take(isOf(line))) kinds[at] = 'changed';
  };
  pass((line) => (other) => other.text === line.text);
  pass((line) => (other) => line.tag === 'entry' && other.tag === 'entry' && other.name === line.name);
  pass(
    (line) => (other) =>
      line.tag === 'entry' && other.tag === 'entry' && line.value !== '' && other.value === line.value,
  );
  // Typed as text a line may become anything; nothing else says which it was.
  if (left.length === come.filter((_, at) => kinds[at] === undefined).length)
    pass((line) => (other) => other.tag !== 'blank' && line.tag !== 'blank');
  else pass((line) => (other) => line.tag !== 'entry' && other.tag === line.tag);
  return come.map((_, at) => kinds[at] ?? 'added');
}
