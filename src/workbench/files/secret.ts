/** Secrets as they are shown: as dots, wherever in a line they stand. */
import { isSecret } from '../../config/index.ts';

/** As many dots for every secret: its length is one, too. */
export const MASK = '••••••••';

/** Where in a line of this file a secret stands, the section taken for one that may hold some. */
export function secretIn(
  file: string,
  text: string,
): { readonly from: number; readonly until: number } | undefined {
  const arrow = /^\s*([^;=[#][^;=]*?)\s*\+?=>?\s*/.exec(text);
  if (!arrow) return undefined;
  const from = arrow[0].length;
  const until = from + (/^(?:\\;|[^;])*/.exec(text.slice(from))?.[0].trimEnd().length ?? 0);
  return isSecret(file, '', arrow[1] ?? '', text.slice(from, until)) ? { from, until } : undefined;
}

export function masked(file: string, text: string): string {
  const secret = secretIn(file, text);
  return secret ? text.slice(0, secret.from) + MASK + text.slice(secret.until) : text;
}
