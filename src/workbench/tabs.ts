/** This tab among the others of the browser that show the page: its name, which of them are there, and a word to them. */
type Word<T> =
  | { readonly tag: 'who' }
  | { readonly tag: 'here'; readonly tab: string }
  | { readonly tag: 'told'; readonly word: T };

export interface Tabs<T> {
  /** Stays through a reload. */
  readonly name: string;
  /** Goes on under another name: whatever is kept under the old one stays as it is. */
  rename(): void;
  /** The other tabs that answer. */
  others(): Promise<ReadonlySet<string>>;
  tell(word: T): void;
  close(): void;
}

export interface TabsOptions<T> {
  readonly page: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  /** Undefined where the browser keeps nothing. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  readonly random: () => number;
  readonly onTold: (word: T) => void;
}

const KEY = 'cordboard.tab';
const CHANNEL = 'cordboard-drafts';
/** Milliseconds a tab has to answer; one in the background gets its messages, too. */
const ANSWER_WITHIN = 150;

export function createTabs<T>({ page, storage, random, onTold }: TabsOptions<T>): Tabs<T> {
  const made = () => Math.floor(random() * 2 ** 48).toString(36);
  let name = storage?.getItem(KEY) ?? made();
  // A tab that is duplicated takes this storage with it: the name is in there only while no page is.
  const take = () => storage?.removeItem(KEY);
  const put = () => storage?.setItem(KEY, name);
  take();
  const undo = (
    [
      ['pagehide', put],
      ['pageshow', take],
    ] as const
  ).map(([type, listener]) => {
    page.addEventListener(type, listener);
    return () => page.removeEventListener(type, listener);
  });
  const channel = new BroadcastChannel(CHANNEL);
  const say = (word: Word<T>) => channel.postMessage(word);
  const asking = new Set<Set<string>>();
  channel.onmessage = ({ data }: MessageEvent<Word<T>>) => {
    switch (data.tag) {
      case 'who':
        say({ tag: 'here', tab: name });
        break;
      case 'here':
        for (const heard of asking) heard.add(data.tab);
        break;
      case 'told':
        onTold(data.word);
        break;
    }
  };
  return {
    get name() {
      return name;
    },
    rename() {
      name = made();
    },
    async others() {
      const heard = new Set<string>();
      asking.add(heard);
      say({ tag: 'who' });
      await new Promise((resolve) => setTimeout(resolve, ANSWER_WITHIN));
      asking.delete(heard);
      return heard;
    },
    tell: (word) => say({ tag: 'told', word }),
    close() {
      put();
      for (const one of undo) one();
      channel.close();
    },
  };
}
