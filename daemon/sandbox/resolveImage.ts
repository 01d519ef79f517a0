import { hostImage } from '../image/host/hostImage.js';
import type { Image } from '../image/image.js';
import { BellglassFailure } from '../protocol/errors.js';

/**
 * The image with that name.
 * @param base the archive with the agent
 * @throws BellglassFailure image_not_available, host_image_failed
 */
export async function resolveImage(name: string, base: string, cache: string): Promise<Image> {
  if (name !== 'host') throw new BellglassFailure({ code: 'image_not_available', data: { image: name } });
  return await hostImage(base, cache);
}
