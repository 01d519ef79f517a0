import { askHealth } from '../../guest/agent.js';
import { greet } from '../../guest/hello.js';
import { GuestSession } from '../../guest/session.js';
import { connectAgent } from '../../machine/connectAgent.js';
import type { RunningMachine } from '../../machine/runningMachine.js';

/** The agent of a machine that runs already. */
export interface FoundAgent {
  readonly session: GuestSession;
  /** The guest's `uname -r`. */
  readonly kernel: string;
  /** Whether it was made a sandbox of, and not only started. */
  readonly booted: boolean;
}

/**
 * Finds the agent of a machine that runs already, whoever talked to it before.
 * @param milliseconds how long that may take; twice as long at most, since a host that was asleep or busy leaves no time to answer
 * @param signal ends the search early
 * @returns null when there is no way to it
 * @throws BellglassFailure guest_silent, guest_misbehaved
 */
export async function findAgent(
  machine: RunningMachine,
  milliseconds: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<FoundAgent | null> {
  const found = await lookFor(machine, milliseconds, signal).catch(() => null);
  return found ?? (await lookFor(machine, milliseconds, signal));
}

async function lookFor(machine: RunningMachine, milliseconds: number, signal: AbortSignal): Promise<FoundAgent | null> {
  const late = AbortSignal.any([AbortSignal.timeout(milliseconds), signal]);
  const socket = await connectAgent(machine, late);
  if (socket === null) return null;
  let session: GuestSession | null = null;
  try {
    await greet(socket, milliseconds, late);
    session = new GuestSession(socket);
    const { kernel, booted } = await askHealth(session, milliseconds);
    return { session, kernel, booted };
  } catch (thrown) {
    session?.destroy();
    socket.destroy();
    throw thrown;
  }
}
