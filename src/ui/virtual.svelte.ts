import type { Attachment } from 'svelte/attachments';
import { followScroll } from './scrolled.ts';

/** Tiles of one size under headings of one size: only the rows in view are mounted. */
export interface TileGroup {
  readonly id: string;
  readonly keys: readonly string[];
}

export interface Sizes {
  /** Smallest width of a tile in px; the columns share what is left. */
  readonly tile: number;
  readonly row: number;
  readonly heading: number;
  readonly gap: number;
}

export type Row =
  | { readonly kind: 'heading'; readonly index: number; readonly top: number; readonly group: TileGroup }
  | {
      readonly kind: 'tiles';
      readonly index: number;
      readonly top: number;
      readonly group: TileGroup;
      readonly keys: readonly string[];
    };

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last' | 'pageUp' | 'pageDown';

export interface Windowed {
  /** On the element that scrolls. */
  readonly scroller: Attachment<HTMLElement>;
  readonly columns: number;
  /** Height of everything, in px. */
  readonly height: number;
  readonly rowCount: number;
  /** The rows to mount, in order; a pinned tile's row is among them wherever it is. */
  readonly rows: readonly Row[];
  /** The first tile of all, where Tab enters. */
  readonly first: string | undefined;
  has(key: string): boolean;
  /** The tile reached from another; `undefined` at the edge. */
  next(from: string, direction: Direction): string | undefined;
  /** Scrolls no further than needed. */
  reveal(key: string): void;
}

export interface WindowOptions {
  groups(): readonly TileGroup[];
  sizes(): Sizes;
  /** Tiles that stay mounted out of view: the focused one, the one chosen by a drag. */
  pinned(): readonly string[];
}

const OVERSCAN = 240;

export function createWindowed(options: WindowOptions): Windowed {
  let element: HTMLElement | undefined;
  let width = $state.raw(0);
  let view = $state.raw(0);
  let scrolled = $state.raw(0);

  const sizes = $derived(options.sizes());
  const columns = $derived(Math.max(1, Math.floor((width + sizes.gap) / (sizes.tile + sizes.gap))));
  const layout = $derived.by(() => {
    const rows: Row[] = [];
    let top = 0;
    for (const group of options.groups()) {
      if (group.keys.length === 0) continue;
      // A list has no headings: a size of 0 leaves them out.
      if (sizes.heading > 0) {
        rows.push({ kind: 'heading', index: rows.length, top, group });
        top += sizes.heading;
      }
      for (let from = 0; from < group.keys.length; from += columns) {
        const keys = group.keys.slice(from, from + columns);
        rows.push({ kind: 'tiles', index: rows.length, top, group, keys });
        top += sizes.row + sizes.gap;
      }
    }
    return { rows, height: top };
  });
  const rowOf = $derived(
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    new Map(
      layout.rows.flatMap((row) =>
        row.kind === 'tiles' ? row.keys.map((key) => [key, row.index] as const) : [],
      ),
    ),
  );
  /** The first row that ends below `y`. */
  const rowAt = (y: number) => {
    const { rows } = layout;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle + 1]?.top ?? Infinity) > y) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  // Two small numbers between scrolling and rows: scrolling inside one row changes nothing further down.
  const from = $derived(rowAt(scrolled - OVERSCAN));
  const to = $derived(rowAt(scrolled + view + OVERSCAN) + 1);
  const rows = $derived.by(() => {
    const shown = layout.rows.slice(from, to);
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
    const more = new Set(
      options.pinned().flatMap((key) => {
        const index = rowOf.get(key);
        return index !== undefined && (index < from || index >= to) ? [index] : [];
      }),
    );
    if (more.size === 0) return shown;
    for (const index of more) {
      const row = layout.rows[index];
      if (row !== undefined) shown.push(row);
    }
    return shown.sort((a, b) => a.index - b.index);
  });

  const tileRow = (index: number, step: number) => {
    for (let at = index + step; at >= 0 && at < layout.rows.length; at += step) {
      const row = layout.rows[at];
      if (row?.kind === 'tiles') return row;
    }
    return undefined;
  };

  return {
    scroller(node) {
      element = node;
      const measure = () => {
        const style = getComputedStyle(node);
        width = node.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
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
    get columns() {
      return columns;
    },
    get height() {
      return layout.height;
    },
    get rowCount() {
      return layout.rows.length;
    },
    get rows() {
      return rows;
    },
    get first() {
      const row = layout.rows.find((each) => each.kind === 'tiles');
      return row?.kind === 'tiles' ? row.keys[0] : undefined;
    },
    has: (key) => rowOf.has(key),
    next(key, direction) {
      const index = rowOf.get(key);
      const row = index === undefined ? undefined : layout.rows[index];
      if (index === undefined || row?.kind !== 'tiles') return undefined;
      const column = row.keys.indexOf(key);
      const pinnedTo = (other: Row | undefined) =>
        other?.kind === 'tiles' ? other.keys[Math.min(column, other.keys.length - 1)] : undefined;
      const page = Math.max(1, Math.floor(view / (sizes.row + sizes.gap)) - 1);
      switch (direction) {
        case 'left': {
          const before = tileRow(index, -1);
          return column > 0 ? row.keys[column - 1] : before?.keys.at(-1);
        }
        case 'right': {
          const after = tileRow(index, 1);
          return column < row.keys.length - 1 ? row.keys[column + 1] : after?.keys[0];
        }
        case 'up':
          return pinnedTo(tileRow(index, -1));
        case 'down':
          return pinnedTo(tileRow(index, 1));
        case 'pageUp':
          return pinnedTo(tileRow(Math.max(-1, index - page) + 1, -1)) ?? pinnedTo(tileRow(-1, 1));
        case 'pageDown':
          return (
            pinnedTo(tileRow(Math.min(layout.rows.length, index + page) - 1, 1)) ??
            pinnedTo(tileRow(layout.rows.length, -1))
          );
        case 'first':
          return tileRow(-1, 1)?.keys[0];
        case 'last':
          return tileRow(layout.rows.length, -1)?.keys.at(-1);
      }
    },
    reveal(key) {
      const index = rowOf.get(key);
      const row = index === undefined ? undefined : layout.rows[index];
      if (element === undefined || row === undefined) return;
      const above = layout.rows[row.index - 1];
      const top = above?.kind === 'heading' ? above.top : row.top;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (row.top + sizes.row + sizes.gap > element.scrollTop + view)
        element.scrollTop = row.top + sizes.row + sizes.gap - view;
    },
  };
}
