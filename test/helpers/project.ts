import { fileURLToPath } from 'node:url';

/** The top of the checkout, without a slash at its end. A bundled program lies elsewhere, and is told. */
export const projectRoot =
  process.env['BELLGLASS_TEST_PROJECT'] ?? fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A path in the checkout. */
export const inProject = (path: string): string => `${projectRoot}/${path}`;
