/** The console: what may be sent, what is known about it, and the answer to whatever is sent. */
import { createQuery } from '@tanstack/svelte-query';
import {
  action,
  AmiError,
  command,
  listCommands,
  queueStatus,
  Refused,
  type Message,
  type Request,
  type Undo,
} from '../ami/index.ts';
import { readHelp, readOffered, type Help, type Offered } from '../console/index.ts';
import { useConnection } from './connection.ts';

/** What came of a request sent by hand. */
export interface Answer {
  readonly request: Request;
  /** When it was sent; our clock. */
  readonly at: number;
  /** Milliseconds until the answer was whole. */
  readonly took: number;
  /** `refused`: the PBX's own no. Everything else is why there is no answer. */
  readonly outcome: 'success' | AmiError['kind'];
  /** The PBX's words, or the reason. */
  readonly words: string;
  /** The response first, then list items and the …Complete event; none where there is no answer. */
  readonly messages: readonly Message[];
  /** The body as it came. */
  readonly raw: string;
}

/** Every action this session may use. */
export function useOffered() {
  const session = useConnection();
  const user = (): string => (session.state.tag === 'live' ? session.state.user : '');
  return createQuery(() => ({
    queryKey: ['ListCommands', user()],
    queryFn: async (): Promise<readonly Offered[]> =>
      readOffered((await session.send(listCommands())).response),
  }));
}

/** What the PBX's own documentation says of an action; undefined where the account may not ask (class `command`). */
export function useActionHelp(name: () => string | undefined) {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['manager show command', name()],
    enabled: name() !== undefined,
    queryFn: async (): Promise<Help> => {
      const line = `manager show command ${name() ?? ''}`;
      const { response } = await session.send(command({ Command: line }));
      return readHelp(response.all('Output'));
    },
  }));
}

/** What a command of the CLI prints; for documentation, which stays as it is. */
export function usePrinted(line: () => string | undefined) {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['Command', line()],
    enabled: line() !== undefined,
    queryFn: async (): Promise<string> => {
      try {
        const { response } = await session.send(command({ Command: line() ?? '' }));
        return response.all('Output').join('\n');
      } catch (problem) {
        // A command that failed has said why.
        if (problem instanceof Refused) return problem.message;
        throw problem;
      }
    },
  }));
}

export function useQueueNames() {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['QueueStatus', 'names'],
    queryFn: async (): Promise<readonly string[]> => {
      const { events } = await session.send(queueStatus());
      return events.filter(({ name }) => name === 'QueueParams').map((event) => event.get('Queue') ?? '');
    },
  }));
}

/** Sends by hand. Never rejects: why there is no answer is an answer too. */
export function useSend(): (request: Request) => Promise<Answer> {
  const session = useConnection();
  return async (request) => {
    const at = Date.now();
    const began = performance.now();
    const answer = (
      outcome: Answer['outcome'],
      words: string,
      messages: readonly Message[],
      raw: string,
    ): Answer => ({ request, at, took: performance.now() - began, outcome, words, messages, raw });
    try {
      // An Originate that is not Async answers when the phone did.
      const reply = await session.send(request, { timeout: 60_000 });
      const words = reply.response.get('Message') ?? reply.response.name;
      return answer('success', words, [reply.response, ...reply.events], reply.raw);
    } catch (problem) {
      if (!(problem instanceof AmiError)) throw problem;
      return answer(problem.kind, problem.message, [], problem instanceof Refused ? problem.raw : '');
    }
  };
}

/** What a line of the CLI may become. */
export interface Completed {
  /** The line as it was asked about. */
  readonly line: string;
  /** Whole lines, in Asterisk's order. */
  readonly found: readonly string[];
}

/** Completions of a line of the CLI as Asterisk's own console would give them. */
export function useCompletions(line: () => string) {
  const session = useConnection();
  return createQuery(() => ({
    queryKey: ['complete', line()],
    // The PBX's things come and go.
    staleTime: 5_000,
    retry: false,
    enabled: line().trim() !== '',
    queryFn: async (): Promise<Completed> => {
      const typed = line();
      const word = /\S*$/.exec(typed)?.[0] ?? '';
      const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
      const asked = action('Command', [
        ['Command', `_command matchesarray ${quoted(typed)} ${quoted(word)}`],
      ]);
      const { response } = await session.send(asked);
      // Asterisk's consoles ask the same: what all have in common first, then each (cli.c, seen on 16 and 22).
      const [, ...words] = response.all('Output').join(' ').split(' ');
      const found = words.map((one) => one.trim()).filter((one) => one !== '' && one !== '_EOF_');
      return {
        line: typed,
        found: found
          .filter((one, at) => found.indexOf(one) === at)
          .map((one) => typed.slice(0, typed.length - word.length) + one),
      };
    },
  }));
}

/** The PBX's events as they come, a poll's worth at a time: of these names or all, for as long as it is wanted. */
export function useEvents(): (
  names: readonly string[] | '*',
  listener: (events: readonly Message[]) => void,
) => Undo {
  const session = useConnection();
  return (names, listener) => session.onEvents(names, listener);
}
