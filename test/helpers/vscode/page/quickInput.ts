import type { Locator, Page } from './playwright.js';

/** The box at the top with a line of text and a list: the palette, quick open, and what extensions ask. */
export class QuickInput {
  /** The line of text. */
  readonly box: Locator;

  constructor(private readonly page: Page) {
    // It is in the page before it is shown.
    this.box = page.locator('.quick-input-widget input[type="text"]').filter({ visible: true }).first();
  }

  /** The rows, of which the list draws those that fit. */
  get rows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** The row with exactly that label, or one that matches. */
  row(label: string | RegExp): Locator {
    const name = label instanceof RegExp ? label : exactly(label);
    return this.rows.filter({ has: this.page.locator('.label-name', { hasText: name }) }).first();
  }

  /** The labels of the rows that are drawn. */
  async labels(): Promise<string[]> {
    return await this.rows.locator('.label-name').allInnerTexts();
  }

  /** What stands above the line of text. */
  async title(): Promise<string> {
    return await this.page.locator('.quick-input-widget .quick-input-title').innerText();
  }

  /** Picks a row. */
  async pick(label: string | RegExp): Promise<void> {
    await this.row(label).click();
  }

  /** Answers with text. */
  async answer(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  /** Runs a command of the palette by its full title, category included. */
  async command(title: string): Promise<void> {
    await this.openPalette(title);
    await this.pick(title);
  }

  /** Shows the palette with a text in it. */
  async openPalette(text: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.box.waitFor();
    await this.box.fill(`>${text}`);
  }

  /** Opens a file of the folder in an editor. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.box.waitFor();
    await this.box.fill(name);
    await this.pick(name.slice(name.lastIndexOf('/') + 1));
    await this.page
      .locator('.tab.active', { hasText: name.slice(name.lastIndexOf('/') + 1) })
      .first()
      .waitFor();
    await this.page.locator('.editor-container .monaco-editor.focused').first().waitFor();
  }
}

/** A pattern for a whole text. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')}$`);
}
