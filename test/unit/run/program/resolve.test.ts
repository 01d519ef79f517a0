import type { ServerHttp2Stream } from 'node:http2';
import { renameSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programOf } from '../../../../daemon/run/program/resolve.js';
import type { ProgramFile } from '../../../../daemon/run/program/programFile.js';
import { expectFailure } from '../../../helpers/failures.js';
import { sessionWith } from '../../../helpers/guest/hostileAgent.js';
import { scratch } from '../../../helpers/scratch.js';

/** A guest that has these programs, and keeps what it is asked. */
async function guestWith(programs: readonly string[]) {
  const asked: string[] = [];
  const written: string[] = [];
  const session = await sessionWith((stream: ServerHttp2Stream, path: string) => {
    asked.push(path);
    const { pathname, searchParams } = new URL(path, 'http://agent');
    stream.on('data', (chunk: Buffer) => {
      if (pathname === '/v1/file') written.push(chunk.toString());
    });
    if (pathname !== '/v1/which') {
      stream.once('end', () => {
        if (!stream.destroyed) stream.respond({ ':status': 204 }, { endStream: true });
      });
      return;
    }
    // As the agent, which looks for plain names in the directories of the path only.
    const places = (searchParams.get('path') ?? '').split(':');
    const found = searchParams.getAll('name').flatMap((name) => {
      const place = places.find((directory) => programs.includes(`${directory}/${name}`));
      return place === undefined ? [] : [[name, `${place}/${name}`]];
    });
    stream.respond({ ':status': 200 });
    stream.end(JSON.stringify({ found: Object.fromEntries(found) as unknown }));
  });
  return { session, asked, written };
}

/** A file of the host that holds a program, opened so, and closed at the end of the test. */
async function opened(path: string, flags: string): Promise<FileHandle> {
  writeFileSync(path, 'print(1)');
  const handle = await open(path, flags);
  onTestFinished(async () => {
    await handle.close();
  });
  return handle;
}

const file = (path: string, more: Partial<ProgramFile> = {}): ProgramFile => ({
  path,
  copied: false,
  content: null,
  extension: path.slice(path.lastIndexOf('.')),
  shebang: null,
  mode: 0o644,
  ...more,
});

describe('the program of a file', () => {
  test('is the first interpreter that the guest has', async () => {
    const { session } = await guestWith(['/usr/bin/python', '/usr/bin/node']);
    expect(await programOf(session, file('/p/x.py'), ['a'], '/usr/bin', 'host')).toEqual({
      compile: null,
      argv: ['/usr/bin/python', '/p/x.py', 'a'],
    });
    expect((await programOf(session, file('/p/x.ts'), [], '/usr/bin', 'host')).argv).toEqual([
      '/usr/bin/node',
      '--experimental-strip-types',
      '--no-warnings',
      '/p/x.ts',
    ]);
  });

  test('is what its shebang names, wherever the guest has that', async () => {
    const { session } = await guestWith(['/usr/bin/ruby']);
    const script = file('/p/x.py', { shebang: { program: '/opt/odd/bin/ruby', args: ['-w'] } });
    expect((await programOf(session, script, ['a'], '/usr/bin', 'host')).argv).toEqual([
      '/usr/bin/ruby',
      '-w',
      '/p/x.py',
      'a',
    ]);
  });

  test('is the very interpreter of its shebang when the guest has that one', async () => {
    const { session } = await guestWith(['/p/.venv/bin/python', '/usr/bin/python']);
    const script = file('/p/x.py', { shebang: { program: '/p/.venv/bin/python', args: [] } });
    expect((await programOf(session, script, [], '/usr/bin', 'host')).argv).toEqual(['/p/.venv/bin/python', '/p/x.py']);
  });

  test('is compiled first when its language is', async () => {
    const { session } = await guestWith(['/usr/bin/gcc']);
    expect(await programOf(session, file('/p/x.c'), ['a'], '/usr/bin', 'host')).toEqual({
      compile: ['/usr/bin/gcc', '-O1', '-o', '/tmp/bellglass-program', '/p/x.c'],
      argv: ['/tmp/bellglass-program', 'a'],
    });
  });

  test('is the file itself when it is executable and no language is known', async () => {
    const { session } = await guestWith([]);
    expect((await programOf(session, file('/p/tool.bin', { mode: 0o755 }), [], '', 'host')).argv).toEqual([
      '/p/tool.bin',
    ]);
  });

  test('that the guest lacks is named', async () => {
    const { session } = await guestWith([]);
    const error = await expectFailure(
      'interpreter_missing',
      async () => await programOf(session, file('/p/x.rb'), [], '', 'host'),
    );
    expect(error.data).toEqual({ path: '/p/x.rb', image: 'host', wanted: ['ruby'] });
    await expectFailure('interpreter_unknown', async () => await programOf(session, file('/p/x.xyz'), [], '', 'host'));
  });

  test('is copied into the guest when it is not there, under a name with any characters', async () => {
    const at = scratch();
    const { session, asked } = await guestWith(['/usr/bin/python3']);
    const content = await opened(`${at}/a+b "c"ü.py`, 'r');
    await programOf(session, file(`${at}/a+b "c"ü.py`, { copied: true, content }), [], '/usr/bin', 'host');
    expect(asked[0]).toBe('/v1/directory');
    expect(asked[1]).toContain('a%2Bb%20%22c%22%C3%BC.py&mode=420');
  });

  test('that is replaced after it was looked at is copied as it was', async () => {
    const path = `${scratch()}/x.py`;
    const { session, written } = await guestWith(['/usr/bin/python3']);
    const content = await opened(path, 'r');
    renameSync(path, `${path}.old`);
    writeFileSync(path, 'another');
    await programOf(session, file(path, { copied: true, content }), [], '/usr/bin', 'host');
    expect(written.join('')).toBe('print(1)');
  });

  test('that cannot be read while it is copied is named, and the guest not blamed', async () => {
    const path = `${scratch()}/x.py`;
    const { session } = await guestWith(['/usr/bin/python3']);
    const content = await opened(path, 'a');
    const error = await expectFailure(
      'file_unreadable',
      async () => await programOf(session, file(path, { copied: true, content }), [], '/usr/bin', 'host'),
    );
    expect(error.data).toEqual({ path, reason: 'bad file descriptor' });
  });
});
