import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from './page/playwright.js';
import { browsers, findBrowser } from './workbenchFiles.js';

/** A browser with one page. */
export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page wrote to its console, warnings and errors only. */
  readonly console: readonly string[];
}

// Chromium's own sandbox needs what root in a container does not have; it shows pages of our own server only.
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** How long a deed in the page waits for its element, in milliseconds; it bounds a hang, it measures nothing. */
const patience = 20_000;

/** Starts a browser that keeps its things in a directory; it ends with the test's process, whose pipe it reads. */
export async function startBrowser(directory: string): Promise<Browser> {
  mkdirSync(directory);
  const context = await browsers().chromium.launchPersistentContext(`${directory}/profile`, {
    executablePath: findBrowser(),
    args,
    env: { PATH: '/usr/bin:/bin', HOME: directory, TMPDIR: directory, XDG_CONFIG_HOME: directory, LANG: 'C.UTF-8' },
    viewport: { width: 1400, height: 900 },
  });
  const [page] = context.pages();
  if (page === undefined) throw new Error('the browser has no page');
  page.setDefaultTimeout(patience);
  const written: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) written.push(`${message.type()}: ${message.text()}`);
  });
  return { context, page, console: written };
}
