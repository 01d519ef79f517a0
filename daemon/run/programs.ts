import { askPrograms, watchPrograms } from '../guest/system.js';
import type { StartedPrograms } from '../protocol/wire/programs.js';
import type { Sandbox } from '../sandbox/sandbox.js';

/** Which programs run in it is worth no run: what goes wrong is logged, and the record says that they are not known. */
type Log = (line: string) => void;

/** Has the guest of a sandbox watch what is executed in it. */
export async function watched({ session }: Sandbox, log: Log): Promise<void> {
  await watchPrograms(session).catch((thrown: unknown) => {
    log(`programs are not watched: ${String(thrown)}`);
  });
}

/** What was executed in a sandbox; null when that is not known. */
export async function witnessed(sandbox: Sandbox | null, log: Log): Promise<StartedPrograms | null> {
  if (sandbox === null || sandbox.machine.hasExited) return null;
  try {
    return await askPrograms(sandbox.session);
  } catch (thrown) {
    log(`programs are not known: ${String(thrown)}`);
    return null;
  }
}
