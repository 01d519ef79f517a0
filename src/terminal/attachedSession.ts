import { readFile } from 'node:fs/promises';
import * as z from 'zod';

const sessionId = z.string().regex(/^[0-9a-f]{8}$/);

const made = z.object({ shellPath: z.string(), shellArgs: z.array(z.string()) });

/** Which session a command line of ours attaches to. @returns null when it is none of ours */
export function sessionOf(argv: readonly string[]): string | null {
  const at = argv.indexOf('attach');
  if (at < 1 || !(argv[at - 1] ?? '').endsWith('/dist/bellglass.mjs')) return null;
  return sessionId.safeParse(argv.at(-1)).data ?? null;
}

/** Which session a terminal was made for. @returns null when it was made for none, or is one that VS Code restored */
export function sessionOfOptions(options: object): string | null {
  const { data } = made.safeParse(options);
  return data === undefined ? null : sessionOf([data.shellPath, ...data.shellArgs]);
}

/**
 * Which session the terminal with that process shows. After a reload VS Code says no more of a terminal than its process, so that is asked.
 * @returns null when it shows none, or its process has ended
 */
export async function sessionOfProcess(pid: number | undefined): Promise<string | null> {
  if (pid === undefined) return null;
  try {
    const argv = (await readFile(`/proc/${String(pid)}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    return sessionOf(argv);
  } catch {
    return null;
  }
}
