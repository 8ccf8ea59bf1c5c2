/** One act as one value: its words before, its reason when it cannot be, its run, and why it failed in words. */
import { AmiError } from '../ami/index.ts';
import type { ExtensionKey } from '../pbx/index.ts';
import { say, type Say } from '../words/index.ts';
import { Stopped } from './stopped.ts';
import type { Command, Icon, Outcome } from './types.ts';

/** What a command says of itself besides what it does. */
export interface Parts {
  readonly id: string;
  readonly icon: Icon;
  readonly label: Say;
  readonly consequence: Say;
  readonly notes?: readonly Say[];
  readonly key?: string;
  readonly refused?: Say | undefined;
  readonly confirm?: boolean;
  readonly reaches?: ExtensionKey | undefined;
  /** What to say when it went well; the act itself throws what went wrong. */
  run(): Promise<Say>;
}

/** The reason an act failed, in words. The PBX's own words are shown as they are. */
export function inPlainWords(problem: unknown): Say {
  if (problem instanceof Stopped) return problem.why;
  if (!(problem instanceof AmiError)) return say('no.fault', { why: String(problem) });
  switch (problem.kind) {
    case 'refused':
      return say('no.refused', { why: problem.message });
    case 'notAllowed':
      return say('no.right');
    case 'signedOut':
      return say('no.signedOut');
    case 'unreachable':
      return say('no.unreachable');
    case 'notAmi':
      return say('no.notAmi');
    case 'unsendable':
      return say('no.unsendable', { why: problem.message });
  }
}

export function command(parts: Parts): Command {
  const refused = parts.refused;
  return {
    id: parts.id,
    icon: parts.icon,
    label: parts.label,
    consequence: parts.consequence,
    notes: parts.notes ?? [],
    key: parts.key,
    refused,
    confirm: parts.confirm ?? false,
    reaches: parts.reaches,
    async run(): Promise<Outcome> {
      if (refused) return { ok: false, said: refused };
      try {
        return { ok: true, said: await parts.run() };
      } catch (problem) {
        return { ok: false, said: inPlainWords(problem) };
      }
    },
  };
}
