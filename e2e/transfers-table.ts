/** The table of what every transfer did, printed after the browser tests and kept in docs/transfers.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Row {
  readonly version: number;
  readonly context: boolean;
  readonly topology: string;
  readonly act: string;
  readonly result: string;
}

const directory = join(import.meta.dirname, '..', '.cordboard', 'results');
const fileOf = (version: number, context: boolean): string =>
  join(directory, `transfers-${version}-${context ? 'with' : 'without'}.json`);

function rowsOf(version: number, context: boolean): readonly Row[] {
  const file = fileOf(version, context);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Row[]) : [];
}

/** A passed test adds its row; a row of the same topology and act is replaced. */
export function keepRow(row: Row): void {
  mkdirSync(directory, { recursive: true });
  const others = rowsOf(row.version, row.context).filter(
    (one) => one.topology !== row.topology || one.act !== row.act,
  );
  writeFileSync(fileOf(row.version, row.context), JSON.stringify([...others, row], null, 1));
}

/** One line a topology, one column an act; a result every row shares stands once, in the column's head. */
export function markdown(version: number, context: boolean): string {
  const rows = rowsOf(version, context);
  const acts = [...new Set(rows.map((row) => row.act))];
  const topologies = [...new Set(rows.map((row) => row.topology))];
  const cell = (topology: string, act: string): string =>
    rows.find((row) => row.topology === topology && row.act === act)?.result ?? '—';
  return [
    `### Asterisk ${version}, ${context ? 'with' : 'without'} the \`[cordboard]\` context`,
    '',
    `| topology | ${acts.join(' | ')} |`,
    `|---|${acts.map(() => '---|').join('')}`,
    ...topologies.map(
      (topology) => `| ${topology} | ${acts.map((act) => cell(topology, act)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

export function printRows(version: number, context: boolean): void {
  console.log(`\n${markdown(version, context)}`);
  if (!process.env['CORDBOARD_WRITE_DOCS']) return;
  const tables = [22, 16].flatMap((one) => [true, false].map((with_) => markdown(one, with_)));
  writeFileSync(
    join(import.meta.dirname, '..', 'docs', 'transfers.md'),
    `# What every transfer did

Each cell is a browser test on a real PBX with real SIP phones: a card is dragged, then the PBX is asked who is
bridged with whom. Printed by \`npm test\`; written here by \`CORDBOARD_WRITE_DOCS=1 npm test\`. A dash: not offered
there (without the context only Park can bring a caller back, and only from the operator's own bridge).

${tables.join('\n')}`,
  );
}
