import { expect, test } from 'vitest';
import { judgeRuntime, runtimeDirectory } from '../../../../daemon/doctor/checks/runtimeDirectory.js';
import { doctorContext } from '../../../helpers/doctor.js';

const facts = { path: '/run/user/1000/bellglass', type: 0x01021994, socketBytes: 52 };

test('a tmpfs with short names is fine', () => {
  const detail = '/run/user/1000/bellglass, in memory, sockets of 52 of 100 bytes';
  expect(judgeRuntime(facts)).toEqual({ state: 'ok', detail, repair: null, command: null });
});

test('a disk is a warning, with what to do', () => {
  const finding = judgeRuntime({ ...facts, type: 0xef53 });
  expect(finding).toMatchObject({ state: 'warning', repair: expect.stringContaining('XDG_RUNTIME_DIR') as string });
});

test('a socket that cannot be made does not work', () => {
  expect(judgeRuntime({ ...facts, socketBytes: 100 }).state).toBe('ok');
  expect(judgeRuntime({ ...facts, socketBytes: 101 })).toMatchObject({
    state: 'missing',
    repair: 'Set XDG_RUNTIME_DIR to a shorter directory.',
  });
});

test('this user’s directory has one line', async () => {
  const context = doctorContext();
  const [line, ...more] = await runtimeDirectory.look(context);
  expect(more).toEqual([]);
  expect(line?.detail).toContain(context.paths.runtime);
  expect(line?.detail).toContain(`${String(context.paths.machines.length + '/deadbeef/agent.sock'.length)} of 100`);
});
