import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inProject } from '../project.js';
import type { Browsers } from './page/playwright.js';

/** Where scripts/vscode/install.sh installs: code-server and what drives it. */
export const workbenchFiles = inProject('out/workbench');

/** The program of code-server, below `workbenchFiles`. */
export const codeServer = 'node_modules/code-server/out/node/entry.js';

/** A package of the workbench's own installation. @throws Error when it is not installed */
export function workbenchPackage(name: string): unknown {
  if (!existsSync(`${workbenchFiles}/.installed`)) {
    throw new Error('the VS Code of the tests is not installed: bash scripts/vscode/install.sh');
  }
  return createRequire(`${workbenchFiles}/package.json`)(name);
}

/** Playwright's browsers. */
export function browsers(): Browsers {
  return workbenchPackage('playwright-core') as Browsers;
}

/** The browser of this machine. @throws Error when there is none */
export function findBrowser(): string {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => existsSync(path));
  if (found === undefined) throw new Error('no Chromium is installed: bash scripts/setup.sh --tests');
  return found;
}
