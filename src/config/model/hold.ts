import { MAIN, type LoadedFile } from '../model.ts';
import type { Reading, Traits, Variable } from '../types.ts';
import { isMeant, newCategory, noComments, type HeldCategory } from './held.ts';

/**
 * What Asterisk holds of a file of which only its answer is known: no comments, no arrows, no includes, no places. What
 * is inherited is found by comparing with the templates: it comes first, in their order.
 */
export function hold(reading: Reading, traits: Traits): LoadedFile {
  const categories: HeldCategory[] = [];
  for (const told of reading.categories) {
    const category = newCategory(told.name, told.template, { file: MAIN, line: 0 }, 'utf-8');
    for (const name of told.templates) {
      const of = categories.find((one) => isMeant(one, name, 'TEMPLATES=include'));
      if (of) category.templates.push({ name, of });
    }
    const inherited = category.templates.flatMap(({ of }) => of.variables);
    category.variables = told.variables.map(({ name, value }, index) => ({
      name,
      value,
      arrow: '=',
      inherited: same(inherited[index], { name, value }),
      at: { file: MAIN, line: 0 },
      comments: noComments(),
    }));
    category.tail = category.variables.length - 1;
    categories.push(category);
  }
  return {
    tag: 'loaded',
    traits,
    charset: 'utf-8',
    categories,
    includes: [],
    notices: [],
    sources: new Map(),
  };
}

const same = (one: Variable | undefined, other: Variable): boolean =>
  one?.name === other.name && one.value === other.value;
