import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Daemon } from '../../../../daemon/client/daemon.js';
import { runRecord } from '../../../../daemon/protocol/run.js';
import { inProject } from '../../project.js';
import type { Session } from '../../session/world.js';

/** Random operations on the directory it runs in, and what is there afterwards. */
export const program = readFileSync(inProject('test/helpers/review/operations/operations.py'), 'utf8');

/** Random operations in a view of a session's workspace, in a machine of its own each time. */
export class Operations {
  private readonly path: string;

  constructor(
    private readonly session: Session,
    private readonly daemon: Daemon,
  ) {
    this.path = `${session.directory}/operations.py`;
    session.write(this.path, program);
  }

  /** What is applied is what the guest saw, and undone it is what it was; the same operations for the same seed. Before and after discarding nothing changes. */
  async hold(seed: number, count = 60): Promise<void> {
    await this.fresh(seed);
    const before = await this.exact();
    const { run, seen, state } = await this.inView(seed, count);
    assert.equal(await this.exact(), before);
    assert.notEqual(state, 'none');
    const reference = { run, workspace: null };
    const { conflicts, held, refused, stayed } = await this.daemon.call('review.apply', { ...reference, paths: null });
    assert.deepEqual([conflicts.total, held.total, refused.total, stayed], [0, 0, 0, 0]);
    assert.equal(await this.onHost('digest'), seen);
    const undone = await this.daemon.call('review.undo', reference);
    assert.equal(undone.conflicts.total, 0);
    assert.equal(await this.exact(), before);
    await this.daemon.call('review.discard', reference);
    assert.equal(await this.exact(), before);
  }

  /** The program on the host, in the workspace. */
  private async onHost(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.session.host('python3', [this.path, ...args]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    return stdout;
  }

  /** The program in a sandbox, in a view of the workspace. @returns the run's id and what the guest saw in the end */
  private async inView(seed: number, count: number): Promise<{ run: string; seen: string; state: string | undefined }> {
    const argv = ['--mode', 'review', '--json', '--', 'python3', '-', 'change', String(seed), String(count)];
    const ended = await this.session.run(['-i', ...argv], { stdin: program, limit: 120_000 });
    const record = runRecord.parse(JSON.parse(ended.stdout));
    assert.deepEqual([record.exitCode, record.stderr], [0, '']);
    return { run: record.id, seen: record.stdout ?? '', state: record.review?.state };
  }

  /** Entries with their times, which an undo restores too; those of directories change with what is in them. */
  private async exact(): Promise<string> {
    const times = await this.session.host('sh', ['-c', `find . ! -type d -printf '%p %m %T@ %n %l\\n' | sort`]);
    return `${await this.onHost('digest')}\n${times.stdout}`;
  }

  private async fresh(seed: number): Promise<void> {
    await this.session.host('sh', ['-c', 'rm -rf ./* ./.[!.]*']);
    await this.onHost('make', String(seed), '80');
  }
}
