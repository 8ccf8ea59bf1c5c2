/**
 * Taking a thing up and putting it down somewhere, by pointer, touch or keyboard: the same callbacks.
 *
 *            moved 5 px / long press / Space
 *   idle ───────────────────────────────────▶ lifted ──▶ over a spot ──▶ rested there (400 ms or a modifier)
 *     ▲                                          │            │                │
 *     └── Escape, pointer lost, nothing there ───┴── let go ──┴── let go ──────┘
 *
 * The listeners stand on the window and the spots are found by what lies under the pointer at that moment, so the
 * element a gesture began on may be redrawn, windowed away or removed meanwhile.
 */
export interface DragOptions<Subject, Spot> {
  /** Gestures begin inside, on elements with `data-drag` or a control with `data-handle` on one. */
  readonly root: HTMLElement;
  /** What an element with `data-drag` stands for; `undefined` when it cannot be taken up now. */
  subject(element: HTMLElement): Subject | undefined;
  /** What an element with `data-drop` stands for. */
  spot(element: HTMLElement): Spot | undefined;
  same(a: Spot, b: Spot): boolean;
  lifted(subject: Subject, how: How, at: Point): void;
  moved(at: Point): void;
  /** `undefined`: over nothing. */
  over(spot: Spot | undefined): void;
  /** The pointer rests on a spot, or a modifier asks: show every choice. */
  rested(spot: Spot): void;
  dropped(subject: Subject, spot: Spot, how: How): void;
  /** Let go over nothing, or given up. */
  putBack(subject: Subject, how: How): void;
}

export type How = 'pointer' | 'keyboard';
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Drag<Subject, Spot> {
  readonly active: boolean;
  /** Keyboard: take up without a pointer; the page then moves the choice with `choose`. */
  lift(subject: Subject): void;
  choose(spot: Spot | undefined): void;
  rest(): void;
  drop(): void;
  putBack(): void;
  close(): void;
}

const THRESHOLD = 5;
const LONG_PRESS = 350;
const REST = 400;
const EDGE = 48;
const FASTEST = 18;

interface Gesture<Subject> {
  readonly subject: Subject;
  readonly how: How;
}

export function createDrag<Subject, Spot>(options: DragOptions<Subject, Spot>): Drag<Subject, Spot> {
  const { root } = options;
  const page = root.ownerDocument.defaultView ?? window;
  let gesture: Gesture<Subject> | undefined;
  let spot: Spot | undefined;
  let at: Point = { x: 0, y: 0 };
  let restTimer: ReturnType<typeof setTimeout> | undefined;
  let hasRested = false;
  let frame = 0;
  /** Undoes the listeners of the press or gesture under way. */
  let letGo: () => void = () => {};

  const rest = () => {
    if (gesture === undefined || spot === undefined || hasRested) return;
    hasRested = true;
    options.rested(spot);
  };
  const choose = (next: Spot | undefined) => {
    if (gesture === undefined) return;
    if (next === undefined ? spot === undefined : spot !== undefined && options.same(next, spot)) return;
    spot = next;
    hasRested = false;
    clearTimeout(restTimer);
    options.over(next);
    if (next !== undefined && gesture.how === 'pointer') restTimer = setTimeout(rest, REST);
  };
  const begin = (subject: Subject, how: How) => {
    gesture = { subject, how };
    spot = undefined;
    hasRested = false;
    options.lifted(subject, how, at);
  };
  const end = (finish: (ended: Gesture<Subject>, last: Spot | undefined) => void) => {
    const ended = gesture;
    const last = spot;
    clearTimeout(restTimer);
    page.cancelAnimationFrame(frame);
    letGo();
    letGo = () => {};
    gesture = undefined;
    spot = undefined;
    if (ended !== undefined) finish(ended, last);
  };
  const putBack = () => end((ended) => options.putBack(ended.subject, ended.how));
  const drop = () =>
    end((ended, last) => {
      if (last === undefined) options.putBack(ended.subject, ended.how);
      else options.dropped(ended.subject, last, ended.how);
    });

  const spotUnder = (): Spot | undefined => {
    const element = root.ownerDocument.elementFromPoint(at.x, at.y)?.closest<HTMLElement>('[data-drop]');
    return element ? options.spot(element) : undefined;
  };
  const scrollAtEdge = () => {
    const scroller = root.ownerDocument.elementFromPoint(at.x, at.y)?.closest<HTMLElement>('[data-scrolls]');
    if (!scroller) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const into = at.y < top + EDGE ? at.y - top - EDGE : at.y > bottom - EDGE ? at.y - bottom + EDGE : 0;
    if (into !== 0) scroller.scrollTop += Math.sign(into) * Math.min(FASTEST, Math.abs(into) / 2);
  };
  // Once a frame, whether the pointer moved or not: what lies under it may have scrolled or been redrawn.
  const follow = () => {
    scrollAtEdge();
    choose(spotUnder());
    frame = page.requestAnimationFrame(follow);
  };

  const pressed = (down: PointerEvent) => {
    if (gesture !== undefined || down.button !== 0 || !down.isPrimary) return;
    const target = down.target instanceof Element ? down.target : null;
    const handle = target?.closest<HTMLElement>('[data-drag]');
    if (!handle || !root.contains(handle)) return;
    // Controls on the thing keep their clicks, but for the one that is its name.
    const control = target?.closest('button, a, input, select, textarea');
    if (control && !control.hasAttribute('data-handle')) return;
    const start = { x: down.clientX, y: down.clientY };
    at = start;
    let pressTimer: ReturnType<typeof setTimeout> | undefined;

    const take = () => {
      const subject = options.subject(handle);
      if (subject === undefined) return false;
      // The root outlives every redrawing of what is on it; capture keeps a touch's events coming.
      if (root.isConnected) root.setPointerCapture(down.pointerId);
      page.getSelection()?.removeAllRanges();
      begin(subject, 'pointer');
      frame = page.requestAnimationFrame(follow);
      return true;
    };
    const moved = (event: PointerEvent) => {
      if (event.pointerId !== down.pointerId) return;
      at = { x: event.clientX, y: event.clientY };
      if (gesture === undefined) {
        if (Math.hypot(at.x - start.x, at.y - start.y) <= THRESHOLD) return;
        // A finger that moves before the long press scrolls.
        if (event.pointerType === 'touch' || !take()) return end(() => {});
      }
      options.moved(at);
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
        choose(spotUnder());
        rest();
      }
    };
    const up = (event: PointerEvent) => {
      if (event.pointerId !== down.pointerId) return;
      if (gesture === undefined) return end(() => {});
      at = { x: event.clientX, y: event.clientY };
      choose(spotUnder());
      swallowClick();
      drop();
    };
    const key = (event: KeyboardEvent) => {
      if (gesture === undefined) return;
      if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        putBack();
      } else if (['Alt', 'Control', 'Meta', 'Shift'].includes(event.key)) {
        event.preventDefault();
        rest();
      }
    };
    const still = (event: Event) => {
      if (gesture !== undefined && event.cancelable) event.preventDefault();
    };
    const cancelled = (event: PointerEvent) => {
      if (event.pointerId === down.pointerId) putBack();
    };

    if (down.pointerType === 'touch') pressTimer = setTimeout(take, LONG_PRESS);
    page.addEventListener('pointermove', moved);
    page.addEventListener('pointerup', up);
    page.addEventListener('pointercancel', cancelled);
    page.addEventListener('keydown', key, true);
    page.addEventListener('contextmenu', still);
    page.addEventListener('selectstart', still);
    page.addEventListener('touchmove', still, { passive: false });
    letGo = () => {
      clearTimeout(pressTimer);
      page.removeEventListener('pointermove', moved);
      page.removeEventListener('pointerup', up);
      page.removeEventListener('pointercancel', cancelled);
      page.removeEventListener('keydown', key, true);
      page.removeEventListener('contextmenu', still);
      page.removeEventListener('selectstart', still);
      page.removeEventListener('touchmove', still);
      if (root.hasPointerCapture(down.pointerId)) root.releasePointerCapture(down.pointerId);
    };
  };
  /** The click that follows letting go is not one; it comes in the same task or not at all. */
  const swallowClick = () => {
    const swallow = (event: MouseEvent) => {
      event.preventDefault();
      event.stopPropagation();
    };
    page.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => page.removeEventListener('click', swallow, true), 0);
  };
  // A browser decides at touchstart whether a touch may still be kept from scrolling: something must ask.
  const mayHold = () => {};
  root.addEventListener('pointerdown', pressed);
  root.addEventListener('touchstart', mayHold, { passive: false });

  return {
    get active() {
      return gesture !== undefined;
    },
    lift(subject) {
      if (gesture === undefined) begin(subject, 'keyboard');
    },
    choose,
    rest,
    drop,
    putBack,
    close() {
      putBack();
      root.removeEventListener('pointerdown', pressed);
      root.removeEventListener('touchstart', mayHold);
    },
  };
}
