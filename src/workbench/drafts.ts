/**
 * What somebody has typed and not saved, kept in this browser's IndexedDB: it survives a reload and a crash. Each tab
 * keeps its own, so that two that type into one file do not overwrite each other's.
 * Secrets nobody touched are left out of it (files/withheld.ts); it is forgotten when saved or discarded.
 * IndexedDB answers later, and a page that goes does not wait for it: what is written then stands in localStorage as
 * well, until one of both visits has it in the store.
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
  /** The same where the page may be gone the next moment; a draft that says nothing new is forgotten. */
  leave(pbx: string, file: string, tab: string, draft: Draft): Promise<void>;
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

/** What leaving pages wrote, by names that begin so. */
const LEFT = 'cordboard.left.';

type Left = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Rejects where the browser keeps nothing (private windows of some): the page then says that drafts do not last. */
export async function openDrafts(left: Left | undefined, name = 'cordboard'): Promise<Drafts> {
  const database = await openDB<Schema>(name, 1, {
    upgrade: (made) => void made.createObjectStore('drafts'),
    // A newer page wants to change the store: this one lets go.
    blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  const keyOf = (pbx: string, file: string, tab: string): Schema['drafts']['key'] =>
    tab === '' ? [pbx, file] : [pbx, file, tab];
  const nameOf = (pbx: string, file: string, tab: string): string => LEFT + JSON.stringify([pbx, file, tab]);

  /** Into the store, unless there is a later one; then it is left nowhere else. */
  async function takeUp(leftAs: string, text: string): Promise<void> {
    const found = readLeft(leftAs, text);
    if (found !== undefined) {
      const { draft } = found;
      const key = keyOf(...found.key);
      const transaction = database.transaction('drafts', 'readwrite');
      const known = await transaction.store.get(key);
      if (known === undefined || known.at <= draft.at)
        await (draft.text === draft.base ? transaction.store.delete(key) : transaction.store.put(draft, key));
      await transaction.done;
    }
    if (left?.getItem(leftAs) === text) left.removeItem(leftAs);
  }
  for (const leftAs of namesOf(left)) {
    const text = left?.getItem(leftAs) ?? undefined;
    // What the store does not take now stays where it is.
    if (text !== undefined) await takeUp(leftAs, text).catch(() => undefined);
  }

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
    leave(pbx, file, tab, draft) {
      const leftAs = nameOf(pbx, file, tab);
      const text = JSON.stringify(draft);
      try {
        left?.setItem(leftAs, text);
      } catch {
        // It holds a few megabytes. The store mostly is in time.
      }
      return takeUp(leftAs, text);
    },
    async forget(pbx, file, tab) {
      left?.removeItem(nameOf(pbx, file, tab));
      await database.delete('drafts', keyOf(pbx, file, tab));
    },
    list: async (pbx) => [...new Set((await database.getAllKeys('drafts', of(pbx))).map(([, file]) => file))],
    close: () => database.close(),
  };
}

const namesOf = (left: Left | undefined): readonly string[] =>
  Array.from({ length: left?.length ?? 0 }, (_, at) => left?.key(at) ?? '').filter((name) =>
    name.startsWith(LEFT),
  );

/** Undefined of what no page wrote. */
function readLeft(
  name: string,
  text: string,
): { readonly key: readonly [pbx: string, file: string, tab: string]; readonly draft: Draft } | undefined {
  try {
    const key: unknown = JSON.parse(name.slice(LEFT.length));
    const draft: unknown = JSON.parse(text);
    return isKey(key) && isDraft(draft) ? { key, draft } : undefined;
  } catch {
    return undefined;
  }
}
const isKey = (key: unknown): key is [pbx: string, file: string, tab: string] =>
  Array.isArray(key) && key.length === 3 && key.every((part) => typeof part === 'string');
function isDraft(draft: unknown): draft is Draft {
  if (typeof draft !== 'object' || draft === null) return false;
  const { base, exact, text, at } = draft as Partial<Record<keyof Draft, unknown>>;
  return (
    typeof base === 'string' &&
    typeof exact === 'boolean' &&
    typeof text === 'string' &&
    typeof at === 'number'
  );
}
