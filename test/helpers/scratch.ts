import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** An empty directory with a short path, gone at the end of the test. */
export function scratch(): string {
  const path = realpathSync(mkdtempSync('/tmp/bgt-'));
  onTestFinished(() => {
    // A daemon that was told to end may still write its last lines.
    rmSync(path, { recursive: true, force: true, maxRetries: 20 });
  });
  return path;
}
