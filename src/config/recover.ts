/**
 * The next visit after a save that was interrupted: the note that went into the backup, in the same request as the
 * copy itself, tells what was under way. `inspect` says what became of the file; `giveBack` makes it whole.
 */
import type { SaveNote } from './save.ts';
import type { Reading } from './types.ts';

/** What became of the last save of a file. */
export type Found =
  /** No save is known of it. */
  | { readonly tag: 'untouched' }
  /** The save did not begin to write. */
  | { readonly tag: 'old'; readonly note: SaveNote; readonly reading: Reading }
  /** The save had written everything. Whether it was loaded is not known. */
  | { readonly tag: 'new'; readonly note: SaveNote; readonly reading: Reading }
  /** Neither: somebody else's later change, or a file cut off while it was written. */
  | {
      readonly tag: 'neither';
      readonly note: SaveNote;
      /** Undefined where Asterisk cannot read it any more: then it is broken beyond doubt. */
      readonly reading: Reading | undefined;
      /** Everything that is left stands in the old or the new one too, and something is missing: cut off. */
      readonly cutOff: boolean;
    };
