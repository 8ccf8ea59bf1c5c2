/** The words of the console: the form of an action, what was typed into it, and what is said of it before it is sent. */
import type { Request } from '../ami/index.ts';

/** What the live PBX can fill in for a field. Anything else may be typed as well. */
export type Offer = 'channel' | 'extension' | 'queue' | 'module' | 'endpoint' | 'mailbox';

/** Which documentation of Asterisk explains a field's *value*: `core show application <value>` and the like. */
export type Topic = 'application' | 'function' | 'module' | 'cli';

/** How the repeats of a header are numbered: `UnitAmount(1)` is `(`, `)`, 1 digit; `Var-000001` is `-`, nothing, 6. */
export interface Numbering {
  readonly before: string;
  readonly after: string;
  readonly digits: number;
}

export interface Field {
  /** The header as Asterisk spells it; of a numbered one without its number. */
  readonly name: string;
  readonly required: boolean;
  /** May be sent several times (Variable). */
  readonly repeated: boolean;
  /** Numbered; the fields of a form with the same numbering are the columns of one table, a number is a row. */
  readonly indexed: Numbering | undefined;
  /** Words the documentation names. Suggestions: other words are sent as typed. */
  readonly choices: readonly string[];
  readonly offers: Offer | undefined;
  /** Not to be shown, kept in the history or in favourites, nor copied. */
  readonly secret: boolean;
  readonly help: Topic | undefined;
}

export interface Form {
  readonly action: string;
  /** In the order they are documented. Without ActionID, which the session makes. */
  readonly fields: readonly Field[];
  /** Headers of any name may be added: UserEvent, and actions the catalogue does not know. */
  readonly free: boolean;
  /** The catalogue (of Asterisk 22) has this action. */
  readonly known: boolean;
  /** Asterisk 16 does not have it. */
  readonly notIn16: boolean;
  /** Prints the action's documentation when run by Command; `readHelp` reads it. */
  readonly help: string;
}

/** One header as typed. A form's values are a list of these, in the order in which they are to be sent. */
export interface Typed {
  /** `Field.name`, or any header of a form that is free. */
  readonly name: string;
  /** The row of a numbered field, from 0. */
  readonly index?: number;
  readonly value: string;
  /** An empty value is left out unless it is meant. */
  readonly sendEmpty?: boolean;
}

/** Why a form cannot be sent. Whoever shows it has the words. */
export type Problem =
  | { readonly tag: 'missing'; readonly name: string }
  /** The characters that would end a header inside a value. */
  | {
      readonly tag: 'character';
      readonly name: string;
      readonly index: number | undefined;
      readonly which: 'CR' | 'LF' | 'NUL';
    }
  /** Empty, or with a colon, CR, LF or NUL; or `Action`, which is there already. */
  | { readonly tag: 'headerName'; readonly name: string }
  /** Not a whole number, or not one this header takes; `index` is the row of a numbered header. */
  | { readonly tag: 'number'; readonly name: string; readonly index: number | undefined }
  /** More rows than Asterisk reads; it drops the others in silence. */
  | { readonly tag: 'tooManyRows'; readonly name: string; readonly count: number; readonly most: number }
  /** In bytes of UTF-8; Asterisk would cut it. */
  | {
      readonly tag: 'tooLong';
      readonly name: string;
      readonly index: number | undefined;
      readonly most: number;
    }
  /** `Action` counted. */
  | { readonly tag: 'tooManyHeaders'; readonly count: number; readonly most: number }
  /** Asterisk is known to crash on such a value. */
  | { readonly tag: 'crashes'; readonly name: string }
  /** Of the encoded body. */
  | { readonly tag: 'tooLarge'; readonly bytes: number; readonly most: number };

export type Prepared =
  | { readonly tag: 'request'; readonly request: Request }
  | { readonly tag: 'problems'; readonly problems: readonly [Problem, ...Problem[]] };

/** What an action does that is not meant lightly. Several may hold at once. */
export type Danger =
  /** Asterisk ends or starts anew: every call with it. `when`: at once, or when the last call has ended. */
  | { readonly tag: 'stopsPbx'; readonly when: 'now' | 'idle' }
  /** The module is taken out (refresh: and put back); whatever it does ends meanwhile. */
  | { readonly tag: 'unloads'; readonly module: string }
  /** Everything is read anew from the files as they are now. */
  | { readonly tag: 'reloadsAll' }
  /** Calls end. `many`: all, or all that match an expression. */
  | { readonly tag: 'endsCalls'; readonly many: boolean }
  /** The channel is hung up when the time is over; the PBX takes no cancelling. */
  | { readonly tag: 'endsCallLater' }
  /** The call goes there even if there is no such extension, and ends then. */
  | { readonly tag: 'movesUnchecked' }
  /** Another session hears, whispers or takes media away. */
  | { readonly tag: 'touchesMedia' }
  /** A program of the PBX's machine is run, or files and addresses are read through dialplan functions. */
  | { readonly tag: 'runsPrograms'; readonly by: string }
  /** A file is rewritten without backup, check and lock. */
  | { readonly tag: 'writesFile'; readonly file: string }
  /** Asterisk crashes when the line is beyond what the section has. */
  | { readonly tag: 'mayCrash' }
  /** The running dialplan changes; the next reload takes it back. */
  | { readonly tag: 'changesDialplan' }
  /** A global variable: every call sees it. */
  | { readonly tag: 'setsGlobal'; readonly variable: string }
  /** Log files are closed and renamed, old ones deleted as logger.conf says. */
  | { readonly tag: 'rotatesLogs' }
  /** Entries, messages or counts are gone. */
  | { readonly tag: 'deletes' }
  /** The answer holds passwords. */
  | { readonly tag: 'showsSecrets' }
  /** Signs out: every tab of this browser with it. */
  | { readonly tag: 'endsSession' }
  /** A filter can be added to a session, never removed: it lasts until sign-out, in every tab. */
  | { readonly tag: 'lastsUntilSignOut' }
  /** The events of this session are what the board lives on: another mask, or another poll, takes them away. */
  | { readonly tag: 'takesEvents' };

/** What `manager show command X` printed. */
export interface Help {
  readonly synopsis: string;
  readonly description: string;
  /** Header → its text. */
  readonly fields: ReadonlyMap<string, string>;
}

/** One line of ListCommands' answer. */
export interface Offered {
  readonly action: string;
  readonly synopsis: string;
  /** Classes any of which is enough; empty where none is needed. */
  readonly privileges: readonly string[];
}

export interface CurlOptions {
  /** Origin and prefix: `http://pbx.hotel:8088` or `https://pbx.hotel/asterisk`. */
  readonly base: string;
  readonly username: string;
}
