import { commands } from 'vscode';

/** The context keys that package.json's when-clauses ask for, and what each may be. */
export interface ContextKeys {
  /** Whether the active terminal shows a run. */
  readonly 'bellglass.runShown': boolean;
  /** Whether that run goes on. */
  readonly 'bellglass.runGoesOn': boolean;
  /** Whether new terminals of this workspace are sandboxed. */
  readonly 'bellglass.terminalsAreSandboxed': boolean;
}

/** Sets a context key. */
export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void commands.executeCommand('setContext', key, value);
}
