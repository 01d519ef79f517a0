// Bundles the extension, the daemon and the command line into dist/. With --watch it goes on, with --meta=FILE it says what went in.
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { build, context } from 'esbuild';

/** ws asks for TLS and compression, which are never used on a unix socket, and loading them is a third of the command's start. */
const lazily = {
  name: 'lazily',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(https|tls|zlib)$/ }, ({ path }) => ({ path, namespace: 'lazily' }));
    onLoad({ filter: /.*/, namespace: 'lazily' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('node:${path}')[name] });`,
    }));
  },
};

/** What every bundle shares. Node 22.15 is the floor. */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node22.15',
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [lazily],
  // Optional native parts of ws, found at run time when installed.
  external: ['vscode', 'bufferutil', 'utf-8-validate'],
};
// Packages in CommonJS call require, which an ES module does not have.
const require = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const bundles = [
  {
    ...shared,
    entryPoints: ['src/extension.ts'],
    outdir: 'dist',
    // What the first use needs is loaded by the first use: a window waits for the rest.
    splitting: true,
    chunkNames: 'extension/[name]',
    format: 'esm',
    banner: { js: require },
  },
  {
    ...shared,
    entryPoints: ['daemon/server/main.ts'],
    outfile: 'dist/bellglassd.mjs',
    format: 'esm',
    banner: { js: require },
  },
  {
    ...shared,
    entryPoints: ['daemon/cli/main.ts'],
    outfile: 'dist/bellglass.mjs',
    format: 'esm',
    // Without "--" Node takes an --env-file among the command's own options for itself, and obeys a NODE_OPTIONS in that file.
    banner: { js: `#!/usr/bin/env -S node --\n${require}` },
  },
].filter((bundle) => existsSync(bundle.entryPoints[0]));

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context({ ...bundle, logLevel: 'info' })).watch();
} else {
  const results = await Promise.all(bundles.map((bundle) => build(bundle)));
  const meta = process.argv.find((argument) => argument.startsWith('--meta='))?.slice('--meta='.length);
  if (meta !== undefined) writeFileSync(meta, JSON.stringify(results.map((result) => result.metafile)));
  if (existsSync('dist/bellglass.mjs')) chmodSync('dist/bellglass.mjs', 0o755);
}
