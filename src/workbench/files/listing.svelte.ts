/** What the list of files shows: those the PBX has loaded, those with a draft, and what is known of each. */
import type { FileAccess } from '../../ask/index.ts';
import type { FoundFile, Light } from '../../config/index.ts';
import { say, type Say } from '../../words/index.ts';
import { lightWord, missingWord } from './words.ts';
import type { Works } from './works.svelte.ts';

/** What a mark says of a file: it has a draft, or its light as last forecast. */
export interface Mark {
  readonly glyph: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly said: Say;
}

export interface ListingOptions {
  readonly works: Works;
  readonly access: FileAccess;
  /** The files the PBX and the site tell of. */
  readonly found: () => readonly FoundFile[];
}

const LOOKS = {
  safe: { glyph: 'done', tone: 'good' },
  announced: { glyph: 'done', tone: 'good' },
  damages: { glyph: 'warning', tone: 'bad' },
  locksOut: { glyph: 'warning', tone: 'bad' },
  cannotSee: { glyph: 'unknown', tone: 'warn' },
} as const satisfies Record<Light, Omit<Mark, 'said'>>;

export function createListing({ works, access, found }: ListingOptions) {
  const { drafting, all } = works;
  const marks = $derived.by(() => {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    const made = new Map<string, Mark>();
    for (const file of drafting.files)
      made.set(file, { glyph: 'send', tone: 'plain', said: say('files.draft') });
    for (const [file, { work, saver }] of all) {
      if (work.dirty) made.set(file, { glyph: 'send', tone: 'plain', said: say('files.draft') });
      else if (saver.forecast !== undefined) {
        const { light } = saver.forecast;
        made.set(file, { ...LOOKS[light], said: lightWord(light) });
      }
    }
    for (const { file, who } of works.left)
      made.set(file, { glyph: 'warning', tone: 'bad', said: say('files.unfinished.mark', { who }) });
    return made;
  });
  const note = $derived.by((): Say | undefined => {
    if (drafting.lost) return say('files.noDrafts');
    const [missing] = access.missing('list');
    return missing && missingWord(missing);
  });
  const files = $derived.by((): readonly FoundFile[] => {
    const known = found();
    // A draft of a file nobody has loaded is still to be found.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made and spread
    const touched = new Set([...drafting.files, ...all.keys(), ...works.left.map(({ file }) => file)]);
    const more = [...touched].filter((file) => known.every((one) => one.name !== file));
    return [
      ...known,
      ...more.map((file) => ({ name: file, inside: true, modules: [], named: false, includes: undefined })),
    ].sort((a, b) => (a.inside === b.inside ? (a.name < b.name ? -1 : 1) : a.inside ? -1 : 1));
  });

  return {
    get files() {
      return files;
    },
    get marks() {
      return marks;
    },
    /** Why the list may be short, or is not there. */
    get note() {
      return note;
    },
  };
}
