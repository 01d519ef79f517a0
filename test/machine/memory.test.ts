import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();

/** What the hypervisor has of the host's memory, in MiB. */
function residentMiB(): number {
  // A jailed QEMU's command line has its option; under libkrun the vmm's own processes have the guest's memory.
  const sizes = session
    .processes()
    .filter(({ command }) => !command.includes('bellglassd'))
    .map(({ pid }) =>
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0),
    );
  return Math.max(...sizes) / 1024;
}

const program = `
import mmap, sys
sys.stdin.readline()
held = mmap.mmap(-1, 400 << 20)
for at in range(0, 400 << 20, 4096): held[at] = 1
print("held", flush=True)
sys.stdin.readline()
held.close()
print("freed", flush=True)
sys.stdin.readline()
`;

test('memory that a program in the guest has freed is the host’s again while the guest runs', async () => {
  const { child, ended, seen } = session.start(['run', '-i', '--memory', '768m', '--', 'python3', '-c', program], {
    keepStdin: true,
  });
  child.stdin?.write('take\n');
  await seen(/held/);
  const held = residentMiB();
  expect(held).toBeGreaterThan(400);
  child.stdin?.write('free\n');
  await seen(/freed/);
  // The guest's kernel reports free memory two seconds after it was freed, in pieces.
  await until({ what: 'the return of the memory', milliseconds: 60_000 }, () => residentMiB() < held - 300);
  child.stdin?.end('end\n');
  expect(await ended).toMatchObject({ status: 0 });
});
