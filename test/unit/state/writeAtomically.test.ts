import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeAtomically } from '../../../daemon/state/writeAtomically.js';
import { scratch } from '../../helpers/scratch.js';

test('a file is replaced whole, and nothing else is left', async () => {
  const at = scratch();
  await writeAtomically(`${at}/file`, 'one');
  await writeAtomically(`${at}/file`, 'two');
  expect(readFileSync(`${at}/file`, 'utf8')).toBe('two');
  expect(statSync(`${at}/file`).mode & 0o777).toBe(0o600);
  expect(readdirSync(at)).toEqual(['file']);
});

test('of many writers at once one is the last, and its text is whole', async () => {
  const at = scratch();
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(
    texts.map(async (text) => {
      await writeAtomically(`${at}/file`, text);
    }),
  );
  expect(texts).toContain(readFileSync(`${at}/file`, 'utf8'));
  expect(readdirSync(at)).toEqual(['file']);
});

test('a failure leaves the old file and no draft', async () => {
  const at = scratch();
  mkdirSync(`${at}/file`);
  chmodSync(`${at}/file`, 0o700);
  await expect(writeAtomically(`${at}/file`, 'x')).rejects.toThrow();
  expect(readdirSync(at)).toEqual(['file']);
});
