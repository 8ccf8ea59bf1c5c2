/** Messages → body, as Asterisk writes them (manager.c: astman_append, xml_translate). For tests alone. */
import { foldName, type Message } from '../../src/ami/index.ts';

/** A header, or a line without a colon. */
export type Line = readonly [name: string, value: string] | string;

export function writeRawman(messages: readonly (readonly Line[])[], end = '\r\n'): string {
  return messages
    .map(
      (lines) =>
        lines.map((line) => (typeof line === 'string' ? line : `${line[0]}: ${line[1]}`) + end).join('') +
        end,
    )
    .join('');
}

export function writeMxml(messages: readonly (readonly Line[])[]): string {
  return `<ajax-response>\n${messages.map(response).join('')}</ajax-response>\n`;
}

function response(lines: readonly Line[]): string {
  const counts = new Map<string, number>();
  let xml = "<response type='object' id='unknown'><generic";
  const opaque = lines.findIndex((line) => typeof line === 'string');
  const headers = opaque === -1 ? lines : lines.slice(0, opaque);
  for (const line of headers) {
    const [name, value] = line as readonly [string, string];
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    xml += ` ${foldName(name)}${count > 1 ? `-${count}` : ''}='${escapeXml(value.trim())}'`;
  }
  if (opaque !== -1) {
    const rest = lines
      .slice(opaque)
      .map((line) => (typeof line === 'string' ? line : `${line[0]}: ${line[1]}`));
    xml += ` opaque_data='${escapeXml(rest.map((line) => line.trim()).join('\n'))}'`;
  }
  return `${xml} /></response>\n`;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

/** What is left of a message whichever of the two forms it came in: the fold written down in mxml.ts. */
export interface Folded {
  readonly kind: Message['kind'];
  readonly name: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly loose: readonly string[];
}

export function fold(message: Message): Folded {
  // From the first loose line on everything is loose; only the text knows the order of both.
  const lines = message.text.startsWith('<') ? undefined : message.text.split(/\r?\n/);
  const cut = lines?.findIndex((line) => !line.includes(':')) ?? -1;
  const headers = cut === -1 ? message.headers : message.headers.slice(0, cut);
  return {
    kind: message.kind,
    name: message.name.trim(),
    headers: headers.map(([name, value]) => [foldName(name), value.trim()]),
    loose: (lines && cut !== -1 ? lines.slice(cut) : message.loose).map((line) => line.trim()),
  };
}
