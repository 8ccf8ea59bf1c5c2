/** What the commands stand on; made by the composition root, the same for all of them. */
import type { Session } from '../ami/index.ts';
import type { Change, ExtensionKey, Tables } from '../pbx/index.ts';

/** A kind of number the site lists as callable: Asterisk's pattern in its context. */
export interface NumberPattern {
  readonly context: string;
  readonly pattern: string;
}

export interface Desk {
  readonly session: Session;
  readonly tables: Tables;
  onChanges(listener: (changes: readonly Change[]) => void): () => void;
  /** The extension this operator sits at; undefined until chosen. */
  me(): ExtensionKey | undefined;
  /** Best known name of an extension; its number when nothing better is known. */
  nameOf(key: ExtensionKey): string;
  /** From the site's file. */
  readonly safe: { readonly context: string; readonly exten: string; readonly seconds: number };
  readonly parking: { readonly lot: string; readonly context: string };
  readonly patterns: readonly NumberPattern[];
  /** Where numbers without a listed pattern would be dialled: the operator's own context. */
  readonly context: string;
  /** Our clock in milliseconds. */
  now(): number;
  /** Calls back once after so many milliseconds. */
  after(milliseconds: number, call: () => void): () => void;
  /** 0 ≤ n < 1. */
  random(): number;
}
