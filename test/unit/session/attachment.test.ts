import { expect, test } from 'vitest';
import { sessionInfo } from '../../../daemon/protocol/sandbox/session.js';
import { showLastScreen } from '../../../daemon/session/attachment.js';
import { TerminalSide } from '../../../daemon/session/terminalSide.js';
import { client, sandboxId } from '../../helpers/guest/sessionHome.js';
import { sessionRowOf } from '../../helpers/kept/rows.js';
import { stateOf, terminalOf, write } from '../../helpers/screen/terminals.js';
import { scratch } from '../../helpers/scratch.js';

const size = { rows: 4, cols: 20 };
const row = sessionRowOf('bbbbbbbb', sandboxId, { terminal: size, state: 'ended', exitCode: 3, processId: null });
const ended = sessionInfo.strip().parse({ ...row, viewers: 0 });

/** The file that a session left which had shown that. */
async function left(output: string): Promise<string> {
  const path = `${scratch()}/a.screen`;
  const use = { resize: () => undefined, answer: () => undefined, changed: () => undefined };
  const side = await TerminalSide.open(path, size, use);
  await side.take('stdout', Buffer.from(output));
  await side.settled();
  side.close(ended);
  return path;
}

/** What a terminal of that size shows of it. */
async function shown(path: string, rows: number, cols: number): Promise<string> {
  const outlet = client();
  await showLastScreen(path, outlet, { rows, cols }, ended);
  expect(outlet.ends).toEqual([ended]);
  const terminal = terminalOf(rows, cols);
  await write(terminal, outlet.seen());
  return JSON.stringify(stateOf(terminal));
}

test('the last screen is shown to terminals of every size, with what scrolled out, and then the end', async () => {
  const path = await left('one\r\ntwo\r\nthree\r\nfour\r\nfive');
  for (const [rows, cols] of [
    [4, 20],
    [50, 200],
    [1, 5],
  ] as const)
    expect(await shown(path, rows, cols), `${String(rows)}x${String(cols)}`).toContain('five');
  const outlet = client();
  await showLastScreen(path, outlet, size, ended);
  expect(outlet.seen()).toContain('one');
});

test('where no screen was left there is an empty one, and the end all the same', async () => {
  const outlet = client();
  await showLastScreen(`${scratch()}/none`, outlet, size, { ...ended, terminal: null });
  expect(outlet.ends).toEqual([{ ...ended, terminal: null }]);
  expect(outlet.seen()).not.toMatch(/[a-z]{3}/);
});

test('what is typed into it goes nowhere and holds nobody up', async () => {
  const outlet = client();
  const { input, resize, detach } = await showLastScreen(await left('last'), outlet, size, ended);
  const seen = outlet.seen();
  await new Promise((resolve) => input.write(Buffer.alloc(1024 * 1024), resolve));
  resize({ rows: 1, cols: 1 });
  detach();
  expect([outlet.seen(), outlet.ends.length]).toEqual([seen, 1]);
});
