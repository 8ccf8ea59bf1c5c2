import type { Say } from '../words/index.ts';

/** An act's reason for stopping by itself, in words: before anything was sent, or because what it needs is not there. */
export class Stopped extends Error {
  readonly why: Say;
  constructor(why: Say) {
    super(why.key);
    this.why = why;
  }
}
