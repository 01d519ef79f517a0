import assert from 'node:assert/strict';
import { readFileSync, readlinkSync } from 'node:fs';
import type { Session } from '../session/world.js';

/** A vmm's two processes: the hypervisor is the child. */
export interface Vmms {
  readonly supervisor: number;
  readonly hypervisor: number;
}

/** The processes of the one libkrun machine that runs. */
export function vmmsOf(session: Session): Vmms {
  const vmms = session
    .processes()
    .map(({ pid }) => pid)
    .filter((pid) => readlinkSync(`/proc/${String(pid)}/exe`).includes('bellglass-vmm'));
  const hypervisor = vmms.find((pid) => vmms.includes(Number(statusOf(pid, 'PPid'))));
  assert.ok(hypervisor !== undefined && vmms.length === 2, JSON.stringify(session.processes()));
  return { hypervisor, supervisor: Number(statusOf(hypervisor, 'PPid')) };
}

/** Asserts that both have no new privileges, a filter, no capability, and the account's user. */
export function assertWalled(session: Session, { supervisor, hypervisor }: Vmms): void {
  for (const pid of [supervisor, hypervisor]) {
    assert.deepEqual(
      ['NoNewPrivs', 'Seccomp', 'CapEff', 'CapPrm'].map((field) => statusOf(pid, field)),
      ['1', '2', '0000000000000000', '0000000000000000'],
    );
    assert.equal(statusOf(pid, 'Uid').split('\t')[0], String(session.account.uid));
  }
}

function statusOf(pid: number, field: string): string {
  const text = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? '';
}
