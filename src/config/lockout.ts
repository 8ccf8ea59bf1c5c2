/** Whether whoever saves manager.conf or http.conf can still come in afterwards: told from what Asterisk reads of it. */
import type { Finding, Reading } from './types.ts';

export interface Lockout {
  readonly what: Extract<
    Finding['what'],
    'ownGone' | 'ownSecret' | 'ownAddresses' | 'ownRights' | 'managerOff' | 'pageAway'
  >;
  readonly section: string;
  readonly name?: string;
  /** What the account may do afterwards, or the option as it will be. */
  readonly text?: string;
}

const base = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
const isManager = (file: string): boolean => base(file) === 'manager.conf' || /(^|\/)manager\.d\//.test(file);

/** `account` is the name somebody is signed in with; undefined: nobody is, or it is not known. */
export function lockoutsOf(
  file: string,
  before: Reading,
  after: Reading,
  account: string | undefined,
): readonly Lockout[] {
  if (base(file) === 'http.conf') return ofServer(before, after);
  if (!isManager(file)) return [];
  return [...ofManager(before, after), ...(account === undefined ? [] : ofAccount(before, after, account))];
}

function ofManager(before: Reading, after: Reading): readonly Lockout[] {
  const general = valuesOf(before, 'general');
  const then = valuesOf(after, 'general');
  return ['enabled', 'webenabled'].flatMap((name) =>
    isOn(general(name)) && !isOn(then(name))
      ? [{ what: 'managerOff' as const, section: 'general', name, text: `${name} = ${then(name) ?? 'no'}` }]
      : [],
  );
}

function ofAccount(before: Reading, after: Reading, account: string): readonly Lockout[] {
  const section = accountOf(before, account);
  if (section === undefined) return [];
  const now = accountOf(after, account);
  if (now === undefined) return [{ what: 'ownGone', section: section.name, text: section.name }];
  const found: Lockout[] = [];
  const was = valuesOf(before, section.name);
  const is = valuesOf(after, now.name);
  if (was('secret') !== is('secret'))
    found.push({ what: 'ownSecret', section: section.name, name: 'secret' });
  const addresses = (reading: Reading, name: string): string =>
    linesOf(reading, name)
      .filter((line) => /^(permit|deny|acl)$/i.test(line.name))
      .map((line) => `${line.name.toLowerCase()}=${line.value}`)
      .join('\n');
  if (addresses(before, section.name) !== addresses(after, now.name)) {
    const name = linesOf(before, section.name).find((line) => /^(permit|deny|acl)$/i.test(line.name))?.name;
    found.push({ what: 'ownAddresses', section: section.name, ...(name === undefined ? {} : { name }) });
  }
  const lost = ['read', 'write'].filter((name) => loses(was(name), is(name)));
  const [first] = lost;
  if (first !== undefined) {
    const text = ['read', 'write'].map((name) => `${name} = ${is(name) ?? ''}`).join(', ');
    found.push({ what: 'ownRights', section: section.name, name: first, text });
  }
  return found;
}

/** What of http.conf decides where the page is found; as Asterisk takes it where it is not said. */
const SERVER = [
  { names: ['enabled'], is: 'switch' },
  { names: ['enablestatic', 'enable_static'], is: 'switch' },
  { names: ['bindaddr'], is: 'text', unsaid: '' },
  { names: ['bindport'], is: 'text', unsaid: '8088' },
  { names: ['prefix'], is: 'text', unsaid: '' },
  { names: ['tlsenable'], is: 'switch' },
  { names: ['tlsbindaddr'], is: 'text', unsaid: '' },
] as const;

function ofServer(before: Reading, after: Reading): readonly Lockout[] {
  const was = valuesOf(before, 'general');
  const is = valuesOf(after, 'general');
  return SERVER.flatMap((option): readonly Lockout[] => {
    // Of two spellings of one option the last that stands there counts.
    const old = was(...option.names);
    const now = is(...option.names);
    const [name] = option.names;
    if (option.is === 'switch') {
      if (!isOn(old) || isOn(now)) return [];
    } else {
      if ((old ?? option.unsaid) === (now ?? option.unsaid)) return [];
      // Every address of the machine is this one, too.
      if (now === '0.0.0.0' && old !== undefined && /^\d+(\.\d+){3}$/.test(old)) return [];
      // Where TLS is off nobody came in by it.
      if (name === 'tlsbindaddr' && !isOn(was('tlsenable'))) return [];
    }
    const stood = linesOf(before, 'general').findLast((line) => isOneOf(line.name, option.names));
    return [
      {
        what: 'pageAway',
        section: 'general',
        name: stood?.name ?? name,
        text: `${stood?.name ?? name} = ${now ?? (option.is === 'switch' ? 'no' : option.unsaid)}`,
      },
    ];
  });
}

const accountOf = ({ categories }: Reading, account: string) =>
  categories.find(
    ({ name, template }) => !template && name.toLowerCase() === account.toLowerCase() && name !== 'general',
  );

const linesOf = ({ categories }: Reading, section: string) =>
  categories.flatMap(({ name, template, variables }) =>
    !template && name.toLowerCase() === section.toLowerCase() ? variables : [],
  );

const isOneOf = (name: string, names: readonly string[]): boolean => names.includes(name.toLowerCase());

/** The value that counts: Asterisk reads on, and the last one stands. */
function valuesOf(reading: Reading, section: string): (...names: readonly string[]) => string | undefined {
  const lines = linesOf(reading, section);
  return (...names) => lines.findLast(({ name }) => isOneOf(name, names))?.value;
}

/** As Asterisk reads a switch (ast_true). */
const isOn = (value: string | undefined): boolean =>
  value !== undefined && /^(yes|true|y|t|1|on)$/i.test(value.trim());

/** Whether a list of rights has less in it than another. */
function loses(old: string | undefined, now: string | undefined): boolean {
  const classes = (list: string | undefined): readonly string[] =>
    (list ?? '').split(',').map((item) => item.trim().toLowerCase());
  const left = classes(now);
  return !left.includes('all') && classes(old).some((item) => item !== '' && !left.includes(item));
}
