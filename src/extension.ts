/** Called by VS Code on first use. Starts nothing: the daemon is started by the first run. */
export function activate(): void {
  // Features register themselves here, a folder each.
}

/** Called by VS Code at shutdown; the daemon outlives the window on purpose and ends by itself when idle. */
export function deactivate(): void {
  // Nothing is held yet.
}
