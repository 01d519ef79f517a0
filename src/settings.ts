import { workspace } from 'vscode';
import * as z from 'zod';
import { limits } from '../daemon/protocol/limits.js';
import { cpusWish, hypervisorWish, memoryWish } from '../daemon/protocol/sandbox/wishes.js';

/** The settings of package.json. All of them have application scope: no folder, trusted or not, loosens a sandbox. */
export const settingKeys = ['hypervisor', 'memoryMiB', 'cpus', 'idleStopMinutes'] as const;

const shapes = {
  hypervisor: hypervisorWish.catch('auto'),
  memoryMiB: memoryWish.catch(null),
  cpus: cpusWish.catch(null),
  idleStopMinutes: z.number().min(0).max(100_000).catch(60),
} satisfies Record<(typeof settingKeys)[number], z.ZodType>;

/** What the user set. What is malformed counts as not set; VS Code's editor of settings underlines it, and what no machine can have. */
export interface Settings {
  readonly hypervisor: z.infer<typeof hypervisorWish>;
  /** null: the daemon's own default. */
  readonly memoryMiB: number | null;
  readonly cpus: number | null;
  /** Of a kept sandbox in which nothing runs; 0: never. */
  readonly idleStopMinutes: number;
}

/** Reads the settings. */
export function readSettings(): Settings {
  const given = workspace.getConfiguration('bellglass');
  return {
    hypervisor: shapes.hypervisor.parse(given.get('hypervisor')),
    memoryMiB: shapes.memoryMiB.parse(given.get('memoryMiB')),
    cpus: shapes.cpus.parse(given.get('cpus')),
    idleStopMinutes: shapes.idleStopMinutes.parse(given.get('idleStopMinutes')),
  };
}

/** The least memory that may be set, in MiB, as package.json says it too. */
export const leastMemoryMiB = limits.minimumMemoryMiB;
