import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { asAccount } from '../../helpers/session/account.js';
import type { Running } from '../../helpers/session/command.js';
import { asleep } from '../../helpers/asleep.js';
import { claim } from '../../helpers/rig/claims.js';
import { firstBoot, sessionInRig, startSaying } from '../../helpers/rig/inside.js';
import { assertWalled, vmmsOf, type Vmms } from '../../helpers/rig/vmms.js';
import { jailSentences as sentences } from './jailSentences.js';

const inject = `${process.env['BELLGLASS_TEST_PROBES'] ?? ''}/inject`;
const session = await sessionInRig();
session.write(`${session.home}/secret`, 'secret\n');
const first = await firstBoot(session);

const bystander = spawn('sleep', ['1000'], { ...asAccount(session.account), stdio: 'ignore' });
const bystanderPid = bystander.pid ?? 0;

/** Makes a process do calls; the outcome of each. */
function injected(pid: number, calls: readonly (readonly [string, string])[]): string[] {
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

await answered(sentences.boots, () => {
  assert.deepEqual([first.status, first.stderr], [0, '']);
  return first.status;
});

await answered(sentences.report, async () => {
  const ended = await session.run(['--json', '--mode', 'none', '--', 'true']);
  const { walls } = JSON.parse(ended.stdout) as { walls: { wall: string; state: string; detail: string }[] };
  const standing = walls.filter(({ state }) => state === 'up').map(({ wall }) => wall);
  const all = ['descriptors', 'landlock', 'mountNamespace', 'noNewPrivs', 'rlimits', 'seccomp', 'session'];
  assert.deepEqual(standing.sort(), all, JSON.stringify(walls));
  return walls;
});

let machine: Living = { run: session.start(['version']), supervisor: 0, hypervisor: 0 };
await answered(sentences.status, async () => {
  machine = await living();
  assertWalled(session, machine);
  return 'both';
});
await answered(sentences.mounts, () => {
  const lines = readFileSync(`/proc/${String(machine.hypervisor)}/mountinfo`, 'utf8')
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
  const directory = `/proc/${String(machine.hypervisor)}/fd`;
  const targets = readdirSync(directory).map((fd) => readlinkSync(`${directory}/${fd}`));
  for (const target of targets)
    assert.match(
      target,
      /^(socket:|pipe:|anon_inode:|\/memfd|\/dev\/(null|kvm|random|urandom)|\/$|\/(usr|tmp\/bg-)|\/proc|\/shares|.*\/machines\/)/,
    );
  return targets.length;
});

const files: [string, string][] = [
  ['openat', `${session.home}/secret`],
  ['openat', '/etc/passwd'],
  ['openat', '/proc/1/environ'],
  ['create', `${session.home}/made`],
  ['create', '/made'],
];
const fatal: [string, string][] = [
  ['socket', 'UNIX'],
  ['socket', 'INET'],
  ['kill', String(bystanderPid)],
];
await answered(sentences.control, async () => {
  const free = spawn('sleep', ['1000'], { cwd: session.home, stdio: 'ignore' });
  await asleep(free.pid ?? 0);
  const outcomes = injected(free.pid ?? 0, [...files, ...fatal, ['execve', '/bin/true']]);
  free.kill('SIGKILL');
  assert.deepEqual(
    outcomes,
    Array.from({ length: files.length + fatal.length + 1 }, () => 'done'),
  );
  return outcomes.length;
});
await answered(sentences.files, () => {
  const outcomes = injected(machine.hypervisor, files);
  assert.equal(outcomes.length, files.length);
  for (const outcome of outcomes) assert.match(outcome, /^(ENOENT|EACCES|EROFS|EPERM)$/);
  return outcomes;
});
await answered(sentences.own, () => {
  assert.deepEqual(injected(machine.hypervisor, [['openat', '/kernel']]), ['done']);
  return 'done';
});

let end: Awaited<Running['ended']> | null = null;
async function ends({ run, hypervisor }: Living, call: [string, string]): Promise<string> {
  assert.deepEqual(injected(hypervisor, [call]), ['killed']);
  end = await run.ended;
  return end.stderr;
}
await answered(sentences.socket, async () => await ends(machine, ['socket', 'UNIX']));
await answered(sentences.signal, async () => await ends(await living(), ['kill', String(bystanderPid)]));
await answered(sentences.program, async () => await ends(await living(), ['execve', '/bin/true']));
await answered(sentences.said, () => {
  assert.equal(end?.status, 125);
  assert.match(end.stderr, /^bellglass: The sandbox ended before its program did[^\n]*\n/);
  return end.stderr;
});
await answered(sentences.nothing, async () => {
  bystander.kill('SIGKILL');
  await session.close();
  return 'nothing';
});
process.exit(0);
