import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Ended, Running } from '../helpers/session/command.js';
import { doctoredNatives, guestOf, type Doctored } from '../helpers/session/doctoredNatives.js';
import { expectOneSentence } from '../helpers/session/oneSentence.js';
import { useSession } from '../helpers/session/session.js';
import { until } from '../helpers/waiting.js';

const session = useSession();

/** A run with native files of that kind; each kind has a daemon of its own. */
async function runWith(name: string, doctored: Doctored, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const directory = doctoredNatives(session, name, doctored);
  return await session.run(['--', 'true'], { env: { BELLGLASS_NATIVE: directory, ...env } });
}

afterEach(async () => {
  await session.expectNoMachine();
  await session.bellglass(['daemon', 'stop']);
});

describe('a guest that', () => {
  test('has garbage for a kernel is said not to have booted, with what the hypervisor says about it', async () => {
    const ended = await runWith('kernel', { vmlinux: Buffer.alloc(1 << 20, 'garbage ') });
    expectOneSentence(
      ended,
      /^bellglass: The sandbox did not boot with qemu [^\n]*kernel[^\n]* Nothing was run\. guest kernel: [^\n]*"npm run build"[^\n]*\n/i,
    );
  });

  test('has no kernel at all in its file is said not to have booted', async () => {
    expectOneSentence(await runWith('nothing', { vmlinux: '' }), /^bellglass: The sandbox did not boot with qemu /);
  });

  test('never greets is given up when its time is over', async () => {
    const hangs = { 'initramfs.cpio': guestOf(session, 'hangs') };
    const ended = await runWith('hangs', hangs, { BELLGLASS_BOOT_SECONDS: '3' });
    expectOneSentence(
      ended,
      /^bellglass: The sandbox did not boot with qemu \(guest\): the guest did not greet within 3 s\. /,
    );
  });

  test('panics is said to have, and its console is shown', async () => {
    const ended = await runWith('empty', { 'initramfs.cpio': '' });
    expectOneSentence(
      ended,
      /^bellglass: The sandbox did not boot [^\n]*gave up \(Kernel panic [^\n]* Nothing was run\. agent \(initramfs\): [^\n]*"npm run build"[^\n]*\n/,
    );
    expect(ended.stderr).toMatch(/The guest's console:\n(.*\n)* {2}\| .*Kernel panic/);
  });

  test('switches itself off is said to have, and its console is shown', async () => {
    const ended = await runWith('ends', { 'initramfs.cpio': guestOf(session, 'ends') });
    expectOneSentence(
      ended,
      /^bellglass: The sandbox did not boot [^\n]*the guest switched itself off\. Nothing was run\.\n/,
    );
    expect(ended.stderr).toMatch(/The guest's console:\n( {2}\| .*\n)* {2}\| the guest's last words\n/);
  });

  test('floods its port instead of greeting is ended', async () => {
    const ended = await runWith('floods', { 'initramfs.cpio': guestOf(session, 'garbles') });
    expectOneSentence(ended, /^bellglass: The sandbox answered the greeting with something that is no answer/);
  });

  test('greets and then says what is no HTTP/2 is ended', async () => {
    const ended = await runWith('garbles', { 'initramfs.cpio': guestOf(session, 'garbles', { ECHO: 'yes' }) });
    expectOneSentence(ended, /^bellglass: The sandbox answered GET \/v1\/health with something that is no answer/);
  });
});

describe('a guest that greets and then says nothing', () => {
  const silent = (name: string): NodeJS.ProcessEnv => {
    const initramfs = guestOf(session, 'garbles', { ECHO: 'yes', SILENT: 'yes' });
    return { BELLGLASS_NATIVE: doctoredNatives(session, name, { 'initramfs.cpio': initramfs }) };
  };

  /** A run whose guest has greeted. */
  async function greetedRun(name: string): Promise<Running> {
    const running = session.start(['run', '--', 'true'], { env: silent(name) });
    const consoles = () => session.machines().map((id) => `${session.runtime}/bellglass/machines/${id}/console.log`);
    await until({ what: 'the greeting', milliseconds: 30_000 }, () =>
      consoles().some((path) => existsSync(path) && readFileSync(path, 'utf8').includes('greeted')),
    );
    return running;
  }

  test('is given up when the time of its boot is over', async () => {
    const env = { ...silent('silent'), BELLGLASS_BOOT_SECONDS: '10' };
    expectOneSentence(
      await session.run(['--', 'true'], { env }),
      /^bellglass: The sandbox did not boot with qemu \(guest\): the guest greeted, and did not answer within 10 s\. /,
    );
  });

  test('is ended at once by a second Ctrl-C', async () => {
    const { child, ended } = await greetedRun('interrupted');
    const pressed = performance.now();
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 130, stdout: '', stderr: '' });
    expect(performance.now() - pressed).toBeLessThan(5000);
  });

  test('is ended at once when the command is gone', async () => {
    const { child } = await greetedRun('left');
    const gone = performance.now();
    child.kill('SIGKILL');
    await session.expectNoMachine();
    expect(performance.now() - gone).toBeLessThan(5000);
  });

  test('does not hold up the daemon’s end', async () => {
    const { ended } = await greetedRun('stopped');
    const asked = performance.now();
    await session.bellglass(['daemon', 'stop']);
    expect(performance.now() - asked).toBeLessThan(5000);
    expectOneSentence(await ended, /^bellglass: The daemon is shutting down, /);
  });
});

describe('an installation that', () => {
  test.each(['bellglass-vmm', 'bellglass-virtiofsd', 'bellglass-fs', 'vmlinux', 'initramfs.cpio'])(
    'has lost %s says so',
    async (file) => {
      const ended = await runWith(`no-${file}`, { [file]: null });
      expectOneSentence(ended, new RegExp(`^bellglass: "[^"]*/${file.replace('.', '\\.')}" is missing, `));
    },
  );

  test('has a vmm that may not be executed says so', async () => {
    const directory = doctoredNatives(session, 'closed', { 'bellglass-vmm': 'x' });
    chmodSync(`${directory}/bellglass-vmm`, 0o644);
    const ended = await session.run(['--', 'true'], { env: { BELLGLASS_NATIVE: directory } });
    expectOneSentence(
      ended,
      /^bellglass: The sandbox did not boot [^\n]*bellglass-vmm cannot be started: permission denied\. /,
    );
  });

  test('has garbage for a file server says that it is that', async () => {
    const ended = await runWith('garbage', { 'bellglass-virtiofsd': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3]) });
    expectOneSentence(
      ended,
      /^bellglass: The sandbox did not boot [^\n]*start the file server of "usr": Exec format error/,
    );
  });
});
