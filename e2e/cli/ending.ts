/**
 * Runs until Ctrl-C (or SIGTERM), then puts everything away in order, once. Returns what ends it for a reason of our
 * own, told before.
 */
export function untilToldToEnd(putAway: () => Promise<void>): (why: string) => void {
  let ending = false;
  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    console.log('\nStopping …');
    putAway().then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
  return (why) => {
    if (!ending) console.error(`\n${why}`);
    end(1);
  };
}

/** Words instead of a stack for what can go wrong without anybody's fault. */
export async function orSayWhy(act: () => Promise<void> | void): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    if (cause !== '' && error instanceof Error && !error.message.includes(cause)) console.error(cause);
    process.exit(1);
  }
}
