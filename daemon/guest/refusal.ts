import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import * as z from 'zod';
import { BellglassFailure } from '../protocol/errors.js';
import { agentError } from '../protocol/wire/agent.js';

const withPath = z.object({ path: z.string().max(16384) });
const withCwd = z.object({ cwd: z.string().max(16384) });
const withProgram = z.object({ program: z.string().max(4096), errno: z.int().optional() });
const withUser = z.object({ user: z.string().max(4096) });

/**
 * What a status outside 2xx and its body mean.
 * @param request the method and path, for the error
 */
export function refusal(request: string, status: number, body: Buffer): BellglassFailure {
  const parsed = agentError.safeParse(jsonOf(body));
  if (!parsed.success) return misbehaved(request, `status ${String(status)} without an error that can be read`);
  const { code, data } = parsed.data;
  const message = parsed.data.message.slice(0, 4096);
  switch (code) {
    case 'program_not_found':
      return new BellglassFailure({
        code,
        data: { program: field(withProgram.safeParse(data).data?.program, message) },
      });
    case 'program_not_executable':
      return new BellglassFailure({
        code,
        data: {
          program: field(withProgram.safeParse(data).data?.program, message),
          reason: whyNotExecutable(withProgram.safeParse(data).data?.errno, message),
        },
      });
    case 'no_such_user':
      return new BellglassFailure({ code, data: { user: field(withUser.safeParse(data).data?.user, message) } });
    case 'bad_cwd':
      return new BellglassFailure({ code, data: { path: field(withCwd.safeParse(data).data?.cwd, message) } });
    case 'wrong_workspace':
      return new BellglassFailure({ code, data: { path: field(withPath.safeParse(data).data?.path, message) } });
    case 'mount_failed':
      return new BellglassFailure({ code, data: { message } });
    case 'too_many_processes':
      return new BellglassFailure({ code, data: {} });
    default:
      return new BellglassFailure({ code: 'guest_refused', data: { request, code, message } });
  }
}

function whyNotExecutable(errno: number | undefined, message: string): string {
  if (errno === undefined) return message;
  if (errno === constants.errno.ENOENT) return 'its interpreter does not exist in the sandbox';
  if (errno === constants.errno.ENOEXEC) return 'it is no program for this machine';
  return getSystemErrorMap().get(-errno)?.[1] ?? message;
}

function field(named: string | undefined, message: string): string {
  return named ?? message;
}

/** An answer that is none. @param request the method and path @param issue may repeat what the guest said, so it is cut */
export function misbehaved(request: string, issue: string): BellglassFailure {
  return new BellglassFailure({ code: 'guest_misbehaved', data: { request, issue: issue.slice(0, 4096) } });
}

/** The JSON in a body; undefined when there is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
