import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { runRecord, type RunRecord } from '../../../daemon/protocol/run.js';
import { block } from '../../helpers/rig/block.js';
import { claim } from '../../helpers/rig/claims.js';
import { firstBoot, sessionInRig } from '../../helpers/rig/inside.js';
import { Operations } from '../../helpers/review/operations/operations.js';
import { daemonOf } from '../../helpers/session/daemonOf.js';
import { holds, reviewSentences as sentences, seeds } from './reviewSentences.js';

const session = await sessionInRig();
session.write('edited', 'one\n');
session.write('mode', 'x', 0o644);
session.write('from', 'moved\n');
session.write('gone', 'x');
session.write('a/linked', 'x');
session.write('.gitignore', 'bulk\n');
session.write('bulk/large', Buffer.alloc(2_000_000, 7));
session.write('.env', 'secret of the user\n');
session.write('beside', Buffer.alloc(1_500_000, 9));

const tree = (): string =>
  execFileSync('sh', ['-c', 'find . -printf "%p %y %m %s %T@ %n\\n" | sort; find . -type f -exec cksum {} + | sort'], {
    cwd: session.workspace,
    encoding: 'utf8',
  });
const recordOf = async (script: string, options: readonly string[] = []): Promise<RunRecord> => {
  const ended = await session.run(['--mode', 'review', '--json', ...options, '--', 'sh', '-c', script]);
  return runRecord.parse(JSON.parse(ended.stdout));
};

await firstBoot(session, sentences.boots);
const before = tree();
const program = `
import fcntl, mmap, os
with open("edited", "a") as f: f.write("two\\n")
os.chmod("mode", 0o755); os.rename("from", "a/to"); os.unlink("gone"); os.link("a/linked", "linked"); os.rename("a", "b")
os.symlink("edited", "link")
assert os.stat("linked").st_nlink == 2 and open("b/to").read() == "moved\\n"
with open("bulk/large", "r+b") as f:
    fcntl.lockf(f, fcntl.LOCK_EX)
    m = mmap.mmap(f.fileno(), 0); assert m[1999999] == 7; m[1000000:1000002] = b"hi"; m.flush()
assert open("bulk/large", "rb").read() == bytes([7]) * 1000000 + b"hi" + bytes([7]) * 999998
`;
await block(session, [sentences.view, sentences.untouched, sentences.changes], async () => {
  const worked = await recordOf(`python3 -c '${program}'`);
  await claim(sentences.view, async () => {
    assert.deepEqual([worked.exitCode, worked.stderr], [0, '']);
    return await Promise.resolve(worked.hypervisor);
  });
  await claim(sentences.untouched, async () => {
    assert.equal(tree(), before);
    return await Promise.resolve('same');
  });
  await claim(sentences.changes, async () => {
    const { state, counts } = worked.review ?? {};
    // Moved: from and all of a; modified: edited, mode; added: linked, link; ignored: bulk/large.
    assert.deepEqual(
      { state, ...counts },
      { state: 'pending', ...{ added: 2, modified: 2, deleted: 1, renamed: 3, ignored: 1 }, attention: 0, refused: 0 },
    );
    return await Promise.resolve(counts);
  });
});

await block(session, [sentences.hidden, sentences.root], async () => {
  const asRoot = await recordOf(
    `cat .env; cd /run/bellglass/review/folder && ls -R; cat .env beside/../.env; wc -c <beside
  echo x >beside; rm -f beside; mount -o remount,rw . ; echo x >beside; mkdir made`,
    ['--user', 'root'],
  );
  await claim(sentences.hidden, async () => {
    assert.doesNotMatch(asRoot.stdout ?? '', /secret/);
    // Guest root reads zeros where something is hidden, and they have no line of their own.
    assert.match(asRoot.stdout ?? '', /1500000$/m, 'positive control: what is granted is read');
    return await Promise.resolve(asRoot.stdout);
  });
  await claim(sentences.root, async () => {
    assert.equal(tree(), before);
    assert.match(asRoot.stderr ?? '', /beside/);
    return await Promise.resolve(asRoot.stderr);
  });
});

const daemon = await daemonOf(session);
const operations = new Operations(session, daemon);
for (const seed of seeds)
  await block(session, [holds(seed)], async () => {
    await claim(holds(seed), async () => {
      await operations.hold(seed);
      return 'same';
    });
  });
daemon.close();

await claim(sentences.nothing, async () => {
  await session.close();
  return 'nothing';
});
process.exit(0);
