/** Every text there is of a file: the draft, the file, what a save would make of it, and the copies kept of it. */
import { SvelteMap } from 'svelte/reactivity';
import type { FileAccess } from '../../ask/index.ts';
import type { Document, Forecast, Runs, Saved } from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';
import type { Work } from './work.svelte.ts';

export interface State {
  readonly id: string;
  readonly said: Say;
  /** Undefined until it is there. */
  readonly document: Document | undefined;
  readonly problem: Say | undefined;
  load(): void;
}

export interface StatesOptions {
  readonly work: () => Work | undefined;
  readonly forecast: () => Forecast | undefined;
  readonly notes: () => readonly Saved[];
  readonly runs: () => Runs | undefined;
  readonly access: () => FileAccess;
  /** A moment as a person reads it. */
  readonly when: (milliseconds: number) => string;
}

export const copyId = (saved: Saved): string => `${saved.backup} ${saved.when}`;

export function createStates({ work, forecast, notes, runs, access, when }: StatesOptions) {
  /** Copies that were fetched; 'gone' ones cannot be read any more. */
  const copies = new SvelteMap<string, Document | 'asked' | 'gone'>();

  async function fetch(saved: Saved): Promise<Document | undefined> {
    const id = copyId(saved);
    const known = copies.get(id);
    if (known !== undefined && known !== 'asked') return known === 'gone' ? undefined : known;
    copies.set(id, 'asked');
    const document = await access()
      .copy(saved)
      .catch(() => undefined);
    copies.set(id, document ?? 'gone');
    return document;
  }
  const present = (id: string, said: Say, document: Document): State => ({
    id,
    said,
    document,
    problem: undefined,
    load: () => {},
  });
  /** Texts made anew of what was noted of a save. */
  const made = new SvelteMap<string, Document | 'asked' | 'gone'>();
  async function make(saved: Saved): Promise<void> {
    const id = copyId(saved);
    const open = work();
    if (open === undefined || made.has(id)) return;
    made.set(id, 'asked');
    const document = await access()
      .madeBy(saved, open.file)
      .catch(() => undefined);
    made.set(id, document ?? 'gone');
  }
  /** The running text, where it is known. */
  function running(file: Document): readonly State[] {
    const known = runs();
    const said = say('files.state.running');
    switch (known?.tag) {
      case 'asked':
      case 'loaded':
      case 'started':
        return [present('running', said, file)];
      case 'older':
      case 'notLoaded': {
        const { by, tag } = known;
        const found = (tag === 'older' ? made : copies).get(copyId(by));
        return [
          {
            id: 'running',
            said,
            document: found === 'asked' || found === 'gone' ? undefined : found,
            problem: found === 'gone' ? say('files.state.gone') : undefined,
            load: () => {
              if (found === undefined) void (tag === 'older' ? make(by) : fetch(by));
            },
          },
        ];
      }
      case 'differs':
      case 'unknown':
      case undefined:
        return [];
    }
  }
  const all = $derived.by((): readonly State[] => {
    const open = work();
    if (open === undefined) return [];
    const after = forecast()?.after;
    return [
      present('file', say('files.state.file'), open.file.document),
      present('draft', say('files.state.draft'), open.document),
      ...running(open.file.document),
      ...(after === undefined ? [] : [present('after', say('files.state.after'), after)]),
      ...notes().map((saved): State => {
        const id = copyId(saved);
        const known = copies.get(id);
        return {
          id,
          said: say('files.state.copy', { when: when(saved.when), who: saved.who }),
          document: known === 'asked' || known === 'gone' ? undefined : known,
          problem: known === 'gone' ? say('files.state.gone') : undefined,
          load: () => {
            if (known === undefined) void fetch(saved);
          },
        };
      }),
    ];
  });
  return {
    get all() {
      return all;
    },
    fetch,
  };
}
