/** VS Code's memory of a workspace, as its interface says. */
export function memory(kept: Map<string, unknown>) {
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T): T | undefined => (kept.has(key) ? (kept.get(key) as T) : otherwise),
    update: async (key: string, value: unknown): Promise<void> => {
      await Promise.resolve(value === undefined ? kept.delete(key) : kept.set(key, value));
    },
  };
}
