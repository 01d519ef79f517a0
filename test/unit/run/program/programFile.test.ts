import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inspectFile as look, type ProgramFile } from '../../../../daemon/run/program/programFile.js';
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
