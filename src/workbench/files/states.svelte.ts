/** Every text there is of a file: the draft, the file, what a save would make of it, and the copies kept of it. */
import { SvelteMap } from 'svelte/reactivity';
import type { FileAccess } from '../../ask/index.ts';
import type { Document, Forecast, OpenedFile, Runs, Saved } from '../../config/index.ts';
import type { Announcer } from '../../ui/index.ts';
import { say, type Say } from '../../words/index.ts';
import type { Work } from './work.svelte.ts';

export interface State {
  readonly id: string;
  readonly said: Say;
  /** Undefined until it is there. */
  readonly document: Document | undefined;
  readonly problem: Say | undefined;
  load(): void;
  /** Where there was no answer. */
  readonly again: (() => void) | undefined;
}

/** A text that was asked for; only what the PBX said is gone is gone. */
type Found = Document | 'asked' | 'gone' | { readonly failed: Say };
const isText = (found: Found | undefined): found is Document => typeof found === 'object' && 'lines' in found;

async function look(
  texts: SvelteMap<string, Found>,
  id: string,
  read: () => Promise<Document | undefined>,
): Promise<Document | undefined> {
  const known = texts.get(id);
  if (isText(known)) return known;
  if (known === 'gone') return undefined;
  texts.set(id, 'asked');
  try {
    const document = await read();
    texts.set(id, document ?? 'gone');
    return document;
  } catch (problem) {
    const words = problem instanceof Error ? problem.message : String(problem);
    texts.set(id, { failed: say('files.failed', { words }) });
    return undefined;
  }
}

function asked(
  found: Found | undefined,
  ask: () => void,
): Pick<State, 'document' | 'problem' | 'load' | 'again'> {
  const failed = typeof found === 'object' && 'failed' in found ? found.failed : undefined;
  return {
    document: isText(found) ? found : undefined,
    problem: found === 'gone' ? say('files.state.gone') : failed,
    load: () => {
      if (found === undefined) ask();
    },
    again: failed && ask,
  };
}

export interface StatesOptions {
  readonly work: () => Work | undefined;
  readonly forecast: () => Forecast | undefined;
  readonly notes: () => readonly Saved[];
  readonly runs: () => Runs | undefined;
  readonly access: () => FileAccess;
  readonly announcer: Announcer;
  /** A moment as a person reads it. */
  readonly when: (milliseconds: number) => string;
}

export const copyId = (saved: Saved): string => `${saved.backup} ${saved.when}`;

export function createStates({ work, forecast, notes, runs, access, announcer, when }: StatesOptions) {
  const copies = new SvelteMap<string, Found>();

  const fetch = (saved: Saved): Promise<Document | undefined> =>
    look(copies, copyId(saved), () => access().copy(saved));
  const present = (id: string, said: Say, document: Document): State => ({
    id,
    said,
    document,
    problem: undefined,
    load: () => {},
    again: undefined,
  });
  /** Texts made anew of what was noted of a save. */
  const made = new SvelteMap<string, Found>();
  const make = (saved: Saved, file: OpenedFile): Promise<Document | undefined> =>
    look(made, copyId(saved), () => access().madeBy(saved, file));
  /** The running text, where it is known. */
  function running(file: OpenedFile): readonly State[] {
    const known = runs();
    const said = say('files.state.running');
    switch (known?.tag) {
      case 'asked':
      case 'loaded':
      case 'started':
        return [present('running', said, file.document)];
      case 'older':
      case 'notLoaded': {
        const { by, tag } = known;
        const found = (tag === 'older' ? made : copies).get(copyId(by));
        const ask = () => void (tag === 'older' ? make(by, file) : fetch(by));
        return [{ id: 'running', said, ...asked(found, ask) }];
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
      ...running(open.file),
      ...(after === undefined ? [] : [present('after', say('files.state.after'), after)]),
      ...notes().map((saved): State => {
        const id = copyId(saved);
        const said = say('files.state.copy', { when: when(saved.when), who: saved.who });
        return { id, said, ...asked(copies.get(id), () => void fetch(saved)) };
      }),
    ];
  });
  return {
    get all() {
      return all;
    },
    /** A copy becomes the draft, to be saved like any other; or it is said why it cannot. */
    async restore(saved: Saved): Promise<void> {
      const open = work();
      if (open === undefined) return;
      const was = await fetch(saved);
      if (was === undefined) {
        const why = all.find(({ id }) => id === copyId(saved))?.problem;
        announcer.tell({ ok: false, said: why ?? say('files.state.gone') });
        return;
      }
      open.become(was);
      announcer.tell({ ok: true, said: say('files.history.restored') });
    },
  };
}
