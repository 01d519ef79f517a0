import type { TestProject } from 'vitest/node';
import { pack, type Packages } from './packages.js';

declare module 'vitest' {
  export interface ProvidedContext {
    vsix: Packages;
  }
}

/** Packs Bellglass once for all the tests in VS Code. */
export function setup(project: TestProject): void {
  project.provide('vsix', pack());
}
