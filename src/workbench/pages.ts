/** The rooms of the workbench, in the order of its rail; each is loaded when it is opened. */
import type { Component } from 'svelte';
import { say, type Say } from '../words/index.ts';

export interface Page {
  /** Second part of the address: `#/workbench/system`. */
  readonly path: string;
  readonly name: Say;
  readonly load: () => Promise<{ readonly default: Component }>;
}

export const pages: readonly [Page, ...Page[]] = [
  { path: 'system', name: say('system.title'), load: () => import('./System.svelte') },
];
