import { eventNames } from './catalogue-events.ts';
import type { WantedNames } from './port.ts';

/**
 * The `Events` mask that lets these events through: the classes they belong to. Always `system` among them, for
 * FullyBooted, and because over HTTP an empty mask turns into everything. A name the catalogue does not know lets
 * everything through.
 */
export function maskFor(wants: readonly WantedNames[]): string {
  const names = new Set<string>();
  for (const some of wants) {
    if (some === '*') return 'on';
    for (const name of some) names.add(name.toLowerCase());
  }
  const classes = new Set(['system']);
  const known = new Set<string>();
  for (const [word, list] of Object.entries(eventNames)) {
    for (const name of list.toLowerCase().split(' ')) {
      if (!names.has(name)) continue;
      known.add(name);
      classes.add(word);
    }
  }
  return known.size < names.size ? 'on' : [...classes].sort().join(',');
}
