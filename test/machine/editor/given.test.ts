import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../daemon/protocol/limits.js';
import type { RunRecord, RunRequest } from '../../../daemon/protocol/run.js';
import { requestOf } from '../../helpers/daemon/request.js';
import { expectFailure } from '../../helpers/failures.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();

/** Runs a file with a content that nobody has saved, in the session's workspace. */
async function runGiven(path: string, content: string, more: Partial<RunRequest> = {}): Promise<RunRecord> {
  const daemon = await daemonOf(session);
  try {
    const request = requestOf(['none'], {
      command: { kind: 'file', path, args: ['a'], content },
      workspace: { path: session.workspace, mode: 'readonly' },
      memoryMiB: 256,
      capture: true,
      ...more,
    });
    const { runId } = await daemon.call('run.start', request);
    return await daemon.call('run.wait', { runId });
  } finally {
    daemon.close();
  }
}

const direct = (): Partial<RunRequest> => ({ workspace: { path: session.workspace, mode: 'direct' } });
const showsItself = 'import sys, os; print(open(__file__).read() == open(sys.argv[0]).read(), os.getcwd(), __file__)\n';

describe('what an editor holds is run in the place of what is saved', () => {
  test('beside its siblings, which it imports; the host has what it had', async () => {
    const path = session.write('main.py', 'print("saved")\n', 0o640);
    session.write('sibling.py', 'name = "sibling"\n');
    const content =
      'import os, sibling, sys\nprint("unsaved ü", sibling.name, sys.argv, oct(os.stat(__file__).st_mode))\n';
    const record = await runGiven(path, content);
    expect(record).toMatchObject({
      status: 0,
      stdout: `unsaved ü sibling ['${path}', 'a'] 0o100640\n`,
      stderr: '',
      command: [path, 'a'],
    });
    expect(readFileSync(path, 'utf8')).toBe('print("saved")\n');
    expect((await session.run(['main.py'])).stdout).toBe('saved\n');
  });

  test('in a directory that may be written, where even the program itself does not change the file', async () => {
    const path = session.write('direct.py', 'print("saved")\n');
    const before = statSync(path);
    const content = 'open(__file__, "w").write("spoilt"); open("beside", "w").write(open(__file__).read())\n';
    expect(await runGiven(path, content, direct())).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(path, 'utf8')).toBe('print("saved")\n');
    expect(readFileSync(`${session.workspace}/beside`, 'utf8')).toBe('spoilt');
    const after = statSync(path);
    expect([after.mtimeMs, after.ino, after.mode]).toEqual([before.mtimeMs, before.ino, before.mode]);
  });

  test('and cannot be written where the workspace cannot', async () => {
    const path = session.write('own.py', '');
    const { status, stderr } = await runGiven(path, 'open(__file__, "w")\n');
    expect(status).toBe(1);
    expect(stderr).toMatch(/Read-only file system/);
  });

  test('by its own shebang, not the saved one’s', async () => {
    const path = session.write('script', '#!/bin/sh\necho saved\n', 0o755);
    const record = await runGiven(path, '#!/usr/bin/env python3\nimport sys; print("python", sys.argv[1:])\n');
    expect(record).toMatchObject({ status: 0, stdout: "python ['a']\n", stderr: '' });
  });

  test('and compiled where its language is', async () => {
    session.write('value.h', '#define VALUE 42\n');
    const path = session.write('unsaved.c', 'int main( {\n');
    const content = '#include <stdio.h>\n#include "value.h"\nint main(void) { printf("%d\\n", VALUE); return 0; }\n';
    expect(await runGiven(path, content)).toMatchObject({ status: 0, stdout: '42\n', stderr: '' });
  });
});

describe('a file that the host has not', () => {
  test.each(['readonly', 'direct'] as const)(
    'is run in a place of its own, from where it was asked for (%s)',
    async (mode) => {
      const path = `${session.workspace}/Untitled-1.py`;
      const record = await runGiven(path, showsItself, { workspace: { path: session.workspace, mode } });
      const place = '/tmp/bellglass-given/Untitled-1.py';
      expect(record).toMatchObject({ status: 0, stdout: `True ${session.workspace} ${place}\n`, stderr: '' });
      expect(() => statSync(path)).toThrow(/ENOENT/);
      const deeper = await runGiven(`${session.workspace}/none/x.py`, showsItself, {
        workspace: { path: session.workspace, mode },
      });
      expect(deeper.stdout).toBe(`True ${session.workspace} /tmp/bellglass-given/x.py\n`);
    },
  );

  test('is run at its path where the guest can have one there', async () => {
    const record = await runGiven('/nonexistent/place/x.py', showsItself);
    expect(record.stdout).toBe(`True ${session.workspace} /nonexistent/place/x.py\n`);
    const inProc = await runGiven('/proc/nothing/x.py', showsItself);
    expect(inProc.stdout).toBe(`True ${session.workspace} /tmp/bellglass-given/x.py\n`);
  });

  test('is run in none of the directories that are added', async () => {
    const added = session.makeDirectory(`${session.directory}/added`);
    const mounts = [{ source: added, target: '/elsewhere', readOnly: false }];
    const record = await runGiven('/elsewhere/x.py', showsItself, { mounts });
    expect(record.stdout).toBe(`True ${session.workspace} /tmp/bellglass-given/x.py\n`);
    expect(() => statSync(`${added}/x.py`)).toThrow(/ENOENT/);
  });
});

test('a file outside the workspace has its content too', async () => {
  const elsewhere = session.makeDirectory(`${session.directory}/elsewhere`);
  const path = session.write(`${elsewhere}/outside.py`, 'print("saved")');
  const record = await runGiven(path, 'print("unsaved")');
  expect([record.stdout, readFileSync(path, 'utf8')]).toEqual(['unsaved\n', 'print("saved")']);
});

test('an added directory that may be written keeps its file', async () => {
  const added = session.makeDirectory(`${session.directory}/added`);
  const path = session.write(`${added}/x.py`, 'print("saved")');
  const mounts = [{ source: added, target: added, readOnly: false }];
  const record = await runGiven(path, 'import os; print("unsaved", os.listdir(os.path.dirname(__file__)))', { mounts });
  expect([record.stdout, readFileSync(path, 'utf8')]).toEqual(["unsaved ['x.py']\n", 'print("saved")']);
});

describe('a content is refused', () => {
  test('when it is larger than allowed, and taken when it is not', async () => {
    const path = session.write('large.py', '');
    const most = `#${'ü'.repeat(limits.givenContent - 10)}\n1/1`;
    expect(await runGiven(path, most)).toMatchObject({ status: 0, error: null });
    const more = 'x'.repeat(limits.givenContent + 1);
    const { data } = await expectFailure('bad_request', async () => await runGiven(path, more));
    expect(data).toMatchObject({ method: 'run.start', issue: expect.stringContaining('content') as string });
  });

  test('where a directory is', async () => {
    mkdirSync(`${session.workspace}/directory.py`);
    const { error } = await runGiven(`${session.workspace}/directory.py`, 'print(1)');
    expect(error).toMatchObject({ code: 'file_is_directory' });
  });
});
