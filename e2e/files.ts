/** The files page as an administrator handles it: what its browser tests share. */
import type { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Board, type Opening } from './fixtures.ts';
import type { Pbx } from './pbx/index.ts';

export class Files {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Before you save' });
  }
  get light(): Locator {
    return this.page.locator('[data-light]');
  }
  get outcome(): Locator {
    return this.page.locator('[data-saved]');
  }
  get dialog(): Locator {
    return this.page.locator('dialog[open]');
  }
  get grid(): Locator {
    return this.page.getByRole('grid');
  }
  async go(file: string): Promise<void> {
    await this.page.evaluate((name) => {
      location.hash = `#/workbench/files/${name}`;
    }, file);
  }
  async open(file: string): Promise<void> {
    await this.go(file);
    await expect(this.page.getByRole('region', { name: file, exact: true })).toBeVisible();
    await expect(this.page.getByRole('tabpanel')).toBeVisible();
    await this.foretold();
  }
  /** The forecast stands, and is of what is shown: what may be changed is known. */
  async foretold(): Promise<void> {
    await expect(this.light).toHaveAttribute('aria-busy', 'false');
  }
  async view(name: 'Lines' | 'Form' | 'Text' | 'Compare'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }
  async section(name: string): Promise<void> {
    const field = this.page.getByRole('searchbox', { name: 'Find a section or option' });
    await field.fill(name);
    await field.press('Enter');
    await field.fill('');
  }
  /** The row of a line, by its number as the page shows it. */
  line(number: number): Locator {
    return this.page.locator(`[data-line="${number}"]`);
  }
  entry(name: string, value: string): Locator {
    return this.grid
      .locator('[role=row][data-line]')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .filter({ hasText: value });
  }
  /** The first row that holds this. */
  row(text: string): Locator {
    return this.page.locator('[role=row][data-line]').filter({ hasText: text }).first();
  }
  /** The value of the row that is being edited. */
  get value(): Locator {
    return this.page.locator('[data-edit]').getByLabel('Value');
  }
  /** Types a value into a row of the table. */
  async type(row: Locator, value: string): Promise<void> {
    await row.dblclick();
    await expect(this.value).toBeFocused();
    await this.value.fill(value);
    await this.value.press('Enter');
  }
  async discard(): Promise<void> {
    await this.page.getByRole('button', { name: 'Discard' }).click();
    await expect(this.panel).toContainText('Nothing is changed');
  }
  async save(how: 'Save and reload' | 'Save only' = 'Save only'): Promise<void> {
    await this.foretold();
    await this.page.getByRole('button', { name: how }).click();
  }
  /** It is saved, and the page says so. */
  async isSaved(how?: 'Save and reload' | 'Save only'): Promise<void> {
    await this.save(how);
    await expect(this.outcome).toHaveAttribute('data-saved', 'saved');
  }
  async text(): Promise<Locator> {
    await this.view('Text');
    return this.page.getByRole('tabpanel').getByRole('textbox');
  }
}

/** Berta saves a file, and holds the lock of all: since when is up to the test. */
export async function lockByBerta(pbx: Pbx, file: string, since: number) {
  const ami = await pbx.ami();
  const lock = { Context: 'cordboard-lock', Extension: 'files' };
  await ami.action('DialplanExtensionAdd', {
    ...lock,
    Priority: 1,
    Application: 'NoOp',
    ApplicationData: `1 0123456789abcdef ${since} Berta ${file}`,
  });
  return {
    /** Whether anybody holds it. */
    async isHeld(): Promise<boolean> {
      const [reply] = await ami.action('ShowDialPlan', lock);
      return reply?.get('Response') !== 'Error';
    },
    giveBack: () => ami.action('DialplanExtensionRemove', lock),
    async end(): Promise<void> {
      await ami.action('DialplanExtensionRemove', lock);
      ami.close();
    },
  };
}

/** Signs in and goes to the files; `exact`: the site has switched exact bytes on. */
export async function openFiles(
  open: (opening?: Opening) => Promise<Board>,
  pbx: Pbx,
  options: { readonly exact: boolean; readonly account?: Opening['account'] } & Opening,
): Promise<Files> {
  const board = await open({ account: 'admin', ...options });
  const { page } = board;
  await useExact(page, pbx, options.exact);
  await page.reload();
  await board.isOpen();
  return new Files(page);
}

async function useExact(page: Page, pbx: Pbx, exactFiles: boolean): Promise<void> {
  const path = join(pbx.dir, 'data/static-http/cordboard/private/cordboard.json');
  const site = JSON.parse(readFileSync(path, 'utf8')) as object;
  await page.route('**/private/cordboard.json', (route) => route.fulfill({ json: { ...site, exactFiles } }));
}
