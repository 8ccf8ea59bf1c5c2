import { expect, test } from 'vitest';
import { contactWord, deviceWord, logWord, registrationWord } from '../../src/workbench/system/words.ts';
import { inWords, type Say } from '../../src/words/index.ts';
import { de } from '../../src/words/workbench/de.ts';

const german = (said: Say): string => inWords(said, de, 'de');

test('states the PBX tells in English are said in the reader’s language', () => {
  expect(deviceWord('Not in use', german)).toBe('Frei');
  expect(deviceWord('Ring+Inuse', german)).toBe('In Gebrauch, klingelt');
  expect(contactWord('NonQualified', german)).toBe('Nicht gefragt');
  expect(registrationWord('Registered', german)).toBe('Angemeldet');
  expect(logWord('File', german)).toBe('Datei');
});

test('a word nobody knows here stays as the PBX says it', () => {
  expect(deviceWord('Meditating', german)).toBe('Meditating');
  expect(contactWord('constructor', german)).toBe('constructor');
  expect(registrationWord('', german)).toBe('');
  expect(logWord('Tape', german)).toBe('Tape');
});
