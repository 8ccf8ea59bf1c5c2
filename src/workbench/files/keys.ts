/** The keys of the page of files. */
import type { Shortcut } from '../../ui/index.ts';
import { say } from '../../words/index.ts';
import type { Desk } from './desk.svelte.ts';
import { VIEWS, viewWord, type View } from './views.ts';
import type { Works } from './works.svelte.ts';

export interface KeysOptions {
  readonly works: Works;
  readonly desk: Desk;
  readonly show: (view: View) => void;
  readonly findFile: () => void;
  readonly findSection: () => void;
}

export function filesKeys(options: KeysOptions): readonly Shortcut[] {
  const { works, desk, show, findFile, findSection } = options;
  return [
    {
      id: 'files.undo',
      label: say('files.undo'),
      keys: ['$mod+z'],
      when: () => works.work?.canUndo === true && !inText(),
      run: () => desk.undo(),
    },
    {
      id: 'files.redo',
      label: say('files.redo'),
      keys: ['$mod+Shift+z', '$mod+y'],
      when: () => works.work?.canRedo === true && !inText(),
      run: () => desk.redo(),
    },
    {
      id: 'files.save',
      label: say('files.save.reload'),
      keys: ['$mod+s'],
      run: () => {
        takeField();
        if (!desk.isTyping()) works.saver?.saveByKey();
      },
    },
    { id: 'files.find', label: say('files.find'), keys: ['f'], run: findFile },
    {
      id: 'files.section',
      label: say('files.findSection'),
      keys: ['s'],
      when: () => works.work !== undefined,
      run: findSection,
    },
    {
      id: 'files.replace',
      label: say('files.replace'),
      keys: ['$mod+h'],
      when: () => works.work !== undefined,
      run: () => desk.ask({ tag: 'replace' }),
    },
    ...VIEWS.map((one, index) => ({
      id: `files.view.${one}`,
      label: viewWord(one),
      keys: [`Alt+${index + 1}`],
      when: () => works.work !== undefined,
      run: () => show(one),
    })),
  ];
}

/** What is being typed has an undo of its own. */
const inText = (): boolean =>
  document.activeElement instanceof Element && document.activeElement.closest('.text, [data-edit]') !== null;

/** What is saved, or kept as a draft, is what stands in the field somebody is in. */
export function takeField(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  if (field.closest('#files-view') === null) return;
  // It tells of its change when it is left.
  field.blur();
  field.focus({ preventScroll: true });
}
