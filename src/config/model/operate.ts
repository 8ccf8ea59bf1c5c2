import { strip } from '../document.ts';
import { ADDED, type Forbidden, type LoadedFile, type Refused } from '../model.ts';
import type { Operation } from '../types.ts';
import {
  append,
  copy,
  cutName,
  inherit,
  isMeant,
  newCategory,
  noComments,
  sameWord,
  skipBlanks,
  update,
  type HeldCategory,
  type HeldVariable,
} from './held.ts';

/** Asterisk's words for what it refuses (manager.c: action_updateconfig). */
const WORDS = {
  noCategory: 'Category not specified',
  unknownCategory: 'Given category does not exist',
  argument: 'Problem with category, value, or line (if required)',
  newCategory: 'Create category did not complete successfully',
  update: 'Update did not complete successfully',
  template: 'Template category not found',
} as const;

/** Where what an operation adds stands: on no line of the file. */
const ADDED_SECTION = { file: ADDED, line: -1 };
const ADDED_LINE = { file: ADDED, line: 0 };

/**
 * Changes what is loaded as UpdateConfig does: all of the operations, or none (manager.c: handle_updates; seen on
 * 16.28 and 22.10). What is told as `forbidden` must never be sent.
 */
export function operate(
  file: LoadedFile,
  operations: readonly Operation[],
): LoadedFile | Refused | Forbidden {
  const categories = copy(file);
  let late: Refused | undefined;
  for (const [index, operation] of operations.entries()) {
    const fault = one(operation, categories, file);
    if (fault === undefined) continue;
    if (fault in FORBIDDEN) {
      return { tag: 'forbidden', operation: index, why: fault as keyof typeof FORBIDDEN };
    }
    const refused: Refused = {
      tag: 'refused',
      operation: index,
      words: WORDS[fault as keyof typeof WORDS],
    };
    // A template that is missing is told at the end only; the other operations are still tried.
    if (fault !== 'template') return refused;
    late = refused;
  }
  return late ?? { ...file, categories };
}

const FORBIDDEN = { insertBeyondEnd: true, templateInUse: true, deleteWidens: true } as const;

type Fault = keyof typeof WORDS | keyof typeof FORBIDDEN;

/** A header loses the blanks in front of its value. */
const header = skipBlanks;

function one(operation: Operation, categories: HeldCategory[], file: LoadedFile): Fault | undefined {
  const cat = header(operation.cat);
  if (cat === '') return 'noCategory';
  const filter = header(operation.filter ?? '');
  const meant = (): HeldCategory[] => categories.filter((each) => isMeant(each, cat, filter));

  switch (operation.op) {
    case 'NewCat':
      return newCat(operation, cat, categories, file);
    case 'RenameCat': {
      const to = header(operation.to).replace(/^>/, '');
      if (to === '') return 'argument';
      const renamed = meant();
      for (const each of renamed) each.name = cutName(to, file.charset);
      return renamed.length === 0 ? 'unknownCategory' : undefined;
    }
    case 'DelCat': {
      const gone = meant();
      if (gone.length === 0) return 'unknownCategory';
      const isUsed = categories.some(
        (each) => !gone.includes(each) && each.templates.some(({ of }) => gone.includes(of)),
      );
      if (isUsed) return 'templateInUse';
      for (const each of gone) categories.splice(categories.indexOf(each), 1);
      return undefined;
    }
    case 'EmptyCat': {
      const emptied = meant();
      for (const each of emptied) {
        each.variables = [];
        each.tail = -1;
      }
      return emptied.length === 0 ? 'unknownCategory' : undefined;
    }
    case 'Update': {
      const name = header(operation.name);
      if (name === '') return 'argument';
      const { value, arrow } = arrowOf(header(operation.value));
      const match = header(operation.match ?? '');
      const changed = meant();
      if (changed.length === 0) return 'unknownCategory';
      const hits = changed.map((each) => update(each, name, match, value, arrow, file.traits).length);
      return hits.every((count) => count === 0) ? 'update' : undefined;
    }
    case 'Delete': {
      const changed = meant();
      if ('line' in operation) {
        if (changed.length === 0) return 'unknownCategory';
        const hits = changed.filter((each) => remove(each, operation.line));
        return hits.length === 0 ? 'update' : undefined;
      }
      const name = header(operation.name);
      const match = header(operation.match);
      if (match === '') return 'deleteWidens';
      if (name === '') return 'argument';
      if (changed.length === 0) return 'unknownCategory';
      let hits = 0;
      for (const each of changed) {
        for (let line = each.variables.length - 1; line >= 0; line--) {
          const variable = each.variables[line];
          if (variable && sameWord(variable.name, name) && sameWord(variable.value, match)) {
            remove(each, line);
            hits++;
          }
        }
      }
      return hits === 0 ? 'update' : undefined;
    }
    case 'Append': {
      const name = header(operation.name);
      if (name === '') return 'argument';
      const { value, arrow } = arrowOf(header(`${operation.arrow === '=>' ? '>' : ''}${operation.value}`));
      const changed = meant();
      for (const each of changed) append(each, [added(name, value, arrow)]);
      return changed.length === 0 ? 'unknownCategory' : undefined;
    }
    case 'Insert': {
      const name = header(operation.name);
      if (name === '') return 'argument';
      // The arrow is taken off the value, and forgotten.
      const { value } = arrowOf(header(operation.value));
      const changed = meant();
      const { line } = operation;
      if (changed.some((each) => line < 0 || (line > 0 && line >= each.variables.length))) {
        return 'insertBeyondEnd';
      }
      for (const each of changed) {
        each.variables.splice(line, 0, added(name, value, '='));
        if (line <= each.tail) each.tail++;
      }
      return changed.length === 0 ? 'unknownCategory' : undefined;
    }
  }
}

function newCat(
  operation: Extract<Operation, { op: 'NewCat' }>,
  name: string,
  categories: HeldCategory[],
  file: LoadedFile,
): Fault | undefined {
  if (operation.allowdups !== true && categories.some((each) => isMeant(each, name, 'TEMPLATES=include'))) {
    return 'newCategory';
  }
  const made = newCategory(name, operation.template ?? false, ADDED_SECTION, file.charset);
  for (const wanted of operation.inherit ?? []) {
    const template = categories.find((each) => isMeant(each, strip(wanted), 'TEMPLATES=restrict'));
    if (!template) return 'template';
    inherit(made, template);
  }
  const before = header(operation.before ?? '');
  if (before === '') {
    categories.push(made);
    return undefined;
  }
  const at = categories.findIndex((each) => sameWord(each.name, before));
  if (at === -1) return 'newCategory';
  categories.splice(at, 0, made);
  return undefined;
}

/** `>` in front of a value stands for `=>`. */
function arrowOf(value: string): { value: string; arrow: '=' | '=>' } {
  return value.startsWith('>') ? { value: value.slice(1), arrow: '=>' } : { value, arrow: '=' };
}

const added = (name: string, value: string, arrow: '=' | '=>'): HeldVariable => ({
  name,
  value,
  arrow,
  inherited: false,
  at: ADDED_LINE,
  comments: noComments(),
});

function remove(category: HeldCategory, line: number): boolean {
  if (line < 0 || line >= category.variables.length) return false;
  category.variables.splice(line, 1);
  if (line <= category.tail) category.tail--;
  return true;
}
