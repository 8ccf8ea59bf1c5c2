/** What stands behind a command's name, read in words: whoever mistypes it is told what there is, not where we failed. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The words behind a command are not ones it knows. */
export class Misused extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; strict: true }>
>['values'];

export function readOptions<const T extends Options>(
  options: T,
  words: readonly string[] = process.argv.slice(2),
): Values<T> {
  try {
    return parseArgs({ args: [...words], options, strict: true }).values;
  } catch (error) {
    // Node's second sentence is advice for people who write such programs.
    throw new Misused(error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error));
  }
}

/** A number an option was given; `least`: the smallest it may be. */
export function readNumber(
  name: string,
  given: string,
  { least, whole = true }: { readonly least: number; readonly whole?: boolean },
): number {
  const number = given.trim() === '' ? Number.NaN : Number(given);
  if (!Number.isFinite(number) || number < least || (whole && !Number.isSafeInteger(number)))
    throw new Misused(`--${name} must be a ${whole ? 'whole ' : ''}number from ${least} on, not “${given}”`);
  return number;
}

/** The words of a list, all of which must be known. */
export function readList<T extends string>(name: string, given: string, known: readonly T[]): readonly T[] {
  return given.split(',').map((word) => {
    const found = known.find((one) => one === word);
    if (found === undefined)
      throw new Misused(`--${name}: there is no “${word}”. There are: ${known.join(', ')}`);
    return found;
  });
}

/** Says what is wrong and what there is, and ends as a misused command does. */
export function refuse(problem: Misused, help: string): never {
  console.error(`${problem.message}.\n\n${help}`);
  process.exit(2);
}
