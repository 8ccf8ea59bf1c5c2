/** What the commands stand on; made by the composition root, the same for all of them. */
import type { Clock, Session } from '../ami/index.ts';
import type { Change, ExtensionKey, Site, Tables } from '../pbx/index.ts';

export interface Desk {
  readonly session: Session;
  readonly tables: Tables;
  onChanges(listener: (changes: readonly Change[]) => void): () => void;
  /** The extension this operator sits at; undefined until chosen. */
  me(): ExtensionKey | undefined;
  /** Best known name of an extension; its number when nothing better is known. */
  nameOf(key: ExtensionKey): string;
  /** The site's own file, or what holds without one. */
  readonly site: Site;
  readonly clock: Clock;
  /** 0 ≤ n < 1. */
  random(): number;
}
