/**
 * What somebody has typed and not saved, kept in this browser's IndexedDB: it survives a reload and a crash.
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

export interface Drafts {
  /** `pbx`: the address of the manager, so that two PBXs behind one host name are two. */
  read(pbx: string, file: string): Promise<Draft | undefined>;
  write(pbx: string, file: string, draft: Draft): Promise<void>;
  forget(pbx: string, file: string): Promise<void>;
  /** Files with a draft, in the order of their names. */
  list(pbx: string): Promise<readonly string[]>;
  close(): void;
}

interface Schema extends DBSchema {
  drafts: { key: [pbx: string, file: string]; value: Draft };
}

/** Keys of one PBX: an array sorts behind every string. */
const of = (pbx: string): IDBKeyRange => IDBKeyRange.bound([pbx], [pbx, []]);

/** Rejects where the browser keeps nothing (private windows of some): the page then says that drafts do not last. */
export async function openDrafts(name = 'cordboard'): Promise<Drafts> {
  const database = await openDB<Schema>(name, 1, {
    upgrade: (made) => void made.createObjectStore('drafts'),
    // A newer page wants to change the store: this one lets go.
    blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  return {
    read: (pbx, file) => database.get('drafts', [pbx, file]),
    async write(pbx, file, draft) {
      await database.put('drafts', draft, [pbx, file]);
    },
    forget: (pbx, file) => database.delete('drafts', [pbx, file]),
    list: async (pbx) => (await database.getAllKeys('drafts', of(pbx))).map(([, file]) => file),
    close: () => database.close(),
  };
}
