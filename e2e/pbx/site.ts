/** The demo's site files, served beside the page. */
import { CONFERENCE, DEPARTMENTS, PARKING, PEOPLE, TRUNK } from './hotel.ts';

/** What the sign-in page needs before anybody has signed in. */
export function publicFile(): string {
  return `${JSON.stringify({ title: 'Hotel Astoria', pbxs: [{ name: 'Hotel Astoria', base: '' }] }, undefined, 2)}\n`;
}

/** A list of names beside the site's file. */
export function roomsFile(): string {
  return `extension,name\n${CONFERENCE},Conference room\n`;
}

export function siteFile(options: {
  readonly safe: number;
  readonly cordboardContext: boolean;
  readonly many: boolean;
  readonly mailboxes: boolean;
  /** Off without it. */
  readonly exactFiles?: boolean;
}): string {
  const site = {
    title: 'Hotel Astoria',
    context: 'internal',
    departments: [
      ...DEPARTMENTS.map((department) => ({
        name: department.name,
        extensions: department.people.map((one) => one.number),
      })),
      { name: 'Rooms', extensions: [CONFERENCE] },
    ],
    names: Object.fromEntries(PEOPLE.map((one) => [one.number, one.name])),
    nameFiles: ['rooms.csv'],
    trunks: [`PJSIP/${TRUNK}`],
    patterns: ['_0X.', '_0+X.', '_+X.'],
    ...(options.mailboxes ? { mailboxPrefix: '*' } : {}),
    parking: PARKING,
    ...(options.cordboardContext
      ? { safe: { context: 'cordboard', exten: 'safe', seconds: options.safe } }
      : {}),
    emergency: ['112'],
    files: ['asterisk.conf', 'modules.conf', 'voicemail.conf'],
    exactFiles: options.exactFiles ?? false,
  };
  return `${JSON.stringify(site, undefined, 2)}\n`;
}
