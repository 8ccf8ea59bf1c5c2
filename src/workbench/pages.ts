/** The rooms of the workbench, in the order of its rail; loaded when they are opened. */
import type { Component } from 'svelte';
import { say, type Say } from '../words/index.ts';

export interface Page {
  /** Second part of the address: `#/workbench/system`. */
  readonly path: string;
  readonly name: Say;
  readonly load: () => Promise<Component>;
}

const manager = () => import('./manager.ts');

export const pages: readonly [Page, ...Page[]] = [
  {
    path: 'files',
    name: say('files.title'),
    load: () => import('./files/Files.svelte').then((page) => page.default),
  },
  { path: 'console', name: say('console.title'), load: () => manager().then(({ Console }) => Console) },
  { path: 'events', name: say('events.title'), load: () => manager().then(({ Events }) => Events) },
  { path: 'cli', name: say('cli.title'), load: () => manager().then(({ Cli }) => Cli) },
  { path: 'system', name: say('system.title'), load: () => manager().then(({ System }) => System) },
];
