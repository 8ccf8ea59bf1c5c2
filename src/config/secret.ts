/** Which values of a configuration file are nobody's business until asked for. */
import { namesSecret } from '../ami/index.ts';

/** Whether a line of this name can hold one at all, whatever its value and section. */
export const mayBeSecret = (file: string, name: string): boolean =>
  namesSecret(name) || /^register$/i.test(name) || /(^|\/)voicemail\.conf$/i.test(file);

/** From where until where a value is a secret; the rest of it may be read. */
export interface SecretPart {
  readonly from: number;
  readonly until: number;
}

export function secretPart(
  file: string,
  section: string,
  name: string,
  value: string,
): SecretPart | undefined {
  if (value === '') return undefined;
  if (namesSecret(name)) return { from: 0, until: value.length };
  // `user:secret@host` of iax.conf and sip.conf; a secret may hold the signs around it.
  if (/^register$/i.test(name)) {
    const [from, until] = [value.indexOf(':') + 1, value.lastIndexOf('@')];
    return from > 0 && until >= from ? { from, until } : undefined;
  }
  // A mailbox: `2004 => 1234,Name,…`.
  if (/(^|\/)voicemail\.conf$/i.test(file)) {
    const until = value.search(/[,|]/);
    const isMailbox = !/^(general|zonemessages)$/i.test(section) && /^[*#0-9]+$/.test(name);
    return isMailbox && until > 0 ? { from: 0, until } : undefined;
  }
  return undefined;
}

export const isSecret = (file: string, section: string, name: string, value: string): boolean =>
  secretPart(file, section, name, value) !== undefined;
