/**
 * By what a value is told to be a secret: the name it goes by, as an option of a configuration file, a channel
 * variable, a key of the AstDB. Whatever shows, keeps or copies a value asks here.
 */

const SECRET =
  /secret|passw|passphrase|pwd|md5_?cred|token|(?<![a-z0-9])(pass|pin|adminpin|cred|credential)s?(?![a-z0-9])|(?<![a-z0-9])(api|private)_?keys?(?![a-z0-9_])/i;

/** Options that sound like one and say something about secrets, or something else. */
const NAMES_SOMETHING =
  /^(secretary|password_digest|minpassword|minsecretlength|forcepassword|passwordlocation)$/i;

/** Whether a name, or one of the names in a text of several lines, is one behind which a secret stands. */
export function namesSecret(name: string): boolean {
  return SECRET.test(name) && !NAMES_SOMETHING.test(name);
}
