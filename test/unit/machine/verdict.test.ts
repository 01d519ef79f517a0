import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readVerdict, verdictKey, writeVerdict } from '../../../daemon/machine/verdict.js';
import { qemu } from '../../../daemon/machine/qemu/qemu.js';
import { scratch } from '../../helpers/scratch.js';

const found = { key: 'k', libkrunProblem: 'no', checkedAt: '2026-01-01T00:00:00.000Z', validUntil: null };
const now = new Date('2026-01-02T00:00:00.000Z');

test('a verdict is remembered for its key only', async () => {
  const path = `${scratch()}/hypervisor.json`;
  await writeVerdict(path, found);
  expect(await readVerdict(path, 'k', now)).toEqual(found);
  expect(await readVerdict(path, 'other', now)).toBeNull();
});

test('a verdict that holds for a time only is forgotten after it', async () => {
  const path = `${scratch()}/hypervisor.json`;
  await writeVerdict(path, { ...found, validUntil: '2026-01-02T00:00:00.001Z' });
  expect(await readVerdict(path, 'k', now)).not.toBeNull();
  await writeVerdict(path, { ...found, validUntil: '2026-01-02T00:00:00.000Z' });
  expect(await readVerdict(path, 'k', now)).toBeNull();
});

test('a file that is missing or something else is no verdict', async () => {
  const path = `${scratch()}/hypervisor.json`;
  expect(await readVerdict(path, 'k', now)).toBeNull();
  writeFileSync(path, '{"key":"k"}');
  expect(await readVerdict(path, 'k', now)).toBeNull();
});

test('the key changes with our programs and with QEMU', async () => {
  const at = scratch();
  const natives = { vmm: `${at}/vmm`, virtiofsd: `${at}/v`, fs: `${at}/fs`, kernel: `${at}/k`, initramfs: `${at}/i` };
  for (const path of Object.values(natives)) writeFileSync(path, '');
  const key = await verdictKey(natives, [qemu(natives.virtiofsd)]);
  expect(await verdictKey(natives, [qemu(natives.virtiofsd)])).toBe(key);
  expect(await verdictKey(natives, [])).not.toBe(key);
  writeFileSync(natives.vmm, 'another');
  expect(await verdictKey(natives, [qemu(natives.virtiofsd)])).not.toBe(key);
});

test('a verdict that cannot be remembered is no fault', async () => {
  const path = `${scratch()}/none/hypervisor.json`;
  await writeVerdict(path, found);
  expect(await readVerdict(path, 'k', now)).toBeNull();
});
