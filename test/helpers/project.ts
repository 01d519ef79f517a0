import { fileURLToPath } from 'node:url';

/** The top of the checkout, without a slash at its end. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A path in the checkout. */
export const inProject = (path: string): string => `${projectRoot}/${path}`;
