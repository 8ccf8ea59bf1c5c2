import type { Say } from '../words/index.ts';

/**
 * The one live region of the page and what stays to be read. Success is said and passes; a failure stays until
 * somebody has read it. On the status line a failure makes room: when it was read, when the next thing is told, and
 * after a while, so that nobody takes an old one for what is the matter now.
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
  /** The last outcomes, the newest first, for the status line. A failure is at most the first of them. */
  readonly recent: readonly Note[];
  /** Failures not yet read, the newest first. */
  readonly notes: readonly Note[];
  /** There is a failure to be read, kept or on the status line alone. */
  readonly unread: boolean;
  /** Read aloud only: a preview, a position. */
  say(said: Say): void;
  /** Read aloud, put on the status line, kept when it failed. */
  tell(outcome: { readonly ok: boolean; readonly said: Say }, options?: TellOptions): void;
  read(id: number): void;
  /** Every failure has been read. */
  readAll(): void;
  /** Somebody else will sit here: nothing of what was told stays. */
  clear(): void;
}

const KEPT = 5;
const REMEMBERED = 4;
/** Milliseconds a failure stands on the status line: time for a long sentence, read slowly after looking up. */
const STANDS = 30_000;

/** Time enters here, so that tests bring their own. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Returns the undo. */
  after(milliseconds: number, act: () => void): () => void;
}
const realTime: Time = {
  now: () => Date.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

export function createAnnouncer(time: Time = realTime): Announcer {
  let spoken = $state.raw<Say>();
  let turn = $state.raw(0);
  let recent = $state.raw<readonly Note[]>([]);
  let notes = $state.raw<readonly Note[]>([]);
  let made = 0;
  let forget = () => {};
  const unlist = (gone: (note: Note) => boolean) => {
    if (recent.some(gone)) recent = recent.filter((note) => !gone(note));
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
    get unread() {
      return notes.length > 0 || recent.some(({ ok }) => !ok);
    },
    say,
    tell({ ok, said }, { undo, passing = false } = {}) {
      const note: Note = { id: ++made, ok, said, at: time.now(), undo };
      recent = [note, ...recent.filter((other) => other.ok)].slice(0, REMEMBERED);
      say(said);
      forget();
      if (ok) return;
      forget = time.after(STANDS, () => unlist(({ id }) => id === note.id));
      if (!passing) notes = [note, ...notes].slice(0, KEPT);
    },
    read(id) {
      notes = notes.filter((note) => note.id !== id);
      unlist((note) => note.id === id);
    },
    readAll() {
      notes = [];
      unlist(({ ok }) => !ok);
    },
    clear() {
      forget();
      notes = [];
      recent = [];
      spoken = undefined;
    },
  };
}
