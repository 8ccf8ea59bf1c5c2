/**
 * The ways a leg can be moved, each a short list of requests. All measured with a receptionist's rights
 * (write=call,originate,reporting) on Asterisk 22.10.1 and 16.28.
 */
import { blindTransfer, getvar, originate, park, redirect, setvar, type Session } from '../ami/index.ts';
import type { Extension, Tables } from '../pbx/index.ts';
import { say } from '../words/index.ts';
import type { Desk } from './desk.ts';
import type { Moving } from './legs.ts';
import { Stopped } from './stopped.ts';

/** A place in the dialplan. */
export interface Place {
  readonly context: string;
  readonly exten: string;
}

/** Devices that can ring: hints also name Custom:, Queue: or Park: devices, which cannot. */
export function ringable(extension: Extension | undefined): readonly string[] {
  return (extension?.devices ?? []).filter((device) =>
    /^(PJSIP|SIP|IAX2|DAHDI|SCCP|Local|Motif)\//i.test(device),
  );
}

/** DIALPLAN_EXISTS answers 1 or 0; Redirect and BlindTransfer themselves do not check (the far party would be hung up). */
export async function exists(session: Session, place: Place): Promise<boolean> {
  const reply = await session.send(
    getvar({ Variable: `DIALPLAN_EXISTS(${place.context},${place.exten},1)` }),
  );
  return reply.response.get('Value') === '1';
}

/**
 * Safe transfer by the site's own dialplan: the PBX rings the target, and brings the caller back by itself
 * when nobody answers, whatever becomes of this page. Also takes a call back (`back`) and parks a caller who
 * is not talking with the operator (`park`).
 * `still` throws when the call is no longer what it was; it is asked at the last moment.
 */
export async function sendThrough(
  desk: Desk,
  moving: Moving,
  priority: '1' | 'back' | 'park',
  ring: { readonly target: readonly string[]; readonly back: readonly string[] },
  still: () => void,
): Promise<void> {
  const Channel = moving.leg.uniqueid;
  const variables = {
    CB_TARGET: ring.target.join('&'),
    CB_SECONDS: String(desk.site.safe.seconds),
    CB_BACK: ring.back.join('&'),
    CB_LOT: desk.site.parking.lot,
  };
  // The context is looked for beside the variables: a reload of the dialplan may have taken it away since.
  const [there] = await Promise.all([
    exists(desk.session, desk.site.safe),
    ...Object.entries(variables).map(([Variable, Value]) =>
      desk.session.send(setvar({ Channel, Variable, Value })),
    ),
  ]);
  if (!there) throw new Stopped(say('no.wayBack'));
  still();
  await desk.session.send(
    redirect({ Channel, Context: desk.site.safe.context, Exten: desk.site.safe.exten, Priority: priority }),
  );
}

/** Let the target's own dialplan decide: forwards, voicemail. Nothing brings the caller back. */
export async function sendAndForget(
  session: Session,
  moving: Moving,
  to: Place,
  still: () => void,
): Promise<void> {
  if (!(await exists(session, to))) throw new Stopped(say('no.suchNumber', { target: to.exten }));
  still();
  // On the leg that stays, BlindTransfer moves whoever it talks with, through Local channels too.
  const stays = moving.mine?.uniqueid ?? moving.partner?.uniqueid;
  const bridged = moving.partner !== undefined && stays !== undefined;
  await session.send(
    bridged
      ? blindTransfer({ Channel: stays, Context: to.context, Exten: to.exten })
      : redirect({ Channel: moving.leg.uniqueid, Context: to.context, Exten: to.exten, Priority: '1' }),
  );
}

/** Whether Park can name the operator as the one to ring back: it must be the leg's very bridge partner. */
export function parksBackToMe(moving: Moving): boolean {
  return moving.mine !== undefined && moving.partner?.uniqueid === moving.mine.uniqueid;
}

/** Parks the moving leg with the operator as parker: free within milliseconds, rung by the PBX at the time-out. */
export async function parkFromMe(
  desk: Desk,
  moving: Moving,
  milliseconds: number | undefined,
): Promise<void> {
  await desk.session.send(
    park({
      Channel: moving.leg.channel,
      TimeoutChannel: moving.partner?.name ?? moving.leg.channel,
      Parkinglot: desk.site.parking.lot,
      ...(milliseconds === undefined ? {} : { Timeout: String(milliseconds) }),
    }),
  );
}

/**
 * A Uniqueid of our own for a leg that does not exist yet, so that its end can be told from others. It ends as
 * the PBX's own do (second.sequence), and later than any of them: Asterisk merges Linkedids only when it can compare
 * them, and keeps the older.
 */
export function newChannelId(desk: Desk): string {
  const sequence = Math.floor(desk.random() * 1e9);
  return `cordboard-click-${Math.floor(desk.clock.now() / 1000) + 86_400}.${sequence}`;
}

/** Rings a device and, when answered, lets it go on at a place: the parked caller's space, or a number. */
export async function ring(
  desk: Desk,
  ChannelId: string,
  device: string,
  to: Place,
  caller: { readonly name: string; readonly number: string },
  seconds: number,
): Promise<void> {
  await desk.session.send(
    originate({
      Channel: device,
      Context: to.context,
      Exten: to.exten,
      Priority: '1',
      Timeout: String(seconds * 1000),
      CallerID: callerId(caller),
      Async: 'true',
      ChannelId,
    }),
  );
}

/** `"name" <number>` for ast_callerid_parse: quotes and angle brackets would end the name, controls the header. */
function callerId(party: { readonly name: string; readonly number: string }): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  const clean = (text: string) => text.replace(/["<>\\\u0000-\u001f\u007f]/g, ' ').trim();
  return `"${clean(party.name)}" <${party.number.replace(/[^\w+*#-]/g, '')}>`;
}

/** Which devices of an extension have a phone behind them; all of them when that cannot be known. */
export function reachable(tables: Tables, extension: Extension | undefined): readonly string[] {
  return ringable(extension).filter((device) => tables.devices.get(device)?.registered !== false);
}
