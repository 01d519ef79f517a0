import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Daemon } from '../../../daemon/client/daemon.js';
import { BellglassFailure } from '../../../daemon/protocol/errors.js';
import type { SandboxInfo } from '../../../daemon/protocol/sandbox/sandbox.js';
import type { SessionInfo } from '../../../daemon/protocol/sandbox/session.js';
import { sentence } from '../../../daemon/protocol/sentences.js';
import type { Paths } from '../../../daemon/state/paths.js';
import { until } from '../waiting.js';
import { copy, runToEnd, sh } from './deeds.js';
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
export async function checkNothingOrphaned(
  paths: Paths,
  installation: string,
  sandboxes: readonly SandboxInfo[],
): Promise<void> {
  const machines = sandboxes.flatMap(({ machine }) => (machine === null ? [] : [machine]));
  const pids = new Set(machines.map(({ pid }) => pid));
  const orphans = () => ({
    processes: machineParts(installation).filter(({ leader }) => !pids.has(leader)),
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

/** What went on ended, and where it did not end well it says so in a sentence about what happened. */
export function checkSentence(thrown: unknown): void {
  if (!(thrown instanceof BellglassFailure)) throw thrown;
  const { code } = thrown.error;
  assert.ok(code !== 'internal' && code !== 'daemon_misbehaved', thrown.message);
  assert.match(sentence(thrown.error), /^[A-Z"].*[.?]$/s);
}

/** The numbers that each terminal was last seen to show, by its session's id. */
const shown = new Map<string, number>();

/** Every one of these terminals can be attached to and shows a line of its program, and none goes back. @returns how many there are */
export async function checkTerminals(daemon: Daemon, sessions: readonly SessionInfo[]): Promise<number> {
  const terminals = sessions.filter(({ state, terminal }) => state === 'running' && terminal !== null);
  const looks = terminals.map(async ({ id }) => {
    const before = shown.get(id) ?? 1;
    // What stands before a row is no digit, and what is in a sequence stands after "[" or ";".
    const last = await lastLine(daemon, id, /(?<![\d;[])(\d+)\r/g, before);
    shown.set(id, last);
  });
  await Promise.all(looks);
  return terminals.length;
}

/** A terminal that runs can be attached to, and goes on from where it was. @returns the number of the last line that was seen */
export async function checkTerminal(daemon: Daemon, sessionId: string, seen: number): Promise<number> {
  // Two more than it had show that it goes on.
  return await lastLine(daemon, sessionId, /line (\d+)\r/g, seen + 2);
}

/** Attaches until a line with at least that number is shown. @returns the number of the last one that was seen */
async function lastLine(daemon: Daemon, sessionId: string, line: RegExp, least: number): Promise<number> {
  const stream = await daemon.attach(sessionId, { rows: 24, cols: 80 });
  let text = '';
  let last = 0;
  stream.output.on('data', (bytes: Buffer) => {
    text = (text + bytes.toString('latin1')).slice(-65_536);
    last = Math.max(0, ...[...text.matchAll(line)].map(([, number]) => Number(number)));
  });
  try {
    await until({ what: `line ${String(least)} of terminal ${sessionId}`, milliseconds: 30_000 }, () => last >= least);
  } finally {
    stream.close();
  }
  return last;
}

/** The file whose copy ended well is there, every byte of it, whatever was killed since. @returns whether there is one */
export async function checkCopy(daemon: Daemon): Promise<boolean> {
  if (copy.sha256 === null) return false;
  assert.equal(await runToEnd(daemon, sh('sha256sum copy'), null), `${copy.sha256}  copy\n`);
  return true;
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
