import { readFileSync } from 'node:fs';
import { until } from './waiting.js';

/** clock_nanosleep's number, where a sleep(1) that has started waits. */
const sleeping = '230 ';

/** Waits until a `sleep` is in its system call, where a tracer can make it do others. */
export async function asleep(pid: number): Promise<void> {
  await until({ what: 'a process that sleeps', milliseconds: 10_000 }, () =>
    readFileSync(`/proc/${String(pid)}/syscall`, 'utf8').startsWith(sleeping),
  );
}
