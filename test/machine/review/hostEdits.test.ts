import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { inProject } from '../../helpers/project.js';
import type { Running } from '../../helpers/session/command.js';
import { useSession } from '../../helpers/session/session.js';
import { until } from '../../helpers/waiting.js';

const session = useSession();
const program = readFileSync(inProject('test/machine/review/programs/watching.py'), 'utf8');
const at = (path: string): string => `${session.workspace}/${path}`;

/** As an editor saves: beside it, and then under its name. */
function save(path: string, text: string): void {
  session.write(`${path}.draft`, text);
  renameSync(at(`${path}.draft`), at(path));
}

/** A guest that says what it is told of, and what it reads when it is given a path. */
class Watching {
  private constructor(readonly running: Running) {}

  static async in(...places: string[]): Promise<Watching> {
    const argv = ['run', '--mode', 'review', '-i', '--', 'python3', '-c', program, ...places];
    const watching = new Watching(session.start(argv, { keepStdin: true, limit: 240_000 }));
    await watching.running.seen(/^ready$/m);
    return watching;
  }

  /** Has it read a file. */
  read(path: string): void {
    this.running.child.stdin?.write(`${path}\n`);
  }

  /** Has it read a file until it reads that text. */
  async shows(path: string, text: string): Promise<void> {
    await until({ what: `${path} in the guest`, milliseconds: 20_000 }, async () => {
      this.read(path);
      await sleep(100);
      return (await this.running.seen(/^read/m)).includes(`read '${text}\\n'`);
    });
  }

  /** Its end. @returns what it was told of and what it read, and what Bellglass said of it */
  async end(): Promise<{ said: string[]; told: string; status: number | null }> {
    this.running.child.stdin?.end();
    const { stdout, stderr, status } = await this.running.ended;
    return { said: stdout.split('\n'), told: stderr, status };
  }
}

beforeEach(() => {
  rmSync(session.workspace, { recursive: true, force: true });
  session.makeDirectory(session.workspace);
  session.write('a.txt', 'one\n');
  session.write('src/b.txt', 'two\n');
  session.write('.gitignore', 'bulk/\n');
  session.write('bulk/large.bin', Buffer.alloc(2_000_000, 7));
});

describe('what the host edits during a run in review', () => {
  test('is there within a second, with its event, and counts as nobody’s change', async () => {
    const guest = await Watching.in('.', 'src');
    const begun = performance.now();
    save('a.txt', 'edited on the host\n');
    await guest.running.seen(/^movedTo a\.txt$/m);
    // An emulated guest has its share of that.
    expect(performance.now() - begun).toBeLessThan(1000);
    guest.read('a.txt');
    await guest.running.seen(/^read 'edited on the host\\n'$/m);
    session.write('src/new.txt', 'new\n', 0o640);
    await guest.running.seen(/^create src\/new\.txt$/m);
    rmSync(at('src/b.txt'));
    await guest.running.seen(/^delete src\/.*$/m);
    chmodSync(at('src'), 0o700);
    await guest.running.seen(/^attrib src$/m);
    symlinkSync('a.txt', at('link'));
    await guest.running.seen(/^create link$/m);
    const { status, told } = await guest.end();
    expect({ status, told }).toEqual({ status: 0, told: '' });
    expect((await session.bellglass(['changes', '--name-only'])).stdout).toBe('');
  });

  test('is what the guest’s own edits are told from', async () => {
    const script = `until grep -q host a.txt; do sleep 0.1; done; stat -c '%a %u %Y' a.txt; echo guest >>a.txt; chmod 600 src/b.txt; cat a.txt`;
    const running = session.start(['run', '--mode', 'review', '--', 'sh', '-c', `echo ready; ${script}`]);
    await running.seen(/^ready$/m);
    save('a.txt', 'host\n');
    chmodSync(at('a.txt'), 0o640);
    const ended = await running.ended;
    const { mtimeMs, uid } = statSync(at('a.txt'));
    expect(ended.stdout).toBe(`ready\n640 ${String(uid)} ${String(Math.floor(mtimeMs / 1000))}\nhost\nguest\n`);
    expect((await session.bellglass(['diff'])).stdout).toContain('@@ -1 +1,2 @@\n host\n+guest\n');
    expect((await session.bellglass(['apply', '--all'])).status).toBe(0);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('host\nguest\n');
    expect((await session.bellglass(['undo'])).status).toBe(0);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('host\n');
  });

  test('stays on the host where the program changed the same file, and is a conflict', async () => {
    const script = 'echo guest >a.txt; echo ready; until [ -e src/last ]; do sleep 0.1; done; cat a.txt';
    const running = session.start(['run', '--mode', 'review', '--', 'sh', '-c', script]);
    await running.seen(/^ready$/m);
    save('a.txt', 'host\n');
    session.write('src/last', '');
    const ended = await running.ended;
    expect(ended).toMatchObject({ status: 0, stdout: 'ready\nguest\n' });
    expect(ended.stderr).toContain('Edited on the host meanwhile, and not shown to the program: a.txt.');
    const applied = await session.bellglass(['apply', '--all']);
    expect(applied.stderr + applied.stdout).toContain('a.txt');
    expect(applied.status).not.toBe(0);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('host\n');
  });

  test('is told where it is of the bulk', async () => {
    const guest = await Watching.in('.');
    execFileSync('sh', ['-c', 'printf x | dd of=bulk/large.bin conv=notrunc status=none'], { cwd: session.workspace });
    await sleep(500);
    const { told } = await guest.end();
    expect(told).toContain('Changed on the host meanwhile, so the program may have read something else: bulk.');
  });

  test('is also told of directories that are moved, with all that is in them', async () => {
    const guest = await Watching.in('.');
    mkdirSync(at('deep/er'), { recursive: true });
    session.write('deep/er/c.txt', 'three\n');
    renameSync(at('src'), at('moved'));
    await guest.running.seen(/^delete src$/m);
    await guest.shows('moved/b.txt', 'two');
    await guest.shows('deep/er/c.txt', 'three');
    expect((await guest.end()).told).toBe('');
  });
});

describe('a name that must stay hidden and appears during a run', () => {
  test('ends it, with the reason, where the machine has the directory open', async () => {
    const guest = await Watching.in('.');
    session.write('bulk/notes.txt', 'no secret\n');
    await sleep(1000);
    guest.read('a.txt');
    await guest.running.seen(/^read 'one\\n'$/m);
    session.write('bulk/.env', 'secret\n');
    const { status, stderr } = await guest.running.ended;
    expect(status).not.toBe(0);
    expect(stderr).toContain('The machine was stopped: "bulk/.env", which a pattern hides, appeared');
    expect(existsSync(at('bulk/.env'))).toBe(true);
  });

  test('does not, where it has nothing open', async () => {
    rmSync(at('bulk'), { recursive: true });
    const guest = await Watching.in('.');
    session.write('src/.env', 'secret\n');
    save('a.txt', 'after\n');
    await guest.running.seen(/^movedTo a\.txt$/m);
    guest.read('src/.env');
    await guest.running.seen(/^read No such file or directory$/m);
    expect(await guest.end()).toMatchObject({ status: 0, told: '' });
  });
});
