/** Changes of generated extensions' devices, sent by hand over AMI so that the moment of each is known. */
import { performance } from 'node:perf_hooks';
import { manyExtension, type Pbx } from '../../e2e/pbx/index.ts';
import type { Rate } from './figures.ts';

export interface Sent {
  readonly extension: string;
  /** As the tile will call it. */
  readonly state: 'inUse' | 'idle';
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Changes {
  readonly sent: readonly Sent[];
  readonly rate: Rate;
}

export interface Changer {
  /** So many changes a second, over these extensions in turn. */
  run(options: {
    readonly rate: number;
    readonly seconds: number;
    readonly extensions: readonly string[];
  }): Promise<Changes>;
  /** One change; resolves when the PBX has taken it. */
  change(extension: string): Promise<Sent>;
  close(): void;
}

export const machineNow = (): number => performance.timeOrigin + performance.now();

export const manyExtensions = (count: number): readonly string[] =>
  Array.from({ length: count }, (_one, index) => manyExtension(index));

const FIRST = Number(manyExtension(0));

export async function openChanger(pbx: Pbx): Promise<Changer> {
  const ami = await pbx.ami();
  await ami.action('Events', { EventMask: 'off' });
  const inUse = new Set<string>();

  async function change(extension: string): Promise<Sent> {
    const state = inUse.has(extension) ? 'idle' : 'inUse';
    if (state === 'inUse') inUse.add(extension);
    else inUse.delete(extension);
    const sent: Sent = { extension, state, at: machineNow() };
    const [reply] = await ami.action('Setvar', {
      Variable: `DEVICE_STATE(Custom:many${Number(extension) - FIRST})`,
      Value: state === 'inUse' ? 'INUSE' : 'NOT_INUSE',
    });
    if (reply?.get('Response') !== 'Success') {
      throw new Error(`${extension} did not change: ${reply?.get('Message') ?? 'no reply'}`);
    }
    return sent;
  }

  return {
    change,
    async run({ rate, seconds, extensions }) {
      const began = machineNow();
      const sending: Promise<Sent>[] = [];
      for (let elapsed = 0; elapsed < seconds * 1000; elapsed = machineNow() - began) {
        const due = Math.min(rate * seconds, Math.floor((elapsed * rate) / 1000) + 1);
        while (sending.length < due) {
          const extension = extensions[sending.length % extensions.length];
          if (extension === undefined) throw new Error('No extensions to change');
          sending.push(change(extension));
        }
        await new Promise((resolve) => setTimeout(resolve, rate > 100 ? 1 : 5));
      }
      const sent = await Promise.all(sending);
      const took = Math.max(seconds, (machineNow() - began) / 1000);
      return { sent, rate: { asked: rate, reached: sent.length / took } };
    },
    close: () => ami.close(),
  };
}
