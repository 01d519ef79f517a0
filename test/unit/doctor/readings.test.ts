import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ask, readHead, readNumber, readText } from '../../../daemon/doctor/readings.js';
import { placeWith } from '../../helpers/doctor.js';
import { scratch } from '../../helpers/scratch.js';

describe('a file', () => {
  test('is read as text, its head alone, or not at all', async () => {
    const path = `${scratch()}/file`;
    writeFileSync(path, 'grüße\n');
    expect(await readText(path)).toBe('grüße\n');
    expect(await readHead(path, 2)).toEqual(Buffer.from('gr'));
    expect(await readText(`${path}.none`)).toBeNull();
    expect(await readHead(`${path}/none`, 2)).toBeNull();
  });

  test('that is a directory is none', async () => {
    const path = `${scratch()}/directory`;
    mkdirSync(path);
    expect(await readText(path)).toBeNull();
  });

  test('that is endless is read so far only', async () => {
    expect((await readText('/dev/zero'))?.length).toBe(1024 * 1024);
  });

  test('of /proc is a number where it holds one', async () => {
    expect(await readNumber('/proc/sys/fs/inotify/max_user_watches')).toBeGreaterThan(0);
    expect(await readNumber('/proc/sys/kernel/osrelease')).toBeNull();
    expect(await readNumber('/proc/sys/kernel/no_such_value')).toBeNull();
  });
});

describe('a program', () => {
  test('says what it says, on both its outputs, without our environment', async () => {
    const place = placeWith('says', 'echo out; echo err >&2; env');
    const { text, problem } = await ask(`${place}/says`, []);
    expect(problem).toBeNull();
    expect(text).toContain('out\n');
    expect(text).toContain('err\n');
    expect(text).toContain('LC_ALL=C');
    expect(text).not.toContain('HOME=');
  });

  test('is given its arguments as they are', async () => {
    expect((await ask(`${placeWith('echoes', 'printf "<%s>" "$@"')}/echoes`, ['a b', '$HOME'])).text).toBe(
      '<a b><$HOME>',
    );
  });

  test.each([
    ['fails', 'exit 3', 'it ended with status 3'],
    ['is killed', 'kill -9 $$', 'it was ended by SIGKILL'],
  ])('that %s has a problem', async (_how, script, problem) => {
    expect(await ask(`${placeWith('p', script)}/p`, [])).toMatchObject({ problem });
  });

  test('that is none, or may not be executed, has a problem', async () => {
    expect((await ask('/nowhere/p', [])).problem).toBe('it cannot be started (ENOENT)');
    expect((await ask(`${placeWith('p', '', 0o644)}/p`, [])).problem).toBe('it cannot be started (EACCES)');
  });

  test('that does not answer is ended', async () => {
    const { problem } = await ask(`${placeWith('p', 'exec sleep 1000')}/p`, []);
    expect(problem).toBe('it did not answer within 3 s');
  });
});
