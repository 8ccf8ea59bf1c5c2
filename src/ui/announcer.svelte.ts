import type { Say } from '../words/index.ts';

/**
 * The one live region of the page and what stays to be read. Success is said and passes; a failure stays until
 * somebody has read it.
 */
export interface Note {
  readonly id: number;
  readonly ok: boolean;
  readonly said: Say;
  readonly at: number;
  /** Offered beside it on the status line; asked whether it still can be each time it is drawn. */
  readonly undo: Undoing | undefined;
}

export interface Undoing {
  readonly label: Say;
  possible(): boolean;
  run(): void;
}

export interface TellOptions {
  readonly undo?: Undoing;
  /** Nothing was tried, so nothing is lost: said, and not kept. */
  readonly passing?: boolean;
}

export interface Announcer {
  /** What the live region holds now. */
  readonly spoken: Say | undefined;
  /** Grows with every text, so that the same words twice are read twice. */
  readonly turn: number;
  /** The last outcomes, the newest first, for the status line. */
  readonly recent: readonly Note[];
  /** Failures not yet read, the newest first. */
  readonly notes: readonly Note[];
  /** Read aloud only: a preview, a position. */
  say(said: Say): void;
  /** Read aloud, put on the status line, kept when it failed. */
  tell(outcome: { readonly ok: boolean; readonly said: Say }, options?: TellOptions): void;
  read(id: number): void;
  /** Everything that was kept has been read. */
  readAll(): void;
  /** Somebody else will sit here: nothing of what was told stays. */
  clear(): void;
}

const KEPT = 5;
const REMEMBERED = 4;

export function createAnnouncer(now: () => number = Date.now): Announcer {
  let spoken = $state.raw<Say>();
  let turn = $state.raw(0);
  let recent = $state.raw<readonly Note[]>([]);
  let notes = $state.raw<readonly Note[]>([]);
  let made = 0;
  const read = (id: number) => {
    notes = notes.filter((note) => note.id !== id);
  };
  const say = (said: Say) => {
    spoken = said;
    turn += 1;
  };
  return {
    get spoken() {
      return spoken;
    },
    get turn() {
      return turn;
    },
    get recent() {
      return recent;
    },
    get notes() {
      return notes;
    },
    say,
    tell({ ok, said }, { undo, passing = false } = {}) {
      const note: Note = { id: ++made, ok, said, at: now(), undo };
      recent = [note, ...recent].slice(0, REMEMBERED);
      say(said);
      if (!ok && !passing) notes = [note, ...notes].slice(0, KEPT);
    },
    read,
    readAll() {
      notes = [];
    },
    clear() {
      notes = [];
      recent = [];
      spoken = undefined;
    },
  };
}
