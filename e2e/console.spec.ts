/**
 * The workbench beside its files: every action of the manager, the events as they come, Asterisk's own command line,
 * and what the PBX says of itself. What a page did is asked of the PBX, its files and its phones.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, GUEST, guestTalksWithMe, test as base, TO_ME, version } from './fixtures.ts';
import type { Opening } from './fixtures.ts';
import { openAmi } from './pbx/ami.ts';
import { until, type Account, type Pbx } from './pbx/index.ts';

/** May everything, Advice of Charge included. */
const everything: Account = { username: 'engineer', secret: 'engineer-astoria', read: 'all', write: 'all' };

/** A text of the page: what is put into its sentences stands between marks that isolate its direction. */
const said = (text: string): RegExp =>
  new RegExp(text.replace(/[^\w ]/g, '\\$&').replace(/\\?[^\w]/g, '[\u2068\u2069]*$&[\u2068\u2069]*'));
const named = (text: string): RegExp => new RegExp(`^\u2068?${said(text).source}\u2069?$`);

/** A page of the workbench as whoever runs the PBX handles it. */
class Bench {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async go(...path: readonly string[]): Promise<void> {
    await this.page.evaluate((hash) => (location.hash = hash), `#/workbench/${path.join('/')}`);
  }
  /** The form of an action. */
  async action(name: string): Promise<void> {
    await this.go('console', name);
    await expect(this.page.getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(this.page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
  }
  field(name: string): Locator {
    const { page } = this;
    const of = (role: 'textbox' | 'combobox' | 'searchbox' | 'spinbutton') =>
      page.getByRole(role, { name: named(name) });
    return of('textbox').or(of('combobox')).or(of('searchbox')).or(of('spinbutton'));
  }
  async send(): Promise<void> {
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }
  get answer(): Locator {
    return this.page.getByRole('region', { name: 'Answer' });
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
  button(name: string): Locator {
    return this.page.getByRole('button', { name: named(name) });
  }
  get heard(): Promise<number> {
    return this.page.locator('[data-heard]').evaluate((node) => Number(node.dataset['heard']));
  }
  /** The events as they come; what is raised from now on is heard. */
  async listen(pbx: Pbx): Promise<void> {
    await this.go('events');
    await this.hears(pbx);
  }
  async hears(pbx: Pbx): Promise<void> {
    const before = await this.heard;
    const ami = await pbx.ami();
    await expect(async () => {
      await ami.action('UserEvent', { UserEvent: 'Knock' });
      expect(await this.heard).toBeGreaterThan(before);
    }).toPass();
    ami.close();
  }
  get list(): Locator {
    return this.page.getByRole('listbox', { name: 'Events' });
  }
  get sequence(): Locator {
    return this.page.getByRole('region', { name: 'Sequence' });
  }
}

const test = base.extend<{ bench: Bench; openBench: (opening?: Opening) => Promise<Bench> }>({
  house: [{ accounts: [everything], extensions: 500 }, { scope: 'worker' }],
  openBench: async ({ open }, use) => {
    await use(async (opening = {}) => {
      const { page } = await open({ account: 'admin', ...opening });
      return new Bench(page);
    });
  },
  bench: async ({ openBench }, use) => {
    await use(await openBench());
  },
});

/** An action sent by the rig, over its own connection. */
async function ask(pbx: Pbx, action: string, headers: Record<string, string>): Promise<string> {
  const ami = await pbx.ami();
  const [reply] = await ami.action(action, headers);
  ami.close();
  return reply?.get('Value') ?? '';
}

test.describe('console', () => {
  test('an action is found by typing; what is missing is said, and nothing is sent', async ({ bench }) => {
    await bench.go('console');
    await bench.field('Find an action').fill('originate a c');
    await expect(bench.page.getByText(named('1 action'))).toBeVisible();
    await bench.page.getByRole('link', { name: 'Originate' }).click();
    await bench.field('Exten').fill('2004');
    await bench.send();
    await expect(bench.page.getByRole('alert')).toHaveText(said('Channel is required.'));
    // Where it is wrong it is said too, and one goes on there.
    await expect(bench.field('Channel')).toBeFocused();
    await expect(bench.field('Channel')).toHaveAttribute('aria-invalid', 'true');
    await expect(bench.field('Channel')).toHaveAccessibleDescription(/Channel.* is required/);
    await expect(bench.field('Exten')).not.toHaveAttribute('aria-invalid');
    await expect(bench.answer).toHaveCount(0);
    await expect(bench.page.getByRole('list', { name: 'Sent so far' })).toHaveCount(0);
    // It is said no longer than it holds.
    await bench.field('Channel').fill('PJSIP/2004');
    await expect(bench.page.getByRole('alert')).toHaveCount(0);
    await expect(bench.field('Channel')).not.toHaveAttribute('aria-invalid');
  });

  test('what any account may do to calls is asked about; the question begins at the way out', async ({
    openBench,
    pbx,
  }) => {
    const bench = await openBench({ account: 'viewer' });
    await guestTalksWithMe(pbx);
    const { name } = await pbx.channelOf('2000', (one) => one.bridge !== '');
    await bench.action('BridgeKick');
    await bench.field('Channel').fill(name);
    await expect(bench.page.getByText('A call ends.')).toBeVisible();
    await bench.field('Channel').press('Enter');
    await expect(bench.dialog).toContainText('A call ends.');
    await expect(bench.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await bench.page.keyboard.press('Enter');
    await expect(bench.dialog).toHaveCount(0);
    await expect(bench.answer).toHaveCount(0);
    expect(await pbx.talking('2000')).toEqual([GUEST.number]);
  });

  test('a header that is sent twice arrives twice', async ({ bench, pbx }) => {
    await bench.action('Originate');
    await bench.field('Channel').fill('PJSIP/2004');
    await bench.field('Application').fill('Wait');
    await bench.field('Data').fill('30');
    await bench.field('Async').fill('true');
    await bench.field('Variable').fill('FIRST=one');
    await bench.button('Variable once more').click();
    await bench.field('Variable').nth(1).fill('SECOND=two');
    await bench.send();
    await expect(bench.answer).toContainText('Originate successfully queued');
    await pbx.phone('2004').answer();
    const { name } = await pbx.channelOf('2004', (one) => one.state === 'Up');
    expect(await ask(pbx, 'Getvar', { Channel: name, Variable: 'FIRST' })).toBe('one');
    expect(await ask(pbx, 'Getvar', { Channel: name, Variable: 'SECOND' })).toBe('two');
  });

  test('numbered headers are rows of a table; what rewrites a file says so, and asks', async ({
    bench,
    pbx,
  }) => {
    pbx.writeFile('scratch.conf', '[one]\na = 1\n');
    await bench.action('UpdateConfig');
    await bench.field('SrcFilename').fill('scratch.conf');
    await bench.field('DstFilename').fill('scratch.conf');
    await bench.field('Action-000000').fill('Update');
    await bench.field('Cat-000000').fill('one');
    await bench.field('Var-000000').fill('a');
    await bench.field('Value-000000').fill('2');
    await bench.button('One row more').click();
    await bench.field('Action-000001').fill('Append');
    await bench.field('Cat-000001').fill('one');
    await bench.field('Var-000001').fill('b');
    await bench.field('Value-000001').fill('3');
    await expect(bench.page.getByText(said('scratch.conf is rewritten without backup'))).toBeVisible();
    await bench.send();
    await bench.dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(bench.dialog).toHaveCount(0);
    expect(pbx.readFile('scratch.conf')).toBe('[one]\na = 1\n');
    await bench.send();
    await bench.dialog.getByRole('button', { name: 'Send it all the same' }).click();
    await expect(bench.answer).toContainText('Done');
    expect(pbx.readFile('scratch.conf')).toContain('[one]\na = 2\nb = 3\n');
  });

  test('an answer is a table, messages, or as it came; a command’s output and a refusal are read', async ({
    bench,
  }) => {
    await bench.action('PJSIPShowEndpoints');
    await bench.send();
    const table = bench.answer.getByRole('table', { name: 'EndpointList' });
    await expect(table.getByRole('columnheader', { name: 'ObjectName' })).toBeVisible();
    await expect(table.getByRole('row').filter({ hasText: '2004/sip:2004@' })).toBeVisible();
    // Only what is in sight is drawn; the rest is there when it is scrolled to.
    const last = table.locator(`tr[aria-rowindex="${await table.getAttribute('aria-rowcount')}"]`);
    await expect(last).toHaveCount(0);
    await bench.answer.getByRole('group', { name: 'EndpointList' }).focus();
    await bench.page.keyboard.press('End');
    await expect(last).toBeInViewport();
    await bench.answer.getByRole('radio', { name: 'Messages' }).check();
    await expect(bench.answer.getByText('EndpointListComplete')).toBeVisible();
    await bench.answer.getByRole('radio', { name: 'As it came' }).check();
    await expect(bench.answer.getByText('Event: EndpointList').first()).toBeVisible();

    await bench.action('Command');
    await bench.field('Command').fill('core show version');
    await bench.send();
    await expect(bench.answer.getByText(`Asterisk ${version}.`)).toBeVisible();

    await bench.action('Getvar');
    await bench.field('Channel').fill('PJSIP/nobody-1');
    await bench.field('Variable').fill('A');
    await bench.send();
    await expect(bench.answer).toHaveAttribute('data-answer', 'refused');
    await expect(bench.answer).toContainText('No such channel');
  });

  test('favourites outlive a reload, without what may be a secret', async ({ bench }) => {
    const keep = async (name: string) => {
      await bench.button('Keep as a favourite').click();
      await bench.dialog.getByLabel('Name').fill(name);
      await bench.page.keyboard.press('Enter');
      await expect(bench.dialog).toHaveCount(0);
    };
    await bench.action('Setvar');
    await bench.field('Variable').fill('DOOR_PASSWORD');
    await bench.field('Value').fill('open-sesame');
    await keep('The door');
    await bench.field('Variable').fill('GREETING');
    await keep('A greeting');
    await bench.page.reload();
    const favourites = bench.page.getByRole('list', { name: 'Favourites' });
    await favourites.getByRole('button', { name: /^The door/ }).click();
    await expect(bench.field('Variable')).toHaveValue('DOOR_PASSWORD');
    await expect(bench.field('Value')).toHaveValue('');
    await favourites.getByRole('button', { name: /^A greeting/ }).click();
    await expect(bench.field('Variable')).toHaveValue('GREETING');
    await expect(bench.field('Value')).toHaveValue('open-sesame');
    await bench.button('Forget A greeting').click();
    expect(await bench.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(
      'open-sesame',
    );
    await expect(favourites.getByRole('button', { name: /^The door/ })).toBeVisible();
  });

  test('the history brings back what was typed, and what came of it', async ({ bench }) => {
    for (const variable of ['ONE', 'TWO']) {
      await bench.action('Getvar');
      await bench.field('Variable').fill(variable);
      await bench.send();
      await expect(bench.answer.locator('dd').first()).toHaveText(variable);
    }
    await bench.action('Ping');
    await bench.send();
    await expect(bench.answer).toContainText('Pong');
    const past = bench.page.getByRole('list', { name: 'Sent so far' }).getByRole('button');
    await expect(past).toHaveCount(3);
    await past.nth(2).click();
    await expect(bench.field('Variable')).toHaveValue('ONE');
    await expect(bench.answer.locator('dd').first()).toHaveText('ONE');
    await past.nth(1).click();
    await expect(bench.field('Variable')).toHaveValue('TWO');
    await expect(bench.answer.locator('dd').first()).toHaveText('TWO');
  });

  test('copied as curl, no secret goes along; pasted lines are refused, and nothing is lost', async ({
    bench,
    pbx,
  }) => {
    await bench.action('Setvar');
    await bench.field('Variable').fill('DOOR_PASSWORD');
    await bench.field('Value').fill('open-sesame');
    await bench.button('Copy as curl').click();
    const lines = bench.dialog.getByRole('textbox');
    const text = await lines.inputValue();
    expect(text).toContain(`http://pbx.test:8088/rawman`);
    expect(text).toContain('AMI_SECRET');
    expect(text).toContain('DOOR_PASSWORD');
    expect(text).not.toContain('open-sesame');
    expect(text).not.toContain(pbx.accounts.admin.secret);
    // The lines are marked: they can be copied even where a page may not do it.
    await lines.press('Control+c');
    await bench.button('Copy').click();
    await expect(bench.dialog.getByRole('status')).toContainText('press Ctrl C');
    await bench.page.keyboard.press('Escape');
    await bench.field('Value').press('Control+a');
    await bench.page.keyboard.press('Control+v');
    await expect(bench.page.getByRole('alert')).toContainText('a header is one line');
    await expect(bench.field('Value')).toHaveValue('open-sesame');
  });

  test('AOCMessage has a form that makes its headers right', async ({ openBench, pbx }) => {
    if (version === 22) {
      const conf = pbx.readFile('pjsip.conf');
      if (!conf.includes('send_aoc')) {
        pbx.writeFile('pjsip.conf', conf.replace('[phone](!)\n', '[phone](!)\nsend_aoc = yes\n'));
        await pbx.reload('res_pjsip.so');
      }
    }
    const bench = await openBench({ account: everything });
    const sip = await phonesSip(pbx);
    await pbx.phone('2001').call('2004');
    await pbx.phone('2004').answer();
    await pbx.waitBridged('2001', '2004');
    const { name } = await pbx.channelOf('2004', (one) => one.bridge !== '');
    await bench.action('AOCMessage');
    await bench.field('Channel').fill(name);
    const what = bench.field('What is told');
    if (version === 16) {
      // 16 knows no tariffs, and its PJSIP no charges: the form says so.
      await expect(what.getByRole('option')).toHaveCount(2);
      await expect(bench.page.getByText('a SIP telephone hears nothing of it')).toBeVisible();
      return;
    }
    await bench.field('ChargeType').selectOption('Unit');
    await bench.field('UnitAmount(0)').fill('3');
    await bench.field('UnitType(0)').fill('1');
    await bench.button('One unit more').click();
    await bench.field('UnitAmount(1)').fill('4');
    await bench.send();
    await expect(bench.answer).toContainText('Done');
    await until(
      'the phone was told the units',
      () => /<aoc-d>[^]*<currency-amount>3</.test(sip()) || undefined,
    );

    await what.selectOption('S');
    await bench.field('ChargedItem').selectOption('CallAttempt');
    await bench.field('Amount, in steps of the multiplier').fill('125');
    await bench.field('Currency').fill('EUR');
    await bench.button('One item more').click();
    await bench.field('ChargedItem').nth(1).selectOption('CallSetup');
    await bench.field('RateType').nth(1).selectOption('Free');
    await bench.send();
    await expect(bench.answer).toContainText('Done');
    const told = await until('the phone was told the tariff', () => /<aoc-s>[^]*?<\/aoc-s>/.exec(sip())?.[0]);
    expect(told.replace(/\s+/g, '')).toContain('<currency-amount>1.25</currency-amount>');
    expect(told).toContain('communication-attempt');
    // Brought back from the history as it was typed.
    await bench.button('Clear').click();
    await bench.page.getByRole('list', { name: 'Sent so far' }).getByRole('button').nth(1).click();
    await expect(bench.field('UnitAmount(1)')).toHaveValue('4');
    await expect(bench.answer).toContainText('Done');
  });

  test('what this version lacks is not offered', async ({ bench }) => {
    const choices = (list: string): Promise<readonly string[]> =>
      bench
        .field(list)
        .evaluate((node) => [...((node as HTMLInputElement).list?.options ?? [])].map(({ value }) => value));
    await bench.action('ModuleLoad');
    expect(await choices('LoadType')).toEqual(
      version === 22 ? ['load', 'unload', 'reload', 'refresh'] : ['load', 'unload', 'reload'],
    );
    await bench.action('Filter');
    await expect(bench.field('Filter')).toBeVisible();
    await expect(bench.field('MatchCriteria')).toHaveCount(version === 22 ? 1 : 0);
    // It lasts until sign-out: asked about before.
    await bench.field('Operation').fill('Add');
    await bench.field('Filter').fill('!Event: VarSet');
    await bench.send();
    await expect(bench.dialog).toContainText('lasts until sign-out, in every tab');
    await bench.dialog.getByRole('button', { name: 'Cancel' }).click();
    await bench.go('console', 'CoreShowChannelMap');
    await expect(bench.page.getByRole('alert')).toHaveCount(version === 22 ? 0 : 1);
    if (version === 16) {
      await expect(bench.page.getByRole('alert')).toHaveText(
        said('This version of Asterisk does not have CoreShowChannelMap.'),
      );
    }
    await expect(bench.page.getByRole('link', { name: /^CoreShowChannelMap/ })).toHaveCount(
      version === 22 ? 1 : 0,
    );
  });

  test('what an account may not use is not listed; opened by its address it says why, and is not sent', async ({
    openBench,
    pbx,
  }) => {
    const bench = await openBench({ account: 'viewer' });
    await bench.go('console', 'Originate');
    await expect(bench.page.getByRole('alert')).toContainText(said('This account may not use Originate'));
    await expect(bench.page.getByRole('link', { name: /^CoreStatus/ })).toHaveCount(1);
    await expect(
      bench.page.locator('.actions').getByRole('link', { name: /^(Originate|Command|UpdateConfig)/ }),
    ).toHaveCount(0);
    await bench.field('Channel').fill('PJSIP/2004');
    await bench.field('Application').fill('Wait');
    const send = bench.button('Send').or(bench.page.getByRole('button', { name: /^Send / }));
    await expect(send).toHaveAttribute('aria-disabled', 'true');
    await bench.field('Channel').press('Enter');
    await bench.page.keyboard.press('Control+Enter');
    await expect(bench.answer).toHaveCount(0);
    expect(await pbx.phone('2004').calls()).toEqual([]);
    await bench.go('cli');
    await bench.field('Command').fill('core show version');
    await bench.page.keyboard.press('Enter');
    await expect(bench.page.locator('.notice')).toContainText(said('needs the manager class “command”'));
    await expect(bench.field('What the commands printed')).toBeEmpty();
    await bench.go('system');
    await expect(bench.page.getByText(said('It needs the class “command”')).first()).toBeVisible();
  });

  test('an action by keyboard alone', async ({ bench }) => {
    const { page } = bench;
    await bench.go('console');
    await expect(page.getByRole('link', { name: /^Ping/ })).toBeVisible();
    const tabTo = async (target: Locator) => {
      for (let step = 0; step < 40; step += 1) {
        if (await target.evaluate((node) => node === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error('Tab does not lead there');
    };
    await tabTo(bench.field('Find an action'));
    await page.keyboard.type('getvar');
    await tabTo(page.getByRole('link', { name: /^Getvar/ }));
    await page.keyboard.press('Enter');
    await tabTo(bench.field('Variable'));
    await page.keyboard.type('EPOCH');
    await page.keyboard.press('Control+Enter');
    await expect(bench.answer).toContainText('Done');
    await tabTo(bench.answer.getByRole('radio', { name: 'Table' }));
    await page.keyboard.press('ArrowRight');
    await expect(bench.answer.getByRole('radio', { name: 'Messages' })).toBeChecked();
    await expect(bench.answer.getByText('Response', { exact: true })).toBeVisible();
  });
});

test.describe('command line', () => {
  test('completes, remembers, shows long output and what failed', async ({ bench }) => {
    const { page } = bench;
    await bench.go('cli');
    const line = bench.field('Command');
    const output = bench.field('What the commands printed');
    await expect(line).toBeFocused();
    await page.keyboard.type('core show chann');
    const found = page.getByRole('listbox', { name: 'Completions' }).getByRole('option');
    await expect(found.first()).toHaveText('core show channel');
    await page.keyboard.press('Tab');
    await expect(line).toHaveValue('core show channel');
    await expect(found.filter({ hasText: /^core show channels$/ })).toBeVisible();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(line).toHaveValue('core show channels ');
    await page.keyboard.press('Enter');
    await expect(output).toContainText('0 active channels');
    await expect(line).toHaveValue('');

    await page.keyboard.type('no such thing');
    await page.keyboard.press('Enter');
    await expect(output).toContainText('No such command');

    await line.fill('module show');
    await page.keyboard.press('Enter');
    // The answer is read from its beginning.
    await expect(output.getByText('*CLI> module show')).toBeInViewport();
    await expect(output).toContainText('app_agent_pool.so');
    await output.focus();
    await page.keyboard.press('Control+End');
    await expect(output.getByText(/\d+ modules loaded/)).toBeInViewport();

    await line.focus();
    await page.keyboard.press('ArrowUp');
    await expect(line).toHaveValue('module show');
    await page.keyboard.press('ArrowUp');
    await expect(line).toHaveValue('no such thing');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(line).toHaveValue('');
  });

  test('Tab pressed before the PBX has answered waits for it, with what is typed behind it', async ({
    bench,
  }) => {
    const { page } = bench;
    await bench.go('cli');
    const line = bench.field('Command');
    const output = bench.field('What the commands printed');
    await expect(line).toBeFocused();
    await page.keyboard.type('core show vers', { delay: 30 });
    await page.keyboard.press('Tab');
    await expect(line).toBeFocused();
    await expect(line).toHaveValue('core show version ');
    await expect(page.getByRole('listbox', { name: 'Completions' })).toHaveCount(0);

    await line.fill('');
    await page.keyboard.type('core sh', { delay: 30 });
    await page.keyboard.press('Tab');
    await page.keyboard.type('vers');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(output).toContainText('*CLI> core show version');
    await expect(output).toContainText(`Asterisk ${version}.`);
    // Unfinished, it is not run: the PBX has not answered Tab when it is to be.
    await expect(line).toHaveValue('');
    await line.evaluate((node: HTMLInputElement) => {
      node.value = 'core show chann';
      node.dispatchEvent(new InputEvent('input', { bubbles: true }));
      node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true }));
      node.form?.requestSubmit();
    });
    await expect(line).toHaveValue('core show channel');
    await expect(output).not.toContainText('core show chann');
    // Who goes on to the button leaves no list behind.
    await expect(page.getByRole('listbox', { name: 'Completions' })).toBeVisible();
    await bench.button('Run').focus();
    await expect(page.getByRole('listbox', { name: 'Completions' })).toHaveCount(0);
  });

  test('an account that may not use it is told so before it types', async ({ openBench }) => {
    const bench = await openBench({ account: 'reception' });
    await bench.go('cli');
    await expect(bench.page.locator('.notice')).toContainText(said('needs the manager class “command”'));
    await expect(bench.button('Run').or(bench.page.getByRole('button', { name: /^Run / }))).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  test('what would end the PBX is asked about first', async ({ bench, pbx }) => {
    const { page } = bench;
    await bench.go('cli');
    const started = await pbx.command('core show uptime seconds');
    for (const command of ['core stop now', 'core "restart" now', 'channel request hangup all']) {
      await bench.field('Command').fill(command);
      await page.keyboard.press('Enter');
      await expect(bench.dialog).toContainText(said(`Send ${command}?`));
      await page.keyboard.press('Escape');
      await expect(bench.dialog).toHaveCount(0);
      await expect(bench.field('Command')).toHaveValue(command);
    }
    const seconds = (printed: string): number => Number(/uptime: (\d+)/.exec(printed)?.[1]);
    expect(seconds(await pbx.command('core show uptime seconds'))).toBeGreaterThanOrEqual(seconds(started));
    await expect(bench.field('What the commands printed')).not.toContainText('CLI>');
  });
});

test.describe('events', () => {
  /** What belongs to every call and is drawn as a row of its own, in both versions. */
  const drawn = new Set([
    'Newchannel',
    'Newexten',
    'Newstate',
    'DialBegin',
    'DialState',
    'DialEnd',
    'BridgeEnter',
    'BridgeLeave',
    'HangupRequest',
    'Hangup',
  ]);

  test('a call is followed as a sequence of its legs, as the PBX told it', async ({ bench, pbx }) => {
    await bench.listen(pbx);
    const ami = await pbx.ami();
    const mark = ami.events.mark();
    // Another call at the same time, which does not belong there.
    await pbx.phone('2020').call('2022');
    const call = await pbx.phone('2004').call('2005');
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', '2005');
    const names = (await pbx.channels())
      .filter(({ linkedid }) => linkedid === call.linkedid)
      .map(({ name }) => name);
    await pbx.phone('2004').hangup();
    await ami.events.until((event) => event.get('Event') === 'Hangup' && event.get('Channel') === names[0], {
      since: mark,
    });
    const told = await until('both legs are hung up', () => {
      const events = ami.events
        .since(mark)
        .filter((event) => [event.get('Linkedid'), event.get('DestLinkedid')].includes(call.linkedid))
        .map((event) => event.get('Event'))
        .filter((name) => drawn.has(name));
      return events.filter((name) => name === 'Hangup').length === 2 ? events : undefined;
    });
    ami.close();

    const { list } = bench;
    await bench.field('Event').selectOption('DialBegin');
    const dial = list.getByRole('option').filter({ hasText: 'PJSIP/2004-' });
    await expect(dial).toHaveCount(1);
    await dial.click();
    await expect(bench.page.getByRole('complementary', { name: 'DialBegin' })).toContainText(/DestLinkedid/i);
    await bench.button('Follow this call').click();
    const legs = bench.sequence.locator('.head');
    await expect(legs).toHaveCount(2);
    await expect(legs.nth(0)).toContainText(/^PJSIP\/2004-/);
    await expect(legs.nth(1)).toContainText(/^PJSIP\/2005-/);
    const rows = bench.sequence.getByRole('listitem');
    await expect(rows.filter({ hasText: 'DialBegin' })).toHaveText(
      /DialBegin.*from \u2068PJSIP\/2004-\w+\u2069 to \u2068PJSIP\/2005-\w+\u2069$/,
    );
    await expect(rows.filter({ hasText: 'DialEnd' })).toHaveText(
      /ANSWER.*from \u2068PJSIP\/2005-\w+\u2069 to \u2068PJSIP\/2004-\w+\u2069$/,
    );
    // The arrow runs from the line of the one leg to the line of the other.
    const middle = async (of: Locator): Promise<number> => {
      const box = await of.boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0) / 2;
    };
    const arrow = await rows.filter({ hasText: 'DialBegin' }).locator('.arrow').boundingBox();
    expect(Math.abs((arrow?.x ?? 0) - (await middle(legs.nth(0))))).toBeLessThan(2);
    expect(Math.abs((arrow?.x ?? 0) + (arrow?.width ?? 0) - (await middle(legs.nth(1))))).toBeLessThan(2);
    await expect
      .poll(async () => (await rows.locator('b').allTextContents()).filter((name) => drawn.has(name)))
      .toEqual(told);
    // What was set and measured is shown when it is asked for.
    await bench.page.getByRole('checkbox', { name: /Variables and measurements/ }).check();
    await expect(rows.filter({ hasText: 'VarSet' }).first()).toBeAttached();
  });

  test('found, filtered by name, held still, and asked for by class', async ({ bench, pbx }) => {
    await bench.listen(pbx);
    const { list } = bench;
    const raise = async (name: string) => {
      const ami = await pbx.ami();
      await ami.action('UserEvent', { UserEvent: name, Note: `about ${name}` });
      ami.close();
    };
    await raise('Breakfast');
    await pbx.phone('2004').call('2005');
    await pbx.phone('2005').ringing();
    await bench.field('Find in events').fill('ABOUT breakfast');
    await expect(list.getByRole('option')).toHaveCount(1);
    await expect(list.getByRole('option')).toContainText(/UserEvent: Breakfast/i);
    await bench.field('Find in events').fill('');
    await bench.field('Event').selectOption('DialBegin');
    await expect(list.getByRole('option')).toHaveCount(1);
    await bench.field('Event').selectOption('');
    await expect.poll(() => list.getByRole('option').count()).toBeGreaterThan(5);

    await bench.button('Pause').click();
    const before = await bench.heard;
    await pbx.phone('2005').answer();
    await pbx.waitBridged('2004', '2005');
    await expect(bench.page.getByText('Paused')).toBeVisible();
    await bench.button('Go on').click();
    await bench.hears(pbx);
    await raise('Lunch');
    await expect(list.getByRole('option').filter({ hasText: 'Lunch' })).toBeVisible();
    await expect(list.getByRole('option').filter({ hasText: 'BridgeEnter' })).toHaveCount(0);
    expect(await bench.heard).toBeGreaterThan(before);

    await bench.button('Clear').click();
    await bench.page.getByText(/classes of events/).click();
    for (const one of ['call', 'dialplan', 'system', 'reporting', 'agent', 'command', 'dtmf']) {
      const box = bench.page.getByRole('checkbox', { name: one, exact: true });
      if (await box.count()) await box.uncheck();
    }
    await bench.hears(pbx);
    await pbx.phone('2005').hangup();
    await pbx.quiet();
    await raise('Dinner');
    await expect(list.getByRole('option').filter({ hasText: 'Dinner' })).toBeVisible();
    expect(await list.getByRole('option').locator('b').allTextContents()).not.toContain('Hangup');
    // The board lives on what it needs all the same.
    await pbx.phone('2004').call('2005');
    await bench.page.getByRole('link', { name: 'Switchboard' }).click();
    await expect(bench.page.locator('[data-extension="2005"]').first()).toHaveAttribute(
      'data-state',
      'ringing',
    );
  });

  test('saved as text and as JSON, as it was told', async ({ bench, pbx }) => {
    await bench.listen(pbx);
    const ami = await pbx.ami();
    await ami.action('UserEvent', { UserEvent: 'Ärger', Note: 'a "b" <c>', Twice: ['1', '2'] });
    ami.close();
    await bench.field('Find in events').fill('Ärger');
    await expect(bench.list.getByRole('option')).toHaveCount(1);
    const saved = async (button: string): Promise<string> => {
      const [download] = await Promise.all([
        bench.page.waitForEvent('download'),
        bench.button(button).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^events-.*\.(txt|json)$/);
      return readFileSync(await download.path(), 'utf8');
    };
    // Names are written as they came: mxml knows small letters alone.
    const text = await saved('Save as text');
    expect(text).toMatch(/^Event: UserEvent\r\n/i);
    expect(text).toMatch(/\r\nUserEvent: Ärger\r\n/i);
    expect(text).toMatch(/\r\nNote: a "b" <c>\r\n/i);
    expect(text).toMatch(/\r\nTwice: 1\r\nTwice: 2\r\n\r\n$/i);
    const { headers } = JSON.parse(await saved('Save as JSON')) as { headers: Record<string, unknown> };
    expect(
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ).toMatchObject({ userevent: 'Ärger', note: 'a "b" <c>', twice: ['1', '2'] });
  });

  test('a flood of 5,000 events a second: the page answers, and counts them all', async ({ bench, pbx }) => {
    await bench.listen(pbx);
    const begun = await bench.heard;
    let over = false;
    // Every change of a device with a hint is told twice: as the device's, and as the extension's.
    const flood = pbx.flood({ rate: 2_500, extensions: 500, seconds: 8 }).finally(() => (over = true));
    await expect.poll(() => bench.heard).toBeGreaterThan(begun + 1_000);
    await bench.field('Event').selectOption('ExtensionStatus');
    await bench.page.getByText(/classes of events/).click();
    await expect(bench.page.getByText('A Filter, which lasts until sign-out')).toBeVisible();
    await bench.list.press('End');
    await expect(bench.page.getByRole('complementary')).toContainText('ExtensionStatus');
    // The flood's own channels tell of every step they take: a call of thousands of rows.
    await bench.field('Event').selectOption('Newexten');
    await bench.list.press('End');
    await bench.button('Follow this call').click();
    await expect(bench.sequence.getByRole('listitem').filter({ hasText: 'Newexten' }).first()).toBeVisible();
    expect(over).toBe(false);
    const { changes, rate } = await flood;
    console.log(`events: ${Math.round(2 * rate)}/s`);
    await expect.poll(() => bench.heard).toBeGreaterThanOrEqual(begun + 2 * changes);
    await expect(bench.page.getByText('older ones are no longer kept')).toBeVisible();
  });

  test('a hostile name stays text wherever it is shown', async ({ bench, pbx }) => {
    const name = '<script>document.title="hit"</script><img src=x onerror=hit()>';
    await bench.listen(pbx);
    const call = await pbx.outside.call(TO_ME, { name, number: '+49301' });
    await pbx.phone('2000').answer();
    await bench.field('Event').selectOption('DialBegin');
    await bench.list.getByRole('option').first().click();
    await expect(bench.page.getByRole('complementary')).toContainText('<script>document.title');
    await bench.field('Call (Linkedid)').fill(call.linkedid);
    await bench.page.getByRole('radio', { name: 'Sequence' }).check();
    await expect(bench.sequence).toContainText('<script>document.title');
    await bench.action('CoreShowChannels');
    await bench.send();
    for (const look of ['Table', 'Messages', 'As it came']) {
      await bench.answer.getByRole('radio', { name: look }).check();
      await expect(bench.answer).toContainText('<script>document.title');
    }
    await bench.action('Redirect');
    await expect(
      bench.page.locator('datalist option').filter({ hasText: '<script>' }).first(),
    ).toBeAttached();
    await bench.go('cli');
    await bench.field('Command').fill('core show channels concise');
    await bench.page.keyboard.press('Enter');
    await expect(bench.field('What the commands printed')).toContainText('+49301');
    expect(
      await bench.page.evaluate(() => document.querySelectorAll('img[src="x"], body script').length),
    ).toBe(await bench.page.evaluate(() => document.querySelectorAll('body script').length));
    expect(await bench.page.title()).not.toContain('hit');
  });
});

test.describe('system', () => {
  const loaded = async (pbx: Pbx, module: string): Promise<boolean> =>
    (await pbx.command(`module show like ${module}`)).includes('Running');

  test('modules are unloaded and loaded; what stands on one is named, what is in use stays', async ({
    bench,
    pbx,
  }) => {
    const { page } = bench;
    await bench.go('system');
    const find = bench.field('Find a module');
    const acts = async (module: string) => {
      await find.fill(module);
      await expect(page.getByText(named('1 module'))).toBeVisible();
      await bench.button(`${module}: what can be done`).click();
    };
    await acts('app_echo.so');
    await expect(page.getByRole('menuitem')).toHaveText(
      version === 22 ? ['Reload', 'Unload and load', 'Unload'] : ['Reload', 'Unload'],
    );
    await page.getByRole('menuitem', { name: 'Unload', exact: true }).click();
    await expect(bench.dialog).toContainText('No module of Asterisk’s own is known to stand on it');
    await expect(bench.page.getByRole('dialog', { name: named('Unload app_echo.so?') })).toBeVisible();
    await expect(bench.dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await bench.dialog.getByRole('button', { name: 'Unload' }).click();
    await expect(page.getByText(named('0 modules'))).toBeVisible();
    expect(await loaded(pbx, 'app_echo.so')).toBe(false);
    await bench.field('Load a module by name').fill('app_echo.so');
    await page.keyboard.press('Enter');
    await expect(page.getByText(named('1 module'))).toBeVisible();
    expect(await loaded(pbx, 'app_echo.so')).toBe(true);

    if (version === 22) {
      await acts('app_milliwatt.so');
      await page.getByRole('menuitem', { name: 'Unload and load' }).click();
      await bench.dialog.getByRole('button', { name: 'Unload and load' }).click();
      await expect(page.locator('[data-outcome]')).toContainText(
        said('Done: Unload and load, app_milliwatt.so'),
      );
      expect(await loaded(pbx, 'app_milliwatt.so')).toBe(true);
    }

    await acts('res_pjsip.so');
    await page.getByRole('menuitem', { name: 'Unload', exact: true }).click();
    await expect(bench.dialog).toContainText(/\d+\u2069? running modules cannot do without it/);
    await expect(bench.dialog.getByRole('listitem').filter({ hasText: 'chan_pjsip.so' })).toBeAttached();
    await bench.dialog.getByRole('button', { name: 'Unload' }).click();
    await expect(page.locator('[data-outcome]')).toContainText(said('Unload did not work for res_pjsip.so'));
    expect(await loaded(pbx, 'res_pjsip.so')).toBe(true);
  });

  test('the log files are put aside on the disk, after a question', async ({ openBench, pbx }) => {
    const bench = await openBench({ account: everything });
    const log = join(pbx.dir, 'log');
    const kept = (): readonly string[] => readdirSync(log).filter((name) => /^messages\.\d+$/.test(name));
    const before = kept();
    await bench.go('system');
    await expect(bench.page.getByRole('region', { name: 'Log' })).toContainText('NOTICE');
    const rotate = bench.button('Put the files aside, begin new ones');
    await rotate.click();
    await expect(bench.dialog).toContainText('cannot be taken back');
    await bench.page.keyboard.press('Enter');
    await expect(bench.dialog).toHaveCount(0);
    await expect(rotate).toBeFocused();
    await expect(bench.page.locator('[data-outcome]')).toBeEmpty();
    await rotate.click();
    await bench.button('Put aside').click();
    await expect(bench.page.locator('[data-outcome]')).toContainText('were put aside');
    await until('the old file is kept', () => kept().length > before.length || undefined);
    expect(existsSync(join(log, 'messages'))).toBe(true);
  });

  test('telephones are where the PBX has them, and gone when they are gone', async ({ bench, pbx }) => {
    await bench.go('system');
    const table = bench.page.getByRole('table', { name: 'Telephones and trunks' });
    const printed = await pbx.command('pjsip show contacts');
    for (const device of ['2000', '2010-dect', '2063']) {
      const contact = new RegExp(` ${device}/(sip:\\S+)`).exec(printed)?.[1]?.slice(0, 24);
      if (contact === undefined) continue;
      await bench.field('Find an endpoint').fill(contact);
      await expect(
        table
          .getByRole('row')
          .filter({ has: bench.page.getByRole('rowheader', { name: device, exact: true }) }),
      ).toContainText(contact);
    }
    await bench.field('Find an endpoint').fill('2005');
    const row = table.getByRole('row').filter({ hasText: '2005' });
    await expect(row).toContainText('sip:2005@');
    await pbx.phone('2005').unregister();
    await expect(row).toContainText('not registered');
    await pbx.phone('2005').register();
    await expect(row).toContainText('sip:2005@');
  });

  test('calls are counted', async ({ bench, pbx }) => {
    await bench.go('system');
    const now = bench.page.getByRole('region', { name: 'Now' });
    const figure = (name: string): Locator =>
      now.locator('dt').filter({ hasText: name }).locator('xpath=following-sibling::dd[1]');
    await expect(figure('Calls since this page was opened')).toHaveText('0');
    await guestTalksWithMe(pbx);
    await bench.button('Ask again').click();
    await expect(figure('Channels now')).toHaveText('2');
    await expect(figure('Calls since this page was opened')).toHaveText('1');
    const printed = await pbx.command('core show calls');
    await expect(figure('Calls since it started')).toHaveText(
      /(\d+) calls? processed/.exec(printed)?.[1] ?? '',
    );
  });
});

test.describe('for everybody', () => {
  const pages = ['console', 'console/Originate', 'console/AOCMessage', 'events', 'cli', 'system'] as const;
  const open = async (bench: Bench, path: string) => {
    await bench.go(path);
    await expect(bench.page.locator('.page article h1')).toBeAttached();
  };

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing on any page, ${colorScheme}`, async ({ openBench, pbx }) => {
      test.slow();
      const bench = await openBench({ account: everything, options: { colorScheme } });
      const { page } = bench;
      const clean = async () => {
        const { violations } = await new AxeBuilder({ page }).include('.page').analyze();
        expect(
          violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`),
        ).toEqual([]);
      };
      await open(bench, 'console');
      await expect(page.getByRole('link', { name: /^Ping/ })).toBeVisible();
      await clean();
      // A list that was looked at once is not looked at again beside every form.
      await bench.field('Find an action').fill('pjsip');
      await bench.action('PJSIPShowEndpoints');
      await bench.send();
      await expect(bench.answer.getByRole('table')).toBeVisible();
      await clean();
      await bench.action('UpdateConfig');
      await bench.send();
      await expect(page.getByRole('alert')).toBeVisible();
      await clean();
      await bench.action('AOCMessage');
      await clean();
      await bench.listen(pbx);
      const call = await pbx.phone('2004').call('2005');
      await bench.list.getByRole('option').last().click();
      await clean();
      await bench.field('Call (Linkedid)').fill(call.linkedid);
      await page.getByRole('radio', { name: 'Sequence' }).check();
      await expect(bench.sequence).toContainText('DialBegin');
      await clean();
      await open(bench, 'cli');
      await page.keyboard.type('core stop ');
      await expect(page.getByRole('listbox')).toBeVisible();
      await clean();
      await open(bench, 'system');
      await expect(page.getByRole('rowheader', { name: 'app_dial.so' })).toBeAttached();
      await clean();
      await bench.field('Find a module').fill('res_pjsip.so');
      await bench.button('res_pjsip.so: what can be done').click();
      await page.getByRole('menuitem', { name: 'Unload', exact: true }).click();
      await clean();
    });
  }

  for (const [code, direction] of [
    ['de', 'ltr'],
    ['ar', 'rtl'],
  ] as const) {
    test(`every page speaks ${code}`, async ({ bench }) => {
      const english = new Map<string, string>();
      const title = bench.page.locator('.page article h1');
      for (const path of pages) {
        await open(bench, path);
        english.set(path, await title.innerText());
      }
      await bench.page.evaluate((chosen) => localStorage.setItem('cordboard.language', chosen), code);
      await bench.page.reload();
      await expect(bench.page.locator('html')).toHaveAttribute('dir', direction);
      for (const path of pages) {
        await open(bench, path);
        if (english.get(path) !== 'System' || code === 'ar') {
          await expect(title).not.toHaveText(english.get(path) ?? '');
        }
        expect(await cutOff(bench.page)).toEqual([]);
      }
      // States Asterisk tells in English are said in the reader's language.
      await open(bench, 'system');
      const endpoints = bench.page.locator('[aria-labelledby=system-endpoints]');
      await expect(endpoints.getByRole('row').nth(1)).toBeVisible();
      await expect(endpoints).not.toContainText(/Not in use|NonQualified|Unavailable|Reachable/);
      // What Asterisk reads runs from left to right all the same.
      await bench.go('cli');
      await expect(bench.page.getByRole('combobox').last()).toHaveCSS('direction', 'ltr');
    });
  }

  for (const [name, viewport] of [
    ['1280×720 at 200 %', { width: 640, height: 360 }],
    ['a phone', { width: 390, height: 844 }],
  ] as const) {
    test(`nothing is cut off sideways at ${name}`, async ({ openBench, pbx }) => {
      const bench = await openBench({ options: { viewport } });
      for (const path of pages) {
        await open(bench, path);
        expect(await cutOff(bench.page), path).toEqual([]);
      }
      await bench.action('PJSIPShowEndpoints');
      await bench.send();
      await expect(bench.answer.getByRole('table')).toBeVisible();
      expect(await cutOff(bench.page)).toEqual([]);
      await bench.listen(pbx);
      const call = await pbx.outside.call(TO_ME, GUEST);
      await bench.list.getByRole('option').last().click();
      expect(await cutOff(bench.page)).toEqual([]);
      await bench.field('Call (Linkedid)').fill(call.linkedid);
      await bench.page.getByRole('radio', { name: 'Sequence' }).check();
      await expect(bench.sequence).toBeVisible();
      expect(await cutOff(bench.page)).toEqual([]);
    });
  }
});

/** What sticks out of the window sideways and cannot be scrolled to. */
const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const reachable = (node: Element): boolean => {
      for (let at = node.parentElement; at; at = at.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth)
          return true;
      }
      return false;
    };
    const out = [
      ...document.querySelectorAll('.page :is(h1, h2, button, input, select, a, label, p)'),
    ].filter((node) => {
      const { left, right, width } = node.getBoundingClientRect();
      return width > 1 && (left < -0.5 || right > innerWidth + 0.5) && !reachable(node);
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
    return [...wide, ...out.map((node) => `${node.tagName} ${node.textContent.trim().slice(0, 40)}`)];
  });

/** What the phones receive and send on SIP from now on, as text. */
async function phonesSip(pbx: Pbx): Promise<() => string> {
  const phones = join(pbx.dir, '../phones');
  const conf = readFileSync(join(phones, 'etc/manager.conf'), 'utf8');
  const value = (key: string): string => new RegExp(`^${key} = (.*)$`, 'm').exec(conf)?.[1] ?? '';
  const ami = await openAmi(value('bindaddr'), { username: 'rig', secret: value('secret') });
  const file = join(phones, 'log/sip');
  for (const line of [`logger add channel ${file} verbose`, 'pjsip set logger on']) {
    await ami.action('Command', { Command: line });
  }
  ami.close();
  const read = (): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const before = read().length;
  return () => read().slice(before);
}
