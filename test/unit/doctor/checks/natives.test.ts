import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeNative, lookAtNative, nativeFiles } from '../../../../daemon/doctor/checks/natives.js';
import { doctorContext, nativesWith } from '../../../helpers/doctor.js';
import { inProject } from '../../../helpers/project.js';
import { scratch } from '../../../helpers/scratch.js';

describe('our native files', () => {
  test('that were built are all fine', async () => {
    const lines = await nativeFiles.look(doctorContext({ BELLGLASS_NATIVE: inProject('dist/native/linux-x64') }));
    expect(lines.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'native.vmm ok',
      'native.virtiofsd ok',
      'native.fs ok',
      'native.kernel ok',
      'native.initramfs ok',
    ]);
    expect(lines[0]?.detail).toMatch(/bellglass-vmm, \d+\.\d MiB$/);
  });

  test('that are missing are told one by one, with how they are made', async () => {
    const natives = nativesWith(process.execPath);
    rmSync(`${natives}/vmlinux`);
    const lines = await nativeFiles.look(doctorContext({ BELLGLASS_NATIVE: natives }));
    expect(lines[0]).toMatchObject({ id: 'native.vmm', state: 'ok' });
    expect(lines[3]).toEqual({
      id: 'native.kernel',
      title: 'guest kernel',
      state: 'missing',
      detail: `${natives}/vmlinux is missing`,
      repair: 'Build it with "npm run build", or install Bellglass again.',
      command: null,
    });
  });
});

describe('a file', () => {
  test.each(['program', 'kernel', 'archive'] as const)('that is no %s is not what it should be', async (kind) => {
    const path = `${scratch()}/file`;
    writeFileSync(path, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    const finding = judgeNative(await lookAtNative(path), kind);
    expect(finding).toMatchObject({
      state: 'missing',
      detail: expect.stringMatching(/is not what it should be/) as string,
    });
  });

  test('that is empty, cut off or a directory is not what it should be', async () => {
    const at = scratch();
    writeFileSync(`${at}/empty`, '');
    writeFileSync(`${at}/cut`, '\u007fELF');
    mkdirSync(`${at}/directory`);
    for (const name of ['empty', 'cut', 'directory'])
      expect(judgeNative(await lookAtNative(`${at}/${name}`), 'program').detail).toMatch(/not what it should be/);
  });

  test('for another architecture is not what it should be', async () => {
    const facts = await lookAtNative(process.execPath);
    const head = Buffer.from(facts.head);
    head.writeUInt16LE(8, 18);
    expect(judgeNative(facts, 'program').state).toBe('ok');
    expect(judgeNative({ ...facts, head }, 'program').detail).toMatch(/a program for/);
  });

  test('that is a program and not executable is to be made so', async () => {
    const natives = nativesWith(process.execPath);
    chmodSync(`${natives}/bellglass-vmm`, 0o644);
    const finding = judgeNative(await lookAtNative(`${natives}/bellglass-vmm`), 'program');
    const command = `chmod a+rx ${natives}/bellglass-vmm`;
    expect(finding).toMatchObject({ state: 'missing', repair: command, command });
  });

  test('that cannot be read is told with the reason', async () => {
    const facts = await lookAtNative(`${process.execPath}/vmm`);
    expect(facts.problem).toEqual({ absent: false, reason: 'not a directory' });
    expect(judgeNative(facts, 'program')).toMatchObject({
      state: 'missing',
      command: expect.stringMatching(/^sudo chmod a\+rX .*\/vmm$/) as string,
    });
  });
});
