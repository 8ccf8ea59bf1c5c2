/**
 * A save, from the lock to the running PBX. UpdateConfig rewrites the whole file, and neither checks a version nor
 * writes at once: so the file is compared before, copied, written, read back, compared with what was foretold, given
 * back when it differs, and only then loaded.
 *
 *   lock → compare → backup → write → readBack ─┬─ as foretold → reload → running → release : saved
 *            │                  │               └─ otherwise  → restore → release           : restored | broken
 *            └ conflict         └ refused
 *
 *   No answer in between, or the lock gone: unsure, until `inspect` (recover.ts) has looked.
 */
import type { Clock, Session } from '../ami/index.ts';
import type { Problem } from './requests.ts';
import type { Document, Forecast, OpenedFile, Operation, Reading, Traits } from './types.ts';

/** What a save is doing; told as it begins. */
export type Step =
  'lock' | 'compare' | 'backup' | 'write' | 'readBack' | 'restore' | 'reload' | 'running' | 'release';

/** Who holds the one lock for all files. */
export interface LockOwner {
  readonly who: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The file it was claimed for. */
  readonly file: string;
}

export interface SaveLock {
  /** `mine`, or who has it. `unavailable`: the account may not; guards alone protect the file, and the page says so. */
  claim(
    file: string,
  ): Promise<
    | { readonly tag: 'mine' }
    | { readonly tag: 'held'; readonly by: LockOwner }
    | { readonly tag: 'unavailable' }
  >;
  /** Whether it is still ours. */
  check(): Promise<boolean>;
  release(): Promise<void>;
}

/** What is written down before a file is touched, so that the next visit can tell how far a save came. */
export interface SaveNote {
  readonly file: string;
  readonly who: string;
  readonly why: string;
  /** Milliseconds since 1970, the PBX's clock. */
  readonly when: number;
  /** The copy of the file as it was. */
  readonly backup: string;
  /** `fingerprint` of the reading before, and of the one foretold. */
  readonly before: string;
  readonly after: string;
}

export interface SaveHistory {
  /** The name of the next copy: one of a ring of fixed names, for nothing can be deleted over AMI. */
  next(file: string): Promise<string>;
  begin(note: SaveNote): Promise<void>;
  /** Nothing was written after all. */
  forget(note: SaveNote): Promise<void>;
  /** The newest note first. */
  notes(file: string): Promise<readonly SaveNote[]>;
}

export interface SaveBytes {
  read(file: string): Promise<Uint8Array>;
  write(file: string, bytes: Uint8Array): Promise<void>;
}

export interface SaveOptions {
  readonly session: Pick<Session, 'send'>;
  /** As it was opened: what the edit stands on. */
  readonly file: OpenedFile;
  /** The text wanted; written as it is where exact bytes are used. */
  readonly draft: Document;
  readonly operations: readonly Operation[];
  readonly forecast: Forecast;
  /** The person has seen a forecast that is not `safe` or `announced` and wants the save all the same. */
  readonly accepted: boolean;
  readonly traits: Traits;
  /** `children`: what a template's new value changes flows down to its children. Default: they keep theirs. */
  readonly flowDown?: boolean;
  readonly lock: SaveLock;
  readonly history: SaveHistory;
  /** Exact bytes, where the site has switched them on: a file that UpdateConfig would damage is written through them. */
  readonly exact: SaveBytes | undefined;
  readonly clock: Clock;
  readonly who: string;
  readonly why: string;
  /** Load the file into the running PBX afterwards; default true. */
  readonly reload?: boolean;
  readonly onStep?: (step: Step) => void;
}

/** What became of the running PBX after the file was written. */
export type Loaded =
  /** No module has loaded this file, or it was not wanted. */
  | { readonly tag: 'notLoaded' }
  /** What the module answered, and what was asked of the PBX afterwards. */
  | {
      readonly tag: 'loaded';
      readonly module: string;
      readonly answer: string;
      readonly running: RunningState;
    }
  /** The module said no, or gave no answer: the file is saved, the PBX may run the old one. */
  | { readonly tag: 'failed'; readonly module: string; readonly words: string }
  | { readonly tag: 'notAllowed'; readonly module: string };

/** The running state read back, as far as it can honestly be told for this file. */
export type RunningState =
  /** Everything the file says is there. */
  | { readonly tag: 'asSaved'; readonly asked: string; readonly count: number }
  /** What the file says and the PBX does not have, in the file's words. */
  | { readonly tag: 'differs'; readonly asked: string; readonly missing: readonly string[] }
  /** The PBX can only be asked when the module was loaded, not what it made of the file. */
  | { readonly tag: 'untold'; readonly why: 'noQuestion' | 'notAllowed' | 'failed' };

/** Why nothing was written. */
export type SaveRefusal =
  /** Never sent: it would do harm. */
  | { readonly by: 'us'; readonly problem: Problem }
  /** The forecast is neither safe nor announced, and nobody has accepted it. */
  | { readonly by: 'forecast'; readonly light: Forecast['light'] }
  /** A guard, or a file that cannot be written; the PBX's own words. */
  | { readonly by: 'pbx'; readonly words: string };

/** One member for each thing one can do next. */
export type SaveOutcome =
  /** In the file as foretold. */
  | {
      readonly tag: 'saved';
      readonly reading: Reading;
      readonly backup: string;
      readonly loaded: Loaded;
      /** Without a lock nobody kept others out; without both, the page says so. */
      readonly locked: boolean;
    }
  /** Somebody else changed the file since it was opened; nothing was sent. Merge with `current`. */
  | { readonly tag: 'conflict'; readonly current: Reading }
  /** Somebody else is saving; nothing was sent. Wait, or take it over knowingly. */
  | { readonly tag: 'locked'; readonly by: LockOwner }
  /** The file is as it was. */
  | { readonly tag: 'refused'; readonly why: SaveRefusal }
  /** The file was not as foretold afterwards, and is again as it was. */
  | { readonly tag: 'restored'; readonly found: Reading; readonly backup: string }
  /** The file is neither as it was nor as foretold. `found` is undefined where it cannot even be read. */
  | {
      readonly tag: 'broken';
      readonly by: 'write' | 'restore';
      readonly words: string;
      readonly backup: string;
      readonly found: Reading | undefined;
    }
  /** No answer in the middle: look again (`inspect`) once the PBX can be reached. */
  | { readonly tag: 'unsure'; readonly during: Step; readonly words: string; readonly backup: string }
  /** The lock was gone. Before the write nothing was sent; after it the file is as `found`. */
  | {
      readonly tag: 'lostLock';
      readonly written: boolean;
      readonly found: Reading | undefined;
      readonly backup: string | undefined;
    }
  | { readonly tag: 'notAllowed'; readonly action: string }
  /** The session is gone or the PBX cannot be reached; nothing was sent to the file. */
  | { readonly tag: 'unreachable'; readonly words: string };
