import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { runRecord } from '../../../daemon/protocol/run.js';
import { killDaemon } from '../../helpers/session/killedDaemon.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const at = (path: string): string => `${session.workspace}/${path}`;
const read = (path: string): string => readFileSync(at(path), 'utf8');

async function command(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return await session.bellglass(args);
}

/** Runs a script in review. @returns the id of its run */
async function review(script: string): Promise<string> {
  const ended = await session.run(['--mode', 'review', '--json', '--', 'sh', '-c', script]);
  const record = runRecord.parse(JSON.parse(ended.stdout));
  expect(record).toMatchObject({ exitCode: 0, stderr: '' });
  return record.id;
}

beforeEach(() => {
  rmSync(session.workspace, { recursive: true });
  session.makeDirectory(session.workspace);
  session.write('kept.txt', 'kept\n');
  session.write('edited.txt', 'one\ntwo\nthree\n');
  session.write('gone.txt', 'gone\n');
});

describe('after a run in review', () => {
  test('the user is told what changed, and what needs a look', async () => {
    session.write('.env', 'secret\n');
    const script = 'echo four >>edited.txt; rm gone.txt; mkdir .vscode; echo {} >.vscode/tasks.json';
    const ended = await session.run(['--mode', 'review', '--', 'sh', '-c', script]);
    expect(ended).toMatchObject({ status: 0, stdout: '' });
    expect(ended.stderr).toContain('1 modified');
    expect(ended.stderr).toContain('.vscode/tasks.json: the editor runs or obeys it');
    expect(ended.stderr).toContain('Hidden from the program: .env.');
    expect((await command('changes', '--name-only')).stdout).toBe(
      '.vscode\n.vscode/tasks.json\nedited.txt\ngone.txt\n',
    );
    expect((await command('show')).stdout).toMatch(/^Changes +to review \(4 changes: /m);
    expect((await command('runs')).stdout).toMatch(/ 4 to review +sh -c /);
  });

  test('what git ignores is told apart, by what the folder says and not by what the program wrote, and can be left', async () => {
    session.write('.gitignore', 'node_modules/\n*.log\n');
    const script = `mkdir -p node_modules/a; for n in 1 2 3; do echo $n >node_modules/a/$n.js; done; echo x >x.log
      echo four >>edited.txt; echo '*' >>.gitignore; echo x >not.ignored`;
    const ended = await session.run(['--mode', 'review', '--', 'sh', '-c', script]);
    const counted = '3 changes: 2 modified, 1 added; and 6 that git ignores';
    expect(ended.stderr).toContain(`${counted} (node_modules, x.log).\n`);
    expect((await command('changes')).stdout).toBe(
      [
        ...['M  .gitignore', 'M  edited.txt', 'A  not.ignored', ''],
        ...['Ignored by git:', '     node_modules/ (5 changes: 5 added)', '  A  x.log', ''],
        ...[`${counted}. With --all each of them is listed.`, ''],
      ].join('\n'),
    );
    expect((await command('apply', '--all', '--no-ignored')).stdout).toMatch(/^Applied 3 changes to .*work[^,]*\.\n/);
    expect([existsSync(at('node_modules')), existsSync(at('x.log')), read('not.ignored')]).toEqual([
      false,
      false,
      'x\n',
    ]);
    expect((await command('apply', '--all')).stdout).toMatch(/^Applied 6 changes to .*, 6 of what git ignores\.\n/);
    expect(read('node_modules/a/3.js')).toBe('3\n');
  });

  test('the patch is one that git applies', async () => {
    await review(`printf '\\0\\1' >bin; sed -i s/two/2/ edited.txt; mv gone.txt moved.txt; chmod +x kept.txt`);
    const { stdout } = await command('diff');
    execFileSync('git', ['apply', '--stat', '--apply', '-'], { cwd: session.workspace, input: stdout });
    expect([read('edited.txt'), read('moved.txt'), existsSync(at('gone.txt'))]).toEqual([
      'one\n2\nthree\n',
      'gone\n',
      false,
    ]);
    expect(readFileSync(at('bin'))).toEqual(Buffer.from([0, 1]));
  });

  test('some of it is taken, taken back, and the rest forgotten', async () => {
    await review('echo four >>edited.txt; rm gone.txt; mkdir -p new/deep; echo x >new/deep/file');
    expect(await command('apply', 'new')).toMatchObject({ status: 0 });
    expect([read('new/deep/file'), read('edited.txt')]).toEqual(['x\n', 'one\ntwo\nthree\n']);
    expect(await command('apply', 'gone.txt')).toMatchObject({ status: 0 });
    expect(existsSync(at('gone.txt'))).toBe(false);
    // What was applied before is no conflict.
    expect(await command('apply', '--all')).toMatchObject({ status: 0 });
    expect(read('edited.txt')).toBe('one\ntwo\nthree\nfour\n');
    for (const count of ['1 change', '1 change', '3 changes'])
      expect((await command('undo')).stdout).toContain(`Took back ${count} `);
    expect([existsSync(at('new')), read('gone.txt')]).toEqual([false, 'gone\n']);
    expect((await command('undo')).status).toBe(1);
    expect(await command('discard')).toMatchObject({ status: 0 });
    expect((await command('changes')).stderr).toContain('were discarded');
  });

  test('what the host would execute by itself waits until it is named', async () => {
    await review('mkdir .vscode; echo {} >.vscode/tasks.json; echo all: >Makefile; ln -s /etc out; echo x >plain');
    const all = await command('apply', '--all');
    expect(all.status).toBe(1);
    expect(all.stdout).toContain('A! Makefile');
    expect([existsSync(at('plain')), existsSync(at('Makefile')), existsSync(at('out'))]).toEqual([true, false, false]);
    expect(await command('apply', 'Makefile', '.vscode/tasks.json')).toMatchObject({ status: 0 });
    expect([read('Makefile'), read('.vscode/tasks.json')]).toEqual(['all:\n', '{}\n']);
    // Who named one before need not name it again.
    const rest = await command('apply', '--all');
    expect([rest.status, rest.stdout.includes('Makefile'), rest.stdout.includes('out')]).toEqual([1, false, true]);
  });
});

describe('a folder that was changed meanwhile', () => {
  test('keeps what the user did, and the rest is applied', async () => {
    await review('echo guest >>edited.txt; echo guest >added.txt; echo guest >other.txt; rm gone.txt');
    session.write('edited.txt', 'the user\n');
    session.write('added.txt', 'the user\n');
    const applied = await command('apply', '--all');
    expect(applied.status).toBe(1);
    expect([read('edited.txt'), read('added.txt')]).toEqual(['the user\n', 'the user\n']);
    expect([read('other.txt'), existsSync(at('gone.txt'))]).toEqual(['guest\n', false]);
    session.write('other.txt', 'the user again\n');
    expect((await command('undo')).status).toBe(1);
    expect(read('other.txt')).toBe('the user again\n');
  });

  test('is taken as it was when only its times were changed', async () => {
    await review('echo guest >>edited.txt');
    session.write('edited.txt', 'one\ntwo\nthree\n');
    expect(await command('apply', '--all')).toMatchObject({ status: 0 });
    expect(read('edited.txt')).toBe('one\ntwo\nthree\nguest\n');
  });

  test('is never written through a link that leads out of it', async () => {
    const outside = session.makeDirectory(`${session.directory}/outside`);
    session.write('d/file', 'inside\n');
    await review('echo guest >d/file; echo guest >d/new');
    rmSync(at('d'), { recursive: true });
    symlinkSync(outside, at('d'));
    session.write(`${outside}/file`, 'inside\n');
    expect((await command('apply', '--all')).status).toBe(1);
    expect(readFileSync(`${outside}/file`, 'utf8')).toBe('inside\n');
    expect(existsSync(`${outside}/new`)).toBe(false);
  });

  test('keeps a directory with what the program did not see, when it removed that', async () => {
    mkdirSync(at('d'));
    session.give(at('d'));
    session.write('d/seen', 'x');
    session.write('d/.env', 'secret\n');
    await review('rm -rf d; [ ! -e d ]');
    await command('apply', '--all');
    expect([existsSync(at('d/seen')), read('d/.env')]).toEqual([false, 'secret\n']);
  });
});

describe('a review whose daemon was killed', () => {
  test('in the middle of the run is there with what was written until then', async () => {
    const run = session.start([
      'run',
      '--mode',
      'review',
      '--',
      'sh',
      '-c',
      'echo x >written; sync; echo go; sleep 60',
    ]);
    await run.seen(/go/);
    await killDaemon(session);
    expect((await run.ended).status).toBe(125);
    expect((await command('changes', '--name-only')).stdout).toBe('written\n');
    expect(await command('apply', '--all')).toMatchObject({ status: 0 });
    expect(read('written')).toBe('x\n');
  });

  test('after it is there as it was, and can be taken back', async () => {
    await review('echo x >written');
    expect(await command('apply', '--all')).toMatchObject({ status: 0, stderr: '' });
    await killDaemon(session);
    expect(await command('undo')).toMatchObject({ status: 0 });
    expect(existsSync(at('written'))).toBe(false);
    writeFileSync(at('kept.txt'), 'kept\n');
    expect((await command('changes', '--name-only')).stdout).toBe('written\n');
  });
});
