import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inotify, judgeInotify } from '../../../../daemon/doctor/checks/inotify.js';
import { doctorContext } from '../../../helpers/doctor.js';

const watches = { name: 'max_user_watches', ample: 65_536, better: 524_288 } as const;

test('as many watches as a large project needs are fine', () => {
  expect(judgeInotify(watches, 65_536)).toEqual({ state: 'ok', detail: '65536', repair: null, command: null });
});

test('fewer are a warning, with the command that raises them', () => {
  expect(judgeInotify(watches, 8192)).toEqual({
    state: 'warning',
    detail: 'fs.inotify.max_user_watches is 8192, and a large project needs 65536',
    repair: 'sudo sysctl -w fs.inotify.max_user_watches=524288',
    command: 'sudo sysctl -w fs.inotify.max_user_watches=524288',
  });
});

test('a kernel that does not tell is a warning', () => {
  expect(judgeInotify(watches, null)).toMatchObject({ state: 'warning', repair: null });
});

test('this host’s limits are those of the kernel', async () => {
  const lines = await inotify.look(doctorContext());
  expect(lines.map(({ id }) => id)).toEqual(['inotify.max_user_watches', 'inotify.max_user_instances']);
  const value = readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8').trim();
  expect(lines[1]?.detail).toContain(value);
});
