/**
 * A request as lines for a shell, to be kept or sent to somebody: sign in, send it, sign out. It asks for secrets by
 * name (`AMI_SECRET`), it never holds one.
 */
import { namesSecret, type Request } from '../ami/index.ts';
import { formOf, headerName } from './forms.ts';
import type { CurlOptions } from './types.ts';

export function curlOf(request: Request, { base, username }: CurlOptions): string {
  const asked = ['AMI_SECRET'];
  const ask = (): string => {
    const name = `AMI_VALUE_${asked.length}`;
    asked.push(name);
    return name;
  };
  const headers = request.headers.map(([name, value]) => {
    const kept = withoutSecret(request, name, value);
    // The shell puts the value in; a dollar or a backquote in what stands before it is quoted away.
    return kept === undefined
      ? header(name, value)
      : `--data-urlencode ${quoted(`${encoded(name)}=${kept}`)}"$${ask()}"`;
  });
  return [
    `( ${asked.map((name) => `: "\${${name}:?}"`).join(' && ')} &&`,
    `  url=${quoted(`${base}/rawman`)} && jar=$(mktemp) && trap 'rm -f "$jar"' EXIT &&`,
    `  challenge=$(curl -gsS -c "$jar" -d Action=Challenge -d AuthType=MD5 "$url" | tr -d '\\r' | sed -n 's/^Challenge: //p') &&`,
    `  key=$(printf %s%s "$challenge" "$AMI_SECRET" | md5sum | cut -c1-32) &&`,
    `  curl -gsS -o /dev/null -b "$jar" -c "$jar" -d Action=Login -d AuthType=MD5 ${header('Username', username)} -d "Key=$key" "$url" &&`,
    `  curl -gsS -b "$jar" ${[header('Action', request.action), ...headers].join(' ')} "$url" &&`,
    `  curl -gsS -o /dev/null -b "$jar" -d Action=Logoff "$url" )`,
  ].join('\n');
}

/**
 * Readable where it can be. What a terminal would act upon when it is pasted (control characters, marks that turn the
 * direction of text) is written in percent signs.
 */
function header(name: string, value: string): string {
  const loud = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);
  return loud
    ? `-d ${quoted(new URLSearchParams([[name, value]]).toString())}`
    : `--data-urlencode ${quoted(`${encoded(name)}=${value}`)}`;
}

/** curl sends names as they are. */
const encoded = (name: string): string => new URLSearchParams([[name, '']]).toString().slice(0, -1);

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What may be shown of a value in front of its secret; undefined where all may. */
export function withoutSecret(request: Request, name: string, value: string): string | undefined {
  const get = (header: string): string =>
    request.headers.find(([one]) => one.toLowerCase() === header.toLowerCase())?.[1] ?? '';
  const numbered = /^(?:value|match)-(\d+)$/i.exec(name)?.[1];
  if (numbered !== undefined && value !== '') {
    const variable = get(`Var-${numbered}`);
    // voicemail.conf: `2004 => 1234,Name`.
    const mailbox = /voicemail/i.test(get('DstFilename')) && /^\d+$/.test(variable.trim());
    return namesSecret(variable) || mailbox ? '' : undefined;
  }
  // A text of several lines, which the configuration writer may send as one key.
  if (/^(?:cat|var)-\d+$/i.test(name)) return value.includes('\n') && namesSecret(value) ? '' : undefined;
  switch (`${request.action} ${name}`.toLowerCase()) {
    case 'setvar value':
      return namesSecret(get('Variable')) ? '' : undefined;
    case 'dbput val':
      return namesSecret(get('Key')) ? '' : undefined;
    case 'command command': {
      const [, before, key = ''] = /^(\s*database put \S+ (\S+) )/i.exec(value) ?? [];
      return before !== undefined && namesSecret(key) ? before : undefined;
    }
    case 'originate variable': {
      const variable = value.slice(0, value.indexOf('=') + 1);
      return namesSecret(variable.slice(0, -1)) ? variable : undefined;
    }
    default:
      return formOf(request.action).fields.some(
        (field) => field.secret && headerName(field).toLowerCase() === name.toLowerCase(),
      )
        ? ''
        : undefined;
  }
}
