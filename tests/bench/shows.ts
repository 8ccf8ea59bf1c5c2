/** What an operator waits for: the ring, the board after signing in, ten thousand tiles, and two tabs at once. */
import type { Browser } from 'playwright';
import { PEOPLE, type Pbx } from '../../e2e/pbx/index.ts';
import { launch } from '../../e2e/fixtures.ts';
import { OURS, openPage, plain, WALL, type Seen, type Watched } from './browser.ts';
import { openChanger } from './changes.ts';
import { alone, compared, least, median, short, type Figure } from './figures.ts';
import { toPaint } from './painting.ts';

type Say = (line: string) => void;

/** Two phones of the house that nobody else uses meanwhile. */
const CALLER = '2004';
const CALLED = '2005';

/**
 * A phone calls another: a dozen events in two or three bodies. From the PBX's saying that it rings, by the event's own
 * timestamp, to the ringing tile.
 */
export async function ring(pbx: Pbx, browser: Browser, rounds: number, say: Say): Promise<readonly Figure[]> {
  pbx.writeFile(
    'manager.conf',
    pbx.readFile('manager.conf').replace('[general]', '[general]\ntimestampevents = yes'),
  );
  await pbx.command('manager reload');
  const ami = await pbx.ami();
  const calls = 6;
  const pages = { ours: OURS, against: plain('show=60&context=internal') } as const;
  const took = { ours: [] as number[], against: [] as number[] };
  let missed = 0;

  async function callOnce(page: Watched): Promise<number | undefined> {
    await page.take();
    const rings = ami.events.until(
      (event) =>
        event.get('Event') === 'ExtensionStatus' &&
        event.get('Exten') === CALLED &&
        event.get('StatusText') === 'Ringing',
    );
    await pbx.phone(CALLER).call(CALLED);
    const rangAt = Number((await rings).get('Timestamp')) * 1000;
    await page.page.waitForTimeout(400);
    const { seen } = await page.take();
    const found = seen.find((one: Seen) => one.extension === CALLED && one.state === 'ringing');
    await pbx.hangupAll();
    await page.page.waitForTimeout(1000);
    return found && found.paintedAt - rangAt;
  }

  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const side of ['ours', 'against'] as const) {
        const page = await openPage(browser, pages[side]);
        await page.signIn(pbx.accounts.reception);
        await page.page.waitForSelector(`[data-extension="${CALLED}"]`);
        await page.page.waitForTimeout(1500);
        // The first call is the first of the page's life, on either side.
        for (let call = 0; call < calls; call += 1) {
          const latency = await callOnce(page);
          if (latency === undefined) missed += 1;
          else took[side].push(latency);
        }
        await page.close();
      }
    }
  } finally {
    ami.close();
  }
  say(
    `ring to paint, ms: ours ${took.ours.map(short).join(' ')}; plain ${took.against.map(short).join(' ')}; ` +
      `${missed} rings not seen`,
  );
  return [compared('ring → painted, p50 (ms)', median(took.ours), median(took.against), ['≤', 1.3])];
}

/** From the click on "Sign in" to all tiles and calls painted: 60 extensions, 50 channels. */
export async function signIn(
  pbx: Pbx,
  browser: Browser,
  rounds: number,
  say: Say,
): Promise<readonly Figure[]> {
  const phones = PEOPLE.map((one) => one.number);
  await Promise.all(phones.map((number) => pbx.phone(number).onCall('answer')));
  // Each of 25 people talks with one other, twice round: 25 calls, 50 channels.
  for (let place = 0; place < 25; place += 1) {
    const [from, to] = [phones[place], phones[(place + 1) % phones.length]];
    if (from !== undefined && to !== undefined) await pbx.phone(from).call(to);
  }
  const channels = (await pbx.channels()).length;
  const took = { ours: [] as number[], against: [] as number[] };
  const shows = {
    ours: [
      ['[data-extension]', 60],
      ['[data-call]', 10],
    ],
    against: [
      ['[data-extension]', 60],
      ['[data-call]', channels],
    ],
  } as const;
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const side of ['ours', 'against'] as const) {
        const page = await openPage(browser, side === 'ours' ? OURS : plain('show=60'), WALL);
        const shown = page.whenShown(shows[side]);
        const clicked = await page.signIn(pbx.accounts.reception);
        took[side].push((await shown) - clicked);
        await page.close();
      }
    }
  } finally {
    await Promise.all(phones.map((number) => pbx.phone(number).onCall('ring')));
    await pbx.hangupAll();
  }
  say(
    `sign-in with ${channels} channels, least: ours ${short(least(took.ours))}, plain ${short(least(took.against))} ms`,
  );
  return [
    compared(
      'sign-in → board painted, 60 extensions, 50 channels (ms)',
      median(took.ours),
      median(took.against),
      ['≤', 1.5],
    ),
  ];
}

/**
 * Ten thousand extensions on screen for the first time, their states at hand: ours by opening the switchboard from
 * another room, the plain page by making ten thousand copies of one of our tiles, in our own style.
 */
export async function firstPaint(pbx: Pbx, browser: Browser, rounds: number): Promise<readonly Figure[]> {
  const took = { ours: [] as number[], against: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const mine = await openPage(browser, `${OURS}#/workbench`);
    await mine.signIn(pbx.accounts.reception);
    await mine.page.getByText(/\b10[,.]?0\d\d extensions/).waitFor();
    // Past the names and the first audit.
    await mine.page.waitForTimeout(2000);
    took.ours.push(await drawn(mine, "location.hash = '#/switchboard'", SCREENFUL));
    const tile = await mine.page
      .locator('[data-extension]')
      .first()
      .evaluate((node) => node.outerHTML);
    const sheets = await mine.page
      .locator('link[rel="stylesheet"]')
      .evaluateAll((links) => links.map((link) => link instanceof HTMLLinkElement && link.href));
    await mine.close();

    const other = await openPage(browser, plain('show=10000&context=many&later'));
    await other.signIn(pbx.accounts.reception);
    await other.page.waitForSelector('body[data-ready]');
    await other.page.evaluate(`dress(${JSON.stringify(sheets)})`);
    took.against.push(await drawn(other, `renderCopies(${JSON.stringify(tile)})`, 10_000));
    await other.close();
  }
  return [
    compared('first paint of 10,000 extensions (ms)', median(took.ours), median(took.against), [
      '≤',
      Math.round(1000 / 15) / 1000,
    ]),
  ];
}

/** Tiles of ours that fill a desk's screen, with headings between them. */
const SCREENFUL = 30;

async function drawn(page: Watched, act: string, tiles: number): Promise<number> {
  const shown = page.whenShown([['[data-extension]', tiles]]);
  const began = await page.page.evaluate<number>(`(() => { const at = bench.mark(); ${act}; return at; })()`);
  return (await shown) - began;
}

/** A hundred events seen by two tabs of one browser, and how often that browser asked the PBX. */
export async function twoTabs(pbx: Pbx, rounds: number): Promise<readonly Figure[]> {
  const proxy = await pbx.proxy();
  const browser = await launch({ 'pbx.test': proxy.address });
  const changer = await openChanger(pbx);
  const polls = { one: [] as number[], two: [] as number[] };
  let fewest = 100;
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const count of [1, 2] as const) {
        const first = await openPage(browser, OURS, WALL);
        await first.signIn(pbx.accounts.reception);
        await first.page.waitForSelector('[data-extension][data-context="many"]');
        const tabs = [first];
        if (count === 2) {
          const second = await first.again(OURS);
          await second.page.waitForSelector('[data-extension][data-context="many"]');
          tabs.push(second);
        }
        await first.page.waitForTimeout(1500);
        const extensions = await first.page.$$eval('[data-context="many"]', (tiles) =>
          tiles.map((tile) => tile.getAttribute('data-extension') ?? ''),
        );
        for (const tab of tabs) await tab.take();
        const before = proxy.count('WaitEvent');
        const { sent } = await changer.run({ rate: 20, seconds: 5, extensions });
        await first.page.waitForTimeout(500);
        (count === 1 ? polls.one : polls.two).push(proxy.count('WaitEvent') - before);
        for (const tab of tabs) {
          // The browser makes no frames for the one behind: what it has drawn is painted when it is looked at.
          await tab.page.bringToFront();
          await tab.page.evaluate(`new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 50)))`);
          fewest = Math.min(fewest, toPaint(sent, (await tab.take()).seen).length);
        }
        await first.close();
      }
    }
  } finally {
    changer.close();
    await browser.close();
  }
  return [
    alone('two tabs: events shown by each, of 100', fewest, ['≥', 100]),
    compared('two tabs: polls against one tab', median(polls.two), median(polls.one), ['≤', 1.1]),
  ];
}

/** What the browser asks for from the first request until the board stands: paths below the page's directory. */
export async function filesOfBoard(pbx: Pbx): Promise<readonly string[]> {
  const proxy = await pbx.proxy();
  const browser = await launch({ 'pbx.test': proxy.address });
  try {
    const page = await openPage(browser, OURS);
    await page.signIn(pbx.accounts.reception);
    await page.page.waitForSelector('[data-extension]');
    await page.page.waitForTimeout(1000);
    await page.close();
  } finally {
    await browser.close();
  }
  return proxy.requests
    .filter((one) => one.action === '' && one.path.includes('/cordboard/'))
    .map((one) => one.path.replace(/^.*\/cordboard\//, '').replace(/\?.*$/, ''));
}
