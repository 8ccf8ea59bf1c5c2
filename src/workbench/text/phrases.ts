import { say, type Say } from '../../words/index.ts';

/** CodeMirror's English and ours. `$` is where it puts a number or a name. */
export function editorPhrases(t: (said: Say) => string): Readonly<Record<string, string>> {
  const dollar = (text: string): string => text.replace(/[\u2068\u2069]/g, '');
  return {
    Find: t(say('text.find')),
    Replace: t(say('text.replaceWith')),
    next: t(say('text.next')),
    previous: t(say('text.previous')),
    all: t(say('text.all')),
    'match case': t(say('text.matchCase')),
    regexp: t(say('text.regexp')),
    'by word': t(say('text.byWord')),
    replace: t(say('text.replace')),
    'replace all': t(say('text.replaceAll')),
    close: t(say('text.close')),
    'current match': t(say('text.currentMatch')),
    'on line': t(say('text.onLine')),
    'replaced $ matches': dollar(t(say('text.replacedMatches', { number: '$' }))),
    'replaced match on line $': dollar(t(say('text.replacedOnLine', { number: '$' }))),
    'Fold line': t(say('text.fold')),
    'Unfold line': t(say('text.unfold')),
    'folded code': t(say('text.foldedCode')),
    unfold: t(say('text.unfold')),
    'Control character': t(say('text.controlCharacter')),
  };
}
