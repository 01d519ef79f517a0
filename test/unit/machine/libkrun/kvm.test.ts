import { accessSync, constants } from 'node:fs';
import { expect, test } from 'vitest';
import { kvmProblem } from '../../../../daemon/machine/libkrun/kvm.js';
import { scratch } from '../../../helpers/scratch.js';
import { isRoot } from '../../../helpers/session/account.js';
import { chmodSync, writeFileSync } from 'node:fs';

function opens(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

test('the device of this host is there and may be opened, or the reason is said', async () => {
  const problem = await kvmProblem();
  expect(problem === null).toBe(opens());
});

test('a host without the device is known at once', async () => {
  expect(await kvmProblem(`${scratch()}/kvm`)).toMatch(/does not exist: this machine has no hardware virtualization/);
});

test('a device that may not be opened is known at once, with what to do', async () => {
  const path = `${scratch()}/kvm`;
  writeFileSync(path, '');
  chmodSync(path, 0o000);
  expect(await kvmProblem(path)).toEqual(isRoot ? null : expect.stringContaining('add the user to the group'));
});
