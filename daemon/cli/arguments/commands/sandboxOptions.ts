import { type Command, Option } from 'commander';
import { resolve } from 'node:path';
import { type RequestedMount, workspaceMode } from '../../../protocol/run.js';
import { hypervisorWish } from '../../../protocol/sandbox/wishes.js';
import { parseCpus } from '../cpus.js';
import { parseDisk } from '../disk.js';
import { parseDuration } from '../duration.js';
import { type EnvironmentEntry } from '../environment.js';
import { type SandboxArguments } from '../invocation.js';
import { parseMemory } from '../memory.js';
import { parseMount } from '../mount.js';
import { UsageError } from '../usage.js';
import { addProcessOptions, type ProcessOptions } from './processOptions.js';
import { type Reading } from './reading.js';
import { listed, text, valued } from './valued.js';

/** What `run` and `create` share, as commander hands it out. */
export interface SandboxOptions extends ProcessOptions {
  cpus?: number;
  memory?: number;
  image: string;
  workspace?: string;
  mode?: SandboxArguments['mode'];
  mount?: RequestedMount[];
  hypervisor: SandboxArguments['hypervisor'];
  allowBroadWorkspace?: true;
  name?: string;
  disk?: number;
  ttl?: number;
  idleStop?: number;
}

// A variable that is set to nothing is as good as unset.
function hypervisorOption(): Option {
  const variable = 'BELLGLASS_HYPERVISOR';
  const option = new Option('--hypervisor <name>', 'what boots the machine')
    .choices(hypervisorWish.options)
    .default('auto');
  return process.env[variable] === '' ? option : option.env(variable);
}

/** Gives a command the options that say what its sandbox is, named as Docker's where they overlap. */
export function addSandboxOptions(command: Command, { cwd, home }: Reading): Command {
  return addProcessOptions(command, cwd)
    .addOption(valued<number>('--cpus <number>', 'virtual CPUs', parseCpus))
    .addOption(valued<number>('-m, --memory <size>', 'memory, as 512m or 2g; 1g by default', parseMemory))
    .addOption(text('--image <image>', "root file system; host is this machine's own /usr").default('host'))
    .addOption(
      valued<string>('--workspace <directory>', 'directory to show; the current one by default', (value) =>
        resolve(cwd, value),
      ),
    )
    .addOption(
      new Option(
        '--mode <mode>',
        'how to show the workspace: review keeps changes apart until you apply them, direct makes them at once, readonly allows none; review by default, readonly in a sandbox that is kept or shows a broad workspace',
      ).choices(workspaceMode.options),
    )
    .addOption(
      listed(
        '--mount <source[:target][:ro]>',
        'add a directory of this machine; at its own path by default',
        (value) => [parseMount(value, { cwd, home })],
      ),
    )
    .addOption(hypervisorOption())
    .addOption(text('--name <name>', 'name of the sandbox; one is made up by default'))
    .addOption(valued<number>('--disk <size>', 'size of its writable disk, as 512m or 20g; 16g by default', parseDisk))
    .addOption(valued<number>('--ttl <duration>', 'stop it so long after each start', parseDuration))
    .addOption(
      valued<number>('--idle-stop <duration>', 'stop it when nothing has run in it for so long', parseDuration),
    )
    .option('--allow-broad-workspace', 'insist on a workspace that holds the home directory');
}

/** What the options ask the sandbox to be, as one that is kept is by default. @throws UsageError workspace_unshown */
export function sandboxArguments(options: SandboxOptions): SandboxArguments {
  if (options.mode === 'none' && options.workspace !== undefined)
    throw new UsageError('workspace_unshown', { path: options.workspace });
  return {
    image: options.image,
    workspace: options.workspace ?? null,
    mode: options.mode ?? 'readonly',
    mounts: options.mount ?? [],
    environment: environmentOf(options),
    workdir: options.workdir ?? null,
    user: options.user ?? null,
    cpus: options.cpus ?? null,
    memoryMiB: options.memory ?? null,
    hypervisor: options.hypervisor,
    allowBroadWorkspace: options.allowBroadWorkspace ?? false,
    name: options.name ?? null,
    diskMiB: options.disk ?? null,
    ttlMs: options.ttl ?? null,
    idleStopMs: options.idleStop ?? null,
  };
}

/** In the order that decides. */
export function environmentOf({ envFile = [], env = [] }: ProcessOptions): EnvironmentEntry[] {
  return [...envFile, ...env];
}
