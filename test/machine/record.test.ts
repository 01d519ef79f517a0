import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inspectedRun } from '../../daemon/protocol/reviews/methods.js';
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

test('show has what a run started, wrote and used, as the kernel told of it', async () => {
  const rule = 'all:\n\t@echo making; cp Makefile copy\n\t@head -c 200000 /dev/zero | tr "\\\\0" x; echo end\n';
  writeFileSync(`${session.workspace}/Makefile`, rule);
  const loop = 'i=0; while [ $i -lt 50 ]; do /bin/true $i; i=$((i+1)); done';
  const ended = await session.sh(`make; ${loop}; echo oops >&2; exit 3`);
  expect(ended.status).toBe(3);
  const shown = await session.bellglass(['show', '--json']);
  const { record, details } = inspectedRun.parse(JSON.parse(shown.stdout));
  expect(record).toMatchObject({ exitCode: 3, network: 'none', mode: 'review', image: 'host' });
  expect(record.imageId).toMatch(/^host:[0-9a-f]{32}-/);
  for (const figure of [record.maxRssKiB, record.userMicros, record.timings.firstOutput, record.timings.ended])
    expect(figure).toBeGreaterThan(0);
  expect(details?.stdout.head).toMatch(/^making\nx{1000}/);
  expect(details?.stdout.tail).toMatch(/x{1000}\nend\n|x{1000}end\n$/);
  expect(details?.stdout.omitted).toBeGreaterThan(60_000);
  expect(details?.stderr).toEqual({ head: 'oops\n', tail: '', omitted: 0 });
  const none = { programs: [], unlisted: 0, unread: 0, overrun: true };
  const { programs, ...rest } = details?.programs ?? none;
  expect(rest).toMatchObject({ unlisted: 0, overrun: false });
  const lines = programs.map(({ argv }) => argv.join(' '));
  for (const line of ['make', 'cp Makefile copy', 'head -c 200000 /dev/zero']) expect(lines).toContain(line);
  // One that ends at once may be known by its name alone, or only counted.
  const short = programs.filter(({ argv }) => argv[0]?.endsWith('true') === true);
  const starts = short.reduce((sum, { count }) => sum + count, rest.unread);
  expect(starts).toBe(50);
  expect(short.filter(({ cut }) => !cut).length).toBeGreaterThan(40);
});
