/** Which values are nobody's business until asked for: passwords, secrets, PINs, registrations that hold one. */

const SECRET =
  /(^|_|-)(secret|password|passwd|passphrase|pass|pin|pwd|token|cred|credential|private_key)s?$|secret|password|^md5_cred$|^adminpin$|^vmsecret$/i;

/** Options whose name sounds like one but which name something else. */
const NAMES_SOMETHING =
  /^(auth|auth_type|authentication|outbound_auth|passthrough|secretary|password_digest|minpassword|minsecretlength|forcepassword|passwordlocation|.*_?pinset)$/i;

export function isSecret(file: string, section: string, name: string, value: string): boolean {
  if (value === '') return false;
  if (NAMES_SOMETHING.test(name)) return false;
  if (SECRET.test(name)) return true;
  // `user:secret@host` of iax.conf and sip.conf.
  if (/^register$/i.test(name)) return /:[^@]*@/.test(value);
  // A mailbox: `2004 => 1234,Name,…`.
  if (/(^|\/)voicemail\.conf$/i.test(file))
    return !/^(general|zonemessages)$/i.test(section) && /^[^,|]*[,|]/.test(value) && /^[*#0-9]+$/.test(name);
  return false;
}

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
