import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorRows } from './errorTable.js';
import { read, top } from './tree.js';

const document = 'docs/errors.md';
const first = '| --- | --- | --- |\n';

describe('docs/errors.md', () => {
  test('has every code with the sentence that users read and its exit status, and nothing else (npm run format writes it)', () => {
    const text = read(document);
    const [before = ''] = text.split(first);
    const written = `${before}${first}${errorRows().join('\n')}\n`;
    if (process.env['BELLGLASS_UPDATE_DOCS'] === '1') writeFileSync(top + document, written);
    expect(read(document)).toBe(written);
  });

  test('has sentences, each of which ends and stands on one line', () => {
    for (const row of errorRows()) expect(row).toMatch(/^\| `[a-z0-9_]+` \| \S.*\S \| ([0-9]+|the compiler's) \|$/);
  });
});
