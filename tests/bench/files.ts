/**
 * What whoever edits a file waits for: a file of 50,000 lines on screen, against the PBX's sending it, and how long the
 * page stands still over it, against CodeMirror alone.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import type { Pbx } from '../../e2e/pbx/index.ts';
import { EDITOR, OURS, openPage, type Watched } from './browser.ts';
import { buildEditor } from './build.ts';
import { compared, least, median, short, type Figure } from './figures.ts';
import { longestTask } from './tasks.ts';

const FILE = 'bench.conf';
const LINES = 50_000;

/** A dialplan of contexts with extensions of a few steps, in the form in which Asterisk itself writes it. */
export function longFile(): string {
  const lines: string[] = [];
  for (let context = 0; lines.length < LINES; context += 1) {
    lines.push('', `[context-${context}]`);
    for (let extension = 0; extension < 24; extension += 1) {
      lines.push(
        `exten => ${100 + extension},1,NoOp(\${CALLERID(num)} to ${context})`,
        `same => n,Dial(PJSIP/${100 + extension},20)`,
        'same => n,VoiceMail(${EXTEN}@default,u)',
        'same => n,Hangup()',
      );
    }
  }
  return `${lines.slice(1, LINES + 1).join('\n')}\n`;
}

/** Milliseconds until the PBX has sent the whole file to a page that does nothing with it. */
const sent = (page: Page): Promise<number> =>
  page.evaluate(async (file) => {
    const began = performance.now();
    const body = new URLSearchParams({
      Action: 'GetConfig',
      Filename: file,
      Filter: 'TEMPLATES=include',
    });
    const answer = await fetch('/rawman', { method: 'POST', body });
    await answer.arrayBuffer();
    return performance.now() - began;
  }, FILE);

/** Lines of the file that fill the table's first screen. */
const SCREEN = 20;

/**
 * From the address to the frame in which a person sees the file's first screen: real lines of it, painted (watch.js
 * notes when). That they may not be changed yet is said beside them; when they may is a figure of its own.
 */
async function opened(page: Watched): Promise<{ readonly painted: number; readonly whole: number }> {
  const shown = page.whenShown([['[role=grid] [data-line]', SCREEN]]);
  const whole = page.whenShown([['[role=grid][aria-rowcount]:not([aria-rowcount="-1"])', 1]]);
  const began = await page.page.evaluate((file) => {
    const now = performance.timeOrigin + performance.now();
    location.hash = `#/workbench/files/${file}`;
    return now;
  }, FILE);
  const painted = (await shown) - began;
  const lines = await page.page.locator('[role=grid] [data-line]').allInnerTexts();
  if (!lines.some((line) => line.includes('NoOp(${CALLERID(num)} to 0)')))
    throw new Error('What is on screen is not how the file begins');
  return { painted, whole: (await whole) - began };
}

export async function openFile(
  pbx: Pbx,
  browser: Browser,
  rounds: number,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  pbx.writeFile(FILE, longFile());
  const took = { ours: [] as number[], whole: [] as number[], against: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const page = await openPage(browser, `${OURS}#/workbench/files`);
    await page.signIn(pbx.accounts.admin);
    // The room is loaded and the list is there: what is measured is the file.
    await page.page.getByText('extensions.conf').first().waitFor();
    took.against.push(await sent(page.page));
    const { painted, whole } = await opened(page);
    took.ours.push(painted);
    took.whole.push(whole);
    await page.close();
  }
  say(
    `a file of ${LINES} lines: seen after ${took.ours.map(short).join(' ')}, whole after ${took.whole.map(short).join(' ')}; sent ${took.against.map(short).join(' ')} ms`,
  );
  return [
    compared(
      'a 50,000-line file, open to first paint, against the PBX’s sending it (ms)',
      least(took.ours),
      least(took.against),
      ['≤', 1.5],
      `whole, and may be changed, after ${short(least(took.whole))} ms`,
    ),
  ];
}

/** Milliseconds of one task that nobody notices. */
const UNNOTICED = 50;

/** Opening, editing a line and saving in our page, against the same text in CodeMirror alone. */
export async function longestTasks(
  pbx: Pbx,
  browser: Browser,
  rounds: number,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  const served = join(pbx.dir, 'data/static-http/bench');
  await buildEditor(served);
  writeFileSync(join(served, `${FILE}.txt`), longFile());
  const took = { ours: [] as Tasks[], against: [] as Tasks[] };
  for (let round = 0; round < rounds; round += 1) {
    pbx.writeFile(FILE, longFile());
    took.ours.push(await ourTasks(pbx, browser, round));
    took.against.push(await editorTasks(browser));
  }
  const middle = (side: 'ours' | 'against', what: keyof Tasks): number =>
    median(took[side].map((one) => one[what]));
  return (['open', 'edit', 'save'] as const).map((what): Figure => {
    const ours = middle('ours', what);
    say(
      `longest task, ${what}: ours ${took.ours.map((one) => short(one[what])).join(' ')}; CodeMirror ${took.against.map((one) => short(one[what])).join(' ')} ms`,
    );
    return {
      ...compared(
        `a 50,000-line file, ${DONE[what]}, against CodeMirror alone (ms)`,
        ours,
        middle('against', what),
        ['≤', 1],
      ),
      wanted: `≤ ${UNNOTICED} ms`,
      holds: ours <= UNNOTICED,
    };
  });
}

interface Tasks {
  readonly open: number;
  readonly edit: number;
  readonly save: number;
}
const DONE = {
  open: 'longest task of opening it',
  edit: 'longest task of editing a line',
  save: 'longest task of saving it (there: of taking the text)',
} as const;

async function ourTasks(pbx: Pbx, browser: Browser, round: number): Promise<Tasks> {
  const watched = await openPage(browser, `${OURS}#/workbench/files`);
  const { page } = watched;
  const foretold = () => page.locator('[data-light][aria-busy=false]').waitFor();
  try {
    await watched.signIn(pbx.accounts.admin);
    await page.getByText('extensions.conf').first().waitFor();
    const open = await longestTask(browser, page, async () => {
      await page.evaluate((file) => void (location.hash = `#/workbench/files/${file}`), FILE);
      await foretold();
    });
    await page.locator('[data-light]').getByRole('checkbox').check();
    const row = page.locator('[role=row][data-line="4"]');
    const field = page.locator('[data-edit]').getByLabel('Value');
    await row.dblclick();
    await field.fill(`n,VoiceMail(\${EXTEN}@other-${round},u)`);
    const edit = await longestTask(browser, page, async () => {
      await field.press('Enter');
      await row.getByText(`other-${round}`).waitFor();
      await foretold();
      // The draft is written down a moment after the last change.
      await page.waitForTimeout(1000);
    });
    const save = await longestTask(browser, page, async () => {
      await page.getByRole('button', { name: 'Save only' }).click();
      await page.locator('[data-saved=saved]').waitFor();
      await foretold();
    });
    return { open, edit, save };
  } finally {
    await watched.close();
  }
}

async function editorTasks(browser: Browser): Promise<Tasks> {
  const watched = await openPage(browser, EDITOR);
  const { page } = watched;
  try {
    const open = await longestTask(browser, page, async () => {
      await page.evaluate(`editor.open('${FILE}.txt')`);
      await page.locator('.cm-line').nth(SCREEN).waitFor();
    });
    await page.locator('.cm-line').nth(3).click();
    const edit = await longestTask(browser, page, async () => {
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('same => n,NoOp(bench)');
      await page.locator('.cm-line').filter({ hasText: 'NoOp(bench)' }).waitFor();
    });
    const save = await longestTask(browser, page, async () => {
      await page.evaluate('editor.text()');
    });
    return { open, edit, save };
  } finally {
    await watched.close();
  }
}
