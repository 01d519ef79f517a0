import { expect, test } from 'vitest';
import { runInWorkbench } from '../helpers/vscode/host/inWorkbench.js';

// The tests are named by the extension host, which runs them before vitest knows of them.
for (const { name, failure, milliseconds } of await runInWorkbench()) {
  test(`${name} (${String(milliseconds)} ms in the extension host)`, () => {
    expect(failure).toBe(null);
  });
}
