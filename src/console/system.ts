/** What the system page reads out of printed tables, and which modules stand on which. */
import { requiredBy } from './module-needs.ts';

/** One line of `module show`. */
export interface Module {
  readonly name: string;
  readonly description: string;
  readonly uses: number;
  readonly running: boolean;
  readonly support: string;
}

/** `module show` as 16 and 22 print it: name, description, use count, status, support level, in columns. */
export function readModules(lines: readonly string[]): readonly Module[] {
  return lines.flatMap((line) => {
    const found = /^(\S+\.so)\s+(.*?)\s+(\d+)\s+(Running|Not Running)\s+(\S+)\s*$/.exec(line);
    if (!found) return [];
    const [, name = '', description = '', uses, status, support = ''] = found;
    return [{ name, description, uses: Number(uses), running: status === 'Running', support }];
  });
}

/** Where log lines go: one line of `logger show channels`. */
export interface LogChannel {
  readonly channel: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly levels: readonly string[];
}

/** `logger show channels` as 16 and 22 print it; the channel's name is cut at 35 characters by Asterisk. */
export function readLogChannels(lines: readonly string[]): readonly LogChannel[] {
  return lines.flatMap((line) => {
    const found = /^(\S.*?)\s+(File|Console|Syslog)\s+\S+\s+(Enabled|Disabled)\s*-?\s*(.*)$/.exec(line);
    if (!found) return [];
    const [, channel = '', type = '', status, levels = ''] = found;
    return [
      {
        channel,
        type,
        enabled: status === 'Enabled',
        levels: levels.split(/\s+/).filter((level) => level !== ''),
      },
    ];
  });
}

/** Running modules that cannot do without this one, directly or through others; the nearest first. */
export function dependentsOf(module: string, running: readonly string[]): readonly string[] {
  const found: string[] = [];
  const queue = [module.replace(/\.so$/, '')];
  for (let needed = queue.shift(); needed !== undefined; needed = queue.shift()) {
    for (const name of (requiredBy[needed] ?? '').split(' ')) {
      if (found.includes(`${name}.so`) || !running.includes(`${name}.so`)) continue;
      found.push(`${name}.so`);
      queue.push(name);
    }
  }
  return found;
}
