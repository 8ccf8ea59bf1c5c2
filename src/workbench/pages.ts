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
  { path: 'files', name: say('files.title'), load: () => import('./files/Files.svelte') },
  {
    path: 'console',
    name: say('console.title'),
    load: () => import('./console/Console.svelte'),
  },
  { path: 'events', name: say('events.title'), load: () => import('./events/Events.svelte') },
  { path: 'cli', name: say('cli.title'), load: () => import('./console/Cli.svelte') },
  { path: 'system', name: say('system.title'), load: () => import('./system/System.svelte') },
];
