import type { SandboxStats } from '../../daemon/protocol/sandbox/sandbox.js';
import type { DaemonLink } from '../daemon/link.js';
import type { Sandboxes } from '../daemon/sandboxes.js';
import { usageOf, type Usage } from './usage.js';

/** How often usage is read while somebody sees it, in milliseconds. */
const every = 3000;

/** Reads what running sandboxes use, while somebody sees it. */
export class Meter {
  private readonly last = new Map<string, SandboxStats>();
  private readonly usage = new Map<string, Usage>();
  private timer: NodeJS.Timeout | null = null;

  /** @param changed called after each reading */
  constructor(
    private readonly link: DaemonLink,
    private readonly sandboxes: Sandboxes,
    private readonly changed: () => void,
  ) {}

  /** What a sandbox used when it was read last. */
  of(id: string): Usage | undefined {
    return this.usage.get(id);
  }

  /** Reads while `seen`. */
  watch(seen: boolean): void {
    if (!seen) {
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
    } else this.timer ??= setTimeout(this.read, 0);
  }

  private readonly read = (): void => {
    void this.readAll().finally(() => {
      if (this.timer !== null) this.timer = setTimeout(this.read, every);
    });
  };

  private async readAll(): Promise<void> {
    const daemon = this.link.current;
    const running = daemon === null ? [] : this.sandboxes.all().filter(({ state }) => state === 'running');
    for (const id of this.last.keys()) if (!running.some((sandbox) => sandbox.id === id)) this.forget(id);
    const readings = await Promise.allSettled(
      running.map(async ({ id }) => await daemon?.call('sandbox.stats', { sandbox: id })),
    );
    for (const { value } of readings.filter((reading) => reading.status === 'fulfilled')) {
      if (value === undefined) continue;
      this.usage.set(value.id, usageOf(value, this.last.get(value.id)));
      this.last.set(value.id, value);
    }
    if (running.length > 0) this.changed();
  }

  private forget(id: string): void {
    this.last.delete(id);
    this.usage.delete(id);
  }
}
