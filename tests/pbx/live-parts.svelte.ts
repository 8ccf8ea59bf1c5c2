/** What tests/pbx/live.test.ts runs in a bundle made for browsers: effects that read `live.tables`. */
import { flushSync } from 'svelte';
import type { Live } from '../../src/live.svelte.ts';

export { createLive } from '../../src/live.svelte.ts';
export { flushSync };

/** Follows what `read` reads; each result is kept, in order. */
export function follow<T>(read: () => T): { readonly seen: readonly T[]; stop(): void } {
  const seen: T[] = [];
  const stop = $effect.root(() => {
    $effect(() => {
      seen.push(read());
    });
  });
  flushSync();
  return { seen, stop };
}

/** The same through a `$derived`, as components do. */
export function followDerived<T>(read: () => T): { readonly seen: readonly T[]; stop(): void } {
  const seen: T[] = [];
  const stop = $effect.root(() => {
    const derived = $derived(read());
    $effect(() => {
      seen.push(derived);
    });
  });
  flushSync();
  return { seen, stop };
}

export type { Live };
