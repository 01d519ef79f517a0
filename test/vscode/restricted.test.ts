import { describe, expect, test } from 'vitest';
import { until } from '../helpers/waiting.js';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

const workbench = useWorkbench({
  story: 'restricted',
  trust: true,
  files: { 'hello.py': 'import os\nprint("from", os.uname().release)\n' },
});

describe('in Restricted Mode', () => {
  test('a file is run in a sandbox, and nobody is asked to trust the folder', async () => {
    const { page, quickInput, views, notifications } = workbench;
    await quickInput.openFile('hello.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await quickInput.pick('Read-only');
    await workbench.step('output', async () => {
      await until({ what: 'the output', milliseconds: 60_000 }, async () => {
        const text = (await page.locator('.output-view .view-lines').allInnerTexts()).join('\n');
        return /from 6\.12\.\d+[^]*Exit code 0/.test(text.replaceAll('\u00a0', ' '));
      });
    });
    expect(await notifications.dialog.isVisible()).toBe(false);
  });

  test('a terminal is explained before VS Code asks to trust the folder, and a command runs without that', async () => {
    const { page, quickInput, notifications } = workbench;
    await quickInput.command('Bellglass: New Sandboxed Terminal');
    await workbench.step('terminal', async () => {
      await notifications.dialog.waitFor();
    });
    await notifications.answerDialog('Run a Command in a Sandbox');
    await quickInput.answer('echo "as $(whoami)"');
    await until({ what: 'the output', milliseconds: 60_000 }, async () => {
      const text = (await page.locator('.output-view .view-lines').allInnerTexts()).join('\n');
      return /as bellglass-test[^]*Exit code 0/.test(text.replaceAll('\u00a0', ' '));
    });
    expect(await notifications.dialog.isVisible()).toBe(false);
  });
});
