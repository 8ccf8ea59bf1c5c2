/** Every kind of operation, made to fit a file: where it has nothing to work on, the PBX must refuse as the model does. */
import type { LoadedCategory, LoadedFile, Unreadable } from '../../src/config/model.ts';
import type { Operation } from '../../src/config/types.ts';

export interface Edit {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** PreserveEffectiveContext: no */
  readonly flowDown?: boolean;
}

/** A name no file of the corpus has. */
const NOWHERE = 'nowhere';

export function operationsFor(loaded: LoadedFile | Unreadable): Edit[] {
  const none: Edit = { name: 'none', operations: [] };
  if (loaded.tag === 'unreadable') {
    return [none, { name: 'NewCat', operations: [{ op: 'NewCat', cat: 'new' }] }];
  }
  const plain = loaded.categories.filter((one) => !one.template && one.name.trim() !== '');
  const first = plain[0];
  const last = plain.at(-1);
  const full = plain.findLast((one) => one.variables.length > 0);
  const variable = full?.variables.at(-1) ?? { name: 'x', value: '1' };
  const cat = first?.name ?? NOWHERE;
  const lastCat = last?.name ?? NOWHERE;
  const fullCat = full?.name ?? NOWHERE;
  const count = fewest(plain, fullCat);
  const template = loaded.categories.find((one) => one.template && one.name.trim() !== '');
  const templateVariable = template?.variables[0];

  const edits: Edit[] = [
    none,
    { name: 'none, flowing down', operations: [], flowDown: true },
    {
      name: 'Update',
      operations: [{ op: 'Update', cat: fullCat, ...matchOf(variable), value: 'new; value' }],
    },
    {
      name: 'Update to an arrow, any value',
      operations: [{ op: 'Update', cat: fullCat, name: variable.name, value: '>new' }],
    },
    { name: 'Append', operations: [{ op: 'Append', cat: lastCat, name: 'added', value: 'v', arrow: '=' }] },
    {
      name: 'Append with an arrow',
      operations: [{ op: 'Append', cat, name: 'added', value: 'a;b', arrow: '=>' }],
    },
    { name: 'Append twice', operations: [append(lastCat, 'p'), append(lastCat, 'q')] },
    { name: 'Insert', operations: [{ op: 'Insert', cat: fullCat, line: 0, name: 'put', value: '>v' }] },
    {
      name: 'Insert further down',
      operations: [{ op: 'Insert', cat: fullCat, line: Math.max(0, count - 1), name: 'put', value: 'v' }],
    },
    {
      name: 'Insert, then Append',
      operations: [{ op: 'Insert', cat: fullCat, line: 0, name: 'put', value: 'v' }, append(fullCat, 'q')],
    },
    { name: 'Delete a line', operations: [{ op: 'Delete', cat: fullCat, line: 0 }] },
    { name: 'Delete the last line', operations: [{ op: 'Delete', cat: fullCat, line: count - 1 }] },
    {
      name: 'Delete the last line, then Append',
      operations: [{ op: 'Delete', cat: fullCat, line: count - 1 }, append(fullCat, 'q')],
    },
    {
      name: 'Delete by value',
      operations: [{ op: 'Delete', cat: fullCat, name: variable.name, match: variable.value }],
    },
    { name: 'Delete beyond', operations: [{ op: 'Delete', cat: fullCat, line: 999 }] },
    { name: 'NewCat', operations: [{ op: 'NewCat', cat: 'new' }, append('new', 'p')] },
    { name: 'NewCat before', operations: [{ op: 'NewCat', cat: 'new', before: cat }, append('new', 'p')] },
    { name: 'NewCat before nothing', operations: [{ op: 'NewCat', cat: 'new', before: NOWHERE }] },
    { name: 'NewCat again', operations: [{ op: 'NewCat', cat }] },
    {
      name: 'NewCat again, allowed',
      operations: [{ op: 'NewCat', cat, allowdups: true }],
    },
    {
      name: 'NewCat, a template and its child',
      operations: [
        { op: 'NewCat', cat: 'new-t', template: true },
        { op: 'Append', cat: 'new-t', filter: 'TEMPLATES=include', name: 'p', value: '1', arrow: '=' },
        { op: 'NewCat', cat: 'new-c', inherit: ['new-t'] },
        append('new-c', 'q'),
      ],
    },
    {
      name: 'NewCat of a template',
      operations: [{ op: 'NewCat', cat: 'new', inherit: [template?.name ?? NOWHERE] }],
    },
    { name: 'NewCat with a long name', operations: [{ op: 'NewCat', cat: 'n'.repeat(90) }] },
    { name: 'RenameCat', operations: [{ op: 'RenameCat', cat, to: 'renamed' }] },
    { name: 'DelCat', operations: [{ op: 'DelCat', cat }] },
    { name: 'DelCat of the last', operations: [{ op: 'DelCat', cat: lastCat }] },
    { name: 'EmptyCat', operations: [{ op: 'EmptyCat', cat: fullCat }] },
    { name: 'EmptyCat, then Append', operations: [{ op: 'EmptyCat', cat: fullCat }, append(fullCat, 'q')] },
    {
      name: 'a comment with a line',
      operations: [
        { op: 'Insert', cat: fullCat, line: 0, name: '; why\nput', value: '@@t' },
        { op: 'Update', cat: fullCat, name: '; why\nput', match: '@@t', value: '>v' },
      ],
    },
    {
      name: 'one of two cannot be done',
      operations: [append(cat, 'p'), { op: 'Update', cat, name: 'no such name', value: 'v' }],
    },
    {
      name: 'many at once',
      operations: [
        { op: 'NewCat', cat: 'new' },
        append('new', 'p'),
        append('new', 'q'),
        append(cat, 'p'),
        { op: 'Update', cat, name: 'p', match: 'v', value: 'w' },
        { op: 'RenameCat', cat: 'new', to: 'newer' },
        { op: 'Delete', cat: 'newer', name: 'q', match: 'V' },
      ],
    },
    {
      name: 'in the section with that line',
      operations: [
        {
          op: 'Append',
          cat: fullCat,
          filter: `${literal(variable.name)}=^${literal(variable.value)}$`,
          name: 'added',
          value: 'v',
          arrow: '=',
        },
      ],
    },
  ];
  if (template && templateVariable) {
    const filter = 'TEMPLATES=include';
    const change: Operation = {
      op: 'Update',
      cat: template.name,
      filter,
      ...matchOf(templateVariable),
      value: 'new',
    };
    edits.push(
      { name: 'Update of a template', operations: [change] },
      { name: 'Update of a template, flowing down', operations: [change], flowDown: true },
      { name: 'Delete in a template', operations: [{ op: 'Delete', cat: template.name, filter, line: 0 }] },
      { name: 'EmptyCat of a template', operations: [{ op: 'EmptyCat', cat: template.name, filter }] },
      {
        name: 'EmptyCat of a template, flowing down',
        operations: [{ op: 'EmptyCat', cat: template.name, filter }],
        flowDown: true,
      },
      {
        name: 'RenameCat of a template',
        operations: [{ op: 'RenameCat', cat: template.name, filter, to: 'renamed' }],
      },
      { name: 'DelCat of a template', operations: [{ op: 'DelCat', cat: template.name, filter }] },
      { name: 'a template without saying so', operations: [append(template.name, 'p')] },
    );
  }
  return edits;
}

const append = (cat: string, name: string): Operation => ({
  op: 'Append',
  cat,
  name,
  value: 'v',
  arrow: '=',
});

const matchOf = ({ name, value }: { name: string; value: string }): { name: string; match: string } => ({
  name,
  match: value,
});

/** Lines in the shortest section of that name: none is inserted beyond its end. */
function fewest(categories: readonly LoadedCategory[], name: string): number {
  const counts = categories
    .filter((one) => one.name.toLowerCase() === name.toLowerCase())
    .map((one) => one.variables.length);
  return Math.min(...counts, Number.MAX_SAFE_INTEGER);
}

const literal = (text: string): string => text.replace(/[^A-Za-z0-9\x80-\xff]/g, '.');
