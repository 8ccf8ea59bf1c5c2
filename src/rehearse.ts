import { flushSync, mount, unmount } from 'svelte';
import { createMirror } from './pbx/index.ts';
import Rehearsal from './Rehearsal.svelte';
import { createStage, stillClock } from './rehearsal.ts';
import type { Ui } from './ui/index.ts';

/**
 * Draws the board of rehearsal.ts out of sight and takes it away again. Everything it waits for is there already, so
 * that all of it happens within one task: nobody sees it, hears it or finds it in the document.
 */
export async function rehearse(ui: Ui, place: HTMLElement): Promise<void> {
  const stage = createStage();
  const mirror = createMirror(stage.session, { clock: stillClock });
  const target = document.createElement('div');
  target.inert = true;
  target.style.cssText = 'position:fixed;inset:0;visibility:hidden';
  place.append(target);
  const drawn = mount(Rehearsal, { target, props: { ui, session: stage.session, mirror } });
  const layOut = (): void => {
    flushSync();
    target.getBoundingClientRect();
  };
  try {
    await new Promise<void>((resolve) => mirror.onStatus(resolve));
    layOut();
    stage.ring();
    layOut();
  } finally {
    void unmount(drawn);
    mirror.close();
    target.remove();
  }
}
