import { createContext } from 'svelte';
import type { Live } from '../live.svelte.ts';
import type { Router } from '../ui/index.ts';

/** What every page of the workbench may use. */
export interface Bench {
  /** The live mirror: what forms offer as values, and the site's own settings. */
  readonly live: Live;
  /** `['workbench', page, …what the page is about]` */
  readonly router: Router;
}

export const [useBench, provideBench] = createContext<Bench>();
