import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { TerminalSize } from '../../../daemon/protocol/sandbox/session.js';
import { ScreenFile } from '../../../daemon/session/disk/screenFile.js';
import { drawScreen, TerminalSide } from '../../../daemon/session/terminalSide.js';
import { client } from '../../helpers/guest/sessionHome.js';
import { scratch } from '../../helpers/scratch.js';

const size = { rows: 5, cols: 30 };
const question = Buffer.from('\x1b[6n');

async function open(path = `${scratch()}/a.screen`, of: TerminalSize = size) {
  const asked: TerminalSize[] = [];
  const answers: string[] = [];
  const side = await TerminalSide.open(path, of, {
    resize: (to) => asked.push(to),
    answer: (bytes) => answers.push(Buffer.from(bytes).toString()),
    changed: () => undefined,
  });
  onTestFinished(() => {
    side.close(null);
  });
  const say = async (text: string | Buffer): Promise<void> => {
    await side.take('stdout', Buffer.from(text));
    await side.settled();
  };
  return { path, side, asked, answers, say };
}

test('a program’s question is answered when nobody is there, and otherwise left to who is', async () => {
  const { side, answers, say } = await open();
  side.begins();
  await say(question);
  expect(answers).toEqual(['\x1b[1;1R']);
  const viewer = side.attach(client(), size);
  await say(question);
  expect(answers).toHaveLength(1);
  side.detach(viewer);
  await say(question);
  expect(answers).toHaveLength(2);
});

test('what was asked before this daemon came is not answered, and what is asked later is', async () => {
  const { answers, say } = await open();
  await say(question);
  expect(answers).toEqual([]);
  await sleep(400);
  await say(question);
  expect(answers).toEqual(['\x1b[1;1R']);
});

test('what was lost counts as taken, is told, and makes the program draw again', async () => {
  const { side, asked, say } = await open();
  const viewer = client();
  side.attach(viewer, size);
  // In the middle of a sequence, of which the notice is no part.
  await say('seen \x1b[3');
  side.lost('stdout', 5000);
  await say('after');
  expect(side.offset('stdout')).toBe(5000 + 8 + 5);
  expect(viewer.seen()).toContain('[bellglass: 5000 bytes of output were lost before they could be read]\r\nafter');
  expect(asked).toEqual([{ rows: 5, cols: 29 }, size]);
});

test('one that is one column wide is never asked to have none', async () => {
  const { side, asked } = await open(undefined, { rows: 1, cols: 1 });
  side.lost('stdout', 1);
  expect(asked).toEqual([
    { rows: 1, cols: 2 },
    { rows: 1, cols: 1 },
  ]);
});

test('a daemon that is killed leaves output, sizes and the offset to the next one', async () => {
  const { path, side, say } = await open();
  await say('before ');
  side.attach(client(), { rows: 3, cols: 20 });
  await say('after');
  const { screen, offset } = await drawScreen(new ScreenFile(path), size);
  expect([offset, screen.size]).toEqual([12, { rows: 3, cols: 20 }]);
  expect(screen.restoration({ ...size, history: true }).toString()).toContain('before after');
  screen.dispose();
});

test('a viewer that has gone counts no more, whatever it still says', async () => {
  const { side, asked } = await open();
  const viewer = side.attach(client(), { rows: 3, cols: 20 });
  side.detach(viewer);
  side.detach(viewer);
  side.resizeViewer(viewer, { rows: 1, cols: 1 });
  expect([side.viewers, side.size, asked]).toEqual([0, { rows: 3, cols: 20 }, [{ rows: 3, cols: 20 }]]);
});

test('where nothing can be written the terminal goes on, and what it showed is written when it can be', async () => {
  const directory = `${scratch()}/gone`;
  const { side, say, path } = await open(`${directory}/a.screen`);
  await say('unwritten');
  expect(new ScreenFile(path).read()).toBeNull();
  mkdirSync(directory);
  side.close(null);
  expect(new ScreenFile(path).read()?.drawing.toString()).toContain('unwritten');
  rmSync(directory, { recursive: true });
});

test('a flood is taken no faster than it is parsed', async () => {
  const { side } = await open();
  const piece = Buffer.alloc(512 * 1024, 'flood\r\n');
  await side.take('stdout', piece);
  expect(side.offset('stdout')).toBe(piece.length);
});
