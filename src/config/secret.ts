/** Which values of a configuration file are nobody's business until asked for. */
import { namesSecret } from '../ami/index.ts';

/** Whether a line of this name can hold one at all, whatever its value and section. */
export const mayBeSecret = (file: string, name: string): boolean =>
  namesSecret(name) || /^register$/i.test(name) || /(^|\/)voicemail\.conf$/i.test(file);

export function isSecret(file: string, section: string, name: string, value: string): boolean {
  if (value === '') return false;
  if (namesSecret(name)) return true;
  // `user:secret@host` of iax.conf and sip.conf.
  if (/^register$/i.test(name)) return /:[^@]*@/.test(value);
  // A mailbox: `2004 => 1234,Name,…`.
  if (/(^|\/)voicemail\.conf$/i.test(file))
    return !/^(general|zonemessages)$/i.test(section) && /^[^,|]*[,|]/.test(value) && /^[*#0-9]+$/.test(name);
  return false;
}
