/** What the PBX says of itself. */
import { createQuery, useQueryClient } from '@tanstack/svelte-query';
import { action, coreSettings, coreStatus, getvar } from '../ami/index.ts';
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
  /** Since Asterisk 20.12 and 22.2; undefined before. */
  readonly processedCalls: number | undefined;
}

/** One line of `module show`. */
export interface Module {
  readonly name: string;
  readonly description: string;
  readonly uses: number;
  readonly running: boolean;
  readonly support: string;
}

const yes = (value: string | undefined): boolean => value?.toLowerCase() === 'yes';

/** `module show` as 16 and 22 print it: name, description, use count, status, support level, in columns. */
export function readModules(lines: readonly string[]): readonly Module[] {
  return lines.flatMap((line) => {
    const found = /^(\S+\.so)\s+(.*?)\s+(\d+)\s+(Running|Not Running)\s+(\S+)\s*$/.exec(line);
    if (!found) return [];
    const [, name = '', description = '', uses, status, support = ''] = found;
    return [{ name, description, uses: Number(uses), running: status === 'Running', support }];
  });
}

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
      const processed = response.get('CoreProcessedCalls');
      return {
        started: moment('Startup'),
        reloaded: moment('Reload'),
        currentCalls: Number(response.get('CoreCurrentCalls') ?? 0),
        processedCalls: processed === undefined ? undefined : Number(processed),
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
      const { response } = await session.send(action('Command', [['Command', 'module show']]));
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
