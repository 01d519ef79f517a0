import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot } from '../helpers/session/account.js';
import { commandsOf } from '../helpers/session/commandsOf.js';
import { killDaemon } from '../helpers/session/killedDaemon.js';
import { startInTerminal } from '../helpers/session/pseudoTerminal.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();
const { bellglass } = commandsOf(session);
const fill = `${session.state}/fill`;
const listed = ['ls', '--format', '{{.Name}} {{.State}}'];

/** To the last byte: what others write meanwhile takes what it finds. */
function fillUp(): void {
  for (const size of [1 << 20, 4096, 1])
    expect(() => {
      for (;;) appendFileSync(fill, Buffer.alloc(size));
    }).toThrow('ENOSPC');
}

// Only root can mount a small file system.
describe.skipIf(!isRoot)('where sandboxes are kept the disk is full', () => {
  beforeAll(() => {
    const { uid, gid } = session.account;
    const options = `size=128m,mode=700,uid=${String(uid)},gid=${String(gid)}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'small', session.state]);
  });
  afterAll(async () => {
    await session.bellglass(['daemon', 'stop']);
    execFileSync('umount', [session.state]);
  });

  test('no program is held up, and the log says what is missing once there is room', async () => {
    await bellglass('create', '--name', 'dev', '--memory', '128m', '--disk', '64m');
    await bellglass('start', 'dev');
    // What has begun on a page of the file goes on to the page's end.
    const loop = 'n=0; while :; do n=$((n+1)); printf "line %0500d\\n" $n; echo $n > /tmp/n; sleep 0.1; done';
    const id = (await bellglass('exec', '-d', 'dev', 'sh', '-c', loop)).trim();
    const counted = async (): Promise<number> => Number(await bellglass('exec', 'dev', 'cat', '/tmp/n'));
    await until({ what: 'lines', milliseconds: 20_000 }, async () => (await bellglass('logs', id)).includes('0003'));
    fillUp();
    const before = await counted();
    await until({ what: 'more lines', milliseconds: 20_000 }, async () => (await counted()) > before + 20);
    rmSync(fill);
    await until({ what: 'the sentence', milliseconds: 20_000 }, async () =>
      /\[bellglass: \d+ bytes of output are missing, since the disk was full\]\n(?:.*\n)*line \d+\n/.test(
        await bellglass('logs', id),
      ),
    );
  });

  test('a terminal goes on, over a killed daemon too, and what cannot be made is said', async () => {
    const terminal = startInTerminal(session, ['exec', '-it', 'dev', 'sh']);
    await terminal.seen(/[#$] /);
    fillUp();
    terminal.type('echo on$((1))\r');
    await terminal.seen(/on1/);
    const refused = await session.bellglass(['create', '--disk', '64m']);
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^bellglass: .* has \d+ MiB free, and a sandbox's disk needs 64 MiB/) as string,
    });
    await killDaemon(session);
    expect(await bellglass(...listed)).toBe('dev running\n');
    terminal.type('echo and on$((2))\r');
    await terminal.seen(/and on2/);
    terminal.type('exit 3\r');
    expect(await terminal.ended).toMatchObject({ status: 3 });
  });

  test('a sandbox can be stopped and removed, which makes room', async () => {
    await bellglass('stop', '-t', '1', 'dev');
    await killDaemon(session);
    expect(await bellglass(...listed)).toBe('dev stopped\n');
    await bellglass('rm', 'dev');
    expect(existsSync(`${session.state}/bellglass/sandboxes`)).toBe(true);
    expect(await bellglass(...listed)).toBe('');
    rmSync(fill);
    await bellglass('create', '--name', 'dev', '--disk', '64m');
    await bellglass('rm', 'dev');
  });
});
