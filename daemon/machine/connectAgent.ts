import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningMachine } from './runningMachine.js';

/** Pauses between attempts, in milliseconds: the vmm makes the socket within a few. */
const firstPause = 1;
const longestPause = 8;

/**
 * Connects to the agent's port as soon as the vmm has made its socket.
 * @returns null when the machine ended first, or `signal` was aborted
 */
export async function connectAgent(machine: RunningMachine, signal: AbortSignal): Promise<Socket | null> {
  for (let pause = firstPause; !signal.aborted && !machine.hasExited; pause = Math.min(pause * 1.5, longestPause)) {
    const socket = await tryConnect(machine.directory.agentSocket);
    if (socket !== null) return socket;
    await Promise.race([sleep(pause), machine.exited]);
  }
  return null;
}

async function tryConnect(path: string): Promise<Socket | null> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    const fail = (): void => {
      socket.destroy();
      resolve(null);
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
