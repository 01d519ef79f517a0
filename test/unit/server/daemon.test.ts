import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectIn, logOf, makeWorld, useDaemonProgram } from '../../helpers/daemon/daemonProgram.js';
import { until } from '../../helpers/waiting.js';

const { program } = useDaemonProgram();
const gone = (pid: number) => async (): Promise<boolean> => await Promise.resolve(!existsSync(`/proc/${String(pid)}`));

describe('the daemon ends', () => {
  test('when nobody needs it for a while, and takes its socket along', async () => {
    const world = makeWorld({ BELLGLASS_IDLE_SECONDS: '0.2' });
    const daemon = await connectIn(world, program);
    daemon.close();
    await until({ what: 'the end', milliseconds: 10_000 }, gone(daemon.pid));
    expect(existsSync(world.paths.socket)).toBe(false);
    expect(logOf(world)).toContain('ending: idle');
  });

  test('not while a client is there', async () => {
    const world = makeWorld({ BELLGLASS_IDLE_SECONDS: '0.1' });
    const daemon = await connectIn(world, program);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await daemon.call('machine.list', {})).toEqual({ machines: [] });
  });

  test('at SIGTERM, cleanly', async () => {
    const world = makeWorld();
    const daemon = await connectIn(world, program);
    process.kill(daemon.pid, 'SIGTERM');
    await daemon.lost;
    await until({ what: 'the end', milliseconds: 10_000 }, gone(daemon.pid));
    expect(existsSync(world.paths.socket)).toBe(false);
    expect(logOf(world)).toMatch(/ending: SIGTERM\n.* ended\n$/);
  });
});

test('the daemon removes what an earlier one left', async () => {
  const world = makeWorld();
  const left = `${world.paths.machines}/0a1b2c3d`;
  mkdirSync(left);
  writeFileSync(`${left}/owner.json`, JSON.stringify({ daemon: { pid: 1, startTime: '999999999999' }, vmm: null }));
  await connectIn(world, program);
  expect(existsSync(left)).toBe(false);
  expect(logOf(world)).toContain('1 run directories of an earlier daemon removed');
});
