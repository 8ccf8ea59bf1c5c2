import { expect, test } from 'vitest';
import { isSecret } from '../../src/config/index.ts';

test.each([
  ['pjsip.conf', '2004', 'password', 'x', true],
  ['pjsip.conf', '2004', 'password', '', false],
  ['iax.conf', 'general', 'register', 'berlin:hunter2@host', true],
  ['iax.conf', 'general', 'register', 'berlin@host', false],
  ['voicemail.conf', 'default', '2004', '1234,Anna', true],
  ['conf.d/voicemail.conf', 'default', '2004', '1234,Anna', true],
  ['voicemail.conf', 'zonemessages', '2004', '1234,Anna', false],
  ['extensions.conf', 'default', '2004', '1234,Anna', false],
])('%s [%s] %s = %s: %s', (file, section, name, value, is) => {
  expect(isSecret(file, section, name, value)).toBe(is);
});
