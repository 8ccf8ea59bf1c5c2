/** What the PBX says of itself. */
import { createQuery, useQueryClient } from '@tanstack/svelte-query';
import {
  action,
  AmiError,
  command,
  coreSettings,
  coreStatus,
  getvar,
  NotAllowed,
  pjsipShowContacts,
  pjsipShowEndpoints,
  type Request,
} from '../ami/index.ts';
import { readLogChannels, readModules, type LogChannel, type Module } from '../console/index.ts';
import { useConnection } from './connection.ts';

/** CoreSettings of 16 and 22; empty where this version does not say. */
export interface Settings {
  readonly asterisk: string;
  readonly manager: string;
  readonly systemName: string;
  readonly maxCalls: string;
  readonly maxLoad: string;
  readonly runsAs: string;
  readonly maxFiles: string;
  readonly realtime: boolean;
  readonly cdr: boolean;
  readonly http: boolean;
}

/** CoreStatus: dates are the PBX's own local time, without a zone, so they stay text. */
export interface Status {
  readonly started: string;
  readonly reloaded: string;
  readonly currentCalls: number;
  /** Since it started; undefined where neither CoreStatus (since 20.12 and 22.2) nor `core show calls` tells. */
  readonly processedCalls: number | undefined;
  /** Milliseconds since it started, as `core show uptime seconds` tells; undefined without class `command`. */
  readonly uptime: number | undefined;
}

const yes = (value: string | undefined): boolean => value?.toLowerCase() === 'yes';

/** Asks everything again, by hand. */
export function useAskAgain(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries();
}

export function useSettings() {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['CoreSettings'],
    queryFn: async (): Promise<Settings> => {
      const { response } = await session.send(coreSettings());
      const said = (header: string): string => response.get(header) ?? '';
      const group = said('CoreRunGroup');
      return {
        asterisk: said('AsteriskVersion'),
        manager: said('AMIversion'),
        systemName: said('SystemName'),
        maxCalls: said('CoreMaxCalls'),
        maxLoad: said('CoreMaxLoadAvg'),
        runsAs: group ? `${said('CoreRunUser')}:${group}` : said('CoreRunUser'),
        maxFiles: said('CoreMaxFilehandles'),
        realtime: yes(response.get('CoreRealTimeEnabled')),
        cdr: yes(response.get('CoreCDRenabled')),
        http: yes(response.get('CoreHTTPenabled')),
      };
    },
  }));
}

export function useStatus() {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['CoreStatus'],
    // Counters move without an event.
    refetchInterval: 10_000,
    queryFn: async (): Promise<Status> => {
      const { response } = await session.send(coreStatus());
      const moment = (which: 'Startup' | 'Reload'): string =>
        `${response.get(`Core${which}Date`) ?? ''} ${response.get(`Core${which}Time`) ?? ''}`.trim();
      const [calls, uptime] = await Promise.all(
        ['core show calls', 'core show uptime seconds'].map(async (line) => {
          try {
            const printed = await session.send(command({ Command: line }));
            return printed.response.all('Output').join('\n');
          } catch (problem) {
            if (problem instanceof NotAllowed) return '';
            throw problem;
          }
        }),
      );
      const processed =
        response.get('CoreProcessedCalls') ?? /^(\d+) calls? processed$/m.exec(calls ?? '')?.[1];
      const seconds = /^System uptime: (\d+)$/m.exec(uptime ?? '')?.[1];
      return {
        started: moment('Startup'),
        reloaded: moment('Reload'),
        currentCalls: Number(response.get('CoreCurrentCalls') ?? 0),
        processedCalls: processed === undefined ? undefined : Number(processed),
        uptime: seconds === undefined ? undefined : Number(seconds) * 1000,
      };
    },
  }));
}

/** Needs write class `command`. */
export function useModules() {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['modules'],
    queryFn: async (): Promise<readonly Module[]> => {
      const { response } = await session.send(command({ Command: 'module show' }));
      return readModules(response.all('Output'));
    },
  }));
}

/** How many sessions the account has, this one and dead ones the PBX has not swept included. */
export function useAccountSessions() {
  const session = useConnection();
  const user = (): string => (session.state.tag === 'live' ? session.state.user : '');
  return createQuery(() => ({
    queryKey: ['AMI_CLIENT', user()],
    refetchInterval: 10_000,
    queryFn: async (): Promise<number | undefined> => {
      const { response } = await session.send(getvar({ Variable: `AMI_CLIENT(${user()},sessions)` }));
      const value = response.get('Value') ?? '';
      return /^\d+$/.test(value) ? Number(value) : undefined;
    },
  }));
}

/** Needs write class `command`. */
export function useLogChannels() {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['logger show channels'],
    queryFn: async (): Promise<readonly LogChannel[]> => {
      const { response } = await session.send(command({ Command: 'logger show channels' }));
      return readLogChannels(response.all('Output'));
    },
  }));
}

/** A PJSIP endpoint, where it can be reached, and what is going on there. */
export interface Endpoint {
  readonly name: string;
  /** DeviceState in the PBX's words: `Not in use`. */
  readonly state: string;
  readonly channels: string;
  readonly contacts: readonly {
    readonly uri: string;
    readonly userAgent: string;
    /** `Reachable`, `NonQualified` … */
    readonly status: string;
    /** Milliseconds there and back; undefined where the PBX does not ask (qualify_frequency). */
    readonly roundTrip: number | undefined;
    /** When the registration ends; milliseconds since 1970, the PBX's clock. Undefined for a fixed contact. */
    readonly until: number | undefined;
  }[];
}

export function useEndpoints() {
  const session = useConnection();
  const client = useQueryClient();
  // A house whose phones all register at once is asked once.
  $effect(() => {
    let due: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onEvents(['ContactStatus'], () => {
      due ??= setTimeout(() => {
        due = undefined;
        void client.invalidateQueries({ queryKey: ['PJSIPShowEndpoints'] });
      }, 1_000);
    });
    return () => {
      clearTimeout(due);
      stop();
    };
  });
  return createQuery(() => ({
    queryKey: ['PJSIPShowEndpoints'],
    // States and times move without an event.
    refetchInterval: 15_000,
    queryFn: async (): Promise<readonly Endpoint[]> => {
      const [endpoints, contacts] = await Promise.all([
        session.send(pjsipShowEndpoints()),
        session.send(pjsipShowContacts()),
      ]);
      const reached = contacts.events.filter(({ name }) => name === 'ContactList');
      return endpoints.events
        .filter(({ name }) => name === 'EndpointList')
        .map((endpoint) => {
          const name = endpoint.get('ObjectName') ?? '';
          return {
            name,
            state: endpoint.get('DeviceState') ?? '',
            channels: endpoint.get('ActiveChannels') ?? '',
            contacts: reached
              .filter((contact) => contact.get('Endpoint') === name)
              .map((contact) => {
                const microseconds = Number(contact.get('RoundtripUsec'));
                const seconds = Number(contact.get('ExpirationTime'));
                return {
                  uri: contact.get('Uri') ?? '',
                  userAgent: contact.get('UserAgent') ?? '',
                  status: contact.get('Status') ?? '',
                  roundTrip: Number.isFinite(microseconds) ? microseconds / 1000 : undefined,
                  until: seconds > 0 ? seconds * 1000 : undefined,
                };
              }),
          };
        })
        .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    },
  }));
}

/** Where this PBX registers itself, at its providers. */
export interface Registration {
  readonly name: string;
  readonly server: string;
  readonly client: string;
  /** `Registered`, `Unregistered`, `Rejected` … */
  readonly status: string;
}

export function useRegistrations() {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['PJSIPShowRegistrationsOutbound'],
    refetchInterval: 15_000,
    queryFn: async (): Promise<readonly Registration[]> => {
      const { events } = await session.send(action('PJSIPShowRegistrationsOutbound'));
      return events
        .filter(({ name }) => name === 'OutboundRegistrationDetail')
        .map((one) => ({
          name: one.get('ObjectName') ?? '',
          server: one.get('ServerUri') ?? '',
          client: one.get('ClientUri') ?? '',
          status: one.get('Status') ?? '',
        }));
    },
  }));
}

/** What can be done with a module. */
export type ModuleAct = 'load' | 'reload' | 'refresh' | 'unload';

/** Does it, asks the lists again, and tells what the PBX said; never rejects. */
export function useModuleAct(): (
  act: ModuleAct,
  module: string,
) => Promise<{ readonly ok: boolean; readonly words: string }> {
  const run = useRun();
  return (act, module) => run(action('ModuleLoad', { Module: module, LoadType: act }));
}

/** Closes the log files, puts them aside and begins new ones. */
export function useRotate(): () => Promise<{ readonly ok: boolean; readonly words: string }> {
  const run = useRun();
  return () => run(action('LoggerRotate'));
}

function useRun(): (request: Request) => Promise<{ readonly ok: boolean; readonly words: string }> {
  const session = useConnection();
  const client = useQueryClient();
  return async (request) => {
    try {
      const { response } = await session.send(request, { timeout: 60_000 });
      return { ok: true, words: response.get('Message') ?? '' };
    } catch (problem) {
      if (!(problem instanceof AmiError)) throw problem;
      return { ok: false, words: problem.message };
    } finally {
      void client.invalidateQueries();
    }
  };
}
