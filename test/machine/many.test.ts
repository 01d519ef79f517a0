import { expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

test('twenty sandboxes, five at a time, keep to themselves and leave nothing behind', async () => {
  const one = async (index: number): Promise<string> => {
    const ended = await session.sh('echo "$N" >/tmp/mine; sleep 0.2; echo "$(cat /tmp/mine) $(hostname)"', [
      '-e',
      `N=${String(index)}`,
    ]);
    return `${String(ended.status)} ${ended.stdout.split(' ')[0] ?? ''}${ended.stderr}`;
  };
  const results: string[] = [];
  for (let first = 0; first < 20; first += 5) {
    results.push(...(await Promise.all(Array.from({ length: 5 }, (_, offset) => one(first + offset)))));
  }
  expect(results).toEqual(Array.from({ length: 20 }, (_, index) => `0 ${String(index)}`));
  await session.expectNoMachine();
});

test('positive control: while a sandbox runs, its processes and its run directory are found', async () => {
  const { child, ended, seen } = session.start(['run', '-i', '--', 'sh', '-c', 'echo up; cat'], { keepStdin: true });
  await seen(/up/);
  const commands = session.processes().map(({ command }) => command.split(' ')[0]?.split('/').at(-1));
  expect(commands).toContain('node');
  expect(commands.join(' ')).toMatch(/bellglass-vmm/);
  expect(commands.join(' ')).toMatch(/qemu-system|\(vmm\)|bellglass-vmm.*bellglass-vmm/);
  expect(session.machines()).toHaveLength(1);
  child.stdin?.end();
  expect(await ended).toMatchObject({ status: 0 });
});
