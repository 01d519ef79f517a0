import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { doctor } from '../../../daemon/doctor/doctor.js';
import { doctorReport } from '../../../daemon/protocol/doctor.js';
import { doctorContext } from '../../helpers/doctor.js';
import { inProject } from '../../helpers/project.js';

const expected = [
  'daemon',
  'virtualization',
  'qemu',
  'native.vmm',
  'native.virtiofsd',
  'native.fs',
  'native.kernel',
  'native.initramfs',
  'wall.mountNamespace',
  'wall.landlock',
  'wall.seccomp',
  'wall.noNewPrivs',
  'files',
  'node',
  'sqlite',
  'mke2fs',
  'space.state',
  'space.cache',
  'space.runtime',
  'runtime',
  'memory',
  'cpus',
  'settings',
  'inotify.max_user_watches',
  'inotify.max_user_instances',
];

describe('the doctor', () => {
  test('says something of everything, in a report that the protocol takes', async () => {
    const report = await doctor(doctorContext({ BELLGLASS_NATIVE: inProject('dist/native/linux-x64') }));
    expect(doctorReport.parse(report)).toEqual(report);
    const ids = report.lines.map(({ id }) => id);
    expect(expected.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids).toContain('wall.descriptors');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('needs no result for another: without our programs every other line is there', async () => {
    const report = await doctor(doctorContext());
    expect(report.lines.map(({ id }) => id)).toEqual(expected);
    const missing = report.lines.filter(({ state }) => state === 'missing').map(({ id }) => id);
    expect(missing).toEqual(expect.arrayContaining(expected.filter((id) => id.startsWith('native.'))));
  });

  test('says what to do about everything that does not work', async () => {
    const report = await doctor(doctorContext());
    const silent = report.lines.filter(
      ({ id, state, repair }) => state === 'missing' && repair === null && id !== 'settings',
    );
    expect(silent).toEqual([]);
  });

  test('offers as a command only what its words say', async () => {
    const { lines } = await doctor(doctorContext());
    const others = lines.filter(({ repair, command }) => command !== null && repair?.includes(command) !== true);
    expect(others).toEqual([]);
  });

  test('reports also when its directories are gone', async () => {
    const context = doctorContext();
    for (const path of [context.paths.cache, context.paths.runtime]) rmSync(path, { recursive: true });
    const { lines } = await doctor(context);
    const found = (id: string) => lines.find((line) => line.id === id);
    expect(found('runtime')).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/no such file/) as string,
    });
    expect(found('space')).toMatchObject({ state: 'warning' });
    expect(found('inotify.max_user_watches')).toBeDefined();
  });
});
