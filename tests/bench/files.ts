/** What whoever edits a file waits for: a file of 50,000 lines on screen, against the PBX's sending it. */
import type { Browser, Page } from 'playwright';
import type { Pbx } from '../../e2e/pbx/index.ts';
import { OURS, openPage } from './browser.ts';
import { compared, least, short, type Figure } from './figures.ts';

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

/** From the address to the frame that shows the file's first section. */
const opened = (page: Page): Promise<number> =>
  page.evaluate(async (file) => {
    const began = performance.now();
    location.hash = `#/workbench/files/${file}`;
    while (!document.body.textContent.includes('NoOp(${CALLERID(num)} to 0)'))
      await new Promise((resolve) => requestAnimationFrame(resolve));
    // The frame that shows it, and what comes after it was painted.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await new Promise((resolve) => setTimeout(resolve, 0));
    return performance.now() - began;
  }, FILE);

export async function openFile(
  pbx: Pbx,
  browser: Browser,
  rounds: number,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  pbx.writeFile(FILE, longFile());
  const took = { ours: [] as number[], against: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const page = await openPage(browser, `${OURS}#/workbench/files`);
    await page.signIn(pbx.accounts.admin);
    // The room is loaded and the list is there: what is measured is the file.
    await page.page.getByText('extensions.conf').first().waitFor();
    took.against.push(await sent(page.page));
    took.ours.push(await opened(page.page));
    await page.close();
  }
  say(
    `a file of ${LINES} lines: open ${took.ours.map(short).join(' ')}; sent ${took.against.map(short).join(' ')} ms`,
  );
  return [
    compared(
      'a 50,000-line file, open to first paint, against the PBX’s sending it (ms)',
      least(took.ours),
      least(took.against),
      ['≤', 1.5],
    ),
  ];
}
