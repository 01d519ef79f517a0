import type { Locator, Page } from './playwright.js';

/** What the workbench says and asks besides its views: notifications, and dialogs that stop everything else. */
export class Notifications {
  constructor(private readonly page: Page) {}

  /** The notification that has that text. */
  with(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** Waits for a notification. @returns its whole message */
  async message(text: string | RegExp): Promise<string> {
    return await this.with(text).locator('.notification-list-item-message').innerText();
  }

  /** Presses a button of a notification. */
  async press(text: string | RegExp, button: string): Promise<void> {
    await this.with(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** Takes a notification away. */
  async dismiss(text: string | RegExp): Promise<void> {
    const notification = this.with(text);
    await notification.hover();
    await notification.getByRole('button', { name: /^Clear Notification/ }).click();
    await notification.waitFor({ state: 'hidden' });
  }

  /** The messages that are shown now. */
  async all(): Promise<string[]> {
    return await this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** The modal dialog. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box').filter({ visible: true });
  }

  /** Presses a button of the modal dialog, and waits until it is gone. */
  async answerDialog(button: string | RegExp): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }
}
