/** A flood of device states made by the PBX's own dialplan, so that it costs nobody else's time. */
import { demand, type RawAmi } from './ami.ts';
import { until } from './until.ts';

export interface FloodOptions {
  /** Changes a second, wanted. */
  readonly rate: number;
  /** How many of the generated extensions change, in turn. */
  readonly extensions: number;
  readonly seconds: number;
}

export interface Flood {
  readonly changes: number;
  readonly seconds: number;
  /** Changes a second, reached. */
  readonly rate: number;
}

/** Above so many changes a second, several loops run side by side, each taking steps of five. */
const FAST = 200;

/** Resolves when the flood is over, with the rate reached as the PBX's own clock measured it. */
export async function flood(ami: RawAmi, options: FloodOptions): Promise<Flood> {
  const loops = options.rate < FAST ? 1 : Math.min(4, options.extensions);
  const batch = options.rate < FAST ? 1 : 5;
  const names = Array.from({ length: loops }, (_one, index) => `${Date.now()}_${index}`);
  await Promise.all(
    names.map(async (name, index) => {
      const share = (whole: number): number =>
        Math.floor((whole * (index + 1)) / loops) - Math.floor((whole * index) / loops);
      await demand(ami, 'Originate', {
        Channel: 'Local/run@flood/n',
        Context: 'flood',
        Exten: 'hold',
        Priority: 1,
        Async: 'true',
        Variable: [
          `__FLOOD_NAME=${name}`,
          `__FLOOD_RATE=${share(options.rate)}`,
          `__FLOOD_BATCH=${batch}`,
          `__FLOOD_FIRST=${Math.floor((options.extensions * index) / loops)}`,
          `__FLOOD_COUNT=${share(options.extensions)}`,
          `__FLOOD_TOTAL=${batch * Math.round((share(options.rate) * options.seconds) / batch)}`,
        ],
      });
    }),
  );
  const results = await Promise.all(
    names.map((name) =>
      until(
        'the flood is over',
        async () => {
          const [reply] = await ami.action('Getvar', { Variable: `FLOOD_${name}` });
          const [changes, ms] = (reply?.get('Value') ?? '').split(' ').map(Number);
          return changes === undefined || ms === undefined ? undefined : { changes, ms };
        },
        options.seconds * 5000 + 30_000,
      ),
    ),
  );
  const changes = results.reduce((sum, one) => sum + one.changes, 0);
  const seconds = Math.max(...results.map((one) => one.ms)) / 1000;
  return { changes, seconds, rate: changes / seconds };
}
