/**
 * From one document to another by UpdateConfig alone: the operations, and what no operation can say. What is planned
 * is tried on a copy first (of what Asterisk would hold in memory), so that a plan is right or is none.
 */
import type { Operation, Traits } from './types.ts';

export interface Knowledge {
  /** Whether the base is the file's own text; otherwise it was made of a reading, and comments are not known. */
  readonly exact: boolean;
  readonly traits: Traits;
}

export interface PlanProblem {
  readonly code: ProblemCode;
  /** `refused`: no operation can do it, and none is planned. `lost`: it is done, but for this. */
  readonly weight: 'refused' | 'lost';
  /** Line of the draft, or of the base where the draft has none. */
  readonly at: number;
  readonly in: 'base' | 'draft';
}

export type ProblemCode =
  /** Asterisk would refuse the draft altogether (`faultOf`). */
  | 'unreadable'
  /** `#include` and the like were added, taken away or moved. */
  | 'directive'
  /** The section holds an `#include`: what else stands in it is not known, nor how many lines. */
  | 'holdsInclude'
  /** A `(+)` section, or one that is added to, or a `+=` line. */
  | 'plus'
  /** It inherits from a section that is no template. */
  | 'inheritsFromSection'
  /** A name, or a template's, that UpdateConfig cannot say. */
  | 'name'
  /** A value that UpdateConfig cannot say: it begins with `>` and has no arrow. */
  | 'value'
  /** A line that says what the template says already: it would not be written. */
  | 'repeatsTemplate'
  /** A template that others inherit from would be left without a line: they would get its old ones as their own. */
  | 'emptiesTemplate'
  /** Two sections of one name that nothing tells apart. */
  | 'twins'
  /** The place beside a section of the same name cannot be said. */
  | 'place'
  /** A comment that stands above a section, behind a line, or where it cannot be written. */
  | 'comment'
  /** The section is written anew, or moved: comments in it, which cannot be seen, are lost. */
  | 'unseenComments'
  /** The form of a line: `=` where there was `=>`, a block comment, a line that Asterisk ignores. */
  | 'form'
  /** The plan did not lead to the draft when it was tried. */
  | 'unproven';

export interface Plan {
  /** In this order; empty when anything is refused. To be sent so that templates' new values reach their children. */
  readonly operations: readonly Operation[];
  readonly problems: readonly PlanProblem[];
}
