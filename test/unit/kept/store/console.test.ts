import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readHead } from '../../../../daemon/kept/store/console.js';
import { scratch } from '../../../helpers/scratch.js';

test('the head of a console is read, as text, and no more of it than a vmm keeps', async () => {
  const path = `${scratch()}/console.log`;
  expect(await readHead(path)).toBeNull();
  writeFileSync(path, Buffer.from([0x61, 0xff, 0x62]));
  expect(await readHead(path)).toBe('a\ufffdb');
  writeFileSync(path, 'x'.repeat(1024 * 1024 + 5));
  expect((await readHead(path))?.length).toBe(1024 * 1024);
});
