/** An edit in words: what was added, what went, what became what, by section. */
import { visibleText, type Line, type Section } from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';
import { maskedValue } from './secret.ts';
import type { Work } from './work.svelte.ts';

export interface Told {
  readonly section: string;
  readonly said: Say;
  /** The line of the draft where it is. */
  readonly at: number;
}

/** Values as they may be shown: a secret is not told by the panel that tells of everything else. */
export function describeEdits(work: Work): readonly Told[] {
  const told: Told[] = [];
  let shift = 0;
  for (const { from, until, lines } of work.hunks) {
    const at = from + shift;
    const gone = work.file.document.lines.slice(from, until);
    const come = work.document.lines.slice(at, at + lines.length);
    told.push(...describeHunk(work, at, gone, come));
    shift += lines.length - (until - from);
  }
  return told;
}

type EntryLine = Line & { readonly tag: 'entry' };
const isEntry = (line: Line): line is EntryLine => line.tag === 'entry';

function describeHunk(work: Work, at: number, gone: readonly Line[], come: readonly Line[]): readonly Told[] {
  const sectionAt = (line: number): string => nameOf(work.sectionOf(line));
  const shown = ({ name, value }: EntryLine, section: string): string =>
    visibleText(maskedValue(work.name, section, name, value));
  const left = gone.filter(isEntry);
  const told: Told[] = [];
  const tell = (said: Say, line: number) => told.push({ section: sectionAt(line), said, at: line });
  let comments = gone.filter(({ tag }) => tag === 'comment').length;
  let blanks = gone.filter(({ tag }) => tag === 'blank').length;
  let newComments = 0;
  const goneSections = gone.filter((line) => line.tag === 'section');

  for (const [step, line] of come.entries()) {
    const here = at + step;
    switch (line.tag) {
      case 'entry': {
        const section = sectionAt(here);
        const same = left.findIndex((one) => one.name === line.name && one.value === line.value);
        const named = same >= 0 ? same : left.findIndex((one) => one.name === line.name);
        const valued =
          named >= 0 ? named : left.findIndex((one) => one.value === line.value && line.value !== '');
        const was = valued >= 0 ? left.splice(valued, 1)[0] : undefined;
        if (was === undefined)
          tell(say('files.edit.added', { name: visibleText(line.name), value: shown(line, section) }), here);
        else if (was.name !== line.name)
          tell(say('files.edit.named', { old: visibleText(was.name), name: visibleText(line.name) }), here);
        else if (was.value !== line.value)
          tell(
            say('files.edit.value', {
              name: visibleText(line.name),
              old: shown(was, section),
              value: shown(line, section),
            }),
            here,
          );
        else if (was.comment !== line.comment)
          tell(say('files.edit.comment', { name: visibleText(line.name) }), here);
        else tell(say('files.edit.form', { name: visibleText(line.name) }), here);
        break;
      }
      case 'section': {
        const was = goneSections.shift();
        if (was === undefined) tell(say('files.edit.section', { section: visibleText(line.name) }), here);
        else if (was.name !== line.name)
          tell(
            say('files.edit.renamed', { old: visibleText(was.name), section: visibleText(line.name) }),
            here,
          );
        else tell(say('files.edit.header', { section: visibleText(line.name) }), here);
        break;
      }
      case 'comment':
        if (comments > 0) {
          comments -= 1;
          tell(say('files.edit.commentChanged'), here);
        } else newComments += 1;
        break;
      case 'blank':
        if (blanks > 0) blanks -= 1;
        break;
      case 'directive':
        tell(say('files.edit.directive', { directive: line.directive, file: visibleText(line.file) }), here);
        break;
      case 'block':
      case 'ignored':
        tell(say('files.edit.line', { text: visibleText(line.text.trim()) }), here);
        break;
    }
  }
  const end = Math.min(at + come.length, Math.max(0, work.document.lines.length - 1));
  if (newComments > 0) tell(say('files.edit.commentsAdded', { count: newComments }), at);
  for (const was of left)
    tell(say('files.edit.removed', { name: visibleText(was.name), value: shown(was, sectionAt(end)) }), end);
  for (const was of goneSections)
    tell(say('files.edit.sectionRemoved', { section: visibleText(was.name) }), end);
  if (comments > 0) tell(say('files.edit.commentsRemoved', { count: comments }), end);
  const others = gone.filter(({ tag }) => tag === 'directive' || tag === 'block' || tag === 'ignored').length;
  if (others > 0) tell(say('files.edit.linesRemoved', { count: others }), end);
  if (told.length === 0) tell(say('files.edit.blanks'), end);
  return told;
}

const nameOf = (section: Section | undefined): string => section?.name ?? '';
