/** A hotel's PBX with its phones and the world outside, all real: what the demo shows and the tests work on. */
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimAddresses } from './address.ts';
import { demand, openAmi, type RawAmi } from './ami.ts';
import { findAsterisk, type Asterisk } from './asterisk.ts';
import { houseFiles, type Account, type Waits } from './conf.ts';
import { DEVICES, PARKING, TRUNK } from './hotel.ts';
import { phonesFiles } from './phones-conf.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { flood, type Flood, type FloodOptions } from './flood.ts';
import { wirePhones, type Outside, type Phone, type PhoneCall } from './phones.ts';
import { asteriskConf, launch, makeDirectories, type Running } from './running.ts';
import { publicFile, roomsFile, siteFile } from './site.ts';
import { until } from './until.ts';
import { channelLister, witness, type Witness } from './witness.ts';

export type { AmiMessage, RawAmi } from './ami.ts';
export type { Account, Waits } from './conf.ts';
export type { LineCall, Outside, Phone, PhoneCall } from './phones.ts';
export type { Flood, FloodOptions } from './flood.ts';
export type { Proxy } from './proxy.ts';
export type { Witness } from './witness.ts';
export { CONFERENCE, DIDS, HOPS, MENU, PARKING, PEOPLE, QUEUES } from './hotel.ts';
export { manyExtension } from './conf.ts';
export { until } from './until.ts';

export interface PbxOptions {
  /** Asterisk's major version; without it the one on PATH, else 22. */
  readonly version?: number;
  /** Directory served as /static/cordboard/. Default: the project's dist/. */
  readonly staticDir?: string;
  /** More extensions 100000… in context `many`, with hints on Custom: devices. */
  readonly extensions?: number;
  /** manager.conf's httptimeout in seconds (default 60). */
  readonly httptimeout?: number;
  /** Whether the dialplan has the context [cordboard] (default true). */
  readonly cordboardContext?: boolean;
  readonly waits?: Partial<Waits>;
  /** Whether the site lets configuration files be handled byte by byte (default false). */
  readonly exactFiles?: boolean;
  /** More AMI accounts. */
  readonly accounts?: readonly Account[];
  readonly say?: (line: string) => void;
}

export interface Pbx extends Witness {
  readonly version: number;
  readonly address: string;
  /** http://127.x.y.1:8088 */
  readonly url: string;
  readonly accounts: Readonly<Record<'admin' | 'reception' | 'viewer', Account>>;
  /** Holds etc/, log/, data/static-http/ … of the house's PBX. */
  readonly dir: string;
  readonly pid: number;
  readonly phone: (device: string) => Phone;
  readonly outside: Outside;
  /** An AMI connection of one's own, over TCP; default account: everything allowed. */
  ami(account?: { readonly username: string; readonly secret: string }): Promise<RawAmi>;
  /** A command of Asterisk's console; what it printed. */
  command(line: string): Promise<string>;
  /** In etc/. */
  readFile(path: string): string;
  writeFile(path: string, bytes: string | Uint8Array): void;
  reload(module: string): Promise<void>;
  /** A blind transfer by whoever has that phone: the other end goes to the number. */
  transfer(phone: string, to: string): Promise<void>;
  /** Parks the first number's call; it comes back to the other end of the call, given second. */
  park(number: string, parker: string): Promise<void>;
  /** `away,,lunch until 14:00`: state, subtype, message. */
  setPresence(number: string, presence: string): Promise<void>;
  /** Every call as the phones and the parties outside have it. */
  phoneCalls(): Promise<readonly PhoneCall[]>;
  /** A fault proxy in front of the HTTP server. */
  proxy(): Promise<Proxy>;
  /** Changes the generated extensions' device states; needs `extensions` of the options. */
  flood(options: FloodOptions): Promise<Flood>;
  /** Hangs up everything, and waits until it is quiet. */
  hangupAll(): Promise<void>;
  /** Resolves when there are no channels. */
  quiet(): Promise<void>;
  /** Hears the last words of an Asterisk that ended without being told to. Returns the undo. */
  onDeath(hear: (words: string) => void): () => void;
  /** SIGKILL to the house's PBX; the phones live on. */
  kill(): Promise<void>;
  /** Starts it again (stopping it first when it runs), and waits until all phones are registered. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const DEMO_WAITS: Waits = { ring: 25, menu: 20, parking: 45, back: 20, safe: 20 };

export async function startPbx(options: PbxOptions = {}): Promise<Pbx> {
  const asterisk = await findAsterisk(options.version, options.say);
  const addresses = await claimAddresses();
  sweep();
  const base = mkdtempSync(join(tmpdir(), `cordboard-${process.pid}-`));
  const dir = join(base, 'house');
  const phonesDir = join(base, 'phones');
  const waits = { ...DEMO_WAITS, ...options.waits };
  const accounts = {
    admin: account('admin', ADMIN_READ, ADMIN_WRITE),
    reception: account('reception', 'system,call,agent,user', 'call,originate,reporting,user,agent'),
    viewer: account('viewer', 'system,call,agent', 'reporting'),
  };
  const rig: Account = { username: 'rig', secret: randomUUID(), read: 'all', write: 'all' };

  lay(
    asterisk,
    dir,
    'astoria',
    houseFiles({
      version: asterisk.version,
      address: addresses.house,
      phones: addresses.phones,
      outside: addresses.outside,
      accounts: [...Object.values(accounts), rig, ...(options.accounts ?? [])],
      waits,
      httptimeout: options.httptimeout ?? 60,
      cordboardContext: options.cordboardContext ?? true,
      extensions: options.extensions ?? 0,
      sounds: join(dir, 'data/moh'),
    }),
  );
  lay(
    asterisk,
    phonesDir,
    'phones',
    phonesFiles({
      house: addresses.house,
      phones: addresses.phones,
      outside: addresses.outside,
      secret: rig.secret,
      sounds: join(phonesDir, 'data/moh'),
    }),
  );
  publish(join(dir, 'data/static-http/cordboard'), options.staticDir ?? DIST, {
    'pbx.json': publicFile(),
    'private/cordboard.json': siteFile({
      ...waits,
      cordboardContext: options.cordboardContext ?? true,
      many: (options.extensions ?? 0) > 0,
      mailboxes: asterisk.version >= 18,
      exactFiles: options.exactFiles ?? false,
    }),
    'private/rooms.csv': roomsFile(),
  });

  const told = new WeakSet<Running>();
  const mourners = new Set<(words: string) => void>();
  const watched = (running: Running): Running => {
    void running.gone.then(() => {
      if (told.has(running)) return;
      const words = running.words().trim().split('\n').slice(-20).join('\n');
      for (const hear of mourners) hear(words);
    });
    return running;
  };
  let house = watched(launch(asterisk, dir));
  let phonesRunning: Running | undefined;
  const proxies: Proxy[] = [];
  const undo = async (): Promise<void> => {
    for (const running of [house, phonesRunning]) if (running) told.add(running);
    await Promise.all([house.stop(), phonesRunning?.stop(), ...proxies.map((proxy) => proxy.stop())]);
    addresses.release();
    rmSync(base, { recursive: true, force: true });
  };

  let phonesAmi: RawAmi;
  let houseAmi: RawAmi;
  try {
    houseAmi = await reach(house, addresses.house, rig, 'off');
    await houseUp();
    // The phones come second: each registers once, at once. Asked to register again, a phone would first unregister.
    phonesRunning = watched(launch(asterisk, phonesDir));
    phonesAmi = await reach(phonesRunning, addresses.phones, rig, 'call');
    await allRegistered();
  } catch (cause) {
    const words = `${house.words()}\n${phonesRunning?.words() ?? ''}`;
    await undo();
    throw new Error(`The PBX did not come up. Its last words:\n${words}`, { cause });
  }

  /** Fully booted (AMI answers before all modules are there), and HTTP answers. */
  async function houseUp(): Promise<void> {
    await houseAmi.action('Command', { Command: 'core waitfullybooted' });
    await until(
      'the HTTP server answers',
      () => httpAnswers(`http://${addresses.house}:8088/rawman?action=Ping`),
      30_000,
    );
  }

  async function unregistered(): Promise<readonly string[]> {
    const printed = await commandOn(houseAmi, 'pjsip show contacts');
    return DEVICES.filter((device) => !printed.includes(` ${device}/sip:`));
  }

  async function allRegistered(): Promise<void> {
    await until('all phones are registered', async () => !(await unregistered()).length || undefined, 30_000);
  }

  const houseChannels = channelLister(() => houseAmi);
  const listPhones = channelLister(() => phonesAmi);
  /** Call-ID → number outside, kept as long as the rig lives: the witness may ask after the far end has gone. */
  const farNumbers = new Map<string, string>();
  const phoneChannels = async () => {
    const channels = await listPhones();
    for (const one of channels) {
      if (one.device === `PJSIP/${TRUNK}` && one.callId !== '' && one.accountcode !== '') {
        farNumbers.set(one.callId, one.accountcode);
      }
    }
    return channels;
  };
  const seen = witness(
    () => houseAmi,
    async () => {
      await phoneChannels();
      return houseChannels();
    },
    (callId) => farNumbers.get(callId),
  );
  const { phone, outside, phoneCalls } = wirePhones({
    phones: phonesAmi,
    phoneChannels,
    house: () => houseAmi,
    houseChannels,
    houseAddress: addresses.house,
    witnessAccount: rig,
  });

  const quiet = async (): Promise<void> => {
    await until('it is quiet', async () =>
      (await houseChannels()).length + (await phoneChannels()).length === 0 ? true : undefined,
    );
  };
  const kill = async (): Promise<void> => {
    houseAmi.close();
    told.add(house);
    await house.kill();
  };

  return {
    ...seen,
    version: asterisk.version,
    address: addresses.house,
    url: `http://${addresses.house}:8088`,
    accounts,
    dir,
    get pid() {
      return house.pid;
    },
    phone,
    outside,
    ami: (who = rig) => openAmi(addresses.house, who),
    command: (line) => commandOn(houseAmi, line),
    readFile: (path) => readFileSync(join(dir, 'etc', path), 'utf8'),
    writeFile: (path, bytes) => writeFileSync(join(dir, 'etc', path), bytes),
    reload: (module) => demand(houseAmi, 'Reload', { Module: module }),
    async transfer(number, to) {
      const leg = await seen.channelOf(number, (one) => one.bridge !== '');
      await demand(houseAmi, 'BlindTransfer', { Channel: leg.uniqueid, Context: 'internal', Exten: to });
    },
    async park(number, parker) {
      const [parkee, leg] = await Promise.all(
        [number, parker].map((each) => seen.channelOf(each, (one) => one.bridge !== '')),
      );
      await demand(houseAmi, 'Park', {
        Channel: parkee?.name ?? '',
        TimeoutChannel: leg?.name ?? '',
        Parkinglot: PARKING.lot,
      });
    },
    setPresence: (number, presence) =>
      demand(houseAmi, 'Setvar', {
        Variable: `PRESENCE_STATE(CustomPresence:${number})`,
        Value: presence,
      }),
    phoneCalls,
    async proxy() {
      const proxy = await startProxy(addresses.another(), addresses.house);
      proxies.push(proxy);
      return proxy;
    },
    flood: (wanted) => flood(houseAmi, wanted),
    async hangupAll() {
      const [ours, theirs] = await Promise.all([houseChannels(), phoneChannels()]);
      await Promise.all([
        ...theirs.map((one) => phonesAmi.action('Hangup', { Channel: one.name })),
        ...ours.map((one) => houseAmi.action('Hangup', { Channel: one.name })),
      ]);
      await quiet();
    },
    quiet,
    onDeath(hear) {
      mourners.add(hear);
      return () => void mourners.delete(hear);
    },
    kill,
    async restart() {
      await kill();
      house = watched(launch(asterisk, dir));
      houseAmi = await reach(house, addresses.house, rig, 'off');
      await Promise.all(
        (await phoneChannels()).map((one) => phonesAmi.action('Hangup', { Channel: one.name })),
      );
      await houseUp();
      // Contacts survive in the AstDB, except those of its last second.
      for (const device of await unregistered()) {
        await phonesAmi.action('PJSIPRegister', { Registration: device });
      }
      await allRegistered();
    },
    async stop() {
      phonesAmi.close();
      houseAmi.close();
      await undo();
    },
  };
}

/** Removes what rigs left behind whose process was killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^cordboard-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const ADMIN_READ = 'system,call,log,verbose,command,agent,user,config,dtmf,reporting,cdr,dialplan';
const ADMIN_WRITE = 'system,call,command,agent,user,config,reporting,originate';

function account(username: string, read: string, write: string): Account {
  return { username, secret: `${username}-astoria`, read, write };
}

/** Lays an Asterisk's directories: its own configuration, the package's data by links. */
function lay(asterisk: Asterisk, dir: string, name: string, files: Readonly<Record<string, string>>): void {
  makeDirectories(dir);
  writeFileSync(join(dir, 'etc/asterisk.conf'), asteriskConf(dir, asterisk, name));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(dir, 'etc', path), text);
  const data = join(dir, 'data');
  mkdirSync(join(data, 'agi-bin'));
  mkdirSync(join(data, 'moh'));
  mkdirSync(join(data, 'sounds'));
  mkdirSync(join(data, 'static-http'));
  symlinkSync(join(asterisk.share, 'documentation'), join(data, 'documentation'));
  const sounds = join(asterisk.share, 'sounds');
  const english = existsSync(join(sounds, 'en')) ? join(sounds, 'en') : join(sounds, 'en_US_f_Allison');
  symlinkSync(english, join(data, 'sounds/en'));
  symlinkSync(join(english, 'demo-instruct.gsm'), join(data, 'moh/demo-instruct.gsm'));
}

/**
 * The page's files are linked one by one, so that each PBX serves the same build with site files of its own.
 * Asterisk follows the links; `private/` is a real directory, which it serves to signed-in sessions alone.
 */
function publish(target: string, source: string, own: Readonly<Record<string, string>>): void {
  mkdirSync(target, { recursive: true });
  const from = resolve(source);
  for (const entry of existsSync(from) ? readdirSync(from) : []) {
    if (!(entry in own) && entry !== 'private') symlinkSync(join(from, entry), join(target, entry));
  }
  for (const [path, text] of Object.entries(own)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), text);
  }
}

/** Connects as soon as there is something to connect to. */
async function reach(running: Running, address: string, who: Account, events: string): Promise<RawAmi> {
  let gone = false;
  void running.gone.then(() => (gone = true));
  return until(
    `AMI answers at ${address}`,
    async () => {
      if (gone) throw new Error(`Asterisk ended: ${running.words()}`);
      return openAmi(address, who, events).catch((error: unknown) => {
        if (error instanceof Error && error.message.includes('refused')) throw error;
        return undefined;
      });
    },
    60_000,
  );
}

async function commandOn(ami: RawAmi, command: string): Promise<string> {
  const [reply] = await ami.action('Command', { Command: command });
  return reply?.all('Output').join('\n') ?? '';
}

function httpAnswers(url: string): Promise<true | undefined> {
  return new Promise((answer) => {
    get(url, (response) => {
      response.resume();
      answer(response.statusCode === 200 ? true : undefined);
    }).once('error', () => answer(undefined));
  });
}
