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
export {
  guardsOf,
  NotSent,
  requestsOf,
  type Guard,
  type Problem,
  type RequestsOptions,
  type Writing,
} from './save/requests.ts';
export { keepTraits } from './save/traits.ts';
export {
  save,
  stagingOf,
  type Loaded,
  type SaveOptions,
  type SaveOutcome,
  type SaveRefusal,
  type Step,
} from './save/save.ts';
export type { SaveNote } from './save/note.ts';
export { moduleOf, type RunningState } from './running.ts';
export { whatRuns, type Runs } from './runs.ts';
export {
  giveBack,
  inspect,
  noteOf,
  textsOfSave,
  type GiveBackOptions,
  type GivenBack,
  type InspectOptions,
  type Inspected,
  type Texts,
} from './save/recover.ts';
export {
  apply,
  faultOf,
  meaningOf,
  originsOf,
  parse,
  print,
  meaningSteps,
  LINES_AT_A_TIME,
  parseSteps,
  printSteps,
  readingOf,
  samePrint,
  sections,
  sectionSteps,
  type Fault,
  type Meaning,
  type MeantCategory,
  type MeantVariable,
  type Told,
} from './document.ts';
export { diff, editsTo, type Hunk } from './diff.ts';
export { lookFile, readCopy } from './save/look.ts';
export { merge, mergeDocuments, mergedDocument, mergedLines, type Conflict, type Piece } from './merge.ts';
export { plan, type Knowledge, type Plan, type PlanProblem, type ProblemCode } from './plan.ts';
export {
  createFile,
  fileName,
  fileRefusal,
  findFiles,
  knownOf,
  lookInto,
  missingRights,
  type Ability,
  type FileName,
  type FileNameProblem,
  type FileRefusal,
  type FoundFile,
  type FoundFiles,
  type Looked,
  type Missing,
} from './find.ts';
export {
  createLock,
  type FileLock,
  type LockClaim,
  type LockHolder,
  type LockOptions,
  type LockState,
  pbxTime,
} from './save/lock.ts';
export {
  createExactFiles,
  NotExact,
  type Exactness,
  type ExactFiles,
  type ExactOptions,
  type ExactProblem,
} from './save/bytes.ts';
export {
  copyName,
  createHistory,
  type CopyForm,
  type CopyText,
  type FileHistory,
  type HistoryOptions,
  type NewNote,
  type Saved,
  type SaveFacts,
  type SaveState,
} from './save/history.ts';
export {
  addEntry,
  addSection,
  change,
  commentIn,
  commentOut,
  duplicateEntry,
  duplicateSection,
  invert,
  moveEntries,
  moveEntry,
  moveSection,
  openDraft,
  redo,
  removeEntries,
  removeSection,
  renameSection,
  replaceAll,
  searchIn,
  setAll,
  setArrow,
  setName,
  setTemplates,
  setValue,
  typed,
  undo,
  type Draft,
  type EditRefusal,
  type Gesture,
  type Match,
  type NewEntry,
  type NewSection,
  type Search,
} from './edits.ts';
export {
  createHelp,
  modulesFor,
  typeOf,
  type Choice,
  type ConfigHelp,
  type OptionHelp,
  type TypeHelp,
} from './help.ts';
export { usersOfSection, type Kind, type Opened, type Reference } from './references.ts';
export { NotJson, readEntries, type Entries, type Json } from './entries.ts';
export { documentOf, documentSteps, glimpseOf, readGetConfig, readGetConfigJson, readSteps } from './read.ts';
export { forecast, type ForecastOptions } from './forecast.ts';
export { INVISIBLE, invisibleIn, visible, visibleText, type Shown } from './invisible.ts';
export { isSecret, mayBeSecret, secretPart, type SecretPart } from './secret.ts';
export {
  listUnfinished,
  markUnfinished,
  staleAfter,
  unmark,
  type Mark,
  type Unfinished,
} from './save/unfinished.ts';
export { readAtRest, readFile, type ReadOptions } from './save/settled.ts';
export { atOnce, bySlices, othersFirst, type Steps } from './slices.ts';
