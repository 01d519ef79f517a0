import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { inProject } from './project.js';

/**
 * Compares a text with the one that was reviewed, test/golden/NAME. A missing file fails; `BELLGLASS_GOLDEN=write` writes what is
 * there now, for the diff to be reviewed.
 */
export function expectGolden(name: string, text: string): void {
  const path = inProject(`test/golden/${name}`);
  if (process.env['BELLGLASS_GOLDEN'] === 'write') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
