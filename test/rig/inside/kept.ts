import assert from 'node:assert/strict';
import { block } from '../../helpers/rig/block.js';
import { claim } from '../../helpers/rig/claims.js';
import { firstBoot, sessionInRig, startDaemon } from '../../helpers/rig/inside.js';
import { until } from '../../helpers/waiting.js';
import { keptSentences as sentences } from './keptSentences.js';

const session = await sessionInRig();
session.write('made', 'x\n');

await firstBoot(session, sentences.boots);

/** Everything of the session that runs but its daemon. */
const machines = (): number[] =>
  session
    .processes()
    .filter(({ command }) => !command.includes('bellglassd'))
    .map(({ pid }) => pid);
await block(session, [sentences.survives, sentences.ends], async () => {
  await claim(sentences.survives, async () => {
    for (const command of [
      ['create', '--name', 'kept', '--memory', '256m', '--mode', 'direct', '--cpus', '1'],
      ['start', 'kept'],
    ]) {
      const ended = await session.bellglass(command);
      assert.equal(ended.status, 0, ended.stderr);
    }
    const daemon = session.processes().find(({ command }) => command.includes('bellglassd'));
    const before = machines();
    process.kill(daemon?.pid ?? 0, 'SIGKILL');
    await startDaemon(session);
    const again = await session.bellglass(['exec', 'kept', '--', 'cat', 'made']);
    assert.deepEqual([again.status, again.stdout], [0, 'x\n'], again.stderr);
    assert.deepEqual(machines(), before);
    return before.length;
  });
  await claim(sentences.ends, async () => {
    const [vmm] = session.processes().filter(({ command }) => command.includes('bellglass-vmm'));
    process.kill(vmm?.pid ?? 0, 'SIGKILL');
    await until({ what: 'the end of the machine', milliseconds: 60_000 }, () => machines().length === 0);
    const removed = await session.bellglass(['rm', '--force', 'kept']);
    assert.equal(removed.status, 0, removed.stderr);
    return 'gone';
  });
});
await claim(sentences.nothing, async () => {
  await session.close();
  return 'nothing';
});
process.exit(0);
