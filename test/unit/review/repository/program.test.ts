import { open } from 'node:fs/promises';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runGit } from '../../../../daemon/review/repository/program.js';
import { script } from '../../../helpers/review/runs/gitRun.js';
import { scratch } from '../../../helpers/scratch.js';

function repository(): string {
  const at = scratch();
  script(at, 'git init -q -b main; git commit -q --allow-empty -m x');
  return `${at}/.git`;
}

describe('git as it is run on the host', () => {
  test('answers with its status and what it said', async () => {
    const at = repository();
    expect(await runGit({ repository: at, args: ['symbolic-ref', 'HEAD'] })).toEqual({
      ...{ status: 0, stdout: 'refs/heads/main\n', stderr: '' },
    });
    const failed = await runGit({ repository: at, args: ['rev-parse', '--verify', 'x'] });
    expect(failed).toMatchObject({ status: 128, stderr: expect.stringContaining('fatal') as string });
    expect((await runGit({ repository: at, args: ['hash-object', '--stdin'], input: 'x' })).stdout).toMatch(
      /^[0-9a-f]{40}\n$/,
    );
  });

  test('reads and writes files that were opened for it', async () => {
    const [at, directory] = [repository(), scratch()];
    writeFileSync(`${directory}/in`, 'blob\n');
    const [input, output] = [await open(`${directory}/in`), await open(`${directory}/out`, 'w')];
    onTestFinished(async () => {
      await Promise.all([input.close(), output.close()]);
    });
    await runGit({ repository: at, args: ['hash-object', '--stdin'], input, output });
    expect(readFileSync(`${directory}/out`, 'utf8')).toBe(`${script(directory, 'git hash-object in')}\n`);
  });

  test('reads objects of another repository, whatever that is called', async () => {
    const [at, other] = [repository(), `${scratch()}/a:b"c\\d`];
    script('/', `git init -q '${other}'`);
    const id = script(other, 'echo content | git hash-object -w --stdin');
    const args = ['cat-file', 'blob', id];
    expect(await runGit({ repository: at, args, alternate: `${other}/.git/objects` })).toMatchObject({
      stdout: 'content\n',
    });
    expect((await runGit({ repository: at, args })).status).not.toBe(0);
  });

  test('takes nothing from its surroundings, neither settings of this user nor replaced objects', async () => {
    const at = repository();
    const { stdout } = await runGit({ repository: at, args: ['config', '--list', '--show-origin'] });
    const origins = new Set(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    );
    expect(
      [...origins].filter((origin) => origin?.startsWith('file:') === true && !origin.endsWith('.git/config')),
    ).toEqual([]);
    const [one, two] = ['one', 'two'].map((text) => script(at, `printf ${text} | git hash-object -w --stdin`));
    script(at, `git replace ${one ?? ''} ${two ?? ''}`);
    expect((await runGit({ repository: at, args: ['cat-file', 'blob', one ?? ''] })).stdout).toBe('one');
  });

  test('fetches nothing, whatever the settings of the repository allow', async () => {
    const [at, other] = [repository(), repository()];
    script(at, `git config protocol.file.allow always; git config protocol.ext.allow always`);
    for (const from of [`file://${other}`, 'ext::sh -c true'])
      expect(await runGit({ repository: at, args: ['fetch', from] })).toMatchObject({
        status: 128,
        stderr: expect.stringMatching(/transport '\w+' not allowed/) as string,
      });
  });

  test('is ended when it says too much', async () => {
    const at = repository();
    const id = script(at, 'head -c 9000000 /dev/zero | git hash-object -w --stdin');
    expect((await runGit({ repository: at, args: ['cat-file', 'blob', id] })).status).toBeNull();
  });
});
