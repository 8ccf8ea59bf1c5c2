import { expect, test } from 'vitest';
import { pseudo } from '../../src/ui/pseudo.ts';
import { en, inWords, say } from '../../src/words/index.ts';

const bent = pseudo(en);

test('every text is marked at both ends and says its values', () => {
  for (const phrase of Object.values(bent))
    for (const text of typeof phrase === 'string' ? [phrase] : Object.values(phrase))
      expect(text).toMatch(/^\[.*\]$/s);
  expect(inWords(say('will.call', { target: 'Anna' }), bent, 'en')).toContain('Anna');
});

test('placeholders keep their names', () => {
  for (const [key, phrase] of Object.entries(en)) {
    const names = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String);
    const other = bent[key as keyof typeof en];
    if (typeof phrase === 'string' && typeof other === 'string') expect(names(other)).toEqual(names(phrase));
  }
});
