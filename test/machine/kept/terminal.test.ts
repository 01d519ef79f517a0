import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInTerminal } from '../../helpers/session/pseudoTerminal.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const detach = '\u0010\u0011';
/** It may stand in a screen that is restored, and so before sequences. */
const prompt = /[#$] /;

beforeAll(async () => {
  await session.bellglass(['create', '--name', 'dev', '--memory', '256m', '--disk', '256m']);
  expect(await session.bellglass(['start', 'dev'])).toMatchObject({ status: 0 });
});
afterAll(async () => {
  await session.bellglass(['rm', '-f', 'dev']);
});

describe('a terminal in a sandbox', () => {
  test('has the size of this one, is left, found again as it was, resized, and ends with its status', async () => {
    const args = ['run', '-it', '--keep', '--memory', '256m', '--disk', '256m', '--name', 't', '--', 'sh'];
    const first = startInTerminal(session, args, 24, 80);
    await first.seen(prompt);
    first.type('stty size; echo mark-$((6*7))\r');
    await first.seen(/24 80[^]*mark-42/);
    first.type(detach);
    expect(await first.ended).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/read escape sequence\s*$/) as string,
    });
    const second = startInTerminal(session, ['attach', 't'], 30, 100);
    await second.seen(/mark-42/);
    second.type('stty size\r');
    await second.seen(/30 100/);
    second.type('exit 9\r');
    expect(await second.ended).toMatchObject({ status: 9 });
    const listed = async () => (await session.bellglass(['ls', '--format', '{{.Name}} {{.Status}}'])).stdout;
    await until({ what: 'the end of the sandbox', milliseconds: 20_000 }, async () =>
      /^t Exited \(9\)/m.test(await listed()),
    );
    expect(await session.bellglass(['rm', 't'])).toMatchObject({ status: 0 });
  });

  test('lives on when its command is killed', async () => {
    const first = startInTerminal(session, ['exec', '-it', '-e', 'MARK=here', 'dev', 'sh']);
    await first.seen(prompt);
    first.type('echo $MARK-1\r');
    await first.seen(/here-1/);
    first.child.kill('SIGKILL');
    const second = startInTerminal(session, ['attach', 'dev']);
    await second.seen(/here-1/);
    second.type('exit 0\r');
    expect(await second.ended).toMatchObject({ status: 0 });
  });

  test('goes on when the daemon is killed', async () => {
    const shown = startInTerminal(session, ['exec', '-it', '--detach-keys', 'ctrl-a,d', 'dev', 'sh']);
    await shown.seen(prompt);
    shown.type('echo be$((1))fore\r');
    await shown.seen(/be1fore/);
    const { pid } = JSON.parse((await session.bellglass(['daemon', 'status', '--json'])).stdout) as { pid: number };
    process.kill(pid, 'SIGKILL');
    // The screen is drawn anew; what is typed before, on the way to the dead daemon, may be lost with it.
    await shown.seen(/be1fore[^]*be1fore/);
    shown.type('echo af$((2))ter\r');
    await shown.seen(/af2ter/);
    shown.type('\u0001d');
    expect(await shown.ended).toMatchObject({ status: 0 });
    expect((await session.bellglass(['inspect', 'dev'])).stdout).toContain('"state": "running"');
  });

  test('shows all that a short program wrote', async () => {
    const shown = startInTerminal(session, [
      'exec',
      '-t',
      'dev',
      'sh',
      '-c',
      'tty >/dev/null && echo terminal; exit 3',
    ]);
    const { status, stdout } = await shown.ended;
    expect(status).toBe(3);
    expect(stdout).toContain('terminal');
  });
});

test('what has no terminal here gets none there', async () => {
  expect(await session.bellglass(['exec', '-it', 'dev', 'sh'])).toMatchObject({
    status: 125,
    stderr: 'bellglass: The input device is not a TTY. Run this in a terminal, or leave -t out.\n',
  });
});
