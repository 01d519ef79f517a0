import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { matchedOf } from '../../../../daemon/review/ignored/matched.js';
import { rawPath, root, type RawPath } from '../../../../daemon/review/rawPath.js';
import { scratch } from '../../../helpers/scratch.js';

const asked = (...paths: string[]) =>
  paths.map((path) => ({ path: rawPath(path.replace(/\/$/, '')), isDirectory: path.endsWith('/') }));
const texts = (files: Readonly<Record<string, string>>): ReadonlyMap<RawPath, Buffer> =>
  new Map(Object.entries(files).map(([path, text]) => [path === '' ? root : rawPath(path), Buffer.from(text)]));

test('git says which names its patterns match, each in its directory and the exclusions of the repository last', async () => {
  const patterns = { files: texts({ '': 'out/\n', 'a/b': '*.o\n!k.o\n' }), exclude: Buffer.from('*.tmp\n') };
  const paths = asked('out/', 'out/x', 'a/b/c.o', 'a/b/k.o', 'c.o', 'x.tmp', 'y');
  const at = `${scratch()}/at`;
  expect([...(await matchedOf(paths, patterns, at))]).toEqual(['out', 'out/x', 'a/b/c.o', 'x.tmp']);
  expect(existsSync(at)).toBe(false);
});

test('nothing matches without a question, without patterns, and where no tree can be made', async () => {
  const patterns = { files: texts({ '': '*\n' }), exclude: null };
  expect(await matchedOf([], patterns, `${scratch()}/at`)).toEqual(new Set());
  expect(await matchedOf(asked('a'), null, `${scratch()}/at`)).toEqual(new Set());
  expect(await matchedOf(asked('a'), { files: texts({ '': 'b\n' }), exclude: null }, `${scratch()}/at`)).toEqual(
    new Set(),
  );
  expect(await matchedOf(asked('a'), patterns, '/etc/hosts/none')).toEqual(new Set());
});

test('a path that git refuses leaves everything as it is', async () => {
  const patterns = { files: texts({ '': '*\n' }), exclude: null };
  expect(await matchedOf(asked('a', '../../b'), patterns, `${scratch()}/at`)).toEqual(new Set());
});
