import * as z from 'zod';
import type { Page } from '../../helpers/vscode/page/playwright.js';

/** What the page itself measured of a click and of what the terminal's rows showed after it. */
const clicked = z.strictObject({
  /** When the browser had the click, in milliseconds since 1970. */
  began: z.number(),
  /** Milliseconds from the click to the first row that says what is run. */
  heading: z.number(),
  /** Milliseconds from the click to the program's output in the rows. */
  shown: z.number(),
});
/** What the page itself measured of a click and of what the terminal's rows showed after it. */
export type Clicked = z.infer<typeof clicked>;

/** How long a run may take, in milliseconds. */
const patience = 60_000;

/**
 * Does what clicks, and waits for an output in the terminal.
 * @param heading what the rows say before the output is there
 * @param output what the rows do not hold between the click and the program's writing it; what an earlier run left does not count
 */
export async function clickAndSee(
  page: Page,
  { heading, output }: { readonly heading: string; readonly output: string },
  click: () => Promise<void>,
): Promise<Clicked> {
  // Nobody asks the page while it works: it looks itself whenever it has changed.
  await page.evaluate(`{
    const texts = ${JSON.stringify({ heading, output })};
    window.benchSeen = new Promise((resolve, reject) => {
      const seen = { began: null, heading: null, shown: null };
      let at = 0;
      addEventListener('click', (event) => {
        at = event.timeStamp;
        seen.began = Date.now() - (performance.now() - at);
      }, { capture: true, once: true });
      let gone = false;
      const observer = new MutationObserver(() => {
        if (seen.began === null) return;
        const rows = document.querySelector('.terminal-wrapper.active .xterm-rows');
        const text = (rows?.textContent ?? '').replaceAll('\\u00a0', ' ');
        gone ||= !text.includes(texts.output);
        if (!gone) return;
        if (text.includes(texts.heading)) seen.heading ??= performance.now() - at;
        if (!text.includes(texts.output)) return;
        seen.shown = performance.now() - at;
        observer.disconnect();
        resolve(seen);
      });
      observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      setTimeout(() => reject(new Error('the output did not come: ' + JSON.stringify(seen))), ${String(patience)});
    });
    window.benchSeen.catch(() => undefined);
    // The promise itself would be waited for.
    undefined;
  }`);
  await click();
  return clicked.parse(await page.evaluate('window.benchSeen'));
}
