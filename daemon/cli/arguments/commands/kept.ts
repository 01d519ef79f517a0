import { type RunArguments } from '../invocation.js';
import { UsageError } from '../usage.js';

/** The option because of which a run's sandbox has a life of its own; null when it goes with its program, quickly and without a trace. */
export function keptBy(args: RunArguments): string | null {
  const asked: [string, boolean][] = [
    ['--keep', args.keep],
    ['--name', args.name !== null],
    ['--detach', args.detach],
    ['--tty', args.tty],
    ['--disk', args.diskMiB !== null],
    ['--ttl', args.ttlMs !== null],
    ['--idle-stop', args.idleStopMs !== null],
  ];
  return asked.find(([, given]) => given)?.[0] ?? null;
}

/** Refuses what does not go together in a run. @throws UsageError */
export function checkRun(args: RunArguments): RunArguments {
  const option = keptBy(args);
  if (option === null) return args;
  if (args.command.kind === 'file') throw new UsageError('file_not_kept', { option, path: args.command.path });
  if (args.timeoutMs !== null) throw new UsageError('timeout_kept', { option });
  if (args.interactive && !args.tty) throw new UsageError('interactive_alone', { option });
  if (args.json && args.tty && !args.detach) throw new UsageError('excluded', { option: '--json', other: '--tty' });
  return args;
}
