/** What is dangerous about a request, before it is sent. A warning, not a guard: the PBX alone decides what is allowed. */
import type { Request } from '../ami/index.ts';
import type { Danger } from './types.ts';

/** Applications and functions with which whoever may originate runs programs (manager.c has the same lists). */
const programs = /agi|exec|system|originate|mixmonitor|externalivr|dbdeltree|reload/i;
const functions = /(SHELL|EVAL|FILE|CURL|ODBC|REALTIME)\w*\s*\(/;

export function dangersOf(request: Request): readonly Danger[] {
  const get = (header: string): string =>
    request.headers.find(([name]) => name.toLowerCase() === header.toLowerCase())?.[1].trim() ?? '';
  switch (request.action.toLowerCase()) {
    case 'command':
      return commandDangers(get('Command'));
    case 'moduleload':
      switch (get('LoadType').toLowerCase()) {
        case 'unload':
        case 'refresh':
          return [{ tag: 'unloads', module: get('Module') }];
        case 'reload':
          return get('Module') === '' ? [{ tag: 'reloadsAll' }] : [];
        default:
          return [];
      }
    case 'reload':
      return get('Module') === '' ? [{ tag: 'reloadsAll' }] : [];
    case 'hangup':
      // Between slashes it is a regular expression over all channels.
      return [{ tag: 'endsCalls', many: get('Channel').startsWith('/') }];
    case 'bridgedestroy':
    case 'dahdirestart':
      return [{ tag: 'endsCalls', many: true }];
    case 'confbridgekick':
    case 'meetmekick':
      return [{ tag: 'endsCalls', many: /^(all|participants)$/i.test(get('Channel')) }];
    // Whoever talks with a channel that is bridged elsewhere is left behind.
    case 'bridge':
    case 'bridgekick':
    case 'dahdihangup':
    case 'pjsiphangup':
      return [{ tag: 'endsCalls', many: false }];
    case 'agentlogoff':
      return truthy(get('Soft')) ? [] : [{ tag: 'endsCalls', many: false }];
    case 'absolutetimeout':
      return [{ tag: 'endsCallLater' }];
    case 'redirect':
    case 'blindtransfer':
    case 'dahditransfer':
      return [{ tag: 'movesUnchecked' }];
    case 'mixmonitor': {
      const command = get('Command');
      return [{ tag: 'touchesMedia' }, ...(command === '' ? [] : [ranBy(command)])];
    }
    case 'muteaudio':
    case 'mixmonitormute':
    case 'stopmixmonitor':
    case 'monitor':
    case 'stopmonitor':
    case 'changemonitor':
    case 'controlplayback':
      return [{ tag: 'touchesMedia' }];
    case 'agi':
      return [ranBy(get('Command'))];
    case 'originate':
      return [
        ...programDangers(get('Application'), get('Data')),
        ...request.headers.flatMap(([name, value]) =>
          /^(variable|pre-?dial-?gosub)$/i.test(name) && functions.test(value) ? [ranBy(value)] : [],
        ),
      ];
    case 'dialplanextensionadd':
      return [{ tag: 'changesDialplan' }, ...programDangers(get('Application'), get('ApplicationData'))];
    case 'dialplanextensionremove':
      return [{ tag: 'changesDialplan' }];
    case 'getvar':
      return functions.test(get('Variable')) ? [ranBy(get('Variable'))] : [];
    case 'setvar': {
      const variable = get('Variable');
      const global = get('Channel') === '' && !variable.includes('(');
      return [
        ...(global ? [{ tag: 'setsGlobal', variable } as const] : []),
        ...(functions.test(variable) ? [ranBy(variable)] : []),
      ];
    }
    case 'updateconfig':
      return [
        { tag: 'writesFile', file: get('DstFilename') },
        ...(truthy(get('Reload')) ? [{ tag: 'reloadsAll' } as const] : []),
        ...(request.headers.some(([name, value]) => /^action-/i.test(name) && /^\s*insert$/i.test(value))
          ? [{ tag: 'mayCrash' } as const]
          : []),
      ];
    case 'createconfig':
      return [{ tag: 'writesFile', file: get('Filename') }];
    case 'dbdel':
    case 'dbdeltree':
    case 'voicemailremove':
    case 'queuereset':
      return [{ tag: 'deletes' }];
    case 'loggerrotate':
      return [{ tag: 'rotatesLogs' }];
    case 'getconfig':
    case 'getconfigjson':
    case 'pjsipshowauths':
    case 'pjsipshowendpoint':
      return [{ tag: 'showsSecrets' }];
    case 'status':
      return truthy(get('AllVariables')) ? [{ tag: 'showsSecrets' }] : [];
    case 'logoff':
      return [{ tag: 'endsSession' }];
    case 'filter':
      return [{ tag: 'lastsUntilSignOut' }];
    case 'events':
    case 'waitevent':
      return [{ tag: 'takesEvents' }];
    default:
      return [];
  }
}

const truthy = (word: string): boolean => /^(yes|true|y|t|1|on)$/i.test(word);

const ranBy = (text: string): Danger => ({ tag: 'runsPrograms', by: text });

function programDangers(application: string, data: string): Danger[] {
  if (programs.test(application)) return [ranBy(application)];
  return functions.test(data) ? [ranBy(data)] : [];
}

/** A line of the console. Its words may be quoted and escaped: `core "stop" now` stops as well. */
function commandDangers(line: string): Danger[] {
  const plain = line.replace(/["\\]/g, '').trim().replace(/\s+/g, ' ');
  for (const [pattern, of] of commands) {
    const found = pattern.exec(plain);
    if (found) return of(found[1] ?? '', found[2] ?? '');
  }
  return [];
}

const commands: readonly (readonly [
  pattern: RegExp,
  dangers: (first: string, second: string) => Danger[],
])[] = [
  [
    /^core (?:stop|restart) (\w+)/i,
    (when) => [{ tag: 'stopsPbx', when: when.toLowerCase() === 'now' ? 'now' : 'idle' }],
  ],
  [/^module (?:unload|refresh) (.+)$/i, (module) => [{ tag: 'unloads', module }]],
  [/^(?:core reload|module reload|reload)$/i, () => [{ tag: 'reloadsAll' }]],
  [
    /^(?:channel request hangup|hangup request|soft hangup|confbridge kick \S+) (\S+)/i,
    (channel) => [{ tag: 'endsCalls', many: /^(all|participants)$/i.test(channel) }],
  ],
  [/^bridge (destroy|kick) /i, (verb) => [{ tag: 'endsCalls', many: verb.toLowerCase() === 'destroy' }]],
  [/^channel redirect /i, () => [{ tag: 'movesUnchecked' }]],
  [/^(?:channel originate|originate) \S+ application (\S+) ?(.*)$/i, programDangers],
  [/^agi exec \S+ (.*)$/i, (command) => [ranBy(command)]],
  [/^mixmonitor (?:start|stop) /i, () => [{ tag: 'touchesMedia' }]],
  [/^dialplan save/i, () => [{ tag: 'writesFile', file: 'extensions.conf' }]],
  [/^dialplan set global (\S+)/i, (variable) => [{ tag: 'setsGlobal', variable }]],
  [/^dialplan (?:eval function|set chanvar) (.*)$/i, (text) => (functions.test(text) ? [ranBy(text)] : [])],
  [/^dialplan (?:add|remove) /i, () => [{ tag: 'changesDialplan' }]],
  [/^database (?:del|deltree|query)\b/i, () => [{ tag: 'deletes' }]],
  [/^logger rotate\b/i, () => [{ tag: 'rotatesLogs' }]],
  [/^queue reset stats/i, () => [{ tag: 'deletes' }]],
  [/^(?:pjsip show auth|voicemail show users)/i, () => [{ tag: 'showsSecrets' }]],
];
