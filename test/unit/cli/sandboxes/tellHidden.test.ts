import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { tellHidden } from '../../../../daemon/cli/sandboxes/tellHidden.js';
import type { SandboxInfo } from '../../../../daemon/protocol/sandbox/sandbox.js';
import { sandboxInfo } from '../samples.js';

function told(hidden: SandboxInfo['hidden']): string | null {
  const stderr = new PassThrough({ encoding: 'utf8' });
  tellHidden(sandboxInfo({ hidden }), { stderr });
  return stderr.read() as string | null;
}

test('what is hidden in a sandbox is named, and how many more there are', () => {
  expect(told({ count: 2, paths: ['.env', 'keys/id_rsa'] })).toBe(
    'bellglass: Hidden from the programs in dev: .env, keys/id_rsa.\n',
  );
  expect(told({ count: 300, paths: ['a', 'b', 'c', 'd', 'e'] })).toContain(' and 2');
});

test('where nothing is hidden, or nothing shared, nothing is said', () => {
  expect(told({ count: 0, paths: [] })).toBeNull();
  expect(told(undefined)).toBeNull();
});
