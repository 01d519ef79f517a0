import { mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../project.js';
import { makeWorkbench } from '../useWorkbench.js';
import type { Workbench } from '../workbench.js';
import { bundleSuite, resultsIn } from './bundleSuite.js';
import type { HostResult } from './suite.js';

/** All tests of the extension host together end within this time, in milliseconds. */
const patience = 300_000;

/**
 * Runs the suite of test/vscode/host in the extension host of a real workbench, in which Bellglass is installed.
 * @throws Error when the suite did not come to its end, or ended otherwise than its results say
 */
export async function runInWorkbench(): Promise<HostResult[]> {
  const workbench = makeWorkbench({
    story: 'host',
    files: { 'hello.py': 'print("hello")\n' },
    serverArgs: ['--vscode-option', 'enable-smoke-test-driver'],
  });
  const { session } = workbench;
  const results = `${session.home}/results`;
  try {
    await workbench.serve({ BELLGLASS_HOST_RESULTS: results });
    session.write(results, '');
    mkdirSync(`${session.directory}/suite`);
    await bundleSuite(projectRoot, `${session.directory}/suite/index.js`);
    const status = await runSuite(workbench, `${session.directory}/suite/index.js`);
    const found = resultsIn(results);
    const failed = found.some(({ failure }) => failure !== null);
    if (failed) await workbench.keepEvidence();
    else if (status !== 0) throw new Error(`the suite ended with ${String(status)}: ${workbench.consoleText()}`);
    return found;
  } catch (thrown) {
    await workbench.keepEvidence();
    throw thrown;
  } finally {
    await workbench.close();
  }
}

/** @returns VS Code's status for the suite */
async function runSuite(workbench: Workbench, suite: string): Promise<number> {
  let end: (status: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  await workbench.page.exposeFunction('codeAutomationExit', (status: number) => {
    end(status);
  });
  await workbench.page.exposeFunction('codeAutomationLog', () => undefined);
  const installed = readdirSync(workbench.place.extensions).find((name) => name.startsWith('bellglass.bellglass-'));
  if (installed === undefined) throw new Error('Bellglass is not installed');
  const at = (path: string): string => `vscode-remote://${workbench.authority}${path}`;
  await workbench.openFolder(workbench.session.workspace, [
    ['extensionDevelopmentPath', at(`${workbench.place.extensions}/${installed}`)],
    ['extensionTestsPath', at(suite)],
    ['skipWelcome', 'true'],
  ]);
  const late = sleep(patience, null, { ref: false });
  const status = await Promise.race([ended, late]);
  if (status === null) throw new Error(`the suite did not end within ${String(patience)} ms`);
  return status;
}
