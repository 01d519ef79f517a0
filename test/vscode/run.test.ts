import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { killDaemon } from '../helpers/session/killedDaemon.js';
import { until } from '../helpers/waiting.js';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

const odd = 'it\'s a "file" (1).py';
const workbench = useWorkbench({
  story: 'run',
  // A browser's VS Code saves by itself.
  settings: { 'files.autoSave': 'off' },
  files: {
    'hello.py':
      'import os, sys\nimport sibling\nprint("hello from", os.uname().release, sibling.word, sys.stdout.isatty())\n',
    'sibling.py': 'word = "sibling"\n',
    'ask.py': 'import sys\nprint("hello", input("your name? "))\nsys.exit(3)\n',
    [odd]: 'print("odd" + " name")\n',
    'write.py': 'import time\nopen("made", "w")\n',
    'piece.py': 'if True:\n    word = "piece"\n    print("only a", word, __file__)\nprint("the rest")\n',
    'later.py': 'print("from the disk")\n',
    'forever.py': 'import time\nprint("begun", flush=True)\ntime.sleep(1000)\n',
  },
});

/** How long a machine may take to boot and answer here, in milliseconds. */
const patience = 60_000;

/** What runs of machines. */
const machines = () =>
  workbench.session.processes().filter(({ command }) => /^\S*(bellglass-vmm|qemu-system)/.test(command));

describe('Run in Sandbox', () => {
  test('asks once how sandboxes may see the folder, and shows output and the guest’s kernel', async () => {
    const { quickInput, views, terminals } = workbench;
    await quickInput.openFile('hello.py');
    await workbench.step('title', async () => {
      await views.titleButton(/^Run in Sandbox/).waitFor();
    });
    await workbench.step('mode', async () => {
      await views.titleButton(/^Run in Sandbox/).click();
      await quickInput.row('Read-only').waitFor();
    });
    await workbench.step('output', async () => {
      await quickInput.pick('Read-only');
      await terminals.see(/Exit code 0/, patience);
    });
    const text = await terminals.text();
    expect(text).toMatch(/hello from 6\.12\.\d+ sibling True/);
    expect(text).toMatch(/microVM \(qemu\), Linux 6\.12\.\d+/);
  });

  test('runs what is not saved, and leaves the file as it is', async () => {
    const { page, quickInput, terminals } = workbench;
    await quickInput.openFile('hello.py');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('print("not saved")');
    await workbench.step('unsaved', async () => {
      await page.keyboard.press('Control+Alt+Enter');
      await terminals.see(/not saved/, patience);
    });
    expect(readFileSync(`${workbench.session.workspace}/hello.py`, 'utf8')).not.toContain('not saved');
    await page.keyboard.press('Control+Z');
  });

  test('runs a document that was never saved', async () => {
    const { page, quickInput, terminals } = workbench;
    await quickInput.command('File: New Untitled Text File');
    await page.keyboard.type('#!/usr/bin/env python3\nprint("never", "saved")');
    await workbench.step('untitled', async () => {
      await quickInput.command('Bellglass: Run in Sandbox');
      await terminals.see(/never saved/, patience);
    });
  });

  test('asks for input in the terminal, tells the exit code, and runs again at Enter', async () => {
    const { quickInput, views, terminals } = workbench;
    await quickInput.openFile('ask.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await terminals.see(/your name\?/, patience);
    await terminals.type('Ada\n');
    await workbench.step('input', async () => {
      await terminals.see(/hello Ada[\s\S]*Exit code 3/, patience);
    });
    await terminals.type('\n');
    await terminals.see(/your name\? *$/m, patience);
    await terminals.type('Bob\n');
    await terminals.see(/hello Bob[\s\S]*Exit code 3/, patience);
  });

  test('is closed by Q once it has ended, and opens anew', async () => {
    const { page, quickInput, views, terminals } = workbench;
    await terminals.see(/Press Enter to run it again, Q to close\.$/);
    await terminals.type('q');
    await page.locator('.terminal-tabs-entry', { hasText: 'ask.py' }).waitFor({ state: 'detached' });
    await quickInput.openFile('ask.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await terminals.see(/your name\? *$/m, patience);
    await terminals.type('Eve\n');
    await terminals.see(/hello Eve[\s\S]*Exit code 3/, patience);
  });

  test('takes a file by the explorer’s menu, whatever its name', async () => {
    const { views, terminals } = workbench;
    await workbench.step('menu', async () => {
      await views.choose(odd, /^Run in Sandbox/);
      await terminals.see(/odd name/, patience);
    });
  });

  test('runs a selection alone, as a part of its file', async () => {
    const { page, quickInput, terminals } = workbench;
    await quickInput.openFile('piece.py');
    await page.keyboard.press('Control+G');
    await quickInput.answer(':2');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+End');
    await workbench.step('selection', async () => {
      await quickInput.command('Bellglass: Run Selection in Sandbox');
      await terminals.see(/only a piece[^]*Exit code 0/, patience);
    });
    expect(await terminals.text()).not.toContain('the rest');
    await quickInput.openFile('piece.py');
    await page.keyboard.press('Control+G');
    await quickInput.answer(':4');
    await page.keyboard.press('Shift+End');
    await quickInput.command('Bellglass: Run Selection in Sandbox');
    await terminals.see(/the rest[^]*Exit code 0/, patience);
    expect(await terminals.text()).not.toContain('only a');
    expect((await terminals.labels()).filter((label) => label.includes('piece.py'))).toEqual([
      expect.stringContaining('piece.py:4 (sandbox, read-only)'),
    ]);
  });

  test('runs what is not saved of a file that was run from the explorer before it was open', async () => {
    const { page, quickInput, views, terminals } = workbench;
    await views.choose('later.py', /^Run in Sandbox/);
    await terminals.see(/from the disk[^]*Exit code 0/, patience);
    await quickInput.openFile('later.py');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('print("from the editor")');
    await page.keyboard.press('Control+Alt+Enter');
    await terminals.see(/from the disk\s+from the editor[^]*Exit code 0/, patience);
    await page.keyboard.press('Control+Z');
  });

  test('says in the program’s own words that a read-only folder is not written', async () => {
    const { quickInput, views, terminals } = workbench;
    await quickInput.openFile('write.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await terminals.see(/Read-only file system[\s\S]*Exit code 1/, patience);
    expect(existsSync(`${workbench.session.workspace}/made`)).toBe(false);
  });

  test('is stopped by a button of the terminal', async () => {
    const { quickInput, views, terminals, page } = workbench;
    await quickInput.openFile('forever.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await terminals.see(/begun/, patience);
    await workbench.step('goes-on', async () => {
      await page.locator('.panel').getByRole('button', { name: 'Stop the Run' }).first().waitFor();
    });
    await page.locator('.panel').getByRole('button', { name: 'Stop the Run' }).first().click();
    await workbench.step('stopped', async () => {
      await terminals.see(/Stopped after/, patience);
    });
  });

  test('says so when the daemon is killed in the middle, leaves no machine, and runs again with the next one', async () => {
    const { session, quickInput, views, terminals } = workbench;
    await quickInput.openFile('forever.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await until({ what: 'a machine', milliseconds: patience }, () => machines().length > 0);
    await terminals.see(/image: host\s+begun$/, patience);
    await killDaemon(session);
    await workbench.step('daemon-killed', async () => {
      await terminals.see(/Press Enter to run it again/, patience);
    });
    expect((await terminals.text()).replaceAll('\n', '')).toMatch(/daemon/);
    await quickInput.openFile('hello.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await terminals.see(/hello from[^]*Exit code 0/, patience);
    await until(
      { what: 'the end of every machine', milliseconds: patience },
      () => [...machines(), ...session.machines()].length === 0,
    );
  });

  test('takes a command that is typed in', async () => {
    const { quickInput, terminals } = workbench;
    await quickInput.command('Bellglass: Run Command in Sandbox...');
    await quickInput.box.waitFor();
    await workbench.step('command', async () => {
      await quickInput.answer('ls | wc -l && echo "as $(whoami)"');
      await terminals.see(/8\s+as bellglass-test/, patience);
    });
  });
});
