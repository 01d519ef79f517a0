import { copyFile } from 'node:fs/promises';
import type { BellglassError } from '../protocol/errors.js';
import type { SandboxEnd } from '../protocol/sandbox/sandbox.js';
import type { SandboxRow } from '../state/sandboxTable.js';
import type { Home } from './store/home.js';
import type { Store } from './store/store.js';

/** What is written down of one kept sandbox. */
export class KeptRecord {
  readonly home: Home;

  constructor(
    private current: SandboxRow,
    private readonly store: Store,
    private readonly log: (line: string) => void,
  ) {
    this.home = store.home(current.id);
  }

  get row(): SandboxRow {
    return this.current;
  }

  /** Writes a change down. @throws BellglassFailure disk_failed, database_unusable, database_locked; then nothing has changed */
  async save(change: Partial<SandboxRow>): Promise<void> {
    const next = { ...this.current, ...change };
    try {
      await this.store.save(next);
    } catch (thrown) {
      // Half of it may be written down; the next daemon is not to find what whoever asked was told to have failed.
      await this.store.save(this.current).catch(() => undefined);
      throw thrown;
    }
    this.current = next;
  }

  /** Its machine has ended, whether that can be written down or not. */
  async saveEnd(reason: SandboxEnd['reason'], error: BellglassError | null): Promise<void> {
    const end = { reason, error, at: new Date().toISOString() };
    this.current = { ...this.current, running: false, end };
    await this.store.save(this.current).catch((thrown: unknown) => {
      this.log(`sandbox ${this.current.name}: its end could not be written down: ${String(thrown)}`);
    });
  }

  /** Its machine runs, whatever is written down. */
  confirm(): void {
    this.current = { ...this.current, running: true, end: null };
  }

  /** Keeps the head of a machine's console, which goes with its run directory. */
  async keepConsole(console: string): Promise<void> {
    await copyFile(console, this.home.console).catch(() => undefined);
  }
}
