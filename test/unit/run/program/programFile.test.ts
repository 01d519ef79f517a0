import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inspectFile as look, inspectGiven, type ProgramFile } from '../../../../daemon/run/program/programFile.js';
import { isRoot } from '../../../helpers/session/account.js';
import { expectFailure } from '../../../helpers/failures.js';
import { scratch } from '../../../helpers/scratch.js';

async function inspectFile(path: string, shared: readonly string[]): Promise<ProgramFile> {
  const file = await look(path, shared);
  onTestFinished(async () => {
    await file.content?.close();
  });
  return file;
}

describe('a file that is to be run', () => {
  test('in a shared directory is run where it is', async () => {
    const at = scratch();
    writeFileSync(`${at}/a b.PY`, '#!/usr/bin/env python3\n');
    expect(await inspectFile(`${at}/a b.PY`, [at])).toEqual({
      path: `${at}/a b.PY`,
      copied: false,
      content: null,
      given: null,
      extension: '.PY',
      shebang: { program: 'python3', args: [] },
      mode: 0o644,
    });
  });

  test('elsewhere is copied, and a directory whose name only begins so is elsewhere', async () => {
    const at = scratch();
    mkdirSync(`${at}/p2`);
    writeFileSync(`${at}/p2/x.sh`, 'true');
    expect(await inspectFile(`${at}/p2/x.sh`, [`${at}/p`])).toMatchObject({ copied: true, shebang: null });
  });

  test('that is a link out of the shared directory is copied from where it leads', async () => {
    const at = scratch();
    mkdirSync(`${at}/p`);
    writeFileSync(`${at}/out.py`, '');
    symlinkSync('../out.py', `${at}/p/in.py`);
    expect(await inspectFile(`${at}/p/in.py`, [`${at}/p`])).toMatchObject({ path: `${at}/out.py`, copied: true });
  });
});

describe('a file is refused', () => {
  test('when it is not there, or in a file', async () => {
    await expectFailure('file_missing', async () => await inspectFile('/nonexistent/x.py', []));
    await expectFailure('file_missing', async () => await inspectFile('/etc/passwd/x.py', []));
  });

  test('when it is a directory, a FIFO or a device, without waiting for it', async () => {
    const at = scratch();
    spawnSync('mkfifo', [`${at}/fifo`]);
    await expectFailure('file_is_directory', async () => await inspectFile(at, []));
    await expectFailure('file_not_regular', async () => await inspectFile(`${at}/fifo`, []));
    await expectFailure('file_not_regular', async () => await inspectFile('/dev/null', []));
  });

  test('when it may not be read', async () => {
    const path = `${scratch()}/x.py`;
    writeFileSync(path, '');
    chmodSync(path, 0);
    if (isRoot) expect(await inspectFile(path, [])).toMatchObject({ mode: 0 });
    else await expectFailure('file_unreadable', async () => await inspectFile(path, []));
  });

  test('when it would have to be copied and is too large; in a shared directory its size is no matter', async () => {
    const at = scratch();
    writeFileSync(`${at}/x.py`, '');
    truncateSync(`${at}/x.py`, 64 * 1024 * 1024 + 1);
    expect((await expectFailure('file_too_large', async () => await inspectFile(`${at}/x.py`, []))).data).toMatchObject(
      { limit: 64 * 1024 * 1024 },
    );
    expect((await inspectFile(`${at}/x.py`, [at])).copied).toBe(false);
  });
});

describe('a file of which the content is given', () => {
  test('has its shebang and its bytes from that, and its permissions from the host’s', async () => {
    const at = scratch();
    writeFileSync(`${at}/x.PY`, '#!/bin/sh\n', { mode: 0o750 });
    expect(await inspectGiven(`${at}/x.PY`, '#!/usr/bin/env python3\nprint("ü")\n', [at])).toEqual({
      path: `${at}/x.PY`,
      copied: false,
      content: null,
      given: Buffer.from('#!/usr/bin/env python3\nprint("ü")\n'),
      extension: '.PY',
      shebang: { program: 'python3', args: [] },
      mode: 0o750,
    });
  });

  test('need not be there, nor its directory, and is where its directory really is', async () => {
    const at = scratch();
    mkdirSync(`${at}/real`);
    symlinkSync('real', `${at}/link`);
    expect(await inspectGiven(`${at}/link/Untitled-1.py`, '', [`${at}/real`])).toMatchObject({
      path: `${at}/real/Untitled-1.py`,
      copied: false,
      mode: 0o644,
      shebang: null,
    });
    expect(await inspectGiven(`${at}/link/a/b/x.py`, '', [])).toMatchObject({
      path: `${at}/real/a/b/x.py`,
      copied: true,
    });
    expect(await inspectGiven('/nonexistent/x.py', '', [])).toMatchObject({ path: '/nonexistent/x.py', copied: true });
  });

  test('is the one that a link leads to, as without a content', async () => {
    const at = scratch();
    writeFileSync(`${at}/x.py`, '');
    symlinkSync('x.py', `${at}/link.py`);
    expect((await inspectGiven(`${at}/link.py`, '', [at])).path).toBe(`${at}/x.py`);
  });

  test('need not be readable', async () => {
    const path = `${scratch()}/x.py`;
    writeFileSync(path, '');
    chmodSync(path, 0);
    expect(await inspectGiven(path, '', [])).toMatchObject({ mode: 0 });
  });

  test('is refused where a directory or a device is', async () => {
    await expectFailure('file_is_directory', async () => await inspectGiven(scratch(), '', []));
    await expectFailure('file_is_directory', async () => await inspectGiven('/', '', []));
    await expectFailure('file_not_regular', async () => await inspectGiven('/dev/null', '', []));
  });
});
