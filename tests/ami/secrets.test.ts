/** One pattern for all that shows, keeps or copies a value. */
import { expect, test } from 'vitest';
import { namesSecret } from '../../src/ami/index.ts';

test.each(
  [
    'secret password vmsecret md5_cred md5cred auth_pass DOOR_PIN pin pins adminpin user_pin dbpasswd api_key',
    'private_key apiKey remotesecret outbound_passphrase oauth_token pwd SIP_SECRET credentials passwd',
  ]
    .join(' ')
    .split(' '),
)('%s is one', (name) => {
  expect(namesSecret(name)).toBe(true);
});

test.each(
  [
    'context pinging keys allow spinner auth auth_type authentication outbound_auth passthrough secretary pinset',
    'password_digest minpassword minsecretlength forcepassword passwordlocation priv_key_file private_key_file',
    'compass bypass key_size',
  ]
    .join(' ')
    .split(' '),
)('%s is none', (name) => {
  expect(namesSecret(name)).toBe(false);
});

test('among the lines of a text', () => {
  expect(namesSecret('a=1\nsecret=x')).toBe(true);
  expect(namesSecret('a=1\npin = 12')).toBe(true);
  expect(namesSecret('a=1\nspinner=x')).toBe(false);
});
