import type { RunRecord, RunRequest } from '../run.js';
import { exitStatus } from '../status.js';

/** The record of a run of which nothing has come yet, in the shape of every other. @param id empty when no daemon has taken it */
export function blankRecord(request: RunRequest, id: string, startedAt: string): RunRecord {
  const { command } = request;
  return {
    id,
    command: command.kind === 'argv' ? command.argv : [command.path, ...command.args],
    image: request.image,
    imageId: null,
    mode: request.workspace?.mode ?? 'none',
    network: 'none',
    workspace: null,
    hypervisor: null,
    kernel: null,
    startedAt,
    timings: {
      accepted: null,
      spawned: null,
      agent: null,
      booted: null,
      started: null,
      firstOutput: null,
      ended: null,
    },
    exitCode: null,
    signal: null,
    status: exitStatus.bellglass,
    outcome: 'failed',
    outOfMemory: false,
    error: null,
    console: null,
    walls: [],
    userMicros: null,
    systemMicros: null,
    maxRssKiB: null,
    review: null,
  };
}
