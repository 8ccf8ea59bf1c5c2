/**
 * A draft is kept in the browser, and a browser is no place for the passwords of a house. Of what is kept, secrets
 * nobody touched are left out, and put back from the PBX's file when the draft is taken up again. A secret that was
 * typed is kept until it is saved: nothing typed is lost.
 */
import {
  apply,
  atOnce,
  editsTo,
  isSecret,
  LINES_AT_A_TIME,
  mayBeSecret,
  parse,
  print,
  printSteps,
  type Document,
  type Edit,
  type Steps,
} from '../../config/index.ts';

/** A code point that is no character, for use within a program (Unicode 23.7): it stands in nobody's file. */
const WITHHELD = '\uFDD0';

/** Lines that hold a secret, by where they stand: section, name, and the how manieth of both. */
const secretsOf = (file: string, document: Document): ReadonlyMap<number, string> =>
  atOnce(secretSteps(file, document));

function* secretSteps(file: string, { lines }: Document): Steps<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  const counts = new Map<string, number>();
  /** Names that hold none: of fifty thousand lines few have a name of their own. */
  const harmless = new Map<string, boolean>();
  let section = '';
  let at = -1;
  for (const line of lines) {
    at += 1;
    if (at % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) yield;
    if (line.tag === 'section') section = line.name;
    if (line.tag !== 'entry') continue;
    const { name, value } = line;
    let isHarmless = harmless.get(name);
    if (isHarmless === undefined) harmless.set(name, (isHarmless = !mayBeSecret(file, name)));
    if (value !== WITHHELD && (isHarmless || !isSecret(file, section, name, value))) continue;
    const place = `${section}\n${name}`;
    const count = counts.get(place) ?? 0;
    counts.set(place, count + 1);
    found.set(at, `${place}\n${count}`);
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

export const withhold = (file: string, base: Document, draft: Document): Withheld =>
  atOnce(withholdSteps(file, base, draft));

export function* withholdSteps(file: string, base: Document, draft: Document): Steps<Withheld> {
  const secrets = yield* secretSteps(file, base);
  const untouched: number[] = [];
  const inDraft: number[] = [];
  let shift = 0;
  let at = 0;
  const keepUntil = (until: number): void => {
    if (secrets.size === 0) at = until;
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
  yield;
  return {
    base: yield* printSteps(blank(base, untouched)),
    text: yield* printSteps(blank(draft, inDraft)),
  };
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
