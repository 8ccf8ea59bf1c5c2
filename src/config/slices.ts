/**
 * Long work in slices: a page that reads fifty thousand lines goes on answering its person between two of them. The
 * same steps are gone at once where nobody waits, so both ways give the same.
 */

/** Work that can be left at every `yield`, a few milliseconds apart. */
export type Steps<T> = Generator<void, T, void>;

export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Lets whatever waits for the thread go first after every slice. Rejects with the signal's reason once it is given. */
export async function bySlices<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    const step = steps.next();
    if (step.done === true) return step.value;
    await othersFirst();
  }
}

/** A message to oneself comes behind all that waits already; a timer would come milliseconds later still. */
export function othersFirst(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
