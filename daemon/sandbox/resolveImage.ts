import { describeHost, hostImage } from '../image/host/hostImage.js';
import type { Image } from '../image/image.js';
import { BellglassFailure } from '../protocol/errors.js';

/**
 * The image with that name.
 * @param base the archive with the agent
 * @throws BellglassFailure image_not_available, host_image_failed
 */
export async function resolveImage(name: string, base: string, cache: string): Promise<Image> {
  ensureAvailable(name);
  return await hostImage(base, cache);
}

/** The image of a machine that runs already: nothing is made for it, so a full disk or a missing archive is no reason to end it. @throws BellglassFailure image_not_available */
export function imageOfRunning(name: string): Image {
  ensureAvailable(name);
  return describeHost('');
}

function ensureAvailable(name: string): void {
  if (name !== 'host') throw new BellglassFailure({ code: 'image_not_available', data: { image: name } });
}
