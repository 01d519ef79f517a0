import { existsSync, mkdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectOneSentence } from '../helpers/session/oneSentence.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();

describe('a file to run that', () => {
  test('is missing is named', async () => {
    expectOneSentence(await session.run(['no-such.py']), /"[^"]*\/work\/no-such\.py" does not exist/);
    expectOneSentence(await session.run(['/no/such/directory/x.py']), /"\/no\/such\/directory\/x\.py" does not exist/);
  });

  test('is a directory, a FIFO or a dangling link is named', async () => {
    session.makeDirectory(`${session.workspace}/directory.py`);
    await session.host('mkfifo', ['fifo.py']);
    await session.host('ln', ['-s', 'nowhere', 'link.py']);
    expectOneSentence(await session.run(['directory.py']), /"[^"]*directory\.py" is a directory/);
    expectOneSentence(await session.run(['fifo.py']), /"[^"]*fifo\.py" is not a regular file/);
    expectOneSentence(await session.run(['link.py']), /"[^"]*link\.py" does not exist/);
  });

  test('may not be read is named with the reason', async () => {
    session.write('secret.py', 'print(1)', 0o000);
    expectOneSentence(await session.run(['secret.py']), /"[^"]*secret\.py" cannot be read: permission denied/);
  });
});

describe('a workspace that', () => {
  const run = async (workspace: string, more: readonly string[] = []) =>
    await session.run(['--workspace', workspace, ...more, '--', 'true']);

  test('is missing, a file or closed is named', async () => {
    session.write('file', '');
    mkdirSync(`${session.workspace}/closed`, { mode: 0o700 });
    session.give(`${session.workspace}/closed`);
    await session.host('chmod', ['000', 'closed']);
    expectOneSentence(await run('no-such'), /workspace "[^"]*no-such" does not exist/);
    expectOneSentence(await run('file'), /workspace "[^"]*file" is not a directory/);
    expectOneSentence(await run('closed'), /workspace "[^"]*closed" cannot be read: permission denied/);
  });

  test('is /, the home directory, or what holds it, is refused with the way to insist', async () => {
    expectOneSentence(await run('/'), /"\/" is the whole file system, .* Choose a project's directory\.$/m);
    expectOneSentence(await run(session.home), /is the home directory, .*--allow-broad-workspace/);
    expectOneSentence(await run(session.directory), /holds the home directory, .*--allow-broad-workspace/);
    const implied = await session.run(['--', 'true'], { cwd: session.home });
    expectOneSentence(implied, /is the home directory, .*--allow-broad-workspace/);
  });

  test('is the home directory can be insisted on', async () => {
    session.write(`${session.home}/mine`, 'in the home\n');
    const ended = await session.run(['--allow-broad-workspace', '--', 'cat', 'mine'], { cwd: session.home });
    expect(ended).toMatchObject({ status: 0, stdout: 'in the home\n', stderr: '' });
  });
});

describe('more than the host has', () => {
  test('memory', async () => {
    const gibibytes = Math.ceil(totalmem() / 1024 ** 3) + 1;
    const ended = await session.sh('true', ['--memory', `${String(gibibytes)}g`]);
    expectOneSentence(ended, /^bellglass: \d+ MiB of memory were asked for and this machine has \d+ MiB\./);
  });

  test('too little memory to boot', async () => {
    expectOneSentence(await session.sh('true', ['--memory', '16m']), /16 MiB of memory are too few/);
  });

  test('CPUs', async () => {
    const ended = await session.sh('true', ['--cpus', String(cpus().length + 1)]);
    expectOneSentence(ended, /^bellglass: \d+ CPUs were asked for and at most \d+ are possible/);
  });
});

test.each([
  [['--no-such-flag', '--', 'true'], /no-such-flag/],
  [['--memory', 'lots', '--', 'true'], /"lots" is no size of memory/],
  [['--memory', '-1g', '--', 'true'], /"-1g" is no size of memory/],
  [['--cpus', '1.5', '--', 'true'], /"1\.5" is no number of CPUs/],
  [['--timeout', 'soon', '--', 'true'], /"soon" is no duration/],
  [['--env', '=value', '--', 'true'], /"=value" is no environment variable/],
  [['--user', 'a b', '--', 'true'], /"a b" is no user/],
  [['--mode', 'upside-down', '--', 'true'], /mode/],
  [['--keep', '--mode', 'review', '--', 'true'], /"review" is for runs, and kept sandboxes get it in a later version/],
  [['--hypervisor', 'xen', '--', 'true'], /hypervisor/],
  [['--image', 'no-such-image', '--', 'true'], /image "no-such-image" is not available/],
  [['--workdir'], /workdir/],
  [['--'], /program/],
  [[], /program/],
] as [string[], RegExp][])('the command line run %j is malformed, and that is said', async (args, pattern) => {
  expectOneSentence(await session.run(args), pattern);
});

describe('an environment file that', () => {
  // Through the shebang, as people start it: without the "--" in that Node reads the file itself.
  const run = async (file: string) => {
    const path = `${dirname(session.app.node)}:${session.env['PATH'] ?? ''}`;
    return await session.host(session.app.cli, ['run', '--env-file', file, '--', 'env'], { env: { PATH: path } });
  };

  test('is missing is named', async () => {
    expectOneSentence(await run('/no/such/file'), /"\/no\/such\/file" cannot be read/);
  });

  test('tells Node to load a module does so in the sandbox only', async () => {
    const marker = `${session.workspace}/marker`;
    session.write('evil.cjs', `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`);
    const line = `NODE_OPTIONS=--require ${session.workspace}/evil.cjs`;
    session.write('variables', `${line}\n`);
    const ended = await run('variables');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain(`${line}\n`);
    expect(existsSync(marker)).toBe(false);
    // Positive control: on the host that module leaves the marker.
    await session.host(session.app.node, ['evil.cjs']);
    expect(existsSync(marker)).toBe(true);
  });
});

describe('in the sandbox', () => {
  test('an interpreter that the image has not is named', async () => {
    session.write('program', '#!/opt/no-such-interpreter\n', 0o755);
    session.write('program.ps1', 'Write-Output 1');
    expectOneSentence(await session.run(['program']), /needs no-such-interpreter, which the image host does not have/);
    expectOneSentence(await session.run(['program.ps1']), /needs pwsh, which the image host does not have/);
  });

  test('a library that is missing is the program’s own end', async () => {
    session.write('none.c', 'int none(void) { return 1; }');
    session.write('main.c', 'int none(void); int main(void) { return none(); }');
    const build = 'gcc -shared -fPIC -o libnone.so none.c && gcc -o main main.c -L. -lnone && rm libnone.so';
    expect(await session.host('sh', ['-c', build])).toMatchObject({ status: 0 });
    const ended = await session.run(['--', './main']);
    expect(ended).toMatchObject({ status: 127, stdout: '' });
    expect(ended.stderr).toMatch(/libnone\.so: cannot open shared object file/);
  });
});
