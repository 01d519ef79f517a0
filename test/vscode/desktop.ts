import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { NoDesktop, runOnDesktop } from '../helpers/vscode/host/desktop.js';

// desktop.mjs: started at the top of the checkout by scripts/vscode/desktop.sh.
const top = process.cwd();
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const directory = mkdtempSync('/tmp/bgt-');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  const results = await runOnDesktop({
    top,
    directory,
    vsix: `${top}/out/vsix/bellglass-${version}-linux-x64.vsix`,
    executable: process.env['BELLGLASS_TEST_CODE'] ?? null,
  });
  for (const { name, failure } of results)
    say(`${failure === null ? 'passed' : 'FAILED'}  ${name}${failure === null ? '' : `\n${failure}`}`);
  const failed = results.filter(({ failure }) => failure !== null).length;
  say(`${String(results.length - failed)} passed, ${String(failed)} failed`);
  process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;
} catch (thrown) {
  if (!(thrown instanceof NoDesktop)) throw thrown;
  const reason = thrown.message.replace(/\s+/g, ' ').replace(/\.$/, '');
  process.stderr.write(
    `bellglass: no desktop VS Code could be downloaded (${reason}); BELLGLASS_TEST_CODE can name one that is installed.\n`,
  );
  process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
