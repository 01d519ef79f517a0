import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { HostResult } from './suite.js';

const folder = 'test/vscode/host';

/** Makes one program, whose `run` VS Code calls, out of every file in test/vscode/host. @param top the top of the checkout */
export async function bundleSuite(top: string, program: string): Promise<void> {
  const imports = readdirSync(`${top}/${folder}`).map((file) => `import './${folder}/${file}';`);
  await build({
    stdin: {
      contents: [...imports, `export { run } from './test/helpers/vscode/host/suite.ts';`].join('\n'),
      resolveDir: top,
      loader: 'ts',
    },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    external: ['vscode'],
  });
}

/** What the tests wrote, in their order. */
export function resultsIn(file: string): HostResult[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HostResult);
}
