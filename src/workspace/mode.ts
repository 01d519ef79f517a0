import type { Memento } from 'vscode';
import * as z from 'zod';

/** How a sandbox may see a folder; `review` comes later. */
export const offeredModes = ['readonly', 'direct', 'none'] as const;
/** How a sandbox may see a folder. */
export type OfferedMode = (typeof offeredModes)[number];

const remembered = z.enum(offeredModes);

/**
 * What the user chose for each folder. It lies with VS Code's own state of the workspace, never in a file of the folder: a stranger's repository must
 * not choose that it may be written.
 */
export class ModeMemory {
  constructor(private readonly state: Memento) {}

  /** null when nothing was chosen yet. @param folder the folder's URI */
  of(folder: string): OfferedMode | null {
    return remembered.safeParse(this.state.get(keyOf(folder))).data ?? null;
  }

  async remember(folder: string, mode: OfferedMode): Promise<void> {
    await this.state.update(keyOf(folder), mode);
  }
}

function keyOf(folder: string): string {
  return `mode:${folder}`;
}
