/**
 * What Asterisk holds in memory of a file while UpdateConfig is at work: `load` reads text as its loader does
 * (config.c, 16.28 and 22.10), `operate` changes it as the manager does (manager.c), `store` writes it as its writer
 * does, faults included. Asterisk never edits a file: it loads all of it and writes all of it, so only this tells
 * what a save does to lines nobody touched. The forecast stands on it, and a test compares it with the PBX byte by byte.
 */
import type { Traits } from './types.ts';

/** How the text stands for bytes. `bytes`: each character is one (what exact comparing needs). Default: UTF-8. */
export type Charset = 'utf-8' | 'bytes';

export interface LoadOptions {
  readonly traits: Traits;
  /** The text of an included file, by its name as it is written; undefined: there is no such file. */
  readonly includes?: (name: string) => string | undefined;
  /** Names of the files a pattern with `*`, `?` or `[` matches, sorted. Default: none. */
  readonly matching?: (pattern: string) => readonly string[];
  readonly charset?: Charset;
}

/** A file in memory. Lists are as Asterisk keeps them, in order. */
export interface LoadedFile {
  readonly tag: 'loaded';
  readonly traits: Traits;
  readonly charset: Charset;
  readonly categories: readonly LoadedCategory[];
  readonly includes: readonly LoadedInclude[];
  /** Everything in the text that the writer will not write as it stands, line by line. */
  readonly notices: readonly Notice[];
  /** Texts of the files that were included, by name. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface LoadedCategory {
  readonly name: string;
  readonly template: boolean;
  /** What it inherits from; the name stays when the other is renamed. */
  readonly templates: readonly { readonly name: string; readonly of: LoadedCategory }[];
  readonly variables: readonly LoadedVariable[];
  /** Index of the variable Asterisk takes for the last one; −1: none. An Append writes behind it, whatever stands there. */
  readonly tail: number;
  readonly at: Place;
  readonly comments: Comments;
}

export interface LoadedVariable {
  readonly name: string;
  readonly value: string;
  readonly arrow: '=' | '=>';
  readonly inherited: boolean;
  readonly at: Place;
  readonly comments: Comments;
}

export interface LoadedInclude {
  readonly directive: 'include' | 'tryinclude';
  /** As it will be written: a file included a second time gets a name of its own (`f~~1`). */
  readonly name: string;
  /** Files a save truncates and writes anew: the name itself, or what `#tryinclude` matched. */
  readonly files: readonly string[];
  readonly at: Place;
  readonly comments: Comments;
}

/** The file something is written to, and the line it stood on (from 1; 0 and less: it is new). */
export interface Place {
  /** `''` is the file itself; see `MAIN` and `ADDED` for its other names. */
  readonly file: string;
  readonly line: number;
}

/** Text with its line ends, as it is printed. */
export interface Comments {
  readonly before: string;
  readonly beside: string;
  readonly after: string;
}

/** Asterisk compares names of files, and knows the main one by three: */
export const MAIN = '';
/** … what an operation added; */
export const ADDED = '\0added';
/** … what stands behind an include that is broken. */
export const MAIN_AGAIN = '\0main';

/** A line that the writer will not write as it stands; `at` is its index in `file` (`''`: the one loaded). */
export interface Notice {
  readonly what:
    | 'byteOrderMark'
    /** `;!` */
    | 'generated'
    | 'blockOpen'
    | 'blockMiddle'
    | 'blockClose'
    | 'blockWhole'
    /** To the end of the file. */
    | 'blockNeverClosed'
    /** `--;` without a `;--`: the rest of the file is a comment. */
    | 'closesNoBlock'
    | 'tooLong'
    | 'cutName'
    /** `[g](+)` */
    | 'plus'
    /** `+=` */
    | 'append'
    /** A first character, or a `;` in a name, that only a backslash protects: it will be written without. */
    | 'escaped'
    /** `[h]x=1`: what stands behind a section's header. */
    | 'restOfHeader'
    | 'noEquals'
    | 'noName'
    | 'unknownDirective'
    | 'noArgument'
    | 'exec'
    | 'include'
    | 'glob'
    | 'includedTwice'
    /** Asterisk stops reading the included file at its first fault, says nothing, and saves what it has. */
    | 'includedBroken'
    /** Asterisk writes to memory it has given back (a comment behind a `+=` at the end of the file). */
    | 'writesFreedMemory';
  readonly at: number;
  readonly file: string;
  /** The included file, for the notices on includes; else what is wrong. */
  readonly name?: string;
}

/** Why a file cannot be loaded at all: Asterisk says "Config file has invalid format" to every reader and writer. */
export interface Unreadable {
  readonly tag: 'unreadable';
  readonly what:
    | 'noClosingBracket'
    | 'noClosingParenthesis'
    | 'noSuchSection'
    | 'noSuchTemplate'
    | 'noSection'
    | 'invalidEscape'
    | 'noSuchInclude'
    /** Asterisk would not come to an end: a section that inherits from itself, more than 128 blocks in one another. */
    | 'endless';
  readonly at: number;
  readonly text: string;
  readonly file: string;
}

/** An operation Asterisk refuses, and with it the whole request. */
export interface Refused {
  readonly tag: 'refused';
  /** Index of the operation. */
  readonly operation: number;
  /** Asterisk's words. */
  readonly words: string;
}

/** An operation that is never to be sent: the PBX would crash, or more would go than was meant. */
export interface Forbidden {
  readonly tag: 'forbidden';
  readonly operation: number;
  readonly why: 'insertBeyondEnd' | 'templateInUse' | 'deleteWidens';
}
