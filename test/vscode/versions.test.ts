import { describe, expect, test } from 'vitest';
import { VERSION } from '../../daemon/protocol/version.js';
import { commandsOf } from '../helpers/session/commandsOf.js';
import { daemonPid } from '../helpers/session/killedDaemon.js';
import { installOther } from '../helpers/kept/otherVersion.js';
import { useWorkbench } from '../helpers/vscode/useWorkbench.js';

const workbench = useWorkbench({ story: 'versions', files: { 'hello.py': 'print("must not run")\n' } });
const { session } = workbench;
const { inspect } = commandsOf(session);
const [older, newer] = ['0.0.1', '99.0.0'];
/** How long a machine may take to boot and answer here, in milliseconds. */
const patience = 60_000;

describe('a daemon of another version', () => {
  test('that is older hands its running sandbox over at the first use, and the sandbox goes on', async () => {
    const withOlder = installOther(session, older);
    const made = ['create', '--name', 'dev', '--mode', 'none', '--memory', '256m', '--disk', '256m'];
    for (const args of [made, ['start', 'dev']]) expect(await withOlder(...args)).toMatchObject({ status: 0 });
    const before = { daemon: daemonPid(session), info: (await withOlder('inspect', 'dev')).stdout };
    await workbench.step('taken-over', async () => {
      await workbench.views.show('Bellglass');
      await workbench.views.treeItem(/Sandbox dev: running/).waitFor({ timeout: patience });
    });
    expect(daemonPid(session)).not.toBe(before.daemon);
    const { machine } = await inspect('dev');
    expect(JSON.parse(before.info)).toMatchObject([{ machine }]);
  });

  test('that is newer is not served by this window, which says what to do, and nothing runs on the host', async () => {
    const withNewer = installOther(session, newer);
    expect(await withNewer('exec', 'dev', 'echo', 'on')).toMatchObject({ status: 0, stdout: 'on\n' });
    const { quickInput, views, terminals } = workbench;
    await quickInput.openFile('hello.py');
    await views.titleButton(/^Run in Sandbox/).click();
    await quickInput.pick('Read-only');
    await workbench.step('newer', async () => {
      await terminals.see(/99\.0\.0/, patience);
    });
    const text = (await terminals.text()).replaceAll('\n', '');
    expect(text).toContain(VERSION);
    expect(text).not.toContain('must not run');
    for (const args of [
      ['rm', '--force', 'dev'],
      ['daemon', 'stop'],
    ])
      expect(await withNewer(...args)).toMatchObject({ status: 0 });
  });
});
