/**
 * The bridge for what is asked for and kept, as against what is live: named queries over svelte-query. A page
 * calls one of these inside a QueryClientProvider and reads `.data`, `.error`, `.isFetching`. A `Reload` or
 * `FullyBooted` event makes what was kept stale.
 */
import { createQuery, QueryClient, useQueryClient } from '@tanstack/svelte-query';
import { createContext } from 'svelte';
import {
  action,
  coreSettings,
  coreStatus,
  getvar,
  NotAllowed,
  type Session,
  type Undo,
} from './ami/index.ts';

/** Whom the pages of a room ask: handed over by the composition root, opaque to the pages. */
export type Connection = Session;
const [useConnection, provideConnection] = createContext<Connection>();
export { provideConnection };

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

/** What was asked for is kept until the PBX says it changed; nothing is asked again because a window got focus. */
export function createAsked(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        retry: (failures, problem) => failures < 2 && !(problem instanceof NotAllowed),
      },
    },
  });
}

/** Keeps the answers true: a reload or a restart of the PBX makes them stale. */
export function followReloads(session: Connection, client: QueryClient): Undo {
  return session.onEvents(['Reload', 'FullyBooted'], () => void client.invalidateQueries());
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

/** Why an answer is missing, as far as a person can act on it. */
export function refusedByRights(problem: unknown): boolean {
  return problem instanceof NotAllowed;
}
