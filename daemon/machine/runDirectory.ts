import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { systemCode, systemReason } from '../state/systemReason.js';
import { writeAtomically } from '../state/writeAtomically.js';
import type { noted } from '../protocol/reviews/noted.js';
import type { MachineSpec } from '../protocol/wire/machineSpec.js';
import { identityOf, processIdentity, type ProcessIdentity } from '../state/processIdentity.js';

/** The directory of one running machine: sockets and traces, gone with the machine. */
export interface RunDirectory {
  readonly id: string;
  readonly path: string;
  /** The kept sandbox that the machine is under, which outlives its daemon; null: a run. */
  readonly sandbox: string | null;
  readonly agentSocket: string;
  readonly console: string;
  /** What the vmm prints, which it does only about failures. */
  readonly complaints: string;
  readonly failure: string;
  readonly jail: string;
  readonly spec: string;
  /** What is hidden in the shared workspace, for the daemon after this one. */
  readonly hidden: string;
  /** Who owns the machine and who it is, for the daemon after this one. */
  readonly owner: string;
}

/** What `owner` holds. */
export const ownerRecord = z.strictObject({
  daemon: processIdentity,
  vmm: processIdentity.nullable(),
  /** The kept sandbox that the machine is under; null: a run, whose machine ends with its daemon. */
  sandbox: z.string().nullable().default(null),
});

/** The run directories there are, by id. */
export async function runDirectoryIds(machines: string): Promise<string[]> {
  return (await readdir(machines)).filter((name) => /^[0-9a-f]{8}$/.test(name));
}

/** The paths of the run directory with that id. */
export function runDirectoryAt(machines: string, id: string, sandbox: string | null = null): RunDirectory {
  const path = join(machines, id);
  const file = (name: string): string => join(path, name);
  return {
    id,
    path,
    sandbox,
    agentSocket: file('agent.sock'),
    console: file('console.log'),
    complaints: file('vmm.log'),
    failure: file('failure.json'),
    jail: file('jail.json'),
    spec: file('spec.json'),
    hidden: file('hidden.json'),
    owner: file('owner.json'),
  };
}

/** Makes a new run directory, owned by this process. @throws BellglassFailure run_directory_failed */
export async function makeRunDirectory(machines: string, sandbox: string | null = null): Promise<RunDirectory> {
  for (;;) {
    const directory = runDirectoryAt(machines, randomBytes(4).toString('hex'), sandbox);
    try {
      mkdirSync(directory.path, { mode: 0o700 });
    } catch (thrown) {
      if (systemCode(thrown) === 'EEXIST') continue;
      throw unwritable(machines, thrown);
    }
    try {
      await writeOwner(directory, null);
      return directory;
    } catch (thrown) {
      await removeRunDirectory(directory);
      throw thrown;
    }
  }
}

/** Writes down which machine it is, so that a later daemon can end it if this one cannot. @throws BellglassFailure run_directory_failed */
export async function writeOwner(directory: RunDirectory, vmm: ProcessIdentity | null): Promise<void> {
  const daemon = identityOf(process.pid);
  if (daemon === null) return;
  try {
    // Half of it would hide a machine from the next daemon.
    await writeAtomically(directory.owner, JSON.stringify({ daemon, vmm, sandbox: directory.sandbox }, null, 1));
  } catch (thrown) {
    throw unwritable(directory.path, thrown);
  }
}

/** Writes the specification down, for people who look into a failure. @throws BellglassFailure run_directory_failed */
export async function writeSpec(directory: RunDirectory, spec: MachineSpec): Promise<void> {
  await write(directory, directory.spec, spec);
}

/** Writes down what is hidden in the workspace. Where it cannot be, a later daemon does without. */
export async function writeHidden(directory: RunDirectory, hidden: z.infer<typeof noted>): Promise<void> {
  await write(directory, directory.hidden, hidden).catch(() => undefined);
}

async function write(directory: RunDirectory, path: string, json: unknown): Promise<void> {
  try {
    await writeFile(path, JSON.stringify(json, null, 1), { mode: 0o600 });
  } catch (thrown) {
    throw unwritable(directory.path, thrown);
  }
}

function unwritable(path: string, thrown: unknown): BellglassFailure {
  const data = { path, reason: systemReason(thrown) };
  return new BellglassFailure({ code: 'run_directory_failed', data }, { cause: thrown });
}

/** Removes the directory and what is in it. What cannot be removed is left for the next daemon: the machine has ended all the same. */
export async function removeRunDirectory(directory: RunDirectory): Promise<void> {
  await rm(directory.path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

/** A longer file is no trace, in bytes: a hypervisor that was taken over may write what it likes. */
const longestTrace = 256 * 1024;

/** The JSON in a file of the directory, parsed; null when it is missing, too long or something else. */
export async function readTrace<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  try {
    if ((await stat(path)).size > longestTrace) return null;
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return schema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}

/** Of what a vmm prints, this many characters are kept, or bytes read. */
export const keptComplaint = 4096;

/** The head of the file that holds a vmm's complaints; nothing where there is none. */
export function readComplaint(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(keptComplaint);
      return head.toString('utf8', 0, readSync(file, head, 0, keptComplaint, 0)).trim();
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
