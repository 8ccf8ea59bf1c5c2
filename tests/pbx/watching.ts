/** A mirror of a real PBX, and the question every test ends with: is it as the PBX lists? */
import type { Pbx } from '../../e2e/pbx/index.ts';
import { until } from '../../e2e/pbx/index.ts';
import { AmiError, systemClock, type Session } from '../../src/ami/index.ts';
import { hostSession, type CookieJar } from '../../src/ami/node.ts';
import {
  compare,
  createMirror,
  fetchLists,
  type Call,
  type Difference,
  type Leg,
  type ListName,
  type Mirror,
  type MirrorOptions,
} from '../../src/pbx/index.ts';

export interface Watching {
  readonly session: Session;
  readonly mirror: Mirror;
  /** Resolves when a fresh listing shows what the mirror holds; rejects with what differs when it stays so. */
  asListed(limit?: number): Promise<void>;
  /** The differences right now; those that no event tells are left out. */
  differences(): Promise<readonly Difference[]>;
  /** The call with a leg of this device (`PJSIP/2004`, or `2004` for short), once it is as wanted. */
  call(device: string, what: string, holds: (call: Call, leg: Leg) => boolean): Promise<Call>;
  close(): void;
}

export async function watch(
  pbx: Pbx,
  as: keyof Pbx['accounts'] = 'reception',
  { jar, ...options }: Omit<MirrorOptions, 'clock'> & { readonly jar?: CookieJar } = {},
): Promise<Watching> {
  const session = hostSession({ base: pbx.url, ...(jar ? { jar } : {}) });
  const { username, secret } = pbx.accounts[as];
  await session.signIn({ username, secret });
  const mirror = createMirror(session, { clock: systemClock, ...options });
  await until('the mirror is ready', () => (mirror.ready ? true : undefined));

  async function differences(): Promise<readonly Difference[]> {
    const lists: readonly ListName[] = [
      'extensions',
      'presence',
      'devices',
      'contacts',
      'bridges',
      'channels',
      'parked',
      'queues',
    ];
    return compare(mirror.tables, await fetchLists(session, lists, systemClock)).filter(({ soft }) => !soft);
  }

  return {
    session,
    mirror,
    differences,
    async asListed(limit = 5000) {
      let last: readonly Difference[] = [];
      let unasked: AmiError | undefined;
      try {
        await until(
          'the mirror is as the PBX lists',
          async () => {
            try {
              last = await differences();
              unasked = undefined;
              return last.length === 0 ? true : undefined;
            } catch (error) {
              // The session may yet find out that the PBX was away, and come back.
              if (!(error instanceof AmiError)) throw error;
              unasked = error;
              return undefined;
            }
          },
          limit,
        );
      } catch (cause) {
        if (unasked) throw new Error(`the PBX could not be asked: ${unasked.message}`, { cause });
        const words = last.map(({ change: { table, id, value } }) => {
          const has: unknown = mirror.tables[table].get(id);
          return `${table} ${id}: the mirror has ${JSON.stringify(has)}, the PBX lists ${JSON.stringify(value)}`;
        });
        throw new Error(words.join('\n'), { cause });
      }
    },
    call(device, what, holds) {
      const name = device.includes('/') ? device : `PJSIP/${device}`;
      return until(`${device} ${what}`, () => {
        for (const call of mirror.tables.calls.values())
          for (const leg of call.legs) if (leg.device === name && holds(call, leg)) return call;
        return undefined;
      });
    },
    close() {
      mirror.close();
      session.close();
    },
  };
}
