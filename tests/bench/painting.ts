/** From a change on the PBX to the painted tile, and what that costs the page's main thread. */
import type { Browser } from 'playwright';
import type { Pbx } from '../../e2e/pbx/index.ts';
import { OURS, openPage, plain, type Seen, type Watched } from './browser.ts';
import { openChanger, type Changer, type Sent } from './changes.ts';
import { atRate, compared, median, quantile, type Bound, type Figure, type Rate } from './figures.ts';

export interface PaintingOptions {
  /** As the rows are named: "1,000/s, 1,000 extensions". */
  readonly name: string;
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Changed in our page, in turn. */
  readonly ours: readonly string[];
  /** Changed in the plain page, in turn. */
  readonly against: readonly string[];
  /** Of the plain page. */
  readonly query: string;
  /** Change only what both pages show. */
  readonly onlyShown: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly wanted: Readonly<Partial<Record<keyof Measured, Bound>>>;
}

/** One round on one page. */
export interface Measured {
  /** Change to paint, milliseconds. */
  readonly p50: number;
  readonly p95: number;
  /** CPU time of the main thread, percent of a core. */
  readonly main: number;
  readonly longTasks: number;
}

interface Round extends Measured {
  readonly rate: Rate;
  readonly painted: number;
  readonly sent: number;
}

const MANY = '[data-extension][data-context="many"]';

export async function painting(
  pbx: Pbx,
  browser: Browser,
  options: PaintingOptions,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  const changer = await openChanger(pbx);
  const rounds: { readonly ours: Round; readonly against: Round }[] = [];
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      const ours = await measure(
        pbx,
        await openPage(browser, OURS, options.viewport),
        changer,
        options,
        options.ours,
      );
      const against = await measure(
        pbx,
        await openPage(browser, plain(options.query), options.viewport),
        changer,
        options,
        options.onlyShown ? ours.shown : options.against,
      );
      rounds.push({ ours, against });
    }
  } finally {
    changer.close();
  }
  const middle = (side: 'ours' | 'against', what: keyof Measured): number =>
    median(rounds.map((round) => round[side][what]));
  const samples = (side: 'ours' | 'against'): string => {
    const sum = (what: 'painted' | 'sent'): number =>
      rounds.reduce((all, round) => all + round[side][what], 0);
    return `${sum('painted')} of ${sum('sent')}`;
  };
  say(
    `${options.name}: changes on screen, of those sent: ours ${samples('ours')}, plain ${samples('against')}`,
  );
  const words: Readonly<Record<keyof Measured, string>> = {
    p50: 'to paint, p50 (ms)',
    p95: 'to paint, p95 (ms)',
    main: 'main thread (%)',
    longTasks: 'long tasks',
  };
  const figures = (Object.keys(words) as (keyof Measured)[]).flatMap((what) => {
    const bound = options.wanted[what];
    return bound
      ? [compared(`${options.name}: ${words[what]}`, middle('ours', what), middle('against', what), bound)]
      : [];
  });
  return atRate(figures, ...rounds.flatMap((round) => [round.ours.rate, round.against.rate]));
}

async function measure(
  pbx: Pbx,
  page: Watched,
  changer: Changer,
  options: PaintingOptions,
  extensions: readonly string[],
): Promise<Round & { readonly shown: readonly string[] }> {
  try {
    await page.signIn(pbx.accounts.reception);
    await page.page.waitForSelector(`${MANY}, body[data-ready]`);
    // Past the people of the house: the screen is full of extensions that change.
    if (!options.onlyShown) {
      await page.page.evaluate("document.querySelector('[role=grid]')?.parentElement.scrollTo(0, 3000)");
    }
    // What follows a sign-in (names, first audit) is over by then.
    await page.page.waitForTimeout(2000);
    const shown = (await page.page.$$eval(MANY, (tiles) =>
      tiles.map((tile) => tile.getAttribute('data-extension') ?? ''),
    )) as readonly string[];
    const changed =
      options.onlyShown && shown.length > 0 ? extensions.filter((one) => shown.includes(one)) : extensions;
    await page.take();
    const before = await page.cpu();
    const { sent, rate } = await changer.run({ ...options, extensions: changed });
    const main = ((await page.cpu()) - before) / options.seconds;
    await page.page.waitForTimeout(500);
    const { seen, longTasks } = await page.take();
    const latencies = toPaint(sent, seen);
    return {
      p50: quantile(latencies, 0.5),
      p95: quantile(latencies, 0.95),
      main: main * 100,
      longTasks,
      rate,
      painted: latencies.length,
      sent: sent.length,
      shown: changed,
    };
  } finally {
    await page.close();
  }
}

/** From each change to the first paint that shows it; changes of tiles that are not on screen have none. */
export function toPaint(sent: readonly Sent[], seen: readonly Seen[]): readonly number[] {
  const byTile = new Map<string, Seen[]>();
  for (const one of seen) {
    const key = `${one.extension} ${one.state}`;
    const there = byTile.get(key);
    if (there) there.push(one);
    else byTile.set(key, [one]);
  }
  return sent.flatMap(({ extension, state, at }) => {
    const found = byTile.get(`${extension} ${state}`)?.find((one) => one.changedAt >= at - 1);
    return found ? [found.paintedAt - at] : [];
  });
}
