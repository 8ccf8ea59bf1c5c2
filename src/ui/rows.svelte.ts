/** A long list of rows of one height: only those in sight are mounted, and one more that has the focus. */
import type { Attachment } from 'svelte/attachments';
import { followScroll } from './scrolled.ts';

export interface Rows {
  /** On the element that scrolls. */
  readonly scroller: Attachment<HTMLElement>;
  /** Height of all of them, in px. */
  readonly height: number;
  /** Indexes of the rows to mount, in order. */
  readonly shown: readonly number[];
  /** How many fit. */
  readonly page: number;
  top(index: number): number;
  /** Scrolls no further than needed; `middle` puts it where the eye is. */
  reveal(index: number, where?: 'nearest' | 'middle'): void;
}

export interface RowsOptions {
  count(): number;
  /** px */
  height(): number;
  /** Stays mounted out of sight: the row that has the focus. */
  pinned(): number | undefined;
}

const OVERSCAN = 8;

export function createRows(options: RowsOptions): Rows {
  let element: HTMLElement | undefined;
  let view = $state.raw(0);
  let scrolled = $state.raw(0);

  const height = $derived(options.height());
  const from = $derived(Math.max(0, Math.floor(scrolled / height) - OVERSCAN));
  const until = $derived(Math.min(options.count(), Math.ceil((scrolled + view) / height) + OVERSCAN));
  const shown = $derived.by(() => {
    const indexes = Array.from({ length: Math.max(0, until - from) }, (_, step) => from + step);
    const pinned = options.pinned();
    if (pinned === undefined || pinned >= options.count()) return indexes;
    if (pinned < from) indexes.unshift(pinned);
    else if (pinned >= until) indexes.push(pinned);
    return indexes;
  });

  return {
    scroller(node) {
      element = node;
      const measure = () => {
        view = node.clientHeight;
      };
      const leave = followScroll(node, measure, (top) => {
        scrolled = top;
      });
      return () => {
        leave();
        element = undefined;
      };
    },
    get height() {
      return options.count() * height;
    },
    get shown() {
      return shown;
    },
    get page() {
      return Math.max(1, Math.floor(view / height) - 1);
    },
    top: (index) => index * height,
    reveal(index, where = 'nearest') {
      if (element === undefined) return;
      const top = index * height;
      const outside = top < element.scrollTop || top + height > element.scrollTop + element.clientHeight;
      if (!outside) return;
      if (where === 'middle') element.scrollTop = top - element.clientHeight / 3;
      else if (top < element.scrollTop) element.scrollTop = top;
      else element.scrollTop = top + height - element.clientHeight;
      scrolled = element.scrollTop;
    },
  };
}
