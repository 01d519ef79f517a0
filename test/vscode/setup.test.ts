import { describe, expect, test } from 'vitest';
import { isRoot } from '../helpers/session/account.js';
import { daemonPid } from '../helpers/session/killedDaemon.js';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

// Only root hides QEMU from a server and gives it back; a checkout whose tests run as another user sees the check alone.
const workbench = useWorkbench({
  story: 'setup',
  files: { 'hello.py': 'import os\nprint("ran on", os.uname().release)\n' },
  withoutQemu: isRoot,
  env: isRoot ? {} : { BELLGLASS_HYPERVISOR: 'libkrun' },
});
/** How long a machine may take to boot and answer here, in milliseconds. */
const patience = 60_000;

describe('where no machine boots', () => {
  test('a run says why, and nothing runs on the host', async () => {
    const { quickInput, views, terminals } = workbench;
    await quickInput.openFile('hello.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await quickInput.pick('Read-only');
    await workbench.step('failed', async () => {
      await terminals.see(/It did not run/, 120_000);
    });
    const text = await terminals.text();
    expect(text).toMatch(isRoot ? /qemu/i : /libkrun/);
    expect(text).not.toContain('ran on');
  });

  test('the check of the set-up names the cause, and puts the command that repairs it into a terminal', async () => {
    const { page, quickInput, notifications, terminals } = workbench;
    await notifications.press(/the run of hello\.py failed/, 'Check Set-up');
    await workbench.step('check', async () => {
      await quickInput.row(/QEMU/).waitFor({ timeout: patience });
    });
    if (!isRoot) {
      await page.keyboard.press('Escape');
      return;
    }
    await quickInput.pick(/QEMU/);
    await workbench.step('repair', async () => {
      await terminals.see(/sudo apt install qemu-system-x86\s*$/);
    });
    expect((await terminals.text()).match(/sudo/g)).toHaveLength(1);
  });

  test.runIf(isRoot)('once it is repaired the check says so, and the file runs in the same window', async () => {
    const { page, quickInput, views, terminals, session } = workbench;
    workbench.uncoverQemu(daemonPid(session));
    await quickInput.command('Bellglass: Check Set-up');
    await workbench.step('repaired', async () => {
      await quickInput.row(/QEMU/).waitFor({ timeout: patience });
    });
    expect(await quickInput.title()).not.toMatch(/not work/);
    await page.keyboard.press('Escape');
    await views.titleButton(/^Run in Sandbox/).click();
    await workbench.step('runs', async () => {
      await terminals.see(/ran on 6\.12\.\d+[^]*Exit code 0/, patience);
    });
  });
});
