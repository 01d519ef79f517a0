import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { asAccount } from '../../helpers/session/account.js';
import type { Running } from '../../helpers/session/command.js';
import { asleep } from '../../helpers/asleep.js';
import { block } from '../../helpers/rig/block.js';
import { claim } from '../../helpers/rig/claims.js';
import { firstBoot, sessionInRig, startSaying } from '../../helpers/rig/inside.js';
import { assertWalled, vmmsOf, type Vmms } from '../../helpers/rig/vmms.js';
import { jailSentences as sentences } from './jailSentences.js';

const inject = `${process.env['BELLGLASS_TEST_PROBES'] ?? ''}/inject`;
const session = await sessionInRig();
session.write(`${session.home}/secret`, 'secret\n');

/** A system call and its argument, as the probe names them. */
type Call = readonly [string, string];

/** Makes a process do calls; the outcome of each. */
function injected(pid: number, calls: readonly Call[]): string[] {
  const output = execFileSync(inject, [String(pid), ...calls.flat()], { encoding: 'utf8' });
  return [...output.matchAll(/^INJECTED .*: (\w+)$/gm)].map(([, outcome = '']) => outcome);
}

const answered = <T>(sentence: string, ask: () => T | Promise<T>): Promise<void> =>
  claim(sentence, async () => await ask());

interface Living extends Vmms {
  readonly run: Running;
}

async function living(): Promise<Living> {
  const run = await startSaying(session, ['run', '-i', '--', 'sh', '-c', 'echo up; cat'], /up/);
  return { run, ...vmmsOf(session) };
}

const { boots, report, nothing, ...ofMachines } = sentences;
await firstBoot(session, boots);

await block(session, [report], async () => {
  await answered(report, async () => {
    const ended = await session.run(['--json', '--mode', 'none', '--', 'true']);
    const { walls } = JSON.parse(ended.stdout) as { walls: { wall: string; state: string; detail: string }[] };
    const standing = walls.filter(({ state }) => state === 'up').map(({ wall }) => wall);
    const all = ['descriptors', 'landlock', 'mountNamespace', 'noNewPrivs', 'rlimits', 'seccomp', 'session'];
    assert.deepEqual(standing.sort(), all, JSON.stringify(walls));
    return walls;
  });
});

async function looksWalled({ hypervisor }: Living): Promise<void> {
  await answered(sentences.mounts, () => {
    const lines = readFileSync(`/proc/${String(hypervisor)}/mountinfo`, 'utf8')
      .trimEnd()
      .split('\n');
    const points = lines.map((line) => line.split(' ')[4] ?? '');
    for (const point of points)
      assert.match(
        point,
        /^(\/|\/kernel|\/initramfs|\/shares\/\d+.*|\/dev\/(null|kvm|random|urandom)|\/proc\/self\/fd|\/disks\/\d+)$/,
      );
    return points;
  });
  await answered(sentences.descriptors, () => {
    const directory = `/proc/${String(hypervisor)}/fd`;
    const targets = readdirSync(directory).map((fd) => readlinkSync(`${directory}/${fd}`));
    for (const target of targets)
      assert.match(
        target,
        /^(socket:|pipe:|anon_inode:|\/memfd|\/dev\/(null|kvm|random|urandom)|\/$|\/(usr|tmp\/bg-)|\/proc|\/shares|.*\/machines\/)/,
      );
    return targets.length;
  });
}

/** Makes the hypervisor do calls that leave the machine as it is, and an unjailed process the very same and those that do not. */
async function callsAreRefused({ hypervisor }: Living, fatal: readonly Call[]): Promise<void> {
  const files: readonly Call[] = [
    ['openat', `${session.home}/secret`],
    ['openat', '/etc/passwd'],
    ['openat', '/proc/1/environ'],
    ['create', `${session.home}/made`],
    ['create', '/made'],
  ];
  await answered(sentences.control, async () => {
    const free = spawn('sleep', ['1000'], { cwd: session.home, stdio: 'ignore' });
    await asleep(free.pid ?? 0);
    const outcomes = injected(free.pid ?? 0, [...files, ...fatal]);
    free.kill('SIGKILL');
    assert.deepEqual(
      outcomes,
      Array.from({ length: files.length + fatal.length }, () => 'done'),
    );
    return outcomes.length;
  });
  await answered(sentences.files, () => {
    const outcomes = injected(hypervisor, files);
    assert.equal(outcomes.length, files.length);
    for (const outcome of outcomes) assert.match(outcome, /^(ENOENT|EACCES|EROFS|EPERM)$/);
    return outcomes;
  });
  await answered(sentences.own, () => {
    assert.deepEqual(injected(hypervisor, [['openat', '/kernel']]), ['done']);
    return 'done';
  });
}

await block(session, Object.values(ofMachines), async () => {
  const bystander = spawn('sleep', ['1000'], { ...asAccount(session.account), stdio: 'ignore' });
  const socket: Call = ['socket', 'UNIX'];
  const signal: Call = ['kill', String(bystander.pid ?? 0)];
  const program: Call = ['execve', '/bin/true'];
  let machine: Living = { run: session.start(['version']), supervisor: 0, hypervisor: 0 };
  await answered(sentences.status, async () => {
    machine = await living();
    assertWalled(session, machine);
    return 'both';
  });
  await looksWalled(machine);
  await callsAreRefused(machine, [socket, ['socket', 'INET'], signal, program]);

  let end: Awaited<Running['ended']> | null = null;
  async function ends({ run, hypervisor }: Living, call: Call): Promise<string> {
    assert.deepEqual(injected(hypervisor, [call]), ['killed']);
    end = await run.ended;
    return end.stderr;
  }
  await answered(sentences.socket, async () => await ends(machine, socket));
  await answered(sentences.signal, async () => await ends(await living(), signal));
  await answered(sentences.program, async () => await ends(await living(), program));
  await answered(sentences.said, () => {
    assert.equal(end?.status, 125);
    assert.match(end.stderr, /^bellglass: The sandbox ended before its program did[^\n]*\n/);
    return end.stderr;
  });
  bystander.kill('SIGKILL');
});

await answered(nothing, async () => {
  await session.close();
  return 'nothing';
});
process.exit(0);
