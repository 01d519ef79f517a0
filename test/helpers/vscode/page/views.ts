import type { Locator, Page } from './playwright.js';

/** Views, editors and bars, by what a screen reader calls their parts. */
export class Views {
  constructor(private readonly page: Page) {}

  /** Shows a container of views by its name in the activity bar, unless it is shown. */
  async show(container: string | RegExp): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: container }).first();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  }

  /** A view's part of the side bar, by its heading. */
  pane(title: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header .title', { hasText: title }) }).first();
  }

  /** A row of a tree, by its name. */
  treeItem(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name }).first();
  }

  /** Presses an inline button of a tree's row. */
  async pressInline(item: string | RegExp, button: string | RegExp): Promise<void> {
    const row = this.treeItem(item);
    await row.hover();
    await row.getByRole('button', { name: button }).first().click();
  }

  /** Chooses from the context menu of a tree's row. */
  async choose(item: string | RegExp, action: string | RegExp): Promise<void> {
    await this.treeItem(item).click({ button: 'right' });
    // A menu takes no click in the moment it opens; keys it does.
    await this.menuItem(action).hover();
    await this.page.keyboard.press('Enter');
  }

  /** An item of the menu that is open. */
  menuItem(action: string | RegExp): Locator {
    return this.page.locator('.context-view').getByRole('menuitem', { name: action }).first();
  }

  /** A button above the editor. */
  titleButton(name: string | RegExp): Locator {
    return this.page.locator('.editor-group-container .title').getByRole('button', { name }).first();
  }

  /** A tab of the editors. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name }).first();
  }

  /** An item of the status bar. */
  status(name: string | RegExp): Locator {
    return this.page.locator('.statusbar').getByRole('button', { name }).first();
  }
}
