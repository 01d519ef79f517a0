import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { connectDaemon } from '../../../daemon/client/connect.js';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import { test } from '../../helpers/vscode/host/suite.js';
import { until } from '../../helpers/waiting.js';

const patience = 40_000;
const memoryMiB = 300;

async function daemonOfWindow(): Promise<Daemon> {
  const extension = vscode.extensions.getExtension('bellglass.bellglass');
  assert.ok(extension !== undefined);
  const program = vscode.Uri.joinPath(extension.extensionUri, 'dist/bellglassd.mjs').fsPath;
  return await connectDaemon({ client: 'host', program });
}

async function only(daemon: Daemon): Promise<SandboxInfo> {
  const { sandboxes } = await daemon.call('sandbox.list', {});
  assert.equal(sandboxes.length, 1);
  return sandboxes[0]!;
}

test('settings and menus reach a real machine: a terminal’s sandbox is made as set, and goes as the view’s commands say', async () => {
  const settings = vscode.workspace.getConfiguration('bellglass');
  await settings.update('memoryMiB', memoryMiB, vscode.ConfigurationTarget.Global);
  const daemon = await daemonOfWindow();
  try {
    // What the user would pick is asked in a list, whose first row is the recommended mode.
    const opened = vscode.commands.executeCommand('bellglass.newTerminal');
    await acceptFirst(opened);
    const sandbox = await only(daemon);
    assert.deepEqual([sandbox.state, sandbox.settings.memoryMiB], ['running', memoryMiB]);
    assert.equal(sandbox.settings.workspace?.mode, 'readonly');
    const terminal = vscode.window.terminals.find(({ name }) =>
      name.startsWith(`${sandbox.name} (sandbox, read-only)`),
    );
    assert.ok(terminal !== undefined);
    await until(
      { what: 'a viewer', milliseconds: patience },
      async () => (await only(daemon)).sessions[0]?.viewers === 1,
    );

    const given = { sandboxId: sandbox.id };
    await vscode.commands.executeCommand('bellglass.stopSandbox', given);
    assert.equal((await only(daemon)).state, 'stopped');
    await vscode.commands.executeCommand('bellglass.startSandbox', given);
    assert.equal((await only(daemon)).state, 'running');
    await daemon.call('sandbox.remove', { sandbox: sandbox.id, force: true });
  } finally {
    daemon.close();
    await settings.update('memoryMiB', undefined, vscode.ConfigurationTarget.Global);
  }
});

test('a file runs in a machine and a terminal of its own, is stopped, and is there to run again', async () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder !== undefined);
  const file = vscode.Uri.joinPath(folder.uri, 'slow.py');
  await vscode.workspace.fs.writeFile(file, Buffer.from('import time\ntime.sleep(600)\n'));
  const daemon = await daemonOfWindow();
  const machines = async (): Promise<number> => (await daemon.call('machine.list', {})).machines.length;
  try {
    assert.equal(await machines(), 0);
    const run = vscode.commands.executeCommand('bellglass.runFile', file);
    await until({ what: 'a machine', milliseconds: patience }, async () => (await machines()) === 1);
    await vscode.commands.executeCommand('bellglass.stopRun');
    await run;
    await until({ what: 'its end', milliseconds: patience }, async () => (await machines()) === 0);
    const terminal = vscode.window.terminals.find(({ name }) => name === 'slow.py (sandbox, read-only)');
    assert.ok(terminal !== undefined);
    const again = vscode.commands.executeCommand('bellglass.rerun');
    await until({ what: 'another machine', milliseconds: patience }, async () => (await machines()) === 1);
    terminal.dispose();
    await again;
    await until({ what: 'its end', milliseconds: patience }, async () => (await machines()) === 0);
  } finally {
    daemon.close();
  }
});

/** Accepts what is picked in the list that comes up, again and again until the command is done: the list is there a moment later. */
async function acceptFirst(command: Thenable<unknown>): Promise<void> {
  const ended = Promise.resolve(command).then(() => 'done');
  const accept = async (): Promise<unknown> => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200))]);
  };
  while ((await accept()) !== 'done');
}
