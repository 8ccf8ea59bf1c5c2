/**
 * The words of a configuration file. Two views of one thing:
 * a `Document` is text, every byte of it, line by line; a `Reading` is what Asterisk makes of the text.
 */

/** How a line ends; the last line of a file may end with nothing. */
export type LineEnd = '\n' | '\r\n' | '';

interface LineText {
  /** The line as it stands, without its end. Printing a document is joining `text + end`. */
  readonly text: string;
  readonly end: LineEnd;
  /** How many block comments are open where the line begins; absent where none is. */
  readonly depth?: number;
}

/** One line of a file, told by what Asterisk's loader (config.c) makes of it. */
export type Line = LineText &
  (
    | { readonly tag: 'blank' }
    /** `; …`. `generated`: `;!`, the header Asterisk writes itself and drops from others. */
    | { readonly tag: 'comment'; readonly generated: boolean }
    /** A line of a `;-- … --;` block: its first, its last, what is between, or all in one line. */
    | { readonly tag: 'block'; readonly part: 'open' | 'middle' | 'close' | 'whole' }
    | {
        readonly tag: 'section';
        /** As Asterisk reads it: cut to 79 bytes. */
        readonly name: string;
        /** `(!)` */
        readonly template: boolean;
        /** `(+)`: more of an earlier section. */
        readonly plus: boolean;
        /** Templates in order, without `!` and `+`. */
        readonly templates: readonly string[];
        /** Comment on the same line, from its `;` on, or ''. */
        readonly comment: string;
      }
    | {
        readonly tag: 'entry';
        readonly name: string;
        /** As Asterisk reads it: trimmed, `\;` unescaped, without the comment. */
        readonly value: string;
        readonly arrow: '=' | '=>';
        /** `name += value` */
        readonly append: boolean;
        readonly comment: string;
      }
    | {
        readonly tag: 'directive';
        readonly directive: 'include' | 'tryinclude' | 'exec';
        readonly file: string;
      }
    /** Asterisk ignores it and a save through UpdateConfig removes it. */
    | {
        readonly tag: 'ignored';
        readonly why:
          | 'noEquals'
          | 'noName'
          | 'unknownDirective'
          | 'tooLong'
          /** Asterisk refuses the whole file for it. */
          | 'unclosed'
          /** `\` with nothing behind it: it refuses the whole file. */
          | 'badEscape';
      }
  );

export interface Document {
  /** Whether a byte order mark stands in front. */
  readonly bom: boolean;
  readonly lines: readonly Line[];
}

/** A section of a document and where it stands. Lines in front of the first header are a section without a name. */
export interface Section {
  /** Index of the header line; −1 for what stands before any. */
  readonly at: number;
  /** Index after its last line. */
  readonly end: number;
  readonly name: string;
  readonly template: boolean;
  readonly plus: boolean;
  readonly templates: readonly string[];
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** Index of its line. */
  readonly at: number;
  readonly name: string;
  readonly value: string;
}

/** What Asterisk makes of a file, as GetConfig (with TEMPLATES=include) and GetConfigJSON tell it. */
export interface Reading {
  readonly categories: readonly Category[];
}

export interface Category {
  readonly name: string;
  readonly template: boolean;
  readonly templates: readonly string[];
  /** In order; what is inherited comes first and is not marked. */
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** How a value of a section came to be, found by comparing with its templates. */
export type Origin =
  | { readonly tag: 'own' }
  | { readonly tag: 'inherited'; readonly from: string }
  /** An own line that stands against one of the template `of`. */
  | { readonly tag: 'overriding'; readonly of: string; readonly value: string };

/**
 * A change as a value: these lines of the document give way to those. Applied, shown, inverted and sent from the
 * same list. `lines` are texts without ends; `from` and `until` are line indexes, `until` not included.
 */
export interface Edit {
  readonly from: number;
  readonly until: number;
  readonly lines: readonly string[];
  /** How these lines end; absent = as the document's lines do. An inverse tells it, to give back mixed ends. */
  readonly ends?: readonly LineEnd[];
}

/**
 * One operation of UpdateConfig. The writer makes headers of it; the model foretells what it does.
 * `filter` is a catfilter (`id="^x$"`, `TEMPLATES=include`) without the `catfilter=` in front.
 */
export type Operation = { readonly cat: string; readonly filter?: string } & (
  | {
      readonly op: 'NewCat';
      readonly template?: boolean;
      readonly inherit?: readonly string[];
      /** Name of the category it is put in front of; the end of the file without it. */
      readonly before?: string;
      readonly allowdups?: boolean;
    }
  | { readonly op: 'RenameCat'; readonly to: string }
  | { readonly op: 'DelCat' }
  | { readonly op: 'EmptyCat' }
  | { readonly op: 'Update'; readonly name: string; readonly match?: string; readonly value: string }
  /** Exactly one line, or every one equal to `match`. There is no third form: it would widen. */
  | { readonly op: 'Delete'; readonly line: number }
  | { readonly op: 'Delete'; readonly name: string; readonly match: string }
  | { readonly op: 'Append'; readonly name: string; readonly value: string; readonly arrow: '=' | '=>' }
  /** `line` counts from 0, inherited lines too, and is less than their count: else Asterisk crashes. */
  | { readonly op: 'Insert'; readonly line: number; readonly name: string; readonly value: string }
);

/** What differs between versions of Asterisk; found by a self-test on a scratch file, not by the version number. */
export interface Traits {
  /** Which of several identical lines an Update without a line number changes. */
  readonly updateHits: 'first' | 'last' | 'all';
  /** Whether a newline in Var reaches the file (HTTP only): comments can be written. */
  readonly newlineInVar: boolean;
  /**
   * A save keeps every blank line, the comments at an #include, the order of includes, and `#tryinclude` (since 22.2).
   * Before: blank lines are counted anew, an #include's comments move to what follows, neighbouring includes change
   * places, and `#tryinclude` becomes `#include`.
   */
  readonly keepsIncludes: boolean;
  /** A save keeps the blanks in front of a comment on the same line, and adds two (since 22.2); before: always two. */
  readonly keepsCommentColumn: boolean;
}

/** What a save would do besides the edit, one thing each. The page has words for every `what`. */
export interface Finding {
  readonly what:
    | 'normalisesSpacing'
    | 'normalisesLineEnds'
    | 'addsFinalNewline'
    | 'dropsByteOrderMark'
    | 'dropsGeneratedHeader'
    | 'losesComment'
    | 'losesInlineBlock'
    | 'movesComment'
    | 'blockCommentBecomesLive'
    | 'globbedIncludeDoubles'
    | 'rewritesIncluded'
    | 'includedLosesHeader'
    | 'mergesPlusSection'
    | 'mergesAppend'
    | 'losesExec'
    | 'unescapesFirstCharacter'
    | 'losesLongLine'
    | 'cutsLongName'
    | 'losesIgnoredLine'
    | 'dropsRepeatedTemplateLine'
    | 'emptiesFile'
    | 'normalisesDirective'
    | 'grantsEverything'
    /** Of manager.conf: what becomes of the account somebody is signed in with, or of every one. */
    | 'ownGone'
    | 'ownSecret'
    | 'ownAddresses'
    | 'ownRights'
    /** While one session with it stands, no other may be opened. */
    | 'ownAlone'
    | 'managerOff'
    /** Of http.conf: the page may be found elsewhere, or nowhere. */
    | 'pageAway'
    /** A character nobody sees, or one that turns the writing around, comes in with the edit. */
    | 'addsInvisible'
    | 'changesMeaning'
    /** An entry or a section's header that is found elsewhere afterwards, or in another form. */
    | 'movesLine'
    | 'rewritesLine'
    /** Asterisk cannot load the file as it is, and refuses every save; or could not load it afterwards. */
    | 'unreadable'
    | 'becomesUnreadable'
    /** Asterisk refuses this save, for the reason `text`. */
    | 'refused'
    /** Read a second time, the contents go to a file of their own (`inc.conf~~1`). */
    | 'includedTwice'
    /** Asterisk stops at a fault of the included file without a word; a save drops the rest of it. */
    | 'includedBroken'
    /** Not to be seen without exact bytes: comments, includes, escapes… `file` may hold them. */
    | 'cannotSeeText'
    | 'cannotSeeIncludes'
    /** Asterisk tells something else of this file than what was foretold of its text. */
    | 'readsOtherwise';
  /**
   * `harmless` changes form, `announced` loses what no module reads, `damage` changes what Asterisk would do, `lockout`
   * is the edit's own, and may shut out who makes it.
   */
  readonly weight: 'harmless' | 'announced' | 'damage' | 'lockout' | 'unseen';
  /** Line index in the base document, where there is one. */
  readonly at?: number;
  readonly text?: string;
  readonly file?: string;
}

/** The light in front of a save: the heaviest of its findings. */
export type Light = 'safe' | 'announced' | 'damages' | 'locksOut' | 'cannotSee';

export interface Forecast {
  readonly light: Light;
  readonly findings: readonly Finding[];
  /** The text the file would have afterwards, without the generated header; undefined where bytes are unknown. */
  readonly after: Document | undefined;
  /** What Asterisk would read afterwards. */
  readonly reading: Reading;
}

/** A file as the panel knows it. */
export interface OpenedFile {
  /** Relative to the configuration directory: `pjsip.conf`, `conf.d/berlin.conf`. */
  readonly name: string;
  /** With exact bytes the file's own text, else a text made of the reading. */
  readonly document: Document;
  readonly exact: boolean;
  readonly reading: Reading;
  /** Files it includes, as far as can be known; undefined = cannot be known. */
  readonly includes: readonly string[] | undefined;
  /** Modules that have loaded it (`config list`). */
  readonly modules: readonly string[];
}
