import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../../helpers/vscode/host/suite.js';

test('Bellglass is installed, and the program of its package loads', async () => {
  const extension = vscode.extensions.getExtension('bellglass.bellglass');
  assert.ok(extension !== undefined);
  await extension.activate();
  assert.equal(extension.isActive, true);
});

test('proposed APIs are refused, as wherever users are', () => {
  // The typed API does not have what is only proposed.
  const workspace = vscode.workspace as unknown as {
    registerTimelineProvider: (scheme: string, provider: object) => void;
  };
  assert.throws(() => {
    workspace.registerTimelineProvider('file', {});
  }, /CANNOT use API proposal: timeline/);
});
