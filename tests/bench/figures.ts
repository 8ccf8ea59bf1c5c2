/** What a row of the bench says, how it is judged, and how the table is printed. */

export interface Figure {
  readonly name: string;
  /** In the unit the name ends with. */
  readonly ours: number | undefined;
  readonly against: number | undefined;
  readonly ratio: number | undefined;
  /** `≥ 1.3`: of the ratio, or of `ours` where nothing stands against it. */
  readonly wanted: string;
  readonly holds: boolean;
  /** Why a row is void, or what must be known to read it. */
  readonly note?: string;
}

export type Bound = readonly ['≥' | '≤', number];

/** A figure of ours beside the same of the other, measured in the same run. */
export function compared(
  name: string,
  ours: number,
  against: number,
  [side, limit]: Bound,
  note?: string,
): Figure {
  const ratio = against === 0 && ours === 0 ? 1 : ours / against;
  return {
    name,
    ours,
    against,
    ratio,
    wanted: `${side} ${limit}×`,
    // None cannot be undercut, not by none either.
    holds: side === '≥' ? ratio >= limit : ours === 0 || ratio <= limit,
    ...(note === undefined ? {} : { note }),
  };
}

/** A figure that stands alone. */
export function alone(name: string, ours: number, [side, limit]: Bound, note?: string): Figure {
  return {
    name,
    ours,
    against: undefined,
    ratio: undefined,
    wanted: `${side} ${limit}`,
    holds: side === '≥' ? ours >= limit : ours <= limit,
    ...(note === undefined ? {} : { note }),
  };
}

/** A row that could not be measured as asked holds nothing, whatever its numbers. */
export function voided(figure: Figure, why: string): Figure {
  return { ...figure, holds: false, note: `void: ${why}` };
}

/** Asked and reached events a second; below nine tenths the rows measured with it are void. */
export interface Rate {
  readonly asked: number;
  readonly reached: number;
}

export function atRate(figures: readonly Figure[], ...rates: readonly Rate[]): readonly Figure[] {
  const short = rates.find((rate) => rate.reached < rate.asked * 0.9);
  if (!short) return figures;
  const why = `${Math.round(short.reached)} events/s reached of ${short.asked} asked`;
  return figures.map((figure) => voided(figure, why));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[at] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const least = (values: readonly number[]): number => Math.min(...values);
export const most = (values: readonly number[]): number => Math.max(...values);

export function short(value: number | undefined): string {
  if (value === undefined) return '';
  if (!Number.isFinite(value)) return '—';
  if (value !== 0 && Math.abs(value) < 10) return value.toFixed(2);
  return Math.abs(value) < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

export function table(figures: readonly Figure[]): string {
  return grid(
    ['what', 'ours', 'against', 'ratio', 'wanted', 'holds', ''],
    figures.map((figure) => [
      figure.name,
      short(figure.ours),
      short(figure.against),
      short(figure.ratio),
      figure.wanted,
      figure.holds ? 'yes' : 'NO',
      figure.note ?? '',
    ]),
  );
}

/** Columns wide enough for their longest cell; all but the first and last are set to the right. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === row.length - 1 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.map(line)].join('\n');
}
