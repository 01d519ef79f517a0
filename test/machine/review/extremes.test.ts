import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { runRecord, type RunRecord } from '../../../daemon/protocol/run.js';
import { useSession } from '../../helpers/session/session.js';

const session = useSession();
const at = (path: string): string => `${session.workspace}/${path}`;

/** Runs a script in review. */
async function review(script: string): Promise<RunRecord> {
  const ended = await session.run(['--mode', 'review', '--json', '--', 'sh', '-ec', script], {
    limit: 170_000,
  });
  return runRecord.parse(JSON.parse(ended.stdout));
}

async function applyAll({ id }: RunRecord): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return await session.bellglass(['apply', '--all', '--run', id], { limit: 300_000 });
}

beforeEach(async () => {
  await rm(session.workspace, { recursive: true, force: true });
  session.makeDirectory(session.workspace);
}, 600_000);

describe('a change set', () => {
  test('of a hundred thousand files is grouped, counted and applied', { timeout: 600_000 }, async () => {
    for (let directory = 0; directory < 100; directory++) {
      session.makeDirectory(at(`tree/${String(directory)}`));
      for (let file = 0; file < 1000; file++) session.write(`tree/${String(directory)}/${String(file)}`, String(file));
    }
    const record = await review('mv tree moved; echo new >moved/57/new');
    expect(record.review?.counts).toMatchObject({ renamed: 100_101, added: 1 });
    const listed = await session.bellglass(['changes', '--run', record.id]);
    expect(listed.stdout.split('\n').length).toBeLessThan(200);
    expect(listed.stdout).toMatch(/100,\d{3}/);
    expect(await applyAll(record)).toMatchObject({ status: 0 });
    expect(readdirSync(session.workspace)).toEqual(['moved']);
    for (const directory of [0, 99]) expect(readdirSync(at(`moved/${String(directory)}`))).toHaveLength(1000);
    expect(readdirSync(at('moved/57'))).toHaveLength(1001);
    expect(readFileSync(at('moved/57/123'), 'utf8')).toBe('123');
    expect(await session.bellglass(['undo', '--run', record.id], { limit: 300_000 })).toMatchObject({ status: 0 });
    expect(readdirSync(session.workspace)).toEqual(['tree']);
    for (const directory of [0, 57, 99]) expect(readdirSync(at(`tree/${String(directory)}`))).toHaveLength(1000);
  });

  test('has a file of 5 GiB by its name, mode and place, of which nothing is copied', async () => {
    session.write('huge', '');
    const file = openSync(at('huge'), 'r+');
    ftruncateSync(file, 5 * 2 ** 30);
    closeSync(file);
    const record = await review(
      'test $(stat -c %s huge) = 5368709120; tail -c 4 huge | od -An -tx1; chmod 600 huge; mkdir d; mv huge d/moved',
    );
    expect(record).toMatchObject({ exitCode: 0, stdout: ' 00 00 00 00\n' });
    expect(record.review?.counts).toMatchObject({ renamed: 1, added: 1 });
    expect(await applyAll(record)).toMatchObject({ status: 0 });
    expect(statSync(at('d/moved'))).toMatchObject({ size: 5 * 2 ** 30, blocks: 0 });
    expect(statSync(at('d/moved')).mode & 0o777).toBe(0o600);
  });
});

const superuser = process.getuid?.() === 0;

describe('a workspace', () => {
  test.skipIf(!superuser)(
    superuser
      ? 'on layers of other file systems, as in a container, is as any other'
      : 'on layers of other file systems: they can be mounted by root alone',
    async () => {
      const below = `${session.directory}/below`;
      const mounted = (type: string, place: string, options: string[]): void => {
        execFileSync('mount', ['-t', type, ...options, 'none', place]);
        onTestFinished(() => {
          execFileSync('umount', [place]);
        });
      };
      session.makeDirectory(below);
      mounted('tmpfs', below, []);
      for (const name of ['lower', 'upper', 'work']) session.makeDirectory(`${below}/${name}`);
      mounted('tmpfs', `${below}/lower`, ['-o', 'mode=777']);
      session.write(`${below}/lower/under`, 'one\n');
      session.write(`${below}/lower/gone`, 'one\n');
      const layers = ['lower', 'upper', 'work'].map((name) => `${name}dir=${below}/${name}`);
      mounted('overlay', session.workspace, ['-o', layers.join(',')]);
      session.write('over', 'one\n');
      const record = await review('echo two >>under; echo two >>over; echo new >new; rm gone');
      expect(await applyAll(record)).toMatchObject({ status: 0, stderr: '' });
      expect(['under', 'over', 'new'].map((name) => readFileSync(at(name), 'utf8'))).toEqual([
        'one\ntwo\n',
        'one\ntwo\n',
        'new\n',
      ]);
      expect(await session.bellglass(['undo', '--run', record.id])).toMatchObject({ status: 0 });
      expect(readdirSync(session.workspace).sort()).toEqual(['gone', 'over', 'under']);
      expect(readFileSync(at('under'), 'utf8')).toBe('one\n');
    },
  );

  test('that is moved while a program runs keeps its changes until it is back', async () => {
    session.write('file', 'one\n');
    const run = session.start(['run', '--mode', 'review', '--', 'sh', '-c', 'echo ready; read go; echo two >>file'], {
      keepStdin: true,
    });
    await run.seen(/^ready$/m);
    const elsewhere = `${session.directory}/moved`;
    renameSync(session.workspace, elsewhere);
    run.child.stdin?.end('go\n');
    const ended = await run.ended;
    expect(ended.status).toBe(0);
    renameSync(elsewhere, session.workspace);
    expect(await session.bellglass(['apply', '--all'])).toMatchObject({ status: 0 });
    expect(readFileSync(at('file'), 'utf8')).toBe('one\ntwo\n');
  });

  test('that is deleted while a program runs is not made again, and the change set says what it was', async () => {
    session.write('file', 'one\n');
    const run = session.start(['run', '--mode', 'review', '--', 'sh', '-c', 'echo ready; read go; echo new >new'], {
      keepStdin: true,
    });
    await run.seen(/^ready$/m);
    rmSync(session.workspace, { recursive: true });
    run.child.stdin?.end('go\n');
    expect((await run.ended).status).toBe(0);
    const [id] = (await session.bellglass(['runs', '-q', '-n', '1'], { cwd: session.directory })).stdout.split('\n');
    const changes = await session.bellglass(['changes', '--name-only', '--run', id ?? ''], { cwd: session.directory });
    expect(changes).toMatchObject({ status: 0, stdout: `${at('new')}\n` });
    const applied = await session.bellglass(['apply', '--all', '--run', id ?? ''], { cwd: session.directory });
    expect(applied.status).not.toBe(0);
    expect(applied.stderr).toContain(session.workspace);
    expect(existsSync(session.workspace)).toBe(false);
    mkdirSync(session.workspace);
  });
});

describe('two at once', () => {
  test('run in review on one workspace, each with changes of its own, of which the second to be taken is a conflict', async () => {
    session.write('file', 'one\n');
    const [first, second] = await Promise.all([
      review('echo first >>file; sleep 1'),
      review('echo second >>file; sleep 1'),
    ]);
    expect(await applyAll(first)).toMatchObject({ status: 0 });
    const refused = await applyAll(second);
    expect(refused.status).not.toBe(0);
    expect(refused.stdout + refused.stderr).toMatch(/file/);
    expect(readFileSync(at('file'), 'utf8')).toBe('one\nfirst\n');
  });

  test('take the same changes: one does, and nothing is done twice', async () => {
    session.write('file', 'one\n');
    const record = await review('echo two >>file; seq 2000 | split -l 1 -a 4 - new');
    const both = await Promise.all([applyAll(record), applyAll(record)]);
    expect(both.map(({ status }) => status)).toContain(0);
    expect(readFileSync(at('file'), 'utf8')).toBe('one\ntwo\n');
    expect(readdirSync(session.workspace)).toHaveLength(2001);
    expect(await session.bellglass(['undo', '--run', record.id])).toMatchObject({ status: 0 });
    expect(readdirSync(session.workspace)).toEqual(['file']);
  });
});
