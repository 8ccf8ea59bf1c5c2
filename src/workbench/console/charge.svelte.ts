/** What is typed into the form of AOCMessage, and the message it makes. */
import type {
  AocAmount,
  AocCharge,
  AocItem,
  AocMessage,
  AocRate,
  AocTimeScale,
} from '../../console/index.ts';

export const multipliers = [
  'OneThousandth',
  'OneHundredth',
  'OneTenth',
  'One',
  'Ten',
  'Hundred',
  'Thousand',
] as const satisfies readonly AocAmount['multiplier'][];
export const scales = [
  'OneHundredthSecond',
  'OneTenthSecond',
  'Second',
  'TenSeconds',
  'Minute',
  'Hour',
  'Day',
] as const satisfies readonly AocTimeScale[];
export const billings = {
  D: ['Normal', 'ReverseCharge', 'CreditCard'],
  E: [
    'Normal',
    'ReverseCharge',
    'CreditCard',
    'CallFwdUnconditional',
    'CallFwdBusy',
    'CallFwdNoReply',
    'CallDeflection',
    'CallTransfer',
  ],
} as const;
export const itemNames = [
  'BasicCommunication',
  'CallAttempt',
  'CallSetup',
  'UserUserInfo',
  'SupplementaryService',
  'SpecialArrangement',
  'NA',
] as const satisfies readonly AocItem['item'][];
export const rateTypes = [
  'Flat',
  'Duration',
  'Volume',
  'SpecialCode',
  'Free',
  'FreeFromBeginning',
  'NA',
] as const satisfies readonly AocRate['type'][];

/** Empty fields for numbers are null, as their inputs give them. */
export interface TypedAmount {
  amount: number | null;
  multiplier: AocAmount['multiplier'];
  currency: string;
}
export interface TypedItem {
  item: AocItem['item'];
  code: number | null;
  rate: AocRate['type'];
  amount: TypedAmount;
  time: number | null;
  scale: AocTimeScale;
  charging: 'ContinuousCharging' | 'StepFunction';
  granularity: boolean;
  step: number | null;
  stepScale: AocTimeScale;
  unit: 'Octet' | 'Segment' | 'Message';
}
export interface TypedUnit {
  amount: number | null;
  type: number | null;
}
export interface TypedCharge {
  by: 'channel' | 'prefix';
  target: string;
  type: AocMessage['type'];
  charge: AocCharge['type'];
  amount: TypedAmount;
  units: TypedUnit[];
  total: 'Total' | 'SubTotal';
  /** Empty: none. */
  billing: string;
  association: 'none' | 'id' | 'number';
  associationId: number | null;
  associationNumber: string;
  plan: number | null;
  items: TypedItem[];
}

const newAmount = (): TypedAmount => ({ amount: null, multiplier: 'OneHundredth', currency: '' });
export const newUnit = (): TypedUnit => ({ amount: null, type: null });
export const newItem = (): TypedItem => ({
  item: 'BasicCommunication',
  code: 1,
  rate: 'Flat',
  amount: newAmount(),
  time: 1,
  scale: 'Second',
  charging: 'ContinuousCharging',
  granularity: false,
  step: 1,
  stepScale: 'Second',
  unit: 'Octet',
});
const blank = (): TypedCharge => ({
  by: 'channel',
  target: '',
  type: 'D',
  charge: 'Currency',
  amount: newAmount(),
  units: [newUnit()],
  total: 'Total',
  billing: '',
  association: 'none',
  associationId: null,
  associationNumber: '',
  plan: 0,
  items: [newItem()],
});

export interface ChargeForm {
  readonly typed: TypedCharge;
  readonly message: AocMessage;
  /** As it is now, to be filled in again. */
  kept(): TypedCharge;
  fill(kept: TypedCharge): void;
  clear(): void;
}

export function createCharge(): ChargeForm {
  const typed = $state(blank());
  return {
    typed,
    get message() {
      return messageOf(typed);
    },
    kept: () => $state.snapshot(typed),
    fill: (kept) => void Object.assign(typed, structuredClone(kept)),
    clear: () => void Object.assign(typed, blank()),
  };
}

/** Not a number is what makes a header be refused in words. */
const whole = (value: number | null): number => value ?? NaN;
const amountOf = (typed: TypedAmount): AocAmount => ({ ...typed, amount: whole(typed.amount) });

function messageOf(typed: TypedCharge): AocMessage {
  const to =
    typed.by === 'channel'
      ? ({ by: 'channel', channel: typed.target } as const)
      : ({ by: 'prefix', prefix: typed.target } as const);
  switch (typed.type) {
    case 'D':
      return {
        type: 'D',
        to,
        charge: chargeOf(typed),
        total: typed.total,
        billing: billings.D.find((one) => one === typed.billing),
      };
    case 'E':
      return {
        type: 'E',
        to,
        charge: chargeOf(typed),
        billing: billings.E.find((one) => one === typed.billing),
        association: associationOf(typed),
      };
    case 'S':
      return { type: 'S', to, items: typed.items.map(itemOf) };
  }
}

function chargeOf({ charge, amount, units }: TypedCharge): AocCharge {
  switch (charge) {
    case 'NA':
    case 'FREE':
      return { type: charge };
    case 'Currency':
      return { type: 'Currency', amount: amountOf(amount) };
    case 'Unit':
      return {
        type: 'Unit',
        units: units.map((unit) => ({ amount: unit.amount ?? undefined, type: unit.type ?? undefined })),
      };
  }
}

function associationOf(typed: TypedCharge): Extract<AocMessage, { type: 'E' }>['association'] {
  switch (typed.association) {
    case 'none':
      return undefined;
    case 'id':
      return { by: 'id', id: whole(typed.associationId) };
    case 'number':
      return { by: 'number', number: typed.associationNumber, plan: whole(typed.plan) };
  }
}

const itemOf = (typed: TypedItem): AocItem =>
  typed.item === 'SpecialArrangement'
    ? { item: typed.item, code: whole(typed.code) }
    : { item: typed.item, rate: rateOf(typed) };

function rateOf(typed: TypedItem): AocRate {
  switch (typed.rate) {
    case 'NA':
    case 'Free':
    case 'FreeFromBeginning':
      return { type: typed.rate };
    case 'Flat':
      return { type: 'Flat', amount: amountOf(typed.amount) };
    case 'Duration':
      return {
        type: 'Duration',
        amount: amountOf(typed.amount),
        time: whole(typed.time),
        scale: typed.scale,
        charging: typed.charging,
        granularity: typed.granularity ? { time: whole(typed.step), scale: typed.stepScale } : undefined,
      };
    case 'Volume':
      return { type: 'Volume', amount: amountOf(typed.amount), unit: typed.unit };
    case 'SpecialCode':
      return { type: 'SpecialCode', code: whole(typed.code) };
  }
}
