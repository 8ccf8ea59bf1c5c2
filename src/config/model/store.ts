import {
  ADDED,
  MAIN,
  MAIN_AGAIN,
  type LoadedCategory,
  type LoadedFile,
  type LoadedInclude,
  type LoadedVariable,
} from '../model.ts';
import type { Reading } from '../types.ts';
import { sameWord } from './held.ts';

export interface StoreOptions {
  /** A template's new value flows down to its children (PreserveEffectiveContext: no). Default: they keep theirs. */
  readonly flowDown?: boolean;
}

/** The file's text as Asterisk writes it, without the generated header (config.c: ast_config_text_file_save2). */
export function store(file: LoadedFile, options: StoreOptions = {}): string {
  return storeAll(file, options).get(MAIN) ?? '';
}

/**
 * Every file a save writes, by name, the file itself as `''`. Included files are written too, also those nobody
 * changed: without their header as well, where the save wrote them anew.
 */
export function storeAll(file: LoadedFile, options: StoreOptions = {}): ReadonlyMap<string, string> {
  const { traits } = file;
  const texts = new Map<string, string>();
  /** How far each file has come, in lines of the old text. */
  const lines = new Map<string, number>();
  const written = new Set<LoadedInclude>();

  for (const include of file.includes) for (const name of include.files) texts.set(name, '');
  texts.set(MAIN, '');

  function print(name: string, text: string): void {
    // What a pattern included is not emptied first: its contents double.
    texts.set(name, (texts.get(name) ?? file.sources.get(name) ?? '') + text);
  }

  /** Blank lines as there were before it, judged by line numbers; after a deletion one stays. */
  function blankLines(name: string, before: string, line: number): void {
    const from = lines.get(name) ?? 1;
    const blank = line - newlines(before) - from;
    if (blank < 0 || line === 0) return;
    print(name, '\n'.repeat(blank < 5 ? blank : 1));
    lines.set(name, line + 1);
  }

  function comment(name: string, text: string, ofSection = false): void {
    if (traits.keepsIncludes) {
      // Line by line: what has no end is lost.
      const whole = text.split('\n').slice(0, -1);
      print(name, whole.map((line) => (line.startsWith(';!') ? '' : `${line}\n`)).join(''));
    } else if (ofSection) {
      print(name, text.replace(/^(?:;![^\n]*(?:\n|$))*/, ''));
    } else if (!text.startsWith(';!')) {
      print(name, text);
    }
  }

  function includesBefore(place: string, line: number): void {
    for (const include of file.includes) {
      if (include.at.file === place && line > include.at.line && !written.has(include)) {
        printInclude(include);
      }
    }
  }

  function printInclude(include: LoadedInclude): void {
    const name = target(include.at.file);
    if (traits.keepsIncludes) {
      blankLines(name, include.comments.before, include.at.line);
      comment(name, include.comments.before);
    }
    print(name, `#${include.directive} "${include.name}"\n`);
    written.add(include);
  }

  for (const category of file.categories) {
    const name = target(category.at.file);
    includesBefore(category.at.file, category.at.line);
    blankLines(name, category.comments.before, category.at.line);
    comment(name, category.comments.before, true);
    print(name, header(category) + (category.comments.beside || '\n'));
    comment(name, category.comments.after);
    for (const variable of category.variables) {
      if (isLeftOut(category, variable, options)) continue;
      const to = target(variable.at.file);
      includesBefore(variable.at.file, variable.at.line);
      blankLines(to, variable.comments.before, variable.at.line);
      comment(to, variable.comments.before);
      const text = `${variable.name} ${variable.arrow} ${variable.value.replace(/;/g, '\\;')}`;
      print(to, text + (variable.comments.beside === '' ? '\n' : `  ${variable.comments.beside}`));
      comment(to, variable.comments.after);
    }
  }
  for (const include of file.includes) {
    if (written.has(include)) continue;
    printInclude(include);
    if (traits.keepsIncludes) comment(target(include.at.file), include.comments.after);
  }
  return texts;
}

/**
 * Whether a line is not written because its section's template has it. An own line that only repeats the template's
 * is left out as well: where order counts (codecs) that changes what the file means.
 */
export function isLeftOut(
  category: LoadedCategory,
  variable: LoadedVariable,
  { flowDown = false }: StoreOptions = {},
): boolean {
  return category.templates.some(({ of }) =>
    of.variables.some(
      (one) =>
        (flowDown && variable.inherited) ||
        (sameWord(variable.name, one.name) && variable.value === one.value),
    ),
  );
}

/** What GetConfig with `Filter: TEMPLATES=include` tells of it. */
export function readingOf(file: LoadedFile): Reading {
  return {
    categories: file.categories.map((category) => ({
      name: category.name,
      template: category.template,
      templates: category.templates.map(({ name }) => name),
      variables: category.variables.map(({ name, value }) => ({ name, value })),
    })),
  };
}

/** The bytes of a file without the header Asterisk writes in front of every file it saves. */
export function withoutHeader(text: string): string {
  return text.replace(
    /^;!\n;! Automatically generated configuration file\n;! Filename: [^\n]*\n;! Generator: [^\n]*\n;! Creation Date: [^\n]*\n;!\n/,
    '',
  );
}

const target = (name: string): string => (name === ADDED || name === MAIN_AGAIN ? MAIN : name);

function header({ name, template, templates }: LoadedCategory): string {
  const options = [...(template ? ['!'] : []), ...templates.map((one) => one.name)];
  return `[${name}]${options.length === 0 ? '' : `(${options.join(',')})`}`;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
