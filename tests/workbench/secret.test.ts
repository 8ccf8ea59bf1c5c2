import { expect, test } from 'vitest';
import { MASK, masked } from '../../src/workbench/files/secret.ts';

test.each([
  ['pjsip.conf', 'password = one two ; why', `password = ${MASK} ; why`],
  ['manager.conf', '  secret=a\\;b', `  secret=${MASK}`],
  ['pjsip.conf', 'auth_type = userpass', 'auth_type = userpass'],
  ['pjsip.conf', '; password = old', '; password = old'],
  ['pjsip.conf', '[password]', '[password]'],
  ['pjsip.conf', 'password =', 'password ='],
  ['voicemail.conf', '2004 => 1234,Anna', `2004 => ${MASK}`],
  ['extensions.conf', 'exten => 2004,1,Dial(PJSIP/2004)', 'exten => 2004,1,Dial(PJSIP/2004)'],
])('%s: %s', (file, line, shown) => {
  expect(masked(file, line)).toBe(shown);
});
