import { byCommand, lineOf, ok, warning, type Check, type Finding } from '../check.js';
import { readNumber } from '../readings.js';

/** A limit of Linux's on watching files, with how much a large project takes, and what to set it to. */
interface Limit {
  readonly name: 'max_user_watches' | 'max_user_instances';
  readonly title: string;
  readonly ample: number;
  readonly better: number;
}

const limits: readonly Limit[] = [
  { name: 'max_user_watches', title: 'inotify watches', ample: 65_536, better: 524_288 },
  { name: 'max_user_instances', title: 'inotify instances', ample: 128, better: 512 },
];

/** Whether as many files can be watched as a large project has. */
export const inotify: Check = {
  id: 'inotify',
  title: 'inotify limits',
  look: async () =>
    await Promise.all(
      limits.map(async (limit) =>
        lineOf(
          `inotify.${limit.name}`,
          limit.title,
          judgeInotify(limit, await readNumber(`/proc/sys/fs/inotify/${limit.name}`)),
        ),
      ),
    ),
};

/** What a limit's value means. @param value null: the kernel does not tell */
export function judgeInotify({ name, ample, better }: Omit<Limit, 'title'>, value: number | null): Finding {
  if (value === null) return warning(`fs.inotify.${name} cannot be read`, null);
  if (value >= ample) return ok(String(value));
  return warning(
    `fs.inotify.${name} is ${String(value)}, and a large project needs ${String(ample)}`,
    byCommand(`sudo sysctl -w fs.inotify.${name}=${String(better)}`),
  );
}
