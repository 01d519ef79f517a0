import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import {
  cpuFacts,
  findContainer,
  groupOf,
  lookAtKvm,
  openProblem,
  userName,
} from '../../../../daemon/doctor/checks/kvm.js';
import { choiceKey } from '../../../../daemon/machine/choose.js';
import { kvmProblem } from '../../../../daemon/machine/libkrun/kvm.js';
import { findNatives } from '../../../../daemon/machine/natives.js';
import { findQemu } from '../../../../daemon/machine/qemu/program.js';
import { writeVerdict } from '../../../../daemon/machine/verdict.js';
import { doctorContext, nativesWith } from '../../../helpers/doctor.js';
import { scratch } from '../../../helpers/scratch.js';

describe('the device', () => {
  test('opens, or does not, with the system’s own code', async () => {
    expect(await openProblem('/dev/null')).toBeNull();
    expect(await openProblem('/dev/no-such')).toEqual({ code: 'ENOENT', reason: 'no such file or directory' });
    expect(await openProblem('/dev')).toMatchObject({ code: 'EISDIR' });
  });

  test('is the group’s that has its number, when that may read and write', async () => {
    const at = scratch();
    writeFileSync(`${at}/device`, '');
    chmodSync(`${at}/device`, 0o660);
    const gid = process.getgid?.() ?? 0;
    const groups = (members: string): string => {
      writeFileSync(`${at}/group`, `root:x:0:\nother:x:99999:\nkvm:x:${String(gid)}:${members}\n`);
      return `${at}/group`;
    };
    // The superuser's own group may be nobody's way in.
    const expected = (member: boolean) => (gid === 0 ? null : { name: 'kvm', member });
    expect(await groupOf(`${at}/device`, groups('nobody'))).toEqual(expected(false));
    expect(await groupOf(`${at}/device`, groups(`nobody,${userInfo().username}`))).toEqual(expected(true));
    chmodSync(`${at}/device`, 0o640);
    expect(await groupOf(`${at}/device`, groups('nobody'))).toBeNull();
    expect(await groupOf(`${at}/none`, groups('nobody'))).toBeNull();
  });
});

describe('the CPU', () => {
  test.each([
    ['Intel’s', 'processor : 0\nflags\t\t: fpu vmx sse\n', { cpu: 'vmx', inMachine: false }],
    ['AMD’s', 'flags\t\t: fpu svm sse\n', { cpu: 'svm', inMachine: false }],
    ['a guest’s', 'flags\t\t: fpu hypervisor\n', { cpu: 'none', inMachine: true }],
    ['one with a flag that only begins so', 'flags\t: vmxnet svmx\n', { cpu: 'none', inMachine: false }],
    ['ARM’s', 'processor : 0\nFeatures : fp asimd\n', { cpu: 'unknown', inMachine: false }],
    ['no one’s', '', { cpu: 'unknown', inMachine: false }],
  ])('is %s', (_whose, cpuinfo, facts) => {
    expect(cpuFacts(cpuinfo)).toEqual(facts);
  });
});

describe('a container', () => {
  test('is known by its marks', async () => {
    const root = scratch();
    expect(await findContainer(root)).toBeNull();
    mkdirSync(`${root}/run/systemd`, { recursive: true });
    writeFileSync(`${root}/run/systemd/container`, 'lxc\n');
    expect(await findContainer(root)).toBe('lxc');
    writeFileSync(`${root}/run/.containerenv`, '');
    expect(await findContainer(root)).toBe('podman');
    writeFileSync(`${root}/.dockerenv`, '');
    expect(await findContainer(root)).toBe('docker');
  });
});

describe('what is looked at', () => {
  test('is this host', async () => {
    const context = doctorContext();
    const facts = await lookAtKvm(context);
    expect(facts.problem === null).toBe((await kvmProblem()) === null);
    expect(facts.emulation).toBe((await findQemu()) !== null);
    expect(facts).toMatchObject({ tried: null, user: userName(), verdict: context.paths.verdict });
  });

  test('has what was remembered of booting, for these programs only', async () => {
    const context = doctorContext({ BELLGLASS_NATIVE: nativesWith('/dev/null') });
    const key = await choiceKey(findNatives(context.env), await kvmProblem());
    const at = '2026-01-01T00:00:00.000Z';
    const remember = async (of: string) => {
      await writeVerdict(context.paths.verdict, { key: of, libkrunProblem: 'no', checkedAt: at, validUntil: null });
    };
    await remember(key);
    expect((await lookAtKvm(context)).tried).toEqual({ at, problem: 'no' });
    await remember('another');
    expect((await lookAtKvm(context)).tried).toBeNull();
  });
});
