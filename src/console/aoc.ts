/**
 * AOCMessage (Advice of Charge), whose headers are numbered (UnitAmount(n)) or come in blocks that each begin with
 * ChargedItem. Asterisk reads a header of a block as the *last* one sent so far: what a block leaves out it inherits
 * from the blocks before. So whatever an earlier block has set is sent empty where it does not hold. Read in and tried
 * on 22.10 (manager.c, action_aocmessage); 16 knows no MsgType S.
 */
import { formOf, requestOf } from './forms.ts';
import type { Prepared, Problem, Typed } from './types.ts';

/** A channel by its name or Uniqueid, or the first one whose name begins so. */
export type AocTarget =
  { readonly by: 'channel'; readonly channel: string } | { readonly by: 'prefix'; readonly prefix: string };

/** What Asterisk keeps of a currency's name, in bytes. */
const longestCurrencyName = 10;
const mostUnits = 32;
const mostItems = 10;
/** sscanf's %u. */
const mostNumber = 2 ** 32 - 1;

export interface AocAmount {
  /** Whole, in steps of the multiplier: 125 of OneHundredth is 1.25. */
  readonly amount: number;
  readonly multiplier: 'OneThousandth' | 'OneHundredth' | 'OneTenth' | 'One' | 'Ten' | 'Hundred' | 'Thousand';
  /** Up to 10 bytes; empty = none. */
  readonly currency: string;
}

/** At least one of both; ETSI knows types 1 to 16. */
export interface AocUnit {
  readonly amount: number | undefined;
  readonly type: number | undefined;
}

export type AocCharge =
  | { readonly type: 'NA' }
  | { readonly type: 'FREE' }
  | { readonly type: 'Currency'; readonly amount: AocAmount }
  /** Up to 32. Over SIP only the first is told. */
  | { readonly type: 'Unit'; readonly units: readonly AocUnit[] };

export type AocTimeScale =
  'OneHundredthSecond' | 'OneTenthSecond' | 'Second' | 'TenSeconds' | 'Minute' | 'Hour' | 'Day';

export type AocRate =
  | { readonly type: 'NA' }
  | { readonly type: 'Free' }
  | { readonly type: 'FreeFromBeginning' }
  | {
      readonly type: 'Duration';
      readonly amount: AocAmount;
      readonly time: number;
      readonly scale: AocTimeScale;
      readonly charging: 'ContinuousCharging' | 'StepFunction';
      /** Asterisk (to 22.10) takes `time` for its number, whatever is sent. */
      readonly granularity: { readonly time: number; readonly scale: AocTimeScale } | undefined;
    }
  | { readonly type: 'Flat'; readonly amount: AocAmount }
  | { readonly type: 'Volume'; readonly amount: AocAmount; readonly unit: 'Octet' | 'Segment' | 'Message' }
  /** 1 to 10. */
  | { readonly type: 'SpecialCode'; readonly code: number };

export type AocItem =
  | { readonly item: 'SpecialArrangement'; readonly code: number }
  | {
      readonly item:
        'NA' | 'BasicCommunication' | 'CallAttempt' | 'CallSetup' | 'UserUserInfo' | 'SupplementaryService';
      /** Duration goes with BasicCommunication alone. */
      readonly rate: AocRate;
    };

export type AocMessage =
  /** During the call. */
  | {
      readonly type: 'D';
      readonly to: AocTarget;
      readonly charge: AocCharge;
      readonly total: 'Total' | 'SubTotal';
      readonly billing: 'Normal' | 'ReverseCharge' | 'CreditCard' | undefined;
    }
  /** At the end of the call: over SIP it goes with the BYE. */
  | {
      readonly type: 'E';
      readonly to: AocTarget;
      readonly charge: AocCharge;
      readonly billing:
        | 'Normal'
        | 'ReverseCharge'
        | 'CreditCard'
        | 'CallFwdUnconditional'
        | 'CallFwdBusy'
        | 'CallFwdNoReply'
        | 'CallDeflection'
        | 'CallTransfer'
        | undefined;
      readonly association:
        /** −32768 to 32767, not 0. */
        | { readonly by: 'id'; readonly id: number }
        /** `plan`: bits 7 to 1 of Q.931's octet of type of number and numbering plan. */
        | { readonly by: 'number'; readonly number: string; readonly plan: number }
        | undefined;
    }
  /** The tariff, up to 10 blocks. Not in 16. Over SIP 22.10 cuts XML of more than 1,023 bytes (four blocks or so). */
  | { readonly type: 'S'; readonly to: AocTarget; readonly items: readonly AocItem[] };

/** The request, its headers in the order Asterisk needs; or why not. */
export function aocMessage(message: AocMessage): Prepared {
  const problems: Problem[] = [];
  const values: Typed[] = [];
  const add = (name: string, value: string, index?: number): void => {
    values.push({ name, value, sendEmpty: true, ...(index === undefined ? {} : { index }) });
  };
  const addNumber = (name: string, value: number, index?: number, least = 0, most = mostNumber): void => {
    const good = Number.isInteger(value) && value >= least && value <= most;
    if (!good) problems.push({ tag: 'number', name, index });
    add(name, String(value), index);
  };
  const addAmount = ({ amount, multiplier, currency }: AocAmount, index?: number): void => {
    addNumber('CurrencyAmount', amount, index);
    add('CurrencyMultiplier', multiplier);
    const bytes = new TextEncoder().encode(currency).length;
    if (bytes > longestCurrencyName) {
      problems.push({ tag: 'tooLong', name: 'CurrencyName', index, most: longestCurrencyName });
    }
    add('CurrencyName', currency);
  };
  const addCharge = (charge: AocCharge): void => {
    add('ChargeType', charge.type);
    switch (charge.type) {
      case 'NA':
      case 'FREE':
        return;
      case 'Currency':
        addAmount(charge.amount);
        return;
      case 'Unit':
        atMost('UnitAmount', charge.units.length, mostUnits);
        if (charge.units.length === 0) problems.push({ tag: 'missing', name: 'UnitAmount' });
        for (const [index, { amount, type }] of charge.units.entries()) {
          if (amount === undefined && type === undefined)
            problems.push({ tag: 'number', name: 'UnitAmount', index });
          if (amount !== undefined) addNumber('UnitAmount', amount, index);
          if (type !== undefined) addNumber('UnitType', type, index, 1);
        }
    }
  };
  const addRate = (rate: AocRate, index: number): void => {
    add('RateType', rate.type);
    switch (rate.type) {
      case 'NA':
      case 'Free':
      case 'FreeFromBeginning':
        return;
      case 'Flat':
        addAmount(rate.amount, index);
        return;
      case 'Duration':
        addAmount(rate.amount, index);
        addNumber('Time', rate.time, index, 1);
        add('TimeScale', rate.scale);
        add('ChargingType', rate.charging);
        if (rate.granularity === undefined) {
          add('Granularity', '');
        } else {
          addNumber('Granularity', rate.granularity.time, index, 1);
          add('GranularityTimeScale', rate.granularity.scale);
        }
        return;
      case 'Volume':
        addAmount(rate.amount, index);
        add('VolumeUnit', rate.unit);
        // Asterisk (to 22.10) looks for the unit's word there, and refuses without it.
        add('TimeScale', rate.unit);
        return;
      case 'SpecialCode':
        // Asked for, and not used.
        addAmount({ amount: 0, multiplier: 'One', currency: '' }, index);
        addNumber('Code', rate.code, index, 1, 10);
    }
  };
  const atMost = (name: string, count: number, most: number): void => {
    if (count > most) problems.push({ tag: 'tooManyRows', name, count, most });
  };

  if (message.to.by === 'channel') add('Channel', message.to.channel);
  else add('ChannelPrefix', message.to.prefix);
  if (values[0]?.value === '') problems.push({ tag: 'missing', name: values[0].name });
  add('MsgType', message.type);
  switch (message.type) {
    case 'D':
      addCharge(message.charge);
      add('TotalType', message.total);
      if (message.billing !== undefined) add('AOCBillingId', message.billing);
      break;
    case 'E':
      addCharge(message.charge);
      if (message.billing !== undefined) add('AOCBillingId', message.billing);
      if (message.association?.by === 'id') {
        // 0 is how Asterisk says that there is none.
        const { id } = message.association;
        addNumber('ChargingAssociationId', id === 0 ? NaN : id, undefined, -32768, 32767);
      } else if (message.association?.by === 'number') {
        const { number, plan } = message.association;
        if (number === '') problems.push({ tag: 'missing', name: 'ChargingAssociationNumber' });
        add('ChargingAssociationNumber', number);
        addNumber('ChargingAssociationPlan', plan, undefined, 0, 127);
      }
      break;
    case 'S':
      atMost('ChargedItem', message.items.length, mostItems);
      if (message.items.length === 0) problems.push({ tag: 'missing', name: 'ChargedItem' });
      for (const [index, item] of message.items.entries()) {
        add('ChargedItem', item.item);
        if (item.item === 'SpecialArrangement') {
          add('RateType', 'NA');
          addNumber('Code', item.code, index, 1, 10);
        } else {
          addRate(item.rate, index);
        }
      }
  }
  const prepared = requestOf(formOf('AOCMessage'), values);
  const [first, ...more] = [...problems, ...(prepared.tag === 'problems' ? prepared.problems : [])];
  return first ? { tag: 'problems', problems: [first, ...more] } : prepared;
}
