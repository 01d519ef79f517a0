import { expect, test } from 'vitest';
import { runRecord } from '../../daemon/protocol/run.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

test('--json prints the run’s record, and nothing else, with the program’s status as its own', async () => {
  const ended = await session.sh('echo out; echo err >&2; exit 5', ['--json']);
  expect(ended).toMatchObject({ status: 5, stderr: '' });
  const record = runRecord.parse(JSON.parse(ended.stdout));
  expect(record).toMatchObject({
    status: 5,
    exitCode: 5,
    signal: null,
    outcome: 'exited',
    outOfMemory: false,
    error: null,
    stdout: 'out\n',
    stderr: 'err\n',
    image: 'host',
    mode: 'review',
    workspace: session.workspace,
    hypervisor: session.env['BELLGLASS_HYPERVISOR'],
  });
  expect(record.kernel).toMatch(/^6\.12\./);
});

test('the record’s times follow each other', async () => {
  const ended = await session.sh('echo out', ['--json']);
  const {
    accepted,
    spawned,
    agent,
    booted,
    started,
    firstOutput,
    ended: end,
  } = runRecord.parse(JSON.parse(ended.stdout)).timings;
  const times = [accepted, spawned, agent, booted, started, firstOutput, end];
  expect(times).not.toContain(null);
  expect(times).toEqual([...times].sort((a, b) => Number(a) - Number(b)));
});

test('the record says which walls stand, and every wall does on this host or is named as missing', async () => {
  const ended = await session.sh('true', ['--json']);
  const walls = runRecord.parse(JSON.parse(ended.stdout)).walls;
  expect(new Set(walls.map(({ wall }) => wall))).toEqual(
    new Set(['mountNamespace', 'landlock', 'noNewPrivs', 'rlimits', 'seccomp', 'descriptors', 'session']),
  );
  for (const { wall, state } of walls) {
    if (['noNewPrivs', 'rlimits', 'seccomp', 'descriptors', 'session'].includes(wall))
      expect({ wall, state }).toEqual({ wall, state: 'up' });
  }
});

test('a failure is a record too', async () => {
  const ended = await session.run(['--json', '--', 'no-such-program']);
  expect(ended.status).toBe(127);
  expect(JSON.parse(ended.stdout)).toMatchObject({ status: 127, error: { code: 'program_not_found' } });
});
