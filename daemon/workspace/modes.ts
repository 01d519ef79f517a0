import { BellglassFailure } from '../protocol/errors.js';
import type { WorkspaceMode } from '../protocol/run.js';

/**
 * How the directory of a mode is shared; null when it is not.
 * @throws BellglassFailure mode_not_available for the mode that does not exist yet
 */
export function sharedMode(mode: WorkspaceMode): { readonly readOnly: boolean } | null {
  switch (mode) {
    case 'none':
      return null;
    case 'readonly':
      return { readOnly: true };
    case 'direct':
      return { readOnly: false };
    case 'review':
      throw new BellglassFailure({ code: 'mode_not_available', data: { mode } });
  }
}
