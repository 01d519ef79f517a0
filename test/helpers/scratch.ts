import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** An empty directory with a short path, gone at the end of the test. */
export function scratch(): string {
  const path = realpathSync(mkdtempSync('/tmp/bgt-'));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}
