import { type Readable } from 'node:stream';
import { type Daemon } from '../../client/daemon.js';
import { type LogsArguments } from '../arguments/invocation.js';
import { withDaemon } from '../connected.js';
import { brokenPipe } from '../program/follow.js';
import { pipeStreams } from '../program/streams.js';
import { json } from '../show/json.js';
import { safeLines } from '../show/safe.js';
import { type Surroundings } from '../surroundings.js';
import { Continued } from './continued.js';
import { followLog } from './followLog.js';

/** What `bellglass logs` exits with when the program runs on and is not shown any more. */
const left = 1;

/** `bellglass logs`: what a program in the background wrote, each stream to its own; or the console of its sandbox's machine. */
export async function logs(args: LogsArguments, around: Surroundings): Promise<number> {
  if (args.console) return await showConsole(args, around);
  return await withDaemon(around.env, async (daemon) => {
    const { id } = await daemon.call('session.find', { reference: args.reference, has: 'log' });
    return await (args.follow ? followOutput : showOutput)(daemon, id, args, around);
  });
}

async function followOutput(
  daemon: Daemon,
  sessionId: string,
  { tail, json: asJson }: LogsArguments,
  around: Surroundings,
): Promise<number> {
  const outputs = { stdout: new Continued(), stderr: new Continued() };
  if (asJson) for (const [stream, { readable }] of Object.entries(outputs)) asLines(stream, readable, around);
  const nothing = async (): Promise<void> => {
    await Promise.resolve();
  };
  const following = { sessionId, tail, discard: asJson, beside: nothing, onUnread: () => undefined };
  const followed = await followLog(daemon, outputs, following, around);
  if (followed === 'left') return left;
  return followed.read ? 0 : brokenPipe;
}

async function showOutput(
  daemon: Daemon,
  sessionId: string,
  { tail, json: asJson }: LogsArguments,
  around: Surroundings,
): Promise<number> {
  const log = await daemon.logs(sessionId, { follow: false, tail });
  const { stdout, stderr } = log;
  const seen = { unread: false };
  const piping = {
    interactive: false,
    discard: asJson,
    onOutput: () => undefined,
    onUnreadable: () => undefined,
    onClosed: () => {
      seen.unread = true;
      log.close();
    },
  };
  if (asJson) for (const [stream, from] of Object.entries({ stdout, stderr })) asLines(stream, from, around);
  await pipeStreams({ stdin: null, stdout, stderr }, around, piping);
  if (seen.unread) return brokenPipe;
  await log.ended;
  return 0;
}

function asLines(stream: string, from: Readable, around: Surroundings): void {
  from.setEncoding('utf8').on('data', (text: string) => around.stdout.write(`${json({ stream, text })}\n`));
}

async function showConsole({ reference, tail, json: asJson }: LogsArguments, around: Surroundings): Promise<number> {
  const { text } = await withDaemon(around.env, async (daemon) => {
    return await daemon.call('sandbox.console', { sandbox: reference });
  });
  if (asJson) around.stdout.write(`${json({ text })}\n`);
  else if (text !== null) around.stdout.write(lastLines(safeLines(text), tail));
  return 0;
}

/** The last lines of a text, each with its end. @param count null for all */
export function lastLines(text: string, count: number | null): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const kept = count === null ? lines : lines.slice(Math.max(0, lines.length - count));
  return text === '' ? '' : kept.map((line) => `${line}\n`).join('');
}
