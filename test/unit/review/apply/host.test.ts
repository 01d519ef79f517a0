import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../../../daemon/protocol/limits.js';
import { Host } from '../../../../daemon/review/apply/host.js';
import { rawOf, rawPath } from '../../../../daemon/review/rawPath.js';
import { snapshotOf, type Snapshotted } from '../../../helpers/review/snapshotted.js';
import { scratch } from '../../../helpers/scratch.js';

const large = 'l'.repeat(limits.embeddedFile + 1);

async function asBefore({ host }: Snapshotted, path: string): Promise<boolean> {
  return await host.isAsBefore(rawPath(path), await host.at(rawPath(path)));
}

describe('what the host has at a path', () => {
  test('is a file, a directory, a link, something else, or nothing', async () => {
    const folder = await snapshotOf({ a: 'five\n', 'd/': '', l: '->d' });
    execFileSync('mkfifo', [`${folder.workspace}/p`]);
    const at = async (path: string) => await folder.host.at(rawPath(path));
    expect(await at('a')).toMatchObject({ kind: 'file', mode: 0o644, identity: { size: '5' } });
    expect(await at('d')).toMatchObject({ kind: 'directory', mode: 0o755 });
    expect(await at('l')).toMatchObject({ kind: 'symlink', target: 'd' });
    expect(await at('p')).toEqual({ kind: 'other' });
    for (const path of ['nothing', 'a/below', 'nothing/below', `${'x'.repeat(200)}/a`])
      expect(await at(path), path).toBeNull();
  });

  test('is found by its bytes, whatever they are', async () => {
    const folder = await snapshotOf({});
    const name = Buffer.from([0xff, 0x0a]);
    symlinkSync(Buffer.from([0xfe]), Buffer.concat([Buffer.from(`${folder.workspace}/`), name]));
    expect(await folder.host.at(rawOf(name))).toMatchObject({ kind: 'symlink', target: '\xfe' });
  });

  test('is nothing behind a link, wherever that leads', async () => {
    const folder = await snapshotOf({ 'd/a': 'five\n', inside: '->d', outside: '->/etc', circle: '->circle' });
    for (const path of ['inside/a', 'outside/passwd', 'circle/a', 'inside/../d/a'])
      expect(await folder.host.at(rawPath(path)), path).toBeNull();
    expect(await folder.host.at(rawPath('d/a'))).toMatchObject({ kind: 'file' });
  });
});

describe('what the host has is as before', () => {
  const files = { a: 'five\n', large, l: '->a', 'd/x': '', 'e/': '' };

  test('when nothing was done, and what was not there is not there', async () => {
    const folder = await snapshotOf(files);
    for (const path of [...Object.keys(files).map((name) => name.replace(/\/$/, '')), 'new', 'd/new'])
      expect(await asBefore(folder, path), path).toBe(true);
  });

  test('when a file has the same bytes, although it was written again or touched', async () => {
    const folder = await snapshotOf(files);
    writeFileSync(`${folder.workspace}/a`, 'five\n');
    utimesSync(`${folder.workspace}/d/x`, 1, 1);
    for (const path of ['a', 'd/x']) expect(await asBefore(folder, path), path).toBe(true);
  });

  test('when a directory has something else in it', async () => {
    const folder = await snapshotOf(files);
    writeFileSync(`${folder.workspace}/e/new`, '');
    expect(await asBefore(folder, 'e')).toBe(true);
  });

  test.each<[string, string, (at: string) => void]>([
    [
      'a file has other bytes of the same length',
      'a',
      (at) => {
        writeFileSync(`${at}/a`, 'FIVE\n');
      },
    ],
    [
      'a file is longer',
      'a',
      (at) => {
        writeFileSync(`${at}/a`, 'five\nmore');
      },
    ],
    [
      'a file is gone',
      'a',
      (at) => {
        unlinkSync(`${at}/a`);
      },
    ],
    [
      'a file became a directory',
      'a',
      (at) => {
        unlinkSync(`${at}/a`);
        mkdirSync(`${at}/a`);
      },
    ],
    [
      'a file became a link to its like',
      'a',
      (at) => {
        renameSync(`${at}/a`, `${at}/b`);
        symlinkSync('b', `${at}/a`);
      },
    ],
    [
      'a link leads elsewhere',
      'l',
      (at) => {
        unlinkSync(`${at}/l`);
        symlinkSync('large', `${at}/l`);
      },
    ],
    [
      'a directory is gone',
      'e',
      (at) => {
        rmSync(`${at}/e`, { recursive: true });
      },
    ],
    [
      'a directory became a file',
      'e',
      (at) => {
        rmSync(`${at}/e`, { recursive: true });
        writeFileSync(`${at}/e`, '');
      },
    ],
    [
      'something new is there',
      'new',
      (at) => {
        writeFileSync(`${at}/new`, '');
      },
    ],
    [
      'a pipe is there',
      'new',
      (at) => {
        execFileSync('mkfifo', [`${at}/new`]);
      },
    ],
    [
      'a directory above became a link',
      'd/x',
      (at) => {
        renameSync(`${at}/d`, `${at}/f`);
        symlinkSync('f', `${at}/d`);
      },
    ],
    [
      'a large file was touched, of which nobody has the bytes',
      'large',
      (at) => {
        utimesSync(`${at}/large`, 1, 1);
      },
    ],
    [
      'a large file has one name more',
      'large',
      (at) => {
        linkSync(`${at}/large`, `${at}/name`);
      },
    ],
  ])('not when %s', async (_what, path, change) => {
    const folder = await snapshotOf(files);
    change(folder.workspace);
    expect(await asBefore(folder, path)).toBe(false);
  });
});

describe('the bytes of a file that is as before', () => {
  async function streamed({ host }: Snapshotted, path: string): Promise<string> {
    let text = '';
    for await (const chunk of host.streamUnchanged(rawPath(path))) text += chunk.toString('latin1');
    return text;
  }

  test('are read from the host where the snapshot does not have them', async () => {
    const folder = await snapshotOf({ large, 'd/large': large, empty: '' });
    expect((await folder.host.readUnchanged(rawPath('d/large')))?.toString()).toBe(large);
    expect(await streamed(folder, 'large')).toBe(large);
    expect(await streamed(folder, 'empty')).toBe('');
  });

  test('are none when it was changed, is gone, or never was one', async () => {
    const folder = await snapshotOf({ large, gone: large, moded: large, 'd/': '', l: '->large' });
    writeFileSync(`${folder.workspace}/large`, `L${large.slice(1)}`);
    unlinkSync(`${folder.workspace}/gone`);
    chmodSync(`${folder.workspace}/moded`, 0o600);
    for (const path of ['large', 'gone', 'moded', 'd', 'l', 'nothing']) {
      expect(await folder.host.readUnchanged(rawPath(path)), path).toBeNull();
      expect(await streamed(folder, path), path).toBe('');
    }
  });

  test('are those of that file alone, while a directory above it and a link to elsewhere change places', async () => {
    const folder = await snapshotOf({ 'd/large': large });
    const [outside, link] = [scratch(), `${folder.workspace}/link`];
    writeFileSync(`${outside}/large`, 's'.repeat(large.length));
    symlinkSync(outside, link);
    const swapping = `import ctypes, sys
call, one, other = ctypes.CDLL(None).renameat2, sys.argv[1].encode(), sys.argv[2].encode()
print("begun", flush=True)
while True: call(-100, one, -100, other, 2)`;
    const swaps = spawn('python3', ['-c', swapping, `${folder.workspace}/d`, link], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void swaps.kill('SIGKILL'));
    await once(swaps.stdout, 'data');
    const seen = new Set<string>();
    for (let round = 0; round < 300; round++) {
      const host = new Host(folder.workspace, folder.base, folder.bytes);
      seen.add((await streamed({ ...folder, host }, 'd/large').catch(() => '')).slice(0, 1));
      seen.add(String((await host.readUnchanged(rawPath('d/large')).catch(() => null))?.toString('latin1', 0, 1)));
    }
    expect([...seen], 'positive control').toContain('l');
    expect([...seen]).not.toContain('s');
  });
});
