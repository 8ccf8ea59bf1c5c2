/**
 * Operations as requests of UpdateConfig: numbered headers, few enough and short enough that Asterisk takes all of
 * them, and none that crashes it, widens, or loses a line. What may not be sent throws `NotSent` before anything is.
 * Each trap is told where it is checked; all of them were seen on Asterisk 16.28 and 22.10 (manager.c, config.c).
 */

/** Why a request is not made. Its words are the page's. */
export type Problem =
  /** Not a relative path inside the configuration directory. */
  | { readonly what: 'fileName'; readonly name: string }
  /** It is not known which files this one includes, and nobody has accepted that they are rewritten too. */
  | { readonly what: 'includesUnknown' }
  /** It includes files, which would be rewritten too, and nobody has accepted that. */
  | { readonly what: 'includes'; readonly files: readonly string[] }
  | { readonly what: 'noSuchSection'; readonly cat: string }
  /** Insert at or beyond the line count crashes Asterisk. */
  | { readonly what: 'insertBeyondEnd'; readonly cat: string; readonly line: number; readonly count: number }
  /** One section cannot take both in one request: the inserted line is lost. */
  | { readonly what: 'insertAndAppend'; readonly cat: string }
  /** Without a line, or with an empty match, every line of that name would go. */
  | { readonly what: 'deleteWidens'; readonly cat: string }
  /** Without a match the line that gives way is one of several. */
  | { readonly what: 'updateAmbiguous'; readonly cat: string; readonly name: string }
  /** Its children go on naming it by the old name: the file would not load. */
  | { readonly what: 'renamesTemplate'; readonly cat: string; readonly children: readonly string[] }
  | { readonly what: 'deletesTemplateInUse'; readonly cat: string; readonly children: readonly string[] }
  | { readonly what: 'tooManyHeaders'; readonly count: number }
  | { readonly what: 'tooManyBytes'; readonly count: number }
  /** CR, LF or NUL. */
  | { readonly what: 'lineBreak'; readonly field: string }
  /** A name that would read back as something else: `=` in it, `[` or `#` in front, `]` in a section's. */
  | { readonly what: 'unwritableName'; readonly name: string }
  /** A value that begins with `>` on a line with `=`: one `>` is always taken for the arrow. */
  | { readonly what: 'unwritableValue'; readonly value: string }
  /** Asterisk skips lines of 8,191 bytes and more when it reads. */
  | { readonly what: 'lineTooLong'; readonly cat: string; readonly bytes: number };

/** A request that would do harm was asked for, and was not made. */
export class NotSent extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`Not sent: ${JSON.stringify(problem)}`);
    this.problem = problem;
  }
}
