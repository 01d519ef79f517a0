import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { inProject } from '../project.js';
import type { Browser } from './browser.js';

// What fades in has come, and what was drawn is on the screen; what turns for ever (a wheel) is not waited for.
const stillness = `Promise.race([
  new Promise((resolve) => setTimeout(resolve, 2000)),
  Promise.all(
    document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
      .map((one) => one.finished.catch(() => undefined)),
  ).then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))),
]).then(() => undefined)`;

/** What a story leaves in test-results: a picture of each step, and logs when it fails. */
export class Evidence {
  private readonly directory: string;
  private count = 0;

  constructor(story: string) {
    this.directory = inProject(`test-results/vscode/${story}`);
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory, { recursive: true });
  }

  /** Where a file of the story goes. */
  path(name: string): string {
    return `${this.directory}/${name}`;
  }

  /** The names of the next step's pictures begin with its number. */
  begin(): void {
    this.count += 1;
  }

  /** Takes a picture of the window, once nothing in it moves. @param variant what tells it from the step's others */
  async picture({ page }: Browser, step: string, variant = ''): Promise<void> {
    await page.evaluate(stillness);
    const name = [step, ...(variant === '' ? [] : [variant])].join('-').toLowerCase();
    const path = this.path(`${String(this.count).padStart(2, '0')}-${name.replace(/[^a-z0-9]+/g, '-')}.png`);
    await page.screenshot({ path });
  }

  /** Keeps what a failure is understood by: a picture, the page's console, the logs of the server and of the extension hosts. */
  async keep(browser: Browser, server: string, userData: string): Promise<void> {
    writeFileSync(this.path('server.log'), server);
    writeFileSync(this.path('console.log'), browser.console.join('\n'));
    if (existsSync(`${userData}/logs`)) cpSync(`${userData}/logs`, this.path('logs'), { recursive: true });
    this.begin();
    await this.picture(browser, 'failed');
  }
}
