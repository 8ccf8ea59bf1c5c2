import { say, type Say } from '../../words/index.ts';

/** CodeMirror's English and ours. */
export function editorPhrases(t: (said: Say) => string): Readonly<Record<string, string>> {
  return {
    'Fold line': t(say('text.fold')),
    'Unfold line': t(say('text.unfold')),
    'folded code': t(say('text.foldedCode')),
    unfold: t(say('text.unfold')),
    'Control character': t(say('text.controlCharacter')),
  };
}
