/**
 * What somebody has typed and not saved, kept in this browser's IndexedDB: it survives a reload and a crash. Each tab
 * keeps its own, so that two that type into one file do not overwrite each other's.
 * Secrets nobody touched are left out of it (files/withheld.ts); it is forgotten when saved or discarded.
 */
import { openDB, type DBSchema } from 'idb';

export interface Draft {
  /** The file's text the draft stands on. */
  readonly base: string;
  /** Whether `base` is the file's own bytes or made from what Asterisk read. */
  readonly exact: boolean;
  readonly text: string;
  /** Milliseconds since 1970, this computer's clock. */
  readonly at: number;
}

export interface Kept extends Draft {
  /** Whose it is; '' where drafts were still one for all tabs. */
  readonly tab: string;
}

export interface Drafts {
  /** `pbx`: the address of the manager, so that two PBXs behind one host name are two. Every tab's, the latest first. */
  read(pbx: string, file: string): Promise<readonly Kept[]>;
  write(pbx: string, file: string, tab: string, draft: Draft): Promise<void>;
  forget(pbx: string, file: string, tab: string): Promise<void>;
  /** Files with a draft, in the order of their names. */
  list(pbx: string): Promise<readonly string[]>;
  close(): void;
}

type Key = readonly [pbx: string, file: string, tab?: string];
interface Schema extends DBSchema {
  drafts: { key: [pbx: string, file: string] | [pbx: string, file: string, tab: string]; value: Draft };
}

/** Keys that begin so: an array sorts behind every string, and behind a shorter one it begins with. */
const of = (...begin: readonly string[]): IDBKeyRange => IDBKeyRange.bound([...begin], [...begin, []]);

/** Rejects where the browser keeps nothing (private windows of some): the page then says that drafts do not last. */
export async function openDrafts(name = 'cordboard'): Promise<Drafts> {
  const database = await openDB<Schema>(name, 1, {
    upgrade: (made) => void made.createObjectStore('drafts'),
    // A newer page wants to change the store: this one lets go.
    blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  const keyOf = (pbx: string, file: string, tab: string): Schema['drafts']['key'] =>
    tab === '' ? [pbx, file] : [pbx, file, tab];
  return {
    async read(pbx, file) {
      const all = database.transaction('drafts').store;
      const [keys, drafts] = await Promise.all([all.getAllKeys(of(pbx, file)), all.getAll(of(pbx, file))]);
      return drafts
        .map((draft, index) => ({ ...draft, tab: (keys[index] as Key | undefined)?.[2] ?? '' }))
        .sort((a, b) => b.at - a.at);
    },
    async write(pbx, file, tab, draft) {
      await database.put('drafts', draft, keyOf(pbx, file, tab));
    },
    forget: (pbx, file, tab) => database.delete('drafts', keyOf(pbx, file, tab)),
    list: async (pbx) => [...new Set((await database.getAllKeys('drafts', of(pbx))).map(([, file]) => file))],
    close: () => database.close(),
  };
}
