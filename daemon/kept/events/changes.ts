/** Who is told that something of a kept sandbox began, changed or ended. */
export class Changes {
  private readonly listeners = new Set<(id: string) => void>();

  /** Tells everybody. @param id of a sandbox, which may be gone */
  tell(id: string): void {
    for (const listener of this.listeners) listener(id);
  }

  /** Calls `listener` at each change, which may be none that shows, and must not throw. @returns ends that */
  listen(listener: (id: string) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}
