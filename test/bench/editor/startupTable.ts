import { until } from '../../helpers/waiting.js';
import type { Workbench } from '../../helpers/vscode/workbench.js';
import * as z from 'zod';

/** What VS Code measured of an extension's activation: whole milliseconds. */
export interface Activation {
  /** Until its code was loaded and evaluated. */
  readonly load: number;
  /** Until `activate` returned. */
  readonly call: number;
  /** Until what it returned was settled. */
  readonly finish: number;
}

/** How long VS Code may take to know of an activation, in milliseconds. */
const patience = 60_000;

/** What `Developer: Startup Performance` says of an extension, once it is activated; its document stays open. */
export async function activationOf(workbench: Workbench, id: string): Promise<Activation> {
  const { page, quickInput } = workbench;
  // The document is drawn in part only, but copied as a whole.
  await page.evaluate(`window.addEventListener('copy', (event) => {
    window.benchCopied = event.clipboardData?.getData('text/plain') ?? '';
  })`);
  await quickInput.command('Developer: Startup Performance');
  const document = page.locator('.editor-instance .view-line', { hasText: 'System Info' });
  await document.first().waitFor({ timeout: patience });
  return await until({ what: `the activation of ${id}`, milliseconds: patience }, async () => {
    await document.first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Control+C');
    return rowOf(z.string().parse((await page.evaluate('window.benchCopied')) ?? ''), id);
  });
}

/** The extension's row of the document; null when it has none yet. */
function rowOf(text: string, id: string): Activation | null {
  for (const line of text.split('\n')) {
    const [, name, , load, call, finish] = line.split('|').map((cell) => cell.trim());
    if (name?.toLowerCase() !== id) continue;
    const figures = { load: Number(load), call: Number(call), finish: Number(finish) };
    if (Object.values(figures).every((figure) => figure >= 0)) return figures;
  }
  return null;
}
