import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION } from '../../../daemon/protocol/version.js';
import { inProject } from '../../helpers/project.js';

test('the version is that of package.json', () => {
  const manifest = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { version: string };
  expect(VERSION).toBe(manifest.version);
});
