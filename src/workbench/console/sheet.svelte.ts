/** All that belongs to one action while the page is open: what is typed, and what came of it when it was sent. */
import type { Answer } from '../../ask/index.ts';
import { aocMessage, formOf, requestOf, type Prepared, type Typed } from '../../console/index.ts';
import { createCharge, type ChargeForm, type TypedCharge } from './charge.svelte.ts';
import { createTyped, type TypedForm } from './typed.svelte.ts';

/** What was typed, to be brought back. */
export interface Kept {
  readonly values: readonly Typed[];
  readonly charge: TypedCharge | undefined;
}

/** A request that was sent. */
export interface Past {
  readonly answer: Answer;
  readonly kept: Kept;
}

export class Sheet {
  readonly typed: TypedForm;
  readonly #charge: ChargeForm | undefined;
  /** Of an action that has a form of its own: its headers are typed one by one all the same. */
  byHeaders = $state(false);
  /** It was to be sent: what is missing is said from now on. */
  tried = $state(false);
  /** The header into which somebody pasted several lines. */
  pasted = $state.raw<string>();
  /** A line of the CLI that explains a value. */
  explained = $state.raw<string>();
  answer = $state.raw<Answer>();

  /** `version`: the PBX's own; the form has what that version knows. */
  constructor(action: string, version: string) {
    this.typed = createTyped(formOf(action, version));
    this.#charge = action === 'AOCMessage' ? createCharge() : undefined;
  }
  get hasOwnForm(): boolean {
    return this.#charge !== undefined;
  }
  get charge(): ChargeForm | undefined {
    return this.byHeaders ? undefined : this.#charge;
  }
  get prepared(): Prepared {
    return this.charge ? aocMessage(this.charge.message) : requestOf(this.typed.form, this.typed.values);
  }
  keep(): Kept {
    return { values: this.typed.values, charge: this.charge?.kept() };
  }
  fill({ values, charge }: Kept): void {
    this.clear();
    this.byHeaders = charge === undefined;
    if (charge) this.#charge?.fill(charge);
    else this.typed.fill(values);
  }
  clear(): void {
    this.typed.clear();
    this.#charge?.clear();
    this.tried = false;
    this.pasted = undefined;
  }
}
