import { until } from '../../waiting.js';
import type { Locator, Page } from './playwright.js';

/** The terminal that the panel shows; its text is read from the rows that the renderer without a GPU draws. */
export class Terminals {
  constructor(private readonly page: Page) {}

  /** The terminal that is shown. */
  get shown(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm').filter({ visible: true }).first();
  }

  /** The rows that can be seen, blanks at their ends left out. */
  async rows(): Promise<string[]> {
    const rows = await this.shown.locator('.xterm-rows > div').allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd());
  }

  /** What can be seen, cell by cell, a row each: characters with their colours, attributes and the cursor's place. */
  async cells(): Promise<string[][]> {
    const rows = await this.shown.locator('.xterm-rows > div').all();
    return (await Promise.all(rows.map(async (row) => await row.innerHTML()))).map(cellsOf);
  }

  /** What can be seen, as lines; a line that is longer than the terminal is several. */
  async text(): Promise<string> {
    return (await this.rows()).join('\n').trimEnd();
  }

  /** Waits until what can be seen matches. @returns it */
  async see(pattern: RegExp, milliseconds = 60_000): Promise<string> {
    let text = '';
    const wait = { what: `${String(pattern)} in the terminal`, milliseconds };
    return await until(wait, async () => {
      text = (await this.shown.isVisible()) ? await this.text() : '';
      return pattern.test(text) && text;
    }).catch((thrown: unknown) => {
      throw new Error(`${String(pattern)} did not come; the terminal shows:\n${text}`, { cause: thrown });
    });
  }

  /** Types; a line ends with "\n". */
  async type(text: string): Promise<void> {
    await this.shown.locator('.xterm-helper-textarea').focus();
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) await this.page.keyboard.press('Enter');
      await this.page.keyboard.type(line);
    }
  }

  /** Follows a link, as a person does who holds Ctrl and clicks on its text at the end of a row. May have to be tried again: rows are drawn anew at any time. */
  async follow(text: string): Promise<void> {
    const row = this.shown.locator('.xterm-rows > div', { hasText: text }).last();
    const span = row.locator('span').first();
    const [place, box, drawn] = [await row.boundingBox(), await span.boundingBox(), (await span.textContent()) ?? ''];
    if (place === null || box === null || drawn === '') return;
    const cell = box.width / drawn.length;
    const length = ((await row.textContent()) ?? '').trimEnd().length;
    const [x, y] = [place.x + (length - text.length / 2) * cell, place.y + place.height / 2];
    const { mouse, keyboard } = this.page;
    await mouse.move(x - cell, y);
    await mouse.move(x, y);
    await keyboard.down('Control');
    await mouse.click(x, y);
    await keyboard.up('Control');
  }

  /** The profiles that the list beside "+" has. */
  async profiles(): Promise<string[]> {
    await this.openProfiles();
    const items = await this.page.getByRole('menuitem').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return items.map((item) => item.trim());
  }

  /**
   * Opens a terminal by its profile, as the list beside "+" has it. VS Code itself shows the one of an extension's profile only when
   * no other terminal is there; the extension may.
   */
  async openProfile(name: string | RegExp): Promise<void> {
    await this.openProfiles();
    // A menu takes no click in the moment it opens; keys it does.
    await this.page.getByRole('menuitem', { name }).first().hover();
    await this.page.keyboard.press('Enter');
  }

  private async openProfiles(): Promise<void> {
    await this.page
      .getByRole('button', { name: /^Launch Profile/ })
      .first()
      .click();
    await this.page.getByRole('menuitem').first().waitFor();
  }

  /** Shows the last of the terminals with that name in the list of terminals, which is there when there is more than one. */
  async select(name: string): Promise<void> {
    await this.page.locator('.terminal-tabs-entry', { hasText: name }).last().click();
  }

  /** What a screen reader says of each terminal in the list of terminals, which is there when there is more than one. */
  async labels(): Promise<string[]> {
    const rows = this.page.locator('.monaco-list-row', { has: this.page.locator('.terminal-tabs-entry') });
    return await Promise.all((await rows.all()).map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }
}

// The renderer puts neighbours that look alike into one span or into several, as they came.
function cellsOf(html: string): string[] {
  const cells = [...html.matchAll(/<span([^>]*)>([^<]*)<\/span>/g)].flatMap(([, look = '', text = '']) => {
    // The cursor's shape says only who has the keyboard.
    const seen = look.replace(/ ?xterm-cursor-[a-z]+/g, '').trim();
    return (text.match(/&[a-z]+;|./gu) ?? []).map((character) => `${seen} ${character}`);
  });
  while (cells.at(-1)?.trim() === '' || cells.at(-1) === ' &nbsp;') cells.pop();
  return cells;
}
