/** What one can do with a line or a section: the same value for a menu, a key and a button. */
import {
  commentIn,
  commentOut,
  duplicateEntry,
  moveEntry,
  moveSection,
  removeEntries,
  removeSection,
  type Gesture,
} from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';
import type { Desk } from './desk.svelte.ts';
import type { Work } from './work.svelte.ts';

export interface Act {
  readonly id: string;
  readonly label: Say;
  readonly glyph?: string;
  /** As tinykeys writes them; the first is the one shown. */
  readonly keys?: readonly string[];
  readonly refused?: Say | undefined;
  run(): void;
}

export function lineActs(desk: Desk, work: Work, at: number): readonly Act[] {
  const { document } = work;
  const line = document.lines[at];
  const section = work.sectionOf(at);
  const { shut } = work;
  const does = (gesture: () => Gesture, to?: number) => () => void desk.perform(gesture(), to);
  const isEntry = line?.tag === 'entry';
  const isComment = line?.tag === 'comment' && !line.generated;
  const acts: Act[] = [];
  if (isEntry || isComment)
    acts.push({
      id: 'edit',
      label: say('files.act.edit'),
      keys: ['Enter', 'F2'],
      refused: shut,
      run: () => desk.edit(at),
    });
  if (section !== undefined && section.at >= 0)
    acts.push({
      id: 'add',
      label: say('files.act.add'),
      keys: ['Insert', '$mod+Enter'],
      refused: shut,
      run: () => desk.add(at + 1),
    });
  acts.push({
    id: 'addComment',
    label: say('files.act.addComment'),
    keys: [';'],
    refused: shut,
    run: () => desk.addComment(at),
  });
  if (isEntry) {
    acts.push(
      {
        id: 'duplicate',
        label: say('files.act.duplicate'),
        keys: ['$mod+d'],
        refused: shut,
        run: does(() => duplicateEntry(document, at), at + 1),
      },
      {
        id: 'up',
        label: say('files.act.up'),
        keys: ['Alt+ArrowUp'],
        refused: shut,
        run: () => desk.move(at, 'up', moveEntry(document, at, 'up')),
      },
      {
        id: 'down',
        label: say('files.act.down'),
        keys: ['Alt+ArrowDown'],
        refused: shut,
        run: () => desk.move(at, 'down', moveEntry(document, at, 'down')),
      },
      {
        id: 'move',
        label: say('files.act.move'),
        refused: shut,
        run: () => desk.ask({ tag: 'move', at }),
      },
    );
  }
  if (isEntry || line?.tag === 'directive')
    acts.push({
      id: 'commentOut',
      label: say('files.act.commentOut'),
      keys: ['$mod+/'],
      refused: shut,
      run: does(() => commentOut(document, [at]), at),
    });
  if (isComment) {
    const live = commentIn(document, [at]);
    acts.push({
      id: 'commentIn',
      label: say('files.act.commentIn'),
      keys: ['$mod+/'],
      refused: shut ?? (live.tag === 'refused' ? desk.wordOf(live) : undefined),
      run: does(() => live, at),
    });
  }
  if (work.isSecretAt(at))
    acts.push({
      id: 'reveal',
      label: work.hides(at) ? say('files.act.reveal') : say('files.act.hide'),
      run: () => work.reveal(at),
    });
  acts.push({
    id: 'delete',
    label: say('files.act.delete'),
    glyph: 'close',
    keys: ['Delete', 'Backspace'],
    refused: shut,
    run: isEntry
      ? does(() => removeEntries(document, [at]))
      : does(() => ({ tag: 'edits', edits: [{ from: at, until: at + 1, lines: [] }] })),
  });
  return acts;
}

export function sectionActs(desk: Desk, work: Work, at: number): readonly Act[] {
  const { document, sections } = work;
  const { shut } = work;
  const index = work.sectionAt(at);
  const folded = work.isFolded(at);
  const fold: Act = {
    id: 'fold',
    label: folded ? say('files.act.unfold') : say('files.act.fold'),
    keys: [folded ? 'ArrowRight' : 'ArrowLeft', 'Enter'],
    run: () => work.toggleFold(at),
  };
  const section = sections[index];
  const above = sections[index - 1];
  const below = sections[index + 2];
  return [
    fold,
    {
      id: 'add',
      label: say('files.act.add'),
      keys: ['Insert', '$mod+Enter'],
      refused: shut,
      run: () => {
        if (folded) work.toggleFold(at);
        if (section) desk.add(work.lastOf(section));
      },
    },
    {
      id: 'rename',
      label: say('files.act.rename'),
      keys: ['F2'],
      refused: shut,
      run: () => desk.ask({ tag: 'rename', section: at }),
    },
    {
      id: 'addSection',
      label: say('files.act.addSection'),
      keys: ['$mod+Insert'],
      refused: shut,
      run: () => desk.ask({ tag: 'section', after: at }),
    },
    {
      id: 'duplicateSection',
      label: say('files.act.duplicateSection'),
      keys: ['$mod+d'],
      refused: shut,
      run: () => desk.ask({ tag: 'duplicate', section: at }),
    },
    {
      id: 'up',
      label: say('files.act.up'),
      keys: ['Alt+ArrowUp'],
      refused: shut ?? (above === undefined || above.at < 0 ? say('files.no.noPlace') : undefined),
      run: () => void desk.perform(moveSection(document, at, above?.at), above?.at),
    },
    {
      id: 'down',
      label: say('files.act.down'),
      keys: ['Alt+ArrowDown'],
      refused: shut ?? (sections[index + 1] === undefined ? say('files.no.noPlace') : undefined),
      run: () => void desk.perform(moveSection(document, at, below?.at)),
    },
    {
      id: 'deleteSection',
      label: say('files.act.deleteSection'),
      glyph: 'close',
      keys: ['Delete', 'Backspace'],
      refused: shut,
      run: () => void desk.perform(removeSection(document, at)),
    },
  ];
}
