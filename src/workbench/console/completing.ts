/** Tab on a command line whose completions are still being asked for: the keys pressed meanwhile come after it. */

export interface Held {
  /** The line as it stood when Tab was pressed; what is typed meanwhile stands behind it. */
  readonly line: string;
  /** Tab was pressed once more, behind what was typed meanwhile. */
  readonly again: boolean;
  /** Enter was pressed meanwhile: it means the finished line. */
  readonly run: boolean;
}

export interface Completed {
  readonly line: string;
  /** What is to be asked for next. */
  readonly held: Held | undefined;
  /** Nothing was left to fill in: one of the completions is to be chosen. */
  readonly choose: boolean;
  /** The line is finished and was to be run. */
  readonly run: boolean;
}

/** `typed`: the line as it stands now, `held.line` and what came behind. `found`: what `held.line` may become. */
export function completeHeld(held: Held, typed: string, found: readonly string[]): Completed {
  const rest = typed.slice(held.line.length);
  const [only] = found;
  const common = commonStart(found);
  const unique = found.length === 1 && only !== undefined;
  // A word that is whole ends with a space, which may have been typed already.
  const filled = unique
    ? `${only}${rest.startsWith(' ') ? '' : ' '}`
    : common.length > held.line.length
      ? common
      : held.line;
  const line = filled + rest;
  if (held.again) {
    return { line, held: { line, again: false, run: held.run }, choose: false, run: false };
  }
  return {
    line,
    held: undefined,
    choose: rest === '' && filled === held.line,
    // With something typed behind it, or known to go no further, it is as finished as whoever typed it wanted.
    run: held.run && (found.length <= 1 || rest.trim() !== ''),
  };
}

/** What all have in common from their beginning on. */
export function commonStart(lines: readonly string[]): string {
  const [first = ''] = lines;
  let length = first.length;
  for (const one of lines) while (!one.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
