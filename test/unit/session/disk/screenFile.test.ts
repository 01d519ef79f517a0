import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeDiskFrame, encodePair } from '../../../../daemon/session/disk/frames.js';
import { ScreenFile } from '../../../../daemon/session/disk/screenFile.js';
import { scratch } from '../../../helpers/scratch.js';

const screen = { offset: 7, size: { rows: 24, cols: 80 }, drawing: Buffer.from('drawn') };

test('a screen and what came after are there at any instant', () => {
  const path = `${scratch()}/a.screen`;
  const file = new ScreenFile(path);
  expect([file.read(), file.whole]).toEqual([null, false]);
  expect(file.replace(screen)).toBe(true);
  file.addOutput(Buffer.from('more'));
  file.addResize({ rows: 30, cols: 100 });
  const events = [{ output: Buffer.from('more') }, { resize: { rows: 30, cols: 100 } }];
  expect(new ScreenFile(path).read()).toEqual({ ...screen, events });
  appendFileSync(path, encodeDiskFrame(3, Buffer.from('cut off')).subarray(0, 12));
  expect(new ScreenFile(path).read()).toEqual({ ...screen, events });
  expect(file.replace({ ...screen, offset: 8 })).toBe(true);
  expect(new ScreenFile(path).read()).toEqual({ ...screen, offset: 8, events: [] });
});

test('it asks to be written anew once much came after', () => {
  const file = new ScreenFile(`${scratch()}/a.screen`);
  file.replace(screen);
  file.addOutput(Buffer.alloc(1024 * 1024));
  expect(file.whole).toBe(true);
  file.addOutput(Buffer.alloc(1024 * 1024));
  expect(file.whole).toBe(false);
});

test('what cannot be written leaves the file as it was', () => {
  const file = new ScreenFile(`${scratch()}/missing/a.screen`);
  expect(file.replace(screen)).toBe(false);
  expect(file.whole).toBe(false);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['garbage', Buffer.from('garbage, and more than a header of it')],
  [
    'a terminal that is too large',
    Buffer.concat([
      encodeDiskFrame(0, encodePair(0, 0)),
      encodeDiskFrame(1, encodePair(1e6, 80)),
      encodeDiskFrame(2, Buffer.alloc(1)),
    ]),
  ],
])('%s is no screen', (_what, bytes) => {
  const path = `${scratch()}/a.screen`;
  writeFileSync(path, bytes);
  expect(new ScreenFile(path).read()).toBeNull();
});

test('nor is a file larger than any', () => {
  const path = `${scratch()}/a.screen`;
  const file = new ScreenFile(path);
  file.replace(screen);
  truncateSync(path, 1024 * 1024 * 1024);
  expect(file.read()).toBeNull();
});
