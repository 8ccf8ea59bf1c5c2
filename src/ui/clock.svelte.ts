/** One beat a second for every duration on the screen, on the second, and none while the page is hidden. */
export interface Clock {
  /** Milliseconds since 1970 at the last beat. */
  readonly now: number;
  close(): void;
}

export function createClock(read: () => number = Date.now): Clock {
  let now = $state.raw(read());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beat = () => {
    now = read();
    timer = document.hidden ? undefined : setTimeout(beat, 1000 - (now % 1000));
  };
  const seen = () => {
    if (!document.hidden && timer === undefined) beat();
  };
  beat();
  document.addEventListener('visibilitychange', seen);
  return {
    get now() {
      return now;
    },
    close() {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
