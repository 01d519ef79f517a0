import { BellglassFailure } from '../../daemon/protocol/errors.js';
import { limits } from '../../daemon/protocol/limits.js';
import type { RunRequest } from '../../daemon/protocol/run.js';
import type { TerminalSize } from '../../daemon/protocol/sandbox/session.js';
import type { Settings } from '../settings.js';
import { sandboxFields, type Shown } from '../workspace/asked.js';
import type { Target } from './target.js';

/** Leaves room for the rest of the request. */
const mostAsJson = limits.rpcMessage - 1024 * 1024;

/**
 * The request that runs a target.
 * @param terminal its size; null where the output is shown as plain text, and nothing can be typed
 * @throws BellglassFailure file_too_large, of a text that is not saved
 */
export function requestOf(
  target: Target,
  shown: Shown | null,
  settings: Settings,
  terminal: TerminalSize | null,
): RunRequest {
  return {
    ...sandboxFields(shown, settings),
    command:
      target.kind === 'command'
        ? { kind: 'argv', argv: ['/bin/sh', '-c', target.line] }
        : { kind: 'file', path: target.path, args: [], content: sendable(target.path, target.content) },
    timeoutMs: null,
    stdin: terminal !== null,
    terminal,
    capture: false,
  };
}

// What is not saved goes along in one message, as JSON, in which one character may take six bytes.
function sendable(path: string, content: string | null): string | null {
  if (content === null) return null;
  const fits = content.length <= limits.givenContent && Buffer.byteLength(JSON.stringify(content)) <= mostAsJson;
  if (fits) return content;
  const data = { path, bytes: Buffer.byteLength(content), limit: limits.givenContent };
  throw new BellglassFailure({ code: 'file_too_large', data });
}
