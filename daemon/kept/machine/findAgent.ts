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
 * @param milliseconds how long that may take
 * @returns null when there is no way to it
 * @throws BellglassFailure guest_silent, guest_misbehaved
 */
export async function findAgent(machine: RunningMachine, milliseconds: number): Promise<FoundAgent | null> {
  const late = AbortSignal.timeout(milliseconds);
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
