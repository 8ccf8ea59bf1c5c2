/** What is said of a request before it is sent. */
import { expect, test } from 'vitest';
import { action, actionHeaders } from '../../src/ami/index.ts';
import { dangersOf, type Danger } from '../../src/console/index.ts';

const of = (name: string, headers: Readonly<Record<string, string>> = {}): readonly Danger[] =>
  dangersOf(action(name, headers));
const ofCommand = (line: string): readonly Danger[] => of('Command', { Command: line });

test.each<[string, Readonly<Record<string, string>>, Danger['tag'][]]>([
  ['Ping', {}, []],
  ['CoreShowChannels', {}, []],
  ['ListCommands', {}, []],
  ['Getvar', { Variable: 'CHANNEL(state)' }, []],
  ['Setvar', { Channel: 'x', Variable: 'A', Value: '${SHELL(id)}' }, []],
  ['ModuleLoad', { LoadType: 'load', Module: 'app_amd.so' }, []],
  ['Reload', { Module: 'app_queue' }, []],
  ['Originate', { Channel: 'PJSIP/1', Exten: '2', Context: 'a', Priority: '1' }, []],
  ['Originate', { Channel: 'PJSIP/1', Application: 'Playback', Data: 'hello-world' }, []],
  ['Originate', { Channel: 'PJSIP/1', Application: 'System', Data: 'id' }, ['runsPrograms']],
  ['Originate', { Channel: 'PJSIP/1', Application: 'TrySystem', Data: 'id' }, ['runsPrograms']],
  ['Originate', { Channel: 'x', Application: 'NoOp', Data: '${SHELL(id)}' }, ['runsPrograms']],
  ['Originate', { Channel: 'x', Application: 'NoOp', Variable: 'A=${FILE(/etc/passwd)}' }, ['runsPrograms']],
  ['ModuleLoad', { LoadType: 'unload', Module: 'x.so' }, ['unloads']],
  ['ModuleLoad', { LoadType: 'refresh', Module: 'x.so' }, ['unloads']],
  ['ModuleLoad', { LoadType: 'reload' }, ['reloadsAll']],
  ['Reload', {}, ['reloadsAll']],
  ['Logoff', {}, ['endsSession']],
  ['Filter', { Operation: 'Add' }, ['lastsUntilSignOut']],
  ['Events', { EventMask: 'off' }, ['takesEvents']],
  ['WaitEvent', {}, ['takesEvents']],
  ['UpdateConfig', { DstFilename: 'a.conf', Reload: 'yes' }, ['writesFile', 'reloadsAll']],
  ['UpdateConfig', { DstFilename: 'a.conf', 'Action-000000': 'Insert' }, ['writesFile', 'mayCrash']],
  ['CreateConfig', { Filename: 'a.conf' }, ['writesFile']],
  ['AbsoluteTimeout', { Channel: 'x', Timeout: '1' }, ['endsCallLater']],
  ['Redirect', {}, ['movesUnchecked']],
  ['BlindTransfer', {}, ['movesUnchecked']],
  ['Setvar', { Variable: 'A', Value: '1' }, ['setsGlobal']],
  ['Setvar', { Variable: 'DEVICE_STATE(Custom:x)', Value: 'BUSY' }, []],
  ['Getvar', { Variable: 'SHELL(id)' }, ['runsPrograms']],
  ['MixMonitor', { Channel: 'x', Command: 'rm' }, ['touchesMedia', 'runsPrograms']],
  ['DBDelTree', { Family: 'x' }, ['deletes']],
  ['BridgeDestroy', { BridgeUniqueid: 'b' }, ['endsCalls']],
  ['BridgeKick', { Channel: 'PJSIP/1-1' }, ['endsCalls']],
  ['LoggerRotate', {}, ['rotatesLogs']],
  ['Status', { AllVariables: 'true' }, ['showsSecrets']],
  ['GetConfig', { Filename: 'manager.conf' }, ['showsSecrets']],
  ['DialplanExtensionAdd', { Application: 'System' }, ['changesDialplan', 'runsPrograms']],
  ['moduleload', { loadtype: 'UNLOAD', module: 'x.so' }, ['unloads']],
])('%s %o', (name, headers, tags) => {
  expect(of(name, headers).map(({ tag }) => tag)).toEqual(tags);
});

test('Hangup of one call, and of all that match', () => {
  expect(of('Hangup', { Channel: 'PJSIP/1-1' })).toEqual([{ tag: 'endsCalls', many: false }]);
  expect(of('Hangup', { Channel: '/^PJSIP/' })).toEqual([{ tag: 'endsCalls', many: true }]);
});

test('lines of the console, however they are written', () => {
  expect(ofCommand('core show channels')).toEqual([]);
  for (const line of ['core stop now', '  CORE  "stop"\tnow', 'core st\\op now', 'core restart now']) {
    expect(ofCommand(line), line).toEqual([{ tag: 'stopsPbx', when: 'now' }]);
  }
  expect(ofCommand('core restart when convenient')).toEqual([{ tag: 'stopsPbx', when: 'idle' }]);
  expect(ofCommand('core stop gracefully')).toEqual([{ tag: 'stopsPbx', when: 'idle' }]);
  expect(ofCommand('module unload app_queue.so')).toEqual([{ tag: 'unloads', module: 'app_queue.so' }]);
  expect(ofCommand('module reload')).toEqual([{ tag: 'reloadsAll' }]);
  expect(ofCommand('module reload app_queue')).toEqual([]);
  expect(ofCommand('channel request hangup all')).toEqual([{ tag: 'endsCalls', many: true }]);
  expect(ofCommand('bridge kick 0f PJSIP/1-1')).toEqual([{ tag: 'endsCalls', many: false }]);
  expect(ofCommand('logger rotate')).toEqual([{ tag: 'rotatesLogs' }]);
  expect(ofCommand('confbridge kick 650 all')).toEqual([{ tag: 'endsCalls', many: true }]);
  expect(ofCommand('channel originate PJSIP/1 application System id')).toEqual([
    { tag: 'runsPrograms', by: 'System' },
  ]);
  expect(ofCommand('dialplan eval function SHELL(id)')).toEqual([{ tag: 'runsPrograms', by: 'SHELL(id)' }]);
  expect(ofCommand('dialplan set global A 1')).toEqual([{ tag: 'setsGlobal', variable: 'A' }]);
  expect(ofCommand('dialplan save')).toEqual([{ tag: 'writesFile', file: 'extensions.conf' }]);
  expect(ofCommand('database deltree x')).toEqual([{ tag: 'deletes' }]);
});

test('no action of the catalogue is beyond judgement', () => {
  for (const name of Object.keys(actionHeaders)) expect(Array.isArray(of(name))).toBe(true);
});
