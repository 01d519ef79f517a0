/** What a kept sandbox tells of itself. */
export interface KeptWatcher {
  /** Something of it began, changed or ended. */
  readonly changed: (id: string) => void;
  /** It is gone, with its disk. */
  readonly gone: (id: string) => void;
}
