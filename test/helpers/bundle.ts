import { build, type BuildOptions } from 'esbuild';
import { inProject } from './project.js';

/** Makes one program for Node out of a TypeScript file, named from the top of the checkout, and all that it imports. */
export async function bundle(source: string, program: string): Promise<string> {
  return await bundled({ entryPoints: [inProject(source)] }, program);
}

/** As `bundle`, out of a text that imports as a file at the top of the checkout would. */
export async function bundleText(contents: string, program: string): Promise<string> {
  return await bundled({ stdin: { contents, resolveDir: inProject('.'), loader: 'ts' } }, program);
}

async function bundled(source: BuildOptions, program: string): Promise<string> {
  await build({
    ...source,
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['bufferutil', 'utf-8-validate'],
    // Packages in CommonJS call require, which an ES module does not have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return program;
}
