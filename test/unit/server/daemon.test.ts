import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
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

  test('although a client watches, which loses its connection; a call of it starts the while again', async () => {
    const world = makeWorld({ BELLGLASS_IDLE_SECONDS: '0.5' });
    const daemon = await connectIn(world, program);
    expect(await daemon.call('sandbox.watch', {})).toEqual({ sandboxes: [], notices: [] });
    for (let time = 0; time < 5; time += 1) {
      await sleep(250);
      expect(await daemon.call('machine.list', {})).toEqual({ machines: [] });
    }
    await daemon.lost;
    await until({ what: 'the end', milliseconds: 10_000 }, gone(daemon.pid));
    expect(logOf(world)).toContain('ending: idle');
  });

  test('not while another client is there beside one that watches', async () => {
    const world = makeWorld({ BELLGLASS_IDLE_SECONDS: '0.1' });
    const watching = await connectIn(world, program);
    const other = await connectIn(world, program);
    await watching.call('sandbox.watch', {});
    await sleep(400);
    expect(await other.call('machine.list', {})).toEqual({ machines: [] });
    other.close();
    await watching.lost;
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

test('a daemon that is told to end while it starts does, and does not listen after', async () => {
  for (let delay = 0; delay <= 400; delay += 40) {
    const world = makeWorld();
    const child = spawn(process.execPath, [program], { env: world.env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await sleep(delay);
    child.kill('SIGTERM');
    await ended;
    // One that has no handler yet leaves no socket either.
    expect(existsSync(world.paths.socket)).toBe(false);
    expect(logOf(world)).not.toMatch(/ended\n[^]/);
  }
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
