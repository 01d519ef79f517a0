import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from '../../helpers/vscode/host/suite.js';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

const extension = vscode.extensions.getExtension<unknown>('bellglass.bellglass');
const manifest = (): Manifest => extension?.packageJSON as Manifest;

test('every command of the manifest is there', async () => {
  await extension?.activate();
  const there = new Set(await vscode.commands.getCommands(true));
  const wanted = manifest().contributes.commands.map(({ command }) => command);
  assert.ok(wanted.length > 0);
  assert.deepEqual(
    wanted.filter((command) => !there.has(command)),
    [],
  );
});

test('every setting has the default of the manifest, and no folder may set it', async () => {
  const { properties } = manifest().contributes.configuration;
  const names = Object.keys(properties);
  assert.ok(names.length > 0);
  for (const name of names) {
    const [section, key] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
    const settings = vscode.workspace.getConfiguration(section);
    assert.deepEqual(settings.inspect(key)?.defaultValue, properties[name]?.default, name);
    const folder = Promise.resolve(
      settings.update(key, properties[name]?.default, vscode.ConfigurationTarget.Workspace),
    );
    await assert.rejects(folder, /workspace/i, name);
  }
});
