import type { SandboxSettings } from '../protocol/sandbox/sandbox.js';
import type { ProcessWish } from '../protocol/sandbox/session.js';
import type { ProcessRequest } from '../protocol/wire/agent.js';
import { checkWords, wordsOf } from '../sandbox/limits.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { terminalEnvironment } from '../guest/terminal.js';

/**
 * What the agent is asked for: the process's own wishes before the sandbox's, and those before the image's.
 * @throws BellglassFailure arguments_too_large
 */
export function processOf(
  wish: ProcessWish,
  settings: SandboxSettings,
  sandbox: Sandbox,
  terminal: boolean,
): Omit<ProcessRequest, 'stdin' | 'tty' | 'keep'> {
  const named = wish.user ?? settings.user;
  const user = named === null ? sandbox.image.user : sandbox.image.findUser(named);
  const own = terminal ? terminalEnvironment : {};
  const env = { ...sandbox.image.environment(user), ...own, ...settings.env, ...wish.env };
  checkWords(wordsOf(wish.argv, env));
  return {
    argv: [...wish.argv],
    env,
    cwd: wish.cwd ?? settings.cwd ?? sandbox.workspace?.path ?? user?.home ?? '/',
    user: user === null ? named : `${String(user.uid)}:${String(user.gid)}`,
    limits: {},
  };
}
