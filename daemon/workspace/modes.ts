import type { WorkspaceMode } from '../protocol/run.js';

/** How the directory of a mode is shared as it is; null when it is not. A `review` shares what its snapshot needs, and by itself. */
export function sharedMode(mode: WorkspaceMode): { readonly readOnly: boolean } | null {
  switch (mode) {
    case 'none':
    case 'review':
      return null;
    case 'readonly':
      return { readOnly: true };
    case 'direct':
      return { readOnly: false };
  }
}
