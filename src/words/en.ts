/** English: the source of every other language. Keys say where the text stands, then what it says. */
export const en = {
  'app.name': 'Cordboard',
} as const;
