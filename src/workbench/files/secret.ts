/** Secrets as they are shown: as dots, wherever in a line they stand. */
import { secretPart } from '../../config/index.ts';

/** As many dots for every secret: its length is one, too. */
export const MASK = '••••••••';

/** Where in a line of this file a secret stands, the section taken for one that may hold some. */
export function secretIn(
  file: string,
  text: string,
): { readonly from: number; readonly until: number } | undefined {
  const arrow = /^\s*([^;=[#][^;=]*?)\s*\+?=>?\s*/.exec(text);
  if (!arrow) return undefined;
  const start = arrow[0].length;
  const end = start + (/^(?:\\;|[^;])*/.exec(text.slice(start))?.[0].trimEnd().length ?? 0);
  const part = secretPart(file, '', arrow[1] ?? '', text.slice(start, end));
  return part && { from: start + part.from, until: start + part.until };
}

export function masked(file: string, text: string): string {
  const secret = secretIn(file, text);
  return secret ? text.slice(0, secret.from) + MASK + text.slice(secret.until) : text;
}

/** A value with dots where it is a secret; of a mailbox the rest stays to be read. */
export function maskedValue(file: string, section: string, name: string, value: string): string {
  const secret = secretPart(file, section, name, value);
  return secret ? value.slice(0, secret.from) + MASK + value.slice(secret.until) : value;
}
