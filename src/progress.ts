import { ProgressLocation, window } from 'vscode';

/** What a long step came to: `cancelled` when the user gave up. */
export type Outcome<T> = { readonly done: T } | 'cancelled';

/**
 * Shows that something goes on.
 * @param cancel undoes it when the user gives it up; without one it cannot be given up
 * @throws what the work throws
 */
export async function withProgress<T>(
  title: string,
  work: () => Promise<T>,
  cancel?: () => Promise<void>,
): Promise<Outcome<T>> {
  const options = { location: ProgressLocation.Notification, title, cancellable: cancel !== undefined };
  return await window.withProgress(options, async (_progress, token) => {
    const cancelled = new Promise<'cancelled'>((resolve) => {
      token.onCancellationRequested(() => {
        resolve('cancelled');
      });
    });
    const working = work();
    working.catch(() => undefined);
    const outcome = await Promise.race([working.then((done) => ({ done })), cancelled]);
    if (outcome === 'cancelled') await cancel?.();
    return outcome;
  });
}
