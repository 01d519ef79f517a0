import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRoot } from '../helpers/session/account.js';
import { useSession } from '../helpers/session/session.js';

const session = useSession();
const names = Array.from({ length: 8 }, (_, index) => `file${String(index)}`);
const old = (name: string): string => `${name} before\n`;
const fresh = (name: string): string => `${name} after\n`.repeat(128 * 1024);
const at = (name: string): string => `${session.workspace}/${name}`;
const change = `for name in ${JSON.stringify(names)}:
    with open(name, "w") as file: file.write((name + " after\\n") * (128 * 1024))
`;

/** Which of the files are as the program left them; each of the others is as it was. */
function changed(): string[] {
  return names.filter((name) => {
    const text = readFileSync(at(name), 'utf8');
    expect([old(name), fresh(name)].includes(text), name).toBe(true);
    return text === fresh(name);
  });
}

// Only root can mount a small file system.
describe.skipIf(!isRoot)('where changes are applied the disk is full', () => {
  beforeAll(() => {
    const { uid, gid } = session.account;
    const options = `size=8m,mode=700,uid=${String(uid)},gid=${String(gid)}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'small', session.workspace]);
    for (const name of names) session.write(name, old(name));
  });
  afterAll(async () => {
    await session.bellglass(['daemon', 'stop']);
    execFileSync('umount', [session.workspace]);
  });

  test('no file is in between, nothing is left in the folder, and it is said; with room all of it is applied and taken back', async () => {
    const ended = await session.run(['--', 'python3', '-c', change]);
    expect(ended.status, ended.stderr).toBe(0);
    const applied = await session.bellglass(['apply', '--all']);
    expect(applied).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^bellglass: The changes could not be applied, and nothing was: .*No space left/,
      ) as string,
    });
    expect(changed()).toEqual([]);
    expect(execFileSync('ls', ['-A', session.workspace], { encoding: 'utf8' }).trim().split('\n')).toEqual(names);
    expect((await session.bellglass(['undo'])).status).not.toBe(0);
    execFileSync('mount', ['-o', 'remount,size=64m', session.workspace]);
    expect(await session.bellglass(['apply', '--all'])).toMatchObject({ status: 0 });
    expect(changed()).toEqual(names);
    expect(await session.bellglass(['undo'])).toMatchObject({ status: 0 });
    expect(changed()).toEqual([]);
  });
});
