import { expect, test } from 'vitest';
import { MASK, masked, maskedValue } from '../../src/workbench/files/secret.ts';

test.each([
  ['pjsip.conf', 'password = one two ; why', `password = ${MASK} ; why`],
  ['manager.conf', '  secret=a\\;b', `  secret=${MASK}`],
  ['pjsip.conf', 'auth_type = userpass', 'auth_type = userpass'],
  ['pjsip.conf', '; password = old', '; password = old'],
  ['pjsip.conf', '[password]', '[password]'],
  ['pjsip.conf', 'password =', 'password ='],
  ['voicemail.conf', '2004 => 1234,Anna', `2004 => ${MASK},Anna`],
  ['iax.conf', 'register => berlin:h@ter@host/9', `register => berlin:${MASK}@host/9`],
  ['extensions.conf', 'exten => 2004,1,Dial(PJSIP/2004)', 'exten => 2004,1,Dial(PJSIP/2004)'],
])('%s: %s', (file, line, shown) => {
  expect(masked(file, line)).toBe(shown);
});

test('of a mailbox all but the PIN is to be read', () => {
  const value = '1234,Anna Berg,anna@example.org';
  expect(maskedValue('voicemail.conf', 'default', '2004', value)).toBe(`${MASK},Anna Berg,anna@example.org`);
  expect(maskedValue('voicemail.conf', 'zonemessages', '2004', value)).toBe(value);
  expect(maskedValue('manager.conf', 'anna', 'secret', value)).toBe(MASK);
});
