/** Whom the pages of a room ask: handed over by the composition root, opaque to the pages. */
import { QueryClient } from '@tanstack/svelte-query';
import { createContext } from 'svelte';
import { NotAllowed, type Session, type Undo } from '../ami/index.ts';

export type Connection = Session;
const [use, provide] = createContext<Connection>();
export const useConnection = use;

/** What is asked for in a room is read by people, and compared byte by byte: it comes as the PBX wrote it. */
export const provideConnection = (session: Session): Connection =>
  provide({
    ...session,
    get state() {
      return session.state;
    },
    get heardAt() {
      return session.heardAt;
    },
    get roundTrip() {
      return session.roundTrip;
    },
    send: (request, options) => session.send(request, { ...options, verbatim: true }),
  });

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

/**
 * Keeps the answers true: a reload makes them stale, and so does every new epoch of the session. What happened while
 * nobody listened is not told, and after a restart FullyBooted comes with the reply to Login, not as an event.
 */
export function followReloads(
  session: Pick<Session, 'state' | 'onEvents' | 'onState'>,
  client: Pick<QueryClient, 'invalidateQueries'>,
): Undo {
  const stale = () => void client.invalidateQueries();
  let known = session.state.tag === 'live' ? session.state.epoch : undefined;
  const undo = [
    session.onEvents(['Reload', 'FullyBooted'], stale),
    session.onState((state) => {
      if (state.tag !== 'live' || state.epoch === known) return;
      known = state.epoch;
      stale();
    }),
  ];
  return () => undo.forEach((one) => one());
}

/** Why an answer is missing, as far as a person can act on it. */
export function refusedByRights(problem: unknown): boolean {
  return problem instanceof NotAllowed;
}
