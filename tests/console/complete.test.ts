/** Every action the console promises has a test on a real Asterisk that bears its name. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROMISED =
  'Ping Events Logoff Login Challenge Hangup Status Setvar Getvar GetConfig GetConfigJSON UpdateConfig CreateConfig ' +
  'ListCategories Redirect Atxfer CancelAtxfer Originate Command ExtensionState PresenceState AbsoluteTimeout ' +
  'MailboxStatus MailboxCount ListCommands SendText UserEvent WaitEvent CoreSettings CoreStatus Reload ' +
  'CoreShowChannels CoreShowChannelMap LoggerRotate ModuleLoad ModuleCheck AOCMessage Filter BlindTransfer AMI_CLIENT';

test('every promised action has a wire test of its name', () => {
  const directory = fileURLToPath(new URL('.', import.meta.url));
  const names = readdirSync(directory)
    .filter((file) => file.endsWith('.wire.ts'))
    .flatMap((file) => [
      ...readFileSync(directory + file, 'utf8').matchAll(/^test(?:\.each\(\w+\))?\('([^']*)'/gm),
    ])
    .map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(60);
  for (const action of PROMISED.split(' ')) {
    expect(names.filter((name) => new RegExp(`\\b${action}\\b`).test(name)).length, action).toBeGreaterThan(
      0,
    );
  }
  for (const type of ['load', 'unload', 'reload', 'refresh']) {
    expect(
      names.some((name) => new RegExp(`ModuleLoad .*\\b${type}\\b`).test(name)),
      type,
    ).toBe(true);
  }
});
