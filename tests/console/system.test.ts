import { expect, test } from 'vitest';
import { dependentsOf, readLogChannels, readModules } from '../../src/console/index.ts';

test('modules are read from the columns they are printed in, third parties included', () => {
  expect(
    readModules([
      'Module                         Description                              Use Count  Status      Support Level',
      'res_pjsip.so                   Basic SIP resource                       46         Running              core',
      'chan_x.so                      10 lines of  odd 3 things                0          Not Running          unknown',
      'acl                            Named ACL system                         2          Running              core',
      '1 modules loaded',
    ]),
  ).toEqual([
    { name: 'res_pjsip.so', description: 'Basic SIP resource', uses: 46, running: true, support: 'core' },
    {
      name: 'chan_x.so',
      description: '10 lines of  odd 3 things',
      uses: 0,
      running: false,
      support: 'unknown',
    },
  ]);
});

test('log channels are read with their levels', () => {
  expect(
    readLogChannels([
      'Logger queue limit: 1000',
      '',
      'Channel                             Type     Formatter  Status    Configuration',
      '-------                             ----     ---------  ------    -------------',
      '/var/log/asterisk/messages.log      File     default    Enabled    - NOTICE WARNING ERROR ',
      '/var/log/a b                        File     json       Disabled   - NOTICE ',
      '                                    Console  default    Enabled    - NOTICE',
    ]),
  ).toEqual([
    {
      channel: '/var/log/asterisk/messages.log',
      type: 'File',
      enabled: true,
      levels: ['NOTICE', 'WARNING', 'ERROR'],
    },
    { channel: '/var/log/a b', type: 'File', enabled: false, levels: ['NOTICE'] },
  ]);
});

test('who stands on a module is found through others, each once', () => {
  const running = [
    'res_pjsip.so',
    'res_pjsip_session.so',
    'chan_pjsip.so',
    'app_echo.so',
    'res_pjproject.so',
  ];
  const found = dependentsOf('res_pjproject.so', running);
  expect(found).toEqual(expect.arrayContaining(['res_pjsip.so', 'res_pjsip_session.so', 'chan_pjsip.so']));
  expect(found).not.toContain('app_echo.so');
  expect(new Set(found).size).toBe(found.length);
  expect(dependentsOf('app_echo.so', running)).toEqual([]);
});
