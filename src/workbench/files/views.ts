/** The views of a file: the same document as lines, as a form, as text, and beside another state of it. */
import { say, type Say } from '../../words/index.ts';

export const VIEWS = ['lines', 'form', 'text', 'compare'] as const;
export type View = (typeof VIEWS)[number];

export const isView = (text: string | undefined): text is View => VIEWS.some((one) => one === text);

export function viewWord(view: View): Say {
  switch (view) {
    case 'lines':
      return say('files.view.lines');
    case 'form':
      return say('files.view.form');
    case 'text':
      return say('files.view.text');
    case 'compare':
      return say('files.view.compare');
  }
}
