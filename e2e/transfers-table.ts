/** The table of what every transfer did, printed after the browser tests and kept in docs/transfers.md. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Row {
  readonly version: number;
  readonly context: boolean;
  readonly topology: string;
  readonly act: string;
  readonly result: string;
}

const directory = join(import.meta.dirname, '..', '.cordboard', 'results', 'transfers');

function rowsOf(version: number, context: boolean): readonly Row[] {
  const files = existsSync(directory) ? readdirSync(directory).sort() : [];
  return files
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Row)
    .filter((row) => row.version === version && row.context === context);
}

/** A passed test leaves its row: a file each, as tests run side by side. The numbers keep the order of the tables. */
export function keepRow(row: Row, order: readonly number[]): void {
  mkdirSync(directory, { recursive: true });
  const name = order.map((one) => String(one).padStart(2, '0')).join('-');
  writeFileSync(
    join(directory, `${row.version}-${row.context ? 'with' : 'without'}-${name}.json`),
    JSON.stringify(row),
  );
}

/** One line a topology, one column an act; a result every row shares stands once, in the column's head. */
function markdown(version: number, context: boolean): string {
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

/** Whether a transfer was tried in this run, not only in one before it. */
const tried = (): boolean =>
  existsSync(directory) &&
  readdirSync(directory).some((file) => statSync(join(directory, file)).mtimeMs > performance.timeOrigin);

/** After all tests, whichever ran: what the transfers left is printed, and kept in docs/ when asked. */
export default function printTables(): void {
  const version = process.env['CORDBOARD_PBX_VERSION'] === '16' ? 16 : 22;
  if (!tried()) return;
  for (const context of [true, false]) {
    if (rowsOf(version, context).length > 0) console.log(`\n${markdown(version, context)}`);
  }
  if (!process.env['CORDBOARD_WRITE_DOCS']) return;
  const tables = [22, 16].flatMap((one) => [true, false].map((context) => markdown(one, context)));
  writeFileSync(
    join(import.meta.dirname, '..', 'docs', 'transfers.md'),
    `# What every transfer did

Each cell is a browser test on a real PBX with real SIP phones: a card is dragged, then the PBX is asked who is
bridged with whom. Printed by \`npm test\`; written here by \`CORDBOARD_WRITE_DOCS=1 npm test\`. A dash: not offered
there (without the context only Park can bring a caller back, and only from the operator's own bridge).

${tables.join('\n')}`,
  );
}
