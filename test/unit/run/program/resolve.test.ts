import type { ServerHttp2Stream } from 'node:http2';
import { renameSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programOf, type Place } from '../../../../daemon/run/program/resolve.js';
import type { ProgramFile } from '../../../../daemon/run/program/programFile.js';
import { expectFailure } from '../../../helpers/failures.js';
import { sessionWith } from '../../../helpers/guest/hostileAgent.js';
import { scratch } from '../../../helpers/scratch.js';

/** A guest that has these programs, which prove what is asked of them or not, and keeps what it is asked. */
async function guestWith(programs: readonly string[], works = true) {
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
  const tried: (readonly string[])[] = [];
  const succeeds = (argv: readonly string[]): Promise<boolean> => {
    tried.push(argv);
    return Promise.resolve(works);
  };
  const place: Place = { session, path: '/usr/bin', image: 'host', succeeds };
  return { place, asked, written, tried };
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
  given: null,
  extension: path.slice(path.lastIndexOf('.')),
  shebang: null,
  mode: 0o644,
  ...more,
});

describe('the program of a file', () => {
  test('is the first interpreter that the guest has', async () => {
    const { place } = await guestWith(['/usr/bin/python', '/usr/bin/node']);
    expect(await programOf(place, file('/p/x.py'), ['a'])).toEqual({
      compile: null,
      argv: ['/usr/bin/python', '/p/x.py', 'a'],
    });
  });

  test('is Node for TypeScript where it is seen to strip types', async () => {
    const { place, tried } = await guestWith(['/usr/bin/node']);
    const flags = ['--experimental-strip-types', '--no-warnings'];
    expect((await programOf(place, file('/p/x.ts'), [])).argv).toEqual(['/usr/bin/node', ...flags, '/p/x.ts']);
    expect(tried.map((argv) => argv.slice(0, 3))).toEqual([['/usr/bin/node', ...flags]]);
  });

  test('is not Node for TypeScript where that is too old, and the version is named', async () => {
    const { place } = await guestWith(['/usr/bin/node'], false);
    const { data } = await expectFailure(
      'interpreter_missing',
      async () => await programOf(place, file('/p/x.mts'), []),
    );
    expect(data).toMatchObject({ wanted: ['tsx', 'bun', 'deno', 'node 22.6 or later with type stripping'] });
    expect((await programOf(place, file('/p/x.mjs'), [])).argv).toEqual(['/usr/bin/node', '/p/x.mjs']);
  });

  test('is tried out only when nothing before it is there', async () => {
    const { place, tried } = await guestWith(['/usr/bin/node', '/usr/bin/deno']);
    expect((await programOf(place, file('/p/x.ts'), [])).argv).toEqual(['/usr/bin/deno', 'run', '-A', '/p/x.ts']);
    expect(tried).toEqual([]);
  });

  test('is what its shebang names, wherever the guest has that', async () => {
    const { place } = await guestWith(['/usr/bin/ruby']);
    const script = file('/p/x.py', { shebang: { program: '/opt/odd/bin/ruby', args: ['-w'] } });
    expect((await programOf(place, script, ['a'])).argv).toEqual(['/usr/bin/ruby', '-w', '/p/x.py', 'a']);
  });

  test('is the very interpreter of its shebang when the guest has that one', async () => {
    const { place } = await guestWith(['/p/.venv/bin/python', '/usr/bin/python']);
    const script = file('/p/x.py', { shebang: { program: '/p/.venv/bin/python', args: [] } });
    expect((await programOf(place, script, [])).argv).toEqual(['/p/.venv/bin/python', '/p/x.py']);
  });

  test('is compiled first when its language is', async () => {
    const { place } = await guestWith(['/usr/bin/gcc']);
    expect(await programOf(place, file('/p/x.c'), ['a'])).toEqual({
      compile: ['/usr/bin/gcc', '-O1', '-o', '/tmp/bellglass-program', '/p/x.c'],
      argv: ['/tmp/bellglass-program', 'a'],
    });
  });

  test('in Go is built and run itself, so that its status and its arguments are its own', async () => {
    const { place } = await guestWith(['/usr/bin/go']);
    expect(await programOf(place, file('/p/x.go'), ['other.go'])).toEqual({
      compile: ['/usr/bin/go', 'build', '-buildmode=exe', '-o', '/tmp/bellglass-program', '/p/x.go'],
      argv: ['/tmp/bellglass-program', 'other.go'],
    });
  });

  test('is the file itself when it is executable and no language is known', async () => {
    const { place } = await guestWith([]);
    expect((await programOf({ ...place, path: '' }, file('/p/tool.bin', { mode: 0o755 }), [])).argv).toEqual([
      '/p/tool.bin',
    ]);
  });

  test('that the guest lacks is named', async () => {
    const { place } = await guestWith([]);
    const error = await expectFailure(
      'interpreter_missing',
      async () => await programOf({ ...place, path: '' }, file('/p/x.rb'), []),
    );
    expect(error.data).toEqual({ path: '/p/x.rb', image: 'host', wanted: ['ruby'] });
    await expectFailure(
      'interpreter_unknown',
      async () => await programOf({ ...place, path: '' }, file('/p/x.xyz'), []),
    );
  });

  test('is copied into the guest when it is not there, under a name with any characters', async () => {
    const at = scratch();
    const { place, asked } = await guestWith(['/usr/bin/python3']);
    const content = await opened(`${at}/a+b "c"ü.py`, 'r');
    await programOf(place, file(`${at}/a+b "c"ü.py`, { copied: true, content }), []);
    expect(asked[0]).toBe('/v1/directory');
    expect(asked[1]).toContain('a%2Bb%20%22c%22%C3%BC.py&mode=420');
  });

  test('that is replaced after it was looked at is copied as it was', async () => {
    const path = `${scratch()}/x.py`;
    const { place, written } = await guestWith(['/usr/bin/python3']);
    const content = await opened(path, 'r');
    renameSync(path, `${path}.old`);
    writeFileSync(path, 'another');
    await programOf(place, file(path, { copied: true, content }), []);
    expect(written.join('')).toBe('print(1)');
  });

  test('that cannot be read while it is copied is named, and the guest not blamed', async () => {
    const path = `${scratch()}/x.py`;
    const { place } = await guestWith(['/usr/bin/python3']);
    const content = await opened(path, 'a');
    const error = await expectFailure(
      'file_unreadable',
      async () => await programOf(place, file(path, { copied: true, content }), []),
    );
    expect(error.data).toEqual({ path, reason: 'bad file descriptor' });
  });
});
