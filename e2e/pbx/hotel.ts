/** Hotel Astoria: a small hotel whose people have the names that break careless pages. */

export interface Person {
  /** Their number, and the name of their first device. */
  readonly number: string;
  readonly name: string;
  /** Device names, the first of which is the number. */
  readonly devices: readonly string[];
  /** A Custom: device in the hint that is set while they want no calls. */
  readonly doNotDisturb?: string;
  readonly mailbox: boolean;
}

export interface Department {
  readonly name: string;
  readonly people: readonly Person[];
}

const person = (number: string, name: string, more: Partial<Person> = {}): Person => ({
  number,
  name,
  devices: [number],
  mailbox: true,
  ...more,
});

/** Exactly sixty characters. */
const LONG_NAME = 'Maximiliana Konstantina von und zu Hohenstein-Waldburg-Zeil.';

export const DEPARTMENTS: readonly Department[] = [
  {
    name: 'Front office',
    people: [
      person('2000', 'Reception', { mailbox: false }),
      person('2001', 'Reception 2', { mailbox: false }),
      person('2002', 'Concierge Zoë Ångström'),
      person('2003', 'Night porter Łukasz Żółć'),
      person('2004', 'Amélie Fôret'),
      person('2005', "Bernd O'Neil"),
    ],
  },
  {
    name: 'Reservations & events',
    people: [
      person('2010', '田中 花子', { devices: ['2010', '2010-dect'] }),
      person('2011', 'Jörg "Jojo" Müßig'),
      person('2012', 'נועה לוי'),
      person('2013', 'ليلى الحسن'),
      person('2014', LONG_NAME),
    ],
  },
  {
    name: 'Housekeeping',
    people: [
      person('2020', 'Nguyễn Thị Ánh'),
      person('2021', '<script>alert(1)</script>'),
      person('2022', 'Søren; Ægir & Søn'),
      person('2023', 'Паша Кузнецов'),
      person('2024', 'Ana María Núñez'),
    ],
  },
  {
    name: 'Kitchen <hot>',
    people: [
      person('2030', 'Chef Γιώργος', { doNotDisturb: 'dnd2030' }),
      person('2031', '김민준'),
      person('2032', 'Tom & Jerry'),
      person('2033', '100% Sous-Chef ${EXTEN}'),
      person('2034', 'Pâtisserie Éclair'),
    ],
  },
  {
    name: 'House & management',
    people: [
      person('2040', 'Director Désirée Čapek'),
      person('2041', 'İpek Şahin'),
      person('2042', 'Olaf'),
      person('2043', '😀 Lift & Pool'),
      person('2044', 'Back\\slash [Technik]'),
    ],
  },
];

export const PEOPLE: readonly Person[] = DEPARTMENTS.flatMap((department) => department.people);
export const DEVICES: readonly string[] = PEOPLE.flatMap((one) => one.devices);

export const TRUNK = 'berlin';
/** Numbers of the house at its trunk, and what each leads to. */
export const DIDS = {
  /** Both receptionists ring. */
  reception: '+49305550100',
  menu: '+49305550101',
  queue: '+49305550102',
  reservations: '+49305550103',
  /** Followed by an extension: +4930555012004 rings 2004. */
  direct: '+493055501',
} as const;

export const QUEUES = {
  /** Members are the receptionists' phones. */
  reception: '600',
  /** Members are people, reached through the dialplan by Local channels. */
  reservations: '601',
} as const;
export const MENU = '610';
export const CONFERENCE = '650';
export const PARKING = { lot: 'default', exten: '700', context: 'parkedcalls' } as const;

/** Extensions that reach somebody in an unusual way, for tests of topologies. */
export const HOPS = {
  /** Rings 2005 through a Local channel that optimises itself away. */
  local: '2490',
  /** Rings 2005 through a Local channel that stays (`/n`). */
  localStays: '2491',
  /** Goes on to 2004. */
  forwarded: '2492',
  /** Rings the reception (2000) through a Local channel that stays. */
  localToMe: '2493',
  /** Rings 2004; both ends may use the feature codes, `*2` for an attended transfer. */
  features: '2494',
} as const;
