/** The longest wait between two tries: a PBX that is back is found within it. */
const longest = 4000;

/**
 * Milliseconds before try number `attempt` (1, 2, …): doubling from half a second to four, give or take a
 * quarter, so that twenty pages do not knock at the same moment after a restart. `random` as Math.random.
 */
export function backoff(attempt: number, random: () => number): number {
  const plain = Math.min(longest, 500 * 2 ** Math.max(0, attempt - 1));
  return Math.round(plain * (0.75 + random() / 2));
}
