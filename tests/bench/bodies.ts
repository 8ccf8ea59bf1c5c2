/**
 * Real WaitEvent bodies: an account that may read everything listens while calls are set up, answered and ended.
 * Recorded at the start of each run, so that readers are compared on what this PBX says and not on old paper.
 */
import { PEOPLE, type Pbx } from '../../e2e/pbx/index.ts';
import { openHttp } from './http.ts';

/** Bytes of a WaitEvent body on a busy PBX. */
const BODY = 2000;

export interface Recording {
  /** Whole bodies of about 2 kB, as rawman writes them. */
  readonly bodies: readonly Buffer[];
  readonly events: number;
}

/** `rounds` times: every second person calls the next, talks, and hangs up; a guest calls in by the trunk. */
export async function record(pbx: Pbx, rounds: number): Promise<Recording> {
  const phones = PEOPLE.map((one) => one.devices[0] ?? one.number);
  await Promise.all(phones.map((device) => pbx.phone(device).onCall('answer')));
  const listener = await openHttp(pbx.url, pbx.accounts.admin);
  const heard: string[] = [];
  let over = false;
  const listen = async (): Promise<void> => {
    while (!over) heard.push(await listener.ask({ Action: 'WaitEvent', Timeout: '1' }));
  };
  const listening = listen();
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      phones.map(async (device, place) => {
        const next = phones[place + 1];
        if (place % 2 === 0 && next !== undefined) await pbx.phone(device).call(next);
      }),
    );
    const guest = `+4930${7000000 + round}`;
    await pbx.outside.call('+4930555012004', { name: `Gäste & "Söhne" ${round}`, number: guest });
    await pbx.hangupAll();
  }
  over = true;
  await listening;
  await listener.end();
  await Promise.all(phones.map((device) => pbx.phone(device).onCall('ring')));
  return regroup(heard);
}

/** The same events in bodies of even size: what the PBX put into one is chance. */
function regroup(heard: readonly string[]): Recording {
  const events = heard
    .flatMap((body) => body.split('\r\n\r\n'))
    .filter((message) => message.startsWith('Event: ') && !message.startsWith('Event: WaitEventComplete'));
  const bodies: Buffer[] = [];
  let text = '';
  const close = (): void => {
    if (text === '') return;
    bodies.push(
      Buffer.from(
        `Response: Success\r\nMessage: Waiting for Event completed.\r\n\r\n${text}Event: WaitEventComplete\r\n\r\n`,
      ),
    );
    text = '';
  };
  for (const event of events) {
    text += `${event}\r\n\r\n`;
    if (text.length >= BODY - 200) close();
  }
  close();
  return { bodies, events: events.length };
}
