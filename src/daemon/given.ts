import { l10n, window } from 'vscode';
import * as z from 'zod';
import type { SandboxInfo, SandboxState } from '../../daemon/protocol/sandbox/sandbox.js';
import type { SessionInfo } from '../../daemon/protocol/sandbox/session.js';
import type { Sandboxes } from './sandboxes.js';
import { stateWord } from './stateWord.js';

/** What a menu gives to a command about a sandbox, or about one of its sessions. */
export const given = z.object({ sandboxId: z.string(), sessionId: z.string().optional() });
/** What a menu gives to a command about a sandbox, or about one of its sessions. */
export type Given = z.infer<typeof given>;

/**
 * The sandbox that a command is about: what its menu gave, else what the user picks.
 * @param states those that make sense
 * @returns null when there is none, or none was picked
 */
export async function sandboxOf(
  sandboxes: Pick<Sandboxes, 'find' | 'read'>,
  from: unknown,
  states: readonly SandboxState[],
): Promise<SandboxInfo | null> {
  const { data } = given.safeParse(from);
  if (data !== undefined) return sandboxes.find(data.sandboxId) ?? null;
  const offered = (await sandboxes.read()).filter(({ state }) => states.includes(state));
  if (offered.length === 0) {
    await window.showInformationMessage(l10n.t('There is no sandbox for that.'));
    return null;
  }
  const items = offered.map((sandbox) => ({
    label: sandbox.name,
    description: stateWord(sandbox.state),
    detail: sandbox.settings.workspace?.path ?? '',
    sandbox,
  }));
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Which sandbox?') });
  return picked?.sandbox ?? null;
}

/** The session that a command is about, with its sandbox; null when it is gone. */
export function sessionOf(
  sandboxes: Pick<Sandboxes, 'find'>,
  from: unknown,
): { sandbox: SandboxInfo; session: SessionInfo } | null {
  const { data } = given.safeParse(from);
  const sandbox = sandboxes.find(data?.sandboxId ?? '');
  const session = sandbox?.sessions.find(({ id }) => id === data?.sessionId);
  return sandbox === undefined || session === undefined ? null : { sandbox, session };
}
