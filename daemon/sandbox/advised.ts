import { BellglassFailure } from '../protocol/errors.js';
import type { HypervisorName } from '../protocol/sandbox/wishes.js';

/** What the doctor would say of a boot that failed; null when nothing. */
export type Advise = (hypervisor: HypervisorName) => Promise<string | null>;

/** What was thrown; a boot that failed says what the doctor would say. Never throws. */
export async function advised(thrown: unknown, advise: Advise): Promise<unknown> {
  if (!(thrown instanceof BellglassFailure) || thrown.error.code !== 'boot_failed') return thrown;
  const { data } = thrown.error;
  const advice = await advise(data.hypervisor).catch(() => null);
  return new BellglassFailure({ code: 'boot_failed', data: { ...data, advice } }, { cause: thrown });
}
