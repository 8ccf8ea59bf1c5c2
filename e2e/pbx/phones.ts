/** The ends of the lines: phones of the house and parties outside, worked over the second Asterisk's AMI. */
import { randomUUID } from 'node:crypto';
import { openAmi, type RawAmi } from './ami.ts';
import { TRUNK } from './hotel.ts';
import { until } from './until.ts';
import type { SeenChannel } from './witness.ts';

/** What a phone does when a call comes in, without being told again. */
export type Answering = 'ring' | 'answer' | 'busy' | 'refuse' | 'offline';

export interface Incoming {
  readonly callId: string;
  /** What the phone's display shows of the caller. */
  readonly from: { readonly name: string; readonly number: string };
}

export interface Placed {
  readonly callId: string;
  /** The PBX's channel of this end; empty when the call had ended before it could be seen. */
  readonly uniqueid: string;
  readonly linkedid: string;
  /** Hangup cause, when the call had ended before it could be seen. */
  readonly ended: number | undefined;
}

/**
 * One end: a phone, or somebody outside. Each verb resolves when the PBX has seen what it did. A Call-ID picks one
 * of several calls; without it `answer`, `busy`, `refuse`, `offline` take the call that has rung longest (waiting
 * for one to ring), and `hold`, `unhold`, `press` and `hangup` mean every call of this end.
 */
export interface Line {
  readonly number: string;
  /** Resolves when it rings. */
  ringing(): Promise<Incoming>;
  answer(callId?: string): Promise<void>;
  /** Says busy (cause 17). */
  busy(callId?: string): Promise<void>;
  /** Declines (cause 21). */
  refuse(callId?: string): Promise<void>;
  /** Says that nobody is there now (480, which the PBX counts as no answer: cause 19). */
  offline(callId?: string): Promise<void>;
  hangup(callId?: string): Promise<void>;
  hold(callId?: string): Promise<void>;
  unhold(callId?: string): Promise<void>;
  /** Sends DTMF digits, once it talks; resolves when the PBX has heard the last. */
  press(digits: string): Promise<void>;
  /** What it does with calls from now on; `ring` undoes it. */
  onCall(answering: Answering): Promise<void>;
  /** Its calls as the second Asterisk has them. */
  calls(): Promise<readonly LineCall[]>;
}

export interface LineCall {
  readonly callId: string;
  readonly state: 'calling' | 'ringing' | 'talking' | 'holding';
  readonly from: { readonly name: string; readonly number: string };
}

/** A call as one end of it has it; `line` works that end. */
export interface PhoneCall {
  readonly number: string;
  readonly line: () => Line;
  readonly call: LineCall;
}

export interface Phone extends Line {
  /** Resolves when the PBX has the call; rejects when it knows no such number. */
  call(target: string): Promise<Placed>;
  /**
   * Puts the far ends of its two calls together, as a phone's transfer key does: REFER with Replaces. The second call
   * may still ring. Resolves when the PBX has taken both calls from it.
   */
  connect(): Promise<void>;
  unregister(): Promise<void>;
  register(): Promise<void>;
}

export interface OutsideCall extends Line, Placed {}

export interface Outside {
  /** A call from outside to a number of the house. */
  call(did: string, from: { readonly name: string; readonly number: string }): Promise<OutsideCall>;
  /** Somebody outside, by number: called by the house, or calling it. */
  party(number: string): Line;
  ringing(number: string): Promise<Incoming>;
  answer(number: string): Promise<void>;
  busy(number: string): Promise<void>;
  refuse(number: string): Promise<void>;
  hangup(number: string): Promise<void>;
}

export interface Wiring {
  /** The second Asterisk. */
  readonly phones: RawAmi;
  readonly phoneChannels: () => Promise<readonly SeenChannel[]>;
  readonly house: () => RawAmi;
  readonly houseChannels: () => Promise<readonly SeenChannel[]>;
  readonly houseAddress: string;
  readonly witnessAccount: { readonly username: string; readonly secret: string };
}

export interface Phones {
  readonly phone: (device: string) => Phone;
  readonly outside: Outside;
  readonly phoneCalls: () => Promise<readonly PhoneCall[]>;
}

export function wirePhones(wiring: Wiring): Phones {
  const { phones } = wiring;

  async function act(name: string, headers: Record<string, string>): Promise<void> {
    const [reply] = await phones.action(name, headers);
    if (reply?.get('Response') !== 'Success') {
      throw new Error(`The phone could not ${name}: ${reply?.get('Message') ?? 'no reply'}`);
    }
  }

  async function variable(channel: string, name: string): Promise<string> {
    const [reply] = await phones.action('Getvar', { Channel: channel, Variable: name });
    return reply?.get('Value') ?? '';
  }

  const houseHas = async (callId: string): Promise<SeenChannel | undefined> =>
    (await wiring.houseChannels()).find((one) => one.callId === callId);

  async function place(device: string, number: string, target: string, callerId: string): Promise<Placed> {
    const id = randomUUID();
    const mark = phones.events.mark();
    await act('Originate', {
      Channel: `PJSIP/${device}/sip:${target}@${wiring.houseAddress}:5060`,
      ChannelId: id,
      Account: number,
      CallerID: callerId,
      Context: 'verb',
      Exten: 'talk',
      Priority: '1',
      Timeout: '86400000',
      Async: 'true',
    });
    let callId = '';
    return until(`the PBX has ${number}'s call to ${target}`, async () => {
      const mine = (await wiring.phoneChannels()).find((one) => one.uniqueid === id);
      if (mine) callId = mine.callId;
      const seen = callId === '' ? undefined : await houseHas(callId);
      if (seen) return { callId, uniqueid: seen.uniqueid, linkedid: seen.linkedid, ended: undefined };
      const end = phones.events
        .since(mark)
        .find((event) => event.get('Event') === 'Hangup' && event.get('Uniqueid') === id);
      if (!end) return undefined;
      const ended = Number(end.get('Cause'));
      if (ended === 1) throw new Error(`${number} called ${target}: the PBX knows no such number`);
      return { callId, uniqueid: '', linkedid: '', ended };
    });
  }

  function line(number: string, mine: (channel: SeenChannel) => boolean): Line {
    const channels = async (callId: string | undefined): Promise<SeenChannel[]> =>
      (await wiring.phoneChannels()).filter(
        (one) => mine(one) && (callId === undefined || one.callId === callId),
      );

    /** The call that has rung longest, once the PBX knows that it rings. */
    const rung = (callId: string | undefined): Promise<SeenChannel> =>
      until(`${number} rings`, async () => {
        const ringing = (await channels(callId)).filter(
          (one) => stateOf(one) === 'ringing' && one.callId !== '',
        );
        const house = await wiring.houseChannels();
        return ringing
          .sort(byAge)
          .find((one) => house.some((each) => each.callId === one.callId && each.state === 'Ringing'));
      });

    /** Its calls that are in this state, once there are any: the phone may learn of an answer after the PBX. */
    const are = (state: LineCall['state'], callId: string | undefined): Promise<SeenChannel[]> =>
      until(`${number} is ${state}`, async () => {
        const found = (await channels(callId)).filter((one) => stateOf(one) === state);
        return found.length > 0 ? found : undefined;
      });

    const redirect = (channel: SeenChannel, verb: string): Promise<void> =>
      act('Redirect', { Channel: channel.name, Context: 'verb', Exten: verb, Priority: '1' });

    const turnAway = async (verb: Answering, callId: string | undefined): Promise<void> => {
      const channel = await rung(callId);
      await redirect(channel, verb);
      await until(`the PBX ended the call ${number} turned away`, async () =>
        (await houseHas(channel.callId)) ? undefined : true,
      );
    };

    /** Hold and Unhold are told by event alone: a phone with two calls shows neither in its device state. */
    const turn = async (from: LineCall['state'], verb: string, event: string, callId: string | undefined) => {
      const turned = await are(from, callId);
      const ami = await openAmi(wiring.houseAddress, wiring.witnessAccount, 'call');
      try {
        const house = await wiring.houseChannels();
        await Promise.all(
          turned.map(async (one) => {
            const seen = house.find((each) => each.callId === one.callId);
            if (!seen) throw new Error(`The PBX has not the call ${one.callId} of ${number}`);
            const told = ami.events.until(
              (each) => each.get('Event') === event && each.get('Channel') === seen.name,
              { what: `${event} of ${seen.name}` },
            );
            await redirect(one, verb);
            await told;
          }),
        );
      } finally {
        ami.close();
      }
    };

    return {
      number,
      async ringing() {
        const channel = await rung(undefined);
        return { callId: channel.callId, from: channel.caller };
      },
      async answer(callId) {
        const channel = await rung(callId);
        await redirect(channel, 'answer');
        await until(`the PBX saw ${number} answer`, async () =>
          (await houseHas(channel.callId))?.state === 'Up' ? true : undefined,
        );
      },
      busy: (callId) => turnAway('busy', callId),
      refuse: (callId) => turnAway('refuse', callId),
      offline: (callId) => turnAway('offline', callId),
      async hangup(callId) {
        const ended = await channels(callId);
        await Promise.all(ended.map((one) => phones.action('Hangup', { Channel: one.name, Cause: '16' })));
        await until(`the PBX saw ${number} hang up`, async () => {
          const house = await wiring.houseChannels();
          const left = ended.some(
            (one) => one.callId !== '' && house.some((each) => each.callId === one.callId),
          );
          return left ? undefined : true;
        });
      },
      hold: (callId) => turn('talking', 'hold', 'Hold', callId),
      unhold: (callId) => turn('holding', 'talk', 'Unhold', callId),
      async press(digits) {
        const talking = await are('talking', undefined);
        const ami = await openAmi(wiring.houseAddress, wiring.witnessAccount, 'dtmf');
        try {
          for (const digit of digits)
            for (const one of talking) {
              const seen = await until(`the PBX has the call ${one.callId}`, () => houseHas(one.callId));
              const heard = ami.events.until(
                (event) =>
                  event.get('Event') === 'DTMFEnd' &&
                  event.get('Channel') === seen.name &&
                  event.get('Direction') === 'Received' &&
                  event.get('Digit') === digit,
                { what: `${digit} heard from ${number}` },
              );
              const pressed = act('PlayDTMF', { Channel: one.name, Digit: digit, Duration: '120' });
              await Promise.all([heard, pressed]);
            }
        } finally {
          ami.close();
        }
      },
      async onCall(answering) {
        await act('Setvar', { Variable: `RUNG_${number}`, Value: answering === 'ring' ? '' : answering });
      },
      async calls() {
        return (await channels(undefined)).map(callOf);
      },
    };
  }

  function phone(device: string): Phone {
    const registered = async (): Promise<boolean> => {
      const [reply] = await wiring.house().action('Getvar', { Variable: `PJSIP_AOR(${device},contact)` });
      return (reply?.get('Value') ?? '') !== '';
    };
    return {
      ...line(device, (channel) => channel.device === `PJSIP/${device}`),
      call: (target) => place(device, device, target, `<${device}>`),
      async connect() {
        const house = await wiring.houseChannels();
        const place = (callId: string): number => house.findIndex((one) => one.callId === callId);
        const mine = (await wiring.phoneChannels())
          .filter((one) => one.device === `PJSIP/${device}` && place(one.callId) >= 0)
          .sort((a, b) => byAge(house[place(a.callId)], house[place(b.callId)]));
        const [given, kept] = mine;
        if (!given || !kept || mine.length > 2)
          throw new Error(`${device} has ${mine.length} calls, not two to connect`);
        const [to, from] = await Promise.all(
          ['remote_tag', 'local_tag'].map((tag) => variable(kept.name, `CHANNEL(pjsip,${tag})`)),
        );
        const replaces = encodeURIComponent(`${kept.callId};to-tag=${to ?? ''};from-tag=${from ?? ''}`);
        await act('Setvar', {
          Channel: given.name,
          Variable: 'REFER_TO',
          Value: `<sip:${device}@${wiring.houseAddress}?Replaces=${replaces}>`,
        });
        await act('Redirect', { Channel: given.name, Context: 'verb', Exten: 'refer', Priority: '1' });
        await until(`the PBX has taken both calls from ${device}`, async () => {
          const house = await wiring.houseChannels();
          return house.some((one) => one.callId === given.callId || one.callId === kept.callId)
            ? undefined
            : true;
        });
      },
      async unregister() {
        await act('PJSIPUnregister', { Registration: device });
        await until(`${device} is not registered`, async () => ((await registered()) ? undefined : true));
      },
      async register() {
        await act('PJSIPRegister', { Registration: device });
        await until(`${device} is registered`, async () => ((await registered()) ? true : undefined));
      },
    };
  }

  const party = (number: string): Line =>
    line(number, (channel) => channel.device === `PJSIP/${TRUNK}` && channel.accountcode === number);

  return {
    phone,
    async phoneCalls() {
      return (await wiring.phoneChannels())
        .filter((one) => one.callId !== '' && one.accountcode !== '')
        .map((one) => ({
          number: one.accountcode,
          line: () => (one.device === `PJSIP/${TRUNK}` ? party(one.accountcode) : phone(one.accountcode)),
          call: callOf(one),
        }));
    },
    outside: {
      async call(did, from) {
        const placed = await place(TRUNK, from.number, did, `"${from.name}" <${from.number}>`);
        return { ...party(from.number), ...placed };
      },
      party,
      ringing: (number) => party(number).ringing(),
      answer: (number) => party(number).answer(),
      busy: (number) => party(number).busy(),
      refuse: (number) => party(number).refuse(),
      hangup: (number) => party(number).hangup(),
    },
  };
}

/** Older first, by the running number of a Uniqueid. */
const byAge = (a: SeenChannel | undefined, b: SeenChannel | undefined): number =>
  (a?.uniqueid ?? '').localeCompare(b?.uniqueid ?? '', 'en', { numeric: true });

const callOf = (channel: SeenChannel): LineCall => ({
  callId: channel.callId,
  state: stateOf(channel),
  from: channel.caller,
});

function stateOf(channel: SeenChannel): LineCall['state'] {
  if (channel.state === 'Ring') return 'ringing';
  if (channel.state !== 'Up') return 'calling';
  return channel.exten === 'hold' && channel.application === 'BridgeWait' ? 'holding' : 'talking';
}
