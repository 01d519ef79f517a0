import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Machine } from '../../../daemon/machine/machine.js';
import { descendants } from '../../../daemon/machine/processFamily.js';
import { identityOf, isAlive } from '../../../daemon/state/processIdentity.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { makeRunDirectory, removeRunDirectory, type RunDirectory } from '../../../daemon/machine/runDirectory.js';
import { expectFailure } from '../../helpers/failures.js';
import { processesOf } from '../../helpers/session/leftovers.js';
import { plan } from '../../helpers/guest/plan.js';
import { scratch } from '../../helpers/scratch.js';
import { failing, silent, vmmProgram, withChild } from '../../helpers/guest/vmmPrograms.js';
import { until } from '../../helpers/waiting.js';

async function start(body: string): Promise<{ machine: Machine; directory: RunDirectory }> {
  const directory = await makeRunDirectory(scratch());
  const spec = await qemu('/virtiofsd').specify(plan, directory);
  return { machine: await Machine.start(vmmProgram(body), spec, directory), directory };
}

describe('a machine', () => {
  test('is a process in a session of its own, written down in its run directory', async () => {
    const { machine, directory } = await start(silent);
    const stat = readFileSync(`/proc/${String(machine.pid)}/stat`, 'utf8');
    expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]).toBe(String(machine.pid));
    expect(JSON.parse(readFileSync(directory.owner, 'utf8'))).toMatchObject({ vmm: identityOf(machine.pid) });
    expect(JSON.parse(readFileSync(directory.spec, 'utf8'))).toMatchObject({
      version: 1,
      agentSocket: directory.agentSocket,
    });
    await machine.remove();
  });

  test('inherits nothing of the environment', async () => {
    const { machine } = await start(silent);
    expect(readFileSync(`/proc/${String(machine.pid)}/environ`, 'utf8')).toBe('');
    await machine.remove();
  });

  test('is removed with what it started and its directory, and that may be said twice', async () => {
    const { machine, directory } = await start(withChild);
    const family = await until({ what: 'its child', milliseconds: 5000 }, () => {
      const found = descendants(machine.pid);
      return found.length > 0 && found;
    });
    await Promise.all([machine.remove(), machine.remove()]);
    expect(machine.hasExited).toBe(true);
    expect(family.some(isAlive)).toBe(false);
    expect(existsSync(directory.path)).toBe(false);
  });

  test('whose vmm is killed by somebody else takes what it started along', async () => {
    const server = `${scratch()}/bellglass-server`;
    copyFileSync('/bin/sleep', server);
    const body = `spawn(${JSON.stringify(server)}, ['300'], { stdio: 'ignore' }); agent(() => {});`;
    const { machine } = await start(body);
    const family = await until({ what: 'its child', milliseconds: 5000 }, () => {
      const found = descendants(machine.pid);
      return processesOf(server).length > 0 && found.length > 0 && found;
    });
    process.kill(machine.pid, 'SIGKILL');
    await machine.exited;
    await until({ what: 'the end of its child', milliseconds: 5000 }, () => !family.some(isAlive));
    await machine.remove();
  });

  test('is written down before its vmm can become it', async () => {
    // What is written down is copied the moment the specification has come.
    const { machine, directory } = await start(
      "fs.copyFileSync(spec.record.replace('failure', 'owner'), spec.console); agent(() => {});",
    );
    const seen = await until({ what: 'the copy', milliseconds: 5000 }, () => {
      const text = existsSync(directory.console) ? readFileSync(directory.console, 'utf8') : '';
      return text !== '' && text;
    });
    expect(JSON.parse(seen)).toMatchObject({ vmm: identityOf(machine.pid) });
    await machine.remove();
  });

  test('that outlives its daemon complains into a file, and keeps nobody waiting', async () => {
    const directory = await makeRunDirectory(scratch());
    const spec = await qemu('/virtiofsd').specify({ ...plan, outlivesDaemon: true }, directory);
    const machine = await Machine.start(vmmProgram("console.error('odd'); agent(() => {});"), spec, directory);
    await until({ what: 'the complaint', milliseconds: 5000 }, () => machine.complaint === 'odd');
    expect(statSync(directory.complaints).mode & 0o777).toBe(0o600);
    await machine.remove();
    expect(existsSync(directory.path)).toBe(false);
  });

  test('that ends by itself says how', async () => {
    const { machine } = await start(failing);
    expect(await machine.exited).toBe('status 1');
    await machine.remove();
  });

  test('that cannot be written down is not left running', async () => {
    const directory = await makeRunDirectory(scratch());
    await removeRunDirectory(directory);
    const program = vmmProgram(withChild);
    const spec = await qemu('/virtiofsd').specify(plan, directory);
    await expectFailure('run_directory_failed', async () => await Machine.start(program, spec, directory));
    expect(processesOf(program)).toEqual([]);
  });

  test('that ends before it has read its specification is no fault of the daemon’s', async () => {
    const directory = await makeRunDirectory(scratch());
    const machine = await Machine.start('/bin/true', await qemu('/v').specify(plan, directory), directory);
    expect(await machine.exited).toBe('status 0');
    await machine.remove();
  });

  test('whose program cannot be started is an error', async () => {
    const directory = await makeRunDirectory(scratch());
    const spec = await qemu('/v').specify(plan, directory);
    const error = await expectFailure(
      'boot_failed',
      async () => await Machine.start('/nonexistent/vmm', spec, directory),
    );
    expect(error.data).toMatchObject({
      stage: 'start',
      sentence: '/nonexistent/vmm cannot be started: no such file or directory',
    });
  });
});
