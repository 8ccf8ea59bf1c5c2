/**
 * The site's files, both optional, every field optional:
 *  - `cordboard.json` (served to signed-in sessions alone): everything below;
 *  - `pbx.json` beside index.html (public): what the sign-in page needs, {@link readPublic}.
 * A field that is wrong is left out and named in `problems`; unknown fields are somebody else's business.
 */
import * as v from 'valibot';

const texts = v.array(v.string());

const departmentSchema = v.object({ name: v.string(), extensions: texts });
const patternSchema = v.union([v.string(), v.object({ context: v.string(), pattern: v.string() })]);

const fields = {
  /** What the page calls this PBX. */
  title: v.string(),
  /** The context people are dialled in: tiles of this context come first, and transfers go there. */
  context: v.string(),
  /** Devices that lead outside: `PJSIP/trunk`. When empty, every device no hint names. */
  trunks: texts,
  /** Groups on the board, in this order: extensions as `2004` or `2004@internal`. */
  departments: v.array(departmentSchema),
  /** Names by extension: `{"2004": "Anna Żuk"}`; wins over every other source. */
  names: v.record(v.string(), v.string()),
  /** Lists of names that lie beside this file: `["staff.csv", "house.vcf"]` (name-files.ts); `names` wins over them. */
  nameFiles: v.array(v.pipe(v.string(), v.regex(/^\w[\w .-]*\.(csv|vcf)$/i, 'Expected a .csv or .vcf'))),
  /** Numbers that may be dialled: `"_0X."` in the site's context, or `{"context": "out", "pattern": "_0X."}`. */
  patterns: v.array(patternSchema),
  /** Dialled in front of an extension to reach its mailbox: `*` where `*2004` is 2004's. */
  mailboxPrefix: v.string(),
  /** The context of voicemail.conf: the box of 2004 is `2004@default`. */
  mailboxContext: v.string(),
  /** The parking lot and where its spaces are dialled. */
  parking: v.partial(v.object({ lot: v.string(), exten: v.string(), context: v.string() })),
  /** The site's safe-transfer extension and how many seconds it rings. */
  safe: v.partial(
    v.object({
      context: v.string(),
      exten: v.string(),
      seconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600)),
    }),
  ),
  /** Numbers never offered as a target of a transfer. */
  emergency: texts,
  /** Configuration files the workbench lists beside those the PBX has loaded; names are judged there (config/find.ts). */
  files: texts,
  /** Whether configuration files may be read and written byte by byte. */
  exactFiles: v.boolean(),
} as const;

export interface Department {
  readonly name: string;
  readonly extensions: readonly string[];
}

export interface Pattern {
  readonly context: string;
  readonly pattern: string;
}

export interface Site {
  readonly title: string;
  readonly context: string;
  readonly trunks: readonly string[];
  readonly departments: readonly Department[];
  readonly names: Readonly<Record<string, string>>;
  readonly nameFiles: readonly string[];
  readonly patterns: readonly Pattern[];
  /** Empty: no mailbox can be dialled. */
  readonly mailboxPrefix: string;
  readonly mailboxContext: string;
  readonly parking: { readonly lot: string; readonly exten: string; readonly context: string };
  readonly safe: { readonly context: string; readonly exten: string; readonly seconds: number };
  readonly emergency: readonly string[];
  readonly files: readonly string[];
  readonly exactFiles: boolean;
}

/** What holds where the file says nothing. */
export const noSite: Site = {
  title: '',
  context: '',
  trunks: [],
  departments: [],
  names: {},
  nameFiles: [],
  patterns: [],
  mailboxPrefix: '',
  mailboxContext: 'default',
  parking: { lot: 'default', exten: '700', context: 'parkedcalls' },
  safe: { context: 'cordboard', exten: 'safe', seconds: 20 },
  emergency: [],
  files: [],
  exactFiles: false,
};

/** `departments.0.name: Expected string but received 7`. */
function problemsOf(field: string, issues: readonly v.BaseIssue<unknown>[]): readonly string[] {
  return issues.map((issue) => {
    const path = v.getDotPath(issue);
    return `${path === null ? field : `${field}.${path}`}: ${issue.message}`;
  });
}

/** Reads `cordboard.json`, already parsed (undefined when there is none). Never throws. */
export function readSite(json: unknown): { readonly site: Site; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const given = isRecord(json) ? json : {};
  if (json !== undefined && !isRecord(json)) problems.push('cordboard.json: not an object');

  const read = <S extends v.GenericSchema>(
    field: keyof typeof fields,
    schema: S,
  ): v.InferOutput<S> | undefined => {
    if (given[field] === undefined) return undefined;
    const result = v.safeParse(schema, given[field]);
    if (result.success) return result.output;
    problems.push(...problemsOf(field, result.issues));
    return undefined;
  };
  const context = read('context', fields.context) ?? noSite.context;
  const parking = read('parking', fields.parking);
  const safe = read('safe', fields.safe);
  const site: Site = {
    title: read('title', fields.title) ?? noSite.title,
    context,
    trunks: read('trunks', fields.trunks) ?? noSite.trunks,
    departments: read('departments', fields.departments) ?? noSite.departments,
    names: read('names', fields.names) ?? noSite.names,
    nameFiles: read('nameFiles', fields.nameFiles) ?? noSite.nameFiles,
    patterns: (read('patterns', fields.patterns) ?? []).map((given) =>
      typeof given === 'string' ? { context, pattern: given } : given,
    ),
    mailboxPrefix: read('mailboxPrefix', fields.mailboxPrefix) ?? noSite.mailboxPrefix,
    mailboxContext: read('mailboxContext', fields.mailboxContext) ?? noSite.mailboxContext,
    parking: {
      lot: parking?.lot ?? noSite.parking.lot,
      exten: parking?.exten ?? noSite.parking.exten,
      context: parking?.context ?? noSite.parking.context,
    },
    safe: {
      context: safe?.context ?? noSite.safe.context,
      exten: safe?.exten ?? noSite.safe.exten,
      seconds: safe?.seconds ?? noSite.safe.seconds,
    },
    emergency: read('emergency', fields.emergency) ?? noSite.emergency,
    files: read('files', fields.files) ?? noSite.files,
    exactFiles: read('exactFiles', fields.exactFiles) ?? noSite.exactFiles,
  };
  return { site, problems };
}

/** `pbx.json`: the page's title, and the PBXs of the house, each served by itself. */
export interface PublicSite {
  readonly title: string;
  /** `base`: the address of that PBX's own page, relative to this one or whole; empty for the one that serves this. */
  readonly pbxs: readonly { readonly name: string; readonly base: string }[];
}

/** An address one may be sent to: never a script, never another server by two leading slashes unseen. */
const ADDRESS = /^(?:$|https?:\/\/[^/]|\.{0,2}\/(?!\/))/i;

const publicFields = {
  title: v.string(),
  pbxs: v.array(
    v.object({
      name: v.pipe(v.string(), v.nonEmpty()),
      base: v.pipe(v.string(), v.regex(ADDRESS, 'neither a path nor an http address')),
    }),
  ),
} as const;

/** Reads `pbx.json`, already parsed (undefined when there is none). Never throws. */
export function readPublic(json: unknown): {
  readonly site: PublicSite;
  readonly problems: readonly string[];
} {
  const given = isRecord(json) ? json : {};
  const title = v.safeParse(v.optional(publicFields.title, ''), given['title']);
  const pbxs = v.safeParse(v.optional(publicFields.pbxs, []), given['pbxs']);
  const problems = [
    ...(json !== undefined && !isRecord(json) ? ['pbx.json: not an object'] : []),
    ...(title.success ? [] : problemsOf('title', title.issues)),
    ...(pbxs.success ? [] : problemsOf('pbxs', pbxs.issues)),
  ];
  return {
    site: { title: title.success ? title.output : '', pbxs: pbxs.success ? pbxs.output : [] },
    problems,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether Asterisk would match a dialled number against an extension or `_pattern` (pbx.c,
 * extension_match_core): X Z N in either case, sets with ranges, `.` one or more, `!` none or more; dashes
 * are ignored on both sides.
 */
export function matches(pattern: string, number: string): boolean {
  const dialled = number.replaceAll('-', '');
  if (!pattern.startsWith('_')) return pattern.replaceAll('-', '') === dialled;
  let at = 0;
  let place = 1;
  while (place < pattern.length) {
    const sign = pattern.charAt(place);
    if (sign === '-') {
      place += 1;
      continue;
    }
    if (sign === '.') return at < dialled.length;
    if (sign === '!') return true;
    const digit = dialled.charAt(at);
    if (digit === '') return false;
    if (sign === '[') {
      const end = pattern.indexOf(']', place);
      if (end < 0 || !inSet(pattern.slice(place + 1, end), digit)) return false;
      place = end + 1;
    } else {
      if (!inClass(sign, digit)) return false;
      place += 1;
    }
    at += 1;
  }
  return at === dialled.length;
}

function inClass(sign: string, digit: string): boolean {
  switch (sign) {
    case 'X':
    case 'x':
      return digit >= '0' && digit <= '9';
    case 'Z':
    case 'z':
      return digit >= '1' && digit <= '9';
    case 'N':
    case 'n':
      return digit >= '2' && digit <= '9';
    default:
      return sign === digit;
  }
}

function inSet(set: string, digit: string): boolean {
  for (let at = 0; at < set.length; at += 1) {
    const from = set.charAt(at);
    if (set.charAt(at + 1) === '-' && at + 2 < set.length) {
      if (digit >= from && digit <= set.charAt(at + 2)) return true;
      at += 2;
    } else if (from === digit) return true;
  }
  return false;
}
