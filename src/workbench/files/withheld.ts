/**
 * A draft is kept in the browser, and a browser is no place for the passwords of a house. Of what is kept, secrets
 * nobody touched are left out, and put back from the PBX's file when the draft is taken up again. A secret that was
 * typed is kept until it is saved: nothing typed is lost.
 */
import {
  apply,
  editsTo,
  isSecret,
  parse,
  print,
  sections,
  type Document,
  type Edit,
} from '../../config/index.ts';

/** A code point that is no character, for use within a program (Unicode 23.7): it stands in nobody's file. */
const WITHHELD = '\uFDD0';

/** Lines that hold a secret, by where they stand: section, name, and the how manieth of both. */
function secretsOf(file: string, document: Document): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const counts = new Map<string, number>();
  for (const section of sections(document)) {
    for (const { at, name, value } of section.entries) {
      if (value !== WITHHELD && !isSecret(file, section.name, name, value)) continue;
      const place = `${section.name}\n${name}`;
      const count = counts.get(place) ?? 0;
      counts.set(place, count + 1);
      found.set(at, `${place}\n${count}`);
    }
  }
  return found;
}
const nameAt = ({ lines }: Document, at: number): string => {
  const line = lines[at];
  return line?.tag === 'entry' ? line.name : '';
};
const blank = (document: Document, places: Iterable<number>): Document =>
  apply(
    document,
    [...places].map((at): Edit => ({
      from: at,
      until: at + 1,
      lines: [`${nameAt(document, at)} = ${WITHHELD}`],
    })),
  );

export interface Withheld {
  readonly base: string;
  readonly text: string;
}

export function withhold(file: string, base: Document, draft: Document): Withheld {
  const secrets = secretsOf(file, base);
  const untouched: number[] = [];
  const inDraft: number[] = [];
  let shift = 0;
  let at = 0;
  const keepUntil = (until: number): void => {
    for (; at < until; at += 1) {
      // The same line in a comment is no entry, and could not be told from one later.
      if (!secrets.has(at) || draft.lines[at + shift]?.tag !== 'entry') continue;
      untouched.push(at);
      inDraft.push(at + shift);
    }
  };
  for (const { from, until, lines } of editsTo(base, draft)) {
    keepUntil(from);
    shift += lines.length - (until - from);
    at = until;
  }
  keepUntil(base.lines.length);
  return { base: print(blank(base, untouched)), text: print(blank(draft, inDraft)) };
}

/** Puts back what was left out, from the file as it is now; what is no longer there stays an empty value. */
export function putBack(file: string, kept: Withheld, current: Document): Withheld {
  const base = parse(kept.base);
  const now = new Map(
    [...secretsOf(file, current)].map(([at, place]) => [place, current.lines[at]?.text ?? '']),
  );
  const isWithheld = (document: Document) =>
    document.lines.flatMap((line, at) => (line.tag === 'entry' && line.value === WITHHELD ? [at] : []));
  const places = secretsOf(file, base);
  const texts = isWithheld(base).map((at) => now.get(places.get(at) ?? '') ?? `${nameAt(base, at)} =`);
  const fill = (document: Document): string =>
    print(
      apply(
        document,
        isWithheld(document).map((at, index): Edit => ({
          from: at,
          until: at + 1,
          lines: [texts[index] ?? ''],
        })),
      ),
    );
  return { base: fill(base), text: fill(parse(kept.text)) };
}
