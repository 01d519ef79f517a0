import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Base } from '../../../../daemon/review/base/base.js';
import type { Change } from '../../../../daemon/review/changes/change.js';
import { ignoredIn, notableOf } from '../../../../daemon/review/changes/notable.js';
import { rawOf } from '../../../../daemon/review/rawPath.js';
import { scratch } from '../../../helpers/scratch.js';

/** What a folder was that held nothing but a hidden file. */
async function baseWithHidden(path: string): Promise<Base> {
  const entry = { path, kind: 'file', mode: 0o600, size: 0, mtime: '0', ctime: '0', device: '1', inode: '2', links: 1 };
  const lines = [
    { version: 1, workspace: '/w', device: '1', inode: '1' },
    { ...entry, content: 'hidden' },
    { end: true, entries: 1 },
  ];
  const file = `${scratch()}/base`;
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return await Base.read(file);
}

/** A file that was added. */
function added(name: Buffer | string): Change {
  const after = { kind: 'file', mode: 0o644, size: 1, mtime: '0', content: { from: 'guest' }, link: null } as const;
  const path = rawOf(Buffer.from(name));
  return { path, what: 'added', from: null, before: null, after, contentChanged: true };
}

test('what is named of a run are the first changes that need approval, with the reason, as the wire has paths', async () => {
  const odd = Buffer.concat([Buffer.of(0xff), Buffer.from('/Makefile')]);
  const changes = [added('a.txt'), added('.vscode/tasks.json'), added(odd), added('.git/hooks/pre-commit')];
  expect(notableOf(changes, await baseWithHidden('.env'))).toEqual([
    { path: '.vscode/tasks.json', attention: 'editor' },
    { path: { bytes: odd.toString('base64') }, attention: 'build' },
  ]);
});

test('what is never applied is not among them', async () => {
  expect(notableOf([added('.npmrc')], await baseWithHidden('.env'))).toHaveLength(1);
  expect(notableOf([added('.npmrc')], await baseWithHidden('.npmrc'))).toEqual([]);
});

test('they are no more than twenty', async () => {
  const changes = Array.from({ length: 30 }, (_, index) => added(`${String(index)}/package.json`));
  const notable = notableOf(changes, await baseWithHidden('.env'));
  expect(notable).toHaveLength(20);
  expect(notable[19]?.path).toBe('19/package.json');
});

test('places that git ignores are told once each, twenty of them, and counted', () => {
  const within = (place: string, name: string): Change => ({
    ...added(`${place}/${name}`),
    ignored: rawOf(Buffer.from(place)),
  });
  expect(ignoredIn([added('a'), within('dist', 'a'), within('dist', 'b'), within('log', 'c')])).toEqual({
    count: 2,
    paths: ['dist', 'log'],
  });
  const many = ignoredIn(Array.from({ length: 30 }, (_, index) => within(String(index), 'a')));
  expect([many.count, many.paths.length]).toEqual([30, 20]);
});
