/**
 * Every way of moving a call in every topology, by the commands themselves on a real PBX: who is bridged with whom
 * is asked of the PBX. The browser tests (e2e/transfers.spec.ts) do the same by gesture.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock, type Session } from '../../src/ami/index.ts';
import { hostSession } from '../../src/ami/node.ts';
import { createOperator, type Command, type Operator, type Outcome } from '../../src/commands/index.ts';
import { createMirror, readSite, type Call, type Mirror } from '../../src/pbx/index.ts';
import { startPbx, until, type Pbx } from '../../e2e/pbx/index.ts';
import { TOPOLOGIES, type Standing, type Topology } from '../../e2e/topologies.ts';

const version = Number(process.env['CORDBOARD_PBX_VERSION']);
const TARGET = '2004';

interface House {
  readonly pbx: Pbx;
  readonly session: Session;
  readonly mirror: Mirror;
  /** The operator, ringing so many seconds. */
  operator(seconds: number): Operator;
  readonly heard: Outcome[];
}

async function openHouse(cordboardContext: boolean): Promise<House> {
  const pbx = await startPbx({ version, cordboardContext });
  expect(pbx.version).toBe(version);
  const session = hostSession({ base: pbx.url });
  const { username, secret } = pbx.accounts.reception;
  await session.signIn({ username, secret });
  const mirror = createMirror(session, { clock: systemClock });
  await until('the mirror is ready', () => Promise.resolve(mirror.ready || undefined));
  const heard: Outcome[] = [];
  return {
    pbx,
    session,
    mirror,
    heard,
    operator(seconds) {
      const { site } = readSite({
        context: 'internal',
        patterns: [{ context: 'internal', pattern: '_0X.' }],
        safe: { context: 'cordboard', exten: 'safe', seconds },
        mailboxPrefix: '*',
      });
      const operator = createOperator({
        session,
        site,
        tables: mirror.tables,
        onChanges: (listener) => mirror.onChanges(listener),
        me: () => '2000@internal',
        nameOf: (key) => key.split('@')[0] ?? key,
        clock: systemClock,
        random: Math.random,
      });
      operator.onOutcome((outcome) => heard.push(outcome));
      return operator;
    },
  };
}

describe.each([
  ['with', true],
  ['without', false],
])('%s the safe context', (_word, context) => {
  let house: House;
  let operator: Operator | undefined;
  beforeAll(async () => {
    house = await openHouse(context);
  });
  afterAll(async () => {
    house.session.close();
    await house.pbx.stop();
  });
  afterEach(async () => {
    operator?.close();
    await house.pbx.hangupAll();
    await until('the mirror is empty', () =>
      Promise.resolve(house.mirror.tables.channels.size === 0 || undefined),
    );
    house.heard.length = 0;
  });

  /** The call as the mirror has it, once it stands there as the topology says. */
  const mirrored = (call: Standing): Promise<Call> =>
    until('the mirror has the call', () => {
      const found = house.mirror.tables.calls.get(call.linkedid);
      const here = found?.legs.some((leg) => leg.extension === '2000@internal' && leg.state === 'talking');
      return Promise.resolve(found && (!call.talking || here) ? found : undefined);
    });
  const begin = async (
    topology: Topology,
    seconds = 20,
  ): Promise<{ standing: Standing; call: Call; by: Operator }> => {
    operator = house.operator(seconds);
    const standing = await topology.build(house.pbx);
    return { standing, call: await mirrored(standing), by: operator };
  };
  const target = () => {
    const extension = house.mirror.tables.extensions.get(`${TARGET}@internal`);
    if (!extension) throw new Error('no such tile');
    return { kind: 'extension' as const, extension };
  };
  const run = async (command: Command | undefined, why?: unknown): Promise<void> => {
    if (!command) throw new Error(`refused: ${JSON.stringify(why)}`);
    const outcome = await command.run();
    expect(outcome, JSON.stringify(outcome.said)).toMatchObject({ ok: true });
  };
  /** The plain drop; the site's context is asked for when the operator is made, so it may take a moment. */
  const safely = async (by: Operator, lifted: Call): Promise<void> => {
    const present = () => house.mirror.tables.calls.get(lifted.linkedid) ?? lifted;
    await until('a safe drop is offered', () => Promise.resolve(by.drop(present(), target()).command));
    const drop = by.drop(present(), target());
    await run(drop.command, drop.refused);
  };
  const told = (key: string, why?: string): Promise<true> =>
    until(`${key} is told`, () =>
      Promise.resolve(
        house.heard.some(
          ({ said }) =>
            said.key === key && (why === undefined || (said.values['why'] as { key?: string }).key === why),
        ) || undefined,
      ),
    );
  const comesBack = async (standing: Standing): Promise<void> => {
    await house.pbx.phone('2000').answer();
    await house.pbx.waitBridged('2000', standing.guest);
    await told('out.back');
  };

  const offered = TOPOLOGIES.filter((topology) => context || topology.direct);

  test.each(offered)('$name: safe, answered', async (topology) => {
    const { standing, call, by } = await begin(topology);
    await safely(by, call);
    await house.pbx.phone(TARGET).answer();
    await house.pbx.waitBridged(standing.guest, TARGET);
    await told('out.answered');
    expect(await house.pbx.talking('2000')).toEqual([]);
  });

  test.each(TOPOLOGIES)('$name: send and forget', async (topology) => {
    const { standing, call, by } = await begin(topology);
    const send = () =>
      by
        .drop(house.mirror.tables.calls.get(call.linkedid) ?? call, target())
        .choices.find((choice) => choice.id === 'send' && !choice.refused);
    await until('send is offered', () => Promise.resolve(send()));
    await run(send());
    await house.pbx.phone(TARGET).answer();
    await house.pbx.waitBridged(standing.guest, TARGET);
    expect(await house.pbx.talking('2000')).toEqual([]);
  });

  test.each(TOPOLOGIES)('$name: to voicemail', async (topology) => {
    const { standing, call, by } = await begin(topology);
    const box = () =>
      by
        .drop(house.mirror.tables.calls.get(call.linkedid) ?? call, target())
        .choices.find((choice) => choice.id === 'voicemail' && !choice.refused);
    await until('voicemail is offered', () => Promise.resolve(box()));
    if (version >= 18) {
      await run(box());
      // The far half of a Local channel may be what talks to the box.
      await until('the box answers', async () => {
        const channels = await house.pbx.channels();
        return channels.some((one) => one.application === 'VoiceMail' && one.state === 'Up') || undefined;
      });
      await house.pbx.channelOf(standing.guest);
      expect(await house.pbx.talking('2000')).toEqual([]);
    } else {
      // This hotel's Asterisk 16 has no voicemail: the caller stays, and the page says why.
      expect(await box()?.run()).toMatchObject({ ok: false, said: { key: 'no.suchNumber' } });
      await house.pbx.channelOf(standing.guest);
    }
  });

  test.each(offered)('$name: park', async (topology) => {
    const { standing, call, by } = await begin(topology);
    const present = () => house.mirror.tables.calls.get(call.linkedid) ?? call;
    await until('park is offered', () => Promise.resolve(by.drop(present(), { kind: 'park' }).command));
    const drop = by.drop(present(), { kind: 'park' });
    await run(drop.command, drop.refused);
    await house.pbx.waitParked(standing.guest);
    expect(await house.pbx.talking('2000')).toEqual([]);
  });

  test.each(offered)('$name: take back', async (topology) => {
    const { standing, call, by } = await begin(topology);
    await safely(by, call);
    await house.pbx.phone(TARGET).ringing();
    const flying = await until('the flight is seen', () => {
      const found = [...house.mirror.tables.calls.values()].find((one) => one.flight);
      return Promise.resolve(found && found.flight && found.flight.ringing.length > 0 ? found : undefined);
    });
    await run(by.commandsFor({ kind: 'call', call: flying }).find((one) => one.id === 'takeBack'));
    await comesBack(standing);
    expect(await house.pbx.talking(TARGET)).toEqual([]);
  });

  test.each(offered)('$name: target busy', async (topology) => {
    const { standing, call, by } = await begin(topology);
    await safely(by, call);
    await house.pbx.phone(TARGET).busy();
    await told('out.returns', 'why.busy');
    await comesBack(standing);
  });

  test.each(offered)('$name: target refuses', async (topology) => {
    const { standing, call, by } = await begin(topology);
    await safely(by, call);
    await house.pbx.phone(TARGET).refuse();
    await told('out.returns', 'why.refused');
    await comesBack(standing);
  });

  test.each(offered)('$name: target does not answer', async (topology) => {
    const { standing, call, by } = await begin(topology, 1);
    await safely(by, call);
    await told('out.returns', 'why.silent');
    await comesBack(standing);
  });

  test.each(offered)('$name: target unregistered', async (topology) => {
    await house.pbx.phone(TARGET).unregister();
    try {
      const { call, by } = await begin(topology);
      await until('the tile says so', () =>
        Promise.resolve(target().extension.state === 'unavailable' || undefined),
      );
      const drop = by.drop(call, target());
      expect(drop.command).toBeUndefined();
      expect(drop.refused?.key).toBe('no.unregistered');
    } finally {
      await house.pbx.phone(TARGET).register();
    }
  });

  if (!context) {
    test.each(TOPOLOGIES.filter((topology) => !topology.direct))(
      '$name: no safe way back, said',
      async (topology) => {
        const { call, by } = await begin(topology);
        await until('refused for want of a way back', () =>
          Promise.resolve(by.drop(call, target()).refused?.key === 'no.wayBack' || undefined),
        );
      },
    );
  }
});
