/**
 * States the PBX tells by words of its own, in the reader's. A word that is not known here is shown as the PBX says it:
 * another version may have more of them.
 */
import { say, type Say } from '../../words/index.ts';

const device: Readonly<Record<string, Say>> = {
  'not in use': say('system.device.idle'),
  'in use': say('system.device.inUse'),
  busy: say('system.device.busy'),
  invalid: say('system.device.invalid'),
  unavailable: say('system.device.unavailable'),
  ringing: say('system.device.ringing'),
  'ring+inuse': say('system.device.inUseRinging'),
  'on hold': say('system.device.hold'),
  unknown: say('system.device.unknown'),
};
const contact: Readonly<Record<string, Say>> = {
  reachable: say('system.contact.reachable'),
  unreachable: say('system.contact.unreachable'),
  nonqualified: say('system.contact.unasked'),
  unqualified: say('system.contact.unasked'),
  unknown: say('system.device.unknown'),
  created: say('system.contact.created'),
  removed: say('system.contact.removed'),
};
const registration: Readonly<Record<string, Say>> = {
  registered: say('system.registration.registered'),
  unregistered: say('system.registration.unregistered'),
  rejected: say('system.registration.rejected'),
  stopping: say('system.registration.stopping'),
  stopped: say('system.registration.stopped'),
};
const log: Readonly<Record<string, Say>> = {
  file: say('system.log.file'),
  console: say('system.log.console'),
  syslog: say('system.log.syslog'),
};

const of =
  (known: Readonly<Record<string, Say>>) =>
  (word: string, t: (said: Say) => string): string => {
    const said = Object.hasOwn(known, word.toLowerCase()) ? known[word.toLowerCase()] : undefined;
    return said ? t(said) : word;
  };

/** A device's state: `Not in use`. */
export const deviceWord = of(device);
/** How a contact answers when it is asked: `Reachable`, `NonQualified`. */
export const contactWord = of(contact);
/** How it stands with a registration at a provider: `Registered`. */
export const registrationWord = of(registration);
/** Where lines of the log go: `File`. */
export const logWord = of(log);
