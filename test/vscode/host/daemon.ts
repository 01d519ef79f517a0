import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { connectDaemon } from '../../../daemon/client/connect.js';
import { test } from '../../helpers/vscode/host/suite.js';

test('the daemon of the package is started and found, though VS Code has a hand in every HTTP request', async () => {
  const extension = vscode.extensions.getExtension('bellglass.bellglass');
  assert.ok(extension !== undefined);
  const program = vscode.Uri.joinPath(extension.extensionUri, 'dist/bellglassd.mjs').fsPath;
  const daemon = await connectDaemon({ client: 'host', program });
  try {
    const { sandboxes } = await daemon.call('sandbox.list', {});
    assert.deepEqual(sandboxes, []);
  } finally {
    daemon.close();
  }
});
