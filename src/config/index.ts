/** Public names of configuration files, one by one. */
export type {
  Category,
  Document,
  Edit,
  Entry,
  Finding,
  Forecast,
  Light,
  Line,
  LineEnd,
  OpenedFile,
  Operation,
  Origin,
  Reading,
  Section,
  Traits,
  Variable,
} from './types.ts';
export { NotSent, type Problem } from './requests.ts';
export { findTraits } from './traits.ts';
export type {
  Loaded,
  LockOwner,
  RunningState,
  SaveBytes,
  SaveHistory,
  SaveLock,
  SaveNote,
  SaveOptions,
  SaveOutcome,
  SaveRefusal,
  Step,
} from './save.ts';
export type { Found } from './recover.ts';
export {
  apply,
  byteLength,
  faultOf,
  meaningOf,
  originsOf,
  parse,
  print,
  readingOf,
  sections,
  type Fault,
  type Meaning,
  type MeantCategory,
  type MeantVariable,
  type Told,
} from './document.ts';
export { diff, editsTo, type Hunk } from './diff.ts';
export { merge, mergedLines, type Conflict, type Piece } from './merge.ts';
export type { Knowledge, Plan, PlanProblem, ProblemCode } from './plan.ts';
