/** What is typed into the form of an action, row by row, kept when another action is looked at. */
import type { Field, Form, Typed } from '../../console/index.ts';

/** A header that the form does not have. */
export interface Extra {
  name: string;
  value: string;
}

export interface TypedForm {
  readonly form: Form;
  /** Rows of a repeated field, or of the table of numbered fields it belongs to. */
  rows(field: Field): number;
  value(field: Field, row: number): string;
  write(field: Field, row: number, value: string): void;
  addRow(field: Field): void;
  removeRow(field: Field, row: number): void;
  readonly extras: Extra[];
  addExtra(): void;
  removeExtra(at: number): void;
  clear(): void;
  fill(values: readonly Typed[]): void;
  /** In the order in which they are sent: numbered headers row by row, as Asterisk counts them. */
  readonly values: readonly Typed[];
}

/** Fields that are numbered alike are the columns of one table. */
export const tableOf = ({ indexed, name }: Field): string =>
  indexed ? `${indexed.before}0${indexed.after}` : name;

export function createTyped(form: Form): TypedForm {
  /** Field name → its values by row. */
  let texts = $state<Record<string, string[]>>({});
  let counts = $state<Record<string, number>>({});
  let extras = $state<Extra[]>([]);

  const rows = (field: Field): number => counts[tableOf(field)] ?? 1;
  const fieldsOf = (table: string): readonly Field[] =>
    form.fields.filter((field) => tableOf(field) === table);
  const value = (field: Field, row: number): string => texts[field.name]?.[row] ?? '';
  const write = (field: Field, row: number, text: string): void => {
    const values = texts[field.name] ?? [];
    texts[field.name] = Array.from({ length: Math.max(values.length, row + 1) }, (_, at) =>
      at === row ? text : (values[at] ?? ''),
    );
  };

  const typed: TypedForm = {
    form,
    rows,
    value,
    write,
    addRow(field) {
      counts[tableOf(field)] = rows(field) + 1;
    },
    removeRow(field, row) {
      const table = tableOf(field);
      for (const { name } of fieldsOf(table)) texts[name]?.splice(row, 1);
      counts[table] = Math.max(1, rows(field) - 1);
    },
    get extras() {
      return extras;
    },
    addExtra: () => void extras.push({ name: '', value: '' }),
    removeExtra: (at) => void extras.splice(at, 1),
    clear() {
      texts = {};
      counts = {};
      extras = [];
    },
    fill(values) {
      typed.clear();
      const seen: Record<string, number> = {};
      for (const one of values) {
        const field = form.fields.find(({ name }) => name === one.name);
        if (!field) {
          extras.push({ name: one.name, value: one.value });
          continue;
        }
        const row = one.index ?? seen[field.name] ?? 0;
        seen[field.name] = row + 1;
        counts[tableOf(field)] = Math.max(rows(field), row + 1);
        write(field, row, one.value);
      }
    },
    get values() {
      const names = form.fields.map(tableOf);
      const tables = names.filter((name, at) => names.indexOf(name) === at).map(fieldsOf);
      const values = tables.flatMap((fields) =>
        Array.from({ length: fields[0] ? rows(fields[0]) : 0 }, (_, row) =>
          fields.map((field) => ({
            name: field.name,
            ...(field.indexed ? { index: row } : {}),
            value: value(field, row),
          })),
        ).flat(),
      );
      return [...values, ...extras.filter(({ name, value: text }) => name !== '' || text !== '')];
    },
  };
  return typed;
}
