/**
 * The ways a call can stand when somebody moves it. Each builds itself with real phones and says who the guest is
 * (the end that will move) and where the operator (2000) stands in it.
 */
import { DIDS, HOPS } from './pbx/hotel.ts';
import { until, type Pbx } from './pbx/index.ts';

export interface Standing {
  /** The end that moves, by number. */
  readonly guest: string;
  /** Linkedid of the call, as the PBX lists it. */
  readonly linkedid: string;
  /** The operator talks with the guest. */
  readonly talking: boolean;
}

export interface Topology {
  readonly name: string;
  /** The operator's leg is bridged straight with the guest's: Park can name them as the one to ring back. */
  readonly direct: boolean;
  build(pbx: Pbx): Promise<Standing>;
}

const GUEST = { name: 'Müller & Söhne "GmbH"', number: '+493012345678' };
/** The direct number of an extension at the trunk. */
const direct = (extension: string): string => `${DIDS.direct}${extension}`;

export const TOPOLOGIES: readonly Topology[] = [
  {
    name: 'inbound from the trunk',
    direct: true,
    async build(pbx) {
      const { linkedid } = await pbx.outside.call(direct('2000'), GUEST);
      await pbx.phone('2000').answer();
      await pbx.waitBridged('2000', GUEST.number);
      return { guest: GUEST.number, linkedid, talking: true };
    },
  },
  {
    name: 'internal, they called',
    direct: true,
    async build(pbx) {
      const { linkedid } = await pbx.phone('2021').call('2000');
      await pbx.phone('2000').answer();
      await pbx.waitBridged('2000', '2021');
      return { guest: '2021', linkedid, talking: true };
    },
  },
  {
    name: 'internal, I called',
    direct: true,
    async build(pbx) {
      const { linkedid } = await pbx.phone('2000').call('2021');
      await pbx.phone('2021').answer();
      await pbx.waitBridged('2000', '2021');
      return { guest: '2021', linkedid, talking: true };
    },
  },
  {
    name: 'outbound through the trunk',
    direct: true,
    async build(pbx) {
      const { linkedid } = await pbx.phone('2000').call('0493099887766');
      await pbx.outside.answer('493099887766');
      await pbx.waitBridged('2000', '493099887766');
      return { guest: '493099887766', linkedid, talking: true };
    },
  },
  {
    name: 'through a queue, bridged',
    direct: true,
    async build(pbx) {
      const { linkedid } = await pbx.outside.call(DIDS.queue, GUEST);
      await pbx.phone('2000').answer();
      await pbx.waitBridged('2000', GUEST.number);
      return { guest: GUEST.number, linkedid, talking: true };
    },
  },
  {
    name: 'through a queue, waiting',
    direct: false,
    async build(pbx) {
      const { linkedid, uniqueid } = await pbx.outside.call(DIDS.reservations, GUEST);
      await running(pbx, uniqueid, 'Queue');
      return { guest: GUEST.number, linkedid, talking: false };
    },
  },
  {
    name: 'through Local channels that stay',
    direct: false,
    async build(pbx) {
      const { linkedid } = await pbx.phone('2000').call(HOPS.localStays);
      await pbx.phone('2005').answer();
      await pbx.waitBridged('2000', '2005');
      return { guest: '2005', linkedid, talking: true };
    },
  },
  {
    name: 'after an earlier transfer',
    direct: true,
    async build(pbx) {
      const { linkedid } = await pbx.outside.call(direct('2001'), GUEST);
      await pbx.phone('2001').answer();
      await pbx.waitBridged('2001', GUEST.number);
      const leg = (await pbx.channels()).find((one) => one.device === 'PJSIP/2001');
      const ami = await pbx.ami();
      await ami.action('BlindTransfer', { Channel: leg?.name ?? '', Context: 'internal', Exten: '2000' });
      ami.close();
      await pbx.phone('2000').answer();
      await pbx.waitBridged('2000', GUEST.number);
      return { guest: GUEST.number, linkedid, talking: true };
    },
  },
  {
    name: 'in a menu',
    direct: false,
    async build(pbx) {
      const { linkedid, uniqueid } = await pbx.outside.call(DIDS.menu, GUEST);
      await running(pbx, uniqueid, 'WaitExten', 'BackGround');
      return { guest: GUEST.number, linkedid, talking: false };
    },
  },
  {
    name: 'ringing at me, not answered',
    direct: false,
    async build(pbx) {
      const { linkedid } = await pbx.outside.call(direct('2000'), GUEST);
      await pbx.phone('2000').ringing();
      return { guest: GUEST.number, linkedid, talking: false };
    },
  },
];

/** Resolves when the channel runs one of these applications. */
async function running(pbx: Pbx, uniqueid: string, ...applications: readonly string[]): Promise<void> {
  await until(`the caller runs ${applications.join(' or ')}`, async () =>
    (await pbx.channels()).some((one) => one.uniqueid === uniqueid && applications.includes(one.application))
      ? true
      : undefined,
  );
}
