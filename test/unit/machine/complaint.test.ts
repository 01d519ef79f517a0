import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keptComplaint, readComplaint } from '../../../daemon/machine/complaint.js';
import { scratch } from '../../helpers/scratch.js';

test('what a vmm printed is read, without the line’s end', () => {
  const path = `${scratch()}/vmm.log`;
  writeFileSync(path, 'bellglass-vmm: größer\n');
  expect(readComplaint(path)).toBe('bellglass-vmm: größer');
});

test('only the head of a long file is read', () => {
  const path = `${scratch()}/vmm.log`;
  writeFileSync(path, `${'x'.repeat(keptComplaint)}rest`);
  expect(readComplaint(path)).toBe('x'.repeat(keptComplaint));
});

test('where there is no file, or something else, nothing was printed', () => {
  const at = scratch();
  expect(readComplaint(`${at}/none`)).toBe('');
  expect(readComplaint(at)).toBe('');
});
