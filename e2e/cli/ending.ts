/** Runs until Ctrl-C (or SIGTERM), then puts everything away in order, once. */
export function untilToldToEnd(putAway: () => Promise<void>): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    console.log('\nStopping …');
    putAway().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
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
