/** What a person can do is a value: button, menu, key, typed line and drop target render the same one. */
import type { Call, Extension, ExtensionKey, Parked, PresenceState } from '../pbx/index.ts';
import type { Say } from '../words/index.ts';

export type Icon =
  | 'call'
  | 'answer'
  | 'safe'
  | 'send'
  | 'park'
  | 'pickUp'
  | 'takeBack'
  | 'hangUp'
  | 'presence'
  | 'mail'
  | 'me';

/** What happened, in words. `ok: false` is shown until read. */
export interface Outcome {
  readonly ok: boolean;
  readonly said: Say;
}

export interface Command {
  /** Stable, for keys and tests: 'safe', 'send', 'park', 'takeBack', 'hangUp', 'call', 'presence.dnd' … */
  readonly id: string;
  readonly icon: Icon;
  /** Two or three words for a button. */
  readonly label: Say;
  /** One sentence before it happens: "Ring Anna with Müller GmbH; back to you after 20 s". */
  readonly consequence: Say;
  /** What else one should know: "Anna is at lunch", "do not disturb is bypassed". */
  readonly notes: readonly Say[];
  /** Default key, a tinykeys pattern; pages may rebind. */
  readonly key: string | undefined;
  /** Why it cannot be done now; undefined = it can. A refused command is shown with its reason, never run. */
  readonly refused: Say | undefined;
  /** Whom it connects somebody with; undefined when that is nobody on the board. */
  readonly reaches: ExtensionKey | undefined;
  /** Cannot be taken back and is not the operator's own: ask first. */
  readonly confirm: boolean;
  /** Ends when the PBX took the request or said no; never throws. What comes of it later is told through Operator.onOutcome. */
  run(): Promise<Outcome>;
}

export type Thing =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'extension'; readonly extension: Extension }
  | { readonly kind: 'parked'; readonly parked: Parked }
  /** A number as typed: click to dial. */
  | { readonly kind: 'number'; readonly number: string };

export type Target =
  | { readonly kind: 'extension'; readonly extension: Extension }
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'park' };

/** What letting go here would do. */
export interface Drop {
  /** The plain drop; undefined with `refused` saying why. */
  readonly command: Command | undefined;
  /** Everything possible here, the plain drop first: shown after resting 400 ms or with a modifier. */
  readonly choices: readonly Command[];
  readonly refused: Say | undefined;
}

/** What stands behind every control: made once per session by `createOperator`. */
export interface Operator {
  commandsFor(thing: Thing): readonly Command[];
  /** `call` as it was when lifted; a call that changed since is refused with words. */
  drop(call: Call, target: Target): Drop;
  /** Sets a presence with a message of one's own: "back at two". Empty text = without. */
  presence(extension: Extension, state: PresenceState, message: string): Command;
  /** The call the operator means when none is named: the one at my phone, ringing before talking, oldest first. */
  myCalls(): readonly Call[];
  /** Later outcomes: "Anna answered after 4 s", "busy; Müller GmbH is back with you". */
  onOutcome(listener: (outcome: Outcome & { readonly linkedid: string | undefined }) => void): () => void;
  /** What is mine changed without a change of the mirror: a flight found on the PBX turned out to be mine. */
  onFlights(listener: () => void): () => void;
  /** Seconds a safe transfer rings and when this flight's runs out; our clock. */
  flightEnds(call: Call): number | undefined;
  close(): void;
}
