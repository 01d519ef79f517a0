import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Daemon } from '../../../daemon/client/daemon.js';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { Paths } from '../../../daemon/state/paths.js';
import { until } from '../waiting.js';
import { machineParts } from './machines.js';

/** No sandbox is lost: each is there, and one that does not run has its reason, and no session that is said to run. */
export function checkSandboxes(sandboxes: readonly SandboxInfo[]): void {
  assert.deepEqual(sandboxes.map(({ name }) => name).sort(), ['coming', 'steady']);
  for (const { name, state, startedAt, end, sessions } of sandboxes) {
    if (state === 'running') continue;
    assert.ok(state === 'stopped' || state === 'created', `${name} is ${state}`);
    if (startedAt !== null) assert.ok(end !== null, `${name} stopped, and nobody knows why`);
    assert.deepEqual(
      sessions.filter((session) => session.state === 'running'),
      [],
      `sessions of ${name}`,
    );
  }
}

/** Nothing is orphaned: every run directory and every process of a machine is that of a sandbox that runs. */
export async function checkNothingOrphaned(paths: Paths, sandboxes: readonly SandboxInfo[]): Promise<void> {
  const machines = sandboxes.flatMap(({ machine }) => (machine === null ? [] : [machine]));
  const pids = new Set(machines.map(({ pid }) => pid));
  const orphans = () => ({
    processes: machineParts().filter(({ leader }) => !pids.has(leader)),
    directories: readdirSync(paths.machines).filter((id) => !machines.some((machine) => machine.id === id)),
  });
  const none = { processes: [], directories: [] };
  await until({ what: 'the end of what nobody owns', milliseconds: 10_000 }, () => {
    const { processes, directories } = orphans();
    return processes.length + directories.length === 0;
  }).catch(() => undefined);
  assert.deepEqual(orphans(), none);
}

/** The database is whole, as SQLite itself sees it. */
export function checkDatabase(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
  } finally {
    database.close();
  }
}

/** A terminal that runs can be attached to, and goes on from where it was. @returns the number of the last line that was seen */
export async function checkTerminal(daemon: Daemon, sessionId: string, seen: number): Promise<number> {
  const stream = await daemon.attach(sessionId, { rows: 24, cols: 80 });
  let text = '';
  let last = 0;
  stream.output.on('data', (bytes: Buffer) => {
    text = (text + bytes.toString('latin1')).slice(-65_536);
    last = Math.max(0, ...[...text.matchAll(/line (\d+)\r/g)].map(([, number]) => Number(number)));
  });
  try {
    // Two more than it had show that it goes on.
    await until({ what: `a line after ${String(seen)} of a terminal`, milliseconds: 30_000 }, () => last > seen + 1);
  } finally {
    stream.close();
  }
  return last;
}

/** A log has every line of its program, in order, none twice. @returns how many */
export async function checkLog(daemon: Daemon, sessionId: string): Promise<number> {
  const log = await daemon.logs(sessionId, { follow: false, tail: null });
  const chunks: Buffer[] = [];
  log.stderr.resume();
  for await (const chunk of log.stdout) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString('latin1').split('\n').slice(0, -1);
  const wrong = lines.findIndex((line, index) => line !== `line ${String(index + 1)}`);
  assert.equal(
    wrong,
    -1,
    `line ${String(wrong + 1)} of a log is ${JSON.stringify(lines.slice(Math.max(0, wrong - 2), wrong + 3))}`,
  );
  return lines.length;
}
