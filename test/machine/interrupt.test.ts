import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { asAccount } from '../helpers/session/account.js';
import { machines } from '../helpers/full.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

describe.each(machines)('a machine $title', ({ options }) => {
  test('Ctrl-C goes to the program, which ends as it likes', async () => {
    const { child, ended, seen } = session.start([
      'run',
      ...options,
      '--',
      'sh',
      '-c',
      'trap "echo caught; exit 9" INT; echo up; while :; do sleep 0.1; done',
    ]);
    await seen(/up/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 9, stdout: 'up\ncaught\n' });
  });

  test('a program that does nothing about Ctrl-C ends by it: 130', async () => {
    const { child, ended, seen } = session.start(['run', ...options, '--', 'sh', '-c', 'echo up; exec sleep 1000']);
    await seen(/up/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130 });
  });

  test('SIGTERM goes to the program too: 143', async () => {
    const { child, ended, seen } = session.start(['run', ...options, '--', 'sh', '-c', 'echo up; exec sleep 1000']);
    await seen(/up/);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 143 });
  });

  test('a second Ctrl-C ends the machine of a program that ignores the first: 130', async () => {
    const { child, ended, seen } = session.start([
      'run',
      ...options,
      '--',
      'sh',
      '-c',
      'trap "echo ignored" INT; echo up; while :; do sleep 0.1; done',
    ]);
    await seen(/up/);
    child.kill('SIGINT');
    await seen(/ignored/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130 });
    await session.expectNoMachine();
  });

  test('a closed pipe ends the run: 141, as in a shell', async () => {
    const { node, cli } = session.app;
    const script = '"$0" "$1" run "${@:2}" -- sh -c "while :; do echo line; done" | head -n 3; echo "${PIPESTATUS[0]}"';
    const child = spawn('bash', ['-c', script, node, cli, ...options], {
      cwd: session.workspace,
      env: session.env,
      ...asAccount(session.account),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(output).toBe('line\nline\nline\n141\n');
    await session.expectNoMachine();
  });
});
