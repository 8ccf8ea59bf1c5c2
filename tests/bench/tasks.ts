/** How long a page keeps its person waiting: the longest task of its main thread while something is done. */
import type { Browser, Page } from 'playwright';
import { most } from './figures.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of CPU time; absent where the browser cannot tell. */
  readonly tdur?: number;
}

const MARK = 'bench-begins';
const TASK = 'ThreadControllerImpl::RunTask';

/** Milliseconds of CPU time: the machine does other things as well, and the wall's clock would count them. */
export async function longestTask(browser: Browser, page: Page, act: () => Promise<void>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  let trace: string;
  try {
    await page.evaluate((mark) => void performance.mark(mark), MARK);
    await act();
  } finally {
    trace = (await browser.stopTracing()).toString();
  }
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const mark = traceEvents.find(({ name }) => name === MARK);
  const tasks = traceEvents.flatMap(({ name, ph, pid, tid, tdur }) =>
    name === TASK && ph === 'X' && pid === mark?.pid && tid === mark.tid && tdur !== undefined
      ? [tdur / 1000]
      : [],
  );
  if (tasks.length === 0) throw new Error('The browser told of no task of the page');
  return most(tasks);
}
