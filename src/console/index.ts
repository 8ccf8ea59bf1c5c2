/** Public names of the console, one by one. */
export type {
  CurlOptions,
  Danger,
  Field,
  Form,
  Help,
  Numbering,
  Offer,
  Offered,
  Prepared,
  Problem,
  Topic,
  Typed,
} from './types.ts';
export { actionNames, formOf, headerName, helpFor, readHelp, readOffered, requestOf } from './forms.ts';
export { keepable } from './keepable.ts';
export { dangersOf } from './dangers.ts';
export { curlOf } from './curl.ts';
export {
  aocMessage,
  type AocAmount,
  type AocCharge,
  type AocItem,
  type AocMessage,
  type AocRate,
  type AocTarget,
  type AocTimeScale,
  type AocUnit,
} from './aoc.ts';
export {
  createStream,
  eventClasses,
  eventsOf,
  everything,
  exportJson,
  exportText,
  type Sought,
  type Stream,
  type Streamed,
} from './stream.ts';
export {
  createSequence,
  gistOf,
  type Lane,
  type Sequence,
  type SequenceMaker,
  type SequenceRow,
} from './sequence.ts';
export { dependentsOf, readLogChannels, readModules, type LogChannel, type Module } from './system.ts';
