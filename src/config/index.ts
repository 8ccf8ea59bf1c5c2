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
