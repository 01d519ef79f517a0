import { describe, expect, inject, test } from 'vitest';
import { packMemoryFiles } from '../helpers/vscode/memoryFiles.js';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

const workbench = useWorkbench({
  story: 'folders',
  extensions: [inject('vsix').platform, packMemoryFiles()],
  files: {
    'one/where.py': 'import os\nprint("in", os.path.basename(os.getcwd()), os.path.exists("sibling"))\n',
    'two/where2.py': 'import os\nprint("in", os.path.basename(os.getcwd()), os.path.exists("sibling"))\n',
    'two/sibling': '',
    'several.code-workspace': JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }),
    'virtual.code-workspace': JSON.stringify({ folders: [{ uri: 'memory://host/folder', name: 'in memory' }] }),
  },
});
/** How long a machine may take to boot and answer here, in milliseconds. */
const patience = 60_000;

describe('a workspace of several folders', () => {
  test('each folder has its own mode, and a file runs in the folder it lies in', async () => {
    const { quickInput, views, terminals } = workbench;
    await workbench.openWorkspace(`${workbench.session.workspace}/several.code-workspace`);
    await quickInput.openFile('where.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await quickInput.pick('None');
    await terminals.see(/Exit code 0/, patience);
    await quickInput.openFile('where2.py');
    await workbench.step('mode', async () => {
      await views.titleButton(/^Run in Sandbox/).click();
      await quickInput.row('Read-only').waitFor();
    });
    expect(await quickInput.title()).toContain('"two"');
    await quickInput.pick('Read-only');
    await workbench.step('output', async () => {
      await terminals.see(/in two True[^]*Exit code 0/, patience);
    });
  });

  test('a terminal asks for which of them its sandbox is', async () => {
    const { quickInput, terminals } = workbench;
    await quickInput.command('Bellglass: New Sandboxed Terminal');
    await workbench.step('which', async () => {
      await quickInput.row('two').waitFor();
    });
    await quickInput.pick('two');
    await terminals.see(/\(sandbox\) .*\$/, patience);
    await terminals.type('ls -a sibling\n');
    await workbench.step('terminal', async () => {
      await terminals.see(/^sibling$/m);
    });
    expect((await terminals.labels()).at(-1)).toMatch(/ two-[0-9a-f]{6} \(sandbox, read-only\)/);
  });
});

describe('a virtual workspace', () => {
  test('its documents run without their folder, and say so', async () => {
    const { views, terminals } = workbench;
    await workbench.openWorkspace(`${workbench.session.workspace}/virtual.code-workspace`);
    await views.choose('remote.py', /^Run in Sandbox/);
    await workbench.step('virtual', async () => {
      await terminals.see(/from memory[^]*Exit code 0[^]*folder: /, patience);
    });
    await views.treeItem('remote.py').dblclick();
    await views.titleButton(/^Run in Sandbox/).click();
    await terminals.see(/from memory[^]*Exit code 0/, patience);
  });
});

describe('a window without a folder', () => {
  test('runs a document that was never saved', async () => {
    const { page, quickInput, terminals } = workbench;
    await workbench.openWorkspace(null);
    await quickInput.command('File: New Untitled Text File');
    await page.keyboard.type(`#!/bin/sh\n[ -e ${workbench.session.workspace} ] || echo "not seen"`);
    await workbench.step('untitled', async () => {
      await quickInput.command('Bellglass: Run in Sandbox');
      await terminals.see(/not seen[^]*Exit code 0/, patience);
    });
  });

  test('opens a terminal in a sandbox without a folder', async () => {
    const { quickInput, terminals, session } = workbench;
    await quickInput.command('Bellglass: New Sandboxed Terminal');
    await workbench.step('scratch', async () => {
      await terminals.see(/\(sandbox\) .*\$/, patience);
    });
    expect((await session.bellglass(['ls', '--format', '{{.Name}}'])).stdout).toContain('bellglass-scratch\n');
    for (const name of (await session.bellglass(['ls', '-q'])).stdout.trim().split('\n'))
      expect((await session.bellglass(['rm', '--force', name])).status).toBe(0);
  });
});
