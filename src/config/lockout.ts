/**
 * Whether whoever saves a file of the manager or of the web server can still come in afterwards, and whether somebody
 * gets more rights than is written: told from what Asterisk reads of it. Seen on 16.28 and 22.10 (manager.c).
 */
import type { Finding, OpenedFile, Reading } from './types.ts';

export interface Lockout {
  readonly what: Extract<
    Finding['what'],
    'ownGone' | 'ownSecret' | 'ownAddresses' | 'ownRights' | 'ownAlone' | 'managerOff' | 'pageAway'
  >;
  readonly section: string;
  readonly name?: string;
  /** What the account may do afterwards, or the option as it will be. */
  readonly text?: string;
}

/** What a file is to whoever signs in. */
export type Door = 'manager' | 'users' | 'server';

/**
 * By its name, and by who has loaded it: what manager.conf and http.conf include has any name. users.conf is the
 * manager's too until 22, and of later ones nobody has loaded it.
 */
export function doorOf({ name, modules }: Pick<OpenedFile, 'name' | 'modules'>): Door | undefined {
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (last === 'users.conf') return modules.length === 0 || modules.includes('manager') ? 'users' : undefined;
  if (last === 'manager.conf' || /(^|\/)manager\.d\//.test(name) || modules.includes('manager'))
    return 'manager';
  return last === 'http.conf' || modules.includes('http') ? 'server' : undefined;
}

/** `account` is the name somebody is signed in with; undefined: nobody is, or it is not known. */
export function lockoutsOf(
  file: Pick<OpenedFile, 'name' | 'modules' | 'reading'>,
  after: Reading,
  account: string | undefined,
): readonly Lockout[] {
  const { reading: before } = file;
  switch (doorOf(file)) {
    case 'server':
      return ofServer(before, after);
    case 'users':
      return account === undefined ? [] : ofUser(before, after, account);
    case 'manager':
      return [
        ...ofManager(before, after),
        ...(account === undefined ? [] : ofAccount(before, after, account)),
        ...(account !== undefined && file.name === 'manager.conf' ? ofStranger(before, after, account) : []),
      ];
    case undefined:
      return [];
  }
}

/** Lines that give an account every right there is, by a slip. */
export function holesOf(file: Pick<OpenedFile, 'name' | 'modules'>, { categories }: Reading) {
  const door = doorOf(file);
  if (door !== 'manager' && door !== 'users') return [];
  return categories.flatMap((category) =>
    category.variables
      .filter(({ name, value }) => isOneOf(name, ['read', 'write']) && grantsEverything(value))
      .map(({ name, value }) => ({ section: category.name, name, text: `${name} = ${value}` })),
  );
}

/**
 * Whether a list of rights has an item that Asterisk takes for `all`: it compares no more than the item's length, so
 * an empty one, `a` and `al` will do, unless it is the last (manager.c: ast_instring; seen on 16.28 and 22.10).
 */
export function grantsEverything(list: string): boolean {
  return list
    .split(',')
    .slice(0, -1)
    .some((item) => item !== 'all' && 'all'.startsWith(item));
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

/** Where the account is another file's, what is put here counts for it all the same. */
function ofAccount(before: Reading, after: Reading, account: string): readonly Lockout[] {
  const section = accountOf(before, account);
  const now = accountOf(after, account);
  if (now === undefined)
    return section === undefined ? [] : [{ what: 'ownGone', section: section.name, text: section.name }];
  const found: Lockout[] = [];
  const at = (section ?? now).name;
  const was = section === undefined ? () => undefined : valuesOf(before, section.name);
  const is = valuesOf(after, now.name);
  if (was('secret') !== is('secret')) found.push({ what: 'ownSecret', section: at, name: 'secret' });
  const addresses = (reading: Reading, name: string): string =>
    linesOf(reading, name)
      .filter((line) => isOneOf(line.name, ADDRESSES))
      .map((line) => `${line.name.toLowerCase()}=${line.value}`)
      .join('\n');
  if (addresses(before, at) !== addresses(after, now.name)) {
    const name = linesOf(before, at).find((line) => isOneOf(line.name, ADDRESSES))?.name;
    found.push({ what: 'ownAddresses', section: at, ...(name === undefined ? {} : { name }) });
  }
  const isAlone = (reading: Reading, name: string): boolean => {
    const said =
      valuesOf(reading, name)('allowmultiplelogin') ?? valuesOf(reading, 'general')('allowmultiplelogin');
    return said !== undefined && !isOn(said);
  };
  if (isAlone(after, now.name) && !isAlone(before, at)) {
    const own = is('allowmultiplelogin') === undefined ? 'general' : now.name;
    found.push(alone(own, valuesOf(after, own)('allowmultiplelogin')));
  }
  return [...found, ...ofRights(at, was, is, section === undefined)];
}

const ADDRESSES = ['permit', 'deny', 'acl'];

/**
 * One session is enough: the next sign-in with the name is refused (`Login Already In Use`), and a page that was closed
 * leaves its session behind for `httptimeout`. What [general] says counts for accounts that come new, so for all after
 * a restart.
 */
const alone = (section: string, value: string | undefined): Lockout => ({
  ...{ what: 'ownAlone', section, name: 'allowmultiplelogin' },
  text: `allowmultiplelogin = ${value ?? ''}`,
});

type Values = (name: string) => string | undefined;

/** `isAdded`: of what is said for the first time here it is not known what it takes away. */
function ofRights(section: string, was: Values, is: Values, isAdded = false): readonly Lockout[] {
  const [name] = ['read', 'write'].filter((one) =>
    isAdded ? is(one) !== undefined && loses('all', is(one)) : loses(was(one), is(one)),
  );
  if (name === undefined) return [];
  const text = ['read', 'write'].map((one) => `${one} = ${is(one) ?? ''}`).join(', ');
  return [{ what: 'ownRights', section, name, text }];
}

/**
 * All of the manager's files are read with manager.conf. An account that is in none of them is of users.conf, and
 * Asterisk drops it when it loads manager.conf anew; whether this time or the next nobody can tell.
 */
function ofStranger(before: Reading, after: Reading, account: string): readonly Lockout[] {
  if (accountOf(before, account) || accountOf(after, account)) return [];
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ what: 'ownGone', section: account, text: account }];
}

/** Of users.conf: sections with `hasmanager`; what they do not say [general] does, and rights nobody said are all. */
function ofUser(before: Reading, after: Reading, account: string): readonly Lockout[] {
  const user = (reading: Reading): { readonly name: string; readonly values: Values } | undefined => {
    const section = accountOf(reading, account);
    if (section === undefined) return undefined;
    // The first line counts here (ast_variable_retrieve).
    const first = (of: string, name: string) =>
      linesOf(reading, of).find((line) => isOneOf(line.name, [name]))?.value;
    const values: Values = (name) => first(section.name, name) ?? first('general', name);
    return isOn(values('hasmanager')) ? { name: section.name, values } : undefined;
  };
  const [was, is] = [user(before), user(after)];
  if (was === undefined) return [];
  if (is === undefined) return [{ what: 'ownGone', section: was.name, text: was.name }];
  const found: Lockout[] = [];
  if (was.values('secret') !== is.values('secret'))
    found.push({ what: 'ownSecret', section: was.name, name: 'secret' });
  const isAlone = (values: Values): boolean => !isOn(values('allowmultiplelogin') ?? 'yes');
  if (isAlone(is.values) && !isAlone(was.values)) found.push(alone(is.name, is.values('allowmultiplelogin')));
  const rights =
    (values: Values): Values =>
    (name) =>
      values(name) ?? 'all';
  return [...found, ...ofRights(was.name, rights(was.values), rights(is.values))];
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
