import { existsSync, readFileSync, statSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const at = (path: string): string => `${session.workspace}/${path}`;

beforeAll(() => {
  session.write(`${session.home}/.config/bellglass/config.json`, JSON.stringify({ changesMiB: 64 }));
  session.write('kept.txt', 'kept\n');
});

test('a program that fills the disk of its changes is told so, the user which limit that was, and what it wrote is whole and applied', async () => {
  const script = 'echo before >>kept.txt; echo first >first; dd if=/dev/zero of=big bs=1M; echo $?; echo after >after';
  const ended = await session.run(['--', 'sh', '-c', script]);
  expect(ended.stdout).toBe('1\n');
  expect(ended.stderr).toContain('No space left on device');
  expect(ended.stderr).toContain(
    'The disk of the changes of this run (64 MiB) is full, so what the program wrote may not be whole. Give runs a larger one with "changesMiB" in Bellglass\'s config.json.\n',
  );
  expect((await session.bellglass(['show'])).stdout).toMatch(/^Disk +full \(64 MiB;/m);
  expect((await session.bellglass(['apply', '--all'])).status).toBe(0);
  expect([readFileSync(at('kept.txt'), 'utf8'), readFileSync(at('first'), 'utf8')]).toEqual([
    'kept\nbefore\n',
    'first\n',
  ]);
  const size = statSync(at('big')).size;
  expect([size > 32 * 1024 * 1024, size < 64 * 1024 * 1024]).toEqual([true, true]);
  expect(await session.bellglass(['undo'])).toMatchObject({ status: 0 });
  expect([readFileSync(at('kept.txt'), 'utf8'), existsSync(at('big'))]).toEqual(['kept\n', false]);
});
