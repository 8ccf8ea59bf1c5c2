/**
 * Every topology × every way of moving: who is bridged with whom is asked of the PBX, never of the page. The table
 * of results is printed at the end; `CORDBOARD_WRITE_DOCS=1` keeps it in docs/transfers.md.
 */
import { expect, test, version, type Board } from './fixtures.ts';
import type { Pbx } from './pbx/index.ts';
import { TOPOLOGIES, type Standing, type Topology } from './topologies.ts';
import { keepRow } from './transfers-table.ts';

const TARGET = '2004';

async function safeDrop(board: Board, call: Standing): Promise<void> {
  await board.dragOver(board.card(call.linkedid), board.tile(TARGET));
  await expect(board.preview).toContainText('back to you');
  await board.drop();
}

/** Whoever comes back rings at me; I answer, and talk with the guest. */
async function comesBack(pbx: Pbx, call: Standing): Promise<void> {
  await pbx.phone('2000').answer();
  await pbx.waitBridged('2000', call.guest);
}

/** Nothing was moved: who talked still talks, who waited still waits. */
async function stillStands(pbx: Pbx, call: Standing): Promise<void> {
  if (call.talking) expect(await pbx.talking('2000')).toEqual([call.guest]);
  else expect((await pbx.channels()).some((one) => one.linkedid === call.linkedid)).toBe(true);
}

interface Act {
  readonly name: string;
  run(board: Board, pbx: Pbx, call: Standing, topology: Topology): Promise<string>;
}

const ACTS: readonly Act[] = [
  {
    name: 'safe',
    async run(board, pbx, call) {
      await safeDrop(board, call);
      await pbx.phone(TARGET).answer();
      await pbx.waitBridged(call.guest, TARGET);
      await expect(board.outcome).toContainText('answered');
      expect(await pbx.talking('2000')).toEqual([]);
      return 'guest with target, operator free';
    },
  },
  {
    name: 'send and forget',
    async run(board, pbx, call) {
      await board.dragOver(board.card(call.linkedid), board.tile(TARGET));
      // Resting opens the choices; the call is let go on one of them.
      await board.page.getByRole('menuitem', { name: 'Send and forget' }).hover();
      await board.drop();
      await pbx.phone(TARGET).answer();
      await pbx.waitBridged(call.guest, TARGET);
      expect(await pbx.talking('2000')).toEqual([]);
      return 'guest with target, operator free';
    },
  },
  {
    name: 'park',
    async run(board, pbx, call) {
      await board.dragOver(board.card(call.linkedid), board.page.locator('[data-drop="park"]').first());
      await board.drop();
      await pbx.waitParked(call.guest);
      expect(await pbx.talking('2000')).toEqual([]);
      return 'guest parked, operator free';
    },
  },
  {
    name: 'take back',
    async run(board, pbx, call) {
      await safeDrop(board, call);
      await pbx.phone(TARGET).ringing();
      await board.calls.getByRole('button', { name: 'Take back' }).first().click();
      await comesBack(pbx, call);
      expect(await pbx.talking(TARGET)).toEqual([]);
      return 'guest with operator, target silent';
    },
  },
  {
    name: 'target busy',
    async run(board, pbx, call) {
      await safeDrop(board, call);
      await pbx.phone(TARGET).busy();
      await expect(board.outcome).toContainText('is busy');
      await comesBack(pbx, call);
      return 'guest back with operator';
    },
  },
  {
    name: 'target refuses',
    async run(board, pbx, call) {
      await safeDrop(board, call);
      await pbx.phone(TARGET).refuse();
      await expect(board.outcome).toContainText('refused');
      await comesBack(pbx, call);
      return 'guest back with operator';
    },
  },
  {
    name: 'target does not answer',
    async run(board, pbx, call) {
      await safeDrop(board, call);
      await pbx.phone(TARGET).ringing();
      await expect(board.outcome).toContainText('did not answer');
      await comesBack(pbx, call);
      return 'guest back with operator';
    },
  },
  {
    name: 'target unregistered',
    async run(board, pbx, call) {
      await pbx.phone(TARGET).unregister();
      try {
        await expect(board.tile(TARGET)).toHaveAttribute('data-state', 'unavailable');
        await board.dragOver(board.card(call.linkedid), board.tile(TARGET));
        await expect(board.preview).toContainText('registered');
        await board.page.keyboard.press('Escape');
        await board.drop();
        await stillStands(pbx, call);
      } finally {
        await pbx.phone(TARGET).register();
      }
      return 'refused in words, nothing moved';
    },
  },
];

/** Whether a safe transfer can be without the site's context: only by Park, which names my own leg as the parker. */
const possible = (act: Act, topology: Topology, context: boolean): boolean =>
  context || topology.direct || act.name === 'send and forget' || act.name === 'target unregistered';

/** Declares the tests of one house: with the site's context, or without. */
export function transfers(context: boolean): void {
  for (const [column, act] of ACTS.entries()) {
    test.describe(act.name, () => {
      // Only here does a test wait until the PBX gives up.
      test.use({ ringSeconds: act.name === 'target does not answer' ? 2 : 20 });
      for (const [line, topology] of TOPOLOGIES.entries()) {
        if (possible(act, topology, context)) {
          test(topology.name, async ({ board, pbx }) => {
            const call = await topology.build(pbx);
            await expect(board.card(call.linkedid)).toContainText(call.talking ? 'with you' : /\w/);
            const result = await act.run(board, pbx, call, topology);
            keepRow({ version, context, topology: topology.name, act: act.name, result }, [line, column]);
          });
        } else if (act.name === 'safe') {
          test(`${topology.name}: refused in words`, async ({ board, pbx }) => {
            const call = await topology.build(pbx);
            await board.dragOver(board.card(call.linkedid), board.tile(TARGET));
            await expect(board.preview).toContainText('no safe way back');
            await board.page.keyboard.press('Escape');
            await board.drop();
            await stillStands(pbx, call);
            keepRow(
              { version, context, topology: topology.name, act: act.name, result: 'refused in words' },
              [line, column],
            );
          });
        }
      }
    });
  }
}
