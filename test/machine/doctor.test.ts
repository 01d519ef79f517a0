import { rmSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type DoctorLine, doctorReport } from '../../daemon/protocol/doctor.js';
import type { Ended } from '../helpers/session/command.js';
import { doctoredNatives } from '../helpers/session/doctoredNatives.js';
import { bellglassUnder } from '../helpers/session/hiddenHypervisors.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const settings = () => `${session.home}/.config/bellglass/config.json`;

afterEach(async () => {
  await session.bellglass(['daemon', 'stop']);
  rmSync(settings(), { force: true });
});

/** The lines of a report that was printed as JSON, by id; its exit status must say whether something is missing. */
function linesOf(ended: Ended): Map<string, DoctorLine> {
  const { lines } = doctorReport.parse(JSON.parse(ended.stdout));
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(lines.some(({ state }) => state === 'missing') ? 1 : 0);
  return new Map(lines.map((line) => [line.id, line]));
}

describe('a set-up that works', () => {
  test('is told so for people, a line each, with status 0', async () => {
    const { status, stdout, stderr } = await session.bellglass(['doctor']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {4}daemon +bellglassd \d+\.\d+\.\d+, pid \d+/);
    expect(stdout).not.toContain('MISS');
    expect(stdout).not.toContain('\u001b');
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^(ok {2}|warn| {6}->|Of |Everything)/);
  });

  test('is told as JSON, with the walls that a real vmm reports', async () => {
    const lines = linesOf(await session.bellglass(['doctor', '--json']));
    expect(lines.get('vmm')).toMatchObject({ state: 'ok' });
    const run = await session.run(['--json', '--', 'true']);
    const { walls } = JSON.parse(run.stdout) as { walls: { wall: string; state: string }[] };
    expect(walls.length).toBeGreaterThan(5);
    const standing = (wall: string): boolean => lines.get(`wall.${wall}`)?.state === 'ok';
    expect(walls.map(({ wall }) => `${wall} ${String(standing(wall))}`)).toEqual(
      walls.map(({ wall, state }) => `${wall} ${String(state === 'up')}`),
    );
    await session.expectNoMachine();
  });

  test('names the daemon that runs, and starts one where none does', async () => {
    expect(await session.bellglass(['daemon', 'status'])).toMatchObject({ status: 1 });
    const first = linesOf(await session.bellglass(['doctor', '--json'])).get('daemon');
    const { pid } = JSON.parse((await session.bellglass(['daemon', 'status', '--json'])).stdout) as { pid: number };
    expect(first?.detail).toContain(`pid ${String(pid)},`);
    expect(linesOf(await session.bellglass(['doctor', '--json'])).get('daemon')?.detail).toContain(
      `pid ${String(pid)},`,
    );
  });
});

describe('a set-up that is broken', () => {
  test('by neither QEMU nor KVM has both missing, with the commands that repair them', async () => {
    const lines = linesOf(await bellglassUnder(session, { qemu: null, kvm: null }, ['doctor', '--json']));
    const qemu = lines.get('qemu');
    expect(qemu).toMatchObject({ state: 'missing', detail: 'qemu-system-x86_64 is not installed' });
    expect(qemu?.repair).toMatch(/install|-S|add/);
    expect(lines.get('virtualization')).toMatchObject({ state: 'missing' });
    expect(lines.get('virtualization')?.repair).not.toBeNull();
    expect(lines.has('vmm')).toBe(false);
    expect(lines.get('wall.seccomp')).toBeDefined();
  });

  test('by a QEMU that fails is told with its status', async () => {
    const lines = linesOf(await bellglassUnder(session, { qemu: '/bin/false', kvm: null }, ['doctor', '--json']));
    const detail = expect.stringContaining('is no working QEMU: it ended with status 1') as string;
    expect(lines.get('qemu')).toMatchObject({ state: 'missing', detail });
  });

  test.each([
    ['a missing vmm', 'bellglass-vmm', null, 'native.vmm', /is missing/],
    ['a script for a vmm', 'bellglass-vmm', '#!/bin/sh\nexit 1\n', 'native.vmm', /is not what it should be/],
    ['a missing kernel', 'vmlinux', null, 'native.kernel', /is missing/],
    ['an empty archive', 'initramfs.cpio', '', 'native.initramfs', /is not what it should be/],
  ])('by %s is told with what makes it', async (what, file, content, id, detail) => {
    const natives = doctoredNatives(session, what.replaceAll(' ', '-'), { [file]: content });
    const lines = linesOf(await session.bellglass(['doctor', '--json'], { env: { BELLGLASS_NATIVE: natives } }));
    expect(lines.get(id)).toMatchObject({
      state: 'missing',
      repair: expect.stringContaining('npm run build') as string,
    });
    expect(lines.get(id)?.detail).toMatch(detail);
    expect(lines.get('qemu')).toMatchObject({ state: 'ok' });
  });

  test('by malformed settings is told with their path, and so is a run', async () => {
    session.write(settings(), '{"totalMemory": 1024}');
    const line = linesOf(await session.bellglass(['doctor', '--json'])).get('settings');
    expect(line).toMatchObject({ state: 'missing', detail: expect.stringContaining(settings()) as string });
    const run = await session.run(['--', 'true']);
    expect(run).toMatchObject({ status: 125, stderr: `bellglass: ${line?.detail ?? ''}\n` });
  });

  test('by a daemon that cannot start is one line, with the error’s own sentence', async () => {
    const env = { BELLGLASS_DAEMON: '/bin/false' };
    const ended = await session.bellglass(['doctor'], { env });
    expect(ended).toMatchObject({ status: 1, stderr: '' });
    expect(ended.stdout).toMatch(
      /^MISS {2}daemon {2}The daemon did not start: [^\n]*\nOf 1 things 1 does not work\.\n$/,
    );
    expect([...linesOf(await session.bellglass(['doctor', '--json'], { env })).keys()]).toEqual(['daemon']);
  });
});
