import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundleSuite, resultsIn } from './bundleSuite.js';
import type { HostResult } from './suite.js';

/** The part of @vscode/test-electron that is used, in its words. */
interface TestElectron {
  downloadAndUnzipVSCode(options: { cachePath: string; version: string }): Promise<string>;
  resolveCliPathFromVSCodeExecutablePath(executable: string): string;
  runTests(options: {
    vscodeExecutablePath: string;
    extensionDevelopmentPath: string;
    extensionTestsPath: string;
    extensionTestsEnv: Record<string, string>;
    launchArgs: string[];
  }): Promise<number>;
}

/** Where a desktop run finds and keeps things. */
export interface DesktopRun {
  /** The top of the checkout. */
  readonly top: string;
  /** A directory of the run's own. */
  readonly directory: string;
  readonly vsix: string;
  /** A desktop VS Code that is there; null has one downloaded. */
  readonly executable: string | null;
}

/** No desktop VS Code could be had; the message says why. */
export class NoDesktop extends Error {}

/**
 * Runs the suite of test/vscode/host in a desktop VS Code, in which the package is installed.
 * @throws NoDesktop
 */
export async function runOnDesktop({ top, directory, vsix, executable }: DesktopRun): Promise<HostResult[]> {
  const testElectron = createRequire(`${top}/out/workbench/package.json`)('@vscode/test-electron') as TestElectron;
  const code = executable ?? (await download(testElectron, `${top}/out/code`));
  const own = {
    HOME: `${directory}/home`,
    XDG_CONFIG_HOME: `${directory}/config`,
    XDG_STATE_HOME: `${directory}/state`,
  };
  const paths = { XDG_CACHE_HOME: `${directory}/cache`, XDG_RUNTIME_DIR: `${directory}/run`, ...own };
  for (const path of [...Object.values(paths), `${directory}/work`]) mkdirSync(path, { mode: 0o700 });
  writeFileSync(`${directory}/work/hello.py`, 'print("hello")\n');

  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const kept = [`--user-data-dir=${directory}/user`, `--extensions-dir=${directory}/extensions`, ...root];
  const cli = testElectron.resolveCliPathFromVSCodeExecutablePath(code);
  execFileSync(cli, [...kept, '--install-extension', vsix], { env: { ...process.env, ...paths }, stdio: 'inherit' });
  const installed = readdirSync(`${directory}/extensions`).find((name) => name.startsWith('bellglass.bellglass-'));
  if (installed === undefined) throw new Error(`${vsix} was not installed`);

  await bundleSuite(top, `${directory}/suite/index.js`);
  const results = `${directory}/results`;
  writeFileSync(results, '');
  const ended = testElectron.runTests({
    vscodeExecutablePath: code,
    extensionDevelopmentPath: `${directory}/extensions/${installed}`,
    extensionTestsPath: `${directory}/suite/index.js`,
    extensionTestsEnv: { ...paths, BELLGLASS_HOST_RESULTS: results },
    launchArgs: [...kept, '--disable-workspace-trust', '--disable-gpu', '--skip-welcome', `${directory}/work`],
  });
  const wrong = await ended.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const found = resultsIn(results);
  if (wrong !== null && !found.some(({ failure }) => failure !== null)) throw wrong as Error;
  return found;
}

async function download(testElectron: TestElectron, cachePath: string): Promise<string> {
  try {
    return await testElectron.downloadAndUnzipVSCode({ cachePath, version: 'stable' });
  } catch (thrown) {
    throw new NoDesktop(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
