import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { inProject } from '../../helpers/project.js';

/** An extension that does nothing, to be activated when Bellglass is. */
export interface EmptyExtension {
  /** PUBLISHER.NAME, as VS Code knows it. */
  readonly id: string;
  readonly vsix: string;
}

const publisher = 'bellglass-bench';

/** One in CommonJS, the least that an extension can be. */
export function packEmpty(): EmptyExtension {
  return packed('empty', 'commonjs', 'exports.activate = () => {};\n');
}

/** One as an ES module, which is what Bellglass is: VS Code loads these in another way. */
export function packEmptyModule(): EmptyExtension {
  return packed('empty-module', 'module', 'export const activate = () => {};\n');
}

function packed(name: string, type: 'commonjs' | 'module', program: string): EmptyExtension {
  const directory = inProject(`out/bench/${name}`);
  mkdirSync(directory, { recursive: true });
  const manifest = {
    ...{ name, publisher, type, version: '1.0.0', main: './extension.js', engines: { vscode: '^1.104.0' } },
    ...{ activationEvents: ['onStartupFinished'], extensionKind: ['workspace'], files: ['extension.js'] },
  };
  writeFileSync(`${directory}/package.json`, JSON.stringify(manifest));
  writeFileSync(`${directory}/extension.js`, program);
  const vsix = inProject(`out/bench/${name}.vsix`);
  const kept = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', vsix];
  execFileSync(inProject('node_modules/.bin/vsce'), ['package', ...kept], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { id: `${publisher}.${name}`, vsix };
}
